// How long a text is, as each network counts; the same as networks/lengths.py, which has the last word.

const ADDRESS = /https?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]}']/gi;
const ADDRESS_WEIGHT = 23;
const PICTURE = /\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20e3/u;
const LIGHT = [[0, 4351], [8192, 8205], [8208, 8223], [8242, 8247]]; // code points that count one
const signs = new Intl.Segmenter(undefined, { granularity: "grapheme" });

const graphemes = (text) => [...signs.segment(text)].map(({ segment }) => segment);
const isLight = (letter) => LIGHT.some(([low, high]) => low <= letter.codePointAt(0) && letter.codePointAt(0) <= high);

function weight(sign) {
  if (PICTURE.test(sign)) return 2;
  return [...sign].reduce((sum, letter) => sum + (isLight(letter) ? 1 : 2), 0);
}

/** Every address counts the same, and each other sign what `weightOf` says. */
function weighted(text, weightOf) {
  const addresses = text.match(ADDRESS) ?? [];
  const others = graphemes(text.replace(ADDRESS, "")).reduce((sum, sign) => sum + weightOf(sign), 0);
  return addresses.length * ADDRESS_WEIGHT + others;
}

/** The length of `text` in `unit`, one of the words of networks/lengths.py. */
export function measured(text, unit) {
  if (unit === "bytes") return new TextEncoder().encode(text).length;
  if (unit === "graphemes") return graphemes(text).length;
  if (unit === "weighted characters") return weighted(text, weight);
  if (unit === "characters (a web address counts 23)") return weighted(text, () => 1);
  return [...text].length;
}
