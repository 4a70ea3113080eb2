// The composer: what is typed is never lost, and what is sent stands in the stream at once.

import "./countdown.js";
import { setUpFiles } from "./attaching.js";
import { setUpCanned } from "./canned.js";
import { setUpEmoji } from "./emoji.js";
import { _, number } from "./live.js";
import * as keeping from "./keeping.js";
import { measured } from "./lengths.js";
import { hold } from "./outbox.js";
import { headers } from "./posting.js";

const TYPING_PAUSE = 3_000;
const MODE = `askfirst.mode.${document.body.dataset.me ?? ""}`; // Reply or Note, as this member left it
const FORMS = ".reply-form, .note-form";
const underWay = new Map(); // what was sent and not answered yet, by its composer and mode
let lastTyping = 0;

/** Which answer is written here: a reply, or in public one for everybody or for them alone.  Each is kept by itself. */
const answerOf = (composer) => composer.dataset.answer ?? "reply";
const modeOf = (form) => (form.matches(".note-form") ? "note" : answerOf(form.closest(".composer")));
const field = (composer, mode) => composer.querySelector(mode === "note" ? "#note-text" : "#reply-text");

/** Makes a composer that has just come onto the screen live. */
export function setUp(composer) {
  if (!composer || composer.dataset.live) return;
  composer.dataset.live = "";
  for (const mode of [answerOf(composer), "note"]) {
    const text = field(composer, mode);
    if (!text) continue;
    keeping.restore(composer, text, mode, underWay.has(`${composer.dataset.draft}.${mode}`));
    text.addEventListener("input", () => typed(composer, text, mode));
  }
  for (const tab of composer.querySelectorAll("[role=tab]")) {
    tab.addEventListener("click", () => show(composer, tab.dataset.mode));
    tab.addEventListener("keydown", (event) => { if (/Arrow(Left|Right)/.test(event.key)) turn(composer); });
  }
  composer.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || !(event.ctrlKey || event.metaKey)) return;
    const form = event.target.closest("form");
    const button = form?.querySelector("button.send, button.note-button");
    if (button) { event.preventDefault(); form.requestSubmit(button); }
  });
  const text = field(composer, "reply");
  if (text) {
    setUpFiles(composer);
    setUpEmoji(composer, text);
    setUpCanned(composer, text);
  }
  if (composer.querySelector("[role=tab]")) show(composer, localStorage.getItem(MODE) ?? (text ? "reply" : "note"));
  count(composer);
}

/** Shows Reply or Note, and stays there until told otherwise. */
export function show(composer, mode, { focus = false } = {}) {
  const tab = composer.querySelector(`[role=tab][data-mode=${mode}]`) ?? composer.querySelector("[role=tab]");
  if (!tab) return;
  mode = tab.dataset.mode;
  localStorage.setItem(MODE, mode);
  composer.dataset.mode = mode;
  for (const other of composer.querySelectorAll("[role=tab]")) {
    const chosen = other === tab;
    other.setAttribute("aria-selected", String(chosen));
    other.tabIndex = chosen ? 0 : -1;
    document.getElementById(other.getAttribute("aria-controls")).hidden = !chosen;
  }
  if (focus) field(composer, mode)?.focus();
}

function turn(composer) {
  const mode = composer.dataset.mode === "note" ? "reply" : "note";
  show(composer, mode);
  composer.querySelector(`[role=tab][data-mode=${mode}]`)?.focus();
}

function typed(composer, text, mode) {
  keeping.typed(composer, text, mode);
  if (mode === "note") return;
  count(composer);
  if (composer.dataset.typing && text.value && Date.now() - lastTyping > TYPING_PAUSE) {
    lastTyping = Date.now();
    post(composer.dataset.typing);
  }
}

/** A small deed whose answer nobody waits for. */
export function post(address) {
  return fetch(address, { method: "POST", headers: headers(), keepalive: true }).catch(() => null);
}

function count(composer) {
  const text = field(composer, "reply");
  const shown = composer.querySelector("[data-counter]");
  const limit = Number(text?.dataset.limit);
  if (!limit || !shown) return;
  const length = measured(text.value.trim(), text.dataset.unit);
  const left = limit - length;
  shown.classList.toggle("is-over", left < 0);
  shown.classList.toggle("is-near", left >= 0 && length > limit * 0.95);
  shown.textContent = left < 0
    ? _("{count} too many").replace("{count}", number(-left))
    : length > limit * 0.8 ? _("{count} left").replace("{count}", number(left)) : "";
}

