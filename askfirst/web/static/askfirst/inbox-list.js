// The list of conversations follows what happens: rows come, go and move; the reader's place, focus and ticks stay.

import { fetchInto, on } from "./live.js";
import { key } from "./keys.js";

const MANY = 6; // rows that changed at once: more are one request for all
const SOON = 80;
const SELDOM = 700; // milliseconds between two looks at everything
const TOP = 60; // pixels from the top that still count as being there
const $ = (id) => document.getElementById(id);
const openThread = () => Number($("talk")?.dataset.thread ?? 0);
const query = () => $("rows")?.dataset.query ?? location.search;
const ticked = new Set();
const changed = new Set();
const fresh = new Set();
const timers = new Map();
const done = new Map();
let lastTicked = null;

/** Calls `act` soon, and not again before `pause` is over: what changes without end is followed all the same. */
function often(name, act, pause = SELDOM) {
  if (timers.has(name)) return;
  const wait = Math.max(SOON, (done.get(name) ?? 0) + pause - Date.now());
  timers.set(name, setTimeout(() => { timers.delete(name); done.set(name, Date.now()); act(); }, wait));
}

// --- rows ------------------------------------------------------------------------------------------------------------

export function refreshRow(thread) {
  changed.add(Number(thread));
  often("rows", () => {
    const threads = [...changed];
    changed.clear();
    if (threads.length > MANY) refreshList();
    else for (const one of threads) fetchRow(one);
    refreshTabs();
  }, SOON);
}

const turns = new Map(); // thread -> how often its row was asked for: an answer that was overtaken is an old one

async function fetchRow(thread) {
  const turn = (turns.get(thread) ?? 0) + 1;
  turns.set(thread, turn);
  const answer = await fetch(`/inbox/${thread}/row/${query()}`, { headers: { "HX-Request": "true" } }).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const html = answer.status === 204 ? null : await answer.text();
  if (turns.get(thread) === turn) placeRow(thread, html);
}

const ORDERS = { waiting: "waiting", closing: "closes" };

/** Whether row `a` stands above row `b`; what has no key in this order stands below what has one, newest first. */
function isAbove(a, b, sort) {
  const field = ORDERS[sort];
  if (field === "waiting" && a.dataset.waiting && b.dataset.waiting && ("vip" in a.dataset) !== ("vip" in b.dataset)) return "vip" in a.dataset;
  if (field && Boolean(a.dataset[field]) !== Boolean(b.dataset[field])) return Boolean(a.dataset[field]);
  if (field && a.dataset[field] && a.dataset[field] !== b.dataset[field]) return a.dataset[field] < b.dataset[field];
  return a.dataset.at > b.dataset.at;
}

function placeRow(thread, html) {
  const old = $(`row-${thread}`);
  const rows = $("rows");
  if (!html) {
    old?.remove();
    if (rows && !rows.querySelector(".thread-row")) refreshWhole();
    return;
  }
  if (!rows) return refreshWhole();
  const template = document.createElement("template");
  template.innerHTML = html.trim();
  const row = template.content.firstElementChild;
  const next = [...rows.querySelectorAll(".thread-row")].find((other) => other !== old && isAbove(row, other, rows.dataset.sort));
  if (!next && !old && $("more")) return; // further down than what is loaded
  const hadFocus = old?.contains(document.activeElement) && document.activeElement.tagName;
  const stays = old && old.nextElementSibling === (next ?? $("more"));
  if (stays) old.replaceWith(row);
  else {
    old?.remove();
    rows.insertBefore(row, next ?? $("more"));
    if (next && row.classList.contains("is-unread") && rows.scrollTop > TOP && row.offsetTop < rows.scrollTop) fresh.add(thread);
  }
  htmx.process(row);
  settle();
  if (hadFocus) row.querySelector(hadFocus === "INPUT" ? "input" : "a")?.focus({ preventScroll: true });
}

/** All rows that are shown, as they are now; the head with what is being chosen or typed there is left alone. */
export function refreshList() {
  often("list", () => {
    if (!$("rows")) return refreshWhole();
    const shown = document.querySelectorAll(".thread-row").length;
    fetchInto("#rows", `/inbox/rows/${with_("shown", shown)}`, "morph:innerHTML");
  });
}

function refreshWhole() {
  often("whole", () => fetchInto("#list", `/inbox/${with_("shown", 1)}`, "morph:innerHTML"));
}

function refreshTabs() {
  often("tabs", () => fetchInto("#tabs", `/inbox/tabs/${query()}`, "morph:innerHTML"));
}

function with_(name, value) {
  const said = new URLSearchParams(query());
  said.set(name, value);
  return `?${said}`;
}

