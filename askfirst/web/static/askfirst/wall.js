// The team's wall follows what happens on it; the post that somebody is writing above it stays as it is.

import "./countdown.js";
import { fetchInto, on, soon } from "./live.js";

const refresh = () => soon("wall", () => fetchInto("#wall", document.getElementById("wall").dataset.address, "morph:innerHTML"));

for (const kind of ["comment", "reply", "delivery", "reset", "back"]) on(kind, refresh);
