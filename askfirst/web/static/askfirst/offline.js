// Comes back as soon as the page can be reached, and looks at once when somebody says so.

const PAUSE = 3_000;

async function look() {
  const answer = await fetch(location.href, { method: "HEAD", cache: "no-store" }).catch(() => null);
  if (answer) location.reload();
}

window.addEventListener("online", look);
setInterval(look, PAUSE); // a line can be there while nobody answers yet
document.querySelector("[data-again]")?.addEventListener("click", () => location.reload());
