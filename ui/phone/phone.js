// SPDX-License-Identifier: GPL-3.0-or-later
"use strict";

const words = {
  zh: {
    title: "身份核实", platform: "平台", name: "姓名", organisation: "代表企业", enter: "请输入电脑屏幕上显示的四位核对码",
    confirm: "确认是我本人", continue: "继续",
    warning: "核对码只应当来自您自己面前的屏幕。如果是别人让您扫码，请关闭本页。",
    trial: "试用：本平台不核实身份，证书只供试用。",
    "no-camera": "无法扫码时，请输入屏幕上二维码下方的一串字符",
    passed: "核实成功，请回到电脑上继续。", "in-progress": "已提交，等待人工核实。",
    failed: "核对码多次错误，本次核实已结束。请在电脑上刷新二维码。",
    expired: "二维码已过期，请在电脑上刷新。", gone: "二维码已被使用或者已失效，请在电脑上刷新。",
    look: "请按顺序拍下面几张照片，由工作人员核实是您本人：", shoot: "拍照", file: "或者用手机相机拍一张",
    kept: "照片只用于这一次核实，作出决定后立即删除。", outside: "到身份核实服务继续",
    "in-person": "您没有同意人脸识别。请携带身份证件到服务窗口，由工作人员当面核实。",
    done: "请回到电脑上继续。", picture: "这张照片无法使用，请重新拍一张。",
    face: "正对镜头", "turn-left": "头转向左边", "turn-right": "头转向右边", "look-up": "抬头看上方",
    "look-down": "低头看下方", fingers: (n) => `在脸旁伸出 ${n} 根手指`, step: (pose) => `现在：${pose}`,
    network: "无法连接平台，请检查网络后重试。", wrong: (n) => `核对码不正确，还可以再试 ${n} 次。`,
  },
  en: {
    title: "Confirm who you are", platform: "Platform", name: "Name", organisation: "On behalf of",
    enter: "Enter the four digits shown on the computer's screen",
    confirm: "Yes, this is me", continue: "Continue",
    warning: "The digits must come from the screen in front of you. If somebody else asked you to scan, close this page.",
    trial: "Trial: this platform verifies nobody; the certificate is for trying things only.",
    "no-camera": "If you cannot scan, enter the characters below the code on the screen",
    passed: "Confirmed. Please go on at the computer.", "in-progress": "Sent; somebody will look at it.",
    failed: "Wrong too often; this attempt has ended. Refresh the code on the computer.",
    expired: "The code has expired. Refresh it on the computer.",
    gone: "The code was used or is no longer valid. Refresh it on the computer.",
    look: "Please take these pictures in order; somebody of the office will see that it is you:", shoot: "Take picture",
    file: "Or take one with the phone's camera",
    kept: "The pictures serve this one check and are erased once it is decided.",
    outside: "Go on at the identity service",
    "in-person": "You did not agree to face recognition. Please come to the office with your document.",
    done: "Please go on at the computer.", picture: "This picture cannot be used; please take another one.",
    face: "Look straight at the camera", "turn-left": "Turn your head to the left",
    "turn-right": "Turn your head to the right", "look-up": "Look up", "look-down": "Look down",
    fingers: (n) => `Hold up ${n} ${n === "1" ? "finger" : "fingers"} beside your face`,
    step: (pose) => `Now: ${pose}`,
    network: "The platform cannot be reached. Check the network and try again.",
    wrong: (n) => `Wrong digits; ${n} more ${n === 1 ? "try" : "tries"}.`,
  },
};
const language = navigator.language.startsWith("zh") ? "zh" : "en";
const text = words[language];
const byId = (id) => document.getElementById(id);
let token = null;
// What is to be seen, and the pictures taken so far.
let wanted = [];
let pictures = [];
let stream = null;
// A picture of this size shows a face well, and is sent over a bad connection too.
const SIDE = 1280;
const MOST = 500 * 1024;

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
  byId("organisation").textContent = phone.organisation || "";
  byId("organisation").hidden = byId("organisation-label").hidden = !phone.organisation;
  byId("trial").hidden = phone.provider !== "trial";
  byId("secret-form").hidden = true;
  byId("code-form").hidden = phone.state !== "scanned";
  if (phone.state === "in-progress" && goOn(phone)) return;
  stopCamera();
  byId("picture-form").hidden = true;
  say(text[phone.state] && phone.state !== "scanned" ? text[phone.state] : "");
}

