"""What is noticed about a text besides its phrases: how it is written, whom it speaks of, and what it is held against."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

from askfirst.manners import personal, sameness
from askfirst.manners.letters import fold
from askfirst.manners.tokens import tokens

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from askfirst.manners.tokens import Hit, Token

Found: TypeAlias = "tuple[str, int, int]"
"""A rule's id, and the stretch of the read text."""

SHORT = 6
"""Words; a shorter text can be about anything."""
_LOUD = re.compile(
    r"(?<!\w)[A-ZÄÖÜÑÁÉÍÓÚ]{2,}(?!\w)(?:[ ,]+[A-ZÄÖÜÑÁÉÍÓÚ]{2,}(?!\w))+|(?<!\w)[A-ZÄÖÜÑÁÉÍÓÚ]{4,}(?!\w)"
)
_SHOUT = 8
"""Letters of a run of capitals, spaces included: shorter ones are names."""
_MARKS = re.compile(r"!{2,}(?:[!?1 ]*!)*|(?:![^!\n]{0,80}){2,}!")
_MOST_NAMED = 12
_ENDLESS = re.compile(r"[^\s]{201,}")
"""Longer than any word, address or number, and slow to be taken for one."""


def of_writing(text: str, pieces: Sequence[Token]) -> Iterator[Found]:
    """Prices, bare links, shouting and exclamation marks: these need no language."""
    words = sum(piece.kind == "word" for piece in pieces)
    for at, piece in enumerate(pieces):
        if piece.kind == "link" and words < SHORT - 1:
            yield "link_drop", piece.start, piece.end
        if piece.kind == "money" and piece.word != "%":
            for other in (*pieces[max(at - 1, 0) : at], *pieces[at + 1 : at + 2]):
                if other.kind == "number":
                    yield "price", min(piece.start, other.start), max(piece.end, other.end)
                    break
    loud = [found for found in _LOUD.finditer(text) if not _in_link(found.start(), pieces)]
    if any(" " in found[0] and len(found[0]) >= _SHOUT for found in loud):
        yield from (("shouting", found.start(), found.end()) for found in loud)
    for found in _MARKS.finditer(text):
        yield "exclaiming", found.start(), found.end()


def _in_link(at: int, pieces: Sequence[Token]) -> bool:
    return any(piece.start <= at < piece.end for piece in pieces if piece.kind in {"link", "mail", "hash"})


def about_us(hits: Sequence[Hit], spoken: Sequence[Token]) -> Iterator[Found]:
    """The words about the writer, where there are many more of them than words about the reader."""
    mine = [hit for hit in hits if hit.name == "me"]
    yours = sum(hit.name == "you" for hit in hits)
    if len(mine) >= 5 and len(mine) > 3 * yours:
        yield from (
            ("about_us", spoken[hit.first].start, spoken[hit.end - 1].end) for hit in mine[:_MOST_NAMED]
        )


def personal_data(text: str, country: str, ours: Sequence[str]) -> Iterator[Found]:
    """What is personal in it, or asks for something that is."""
    readable = _ENDLESS.sub(lambda found: " " * len(found[0]), text)
    for span in personal.find(readable, country, ours=ours):
        yield ("asks_personal" if span.is_asked else "says_personal"), span.start, span.end


def other_people(text: str, others: Sequence[str]) -> Iterator[Found]:
    """Where data of other contacts stands in it: names and addresses as they are written, numbers by their digits."""
    if not others:
        return
    low = text.casefold()
    has_places = len(low) == len(text)  # a few letters become two when they are folded
    digits = [(at, letter) for at, letter in enumerate(text) if letter.isdigit()]
    row = "".join(letter for _at, letter in digits)
    for other in others:
        number = re.sub(r"\D", "", other)
        if len(number) >= 6 and not re.search(r"[^\W\d_]", other):
            start = row.find(number.lstrip("0"))
            if start >= 0:
                yield "other_person", digits[start][0], digits[start + len(number.lstrip("0")) - 1][0] + 1
        elif len(other.strip()) > 2 and has_places:
            for found in re.finditer(rf"(?<!\w){re.escape(other.strip().casefold())}(?!\w)", low):
                yield "other_person", found.start(), found.end()


def said_before(text: str, recent: Sequence[str]) -> Iterator[Found]:
    """The whole text, where one of our last notes says nearly the same."""
    if len(text.split()) >= SHORT and any(
        sameness.likeness(text, other) >= sameness.LEAST for other in recent[:10]
    ):
        yield "sameness", 0, len(text)


def research_gap(text: str, spoken: Sequence[Token], name: str, theirs: Sequence[str]) -> Iterator[Found]:
    """The whole text, where it is written to one person and refers to nothing of theirs."""
    words = [token.word for token in spoken if token.kind == "word"]
    if len(words) < SHORT or not (name or theirs):
        return
    known = {_stem(token.word) for one in theirs for token in tokens(one[:2_000]) if len(token.word) > 4}
    is_named = any(fold(part) in words for part in name.split() if len(part) > 1)
    refers = known.intersection(map(_stem, (word for word in words if len(word) > 4)))
    if not (refers if known else is_named):
        yield "research_gap", 0, len(text)


def _stem(word: str) -> str:
    """The beginning of a word, which its forms share."""
    return word[:6]
