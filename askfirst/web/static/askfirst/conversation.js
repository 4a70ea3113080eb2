// The open conversation: who else is here, what was just done and can be undone, names in notes, pictures, and words of
// ours that keep their place from the moment they are sent.

import { fetchInto, on, soon } from "./live.js";
import { post } from "./composer.js";

const BEAT = 25_000; // how often a screen says that its member is still there
const LIFETIME = 60_000; // after so long without a word they are taken to have gone
const TYPES = 5_000;
const $ = (id) => document.getElementById(id);
const openThread = () => Number($("talk")?.dataset.thread ?? 0);
const me = () => Number($("talk")?.dataset.member ?? 0);

// --- who else is here ----------------------------------------------------------------------------------------------

const there = new Map(); // member -> { name, until, typesUntil }
let at = 0;

function come() {
  const thread = openThread();
  if (thread === at) return;
  leave();
  at = thread;
  if (at && !document.hidden) post(`/inbox/${at}/here/?is=come`);
}

function leave() {
  if (at) post(`/inbox/${at}/here/?is=gone`);
  at = 0;
  there.clear();
}

on("presence", ({ thread, member, by, is_here: isHere, asks }) => {
  if (thread !== openThread()) return;
  if (member === me()) {
    // Another window of ours has closed, and this one is still open.
    if (!isHere && !document.hidden && at === thread) soon("here", () => post(`/inbox/${thread}/here/`), 400);
    return;
  }
  if (isHere) there.set(member, { ...there.get(member), name: by, until: Date.now() + LIFETIME });
  else there.delete(member);
  if (asks && !document.hidden) soon("here", () => post(`/inbox/${thread}/here/`), 50 + Math.random() * 150);
  drawPresent();
});

on("typing", ({ thread, by }) => {
  if (thread !== openThread() || !by) return;
  const one = [...there.values()].find(({ name }) => name === by);
  if (!one) return;
  one.typesUntil = Date.now() + TYPES;
  one.until = Math.max(one.until, Date.now() + TYPES);
  drawPresent();
  setTimeout(drawPresent, TYPES + 50);
});

function drawPresent() {
  const place = $("present");
  if (!place) return;
  for (const [member, { until }] of there) if (until < Date.now()) there.delete(member);
  const drawn = [...there].map(([member, one]) => figure(member, one));
  place.replaceChildren(...drawn);
}

function figure(member, { name, typesUntil = 0 }) {
  const types = typesUntil > Date.now();
  const place = $("present");
  const says = (types ? place.dataset.types : place.dataset.looks).replace("NAME", name);
  const mark = document.createElement("span");
  mark.className = `avatar small tone-${member % 8}${types ? " is-typing" : ""}`;
  mark.title = says;
  mark.append(initials(name));
  if (types) mark.append($("present-icons").content.cloneNode(true));
  const words = document.createElement("span");
  words.className = "visually-hidden";
  words.textContent = says;
  mark.setAttribute("aria-hidden", "true");
  const both = document.createElement("span");
  both.append(mark, words);
  return both;
}

function initials(name) {
  const letters = name.split(/\s+/).filter((word) => /^[\p{L}\p{N}]/u.test(word)).map((word) => [...word][0]);
  return ((letters[0] ?? "·") + (letters.length > 1 ? letters.at(-1) : "")).toUpperCase();
}

setInterval(() => {
  if (document.hidden) return;
  if (at) post(`/inbox/${at}/here/`);
  drawPresent();
}, BEAT);
window.addEventListener("pagehide", leave);
window.addEventListener("pageshow", (event) => { if (event.persisted) come(); });
document.addEventListener("visibilitychange", () => { if (document.hidden) leave(); else come(); });
for (const kind of ["reset", "back"]) on(kind, () => { if (at && !document.hidden) post(`/inbox/${at}/here/?is=come`); });

// --- what was just done, and menus --------------------------------------------------------------------------------

let undoUntil = 0;
let undoTimer = 0;

function timeUndo() {
  const bar = $("undo");
  clearTimeout(undoTimer);
  if (!bar) { undoUntil = 0; return; }
  undoUntil ||= Date.now() + Number(bar.dataset.lasts) * 1_000;
  undoTimer = setTimeout(() => { $("undo")?.remove(); undoUntil = 0; }, Math.max(0, undoUntil - Date.now()));
}

