// Looks again as soon as there is a line, and when somebody says so.

const again = () => location.reload();
window.addEventListener("online", again);
document.querySelector("[data-again]")?.addEventListener("click", again);
