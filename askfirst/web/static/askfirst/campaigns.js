// The words of a campaign are kept while they are typed; a page that shows numbers follows them; n begins a new one.
//
// What is typed stands in this browser at once and on the server, as a version, a few seconds after the last letter.
// Where somebody else saved meanwhile, nothing is overwritten: their words are offered beside one's own.

import { _, fetchInto, on, soon } from "./live.js";
import { ask, fields } from "./posting.js";

const PAUSE = 3_000;
const PARTS = ["subject", "preview", "text"];

document.documentElement.classList.add("has-scripts");

const form = document.querySelector("[data-words]");
if (form) write(form);

/** The editor. */
function write(words) {
  const place = `askfirst.campaign.${words.dataset.words}`;
  const base = words.elements.base;
  const kept = words.querySelector("[data-kept]");
  const parts = PARTS.map((name) => words.elements[name]).filter(Boolean);
  const typed = () => Object.fromEntries(parts.map((one) => [one.name, one.value]));
  let saved = JSON.stringify(Object.fromEntries(parts.map((one) => [one.name, one.defaultValue])));
  let timer = 0;
  let last = parts.at(-1); // where the caret was

  const say = (text) => { if (kept) kept.textContent = text; };
  const isChanged = () => JSON.stringify(typed()) !== saved;

  function remember() {
    try {
      if (isChanged()) localStorage.setItem(place, JSON.stringify({ words: typed(), base: Number(base.value) }));
      else localStorage.removeItem(place);
    } catch { /* the browser's place is full: the server keeps it */ }
  }

  async function keep(keepalive = false) {
    clearTimeout(timer);
    if (!words.dataset.keepAt || !isChanged()) return;
    const sent = typed();
    const answer = await ask(words.dataset.keepAt, { body: fields({ ...sent, base: base.value }), keepalive });
    if (!answer) return say(_("Not saved yet. It stands in this browser."));
    const told = await answer.json().catch(() => ({}));
    if (answer.ok) {
      base.value = told.version;
      saved = JSON.stringify(sent);
      remember();
    } else if (told.theirs) {
      base.value = told.version;
      offer(told.says, told.theirs);
    }
    say(told.says ?? _("Not saved yet. It stands in this browser."));
  }

  function offer(says, theirs) {
    const other = document.querySelector("[data-other]");
    clearTimeout(timer);
    delete words.dataset.keepAt; // from here on somebody decides, and presses Save
    other.querySelector("[data-other-says]").textContent = says;
    other.querySelector("[data-other-text]").textContent = PARTS.map((name) => theirs[name]).filter(Boolean).join("\n");
    other.querySelector("[data-other-take]").onclick = () => { put(theirs); other.hidden = true; };
    other.querySelector("[data-other-leave]").onclick = () => { other.hidden = true; last.focus(); };
    other.hidden = false;
  }

  function put(those) {
    for (const one of parts) one.value = those[one.name] ?? one.value;
    last.dispatchEvent(new Event("input", { bubbles: true }));
    last.focus();
  }

  function restore() {
    if (isChanged()) return last.dispatchEvent(new Event("input", { bubbles: true })); // typed before this script came
    let found = null;
    try { found = JSON.parse(localStorage.getItem(place)); } catch { /* nothing that could be read */ }
    if (!found?.words || JSON.stringify(found.words) === saved) return localStorage.removeItem(place);
    if (found.base === Number(base.value)) put(found.words);
    else offer(_("This stood in this browser and was not saved; meanwhile there is a newer version."), found.words);
  }

  words.addEventListener("focusin", (event) => { if (parts.includes(event.target)) last = event.target; });
  words.addEventListener("input", () => {
    remember();
    say(isChanged() ? _("Not saved yet.") : "");
    clearTimeout(timer);
    timer = setTimeout(keep, PAUSE);
  });
  words.addEventListener("click", (event) => {
    const text = event.target.closest("[data-insert]")?.dataset.insert;
    if (!text) return;
    last.focus();
    last.setRangeText(text, last.selectionStart, last.selectionEnd, "end");
    last.dispatchEvent(new Event("input", { bubbles: true }));
  });
  words.addEventListener("submit", () => { clearTimeout(timer); saved = JSON.stringify(typed()); });
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "s") {
      event.preventDefault();
      words.querySelector("[data-key-save]")?.click();
    }
  });
  document.addEventListener("visibilitychange", () => { if (document.hidden) keep(true); });
  window.addEventListener("pagehide", () => keep(true));
  on("back", () => keep());
  for (const hidden of words.querySelectorAll("[data-insert]")) hidden.hidden = false;
  // A page that came back with a sentence holds what was typed: it is newer than what this browser kept.
  if (document.querySelector(".notice.error[role=alert]")) saved = "";
  else if (!parts.some((one) => one.readOnly)) restore();
}

// Numbers follow what happens; whoever has no stream asks now and then.
const EVERY = 5_000;
const moving = document.querySelector("[data-moving]");
if (moving) {
  const follow = () => fetchInto("#moving", document.querySelector("[data-moving]").dataset.moving, "morph:outerHTML");
  on("campaign", (data) => {
    if (data.campaign === Number(document.querySelector("[data-campaign]").dataset.campaign)) soon("campaign", follow, 400);
  });
  on("delivery", () => { if (document.querySelector("[data-moving][data-is-running]")) soon("campaign", follow, 1_000); });
  on("reset", follow);
  on("back", follow);
  setInterval(() => { if (!document.hidden && document.querySelector("[data-moving][data-is-running]")) follow(); }, EVERY);
}
