// The inbox: the list and the open conversation follow what happens; focus, place and typed text stay where they are.

import { _, fetchInto, on, soon } from "./live.js";
import { markCurrent, refreshRow } from "./inbox-list.js";
import { refreshHead } from "./conversation.js";
import { post, setUp } from "./composer.js";
import "./triage.js";

const NEAR = 90; // pixels from the bottom that still count as being there
const TYPING_SHOWN = 5_000;
const me = document.body.dataset.me;
const $ = (id) => document.getElementById(id);
const openThread = () => Number($("talk")?.dataset.thread ?? 0);
let wasAtEnd = true;
let fresh = 0;
let told = 0; // how often the feed has drawn what was said
let verdictTimer = 0;
let typingTimer = 0;

// --- the conversation ---------------------------------------------------------------------------------------------

const scroller = () => $("scroller");
const atEnd = () => {
  const box = scroller();
  return !box || box.scrollHeight - box.scrollTop - box.clientHeight < NEAR;
};

function toEnd() {
  const box = scroller();
  if (box) box.scrollTop = box.scrollHeight;
  fresh = 0;
  showJump();
}

function refreshStream() {
  const thread = openThread();
  if (!thread) return;
  soon("stream", () => {
    if (openThread() !== thread) return;
    const { begin, seen } = $("stream-items").dataset;
    const query = new URLSearchParams({ begin, seen });
    fetchInto("#stream", `/inbox/${thread}/stream/?${query}`, "morph:innerHTML");
  });
}

function refreshVerdict() {
  const thread = openThread();
  if (!thread || !$("verdict")) return;
  soon("verdict", () => {
    const purpose = $("purpose")?.value ?? "";
    fetchInto("#verdict", $("verdict").dataset.address ?? `/inbox/${thread}/verdict/?purpose=${purpose}`, "outerHTML");
  });
}

function timeVerdict() {
  clearTimeout(verdictTimer);
  const until = $("verdict")?.dataset.validUntil;
  if (!until) return;
  const left = new Date(until) - Date.now() + 300;
  const day = 86_400_000;
  verdictTimer = setTimeout(refreshVerdict, Math.max(500, left < day ? Math.min(left, 60_000) : day / 2));
}

function showJump() {
  const jump = $("jump");
  if (!jump) return;
  jump.hidden = atEnd();
  jump.querySelector("span").textContent = fresh ? _("{count} new").replace("{count}", fresh) : _("Newest");
}

function markRead() {
  const talk = $("talk");
  const items = $("stream-items");
  if (!talk || !items || document.hidden || !atEnd()) return;
  const newest = Number(items.dataset.lastInbound);
  if (newest <= Number(talk.dataset.read ?? items.dataset.seen)) return;
  talk.dataset.read = newest;
  $(`row-${openThread()}`)?.classList.remove("is-unread");
  talk.reading = post(`/inbox/${openThread()}/read/`);
}

function opened() {
  const talk = $("talk");
  if (!talk || talk.dataset.ready) return;
  talk.dataset.ready = "";
  const kept = localStorage.getItem("askfirst.context");
  if (kept === "closed") talk.dataset.context = kept;
  setUp(talk.querySelector(".composer"));
  fresh = 0;
  toNew();
  scroller().addEventListener("scroll", () => { if (atEnd()) fresh = 0; showJump(); soon("read", markRead, 150); }, { passive: true });
  $("jump").addEventListener("click", toEnd);
  markCurrent();
  timeVerdict();
  markRead();
  // Who was named here has seen it, also where nothing new was said.
  if (document.querySelector('[data-tab="mentions"] .tab-count')) post(`/inbox/${openThread()}/read/`);
}

/** At the first new message where there is one and much below it; else at the end. */
function toNew() {
  toEnd();
  const line = $("new-line");
  if (line && line.offsetTop < scroller().scrollTop) scroller().scrollTop = line.offsetTop - 48;
  showJump();
}

// An answer about the conversation that was open before comes too late for this one: none of it is shown here.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { target, pathInfo } = event.detail;
  const about = /^\/inbox\/(\d+)\//.exec(pathInfo?.requestPath ?? "")?.[1];
  if (!about || !target.closest("#talk") || Number(about) === openThread()) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);

