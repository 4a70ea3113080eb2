// Files that go along: chosen, dropped or pasted, they are looked at and kept at once, and can be left out again.

import { _ } from "./live.js";
import { ask } from "./posting.js";
import { say } from "./shell.js";

/** Makes a composer take files. */
export function setUpFiles(composer) {
  const form = composer.querySelector(".reply-form");
  if (!form) return;
  const input = form.querySelector("input[type=file]");
  if (!form.dataset.files) { // a conversation that has not begun: they leave with the form
    if (!input) return;
    input.addEventListener("change", () => nameFiles(composer, input));
    return;
  }
  input?.addEventListener("change", async () => {
    const files = [...input.files];
    input.value = "";
    await add(form, files);
  });
  // Where the network takes none, the server says so in a sentence.
  form.querySelector("textarea").addEventListener("paste", (event) => {
    const files = [...event.clipboardData.files];
    if (!files.length) return;
    event.preventDefault();
    add(form, files);
  });
  composer.addEventListener("dragover", (event) => {
    if (![...event.dataTransfer.types].includes("Files")) return;
    event.preventDefault();
    composer.classList.add("is-dropping");
  });
  composer.addEventListener("dragleave", (event) => { if (!composer.contains(event.relatedTarget)) composer.classList.remove("is-dropping"); });
  composer.addEventListener("drop", (event) => {
    composer.classList.remove("is-dropping");
    const files = [...event.dataTransfer.files];
    if (!files.length) return;
    event.preventDefault();
    add(form, files);
  });
}

/** Brings the list of what goes along up to date. */
export const refreshFiles = (form) => add(form, []);

async function add(form, files) {
  const shown = form.querySelector("[data-file-names]");
  if (files.length) shown.textContent = _("Adding {names}…").replace("{names}", files.map((file) => file.name).join(", "));
  const body = new FormData();
  for (const file of files) body.append("files", file, file.name || "picture.png");
  body.append("mode", form.closest(".composer").dataset.answer ?? "reply");
  const answer = await ask(form.dataset.files, { body });
  shown.textContent = "";
  if (!answer?.ok) {
    say(_("The files were not added."), answer?.status === 413 ? _("They are too large to be taken.") : _("Try it again when the connection is back. Your words are kept."));
    return;
  }
  const place = form.querySelector("#kept-files");
  place.outerHTML = await answer.text();
  htmx.process(form.querySelector("#kept-files"));
}

function nameFiles(composer, input) {
  composer.querySelector("[data-file-names]").textContent = [...input.files].map((file) => file.name).join(", ");
}
