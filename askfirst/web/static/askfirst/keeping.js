// What is typed and not sent: on the server a second after the last letter, and in this browser until the server has it.
//
// The server's version grows with each change.  What this browser kept against the version that the server still has is
// newer; where both have changed, the server's stands and this browser's is offered beside it.

import { _, on } from "./live.js";
import { ask, fields } from "./posting.js";
import { say } from "./shell.js";

const PAUSE = 1_000;
const PREFIX = "askfirst.draft.";
const waiting = new Map(); // the timer and the request of each place
const taken = new Map(); // what the server took last of each place, and when: a form that was asked for before does not have it
let shown = []; // what stands on the screen
let askedAt = 0; // when what is being put in its place was asked for

const placeOf = (draft, mode) => `${PREFIX}${draft}.${mode}`;
const baseOf = (text) => text.form?.querySelector("input[name=base]");

function read(place) {
  const kept = localStorage.getItem(place);
  if (!kept) return null;
  try {
    const record = JSON.parse(kept);
    if (typeof record?.text === "string") return record;
  } catch { /* as it was kept before versions were */ }
  return { text: kept, base: -1 };
}

function write(place, text, base) {
  try {
    if (text) localStorage.setItem(place, JSON.stringify({ text, base }));
    else localStorage.removeItem(place);
  } catch { /* the browser's place is full: the server keeps it */ }
}

/** Puts back what this browser kept and the server does not have.  `isSending`: its words are under way in this page. */
export function restore(composer, text, mode, isSending) {
  const place = placeOf(composer.dataset.draft, mode);
  shown = [...shown.filter((one) => one.text.isConnected), { composer, text, mode }];
  const other = composer.querySelector("[data-other]");
  if (mode !== "note" && other) setUpOther(other, text, mode);
  const newer = taken.get(place);
  if (newer && newer.at > askedAt && !isSending) {
    text.value = newer.text;
    if (baseOf(text)) baseOf(text).value = newer.version;
  }
  if (!isSending) {
    const lost = localStorage.getItem(`${place}.sending`); // the page ended before its answer came
    if (lost && !localStorage.getItem(place) && !text.value) write(place, lost, -1);
    localStorage.removeItem(`${place}.sending`);
  }
  const kept = read(place);
  if (!kept || kept.text === text.value) return localStorage.removeItem(place);
  if (!text.value || kept.base === Number(baseOf(text)?.value ?? -2)) {
    text.value = kept.text;
    soon(composer, text, mode);
  } else if (!composer.dataset.keepAt) {
    text.value = `${text.value}\n${kept.text}`;
  } else {
    offer(composer, kept.text);
    localStorage.removeItem(place);
  }
}

/** Something was typed. */
export function typed(composer, text, mode) {
  write(placeOf(composer.dataset.draft, mode), text.value, Number(baseOf(text)?.value ?? -1));
  soon(composer, text, mode);
}

/** It is being sent: nothing of it is kept any more but what was said, until the answer is there. */
export function sending(composer, text, mode) {
  const place = placeOf(composer.dataset.draft, mode);
  forget(place);
  localStorage.setItem(`${place}.sending`, text.value);
  localStorage.removeItem(place);
}

/** The answer is there. */
export function sent(draft, mode) {
  localStorage.removeItem(`${placeOf(draft, mode)}.sending`);
}

/** It did not go: it is being written again, above what was typed since.  Returns the whole. */
export function giveBack(draft, mode, said) {
  const place = placeOf(draft, mode);
  const since = read(place);
  const whole = since?.text ? `${said}\n${since.text}` : said;
  localStorage.removeItem(`${place}.sending`);
  write(place, whole, since?.base ?? -1);
  return whole;
}

function soon(composer, text, mode) {
  if (!composer.dataset.keepAt) return;
  const place = placeOf(composer.dataset.draft, mode);
  clearTimeout(waiting.get(place)?.timer);
  waiting.set(place, { ...waiting.get(place), timer: setTimeout(() => save(composer, text, mode), PAUSE), act: () => save(composer, text, mode, true) });
}

function forget(place) {
  taken.delete(place);
  const one = waiting.get(place);
  clearTimeout(one?.timer);
  one?.request?.abort();
  waiting.delete(place);
}

async function save(composer, text, mode, keepalive = false) {
  const place = placeOf(composer.dataset.draft, mode);
  const base = baseOf(text);
  const said = text.value;
  const request = new AbortController();
  clearTimeout(waiting.get(place)?.timer);
  waiting.set(place, { request });
  const key = text.form.querySelector("input[name=key]")?.value ?? "";
  const subject = text.form.querySelector("input[name=subject]")?.value ?? "";
  const about = text.form.querySelector("input[name=about]")?.value ?? "";
  const body = fields({ mode, text: said, subject, about, base: base?.value ?? 0, key });
  const answer = await ask(composer.dataset.keepAt, { body, signal: keepalive ? undefined : request.signal, keepalive });
  if (request.signal.aborted || !answer) return;
  const told = await answer.json().catch(() => ({}));
  if (waiting.get(place)?.request === request) waiting.delete(place);
  if (!answer.ok) return told.says && say(_("Not kept on the server."), told.says);
  if (base) base.value = told.version;
  taken.set(place, { text: said, version: told.version, at: performance.now() });
  if (text.value === said) localStorage.removeItem(place);
  else write(place, text.value, told.version);
  if (mode !== "note" && told.other) offer(composer, told.other);
}

document.addEventListener("htmx:beforeSend", (event) => { event.detail.requestConfig.at = performance.now(); });
document.addEventListener("htmx:beforeSwap", (event) => { askedAt = event.detail.requestConfig.at; });

// The line is back: what only this browser has goes to the server.
on("back", () => {
  for (const { composer, text, mode } of shown) {
    if (text.isConnected && composer.dataset.keepAt && localStorage.getItem(placeOf(composer.dataset.draft, mode))) soon(composer, text, mode);
  }
});

// A page that is left keeps what its timer still held.
const flush = () => { for (const one of waiting.values()) one.act?.(); };
document.addEventListener("visibilitychange", () => { if (document.hidden) flush(); });
window.addEventListener("pagehide", flush);

// --- what was written in another window --------------------------------------------------------------------------------

function offer(composer, words) {
  const other = composer.querySelector("[data-other]");
  if (!other || !words) return;
  other.querySelector("[data-other-text]").textContent = words;
  other.hidden = false;
}

function setUpOther(other, text, mode) {
  const take = other.querySelector("[data-other-take]");
  const leave = other.querySelector("[data-other-leave]");
  const done = () => {
    other.hidden = true;
    ask(leave.getAttribute("formaction"), { body: fields({ mode }) });
  };
  take.hidden = false;
  take.addEventListener("click", () => {
    text.value = `${text.value}\n${other.querySelector("[data-other-text]").textContent}`.trim();
    done();
    text.dispatchEvent(new Event("input", { bubbles: true }));
    text.focus();
  });
  leave.addEventListener("click", (event) => { event.preventDefault(); done(); text.focus(); });
}