/** How it was before what can still be undone: a head that is asked for anew shows that again. */
function undoQuery() {
  const bar = $("undo");
  if (!bar || Date.now() > undoUntil) return "";
  return `?${new URLSearchParams({ was: bar.dataset.was, was_until: bar.dataset.wasUntil })}`;
}

/** Asks for the head anew, a moment after the last call. */
export function refreshHead() {
  const thread = openThread();
  if (thread) soon("head", () => fetchInto("#head", `/inbox/${thread}/head/${undoQuery()}`, "morph:innerHTML"));
}

let openMenu = "";
let isHeadOld = false;
document.addEventListener("toggle", (event) => {
  if (!isHeadOld || event.target.open || !event.target.matches?.(".menu-box")) return;
  isHeadOld = false;
  refreshHead();
}, true);
document.body.addEventListener("htmx:beforeSwap", (event) => {
  const { target, requestConfig, pathInfo } = event.detail;
  if (target.id !== "head") return;
  if (requestConfig.verb === "get" && document.querySelector("#head .menu-box[open]")) {
    event.detail.shouldSwap = false; // nobody's menu is closed under their hand
    isHeadOld = true;
    return;
  }
  // The news of what was done can be quicker than its answer: this head was asked for when nothing could be undone yet.
  if (requestConfig.verb === "get" && undoQuery() && !pathInfo.requestPath.includes("?was=")) {
    event.detail.shouldSwap = false;
    refreshHead();
    return;
  }
  // A label that is ticked leaves the menu open: more may follow.  So does what was done before the menu was opened.
  const menu = document.querySelector("#head .menu-box[open]");
  const isOfMenu = menu?.contains(event.detail.elt) && !event.detail.elt.closest(".menu-form:has(.menu-labels)");
  openMenu = menu && !isOfMenu ? menu.id : "";
  if (requestConfig.verb === "post") undoUntil = 0;
});
document.body.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id !== "macro-ran") return; // a macro was chosen: its menu has done its work
  for (const menu of document.querySelectorAll("#head .menu-box[open]")) menu.open = false;
});
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll(".menu-box[open]")) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector(".menu-box[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

// --- words of ours keep their place ---------------------------------------------------------------------------------

let underWay = [];
document.body.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target.id !== "stream") return;
  const told = event.detail.serverResponse ?? "";
  for (const [, id, key] of told.matchAll(/id="((?:message|reply|comment)-\d+)" data-key="([^"]+)"/g)) {
    const shown = document.querySelector(`#stream-items [data-key="${CSS.escape(key)}"]`);
    if (shown) shown.id = id; // the same words: they are changed where they stand
  }
  // What nobody has answered yet is held out of the way, or it would be made into somebody else's words.
  const held = [...document.querySelectorAll("#stream-items > .echo")].filter(({ dataset }) => !told.includes(`data-key="${dataset.key}"`));
  for (const echo of held) echo.remove();
  underWay = event.detail.requestConfig.verb === "post" ? [] : held;
});
document.body.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id === "stream") { $("stream-items")?.append(...underWay); underWay = []; }
});

// --- gone meanwhile ---------------------------------------------------------------------------------------------------

document.body.addEventListener("htmx:responseError", (event) => {
  if (event.detail.xhr.status !== 404 || !["stream", "head", "verdict"].includes(event.detail.target?.id)) return;
  const notice = $("gone");
  if (!notice) return;
  notice.hidden = false;
  $("composer").before(notice);
  closeWhatIsGone();
});

function closeWhatIsGone() {
  if ($("gone")?.hidden ?? true) return;
  for (const button of document.querySelectorAll("#composer button, #head button")) button.disabled = true;
}

// --- pictures -----------------------------------------------------------------------------------------------------------

