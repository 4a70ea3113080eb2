/* The Message button on a brand's own website: opens the conversation on the spot, in a frame of its own.
   One script tag puts the button into the corner; a link of the site's own with `data-askfirst` opens it as well. */
(() => {
  "use strict";
  const script = document.currentScript;
  if (window.askfirstButton) return;
  window.askfirstButton = true;

  const NARROW = 480;
  const PATIENCE = 600; // milliseconds from the frame's end to its first word: without one it was refused
  const WORDS = {
    en: { close: "Close", refused: "The conversation cannot be shown here. It opens in a window of its own.", open: "Open the conversation", unread: "unread" },
    de: { close: "Schließen", refused: "Das Gespräch lässt sich hier nicht zeigen. Es öffnet sich in einem eigenen Fenster.", open: "Gespräch öffnen", unread: "ungelesen" },
    es: { close: "Cerrar", refused: "La conversación no se puede mostrar aquí. Se abre en una ventana propia.", open: "Abrir la conversación", unread: "sin leer" },
    ar: { close: "إغلاق", refused: "لا يمكن عرض المحادثة هنا. ستُفتح في نافذة مستقلة.", open: "افتح المحادثة", unread: "غير مقروءة" },
  };
  const words = WORDS[document.documentElement.lang.slice(0, 2)] ?? WORDS.en;
  const STYLE = `
    :host { all: initial; --accent: #0f6b63; --on: #fff; --back: #fff; --ink: #222; --line: #d6cfc4; font: 500 15px/1.3 system-ui, sans-serif; }
    :host([data-scheme=dark]) { --back: #1d1a17; --ink: #f0ece5; --line: #4b453d; }
    button, a { font: inherit; cursor: pointer; }
    :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
    .open { position: fixed; z-index: 2147483000; inset-block-end: 16px; inset-inline-end: 16px; display: flex; align-items: center; gap: 8px; min-height: 48px; padding: 0 20px; border: 0; border-radius: 24px; color: var(--on); background: var(--accent); box-shadow: 0 4px 16px rgb(0 0 0 / 25%); }
    .open svg { width: 20px; height: 20px; }
    .count { min-width: 20px; padding: 0 6px; border-radius: 10px; box-sizing: border-box; text-align: center; font-size: 13px; line-height: 20px; color: #fff; background: #b3261e; }
    .panel { position: fixed; z-index: 2147483001; inset-block-end: 16px; inset-inline-end: 16px; display: flex; flex-direction: column; width: min(400px, calc(100vw - 32px)); height: min(640px, calc(100vh - 32px)); overflow: hidden; color: var(--ink); background: var(--back); border: 1px solid var(--line); border-radius: 16px; box-shadow: 0 8px 32px rgb(0 0 0 / 28%); box-sizing: border-box; transition: opacity 120ms ease-out; }
    .head { display: flex; align-items: center; justify-content: space-between; gap: 8px; padding: 6px 6px 6px 16px; border-bottom: 1px solid var(--line); }
    .head span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
    .close { flex: none; width: 44px; height: 44px; font-size: 22px; color: var(--ink); background: none; border: 0; border-radius: 22px; }
    .close:hover { background: var(--line); }
    iframe { flex: 1; width: 100%; border: 0; background: var(--back); }
    .refused { margin: 0; padding: 24px; line-height: 1.5; }
    .refused a { display: inline-block; margin-block-start: 16px; padding: 12px 20px; border-radius: 24px; color: var(--on); background: var(--accent); text-decoration: none; }
    [hidden] { display: none !important; }
    .panel.starts { opacity: 0; }
    @media (max-width: ${NARROW}px) {
      .panel { inset: 0; width: 100vw; height: 100dvh; border: 0; border-radius: 0; }
      .open { padding: 0 14px; } .open .label { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
    }
    @media (prefers-reduced-motion: reduce) { .panel { transition: none; } }`;
  const ICON = '<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="M21 15a2 2 0 0 1-2 2H7l-4 4V5a2 2 0 0 1 2-2h14a2 2 0 0 1 2 2z"/></svg>';
  const talks = new Map();

  function element(name, more, ...inside) {
    const made = Object.assign(document.createElement(name), more);
    made.append(...inside);
    return made;
  }

  function isNarrow() {
    return window.innerWidth <= NARROW;
  }

  /** Whether this site is light or dark: as it says itself, else as its background is. */
  function scheme() {
    const said = script?.dataset.scheme;
    if (said === "light" || said === "dark") return said;
    const look = getComputedStyle(document.documentElement).colorScheme;
    const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
    if (/light/.test(look) && /dark/.test(look)) return system;
    if (/dark/.test(look)) return "dark";
    for (const one of [document.body, document.documentElement]) {
      const [red, green, blue, seen = 1] = (getComputedStyle(one).backgroundColor.match(/[\d.]+/g) ?? []).map(Number);
      if (red !== undefined && seen > 0.5) return 0.299 * red + 0.587 * green + 0.114 * blue < 110 ? "dark" : "light";
    }
    return "light";
  }

  /** One conversation: its frame, its panel and, where the script tag asks for it, its button in the corner. */
  class Talk {
    constructor(address, label) {
      this.address = address;
      this.label = label;
      this.origin = new URL(address).origin;
      this.frame = null;
      this.isHere = false;
      this.opener = null;
      const host = element("div");
      this.host = host;
      const root = host.attachShadow({ mode: "open" });
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(STYLE); // a policy of the site against styles in its pages does not meet it
      root.adoptedStyleSheets = [sheet];
      this.close = element("button", { type: "button", className: "close", textContent: "×", title: words.close });
      this.close.setAttribute("aria-label", words.close);
      this.close.addEventListener("click", () => this.hide());
      this.panel = element("div", { className: "panel", hidden: true, id: "panel" }, element("div", { className: "head" }, element("span", { textContent: label }), this.close));
      this.panel.setAttribute("role", "dialog");
      this.panel.setAttribute("aria-label", label);
      root.append(this.panel);
      root.addEventListener("keydown", (event) => { if (event.key === "Escape") this.hide(); });
      this.dress();
      document.body.append(host);
    }

    /** Put a button into the corner of the page. */
    corner(colour) {
      this.count = element("span", { className: "count", hidden: true });
      this.button = element("button", { type: "button", className: "open", innerHTML: ICON }, element("span", { className: "label", textContent: this.label }), this.count);
      this.button.setAttribute("aria-expanded", "false");
      this.button.setAttribute("aria-haspopup", "dialog");
      if (/^#[0-9a-f]{6}$/i.test(colour ?? "")) {
        const [red, green, blue] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
        this.host.style.setProperty("--accent", colour);
        this.host.style.setProperty("--on", 0.299 * red + 0.587 * green + 0.114 * blue > 150 ? "#111" : "#fff");
      }
      this.button.addEventListener("click", () => press(this, this.button, script.dataset.opens));
      this.host.shadowRoot.append(this.button);
      const kept = this.kept();
      if (script.dataset.opens !== "frame") return;
      if (kept.open && !isNarrow()) this.show({ focus: false });
      else if (kept.met) this.load();
    }

    load() {
      if (this.frame) return;
      const address = new URL(this.address);
      address.searchParams.set("quiet", "1");
      address.searchParams.set("site", location.origin);
      address.searchParams.set("scheme", scheme());
      this.frame = element("iframe", { title: this.label, src: address.href });
      this.frame.addEventListener("load", () => setTimeout(() => { if (!this.isHere) this.refuse(); }, PATIENCE));
      this.panel.append(this.frame);
    }

    show({ focus = true } = {}) {
      this.load();
      this.panel.classList.add("starts");
      this.panel.hidden = false;
      requestAnimationFrame(() => this.panel.classList.remove("starts"));
      if (this.button) {
        this.button.hidden = true;
        this.button.setAttribute("aria-expanded", "true");
      }
      this.panel.setAttribute("aria-modal", String(isNarrow()));
      if (isNarrow()) {
        this.scrolls = document.documentElement.style.overflow;
        document.documentElement.style.overflow = "hidden";
      }
      this.wants = focus;
      if (focus) this.close.focus();
      this.keep({ open: true, met: true });
      this.shown();
    }

    /** Tell the frame that it is seen; it takes the focus if the visitor asked for it. */
    shown() {
      if (!this.isHere || this.panel.hidden) return;
      if (this.wants) this.frame.focus();
      this.tell("shown", { focus: this.wants });
      this.wants = false;
    }

    hide() {
      if (this.panel.hidden) return;
      this.panel.hidden = true;
      if (this.scrolls !== undefined) document.documentElement.style.overflow = this.scrolls;
      this.scrolls = undefined;
      if (this.button) {
        this.button.hidden = false;
        this.button.setAttribute("aria-expanded", "false");
      }
      this.keep({ open: false });
      this.tell("hidden");
      (this.opener ?? this.button)?.focus();
    }

    tell(word, more) {
      if (this.isHere) this.frame.contentWindow.postMessage({ askfirst: word, scheme: scheme(), ...more }, this.origin);
    }

    hear(said) {
      if (said.askfirst === "here") {
        this.isHere = true;
        this.refused?.remove();
        this.frame.hidden = false;
        this.shown();
      } else if (said.askfirst === "close") this.hide();
      else if (said.askfirst === "unread") this.badge(Number(said.count) || 0);
    }

    badge(number) {
      if (!this.count) return;
      this.count.hidden = number === 0;
      this.count.textContent = number > 99 ? "99+" : String(number);
      this.button.setAttribute("aria-label", number ? `${this.label}, ${number} ${words.unread}` : this.label);
    }

    /** The frame said nothing: this site is not on the brand's list, or a policy of the site is against it. */
    refuse() {
      if (this.refused?.isConnected) return;
      const link = element("a", { href: this.address, target: "_blank", rel: "noopener", textContent: words.open });
      this.refused = element("p", { className: "refused" }, words.refused, element("br"), link);
      this.refused.setAttribute("role", "status");
      this.frame.hidden = true;
      this.panel.append(this.refused);
      console.warn(`Askfirst: ${location.origin} may not show ${this.address}. List it under Settings, Button for your website.`);
    }

    dress() {
      this.host.dataset.scheme = scheme();
      this.tell("dressed");
    }

    kept() {
      try {
        return JSON.parse(localStorage.getItem(`askfirst ${this.address}`)) ?? {};
      } catch {
        return {};
      }
    }

    keep(more) {
      try {
        localStorage.setItem(`askfirst ${this.address}`, JSON.stringify({ ...this.kept(), ...more }));
      } catch {
        // This site may keep nothing here: then it begins closed on each page.
      }
    }
  }

  function talkOf(address, label) {
    if (!talks.has(address)) talks.set(address, new Talk(address, label));
    return talks.get(address);
  }

  function press(talk, opener, how) {
    if (how !== "frame") return window.open(talk.address, "_blank", "popup,noopener,width=440,height=700");
    talk.opener = opener;
    if (talk.panel.hidden) talk.show();
    else talk.hide();
  }

  window.addEventListener("message", (event) => {
    for (const talk of talks.values()) {
      const isIts = talk.frame && event.source === talk.frame.contentWindow && event.origin === talk.origin;
      if (isIts && event.data && typeof event.data === "object") talk.hear(event.data);
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") for (const talk of talks.values()) talk.hide();
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-askfirst]");
    if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    press(talkOf(link.href, link.textContent.trim()), link, link.dataset.askfirst);
  });
  const dressAll = () => talks.forEach((talk) => talk.dress());
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", dressAll);

  function begin() {
    if (script?.dataset.page) talkOf(script.dataset.page, script.dataset.label || "Message").corner(script.dataset.colour);
    for (const one of [document.documentElement, document.body]) new MutationObserver(dressAll).observe(one, { attributeFilter: ["class", "style", "data-theme"] });
  }
  if (document.body) begin();
  else document.addEventListener("DOMContentLoaded", begin);
})();
