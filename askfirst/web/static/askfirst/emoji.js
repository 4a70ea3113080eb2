// A small choice of emoji, found by name: what people use in answers, and no library.

import { _ } from "./live.js";

const SIGNS = `🙂 smile happy friendly|😀 grin happy|😄 laugh happy eyes|😁 beam grin teeth|😅 sweat relief phew|😂 joy tears laugh|🤣 rolling laugh floor|😊 blush warm smile|😇 angel halo innocent|😉 wink|😍 love eyes heart|🥰 love hearts adore|😘 kiss|😋 yum tasty delicious|😎 cool sunglasses|🤩 star struck wow|🥳 party celebrate|🤗 hug|🤔 think hmm|🤨 doubt eyebrow|😐 neutral|🙄 roll eyes|😏 smirk|😌 relieved calm|😴 sleep tired|🥱 yawn|😮 surprised oh|😲 astonished wow|😳 flushed embarrassed|🥺 please plead|😢 cry sad tear|😭 sob cry loud|😔 sad pensive|😞 disappointed|😟 worried|😬 grimace awkward|😱 scream shock|😤 huff|😡 angry|🤯 mind blown|🤒 ill sick|🤕 hurt injured|🥶 cold freezing|🥵 hot|🤐 zip quiet secret|🫡 salute|🫶 heart hands thanks|👋 wave hello bye|👍 thumbs up yes good|👎 thumbs down no|👌 ok perfect|🤞 fingers crossed luck|✌️ peace victory|🤝 handshake deal|🙏 thanks please pray|👏 clap bravo applause|🙌 hooray hands up|💪 strong muscle|👀 eyes look see|🫠 melt|❤️ heart love red|🧡 heart orange|💛 heart yellow|💚 heart green|💙 heart blue|💜 heart purple|🖤 heart black|🤍 heart white|💔 broken heart|💯 hundred perfect|✨ sparkles shine|⭐ star|🌟 star glowing|🔥 fire hot|🎉 party tada celebrate|🎊 confetti|🎁 gift present|🎂 cake birthday|🥂 cheers glasses|🍾 champagne|🏆 trophy win|🥇 gold medal first|☕ coffee tea hot|🍵 tea green|🥐 croissant breakfast|🥖 bread baguette|🍞 bread loaf|🧁 cupcake|🍰 cake slice|🍪 cookie biscuit|🍫 chocolate|🍎 apple|🍓 strawberry|🍋 lemon|🥑 avocado|🍕 pizza|🍔 burger|🥗 salad|🍝 pasta|🍜 noodles soup|🍺 beer|🍷 wine|🥤 drink cup straw|🌱 plant vegan seedling|🌿 herb leaf|🌸 blossom flower|🌻 sunflower|🌹 rose|🌳 tree|🍂 autumn leaves|☀️ sun sunny|🌤️ sun cloud|🌧️ rain|❄️ snow cold|🌈 rainbow|🌊 wave sea water|🌙 moon night|🌍 earth world|🐶 dog|🐱 cat|🐦 bird|🐝 bee|🚚 truck delivery parcel|📦 parcel box package|🚲 bicycle bike|🚗 car|🚌 bus|🚆 train|✈️ plane flight|⚓ anchor harbour|🏠 house home|🏪 shop store|📍 pin place here|🗺️ map|🕘 nine clock time|⏰ alarm clock|⏳ hourglass wait|📅 calendar date|📆 calendar day|📞 phone call|📱 mobile phone|💬 message speech|✉️ letter mail|📧 email|📎 paperclip file|📄 page document|📷 camera photo|🎥 video film|🎵 music note|🎧 headphones|📚 books|💡 idea light bulb|🔑 key|🔒 lock private|🔓 open lock|🔗 link chain|🔍 search magnifier|⚙️ settings gear|🔧 tool wrench repair|🛒 cart shopping|💳 card pay|💶 euro money|💷 pound money|💵 dollar money|🧾 receipt bill|🎫 ticket|✅ done check yes|☑️ check box|❌ no cross wrong|⚠️ warning careful|❗ important exclamation|❓ question|ℹ️ information|➡️ right arrow next|⬅️ left arrow back|⬆️ up arrow|⬇️ down arrow|🔄 again refresh|♻️ recycle|🆕 new|🆗 ok|🚫 forbidden no|♿ wheelchair access`
  .split("|")
  .map((line) => { const [sign, ...names] = line.split(" "); return { sign, names: names.join(" ") }; });
const ACROSS = 8;

/** Lets a composer's button open the choice; what is chosen goes in where the cursor stands. */
export function setUpEmoji(composer, text) {
  const button = composer.querySelector("[data-emoji]");
  if (!button || !HTMLElement.prototype.showPopover) return;
  button.hidden = false;
  button.addEventListener("click", () => open(button, text));
}

function open(button, text) {
  document.getElementById("emoji-choice")?.remove();
  const box = document.createElement("div");
  box.id = "emoji-choice";
  box.className = "popover emoji-choice";
  box.popover = "auto";
  box.setAttribute("role", "dialog");
  box.setAttribute("aria-label", _("Emoji"));
  box.innerHTML = '<label class="visually-hidden" for="emoji-search"></label><input class="input" id="emoji-search" type="search" autocomplete="off"><div class="emoji-grid"></div><p class="faint-text emoji-none" hidden></p>';
  box.querySelector("label").textContent = _("Search emoji");
  box.querySelector("input").placeholder = _("Search");
  box.querySelector(".emoji-none").textContent = _("Nothing has that name. Try another word.");
  button.after(box);
  const search = box.querySelector("input");
  const grid = box.querySelector(".emoji-grid");
  const fill = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const found = SIGNS.filter(({ names }) => words.every((word) => names.includes(word)));
    grid.replaceChildren(...found.map(({ sign, names }, place) => {
      const choice = document.createElement("button");
      choice.type = "button";
      choice.textContent = sign;
      choice.title = names.split(" ")[0];
      choice.setAttribute("aria-label", names);
      choice.tabIndex = place ? -1 : 0;
      return choice;
    }));
    box.querySelector(".emoji-none").hidden = found.length > 0;
  };
  const take = (choice) => {
    box.hidePopover();
    text.focus();
    text.setRangeText(choice.textContent, text.selectionStart, text.selectionEnd, "end");
    text.dispatchEvent(new Event("input", { bubbles: true }));
  };
  search.addEventListener("input", fill);
  grid.addEventListener("click", (event) => { const choice = event.target.closest("button"); if (choice) take(choice); });
  box.addEventListener("keydown", (event) => {
    event.stopPropagation();
    const choices = [...grid.children];
    const at = choices.indexOf(document.activeElement);
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: at < 0 ? 1 : ACROSS, ArrowUp: -ACROSS }[event.key];
    if (event.key === "Enter" && at < 0) { event.preventDefault(); return choices[0] && take(choices[0]); }
    if (!step || (at < 0 && event.key !== "ArrowDown")) return;
    event.preventDefault();
    (choices[at + step] ?? (at + step < 0 ? search : choices.at(-1)))?.focus();
  });
  box.addEventListener("toggle", (event) => { if (event.newState === "closed") box.remove(); });
  fill();
  box.showPopover();
  const place = button.getBoundingClientRect();
  const width = box.offsetWidth;
  box.style.insetInlineStart = "auto";
  box.style.left = `${Math.max(8, Math.min(place.left, innerWidth - width - 8))}px`;
  box.style.top = "auto";
  box.style.bottom = `${innerHeight - place.top + 6}px`;
  search.focus();
}
