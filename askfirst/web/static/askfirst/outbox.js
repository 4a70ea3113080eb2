// Answers that were sent while there was no connection: they wait in this browser and leave when it is back, each with the
// key that it had, so that none is said twice.

import { _, fetchInto, on } from "./live.js";
import { ask } from "./posting.js";
import { say } from "./shell.js";

const PLACE = "askfirst.outbox";
const LOST = ["csrfmiddlewaretoken"]; // a proof of its hour; the page that sends it has its own
let isFlushing = false;

const read = () => { try { return JSON.parse(localStorage.getItem(PLACE)) ?? []; } catch { return []; } };
const write = (all) => (all.length ? localStorage.setItem(PLACE, JSON.stringify(all)) : localStorage.removeItem(PLACE));
const newKey = () => [...crypto.getRandomValues(new Uint8Array(18))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const keyOf = (one) => one.fields.find(([name]) => name === "key")?.[1];

/** The composer of one conversation, where it shows this answer: what was for them alone is put into no public one. */
const composerOf = (draft, mode = "reply") => `.composer[data-draft="${draft}"][data-answer="${mode}"]`;

/** Keeps what could not be sent. */
export function hold(sent) {
  const fields = sent.fields.filter(([name, value]) => !LOST.includes(name) && typeof value === "string");
  write([...read(), { address: sent.address, fields, text: sent.text, draft: sent.composer, mode: sent.mode }]);
  const form = document.querySelector(`${composerOf(sent.composer, sent.mode)} .reply-form`);
  const key = form?.querySelector("input[name=key]");
  if (key) key.value = newKey(); // what is written next is another wish
  for (const kept of form?.querySelectorAll("#kept-files .attachment") ?? []) kept.remove(); // they leave with it
  show();
}

/** Each that waits stands in its conversation, and can be taken back. */
export function show() {
  const thread = document.getElementById("talk")?.dataset.thread;
  const items = document.getElementById("stream-items");
  for (const bubble of document.querySelectorAll(".echo")) bubble.remove();
  if (!items || !thread) return;
  for (const one of read().filter(({ draft }) => draft === `thread-${thread}`)) {
    const row = document.createElement("article");
    row.className = `bubble-row is-ours echo is-waiting way-${one.mode ?? "reply"}`;
    row.innerHTML = '<div class="bubble"><p class="preserve bubble-text" dir="auto"></p></div><div class="reply-state"><p class="reply-word"><strong></strong></p><div class="row reply-acts"><button class="button small" type="button"></button></div></div>';
    row.querySelector("strong").textContent = _("Waits for the connection");
    row.querySelector("button").textContent = _("Take it back");
    row.querySelector(".bubble-text").textContent = one.text.trim();
    row.querySelector("button").addEventListener("click", () => takeBack(one));
    items.append(row);
  }
  const scroller = document.getElementById("scroller");
  if (scroller) scroller.scrollTop = scroller.scrollHeight;
}

function takeBack(one) {
  write(read().filter((other) => keyOf(other) !== keyOf(one)));
  show();
  giveBack(one);
}

/** Its words are being written again. */
function giveBack(one) {
  const text = document.querySelector(`${composerOf(one.draft, one.mode)} #reply-text`);
  if (text) {
    text.value = `${one.text}\n${text.value}`.trim();
    text.dispatchEvent(new Event("input", { bubbles: true }));
  } else {
    localStorage.setItem(`askfirst.draft.${one.draft}.${one.mode ?? "reply"}`, JSON.stringify({ text: one.text, base: -1 }));
  }
}

async function flush() {
  if (isFlushing) return;
  isFlushing = true;
  for (const one of read()) {
    const answer = await ask(one.address, { body: new URLSearchParams(one.fields) });
    if (!answer) break; // still no line, or signed out: it is kept
    if (answer.status >= 500) break;
    write(read().filter((other) => keyOf(other) !== keyOf(one)));
    const back = answer.ok ? new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("#reply-text")?.value : one.text;
    if (back?.includes(one.text.trim())) {
      giveBack(one);
      say(_("It was not sent."), _("Something has changed since. Its words are in the composer of that conversation."));
    }
  }
  isFlushing = false;
  show();
  const stream = document.getElementById("stream-items");
  const thread = document.getElementById("talk")?.dataset.thread;
  if (stream && thread) fetchInto("#stream", `/inbox/${thread}/stream/?${new URLSearchParams({ begin: stream.dataset.begin, seen: stream.dataset.seen })}`, "morph:innerHTML");
}

const leave = () => { if (read().length && navigator.onLine) flush(); };
on("back", leave);
window.addEventListener("online", () => setTimeout(leave, 300));
document.body.addEventListener("htmx:afterSwap", (event) => {
  if (["stream", "conversation"].includes(event.detail.target.id) && read().length) show();
});
if (read().length) { show(); leave(); }
