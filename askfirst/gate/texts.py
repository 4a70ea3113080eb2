"""What reading a text tells the rules: its kind, how much of a pitch it is, and the words that made it so.

A reading decides nothing by itself.  Only rules do, over these facts.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from askfirst.manners.reading import Answer, Context, read

if TYPE_CHECKING:
    from askfirst.gate.question import Question
    from askfirst.manners.reading import Reading

KEPT = 256
"""Texts whose reading is remembered: a list letter is asked about once for each of its people."""
LINE = 70
"""Per cent from which on the rules of `manners-base` call a text a pitch."""
_LONGEST = 160
_SIGNS = {"%": " per cent ", "€": " EUR ", "$": " USD ", "£": " GBP ", "'": "", "’": "", "ß": "ss"}
_UNSAFE = re.compile(r"[^A-Za-z0-9 .:@/+_-]+")


def facts_of(question: Question) -> dict[str, Any]:
    """The facts about the text of a question; none where there is no text."""
    if not question.text.strip():
        return {}
    found = reading(question.text, question.contact.language if question.contact else "")
    if not found.is_checked or found.pitch is None:
        return {"text_kind": "not_checked"}
    return {
        "text_kind": str(found.kind),
        "pitch": percent(found),
        "pitch_words": words_of(found),
    }


def percent(found: Reading) -> int:
    """A pitch in whole per cent: LINE and more is a pitch, and nothing less is, whatever the weights were made for."""
    whole = int((found.pitch or 0.0) * 100)
    return max(whole, LINE) if found.answer is Answer.PITCH else min(whole, LINE - 1)


def words_of(found: Reading) -> str | None:
    """What made it a pitch, in letters that every database takes alike; None: it is none."""
    if found.answer not in {Answer.PITCH, Answer.UNSURE}:
        return None
    said = (" ".join(_UNSAFE.sub(" ", _bare(word)).split()) for word in found.words)
    return " / ".join(filter(None, said))[:_LONGEST].strip() or "its words as a whole"


def _bare(word: str) -> str:
    """A word without accents, its signs written out."""
    for sign, name in _SIGNS.items():
        word = word.replace(sign, name)
    apart = unicodedata.normalize("NFKD", word)
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


@lru_cache(maxsize=KEPT)
def reading(text: str, language: str) -> Reading:
    """The text by itself, as the rules know it."""
    return read(text, Context(language=language))
