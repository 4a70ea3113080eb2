// Runs before the first paint: the theme that this browser remembers, so that nothing flashes.
(() => {
  const kept = localStorage.getItem("askfirst.theme");
  if (kept === "light" || kept === "dark") document.documentElement.dataset.theme = kept;
})();
