"""Where in a text stands what was looked for: pieces for a template to mark, so that nothing is ever marked up by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from askfirst.brand import signs

if TYPE_CHECKING:
    from collections.abc import Iterable

    from askfirst.brand.query import Term

SHOWN = 180
"""Signs of a long text that are shown."""
BEFORE = 50
"""Signs shown before the first thing that was found."""


class Piece(NamedTuple):
    """A stretch of a text."""

    text: str
    is_found: bool


def pieces(text: str, terms: Iterable[Term], shown: int = SHOWN) -> list[Piece]:
    """The text around the first place where a term stands, with every such place apart."""
    cut = signs.cut(text)
    places = _places(cut, terms)
    begin, end = _window(text, cut, places[0][0] if places else 0, shown)
    found = [Piece("…", False)] if begin else []
    at = begin
    for first, last in places:
        if first < at or last > end:
            continue
        if first > at:
            found.append(Piece(text[at:first], False))
        found.append(Piece(text[first:last], True))
        at = last
    if at < end:
        found.append(Piece(text[at:end], False))
    if end < len(text):
        found.append(Piece("…", False))
    return found


def _places(cut: list[signs.Word], terms: Iterable[Term]) -> list[tuple[int, int]]:
    """Where terms stand, in order and apart from each other."""
    found: list[tuple[int, int]] = []
    wanted = list(terms)
    at = 0
    while at < len(cut):
        longest = max((len(term.words) for term in wanted if _stands(cut, at, term)), default=0)
        if longest:
            found.append((cut[at].begin, cut[at + longest - 1].end))
        at += longest or 1
    return found


def _stands(cut: list[signs.Word], at: int, term: Term) -> bool:
    here = [word.word for word in cut[at : at + len(term.words)]]
    if len(here) < len(term.words) or here[:-1] != list(term.words[:-1]):
        return False
    return here[-1].startswith(term.words[-1]) if term.is_begun else here[-1] == term.words[-1]


def _window(text: str, cut: list[signs.Word], first: int, shown: int) -> tuple[int, int]:
    if len(text) <= shown:
        return 0, len(text)
    begin = max(0, min(first - BEFORE, len(text) - shown))
    if begin:  # at the beginning of a word
        begin = next((word.begin for word in cut if begin <= word.begin <= first), begin)
    return begin, min(len(text), begin + shown)
