// The queue of questions: it follows what happens, ticks stay, and one key goes through a flood.

import { fetchInto, on, soon } from "./live.js";
import { key } from "./shell.js";

const list = document.getElementById("asks");
const ticked = new Set();

// --- following -----------------------------------------------------------------------------------------------------------

if (list) {
  const refresh = () => soon("asks", () => fetchInto("#asks", list.dataset.address, "morph:innerHTML"), 300);
  for (const kind of ["comment", "thread", "reply", "delivery", "reset", "back"]) on(kind, refresh);
  on("batch", ({ batch }) => soon("batch", () => fetchInto("#batch", `/inbox/batches/${batch}/`, "outerHTML"), 300));
  document.body.addEventListener("htmx:afterSwap", settle);
  settle();
}

// --- ticking -------------------------------------------------------------------------------------------------------------

function boxes() {
  return [...document.querySelectorAll(".ask-tick input")];
}

function settle() {
  for (const box of boxes()) box.checked = ticked.has(box.value);
  const all = document.querySelector("[data-tick-all]");
  const words = document.querySelector("[data-tick-words]");
  if (!all || !words) return;
  const shown = boxes().filter((box) => box.checked).length;
  all.hidden = words.hidden = false;
  all.setAttribute("aria-label", words.dataset.some.replace("{count}", boxes().length));
  all.checked = shown > 0 && shown === boxes().length;
  all.indeterminate = shown > 0 && shown < boxes().length;
  words.textContent = shown ? words.dataset.some.replace("{count}", shown) : words.dataset.none;
}

function tick(box, is) {
  if (is) ticked.add(box.value);
  else ticked.delete(box.value);
}

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-tick-all]")) for (const box of boxes()) tick(box, event.target.checked);
  else if (event.target.matches(".ask-tick input")) tick(event.target, event.target.checked);
  else return;
  settle();
});

// --- keys ----------------------------------------------------------------------------------------------------------------

const rows = () => [...document.querySelectorAll(".ask-row")];
const current = () => document.activeElement.closest(".ask-row");

function move(by) {
  const link = document.querySelector(by > 0 ? "[data-key-older]" : "[data-key-newer]");
  if (link) return link.click();
  const all = rows();
  if (!all.length) return false;
  const at = all.indexOf(current());
  all[at < 0 ? 0 : Math.min(Math.max(at + by, 0), all.length - 1)].querySelector(".ask-text a").focus();
}

function press(value, alone) {
  const button = document.querySelector(alone);
  if (button) return button.click();
  const row = current();
  const box = row?.querySelector(".ask-tick input");
  if (box && !boxes().some((one) => one.checked)) { tick(box, true); settle(); }
  if (!boxes().some((one) => one.checked)) return false;
  document.querySelector(`.asks-bulk button[value=${value}]`)?.click();
}

key("j", () => move(1));
key("k", () => move(-1));
key("x", () => {
  const box = current()?.querySelector(".ask-tick input");
  if (!box) return false;
  tick(box, !box.checked);
  settle();
});
key("r", () => {
  const field = document.getElementById("answer-text");
  if (field) field.focus();
  else current()?.querySelector(".ask-text a")?.click();
});
key("e", () => press("decline", "[data-key-decline]"));
key("!", () => press("spam", "[data-key-spam]"));
