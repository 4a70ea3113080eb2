// What was just sent can be undone for a few seconds: how many are left, and no button once they are over.

import { _ } from "./live.js";

setInterval(() => {
  for (const left of document.querySelectorAll("[data-countdown]")) {
    const seconds = Math.ceil((new Date(left.dataset.countdown) - Date.now()) / 1_000);
    if (seconds > 0) left.textContent = _("{count} s").replace("{count}", seconds);
    else left.closest("form").hidden = true;
  }
}, 250);
