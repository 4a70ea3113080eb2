// The palette: a few letters, the arrows and Enter lead everywhere and do everything.

import { keyWithCtrl, run } from "./keys.js";

const MOST_KEPT = 8;
const LATELY = `askfirst.lately.${document.body.dataset.me ?? ""}`; // what was chosen, by its kind and number: no names
const box = document.getElementById("palette");
const form = document.getElementById("palette-form");
const text = document.getElementById("palette-text");
const found = document.getElementById("palette-found");
const options = () => [...found.querySelectorAll("[role=option]")];
const lately = () => (localStorage.getItem(LATELY) ?? "").split(",").filter(Boolean);

function open() {
  if (box.open) return box.close();
  if (document.querySelector("dialog[open]")) return false;
  text.value = "";
  found.replaceChildren();
  form.elements.thread.value = document.getElementById("talk")?.dataset.thread ?? "";
  form.elements.recent.value = lately().join(",");
  box.showModal();
  text.focus();
  htmx.trigger(form, "asked");
}

function mark(option) {
  for (const other of options()) other.setAttribute("aria-selected", String(other === option));
  if (option) text.setAttribute("aria-activedescendant", option.id);
  else text.removeAttribute("aria-activedescendant");
  option?.scrollIntoView({ block: "nearest" });
}

function move(to) {
  const all = options();
  const at = all.findIndex((option) => option.getAttribute("aria-selected") === "true");
  mark(all[to(at, all.length)]);
}

function choose(option) {
  const { what, go, keyName, press, post, values, into } = option.dataset;
  localStorage.setItem(LATELY, [what, ...lately().filter((other) => other !== what)].slice(0, MOST_KEPT).join(","));
  box.close();
  if (go) goTo(go);
  else if (keyName) run(keyName);
  else if (press) document.querySelector(press)?.click();
  else htmx.ajax("POST", post, { source: into, target: into, swap: into === "#head" ? "morph:innerHTML" : "innerHTML", values: JSON.parse(values) }).catch(() => null);
}

/** A conversation that stands in the list opens beside it; all else is a page. */
function goTo(address) {
  const shown = document.querySelector(`.thread-row > a[href^="${CSS.escape(address)}"]`);
  if (shown) shown.click();
  else location.assign(address);
}

keyWithCtrl("k", open);
for (const button of document.querySelectorAll("[data-open-palette]")) {
  button.hidden = false;
  button.addEventListener("click", () => { button.closest("[popover]")?.hidePopover(); open(); });
}
form.addEventListener("submit", (event) => event.preventDefault());
text.addEventListener("keydown", (event) => {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "ArrowDown") move((at, count) => (at + 1) % count);
  else if (event.key === "ArrowUp") move((at, count) => (at - 1 + count) % count);
  else if (event.key === "PageDown") move((at, count) => Math.min(at + 6, count - 1));
  else if (event.key === "PageUp") move((at) => Math.max(at - 6, 0));
  else if (event.key === "Enter") {
    const option = found.querySelector("[aria-selected=true]");
    if (option && !("asking" in found.dataset)) choose(option);
  } else return;
  event.preventDefault();
});
// What stands there while other letters are asked for belongs to the letters before: Enter waits for the answer.
text.addEventListener("input", () => { found.dataset.asking = ""; });
found.addEventListener("click", (event) => { const option = event.target.closest("[role=option]"); if (option) choose(option); });
found.addEventListener("pointermove", (event) => { const option = event.target.closest("[role=option]"); if (option && option.getAttribute("aria-selected") !== "true") mark(option); });
found.addEventListener("htmx:afterSwap", () => {
  delete found.dataset.asking;
  mark(options()[0]);
  document.getElementById("palette-says").textContent = found.querySelector("[data-says]")?.dataset.says ?? "";
});
