"""Which of many texts say nearly the same: so that one answer may do for several questions.

Pure and deterministic.  Two texts are compared by their runs of three letters, which needs no dictionary of any language and
forgives an ending or a slip of the pen.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

LEAST = 0.6
"""From this on two texts are nearly the same; 1 is the same letters."""
LONGEST = 500
"""Characters that are compared: who asks the same begins the same."""
MOST = 300
"""Texts that are compared at once, the first ones: each is held against each group."""
_RUN = 3


def alike(texts: Sequence[str], least: float = LEAST) -> list[list[int]]:
    """Groups of at least two texts that say nearly the same, by their places in `texts`; the largest group first.

    Each text stands in one group at most: the first whose first text it resembles.
    """
    groups: list[tuple[frozenset[str], list[int]]] = []
    for place, text in enumerate(texts[:MOST]):
        runs = _runs(text)
        if not runs:
            continue
        found = next((members for first, members in groups if _is_near(first, runs, least)), None)
        if found is None:
            groups.append((runs, [place]))
        else:
            found.append(place)
    return sorted((members for _, members in groups if len(members) > 1), key=lambda one: (-len(one), one))


def likeness(one: str, other: str) -> float:
    """How near two texts are, from 0 (nothing in common) to 1."""
    return _likeness(_runs(one), _runs(other))


def _is_near(one: frozenset[str], other: frozenset[str], least: float) -> bool:
    # Of sets whose sizes differ so much the common part cannot be large enough: most pairs end here.
    small, large = sorted((len(one), len(other)))
    return 2 * small >= least * (small + large) and _likeness(one, other) >= least


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    both = len(one) + len(other)
    return 2 * len(one & other) / both if both else 0.0


def _runs(text: str) -> frozenset[str]:
    """Each run of three letters, words kept apart by one space; a shorter text is one run by itself."""
    words = " ".join(re.findall(r"\w+", text[:LONGEST].casefold()))
    if not words:
        return frozenset()
    padded = f" {words} "
    return frozenset(padded[start : start + _RUN] for start in range(len(padded) - _RUN + 1))
