// While a text is being written: what it is, and which words make it so, is marked below it; in public what is personal, too.
// The server looks once more.

import { ask, fields } from "./posting.js";

const PAUSE = 600;
const timers = new WeakMap();

document.addEventListener("input", (event) => {
  const text = event.target;
  if (!text.matches?.("textarea[data-guard]")) return;
  clearTimeout(timers.get(text));
  timers.set(text, setTimeout(() => look(text), PAUSE));
});

async function look(text) {
  const said = text.value;
  const place = text.form?.querySelector("[data-guard-place]");
  if (!place) return;
  const answer = said.trim() ? await ask("/inbox/look/", { body: fields({ text: said, for: text.dataset.guard, thread: text.dataset.thread || "" }) }) : { status: 204 };
  if (text.value !== said || !answer) return;
  const shown = answer.status === 200 ? await answer.text() : "";
  let live = place.querySelector(".guard-live");
  if (!live) {
    live = document.createElement("div");
    live.className = "guard guard-live";
    live.setAttribute("role", "status");
    place.prepend(live);
  }
  place.querySelector(".guard:not(.guard-live)")?.remove(); // it told of an earlier text
  live.innerHTML = shown;
  live.hidden = !shown;
}
