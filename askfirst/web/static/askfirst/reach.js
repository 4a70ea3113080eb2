/* The slider through the days on which something changed.  Without it the date field and the two links do the same. */
const form = document.querySelector(".reach-form");
const days = form.dataset.days.trim().split(" ");
const slide = form.querySelector("#reach-slide");
const said = form.querySelector("#reach-slide-day");
const on = form.querySelector("#reach-on");
const words = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
const today = on.value;

form.querySelector("[data-slider]").hidden = days.length < 2;
slide.removeAttribute("name");

/* The last place is the day on which the page was opened. */
function dayAt(place) {
  return days[place] || today;
}

function show(day) {
  on.value = day;
  said.textContent = words.format(new Date(`${day}T00:00:00Z`));
}

slide.addEventListener("input", () => show(dayAt(Number(slide.value))));

document.getElementById("reach").addEventListener("click", (event) => {
  const link = event.target.closest("a[data-day]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  show(link.dataset.day);
  slide.value = String(days.filter((day) => day < link.dataset.day).length);
  htmx.trigger(form, "submit");
});
