// SPDX-License-Identifier: GPL-3.0-or-later
"use strict";

const words = {
  zh: {
    title: "身份核实", platform: "平台", name: "姓名", enter: "请输入电脑屏幕上显示的四位核对码",
    confirm: "确认是我本人", continue: "继续",
    warning: "核对码只应当来自您自己面前的屏幕。如果是别人让您扫码，请关闭本页。",
    trial: "试用：本平台不核实身份，证书只供试用。",
    "no-camera": "无法扫码时，请输入屏幕上二维码下方的一串字符",
    passed: "核实成功，请回到电脑上继续。", "in-progress": "已提交，等待人工核实。",
    failed: "核对码多次错误，本次核实已结束。请在电脑上刷新二维码。",
    expired: "二维码已过期，请在电脑上刷新。", gone: "二维码已被使用或者已失效，请在电脑上刷新。",
    network: "无法连接平台，请检查网络后重试。", wrong: (n) => `核对码不正确，还可以再试 ${n} 次。`,
  },
  en: {
    title: "Confirm who you are", platform: "Platform", name: "Name",
    enter: "Enter the four digits shown on the computer's screen",
    confirm: "Yes, this is me", continue: "Continue",
    warning: "The digits must come from the screen in front of you. If somebody else asked you to scan, close this page.",
    trial: "Trial: this platform verifies nobody; the certificate is for trying things only.",
    "no-camera": "If you cannot scan, enter the characters below the code on the screen",
    passed: "Confirmed. Please go on at the computer.", "in-progress": "Sent; somebody will look at it.",
    failed: "Wrong too often; this attempt has ended. Refresh the code on the computer.",
    expired: "The code has expired. Refresh it on the computer.",
    gone: "The code was used or is no longer valid. Refresh it on the computer.",
    network: "The platform cannot be reached. Check the network and try again.",
    wrong: (n) => `Wrong digits; ${n} more ${n === 1 ? "try" : "tries"}.`,
  },
};
const language = navigator.language.startsWith("zh") ? "zh" : "en";
const text = words[language];
const byId = (id) => document.getElementById(id);
let token = null;

function say(message) {
  byId("status").textContent = message;
}

function newKey() {
  // randomUUID() is there over TLS only.
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");
}

async function post(path, body) {
  const answer = await fetch(path, {
    method: "POST", credentials: "omit", cache: "no-store",
    headers: { "Content-Type": "application/json", "Idempotency-Key": newKey() },
    body: JSON.stringify(body),
  });
  const message = await answer.json();
  if (answer.ok) return message;
  throw new Error(message.type.split("/").pop());
}

function explain(error) {
  byId("code-form").hidden = true;
  const known = { expired: "expired", gone: "gone", conflict: "gone" };
  say(text[known[error.message] || "network"]);
}

function show(phone) {
  byId("who").hidden = false;
  byId("platform").textContent = phone.platform;
  byId("name").textContent = phone.name;
  byId("trial").hidden = phone.provider !== "trial";
  byId("secret-form").hidden = true;
  byId("code-form").hidden = phone.state !== "scanned";
  say(text[phone.state] && phone.state !== "scanned" ? text[phone.state] : "");
}

async function scan(secret) {
  try {
    const phone = await post("/v1/phone/scan", { secret });
    token = phone.token;
    show(phone);
    byId("code").focus();
  } catch (error) {
    explain(error);
  }
}

async function confirm(event) {
  event.preventDefault();
  const button = byId("code-form").querySelector("button");
  button.disabled = true;
  try {
    const phone = await post("/v1/phone/confirm", { token, match_code: byId("code").value });
    show(phone);
    if (phone.state === "scanned") {
      byId("code").value = "";
      say(text.wrong(phone.retries));
    }
  } catch (error) {
    explain(error);
  } finally {
    button.disabled = false;
  }
}

document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
for (const node of document.querySelectorAll("[data-text]")) node.textContent = text[node.dataset.text];
byId("code-form").addEventListener("submit", confirm);
byId("secret-form").addEventListener("submit", (event) => {
  event.preventDefault();
  scan(byId("secret").value.trim());
});
const secret = location.hash.slice(1);
// Nobody finds it in the history, and a reload does not send it twice.
history.replaceState(null, "", location.pathname);
if (secret) scan(secret);
else byId("secret-form").hidden = false;
