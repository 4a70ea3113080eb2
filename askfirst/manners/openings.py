"""First sentences for a personal note: each quotes something that the person really said, and claims nothing else.

Pure.  A sentence is offered in the language in which the note would be written, where there are words for it; else none is,
and whoever writes finds their own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from askfirst.manners.tone import Tone, tone_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LONGEST = 90
"""Characters of a quotation."""
SHORTEST = 3
"""Words: less says nothing of whoever wrote it."""
MOST = 3

_ASKED = "asked"
_WORDS: dict[str, dict[str, str]] = {
    "en": {
        "comment": "You wrote under our post: “{quote}”",
        "wall_post": "You wrote on our wall: “{quote}”",
        "mention": "You wrote of us: “{quote}”",
        "message": "You wrote to us: “{quote}”",
        "ask": "You asked us: “{quote}”",
        _ASKED: "You asked: “{quote}”",
    },
    "de": {
        "comment": "Unter unserem Beitrag haben Sie geschrieben: „{quote}“",
        "wall_post": "An unserer Pinnwand haben Sie geschrieben: „{quote}“",
        "mention": "Über uns haben Sie geschrieben: „{quote}“",
        "message": "Sie haben uns geschrieben: „{quote}“",
        "ask": "Sie haben uns gefragt: „{quote}“",
        _ASKED: "Sie haben gefragt: „{quote}“",
    },
    "es": {
        "comment": "Debajo de nuestra publicación escribió usted: «{quote}»",
        "wall_post": "En nuestro muro escribió usted: «{quote}»",
        "mention": "Usted escribió sobre nosotros: «{quote}»",
        "message": "Usted nos escribió: «{quote}»",
        "ask": "Usted nos preguntó: «{quote}»",
        _ASKED: "Usted preguntó: «{quote}»",
    },
    "fr": {
        "comment": "Sous notre publication, vous avez écrit : « {quote} »",
        "wall_post": "Sur notre mur, vous avez écrit : « {quote} »",
        "mention": "Vous avez écrit à propos de nous : « {quote} »",
        "message": "Vous nous avez écrit : « {quote} »",
        "ask": "Vous nous avez demandé : « {quote} »",
        _ASKED: "Vous avez demandé : « {quote} »",
    },
}
LANGUAGES = tuple(_WORDS)
_END = re.compile(r"(?<=[.!?…])\s+|\n+")


@dataclass(frozen=True, kw_only=True, slots=True)
class Quote:
    """Something that they said; `kind` is that of the deed, such as `comment`."""

    kind: str
    text: str


def suggest(quotes: Sequence[Quote], language: str) -> tuple[str, ...]:
    """At most three first sentences, in the order of the quotations, what is asked before what is only said.

    Nothing that sounds cross is quoted back at them.
    """
    words = _WORDS.get(language.partition("-")[0].lower())
    if words is None:
        return ()
    fit = [(quote.kind, told) for quote in quotes if (told := telling(quote.text))]
    asked = [one for one in fit if one[1].endswith("?")]
    said = [one for one in fit if not one[1].endswith("?")]
    return tuple(dict.fromkeys(_sentences(words, [*asked, *said])))[:MOST]


def telling(text: str) -> str:
    """The first sentence of a text that says something: a question before anything else.  Empty: there is none."""
    if tone_of(text) is Tone.CROSS:
        return ""
    sentences = [" ".join(one.split()) for one in _END.split(text)]
    fit = [one for one in sentences if len(one.split()) >= SHORTEST and "://" not in one]
    asked = next((one for one in fit if one.endswith("?")), "")
    return _short(asked or (fit[0] if fit else ""))


def _short(sentence: str) -> str:
    if len(sentence) <= LONGEST:
        return sentence
    return f"{sentence[:LONGEST].rpartition(' ')[0] or sentence[:LONGEST]}…"


def _sentences(words: dict[str, str], fit: list[tuple[str, str]]) -> Iterator[str]:
    for kind, quote in fit:
        known = words.get(kind, words["message"])
        is_public_question = quote.endswith("?") and kind in {"comment", "wall_post", "message"}
        yield (words[_ASKED] if is_public_question else known).format(quote=quote.rstrip("."))
