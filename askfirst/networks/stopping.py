"""Does somebody ask us to stop?  The same answer on every network, for the languages of `stop_words.toml`.

A message that says nothing but a word of stopping is a stop, at once and by itself.  One that speaks of stopping among other
words may mean it or not ("the bus doesn't stop here"), so a person reads it.  A word inside another is neither:
"non-stop" is no stop.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

_SAME = str.maketrans(
    {"’": "'", "‘": "'", "\N{HYPHEN}": "-", "\N{NON-BREAKING HYPHEN}": "-", "\N{EN DASH}": "-"}
)
LONGEST = 400
"""Letters.  A longer text is no request to stop; somebody reads it anyway."""
_FILE = Path(__file__).with_name("stop_words.toml")
_EDGE = " \t\n.,;:!?¡¿…·-–—_*~'\"`´“”„«»‚‘’()[]{}<>/#。、，！？「」؟،؛।"
_JOINED = r"[\w'’\-‐‑–]"
"""What makes one word of two: letters, digits, and the marks between halves of a word."""


class Asks(StrEnum):
    """What a message says about stopping."""

    STOP = "stop"
    MAYBE = "maybe"
    NOTHING = "nothing"


@dataclass(frozen=True, kw_only=True, slots=True)
class _Words:
    stops: frozenset[str]
    """Said alone, also with a word of courtesy, they are a stop."""
    courtesy: tuple[str, ...]
    phrases: tuple[re.Pattern[str], ...]
    """Said among other words they may be one."""
    innocent: tuple[str, ...]
    """Turns of phrase in which such a word means something else."""


def read(text: str, subject: str = "") -> Asks:
    """What this message says, in its words or in its subject."""
    found = {_read(one) for one in (subject, text)}
    return next((asks for asks in (Asks.STOP, Asks.MAYBE) if asks in found), Asks.NOTHING)


def is_stop(text: str, subject: str = "") -> bool:
    """Whether it says nothing but "stop", in its words or in its subject."""
    return read(text, subject) is Asks.STOP


def _read(said: str) -> Asks:
    if len(said) > LONGEST:
        return Asks.NOTHING
    plain = _folded(said)
    words = _words()
    if plain in words.stops or _without(plain, words.courtesy) in words.stops:
        return Asks.STOP
    for one in words.innocent:
        plain = plain.replace(one, " … ")
    return Asks.MAYBE if any(pattern.search(plain) for pattern in words.phrases) else Asks.NOTHING


def _folded(said: str) -> str:
    """One spelling for all: width, case, kinds of apostrophe, spaces, and no signs at the edges."""
    folded = unicodedata.normalize("NFKC", said).casefold().translate(_SAME)
    return " ".join(folded.split()).strip(_EDGE)


def _without(plain: str, courtesy: tuple[str, ...]) -> str:
    """The text without words of courtesy at its ends, however many."""
    before = ""
    while before != plain:
        before = plain
        for one in courtesy:
            plain = (
                plain.removeprefix(f"{one} ").removeprefix(f"{one}, ").removesuffix(f" {one}").strip(_EDGE)
            )
    return plain


@cache
def _words() -> _Words:
    languages = tomllib.loads(_FILE.read_text("utf-8")).values()
    stops = frozenset(_folded(word) for one in languages for word in one["stops"])
    phrases = {_folded(word) for one in languages for word in one.get("phrases", ())} | stops
    # The longest first, so that no part of a turn of phrase is left over.
    by_length = sorted(
        {_folded(word) for one in languages for word in one.get("innocent", ())}, key=len, reverse=True
    )
    return _Words(
        stops=stops,
        courtesy=tuple(_folded(word) for one in languages for word in one.get("courtesy", ())),
        phrases=tuple(_pattern(phrase) for phrase in sorted(phrases)),
        innocent=tuple(by_length),
    )


def _pattern(phrase: str) -> re.Pattern[str]:
    """The phrase as words of its own.  Scripts that write no spaces between words have no such borders."""
    if any(unicodedata.east_asian_width(sign) in "WF" for sign in phrase):
        return re.compile(re.escape(phrase))
    return re.compile(f"(?<!{_JOINED}){re.escape(phrase)}(?!{_JOINED})")