export function markCurrent() {
  const open = openThread();
  for (const link of document.querySelectorAll(".thread-row > a")) {
    if (Number(link.parentElement.dataset.thread) === open) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

function showFresh() {
  const button = $("rows-new");
  if (!button) return;
  if (($("rows")?.scrollTop ?? 0) <= TOP) fresh.clear();
  button.hidden = !fresh.size;
  button.querySelector("span").textContent = button.dataset.words.replace("{count}", fresh.size);
}

/** After anything in the list was replaced. */
function settle() {
  markCurrent();
  for (const box of document.querySelectorAll(".row-tick input")) box.checked = ticked.has(box.value);
  showTicked();
  showFresh();
  const button = document.querySelector("[data-select]");
  if (button) {
    button.hidden = false;
    button.setAttribute("aria-pressed", String("selecting" in $("list").dataset));
  }
  const rows = $("rows");
  if (rows && !("watched" in rows.dataset)) {
    rows.dataset.watched = "";
    rows.addEventListener("scroll", showFresh, { passive: true });
  }
}

document.body.addEventListener("htmx:afterSwap", (event) => {
  const target = event.detail.target;
  if (target.id === "rows" && !target.querySelector(".thread-row")) refreshWhole();
  if (target.id === "list") {
    const shown = new Set([...document.querySelectorAll(".thread-row")].map((row) => row.dataset.thread));
    for (const one of ticked) if (!shown.has(one)) ticked.delete(one); // what is not seen is not chosen
  }
  if (["list", "rows", "more"].includes(target.id)) settle();
  if (target.id === "list" && document.activeElement === document.body) $("rows")?.focus({ preventScroll: true });
  if (event.detail.requestConfig?.elt?.id === "bulk") untick();
});
document.addEventListener("click", (event) => {
  if (event.target.closest("#rows-new")) { $("rows").scrollTo({ top: 0 }); fresh.clear(); showFresh(); }
});

// --- what is ticked ----------------------------------------------------------------------------------------------------

function showTicked() {
  const words = document.querySelector("[data-ticked]");
  if (!words) return;
  words.textContent = ticked.size ? words.dataset.words.replace("{count}", ticked.size) : words.dataset.none;
  document.querySelector("[data-untick]").hidden = !ticked.size;
}

async function askHowMany() {
  const words = document.querySelector("[data-matching]");
  if (!words || "asked" in words.dataset) return;
  words.dataset.asked = "";
  const answer = await fetch(words.dataset.address, { headers: { "HX-Request": "true" } }).catch(() => null);
  if (answer?.ok && !answer.redirected) words.textContent = await answer.text();
}

function untick() {
  ticked.clear();
  lastTicked = null;
  delete $("list").dataset.selecting;
  const all = document.querySelector(".bulk-all input");
  if (all) all.checked = false;
  settle();
}

function tick(box, is) {
  box.checked = is;
  if (is) ticked.add(box.value);
  else ticked.delete(box.value);
}

document.addEventListener("click", (event) => {
  const box = event.target.closest(".row-tick input");
  if (box) {
    const boxes = [...document.querySelectorAll(".row-tick input")];
    const [from, to] = [boxes.findIndex((one) => one.value === lastTicked), boxes.indexOf(box)].sort((a, b) => a - b);
    if (event.shiftKey && from >= 0) for (const one of boxes.slice(from, to + 1)) tick(one, box.checked);
    tick(box, box.checked);
    lastTicked = box.value;
    showTicked();
    askHowMany();
  }
  if (event.target.closest("[data-untick]")) untick();
  if (event.target.closest("[data-select]")) {
    const list = $("list");
    if ("selecting" in list.dataset) untick();
    else { list.dataset.selecting = ""; settle(); askHowMany(); }
  }
  if (event.target.closest("#bulk-more button[name=do]")) $("bulk-more").hidePopover();
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !ticked.size || document.querySelector("dialog[open], :popover-open")) return;
  if (!event.target.closest("textarea, select, input:not([type=checkbox])")) untick();
});
key("x", () => {
  const row = document.activeElement.closest(".thread-row") ?? document.querySelector(".thread-row:has(> a[aria-current])");
  const box = row?.querySelector(".row-tick input");
  if (!box) return false;
  tick(box, !box.checked);
  lastTicked = box.value;
  showTicked();
  askHowMany();
});

// --- what is done to many ------------------------------------------------------------------------------------------------

on("batch", ({ batch }) => often("batch", () => fetchInto("#batch", `/inbox/batches/${batch}/`, "outerHTML"), 300));
for (const kind of ["reset", "back"]) {
  on(kind, () => {
    refreshList();
    refreshTabs();
    const address = $("batch")?.dataset.address;
    if (address) fetchInto("#batch", address, "outerHTML");
  });
}
for (const kind of ["note", "read"]) on(kind, refreshTabs);

settle();
