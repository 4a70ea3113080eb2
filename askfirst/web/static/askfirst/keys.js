// The keys: one table of what they do, by their usual names; what this member has changed stands in the list of keys.

const list = document.getElementById("keys");
const switchedOn = document.getElementById("keys-on");
const changed = JSON.parse(list?.dataset.pressed || "{}");
const keys = new Map();
const PAUSE = 900; // between two keys of one shortcut, in milliseconds
let before = "";

/** Calls `act` on a key pressed outside of fields and dialogs; `g i` is two keys one after the other.
 *
 * `name` is the usual key: another one does it where this member has chosen so.  `act` may say `false`: it was nothing.
 */
export function key(name, act) {
  keys.set(name, act);
}

/** Calls `act` on Ctrl (⌘ on a Mac) with a key, in fields too: nobody writes words with it. */
export function keyWithCtrl(name, act, { shift = false } = {}) {
  keys.set(`Ctrl ${shift ? "Shift " : ""}${name}`, act);
}

/** Does what a key does, whatever key it is now. */
export const run = (name) => keys.get(name)?.();

const isField = (place) => place?.closest?.("input:not([type=checkbox], [type=radio], [type=button]), textarea, select, [contenteditable]");

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.altKey) return;
  if (event.ctrlKey || event.metaKey) {
    const act = keys.get(`Ctrl ${event.shiftKey ? "Shift " : ""}${event.key.toLowerCase()}`);
    if (act && act(event) !== false) event.preventDefault();
    return;
  }
  const field = isField(event.target);
  if (event.key === "Enter" && field) return sendByEnter(event);
  if (event.key === "Escape" && field && !event.target.closest("dialog")) return field.blur();
  if (field || document.querySelector("dialog[open]")) return;
  const isLong = event.key.length > 1; // Escape and the arrows, which no switch takes away
  if (!isLong && !switchedOn?.checked) return;
  const usual = changed[event.key] ?? event.key;
  const act = keys.get(`${before} ${event.key}`) ?? keys.get(usual);
  before = event.key;
  setTimeout(() => { before = ""; }, PAUSE);
  if (act && act(event) !== false) event.preventDefault();
});

function sendByEnter(event) {
  if (!("enterSends" in (list?.dataset ?? {})) || event.shiftKey || event.target.tagName !== "TEXTAREA") return;
  const button = event.target.form?.querySelector("button.send, button.note-button");
  if (!button) return;
  event.preventDefault();
  event.target.form.requestSubmit(button);
}