document.body.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.target.id === "stream") event.detail.requestConfig.told = told;
});
document.body.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target.id === "stream") wasAtEnd = atEnd();
});
document.body.addEventListener("htmx:afterSwap", (event) => {
  const id = event.detail.target.id;
  if (id === "conversation") { opened(); focusConversation(); }
  if (id === "stream") {
    if (wasAtEnd) toEnd();
    else showJump();
    markRead();
    // What the feed told while an answer was under way is newer than that answer.
    if (event.detail.requestConfig.verb === "get") told += 1;
    else if (event.detail.requestConfig.told !== told) refreshStream();
  }
  if (id === "composer") setUp(document.querySelector("#composer .composer")); // another way, or another word of theirs
  timeVerdict();
});
// A verdict brings its buttons along.  Nobody's menu of them is closed under their hand: the verdict is asked for anew then.
let areButtonsOld = false;
document.body.addEventListener("htmx:oobBeforeSwap", (event) => {
  if (event.detail.target.id !== "send" || !document.querySelector("#send-menu:popover-open")) return;
  event.detail.shouldSwap = false;
  areButtonsOld = true;
});
document.addEventListener("toggle", (event) => {
  if (!areButtonsOld || event.target.id !== "send-menu" || event.newState !== "closed") return;
  areButtonsOld = false;
  refreshVerdict();
}, true);
document.body.addEventListener("htmx:oobAfterSwap", (event) => {
  if (event.detail.target.id === "composer") setUp(document.querySelector("#composer .composer")); // the place itself was replaced
});
// What was earlier comes in above: the reader's place stays.
document.body.addEventListener("htmx:beforeSwap", (event) => {
  if (!event.detail.target.matches(".earlier-link")) return;
  const box = scroller();
  const before = box.scrollHeight - box.scrollTop;
  requestAnimationFrame(() => requestAnimationFrame(() => { box.scrollTop = box.scrollHeight - before; }));
});
document.addEventListener("visibilitychange", () => { if (!document.hidden) { markRead(); refreshVerdict(); } });

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-toggle-context]")) return;
  const talk = $("talk");
  const isShown = getComputedStyle($("context")).display !== "none";
  talk.dataset.context = isShown ? "closed" : "open";
  localStorage.setItem("askfirst.context", talk.dataset.context);
});

// --- what happens ---------------------------------------------------------------------------------------------------

on("message", ({ thread }) => {
  refreshRow(thread);
  if (thread !== openThread()) return;
  if (!atEnd()) fresh += 1;
  hideTyping();
  refreshStream();
  refreshVerdict();
  refreshHead();
});
on("reply", ({ thread }) => {
  refreshRow(thread);
  if (thread === openThread()) { hideTyping(); refreshStream(); refreshVerdict(); refreshHead(); }
});
on("comment", ({ post: about }) => { if (about && about === Number($("talk")?.dataset.post)) { refreshStream(); refreshVerdict(); } });
on("note", ({ thread }) => { if (thread === openThread()) refreshStream(); });
on("delivery", ({ thread }) => {
  refreshStream();
  if (!thread || thread === openThread()) refreshVerdict(); // mail that came back may have closed the way
});
on("consent", ({ contact }) => { if (contact === Number($("talk")?.dataset.contact)) refreshVerdict(); });
on("thread", ({ thread }) => { refreshRow(thread); if (thread === openThread()) { refreshHead(); refreshStream(); } });
on("read", ({ thread, by }) => {
  if (by === "them" && thread === openThread()) refreshStream();
  else refreshRow(thread);
});
on("page", refreshVerdict);
on("typing", ({ thread, by }) => {
  if (thread !== openThread() || by === me) return;
  const name = $("talk").querySelector(".talk-name").textContent;
  showTyping((by ? _("{name} is writing an answer") : _("{name} is typing")).replace("{name}", by || name));
});
for (const kind of ["reset", "back"]) {
  on(kind, () => { refreshStream(); refreshHead(); refreshVerdict(); });
}

function showTyping(words) {
  const line = $("typing");
  const stay = atEnd();
  line.querySelector("[data-typing-words]").textContent = words;
  line.hidden = false;
  if (stay) toEnd();
  clearTimeout(typingTimer);
  typingTimer = setTimeout(hideTyping, TYPING_SHOWN);
}

function hideTyping() {
  clearTimeout(typingTimer);
  const line = $("typing");
  if (line) line.hidden = true;
}

// --- focus --------------------------------------------------------------------------------------------------------

function focusConversation() {
  if (document.activeElement?.closest("#conversation")) return;
  $("scroller")?.focus({ preventScroll: true });
}

opened();
