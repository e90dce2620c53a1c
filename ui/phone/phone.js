// SPDX-License-Identifier: GPL-3.0-or-later
"use strict";

const byId = (id) => document.getElementById(id);
const FORMS = ["code-form", "picture-form", "outside", "secret-form"];
// A request is sent this often by itself; then the person decides. What takes longer than this many
// seconds is for the person to decide, too.
const TRIES = 3;
const LONGEST_WAIT = 8;
// Milliseconds; pictures are large, and the net may be slow.
const PATIENCE = 20 * 1000;
const PATIENCE_FOR_PICTURES = 120 * 1000;
const LOOK_EVERY = 3 * 1000;
// A picture of this size shows a face well, and is sent over a bad connection too.
const SIDE = 1280;
const MOST = 500 * 1024;
const CODES = 3;

// What the page needs to go on when it was closed: the code that was scanned, the key of that request,
// and what the platform gave for it. Nothing of a picture. Without storage it lasts as long as the page.
const STORE = "vermilion-phone";
let kept = {};
// The request whose answer is not there yet. It is sent again with its own key, so that the platform
// does nothing twice and answers what it answered then.
let step = null;
let busy = false;
let turn = 0;
let stage = null;
let shown = "";
// What is to be seen, and the pictures taken so far.
let wanted = [];
let pictures = [];
let stream = null;
let countdown = null;

function readKept() {
  try {
    kept = JSON.parse(sessionStorage.getItem(STORE)) || {};
  } catch (error) {
    kept = {};
  }
}

function keep(values) {
  kept = values;
  try {
    sessionStorage.setItem(STORE, JSON.stringify(values));
  } catch (error) {
    // A browser that keeps nothing.
  }
}

function say(message, kind) {
  byId("status").textContent = message;
  if (kind && message) byId("status").dataset.kind = kind;
  else delete byId("status").dataset.kind;
}

function newKey() {
  // randomUUID() is there over TLS only.
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");
}

const sleep = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

// again: the same request may well be answered another time.
function trouble(word, again, wait) {
  return Object.assign(new Error(word), { word, again, wait: wait || 0 });
}

function waitOf(answer) {
  const header = answer.headers.get("Retry-After");
  if (!header) return 0;
  const seconds = /^\d+$/.test(header) ? Number(header) : Math.ceil((Date.parse(header) - Date.now()) / 1000);
  return Math.min(Math.max(seconds || 0, 0), 600);
}

// A proxy or a network that wants a login answers, too, and not in our form; the latter answers the
// same until somebody has logged in.
function troubleOf(answer, message) {
  if (answer.status === 429) return trouble("busy", true, waitOf(answer) || 1);
  if (answer.status >= 500) return trouble("fault", true, waitOf(answer));
  if (!message || typeof message.type !== "string") return trouble("stranger", true);
  return trouble(message.type.split("/").pop(), false);
}

async function receive(path, options, patience) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), patience);
  try {
    const answer = await fetch(path, { credentials: "omit", cache: "no-store", signal: stop.signal, ...options });
    return [answer, await answer.text()];
  } catch (error) {
    throw trouble("network", true);
  } finally {
    clearTimeout(timer);
  }
}

async function ask(path, options, patience) {
  const [answer, body] = await receive(path, options, patience || PATIENCE);
  let message = null;
  try {
    message = JSON.parse(body);
  } catch (error) {
    // Not ours.
  }
  if (answer.ok && message && message.state) return message;
  throw troubleOf(answer, message);
}

async function send(sent) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await ask(sent.path, {
        method: "POST", body: sent.body,
        headers: { "Content-Type": "application/json", "Idempotency-Key": sent.key },
      }, sent.path.endsWith("pictures") ? PATIENCE_FOR_PICTURES : PATIENCE);
    } catch (error) {
      if (!error.again || error.word === "stranger" || attempt === TRIES || error.wait > LONGEST_WAIT) throw error;
      say(text.retrying, "wait");
      await sleep(Math.max(error.wait, attempt));
    }
  }
}

function block(now) {
  for (const button of document.querySelectorAll("form button, #again")) button.disabled = now;
  byId("file").disabled = now;
}

function hideAgain() {
  clearInterval(countdown);
  block(busy);
  byId("again").hidden = true;
}

// What the platform asks to wait is waited for, whichever button is pressed.
function offerAgain(error) {
  const until = Date.now() + error.wait * 1000;
  const tick = () => {
    const left = Math.ceil((until - Date.now()) / 1000);
    block(left > 0);
    byId("again").textContent = left > 0 ? text["again-in"](left) : text.again;
    if (left <= 0) clearInterval(countdown);
  };
  say(text[error.word], "bad");
  byId("again").hidden = false;
  clearInterval(countdown);
  countdown = setInterval(tick, 1000);
  tick();
}

