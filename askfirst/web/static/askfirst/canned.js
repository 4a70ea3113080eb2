// Ready words: a stroke opens the list, letters narrow it, and what is chosen is put in where the cursor stands.

import { refreshFiles } from "./attaching.js";
import { _ } from "./live.js";
import { ask } from "./posting.js";
import { say } from "./shell.js";

const PAUSE = 120;
const STROKE = /(?:^|\s)\/([^\n/]{0,40})$/;
const GAP = /\{[a-z_]+\}/;

/** Lets a composer offer ready words. */
export function setUpCanned(composer, text) {
  const address = text.form?.dataset.canned;
  if (!address) return;
  const list = document.createElement("ul");
  list.className = "canned-list";
  list.id = "canned-list";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", _("Ready words"));
  text.before(list);
  text.setAttribute("aria-controls", list.id);
  let timer = 0;
  let asked = 0;

  const close = () => {
    clearTimeout(timer);
    asked += 1;
    list.hidden = true;
    text.removeAttribute("aria-activedescendant");
  };
  const mark = (choice) => {
    for (const other of list.querySelectorAll("[data-take]")) other.setAttribute("aria-selected", String(other === choice));
    if (choice) text.setAttribute("aria-activedescendant", choice.id);
    choice?.scrollIntoView({ block: "nearest" });
  };
  const search = async () => {
    const found = STROKE.exec(text.value.slice(0, text.selectionStart));
    if (!found) return close();
    const mine = ++asked;
    const answer = await ask(`${address}?${new URLSearchParams({ q: found[1] })}`);
    if (mine !== asked || !answer?.ok) return;
    list.innerHTML = await answer.text();
    if (!list.querySelector("[data-take]") && found[1].includes(" ")) return close(); // a sentence with a stroke in it
    list.hidden = false;
    mark(list.querySelector("[data-take]"));
  };
  const take = async (choice) => {
    const { selectionStart: end } = text;
    const found = STROKE.exec(text.value.slice(0, end));
    close();
    const answer = await ask(choice.dataset.take, { body: new URLSearchParams({ mode: composer.dataset.answer ?? "reply" }) });
    if (!answer?.ok) return say(_("The ready words did not come."), _("Try it again when the connection is back."));
    const told = await answer.json();
    const begin = found ? end - found[1].length - 1 : end;
    text.focus();
    text.setRangeText(told.text, begin, end, "end");
    const gap = GAP.exec(told.text);
    if (gap) text.setSelectionRange(begin + gap.index, begin + gap.index + gap[0].length);
    text.dispatchEvent(new Event("input", { bubbles: true }));
    close();
    if (told.has_files) refreshFiles(text.form);
    if (told.says) say(_("Look at it once more."), told.says);
  };

  text.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(search, list.hidden ? 0 : PAUSE); });
  text.addEventListener("blur", () => setTimeout(() => { if (!list.contains(document.activeElement)) close(); }, 150));
  text.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing) return;
    const choices = [...list.querySelectorAll("[data-take]")];
    const chosen = choices.findIndex((choice) => choice.getAttribute("aria-selected") === "true");
    if (event.key === "Escape") { event.preventDefault(); event.stopPropagation(); return close(); }
    if (!choices.length || event.ctrlKey || event.metaKey) return;
    if (event.key === "ArrowDown") mark(choices[(chosen + 1) % choices.length]);
    else if (event.key === "ArrowUp") mark(choices[(chosen - 1 + choices.length) % choices.length]);
    else if (event.key === "Enter" || event.key === "Tab") take(choices[Math.max(chosen, 0)]);
    else return;
    event.preventDefault();
  });
  list.addEventListener("pointerdown", (event) => { if (!event.target.closest("a")) event.preventDefault(); });
  list.addEventListener("click", (event) => { const choice = event.target.closest("[data-take]"); if (choice) take(choice); });
  const opener = composer.querySelector("[data-open-canned]");
  if (opener) {
    opener.hidden = false;
    opener.addEventListener("click", () => {
      const at = text.selectionStart;
      const needsSpace = at > 0 && !/\s/.test(text.value[at - 1]);
      text.focus();
      text.setRangeText(needsSpace ? " /" : "/", at, text.selectionEnd, "end");
      text.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }
}
