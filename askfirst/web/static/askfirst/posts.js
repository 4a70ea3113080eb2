// Public posts: how long a text is on each account, what is typed is kept by itself, and lists follow what happens.

import { _, fetchInto, number, on, soon } from "./live.js";
import { measured } from "./lengths.js";
import { ask } from "./posting.js";

const PAUSE = 2_000;
const LOOKED_AGAIN = 2_000;
const form = document.getElementById("post-form");

/** Each account counts its own words or, where it has none, the common ones. */
function count() {
  const common = form.elements.text.value;
  for (const place of form.querySelectorAll("[data-place]")) {
    const counter = place.querySelector("[data-counter]");
    const limit = Number(counter.dataset.limit);
    if (!limit) continue;
    const length = measured((place.querySelector("textarea").value || common).trim(), counter.dataset.unit);
    counter.textContent = `${number(length)} / ${number(limit)}`;
    counter.classList.toggle("is-over", length > limit);
  }
}

let timer;
let isSent = false;
function typed() {
  count();
  clearTimeout(timer);
  timer = setTimeout(keep, PAUSE);
}

/** What stands there is kept while it is written; where somebody else has changed it, the next press says so. */
async function keep() {
  if (isSent) return;
  const body = new URLSearchParams(new FormData(form));
  body.set("do", "keep");
  const answer = await ask(form.action, { body });
  const said = form.closest(".desk").querySelector("[data-kept]");
  if (!answer?.ok) {
    said.textContent = answer?.status === 409 ? _("Somebody else has changed this meanwhile") : _("Not kept yet");
    return;
  }
  const { version, address } = await answer.json();
  form.elements.version.value = version;
  if (form.action !== new URL(address, location.href).href) {
    form.action = address;
    history.replaceState(null, "", address);
  }
  said.textContent = _("Kept");
}

if (form) {
  form.addEventListener("input", typed);
  form.addEventListener("submit", () => { isSent = true; clearTimeout(timer); });
  count();
}

const refresh = (id) => {
  const part = document.getElementById(id);
  if (!part || (part.contains(document.activeElement) && document.activeElement !== document.body)) return;
  if (part.querySelector("details[open]")) return; // somebody chooses an hour there
  fetchInto(`#${id}`, part.dataset.address, "morph:innerHTML");
};
for (const kind of ["composition", "delivery", "reset", "back"]) on(kind, () => soon("posts", () => refresh("posts"), 150));
for (const kind of ["feed", "reset", "back"]) on(kind, () => soon("feeds", () => refresh("feeds"), 150));
if (document.querySelector("#feeds[data-looking]")) setTimeout(() => refresh("feeds"), LOOKED_AGAIN);
