// What every page of the team can do: badges, notices, menus, the theme, dialogs, and the keys that work everywhere.

import { key } from "./keys.js";
import { _, fetchInto, many, on, soon } from "./live.js";

export { key };

const body = document.body;
let since = body.dataset.since;

// --- what came in: both badges, and a notice for each new thing ---------------------------------------------------

export function refreshNews() {
  soon("news", () => {
    fetchInto("#toasts", `${body.dataset.news}?since=${encodeURIComponent(since)}`, "beforeend");
  }, 150);
}

for (const kind of ["notification", "message", "read", "reset", "back"]) on(kind, refreshNews);

body.addEventListener("news", (event) => { since = event.detail.since; });

document.getElementById("toasts").addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id !== "toasts") return;
  for (const toast of event.target.querySelectorAll(".toast[data-subject]:not([data-placed])")) place(toast);
  countInTitle();
});

function place(toast) {
  toast.dataset.placed = "";
  const open = document.getElementById("talk")?.dataset.thread;
  if (open && toast.dataset.subject === `thread:${open}` && !document.hidden) return toast.remove();
  for (const other of document.querySelectorAll(".toast[data-placed]")) {
    if (other !== toast && other.dataset.subject === toast.dataset.subject) other.remove();
  }
  let leave = setTimeout(() => toast.remove(), 9_000);
  toast.addEventListener("pointerenter", () => clearTimeout(leave));
  toast.addEventListener("focusin", () => clearTimeout(leave));
  toast.addEventListener("pointerleave", () => { leave = setTimeout(() => toast.remove(), 4_000); });
  toast.querySelector("[data-dismiss]").addEventListener("click", (event) => { event.preventDefault(); toast.remove(); });
}

function countInTitle() {
  const count = document.querySelector("#inbox-badge .count")?.textContent;
  document.title = (count ? `(${count}) ` : "") + document.title.replace(/^\(\d+\+?\) /, "");
}

const bell = document.getElementById("bell");
const news = document.getElementById("news-popover");
bell?.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  news.togglePopover();
});
news?.addEventListener("toggle", (event) => {
  if (event.newState !== "open") return;
  fetchInto("#news-overview", body.dataset.overview);
});
on("notification", () => {
  if (news.matches(":popover-open")) fetchInto("#news-overview", body.dataset.overview);
});

// --- theme ---------------------------------------------------------------------------------------------------------

for (const group of document.querySelectorAll("[data-theme-switch]")) {
  group.hidden = false;
  const kept = localStorage.getItem("askfirst.theme") ?? "";
  for (const choice of group.querySelectorAll("input")) choice.checked = choice.value === kept;
  group.addEventListener("change", (event) => {
    const chosen = event.target.value;
    localStorage.setItem("askfirst.theme", chosen);
    if (chosen) document.documentElement.dataset.theme = chosen;
    else delete document.documentElement.dataset.theme;
  });
}

// --- dialogs ---------------------------------------------------------------------------------------------------------

for (const button of document.querySelectorAll("[data-open-dialog]")) button.hidden = false;
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-open-dialog]");
  if (opener) {
    opener.closest("[popover]")?.hidePopover();
    document.getElementById(opener.dataset.openDialog).showModal();
  }
  if (event.target.closest("[data-close-dialog]")) event.target.closest("dialog").close();
  if (event.target instanceof HTMLDialogElement) event.target.close(); // the veil beside it
});
document.body.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id === "why-body") document.getElementById("why").showModal();
});

// --- what went wrong, in words ------------------------------------------------------------------------------------

// A fragment that a screen fetches by itself fails in silence: the bar says that there is no connection.
const wanted = (event) => event.detail.requestConfig.verb !== "get" || event.detail.requestConfig.triggeringEvent;
document.body.addEventListener("htmx:responseError", (event) => {
  if (!wanted(event)) return;
  if (event.detail.xhr.status === 404) say(_("This is not here any more."), _("It was moved or taken away in the meantime. What you typed is kept."));
  else if (event.detail.xhr.status === 403) say(_("Your role may not do that."), _("Nothing was changed. An owner or admin can help."));
  else say(_("That did not work."), _("Nothing was changed, and what you typed is kept. Try it again in a moment."));
});
document.body.addEventListener("htmx:sendError", (event) => wanted(event) && say(_("No connection."), _("What you typed is kept. It can be sent as soon as the connection is back.")));

body.addEventListener("say", (event) => say(event.detail.title, event.detail.text));

export function say(title, text) {
  const toast = document.createElement("div");
  toast.className = "toast";
  toast.innerHTML = '<span class="toast-words"><strong></strong><span class="quiet-text"></span></span>';
  toast.querySelector("strong").textContent = title;
  toast.querySelector(".quiet-text").textContent = text;
  for (const other of document.querySelectorAll("#toasts .toast:not([data-subject])")) other.remove();
  document.getElementById("toasts").append(toast);
  setTimeout(() => toast.remove(), 9_000);
}

// --- times grow old ----------------------------------------------------------------------------------------------

const MINUTE = 60_000;
const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: body.dataset.zone || undefined });

const pgettext = globalThis.pgettext ?? ((context, words) => words);

function ago(at) {
  const passed = Date.now() - at;
  if (passed < MINUTE) return pgettext("moment", "now");
  if (passed < 60 * MINUTE) return _("%(minutes)d min").replace("%(minutes)d", Math.floor(passed / MINUTE));
  return passed < 12 * 60 * MINUTE ? clock.format(at) : null; // later the server's own words hold
}

function since_(at) {
  const minutes = Math.floor((Date.now() - at) / MINUTE);
  if (minutes < 1) return _("less than a minute");
  if (minutes < 60) return _("%(minutes)d min").replace("%(minutes)d", minutes);
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return (minutes % 60 ? _("%(hours)d h %(minutes)d min") : _("%(hours)d h")).replace("%(hours)d", hours).replace("%(minutes)d", minutes % 60);
  const days = Math.floor(hours / 24);
  return many("%(days)d day", "%(days)d days", days).replace("%(days)d", days);
}

const GROWING = { ago, since: since_ };
setInterval(() => {
  if (document.hidden) return;
  for (const time of document.querySelectorAll("time[data-moment]")) {
    const said = GROWING[time.dataset.moment]?.(new Date(time.dateTime));
    if (said && said !== time.textContent) time.textContent = said;
  }
}, 20_000);

// --- keys ---------------------------------------------------------------------------------------------------------

key("?", () => document.getElementById("keys").showModal());
key("g i", () => { document.querySelector('.nav-list a[href$="/inbox/"]')?.click(); });
key("/", () => {
  const search = document.getElementById("search");
  if (!search) return document.querySelector('.nav-list a[href$="/search/"]')?.click();
  search.focus();
  search.select();
});
key("y", () => document.querySelector('[data-key="y"]')?.click());
key("D", () => {
  const isDark = getComputedStyle(document.documentElement).colorScheme === "dark"
    || (!document.documentElement.dataset.theme && matchMedia("(prefers-color-scheme: dark)").matches);
  document.querySelector(`[data-theme-switch] input[value=${isDark ? "light" : "dark"}]`)?.click();
});
countInTitle();

// --- installed --------------------------------------------------------------------------------------------------------

navigator.serviceWorker?.register(body.dataset.worker, { scope: "/" }).catch(() => null); // without it all is as before
