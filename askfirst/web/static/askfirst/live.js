// One stream of what happens, for every screen.  Others listen with `on(kind, handler)`.
//
// Rows carry ids: after a break the stream goes on behind the last one that was seen, so nothing is missed and nobody
// has to reload.  `reset` means that the gap is too long to be told row by row: every screen asks for its state anew.

const KINDS = ["message", "reply", "delivery", "typing", "presence", "read", "note", "thread", "notification", "page", "comment", "consent", "channel", "batch", "campaign", "poll"];
const LONGEST_SLEEP = 30_000;
const SLOWEST_RETRY = 15_000;
const GLANCE = 2_000; // whoever looks at another screen for so long has left this one
const PATIENCE = 2_500; // a short break is nobody's business

/** Words in the reader's language, where the page brought its catalogue; a page in English brings none. */
export const _ = globalThis.gettext ?? ((words) => words);
export const many = globalThis.ngettext ?? ((one, more, count) => (count === 1 ? one : more));
/** A number as the reader's language writes it. */
export const number = (count) => count.toLocaleString(document.documentElement.lang || "en");

const handlers = new Map();
let source = null;
let last = Number(document.body.dataset.last ?? 0); // where the feed stood when the page was made: 0 is a place too
let retry = 1_000;
let retrying = 0;
let hiddenAt = 0;
let lostAt = 0;
let notice = 0;

/** Calls `handler(data)` for each row of this kind; `reset` and `back` are kinds too. */
export function on(kind, handler) {
  if (!handlers.has(kind)) handlers.set(kind, []);
  handlers.get(kind).push(handler);
}

/** Calls `act` once, a moment after the last call with the same name: ten rows at once are one request. */
const waiting = new Map();
export function soon(name, act, delay = 80) {
  clearTimeout(waiting.get(name));
  waiting.set(name, setTimeout(() => { waiting.delete(name); act(); }, delay));
}

/** Fetches a fragment into its place.  A screen that cannot reach us keeps what it has; `back` brings it up to date.
 *
 * One request for a place is under way, and the last that was wanted meanwhile waits: left to itself htmx would queue it
 * for the asking element, and nobody could catch the failure of what it sends later.
 */
const places = new Map();
export function fetchInto(target, address, swap = "innerHTML") {
  const busy = places.get(target);
  if (busy) { busy.next = [address, swap]; return busy.done; }
  const mine = { address, next: null };
  mine.done = new Promise((resolve) => {
    mine.end = () => {
      if (places.get(target) !== mine) return;
      places.delete(target);
      resolve(mine.next && fetchInto(target, ...mine.next));
    };
  });
  places.set(target, mine);
  htmx.ajax("GET", address, { source: target, target, swap }).catch(() => null).then(mine.end);
  return mine.done;
}

// What was refused, was empty or was not to be shown ends a request too; the promise of htmx does not say so.
document.body.addEventListener("htmx:afterRequest", (event) => {
  for (const mine of [...places.values()]) if (mine.address === event.detail.pathInfo?.requestPath) mine.end();
});

// An htmx request that was overtaken or lost breaks a promise too, with no reason and held by nobody; its events have said it.
window.addEventListener("unhandledrejection", (event) => { if (event.reason === undefined) event.preventDefault(); });

function tell(kind, data) {
  for (const handler of handlers.get(kind) ?? []) handler(data);
}

function close() {
  clearTimeout(retrying);
  source?.close();
  source = null;
}

function open() {
  close();
  source = new EventSource(`${document.body.dataset.live}?last=${last}`);
  source.onopen = () => { retry = 1_000; found(); };
  source.onerror = () => {
    lost();
    if (source.readyState === EventSource.CLOSED) {
      retrying = setTimeout(open, retry);
      signedOut();
      retry = Math.min(retry * 2, SLOWEST_RETRY);
    }
  };
  for (const kind of [...KINDS, "hello", "reset"]) source.addEventListener(kind, (event) => heard(kind, event));
}

/** Whoever was signed out meanwhile is told so, instead of being promised a connection. */
async function signedOut() {
  const answer = await fetch(document.body.dataset.news ?? "", { headers: { "HX-Request": "true", "HX-Current-URL": location.href } }).catch(() => null);
  const login = answer?.headers.get("HX-Redirect");
  if (login) location.assign(login);
}

function heard(kind, event) {
  last = Number(event.lastEventId) || last;
  if (kind !== "hello") tell(kind, JSON.parse(event.data || "{}"));
}

function lost() {
  lostAt ||= Date.now();
  clearTimeout(notice);
  notice = setTimeout(() => { document.getElementById("offline").hidden = false; }, PATIENCE);
}

function found() {
  clearTimeout(notice);
  document.getElementById("offline").hidden = true;
  if (lostAt) tell("back", { seconds: (Date.now() - lostAt) / 1_000 });
  lostAt = 0;
}

// A browser keeps six connections to one house.  Of all the screens that nobody looks at only one stays on the line, so
// that a row of open tabs never keeps another one waiting; each catches up by its last id when it is looked at again.
let leave = null; // ends the turn of this screen, or its waiting for one

function rest() {
  if (!navigator.locks || leave) return;
  const turn = new AbortController();
  const away = setTimeout(close, GLANCE);
  leave = () => { clearTimeout(away); leave = null; turn.abort(); };
  navigator.locks.request("askfirst.background", { signal: turn.signal }, () => {
    clearTimeout(away);
    if (!source) open();
    return new Promise((resolve) => turn.signal.addEventListener("abort", resolve));
  }).catch(() => null); // it was looked at before its turn came
}

// A laptop that slept has a stream that looks alive and is not.
document.addEventListener("visibilitychange", () => {
  if (document.hidden) {
    hiddenAt = Date.now();
    rest();
    return;
  }
  leave?.();
  if (!source || Date.now() - hiddenAt > LONGEST_SLEEP) open();
});
window.addEventListener("online", () => { if (source) open(); });
window.addEventListener("offline", lost);
window.addEventListener("pagehide", () => source?.close());
window.addEventListener("pageshow", (event) => { if (event.persisted) open(); });

// What came in while the page was on its way is told at once: not before every script of the screen listens.
if (document.body.dataset.live) {
  const begin = () => { open(); if (document.hidden) rest(); };
  const [{ domContentLoadedEventStart: at } = {}] = performance.getEntriesByType("navigation");
  if (at) begin();
  else document.addEventListener("DOMContentLoaded", begin, { once: true });
}