function poseOf(word) {
  const fingers = /^fingers-([1-5])$/.exec(word);
  return fingers ? text.fingers(fingers[1]) : text[word] || word;
}

function showPoses() {
  byId("wanted").replaceChildren(...wanted.map((word, i) => {
    const item = document.createElement("li");
    item.textContent = poseOf(word);
    item.className = i < pictures.length ? "done" : "";
    return item;
  }));
  byId("pose").textContent = pictures.length < wanted.length ? text.step(poseOf(wanted[pictures.length])) : "";
}

function stopCamera() {
  if (stream) for (const track of stream.getTracks()) track.stop();
  stream = null;
}

// Without a camera, without permission, or over plain HTTP, a file does.
async function startCamera() {
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "user", width: SIDE } });
    byId("camera").srcObject = stream;
    await byId("camera").play();
    byId("camera").hidden = byId("shoot").hidden = false;
  } catch (error) {
    byId("camera").hidden = byId("shoot").hidden = true;
  }
}

// True: the phone has something to do.
function goOn(phone) {
  if (phone.address) {
    byId("address").href = phone.address;
    byId("outside").hidden = false;
    return true;
  }
  if (phone.challenge === "in-person") {
    say(text["in-person"]);
    return true;
  }
  if (!phone.challenge || pictures.length) return false;
  wanted = phone.challenge.split(" ");
  byId("picture-form").hidden = false;
  showPoses();
  startCamera();
  return true;
}

// Drawn anew, so that what a camera writes beside the picture (place, device) stays on the phone.
async function toJpeg(source, width, height) {
  const scale = Math.min(1, SIDE / Math.max(width, height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  canvas.getContext("2d").drawImage(source, 0, 0, canvas.width, canvas.height);
  for (const quality of [0.85, 0.6, 0.4]) {
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", quality));
    if (blob && blob.size <= MOST) return blob;
  }
  throw new Error("picture");
}

async function toBase64(blob) {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let binary = "";
  for (let i = 0; i < bytes.length; i += 4096) binary += String.fromCharCode(...bytes.subarray(i, i + 4096));
  return btoa(binary);
}

async function take(source, width, height) {
  try {
    pictures.push({ jpeg: await toBase64(await toJpeg(source, width, height)) });
  } catch (error) {
    say(text.picture);
    return;
  }
  say("");
  showPoses();
  if (pictures.length === wanted.length) await send();
}

async function send() {
  stopCamera();
  byId("picture-form").hidden = true;
  try {
    show(await post("/v1/phone/pictures", { token, pictures }));
  } catch (error) {
    explain(error);
    if (error.message === "malformed" || error instanceof TypeError) {
      pictures = [];
      byId("picture-form").hidden = false;
      showPoses();
      startCamera();
    }
  }
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
byId("shoot").addEventListener("click", async () => {
  byId("shoot").disabled = true;
  await take(byId("camera"), byId("camera").videoWidth, byId("camera").videoHeight);
  byId("shoot").disabled = false;
});
byId("file").addEventListener("change", async () => {
  const file = byId("file").files[0];
  if (!file) return;
  try {
    const picture = await createImageBitmap(file);
    await take(picture, picture.width, picture.height);
  } catch (error) {
    say(text.picture);
  }
  byId("file").value = "";
});
const secret = location.hash.slice(1);
// Nobody finds it in the history, and a reload does not send it twice.
history.replaceState(null, "", location.pathname);
if (secret === "done") say(text.done);
else if (secret) scan(secret);
else byId("secret-form").hidden = false;
