/* In a frame of the brand's own website: it speaks with that site alone, and only of whether it is seen and what is new. */
(() => {
  "use strict";
  const { body } = document;
  const site = body.dataset.site;
  if (!site || window.parent === window) return;
  body.dataset.away = ""; // what nobody sees is not read

  const tell = (word, more) => window.parent.postMessage({ askfirst: word, ...more }, site);
  const count = () => tell("unread", { count: parseInt(document.getElementById("unread").textContent, 10) || 0 });

  window.addEventListener("message", (event) => {
    if (event.origin !== site || event.source !== window.parent) return;
    const said = event.data || {};
    if (said.askfirst === "shown") {
      delete body.dataset.away;
      document.dispatchEvent(new Event("visibilitychange"));
      const lines = document.getElementById("talk-lines");
      if (lines) lines.scrollIntoView({ block: "end" });
      if (said.focus) (document.querySelector("#message-name, #message-text, .talk a.button") || document.getElementById("main")).focus();
    }
    if (said.askfirst === "hidden") body.dataset.away = "";
    if (said.scheme === "light" || said.scheme === "dark") document.documentElement.dataset.theme = said.scheme;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !document.querySelector("dialog[open]")) tell("close");
  });
  new MutationObserver(count).observe(document.querySelector(".framed-who"), { childList: true, characterData: true, subtree: true });
  tell("here");
  count();
})();