// The one way in which the page changes something at the platform.
async function run(waiting) {
  if (busy || !step) return;
  const sent = step;
  let phone = null;
  let error = null;
  turn++;
  busy = true;
  hideAgain();
  say(waiting, "wait");
  try {
    phone = await send(sent);
  } catch (caught) {
    error = caught;
  }
  busy = false;
  block(false);
  if (step !== sent) {
    // Another code was scanned meanwhile.
    run(waiting);
    return;
  }
  if (error && error.again) {
    offerAgain(error);
    return;
  }
  step = null;
  if (!error) sent.answered(phone);
  else if (error.word) sent.refused(error.word);
  else throw error;
}

// The same request has the same key, whichever button it comes from.
function begin(path, body, handlers, key) {
  const content = JSON.stringify(body);
  if (!step || step.path !== path || step.body !== content) {
    step = { path, body: content, key: key || newKey(), ...handlers };
  }
}

function enter(next, form, message, kind) {
  const moved = stage !== next;
  stage = next;
  for (const id of FORMS) byId(id).hidden = id !== form;
  if (stage !== "pictures") stopCamera();
  byId("code").setAttribute("aria-invalid", "false");
  say(message, kind);
  if (!moved) return;
  const target = { "code-form": "code", "picture-form": "pose", outside: "address", "secret-form": "secret" }[form];
  byId(message && form !== "code-form" ? "status" : target || "status").focus({ preventScroll: true });
  window.scrollTo(0, 0);
}

// What was tried is over. A phone without a camera can enter what the computer shows next.
function end(word, message) {
  byId("who").hidden = byId("trial").hidden = true;
  hideAgain();
  step = null;
  shown = "";
  enter(word, "secret-form", message || text[word] || text.refused, "bad");
}

function fillWho(phone) {
  byId("who").hidden = false;
  byId("trial").hidden = phone.provider !== "trial";
  for (const name of ["platform", "name"]) byId(name).textContent = phone[name];
  for (const name of ["login", "organisation"]) {
    byId(name).textContent = phone[name] || "";
    byId(`${name}-row`).hidden = !phone[name];
  }
  byId("follows").hidden = phone.state !== "scanned";
}

function showCode(phone) {
  const wrong = phone.retries < CODES;
  enter("code", "code-form", wrong ? text.wrong(phone.retries) : "", wrong ? "bad" : "");
  byId("code").value = "";
  byId("code").setAttribute("aria-invalid", String(wrong));
  byId("code").focus();
}

function showProgress(phone) {
  if (phone.address) {
    byId("address").href = phone.address;
    enter("outside", "outside", text["outside-note"], "");
  } else if (phone.challenge === "in-person") {
    enter("in-person", null, text["in-person"], "wait");
  } else if (phone.challenge) {
    beginPictures(phone.challenge, "");
  } else {
    enter("sent", null, text.sent, "wait");
  }
}

function show(phone) {
  const { state, challenge, retries, reason } = phone;
  const sign = JSON.stringify([state, challenge, retries, reason, Boolean(phone.address)]);
  if (sign === shown) return;
  shown = sign;
  step = null;
  hideAgain();
  fillWho(phone);
  if (state === "scanned") showCode(phone);
  else if (state === "in-progress") showProgress(phone);
  else if (state === "passed" || state === "used") enter("passed", null, text.passed, "good");
  else if (state !== "failed") end(state);
  else if (reason) end(state, text["failed-for"](reason));
  else end(state, retries < 1 ? text["wrong-too-often"] : text.failed);
}

// How it stands, whatever the page has missed, an answer that was lost for one; a bad net is no news.
async function look() {
  if (busy || !kept.token || document.hidden) return;
  const { token } = kept;
  const asked = turn;
  try {
    const phone = await ask("/v1/phone", { headers: { Authorization: `Bearer ${token}` } });
    if (turn === asked && kept.token === token) show(phone);
  } catch (error) {
    if (!error.word) throw error;
    if (turn !== asked || kept.token !== token) return;
    if (error.again) {
      if (!stage) say(text.retrying, "wait");
      return;
    }
    keep({});
    end(error.word === "gone" ? "gone" : "refused");
  }
}

// The state is another than the page thought, which it says best itself.
function refusedStep(word) {
  if (word === "gone" || word === "expired") end(word);
  else if (word === "conflict") look();
  else end("refused");
}

function stopCamera() {
  if (stream) for (const track of stream.getTracks()) track.stop();
  stream = null;
  byId("camera").srcObject = null;
}

function showCamera(works, note) {
  byId("camera").hidden = byId("shoot").hidden = !works;
  byId("camera-note").textContent = note;
  byId("file-label").textContent = works ? text["file-too"] : text.file;
  byId("file").parentElement.classList.toggle("second", works);
}

