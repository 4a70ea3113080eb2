// This browser tells its member, or a visitor, while no page of ours is open: switched on and off in their settings.
const _ = globalThis.gettext ?? ((words) => words); // a page in English brings no catalogue

const place = document.getElementById("this-browser");
const says = document.getElementById("this-browser-says");
const on = document.getElementById("push-on");
const off = document.getElementById("push-off");
const WORKER_SECONDS = 10;

const raw = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
const packed = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");

/** What shows a push in this browser.  The team's comes with every page; a visitor's is fetched now, and for nothing else. */
async function worker() {
  const late = new Promise((_done, fail) =>
    setTimeout(() => fail(new Error(_("The browser did not start what it needs for this. Load the page again."))), WORKER_SECONDS * 1000),
  );
  const known = await navigator.serviceWorker.register(place.dataset.worker, { scope: place.dataset.scope });
  return Promise.race([started(known), late]);
}

/** A page that it does not control yet has no word of its own for this. */
function started(known) {
  const coming = known.active ?? known.waiting ?? known.installing;
  return new Promise((done) => {
    const look = () => coming.state === "activated" && done(known);
    coming.addEventListener("statechange", look);
    look();
  });
}

async function tell(address, fields) {
  const answer = await fetch(address, {
    method: "POST",
    body: new URLSearchParams(fields),
    headers: { "X-CSRFToken": JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"] },
  });
  const text = await answer.text();
  if (answer.status === 422) throw new Error(text);
  if (!answer.ok) throw new Error(_("This could not be saved. Load the page again, and try once more."));
  document.getElementById("devices").outerHTML = text;
}

/** The subscription of this browser, where its owner is told by it. */
async function own() {
  const known = await navigator.serviceWorker.getRegistration(place.dataset.scope);
  // Another scope may hold this one: the team's holds every page.
  if (!known || new URL(known.scope).pathname !== place.dataset.scope) return null;
  const found = await known.pushManager.getSubscription();
  const isTold = (one) => one.dataset.endpoint === found.endpoint;
  return found && [...document.querySelectorAll("[data-endpoint]")].some(isTold) ? found : null;
}

/** Who is forgotten in this browser is told nothing here any more. */
function remember(endpoint) {
  for (const field of document.querySelectorAll("[data-own-endpoint]")) field.value = endpoint;
}

function show(isOn, words) {
  on.hidden = isOn;
  off.hidden = !isOn;
  says.textContent = words;
}

async function subscribe() {
  if ((await Notification.requestPermission()) !== "granted") {
    show(false, _("Your browser was told not to show notifications of this site. Allow them in its settings for this site, and press again."));
    return;
  }
  const found = await (await worker()).pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: raw(place.dataset.key),
  });
  await tell(place.dataset.add, {
    endpoint: found.endpoint,
    key: packed(found.getKey("p256dh")),
    secret: packed(found.getKey("auth")),
  });
  remember(found.endpoint);
  show(true, _("This browser tells you."));
}

async function unsubscribe() {
  const found = await (await worker()).pushManager.getSubscription();
  if (found) {
    await tell(place.dataset.leave, { endpoint: found.endpoint });
    await found.unsubscribe();
  }
  show(false, _("This browser does not tell you any more."));
}

function pressed(button, act) {
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      await act();
    } catch (why) {
      says.textContent = why.message;
    } finally {
      button.disabled = false;
    }
  });
}

if (place) {
  if (!("serviceWorker" in navigator && "PushManager" in window && "Notification" in window)) {
    says.textContent = _("This browser cannot do it here. On an iPhone or iPad, add this site to the home screen first; elsewhere the site must be reached over https.");
  } else {
    pressed(on, subscribe);
    pressed(off, unsubscribe);
    show(false, "");
    const found = await own();
    if (found) remember(found.endpoint);
    if (found && Notification.permission === "granted") show(true, _("This browser tells you."));
  }
}
