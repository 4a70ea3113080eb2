"""How near two names are to each other, letter by letter: for names that were typed wrongly."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from askfirst.brand import signs

if TYPE_CHECKING:
    from collections.abc import Iterable

SHORTEST = 3
"""Letters below which everything is near to everything."""
_NEAR = 0.7
_MOST_THREES = 12


def threes(text: str) -> list[str]:
    """The stretches of three letters of its words."""
    found = dict.fromkeys(word[at : at + 3] for word in signs.words(text) for at in range(len(word) - 2))
    return list(found)[:_MOST_THREES]


def nearness(text: str, names: Iterable[str]) -> float:
    """How near what was typed is to the nearest of these names, from 0 to 1.  0: too far to be meant.

    Every word that was typed must be near to some word of the name.
    """
    typed = signs.words(text)
    return max((_of_name(typed, signs.words(name)) for name in names), default=0.0)


def _of_name(typed: list[str], name: list[str]) -> float:
    if not typed or not name:
        return 0.0
    joined = [*name, *(a + b for a, b in pairwise(name))]  # a space left out
    best = [max(_of_words(word, other) for other in joined) for word in typed]
    return sum(best) / len(best) if min(best) >= _NEAR else 0.0


def _of_words(one: str, other: str) -> float:
    """The share of letters that need no change; what goes on behind what was typed counts a little."""
    if len(one) >= 4 and len(other) > len(one) + 1:
        return _share(one, other[: len(one)]) * 0.95
    return _share(one, other)


def _share(one: str, other: str) -> float:
    longest = max(len(one), len(other))
    fewest = max(abs(len(one) - len(other)), len(set(one) - set(other)))  # changes that there must be
    if 1 - fewest / longest < _NEAR:
        return 0.0
    return 1 - distance(one, other) / longest


def distance(one: str, other: str) -> int:
    """How many letters must be put in, left out, changed, or swapped with their neighbour."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        older, before = before, row
        row = [at]
        for to, wanted in enumerate(other, 1):
            cost = min(before[to] + 1, row[to - 1] + 1, before[to - 1] + (letter != wanted))
            if older and to > 1 and letter == other[to - 2] and one[at - 2] == wanted:
                cost = min(cost, older[to - 2] + 1)
            row.append(cost)
    return row[-1]