// Without a camera, without permission, or over plain HTTP, a file does.
async function startCamera() {
  if (stream || stage !== "pictures" || document.hidden) return;
  let found = null;
  try {
    found = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "user", width: SIDE } });
  } catch (error) {
    showCamera(false, text[error.name === "NotAllowedError" ? "camera-denied" : "camera-missing"]);
    return;
  }
  // The person may have been quicker, or have turned to something else.
  if (stream || stage !== "pictures" || document.hidden) {
    for (const track of found.getTracks()) track.stop();
    return;
  }
  stream = found;
  for (const track of found.getTracks()) {
    track.addEventListener("ended", () => {
      if (stream !== found) return;
      stopCamera();
      showCamera(false, text["camera-ended"]);
    });
  }
  byId("camera").srcObject = stream;
  await byId("camera").play().catch(() => {});
  if (stream === found) showCamera(true, "");
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
  byId("pose").hidden = pictures.length === wanted.length;
  byId("retake").hidden = pictures.length === 0;
}

function beginPictures(challenge, message) {
  wanted = challenge.split(" ");
  pictures = [];
  enter("pictures", "picture-form", message, message ? "bad" : "");
  showPoses();
  startCamera();
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
    say(text.picture, "bad");
    return;
  }
  say("");
  showPoses();
  if (pictures.length === wanted.length) sendPictures();
}

function sendPictures() {
  stopCamera();
  showCamera(false, "");
  begin("/v1/phone/pictures", { token: kept.token, pictures }, {
    answered: (phone) => {
      pictures = [];
      show(phone);
    },
    refused: (word) => {
      if (word === "malformed" || word === "too-large") beginPictures(wanted.join(" "), text.pictures);
      else refusedStep(word);
    },
  });
  run(text.sending);
}

function scan(secret, key) {
  begin("/v1/phone/scan", { secret }, {
    answered: (phone) => {
      keep({ secret, token: phone.token });
      shown = "";
      show(phone);
    },
    refused: (word) => {
      keep({});
      end({ conflict: "elsewhere", expired: "expired" }[word] || "gone");
    },
  }, key);
  keep({ secret, key: step.key });
  for (const id of FORMS) byId(id).hidden = true;
  byId("who").hidden = byId("trial").hidden = true;
  stage = null;
  run(text.connecting);
}

function confirm(event) {
  event.preventDefault();
  begin("/v1/phone/confirm", { token: kept.token, match_code: byId("code").value },
    { answered: show, refused: refusedStep });
  run(text.sending);
}

// A keyboard for Chinese may write wide digits.
function narrow(event) {
  if (!event.isComposing) event.target.value = event.target.value.normalize("NFKC");
}

// As it was typed, pasted with its address, or read aloud in groups.
function enterSecret(event) {
  event.preventDefault();
  const secret = byId("secret").value.normalize("NFKC").split("#").pop().replace(/\s/g, "").toLowerCase();
  byId("secret").value = "";
  scan(secret);
}

async function shoot() {
  byId("shoot").disabled = true;
  await take(byId("camera"), byId("camera").videoWidth, byId("camera").videoHeight);
  byId("shoot").disabled = busy;
}

async function takeFile() {
  const file = byId("file").files[0];
  if (!file) return;
  try {
    const picture = await createImageBitmap(file);
    await take(picture, picture.width, picture.height);
  } catch (error) {
    say(text.picture, "bad");
  }
  byId("file").value = "";
}

function resume() {
  if (kept.token) {
    shown = "";
    say(text.connecting, "wait");
    look();
  } else if (kept.secret) {
    scan(kept.secret, kept.key);
  } else {
    enter("secret", "secret-form", "", "");
  }
}

function start() {
  const secret = location.hash.slice(1);
  // Nobody finds it in the history.
  history.replaceState(null, "", location.pathname);
  readKept();
  if (secret === "done" && !kept.token) enter("done", null, text.done, "good");
  else if (secret && secret !== "done" && secret !== kept.secret) scan(secret);
  else resume();
}

document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
document.title = text.title;
for (const node of document.querySelectorAll("[data-text]")) node.textContent = text[node.dataset.text];
byId("code-form").addEventListener("submit", confirm);
for (const name of ["input", "compositionend"]) byId("code").addEventListener(name, narrow);
byId("secret-form").addEventListener("submit", enterSecret);
byId("again").addEventListener("click", () => run(text.sending));
byId("shoot").addEventListener("click", shoot);
byId("file").addEventListener("change", takeFile);
byId("retake").addEventListener("click", () => {
  pictures.pop();
  showPoses();
});
document.addEventListener("visibilitychange", () => {
  if (document.hidden) {
    stopCamera();
    return;
  }
  look();
  startCamera();
});
addEventListener("pagehide", stopCamera);
addEventListener("pageshow", (event) => {
  if (event.persisted) look();
});
addEventListener("online", () => run(text.retrying));
addEventListener("hashchange", () => {
  if (location.hash.length > 1) start();
});
setInterval(look, LOOK_EVERY);
start();
