"""In which language a text is written: by its script, and by the small words that every sentence needs.

Pure, without a model: the words stand in `language_words`.  A text that holds none of them has no language, and whoever
asked says "not checked" instead of guessing.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from askfirst.manners.language_words import CONTENT, LETTERS, SMALL
from askfirst.manners.lexicon import spoken_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from askfirst.manners.tokens import Token

CHECKED = ("en", "de", "es")
"""Languages for which there are rules."""
MOST = 200
"""Words that are looked at."""
_SCRIPTS = {
    "CYRILLIC": "ru", "GREEK": "el", "ARABIC": "ar", "HEBREW": "he", "CJK": "zh", "HIRAGANA": "ja", "KATAKANA": "ja",
    "HANGUL": "ko", "DEVANAGARI": "hi", "THAI": "th", "BENGALI": "bn", "TAMIL": "ta", "GEORGIAN": "ka", "ARMENIAN": "hy",
}  # fmt: skip
_OTHER = re.compile("[^\\W\\d_\u0000-\u024f\u1e00-\u1eff]")


def _table() -> dict[str, dict[str, float]]:
    """For each word the languages that have it.  What many languages share tells little."""
    told: dict[str, dict[str, float]] = {}
    spoken = {language: " ".join(sorted(spoken_words(language))) for language in CHECKED}
    for weight, words in ((1.0, SMALL), (0.7, CONTENT), (0.5, spoken)):
        for language, line in words.items():
            for word in line.split():
                told.setdefault(word, {}).setdefault(language, weight)
    return {
        word: {language: weight / len(languages) for language, weight in languages.items()}
        for word, languages in told.items()
    }


_TOLD = _table()


def language_of(text: str, spoken: Sequence[Token], hint: str = "") -> str:
    """ISO 639-1 of the language of `text`, whose words are `spoken`; empty: it cannot be told.

    `hint` is believed where the text says as much for it as for another language, or says nothing in Latin letters.
    """
    script = _script(text)
    if script:
        return script
    scores = scores_of(text, spoken)
    hint = hint.partition("-")[0].lower()
    if not scores:
        return hint if any(token.kind == "word" for token in spoken) else ""
    best = max(scores, key=scores.__getitem__)
    most = scores[best]
    second = max((score for other, score in scores.items() if other != best), default=0.0)
    if scores.get(hint, 0.0) >= most:
        return hint
    is_clear = most >= 1.15 * second and most >= 0.4
    return best if is_clear else (hint if scores.get(hint) else "")


def scores_of(text: str, spoken: Sequence[Token]) -> dict[str, float]:
    """How much of the text speaks for each language written in Latin letters."""
    scores: dict[str, float] = defaultdict(float)
    for token in [one for one in spoken if one.kind == "word"][:MOST]:
        for language, weight in _TOLD.get(token.word, {}).items():
            scores[language] += weight
    if not text.isascii():
        low = text[:2_000].lower()
        for language, signs in LETTERS.items():
            found = sum(low.count(sign) for sign in signs)
            if found:
                scores[language] += 0.4 * min(found, 5)
    return scores


def _script(text: str) -> str:
    """The language that a script other than Latin stands for, where most letters are of it."""
    others = _OTHER.findall(text[:2_000])
    if not others:
        return ""
    latin = sum(letter.isalpha() for letter in text[:2_000]) - len(others)
    if len(others) * 2 < latin:  # a sign of another script says more than a letter: three of them are a word
        return ""
    names = Counter(_SCRIPTS.get(unicodedata.name(letter, "").partition(" ")[0], "und") for letter in others)
    if names["ja"]:
        return "ja"
    return names.most_common(1)[0][0]
