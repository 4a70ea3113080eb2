"""A text cut into words, numbers, links and the like; and phrases, looked up in it by their first word.

A phrase is written as people say it, one a line:

    word          this word, whatever its accents and capitals
    word*         every word that begins so (three letters at least)
    one/other     one of these
    word?         may be left out
    _             any one word
    #             a number
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from askfirst.manners.letters import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

_TOKEN = re.compile(
    r"(?P<field>\{\{?[^{}\n]{1,60}\}\}?)"  # filled in later: nobody reads it
    r"|(?P<link>(?:https?://|www\.)[^\s<>\"]+|\b[\w-]+\.(?:com|net|org|io|de|es|co|shop|store|ly|me|uk|eu|info|test|example)\b(?:/[^\s<>\"]*)?)"
    r"|(?P<mail>[\w.+-]+@[\w.-]+\w)"
    r"|(?P<hash>[#@]\w+)"
    r"|(?P<number>\d+(?:[.,:]\d+)*)"
    r"|(?P<money>[€$£¥%]|(?:(?<=\d)|(?<=\d\s))(?:eur|usd|gbp|chf|euros?|pounds?|dollars?|quid|franken|d[óo]lares)\b)"
    r"|(?P<word>[^\W\d_]+(?:'[^\W\d_]+)*)"
    r"|(?P<sign>[?!¿¡]+)",
    re.IGNORECASE,
)
_SPACED = re.compile(r"(?<!\w)(?:[^\W\d_][ .\-_*]){2,}[^\W\d_](?!\w)")
"""One letter at a time: B U Y, f.r.e.e."""
_STEM = 3


class Token(NamedTuple):
    """One piece of the text: `text[start:end]`, of `kind` field, link, mail, hash, number, money, word or sign."""

    kind: str
    word: str
    start: int
    end: int


class Hit(NamedTuple):
    """A phrase that was found: tokens `first` to before `end`, under `name`."""

    name: str
    first: int
    end: int


def tokens(text: str) -> list[Token]:
    """The pieces of a text, in its order."""
    found: list[Token] = []
    at = 0
    for spaced in _SPACED.finditer(text):
        found += _pieces(text, at, spaced.start())
        for run in re.finditer(r"(?:[^\W\d_][ .\-_*]?)+", spaced[0]):
            joined = "".join(letter for letter in run[0] if letter.isalpha())
            start = spaced.start() + run.start()
            found.append(Token("word", fold(joined), start, start + len(run[0].rstrip(" .-_*"))))
        at = spaced.end()
    return [*found, *_pieces(text, at, len(text))]


def _pieces(text: str, start: int, end: int) -> Iterator[Token]:
    for match in _TOKEN.finditer(text, start, end):
        yield Token(match.lastgroup or "", fold(match[0]), match.start(), match.end())


@dataclass(frozen=True, slots=True)
class _Place:
    """What may stand at one place of a phrase."""

    words: frozenset[str] = frozenset()
    stems: tuple[str, ...] = ()
    is_any: bool = False
    is_number: bool = False

    @property
    def is_plain(self) -> bool:
        """Only certain words stand here."""
        return bool(self.words) and not self.stems

    def takes(self, token: Token) -> bool:
        if token.kind == "number":
            return self.is_number
        if self.is_any:
            return token.kind == "word"
        return token.word in self.words or bool(self.stems and token.word.startswith(self.stems))


_Phrase: TypeAlias = "tuple[str, tuple[_Place, ...]]"
"""A phrase under its name."""


class Phrases:
    """Many phrases under their names, looked up at once."""

    def __init__(self, named: Mapping[str, str]) -> None:
        """`named`: phrases by name, one a line.

        Raises:
            ValueError: a phrase begins with something by which it cannot be looked up.
        """
        self._by_word: dict[str, list[_Phrase]] = defaultdict(list)
        self._by_two: dict[tuple[str, str], list[_Phrase]] = defaultdict(list)
        self._by_stem: dict[str, list[_Phrase]] = defaultdict(list)
        for name, lines in named.items():
            for line in filter(None, map(str.strip, lines.splitlines())):
                for places in _ways(line.split()):
                    self._keep(name, line, places)

    def _keep(self, name: str, line: str, places: tuple[_Place, ...]) -> None:
        first = places[0]
        if first.is_any or any(len(stem) < _STEM for stem in first.stems):
            raise ValueError(
                f"The phrase “{line}” of {name} begins with no word, or with a stem of fewer than three letters."
            )
        second = places[1].words if len(places) > 1 and places[1].is_plain else ()
        for word in {"#"} if first.is_number else first.words:
            for next_one in second:
                self._by_two[word, next_one].append((name, places))
            if not second:
                self._by_word[word].append((name, places))
        for stem in first.stems:
            self._by_stem[stem[:_STEM]].append((name, places))

    def find(self, spoken: Sequence[Token]) -> Iterator[Hit]:
        """Every phrase that stands in these tokens (links and signs left out), the longest of a name at each place."""
        for at, token in enumerate(spoken):
            word = "#" if token.kind == "number" else token.word
            following = spoken[at + 1].word if at + 1 < len(spoken) else ""
            longest: dict[str, int] = {}
            for name, places in (
                *self._by_word.get(word, ()),
                *self._by_two.get((word, following), ()),
                *self._by_stem.get(token.word[:_STEM], ()),
            ):
                end = at + len(places)
                if end <= len(spoken) and all(map(_Place.takes, places, spoken[at:end])):
                    longest[name] = max(end, longest.get(name, 0))
            for name, end in longest.items():
                yield Hit(name, at, end)


def _ways(words: Sequence[str]) -> Iterable[tuple[_Place, ...]]:
    """The phrase with and without what may be left out."""
    ways: list[tuple[_Place, ...]] = [()]
    for word in words:
        place = _place(word.removesuffix("?"))
        longer = [(*way, place) for way in ways]
        ways = [*longer, *ways] if word.endswith("?") else longer
    return [way for way in ways if way]


def _place(word: str) -> _Place:
    if word == "_":
        return _Place(is_any=True)
    if word == "#":
        return _Place(is_number=True)
    choices = [fold(one) for one in word.split("/")]
    stems = tuple(one[:-1] for one in choices if one.endswith("*"))
    return _Place(words=frozenset(one for one in choices if not one.endswith("*")), stems=stems)
