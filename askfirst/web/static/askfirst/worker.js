// Stands between the team's pages and the network.  It keeps static files, by version, and one page that says that there
// is no connection.  It never keeps a page, a fragment or a file of anybody: those are passed on untouched.

const STATIC = "{static}";
const KEPT = "askfirst-{version}";
const OFFLINE = "/offline/";
const FIRST = [OFFLINE, "askfirst/tokens.css", "askfirst/base.css", "askfirst/door.css", "askfirst/theme.js", "askfirst/offline.js", "askfirst/mark.svg", "vendor/inter/inter-latin-wght-normal.woff2"];
// Where visitors are, and what signs people in and out: none of it passes through here.
const NEVER = /^\/(@|accounts\/|sign-in\/|files\/|live\/|words\.js|worker\.js)/;

// What is shown of a push, and opened when it is pressed.
importScripts(`${STATIC}askfirst/sw-push.js`);

self.addEventListener("install", (event) => {
  // What a page says while it closes would be lost on its way through here.
  event.addRoutes?.({ condition: { requestMethod: "POST" }, source: "network" }).catch(() => null);
  const wanted = FIRST.map((name) => new Request(name.startsWith("/") ? name : STATIC + name, { cache: "reload" }));
  event.waitUntil(caches.open(KEPT).then((kept) => kept.addAll(wanted)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    const old = (await caches.keys()).filter((name) => name.startsWith("askfirst-") && name !== KEPT);
    await Promise.all(old.map((name) => caches.delete(name)));
    await self.clients.claim();
  })());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin || NEVER.test(address.pathname)) return;
  if (address.pathname.startsWith(STATIC)) event.respondWith(ofStatic(request));
  else if (request.mode === "navigate") event.respondWith(fetch(request).catch(() => caches.match(OFFLINE)));
});

/** The network first: after an upgrade no page may wear the files of the version before. */
async function ofStatic(request) {
  const kept = await caches.open(KEPT);
  try {
    const answer = await fetch(request);
    if (answer.ok && answer.status === 200) await kept.put(request, answer.clone()).catch(() => null);
    return answer;
  } catch (error) {
    const found = await kept.match(request, { ignoreVary: true });
    if (found) return found;
    throw error;
  }
}