// --- sending ---------------------------------------------------------------------------------------------------------

/** The form that this request sends, where it is one of ours: a button of it may send it elsewhere. */
function formOf(event) {
  const sender = event.detail.elt;
  if (event.detail.requestConfig.verb !== "post" || sender.closest?.("#kept-files")) return null;
  return sender.closest?.(FORMS);
}

document.body.addEventListener("htmx:beforeRequest", (event) => {
  const form = formOf(event);
  if (!form) return;
  const composer = form.closest(".composer");
  if (!composer) return;
  const mode = modeOf(form);
  const text = field(composer, mode);
  if (!text.value.trim() && !form.querySelector("input[name=kept]") && !form.querySelector("input[type=file]")?.files.length) {
    event.preventDefault();
    text.focus();
    return;
  }
  for (const menu of form.querySelectorAll("[popover]:popover-open")) menu.hidePopover();
  const given = event.detail.requestConfig.formData;
  underWay.set(`${composer.dataset.draft}.${mode}`, {
    text: text.value,
    composer: composer.dataset.draft,
    mode,
    address: event.detail.requestConfig.path,
    fields: [...given.entries()],
    hadFocus: composer.contains(document.activeElement),
  });
  const isNow = mode !== "note" && !given.has("at") && !given.has("go");
  if (isNow) echo(text.value, form);
  keeping.sending(composer, text, mode);
  text.value = "";
  form.querySelector("button.send")?.setAttribute("aria-busy", "true");
});

document.body.addEventListener("htmx:afterRequest", (event) => {
  const form = formOf(event);
  if (!form) return;
  const mode = modeOf(form);
  const draft = form.closest(".composer")?.dataset.draft ?? document.querySelector(".composer")?.dataset.draft;
  const sent = underWay.get(`${draft}.${mode}`);
  if (!sent) return;
  underWay.delete(`${draft}.${mode}`);
  form.querySelector("button.send")?.removeAttribute("aria-busy");
  const { xhr } = event.detail;
  if (event.detail.successful && !xhr.getResponseHeader("HX-Redirect")) {
    keeping.sent(sent.composer, mode);
    const composer = document.querySelector(".composer");
    setUp(composer);
    if (sent.hadFocus && composer) focusEnd(field(composer, mode === "note" ? mode : answerOf(composer)));
  } else if (mode !== "note" && xhr.status === 0 && !sent.fields.some(([name]) => name === "at" || name === "go")) {
    keeping.sent(sent.composer, mode);
    hold(sent);
  } else {
    giveBack(sent);
  }
});

function giveBack(sent) {
  for (const bubble of document.querySelectorAll(".echo")) bubble.remove();
  const whole = keeping.giveBack(sent.composer, sent.mode, sent.text);
  const composer = document.querySelector(".composer");
  const isShown = composer?.dataset.draft === sent.composer && [answerOf(composer), "note"].includes(sent.mode);
  const text = isShown && field(composer, sent.mode); // what was for them alone never comes back into a public answer
  if (text) { text.value = whole; count(composer); focusEnd(text); }
}

function focusEnd(text) {
  if (!text) return;
  text.focus({ preventScroll: true });
  text.setSelectionRange(text.value.length, text.value.length);
}

function echo(said, form) {
  const items = document.getElementById("stream-items");
  if (!items || !said.trim() || !form.querySelector("button.send")) return;
  const row = document.createElement("article");
  row.className = `bubble-row is-ours echo way-${answerOf(form.closest(".composer"))}`;
  row.dataset.key = form.elements.key?.value ?? ""; // by which the stream knows it again and leaves it in its place
  row.innerHTML = '<div class="bubble"><p class="preserve bubble-text" dir="auto"></p></div><p class="bubble-foot"></p>';
  const isAlone = answerOf(form.closest(".composer")) === "private";
  row.querySelector(".bubble-foot").textContent = isAlone ? _("Sending privately…") : _("Sending…");
  row.querySelector(".bubble-text").textContent = said.trim();
  items.querySelector(":scope > .empty")?.remove();
  items.append(row);
  const scroller = document.getElementById("scroller");
  scroller.scrollTop = scroller.scrollHeight;
}
