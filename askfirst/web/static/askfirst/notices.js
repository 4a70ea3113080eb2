// This browser tells its member while no page of ours is open: switched on and off in the settings.
import { _ } from "./live.js";

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

/** The worker of this site; it comes with every page of the team, and may be a moment late. */
async function worker() {
  const late = new Promise((_done, fail) =>
    setTimeout(() => fail(new Error(_("The browser did not start what it needs for this. Load the page again."))), WORKER_SECONDS * 1000),
  );
  await navigator.serviceWorker.register(document.body.dataset.worker, { scope: "/" });
  return Promise.race([navigator.serviceWorker.ready, late]);
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
    const known = await navigator.serviceWorker.getRegistration("/");
    const found = known && (await known.pushManager.getSubscription());
    if (found && Notification.permission === "granted") show(true, _("This browser tells you."));
  }
}
