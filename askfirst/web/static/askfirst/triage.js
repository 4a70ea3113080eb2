// The keys of the inbox: through the list and through a conversation without a mouse.

import { show } from "./composer.js";
import { key, keyWithCtrl } from "./keys.js";
import { ask, fields } from "./posting.js";
import { say } from "./shell.js";

const $ = (id) => document.getElementById(id);
const openThread = () => Number($("talk")?.dataset.thread ?? 0);
const rows = () => [...document.querySelectorAll(".thread-row")];
const told = (name) => $("keys").dataset[name];

function press(selector) {
  const found = document.querySelector(selector);
  if (!found) return false;
  found.click();
}

// --- through the list -----------------------------------------------------------------------------------------------

/** Where the reader is: the row that has the focus, else the one whose conversation is open; -1: at none. */
function place(all) {
  const focused = all.findIndex((row) => row.contains(document.activeElement));
  return focused >= 0 ? focused : all.findIndex((row) => Number(row.dataset.thread) === openThread());
}

function step(by) {
  const all = rows();
  const next = all[Math.min(Math.max(place(all) + by, 0), all.length - 1)]?.querySelector("a");
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

function stepByArrow(by) {
  const here = document.activeElement;
  if (here !== document.body && !here.closest(".rows")) return false; // elsewhere the arrows scroll
  step(by);
}

function openUnread() {
  const all = rows();
  const from = place(all) + 1;
  const next = [...all.slice(from), ...all.slice(0, from)].find((row) => row.classList.contains("is-unread") && Number(row.dataset.thread) !== openThread());
  if (next) next.querySelector("a").click();
  else say(told("unread"), told("unreadMore"));
}

/** What closes soonest of all that the list holds, wherever it stands in the list's own order. */
async function openClosing() {
  const wanted = new URLSearchParams($("rows")?.dataset.query ?? location.search);
  wanted.set("sort", "closing");
  const answer = await fetch(`/inbox/rows/?${wanted}`, { headers: { "HX-Request": "true" } }).catch(() => null);
  const found = document.createElement("template");
  if (answer?.ok && !answer.redirected) found.innerHTML = await answer.text();
  const next = [...found.content.querySelectorAll(".thread-row")].find(({ dataset }) => dataset.closes && Number(dataset.thread) !== openThread());
  if (!next) return say(told("closing"), told("closingMore"));
  const shown = $(next.id)?.querySelector("a");
  if (shown) shown.click();
  else location.assign(next.querySelector("a").getAttribute("href"));
}

key("j", () => step(1));
key("k", () => step(-1));
key("ArrowDown", () => stepByArrow(1));
key("ArrowUp", () => stepByArrow(-1));
key("u", openUnread);
key("w", () => { openClosing(); });

// --- with a conversation --------------------------------------------------------------------------------------------

key("e", () => press('.talk-head [data-key="e"]'));
key("E", () => {
  const all = rows();
  const at = all.findIndex((row) => Number(row.dataset.thread) === openThread());
  const next = (all[at + 1] ?? all[at - 1])?.querySelector("a");
  const button = document.querySelector('.talk-head [data-key="e"]');
  if (!button) return false;
  const isEnded = button.form.elements.state.value === "open";
  if (isEnded) return next?.click();
  const thread = next?.closest(".thread-row").id;
  const address = button.form.getAttribute("action");
  document.body.addEventListener("htmx:afterRequest", function goOn(event) {
    if (event.detail.requestConfig.verb !== "post" || event.detail.pathInfo.requestPath !== address) return;
    document.body.removeEventListener("htmx:afterRequest", goOn);
    if (event.detail.successful) $(thread)?.querySelector("a").click();
  });
  button.click();
});

/** Opens a menu of the conversation with the focus on what is wanted in it. */
function openMenu(id, ...wanted) {
  const menu = $(id);
  if (!menu) return false;
  menu.open = true;
  wanted.map((selector) => menu.querySelector(selector)).find(Boolean)?.focus();
}

key("z", () => openMenu("menu-later", ".menu-item"));
key("l", () => openMenu("menu-more", ".menu-label input", "#priority"));
key("a", () => {
  const choice = $("assignee-head");
  if (!choice) return false;
  choice.focus();
  choice.showPicker?.();
});
key("A", () => {
  const choice = $("assignee-head");
  const mine = $("talk")?.dataset.member;
  if (!choice || choice.value === mine) return false;
  choice.value = mine;
  choice.dispatchEvent(new Event("change", { bubbles: true }));
});
key("U", () => (openThread() ? void markUnread(openThread()) : false));

async function markUnread(thread) {
  $("talk").dataset.read = $("stream-items").dataset.lastInbound; // what is still on the screen is not read once more
  await $("talk").reading; // else it may come later, and read it again
  const answer = await ask(`/inbox/${thread}/unread/`, { body: fields({ is: "unread" }) });
  if (answer?.ok) say(told("marked"), told("markedMore"));
}

key("]", () => press(".talk-head [data-toggle-context]"));
key("Escape", () => {
  if (document.querySelector(".menu-box[open], :popover-open, [data-selecting]")) return false;
  const here = rows().find((row) => Number(row.dataset.thread) === openThread());
  here?.querySelector("a").focus();
});

// --- writing ----------------------------------------------------------------------------------------------------------

function write(mode) {
  const composer = document.querySelector(".composer");
  if (!composer) return false;
  show(composer, mode, { focus: true });
}

key("r", () => write("reply"));
key("n", () => write("note"));
keyWithCtrl("u", () => press("#composer .attach input[type=file]"), { shift: true });
