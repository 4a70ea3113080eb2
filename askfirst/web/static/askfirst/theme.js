// Runs before the first paint: the theme that this browser remembers, so that nothing flashes.
(() => {
  let kept = "";
  try {
    kept = localStorage.getItem("askfirst.theme");
  } catch {
    return; // in a frame some browsers keep nothing
  }
  if (kept === "light" || kept === "dark") document.documentElement.dataset.theme = kept;
})();
