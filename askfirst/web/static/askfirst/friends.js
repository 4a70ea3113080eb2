// Small helps of the pages of requests: words are copied with one press, and a choice applies at once.

for (const button of document.querySelectorAll("[data-copy-from]")) {
  const field = document.getElementById(button.dataset.copyFrom);
  if (!field || !navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(field.value);
      const said = button.textContent;
      button.textContent = globalThis.gettext?.("Copied") ?? "Copied";
      setTimeout(() => { button.textContent = said; }, 2000);
    } catch {
      field.focus();
      field.select();
    }
  });
}

for (const choice of document.querySelectorAll("[data-choose]")) {
  choice.addEventListener("change", () => choice.form.requestSubmit());
}

// On a phone the tabs are wider than the screen: the one that is open shall be seen.
document.querySelector(".tabs [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

const all = document.querySelector("[data-check-all]");
if (all) {
  const boxes = [...document.querySelectorAll("[data-check]")];
  all.hidden = false;
  all.addEventListener("click", () => {
    const some = boxes.some((box) => !box.checked);
    for (const box of boxes) box.checked = some;
  });
}
