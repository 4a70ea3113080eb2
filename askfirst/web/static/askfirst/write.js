// Writing to one person outside of a conversation: the same composer, alone on its page.

import { setUp } from "./composer.js";

const composer = document.querySelector(".composer");
const purpose = document.getElementById("purpose");
setUp(composer);
purpose?.addEventListener("change", () => {
  const address = new URL(location.href);
  address.searchParams.set("purpose", purpose.value);
  location.assign(address); // what was typed is kept and comes back
});
composer?.querySelector("form")?.addEventListener("submit", () => {
  localStorage.removeItem(`askfirst.draft.${composer.dataset.draft}.reply`);
});
