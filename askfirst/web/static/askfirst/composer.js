// The composer: what is typed is never lost, and what is sent stands in the stream at once.

import { measured } from "./lengths.js";

const KEPT = "askfirst.draft.";
const TYPING_PAUSE = 3_000;
const modes = new Map(); // Reply or Note, for each conversation as it was left
const underWay = new Map(); // what was sent and not answered yet, by the form's key
let lastTyping = 0;

const field = (composer, mode) => composer.querySelector(mode === "note" ? "#note-text" : "#reply-text");
const place = (composer, mode) => `${KEPT}${composer.dataset.draft}.${mode}`;

/** Makes a composer that has just come onto the screen live. */
export function setUp(composer) {
  if (!composer || composer.dataset.live) return;
  composer.dataset.live = "";
  for (const mode of ["reply", "note"]) {
    const text = field(composer, mode);
    if (!text) continue;
    restore(composer, text, mode);
    text.addEventListener("input", () => typed(composer, text, mode));
  }
  for (const tab of composer.querySelectorAll("[role=tab]")) {
    tab.addEventListener("click", () => show(composer, tab.dataset.mode));
    tab.addEventListener("keydown", (event) => { if (/Arrow(Left|Right)/.test(event.key)) turn(composer); });
  }
  composer.querySelector("input[type=file]")?.addEventListener("change", (event) => nameFiles(composer, event.target));
  composer.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    const form = event.target.closest("form");
    const button = form?.querySelector("button.send, button.note-button");
    if (button) { event.preventDefault(); form.requestSubmit(button); }
  });
  const known = composer.querySelector("#panel-reply textarea, #reply-text") ? "reply" : "note";
  if (composer.querySelector("[role=tab]")) show(composer, modes.get(composer.dataset.draft) ?? known);
  count(composer);
}

/** Shows Reply or Note, and stays there until told otherwise. */
export function show(composer, mode, { focus = false } = {}) {
  const tab = composer.querySelector(`[role=tab][data-mode=${mode}]`);
  if (!tab) return;
  modes.set(composer.dataset.draft, mode);
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

function restore(composer, text, mode) {
  const kept = localStorage.getItem(place(composer, mode));
  if (!kept || kept === text.value) return;
  text.value = text.value ? `${text.value}\n${kept}` : kept;
}

function typed(composer, text, mode) {
  if (text.value) localStorage.setItem(place(composer, mode), text.value);
  else localStorage.removeItem(place(composer, mode));
  if (mode !== "reply") return;
  count(composer);
  if (composer.dataset.typing && text.value && Date.now() - lastTyping > TYPING_PAUSE) {
    lastTyping = Date.now();
    post(composer.dataset.typing);
  }
}

/** A small deed whose answer nobody waits for. */
export function post(address) {
  const headers = { ...JSON.parse(document.body.getAttribute("hx-headers")), "HX-Request": "true" };
  return fetch(address, { method: "POST", headers, keepalive: true }).catch(() => null);
}

function count(composer) {
  const text = field(composer, "reply");
  const shown = composer.querySelector("[data-counter]");
  const limit = Number(text?.dataset.limit);
  if (!limit || !shown) return;
  const length = measured(text.value.trim(), text.dataset.unit);
  const left = limit - length;
  shown.classList.toggle("is-over", left < 0);
  shown.textContent = left < 0
    ? `${(-left).toLocaleString("en")} too many`
    : length > limit * 0.8 ? `${left.toLocaleString("en")} left` : "";
}

function nameFiles(composer, input) {
  composer.querySelector("[data-file-names]").textContent = [...input.files].map((file) => file.name).join(", ");
}

// --- sending ---------------------------------------------------------------------------------------------------------

document.body.addEventListener("htmx:beforeRequest", (event) => {
  const form = event.detail.elt;
  if (!form.matches?.(".reply-form, .note-form") || event.detail.requestConfig.verb !== "post") return;
  const composer = form.closest(".composer");
  const mode = form.matches(".note-form") ? "note" : "reply";
  const text = field(composer, mode);
  if (!text.value.trim() && !form.querySelector("input[type=file]")?.files.length) {
    event.preventDefault();
    text.focus();
    return;
  }
  const key = `${composer.dataset.draft}.${mode}`;
  underWay.set(key, { text: text.value, place: place(composer, mode), hadFocus: composer.contains(document.activeElement) });
  if (mode === "reply") echo(text.value, form);
  text.value = "";
  localStorage.removeItem(place(composer, mode));
  form.querySelector("button.send")?.setAttribute("aria-busy", "true");
});

document.body.addEventListener("htmx:afterRequest", (event) => {
  const form = event.detail.elt;
  if (!form.matches?.(".reply-form, .note-form") || event.detail.requestConfig.verb !== "post") return;
  const mode = form.matches(".note-form") ? "note" : "reply";
  const draft = form.closest(".composer")?.dataset.draft ?? document.querySelector(".composer")?.dataset.draft;
  const sent = underWay.get(`${draft}.${mode}`);
  underWay.delete(`${draft}.${mode}`);
  form.querySelector("button.send")?.removeAttribute("aria-busy");
  if (!sent) return;
  if (event.detail.successful) {
    const composer = document.querySelector(".composer");
    setUp(composer);
    if (sent.hadFocus) focusEnd(field(composer, mode));
  } else {
    giveBack(sent, mode);
  }
});

function giveBack(sent, mode) {
  for (const bubble of document.querySelectorAll(".echo")) bubble.remove();
  const since = localStorage.getItem(sent.place);
  const whole = since ? `${sent.text}\n${since}` : sent.text;
  localStorage.setItem(sent.place, whole);
  const composer = document.querySelector(".composer");
  const text = composer && field(composer, mode);
  if (text && place(composer, mode) === sent.place) { text.value = whole; count(composer); focusEnd(text); }
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
  row.className = "bubble-row is-ours echo";
  row.dataset.key = form.elements.key?.value ?? ""; // by which the stream knows it again and leaves it in its place
  row.innerHTML = '<div class="bubble"><p class="preserve bubble-text" dir="auto"></p></div><p class="bubble-foot">Sending…</p>';
  row.querySelector(".bubble-text").textContent = said.trim();
  items.querySelector(":scope > .empty")?.remove();
  items.append(row);
  const scroller = document.getElementById("scroller");
  scroller.scrollTop = scroller.scrollHeight;
}
