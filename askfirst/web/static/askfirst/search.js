// Search: the arrow keys walk from the field through what was found and back.

const hits = () => [...document.querySelectorAll(".found a.hit")];

document.addEventListener("keydown", (event) => {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.isComposing) return;
  const field = document.getElementById("search");
  const here = document.activeElement;
  const places = [field, ...hits()];
  const at = places.indexOf(here);
  if (at < 0) return;
  const next = places[at + (event.key === "ArrowDown" ? 1 : -1)];
  if (!next) return;
  event.preventDefault();
  next.focus();
  next.scrollIntoView({ block: "nearest" });
});
