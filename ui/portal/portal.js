// SPDX-License-Identifier: GPL-3.0-or-later
"use strict";

const words = {
  zh: {
    title: "登录到电脑上的朱印", "link-title": "关联门户账号",
    platform: "平台", portal: "门户", name: "门户中的姓名", login: "关联到账号", device: "正在等待的电脑",
    enter: "请输入朱印窗口（或终端）中显示的四位核对码", confirm: "登录这台电脑", "link-confirm": "关联",
    warning: "核对码只应当来自您自己面前的电脑。如果是别人把链接发给您，或者向您报出核对码，请关闭本页：输入后对方就能以您的身份登录。",
    "link-warning": "关联后，上面的账号就能用您的门户账号登录。如果这不是您自己的账号，或者是别人把链接或核对码给您的，请关闭本页。",
    confirmed: "登录成功。请回到朱印继续，本页可以关闭。", used: "登录成功。请回到朱印继续，本页可以关闭。",
    linked: "关联成功。今后可以用门户账号登录，本页可以关闭。",
    gone: "这个链接已经使用过或者已失效。请回到朱印重新开始。", expired: "时间已到。请回到朱印重新开始。",
    unreachable: "暂时无法连接门户。请稍后在朱印中点“重新打开”。",
    "other-browser": "登录不是从这个浏览器开始的，已拒绝。请在朱印中点“重新打开”，并在同一个浏览器中完成。",
    refused: "您在门户中取消了登录。", code: "核对码多次错误，本次登录已结束。请回到朱印重新开始。",
    failed: "门户的答复有误，登录未完成。请回到朱印重新开始；如果仍然如此，请告知平台管理员。",
    "mix-up": "答复来自另一个门户，已拒绝。请回到朱印重新开始，并告知平台管理员。",
    "linked-elsewhere": "这个门户账号已经关联到另一个账号，没有改变任何内容。",
    closed: "本平台不为新用户开设账号，没有改变任何内容。已有账号的，请用该账号登录，再在“我的账号”中关联门户；否则请联系平台管理员。",
    dropped: "账号的密码已更改或有登录已结束，本次关联随之取消。请回到朱印重新开始。",
    network: "无法连接平台，请检查网络后重试。", wrong: (n) => `核对码不正确，还可以再试 ${n} 次。`,
    from: (device, address) => device ? `${device}（${address}）` : address,
  },
  en: {
    title: "Log in to Vermilion on your computer", "link-title": "Link a portal account",
    platform: "Platform", portal: "Portal", name: "Name at the portal", login: "Link to account",
    device: "Computer that waits",
    enter: "Enter the four digits that Vermilion shows in its window or terminal",
    confirm: "Log In on That Computer", "link-confirm": "Link",
    warning: "The digits must come from the computer in front of you. If somebody sent you this link, or tells you the digits, close this page: they would be logged in as you.",
    "link-warning": "From now on your login at the portal will open the account named above. If that account is not yours, or somebody sent you this link or tells you the digits, close this page.",
    confirmed: "You are logged in. Go on in Vermilion; this page can be closed.",
    used: "You are logged in. Go on in Vermilion; this page can be closed.",
    linked: "Linked. From now on you can log in with the portal; this page can be closed.",
    gone: "This link was used, or is not valid any more. Begin again in Vermilion.",
    expired: "The time is over. Begin again in Vermilion.",
    unreachable: "The portal cannot be reached just now. In a while, choose “Open Again” in Vermilion.",
    "other-browser": "The login did not begin in this browser and was refused. Choose “Open Again” in Vermilion, and stay in one browser.",
    refused: "You cancelled the login at the portal.",
    code: "Wrong too often; this login has ended. Begin again in Vermilion.",
    failed: "The portal's answer is not in order, and nobody was logged in. Begin again in Vermilion; if it stays so, tell the platform's administrator.",
    "mix-up": "The answer came from another portal and was refused. Begin again in Vermilion, and tell the platform's administrator.",
    "linked-elsewhere": "This portal account belongs to another account already. Nothing was changed.",
    closed: "This platform opens no account for whoever is new, and nothing was changed. If you have an account, log in to it and link the portal in My account; otherwise ask whoever runs the platform.",
    dropped: "The account's password was changed or a login of it was ended, and this link with it. Begin again in Vermilion.",
    network: "The platform cannot be reached. Check the network and try again.",
    wrong: (n) => `Wrong digits; ${n} more ${n === 1 ? "try" : "tries"}.`,
    from: (device, address) => device ? `${device} (${address})` : address,
  },
};
const language = navigator.language.startsWith("zh") ? "zh" : "en";
const text = words[language];
const byId = (id) => document.getElementById(id);
const MAX_RETRIES = 3;
let id = null;

function say(message) {
  byId("status").textContent = message;
}

async function ask(path, body) {
  const answer = await fetch(path, {
    method: body ? "POST" : "GET", credentials: "same-origin", cache: "no-store",
    headers: body ? { "Content-Type": "application/json" } : {},
    body: body ? JSON.stringify(body) : undefined,
  });
  const message = await answer.json();
  if (answer.ok) return message;
  throw new Error(message.type.split("/").pop());
}

function explain(error) {
  byId("code-form").hidden = true;
  const known = { "not-found": "other-browser", conflict: "gone" };
  say(text[known[error.message] || "network"]);
}

function sentence(view) {
  if (view.state === "failed") return text[view.reason] || text.failed;
  if (view.state === "used" && view.login) return text.linked;
  if (view.state === "returned") return view.retries < MAX_RETRIES ? text.wrong(view.retries) : "";
  return text[view.state] || "";
}

function show(view) {
  byId("who").hidden = view.state !== "returned";
  byId("title").textContent = view.login ? text["link-title"] : text.title;
  byId("platform").textContent = view.platform;
  byId("portal").textContent = view.portal;
  byId("name").textContent = view.name || "";
  byId("name").hidden = byId("name-label").hidden = !view.name;
  byId("login").textContent = view.login || "";
  byId("login").hidden = byId("login-label").hidden = !view.login;
  byId("warning").textContent = view.login ? text["link-warning"] : text.warning;
  byId("device").textContent = text.from(view.device, view.address);
  byId("confirm").textContent = view.login ? text["link-confirm"] : text.confirm;
  byId("code-form").hidden = view.state !== "returned";
  byId("code").value = "";
  if (view.state === "returned") byId("code").focus();
  say(sentence(view));
}

async function start() {
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  for (const node of document.querySelectorAll("[data-text]")) node.textContent = text[node.dataset.text];
  byId("title").textContent = text.title;
  const word = location.hash.slice(1);
  if (!/^[0-9a-f]{32}$/.test(word)) {
    say(["gone", "unreachable", "other-browser"].includes(word) ? text[word] : text.gone);
    return;
  }
  id = word;
  try {
    show(await ask(`/v1/portal-logins/${id}`));
  } catch (error) {
    explain(error);
  }
}

// A keyboard for Chinese may write wide digits.
for (const name of ["input", "compositionend"]) {
  byId("code").addEventListener(name, (event) => {
    if (!event.isComposing) event.target.value = event.target.value.normalize("NFKC");
  });
}

byId("code-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  byId("confirm").disabled = true;
  try {
    show(await ask(`/v1/portal-logins/${id}/confirm`, { match_code: byId("code").value }));
  } catch (error) {
    explain(error);
  }
  byId("confirm").disabled = false;
});

start();
