// The numbers of a poll move as people vote; who chose what is read anew with them, and what somebody fills in stays.

import { fetchInto, on, soon } from "./live.js";

function refresh({ poll } = {}) {
  const here = document.getElementById("poll");
  if (here && (poll === undefined || String(poll) === here.dataset.poll)) soon("poll", () => fetchInto("#poll", here.dataset.address, "morph:innerHTML"));
  const all = document.getElementById("polls");
  if (all) soon("polls", () => fetchInto("#polls", all.dataset.address, "morph:innerHTML"));
}

for (const kind of ["poll", "consent", "reset", "back"]) on(kind, refresh);
