// The talk and the wall follow what happens, without a reload.  Without script, a reload shows the same.
(() => {
  const live = () => document.querySelectorAll("[data-live]");
  const toEnd = () => document.querySelectorAll(".talk").forEach((one) => { one.scrollTop = one.scrollHeight; });
  toEnd();
  if (!live().length) return;
  const isBusy = (one) => one.contains(document.activeElement) && /TEXTAREA|INPUT|SELECT/.test(document.activeElement.tagName);
  setInterval(async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch(location.pathname + location.search, { headers: { "x-live": "yes" } });
      if (!answer.ok) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      live().forEach((one) => {
        const other = fresh.getElementById(one.id);
        if (!other || other.innerHTML === one.innerHTML || isBusy(one)) return;
        one.innerHTML = other.innerHTML;
        toEnd();
      });
    } catch { /* the sandbox is away; the next look may find it */ }
  }, 2000);
})();
