/* The public page, alive.  Everything here also works without it: each link has an address and each form an action. */
(() => {
  "use strict";
  const body = document.body;
  const _ = globalThis.gettext ?? ((words) => words); /* a page in English brings no catalogue */
  const number = (many) => many.toLocaleString(document.documentElement.lang || "en");
  const brand = body.dataset.brand;
  const get = (id) => document.getElementById(id);

  /* Dialogs. */
  function show(dialog, address) {
    const filled = dialog.querySelector("[data-filled]");
    if (!dialog.open) dialog.showModal();
    return htmx.ajax("GET", address, { source: filled, target: filled, swap: "innerHTML" }).then(() => {
      const field = filled.querySelector("input:not([type=hidden]):not([type=file]):placeholder-shown, input[name=name], textarea");
      if (field) field.focus();
      toEnd();
    });
  }
  document.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    const opener = event.target.closest("[data-opens]");
    if (opener && get(opener.dataset.opens)) {
      event.preventDefault();
      const dialog = get(opener.dataset.opens);
      show(dialog, dialog.dataset.fill);
      return;
    }
    const sheet = event.target.closest("[data-sheet]");
    if (sheet && get(sheet.dataset.sheet)) {
      event.preventDefault();
      show(get(sheet.dataset.sheet), sheet.href);
    }
  });

  /* Where they are: an answer that may wait is not sent into their night. */
  document.addEventListener("submit", (event) => {
    const field = event.target.querySelector("[data-zone]");
    if (field) field.value = Intl.DateTimeFormat().resolvedOptions().timeZone || "";
  }, true);

  /* Composer: counting, names of files, Ctrl+Enter, a word that somebody types. */
  function count(area) {
    const field = get(`${area.id}-count`);
    if (!field) return;
    const limit = Number(area.dataset.limit);
    const left = limit - [...area.value].length;
    field.classList.toggle("is-over", left < 0);
    field.textContent = left < 0 ? _("{count} too many").replace("{count}", number(-left))
      : left < 1000 ? _("{count} left").replace("{count}", number(left))
        : _("Up to {count} characters").replace("{count}", number(limit));
  }
  let toldAt = 0;
  document.addEventListener("input", (event) => {
    const area = event.target;
    if (!area.matches("textarea[data-limit]")) return;
    count(area);
    const address = area.closest("[data-composer]") && get("talk-lines")?.dataset.typing; // a talk has one once its first message has found its place
    if (address && Date.now() - toldAt > 4000) {
      toldAt = Date.now();
      fetch(address, { method: "POST", headers: { "X-CSRFToken": token() } }).catch(() => {});
    }
  });
  document.addEventListener("change", (event) => {
    if (!event.target.matches("input[type=file]")) return;
    const names = [...event.target.files].map((file) => file.name).join(", ");
    const label = event.target.form.querySelector("[data-file-names]");
    if (label) label.textContent = names || _("Add a picture or file");
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.matches("[data-composer] textarea")) {
      event.preventDefault();
      event.target.form.requestSubmit();
    }
  });
  function token() {
    return JSON.parse(body.getAttribute("hx-headers"))["X-CSRFToken"];
  }
  function toEnd() {
    const lines = document.querySelector("dialog[open] .talk-lines");
    if (lines) lines.scrollTop = lines.scrollHeight;
  }

  /* A refused form comes back with its sentence and the words that were typed: show it, do not drop it. */
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { status } = event.detail.xhr;
    if (status === 422 || status === 409) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    }
    if (status === 429) {
      const seconds = event.detail.xhr.getResponseHeader("Retry-After");
      say(_("That was a lot at once. Your words are kept: send them again in {count} seconds.").replace("{count}", seconds));
    }
  });
  document.addEventListener("htmx:sendError", (event) => failed(event, _("There is no connection. Your words are kept: send them again when it is back.")));
  document.addEventListener("htmx:responseError", (event) => {
    if (event.detail.xhr.status !== 429) failed(event, _("That did not work. Your words are kept: load the page anew and try again."));
  });
  /* What a person sent is answered in words; what the page asked for by itself is asked for again when the stream is back. */
  const behind = new Set();
  function failed(event, words) {
    const { elt, target, requestConfig } = event.detail;
    if (requestConfig.verb !== "get") say(words);
    else if (!target.matches("[data-filled]")) behind.add(elt);
    else if (!target.children.length || target.querySelector(".skeletons")) target.textContent = _("This could not be loaded. Close it and try again in a moment.");
  }
  function say(words) {
    tell(document.querySelector("[data-composer]"), words);
  }
  function tell(form, words) {
    if (!form) return;
    let place = form.querySelector("[data-trouble]");
    if (!words) {
      if (place) place.remove();
      return;
    }
    if (!place) {
      place = document.createElement("p");
      place.className = "notice error";
      place.dataset.trouble = "";
      place.setAttribute("role", "alert");
      form.prepend(place);
    }
    place.textContent = words;
  }
  /* What is asked for while nobody looks is not read: a dialog may be closed before the first message has found its place. */
  document.addEventListener("htmx:configRequest", (event) => {
    const { elt, parameters } = event.detail;
    if (elt.id !== "talk-lines" ? !document.hidden : visible()) return;
    parameters.quiet = "1";
    if (elt.id !== "talk-lines") unlooked.add(elt.id);
  });
  const unlooked = new Set();
  let counted = get("talk-lines");
  document.addEventListener("htmx:afterSwap", (event) => {
    toEnd();
    const lines = get("talk-lines");
    if (lines && lines !== counted) badge(Number(lines.dataset.unread)); // lines that stood here before are older than the badge
    counted = lines;
    if (event.detail.target.id === "talk" || event.target.id === "talk") {
      const area = get("message-text");
      if (area) area.focus();
    }
    // The first message has found its place: the stream is asked for anew, as somebody whom the brand has met.
    meet(document.querySelector("#talk-lines li[id^=message-]"));
  });

  /* Live. */
  let stream = null;
  let last = body.dataset.last || "";
  let isMet = body.dataset.met === "1";
  let isLost = false;
  let typingTimer = 0;
  const RETRY = 5000;
  /* What is wanted while an older answer is on its way is asked for once that one stands in its place and htmx knows it:
     left to itself htmx would ask in the name of the element that was replaced, which is nobody. */
  const SETTLED = 60;
  const asking = new Set();
  const overtaken = new Set();
  function refresh(element) {
    if (!element) return;
    if (asking.has(element.id)) overtaken.add(element.id);
    else htmx.trigger(element, "refresh");
  }
  document.addEventListener("htmx:beforeSend", (event) => { if (event.detail.elt.id) asking.add(event.detail.elt.id); });
  document.addEventListener("htmx:afterRequest", (event) => {
    const { id } = event.detail.requestConfig.elt;
    setTimeout(() => {
      asking.delete(id);
      if (overtaken.delete(id)) refresh(get(id));
    }, SETTLED);
  });
  const inTalk = (thread) => {
    const talk = get("talk");
    return talk && (!talk.dataset.thread || talk.dataset.thread === String(thread));
  };
  const on = {
    message(data) {
      hush();
      if (inTalk(data.thread) && visible()) refresh(get("talk-lines"));
      else refresh(get("unread"));
      refresh(get("talks"));
    },
    read(data) {
      if (data.by === "them") refresh(get("unread")); // in another window of theirs, perhaps
      else if (data.by === "team" && inTalk(data.thread) && visible()) refresh(get("talk-lines")); // to ask for it is to read it
    },
    typing(data) {
      if (!data.by || !inTalk(data.thread) || !get("typing-now")) return;
      get("typing-now").hidden = false;
      clearTimeout(typingTimer);
      typingTimer = setTimeout(hush, 6000);
    },
    answer() { // what it says comes with `comment`, as for everybody
      refresh(get("unread"));
    },
    comment(data) {
      meet(body.dataset.known === "1"); // perhaps it was ours, and its place is found now
      refresh(get("talks")); // what they asked stands there
      const post = get(`post-${data.post}`);
      if (post) refresh(post);
      else if (get("news")) get("news").hidden = false;
    },
    poll(data) { /* the numbers only: what somebody is ticking stays as it is */
      refresh(get(`poll-results-${data.poll}`));
    },
    page(data) {
      follow();
      const dialog = get("message-dialog");
      if (typed()) {
        if (data.takes_messages === false) say(_("Messages have just been switched off here, so this cannot be sent. Your words are kept, to copy."));
      } else if (dialog && dialog.open) show(dialog, dialog.dataset.fill);
      else if (get("talk") && data.takes_messages !== undefined) location.reload();
    },
    reset() {
      follow();
      const stale = new Set([...behind, get("unread"), get("talks")]);
      behind.clear();
      stale.delete(get("talk-lines"));
      if (get("talk") && visible()) stale.add(get("talk-lines")); // to ask for it is to read it
      stale.forEach(refresh);
    },
  };
  /* What the owner opens or closes changes before everybody's eyes; a form in which somebody writes stays, and says so. */
  let follows = 0;
  async function follow() {
    const mine = ++follows;
    if (!document.querySelector("[data-follows]")) return;
    let answer;
    try {
      const here = new URL(location.href);
      here.searchParams.set("quiet", "1"); // nobody reads what is fetched for its switches
      answer = await fetch(here, { headers: { Accept: "text/html" } });
    } catch {
      return; // the stream is gone as well; when it is back everything is asked for
    }
    if (mine !== follows || !(answer.ok || answer.status === 409)) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    document.querySelectorAll("[data-follows]").forEach((place) => {
      const now = fresh.getElementById(place.id);
      if (!now) return;
      const written = [...place.querySelectorAll("textarea:not([readonly])")].find((area) => area.value.trim());
      if (written) {
        const isClosed = !now.querySelector(`#${CSS.escape(written.id)}`);
        tell(written.form, isClosed ? _("This has just been closed here, so it cannot be sent. Your words are kept, to copy.") : "");
        return;
      }
      const open = new Set([...place.querySelectorAll("details[open] > summary")].map((one) => one.textContent.trim()));
      now.querySelectorAll("details > summary").forEach((one) => { if (open.has(one.textContent.trim())) one.parentElement.open = true; });
      if (place.innerHTML === now.innerHTML) return;
      place.replaceWith(document.adoptNode(now));
      htmx.process(now);
    });
  }
  function meet(isTime) {
    if (isMet || !isTime) return;
    isMet = true;
    last = body.dataset.last || last; // what was theirs alone was told to nobody until now
    listen();
  }
  function hush() {
    if (get("typing-now")) get("typing-now").hidden = true;
  }
  function typed() {
    const area = get("message-text");
    return area && area.value.trim() !== "";
  }
  function visible() {
    const dialog = get("talk").closest("dialog");
    return !document.hidden && !("away" in body.dataset) && (!dialog || dialog.open); // away: in a frame that is closed
  }
  function badge(now) {
    const shown = get("unread");
    if (!shown) return;
    shown.firstChild.data = String(now);
    shown.hidden = now === 0;
  }
  function listen() {
    if (stream) stream.close();
    stream = new EventSource(`/live/?brand=${encodeURIComponent(brand)}&last=${last}`);
    for (const [kind, act] of Object.entries(on)) {
      stream.addEventListener(kind, (event) => {
        last = event.lastEventId || last; // so that nothing is missed between two streams
        act(JSON.parse(event.data || "{}"));
      });
    }
    stream.onerror = () => {
      isLost = true;
      if (stream.readyState === EventSource.CLOSED) setTimeout(listen, RETRY);
    };
    stream.onopen = () => {
      if (isLost || behind.size) on.reset(); // what was asked for while there was no connection never came
      isLost = false;
    };
  }
  if (brand && window.EventSource) {
    listen();
    window.addEventListener("online", () => on.reset());
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) return;
      if (get("talk") && visible()) refresh(get("talk-lines"));
      unlooked.forEach((id) => refresh(get(id)));
      unlooked.clear();
    });
  }
  document.querySelectorAll("textarea[data-limit]").forEach(count);
})();