function showPicture(link) {
  const box = $("lightbox");
  const picture = box.querySelector("img");
  picture.src = link.href;
  picture.alt = link.querySelector("img").alt;
  box.querySelector("[data-picture-name]").textContent = picture.alt;
  box.querySelector("a").href = link.href;
  const all = [...document.querySelectorAll("#stream .picture")];
  const here = all.indexOf(link);
  for (const [name, next] of [["before", all[here - 1]], ["after", all[here + 1]]]) {
    const button = box.querySelector(`[data-picture=${name}]`);
    button.hidden = !next;
    button.onclick = () => showPicture(next);
  }
  if (!box.open) box.showModal();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("#stream .picture");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || !$("lightbox")) return;
  event.preventDefault();
  showPicture(link);
});
$("lightbox")?.addEventListener("keydown", (event) => {
  const way = { ArrowLeft: "before", ArrowRight: "after" }[event.key];
  const button = way && $("lightbox").querySelector(`[data-picture=${way}]:not([hidden])`);
  if (button) button.click();
});

// --- names in notes -------------------------------------------------------------------------------------------------------

let list = null;
let chosen = 0;

function nameable() {
  return [...document.querySelectorAll("#nameable li")].map(({ textContent }) => textContent);
}

/** What stands between the last @ and the cursor, where that may be the beginning of a name. */
function begun(text) {
  const before = text.value.slice(0, text.selectionStart);
  return /(?:^|[^\p{L}\p{N}@.])@([\p{L}\p{N}][^@\n]{0,40})?$/u.exec(before);
}

function suggest(text) {
  const mark = begun(text);
  const said = (mark?.[1] ?? "").toLowerCase();
  const names = mark ? nameable().filter((name) => name.toLowerCase().startsWith(said) || name.toLowerCase().split(/\s+/).some((word) => word.startsWith(said))) : [];
  if (!names.length || names.some((name) => name.toLowerCase() === said)) return close(text);
  list ??= document.createElement("ul");
  list.id = "names";
  list.className = "names";
  list.role = "listbox";
  list.replaceChildren(...names.slice(0, 6).map((name, number) => option(text, name, number)));
  if (!list.isConnected) text.after(list);
  text.setAttribute("aria-controls", "names");
  point(text, 0);
}

function option(text, name, number) {
  const item = document.createElement("li");
  item.role = "option";
  item.id = `name-${number}`;
  item.textContent = name;
  item.addEventListener("pointerdown", (event) => { event.preventDefault(); take(text, name); });
  return item;
}

function point(text, number) {
  const items = [...list.children];
  chosen = (number + items.length) % items.length;
  items.forEach((item, place) => item.setAttribute("aria-selected", String(place === chosen)));
  text.setAttribute("aria-activedescendant", items[chosen].id);
}

function take(text, name) {
  const mark = begun(text);
  if (!mark) return;
  const from = text.selectionStart - (mark[1] ?? "").length;
  text.setRangeText(`${name} `, from, text.selectionStart, "end");
  close(text);
  text.dispatchEvent(new Event("input", { bubbles: true }));
  text.focus();
}

function close(text) {
  list?.remove();
  text?.removeAttribute("aria-activedescendant");
}

document.addEventListener("input", (event) => { if (event.target.id === "note-text") suggest(event.target); });
document.addEventListener("focusout", (event) => { if (event.target.id === "note-text") close(event.target); });
document.addEventListener("keydown", (event) => {
  const text = event.target;
  if (text.id !== "note-text" || !list?.isConnected || event.ctrlKey || event.metaKey) return;
  const acts = {
    ArrowDown: () => point(text, chosen + 1),
    ArrowUp: () => point(text, chosen - 1),
    Enter: () => take(text, list.children[chosen].textContent),
    Tab: () => take(text, list.children[chosen].textContent),
    Escape: () => close(text),
  };
  const act = acts[event.key];
  if (!act) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  act();
}, true);

// --- coming onto the screen ---------------------------------------------------------------------------------------------

function opened() {
  come();
  drawPresent();
  timeUndo();
  closeWhatIsGone();
  $("note-text")?.setAttribute("aria-autocomplete", "list");
  if (openMenu) { $(openMenu).open = true; openMenu = ""; }
}

document.body.addEventListener("htmx:afterSwap", opened);
document.body.addEventListener("htmx:oobAfterSwap", opened);
window.addEventListener("popstate", () => soon("opened", opened));
opened();
