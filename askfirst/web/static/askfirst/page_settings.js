/* The preview follows what is typed.  Without this the button Preview shows it. */
(() => {
  "use strict";
  const form = document.getElementById("look-form");
  const button = document.getElementById("try-on");
  if (!form || !button) return;
  const PAUSE = 600;
  let timer = 0;
  function show() {
    const old = document.querySelector(".preview-frame");
    const fresh = old.cloneNode(false);
    old.removeAttribute("name"); // the button finds the new one, whose first page makes no entry in the history
    fresh.addEventListener("load", () => old.remove(), { once: true });
    fresh.classList.add("is-coming");
    old.after(fresh);
    fresh.addEventListener("load", () => fresh.classList.remove("is-coming"), { once: true });
    form.requestSubmit(button);
  }
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(show, PAUSE);
  });
  button.addEventListener("click", () => clearTimeout(timer));
  show();
})();
