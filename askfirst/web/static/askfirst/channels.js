// Settings of channels: copy buttons, and parts that fill in while somebody looks.

import { _, fetchInto, on, soon } from "./live.js";

const COPIED_FOR = 1_600;

function showCopying() {
  for (const button of document.querySelectorAll("[data-copy]")) button.hidden = !navigator.clipboard;
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const text = document.getElementById(button.dataset.copy)?.textContent.trim() ?? "";
  try {
    await navigator.clipboard.writeText((button.dataset.copyBefore ?? "") + text);
    button.textContent = _("Copied");
  } catch {
    button.textContent = _("Select it by hand");
  }
  setTimeout(() => { button.textContent = _("Copy"); }, COPIED_FOR);
});

/** Brings each part up to date; one that asks for a page of its own takes the same place out of it. */
function refresh() {
  for (const part of document.querySelectorAll("[data-refresh]")) {
    if (part.contains(document.activeElement) && document.activeElement !== document.body) continue;
    if (part.dataset.whole !== undefined) location.reload();
    else fetchInto(`#${part.id}`, part.dataset.refresh, "morph:innerHTML");
  }
}

for (const kind of ["channel", "reset", "back"]) on(kind, () => soon("channels", refresh, 150));

const again = document.querySelector("[data-again]");
if (again) setInterval(() => { if (!document.hidden) refresh(); }, Number(again.dataset.again) * 1_000);

document.body.addEventListener("htmx:afterSettle", showCopying);
showCopying();
