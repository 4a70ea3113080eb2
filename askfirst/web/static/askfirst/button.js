/* The Message button on a brand's own website: opens the conversation on the spot.  Without this script it is a link. */
(() => {
  "use strict";
  if (window.askfirstButton) return;
  window.askfirstButton = true;
  const NARROW = 480;
  let panel = null, opener = null;

  function put(element, looks) {
    Object.assign(element.style, looks);
    return element;
  }

  function build(link) {
    const box = put(document.createElement("div"), {
      position: "fixed", insetBlockEnd: "16px", insetInlineEnd: "16px", zIndex: "2147483000",
      width: "min(400px, calc(100vw - 32px))", height: "min(640px, calc(100vh - 32px))",
      background: "#fff", borderRadius: "12px", boxShadow: "0 8px 32px rgb(0 0 0 / 28%)", overflow: "hidden",
    });
    box.setAttribute("role", "dialog");
    box.setAttribute("aria-label", link.textContent.trim());
    const frame = put(document.createElement("iframe"), { width: "100%", height: "100%", border: "0", display: "block" });
    frame.title = link.textContent.trim();
    frame.src = link.href;
    const close = put(document.createElement("button"), {
      position: "absolute", insetBlockStart: "8px", insetInlineEnd: "8px", width: "32px", height: "32px", font: "20px/1 sans-serif",
      color: "#222", background: "#fff", border: "1px solid #767676", borderRadius: "16px", cursor: "pointer",
    });
    close.type = "button";
    close.textContent = "×";
    close.setAttribute("aria-label", "Close");
    close.addEventListener("click", hide);
    box.append(frame, close);
    document.body.append(box);
    close.focus();
    return box;
  }

  function hide() {
    if (!panel) return;
    panel.remove();
    panel = null;
    opener?.focus();
  }

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-askfirst]");
    if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    if (window.innerWidth < NARROW) return; // a phone opens a page of its own
    event.preventDefault();
    if (link.dataset.askfirst !== "frame") {
      window.open(link.href, "_blank", "popup,noopener,width=440,height=700");
    } else if (panel) {
      hide();
    } else {
      opener = link;
      panel = build(link);
    }
  });
})();
