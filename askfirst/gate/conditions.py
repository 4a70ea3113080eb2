"""Conditions over facts in the language of the packs, for data that stands beside the gate: which sends cost or count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from askfirst.policy.check import read_condition
from askfirst.policy.lower import lowered
from askfirst.policy.printer import mask_function, mask_source

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from askfirst.policy.facts import Facts


def which(conditions: Sequence[str]) -> Callable[[Facts], tuple[int, ...]]:
    """A function that says which of the conditions hold, by their places.  Unknown does not hold.

    Raises:
        ExpressionError: a condition that cannot be read.
    """
    tests = [((place, lowered(read_condition(text))),) for place, text in enumerate(conditions)]
    fired = mask_function(mask_source(tests))
    places = range(len(conditions))

    def holding(facts: Facts) -> tuple[int, ...]:
        mask = fired(facts)
        return tuple(place for place in places if mask >> place & 1)

    return holding
