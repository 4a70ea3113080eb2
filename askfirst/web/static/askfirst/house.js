// Writing a rule: search the facts, and put one where the caret is.  Without it the list stands there to be read.

const when = document.getElementById("id_when");
const search = document.getElementById("fact-search");
const none = document.querySelector("[data-none]");

for (const hidden of document.querySelectorAll("[data-insert], [data-search]")) hidden.hidden = false;

search.addEventListener("input", () => {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  let found = 0;
  for (const group of document.querySelectorAll(".fact-group")) {
    let here = 0;
    for (const fact of group.querySelectorAll(".fact")) {
      const text = fact.textContent.toLowerCase().replaceAll("_", " ");
      fact.hidden = !words.every((word) => text.includes(word.replaceAll("_", " ")));
      here += !fact.hidden;
    }
    group.hidden = !here;
    found += here;
  }
  none.hidden = found > 0;
});

document.querySelector(".help-column").addEventListener("click", (event) => {
  const text = event.target.closest("[data-insert]")?.dataset.insert;
  if (!text) return;
  const before = when.value.slice(0, when.selectionStart);
  const gap = !before || /[\s(]$/.test(before) ? "" : " ";
  when.focus();
  when.setRangeText(gap + text, when.selectionStart, when.selectionEnd, "end");
  when.dispatchEvent(new Event("input", { bubbles: true }));
});

const look = document.getElementById("look");
if (look?.classList.contains("review")) look.focus({ preventScroll: true });
