"""Rules in force, as functions: what is alike on all networks is made once, what is one network's own beside it."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Generic, TypeVar

from askfirst.policy.expressions import FALSE, names_in
from askfirst.policy.fold import fold
from askfirst.policy.lower import lowered
from askfirst.policy.model import Effect, Spoken
from askfirst.policy.printer import mask_function, mask_source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from askfirst.policy.expressions import Expr
    from askfirst.policy.facts import Facts
    from askfirst.policy.model import Rule

OFTEN = 500
"""A function that was asked so often is worth being made anew, to answer faster."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Signal:
    """What one bit of a mask says."""

    spoken: Spoken
    condition: Expr
    """Two-valued."""


def signals_of(rule: Rule, network: str = "") -> list[Signal]:
    """A rule speaks where its condition is true and, unless it only advises or skips, where it is unknown.

    `network` is known already; empty: the rule does not ask about it.
    """
    when = fold(rule.when, {"network": network}) if network else rule.when
    surely = lowered(when)
    found = [Signal(Spoken(rule=rule, effect=rule.effect), surely)] if surely != FALSE else []
    if rule.unknown == "skip" or rule.effect is Effect.ADVISE:
        return found
    maybe = lowered(when, when_unknown=True)
    if maybe in (surely, FALSE):
        return found
    return [*found, Signal(Spoken(rule=rule, effect=Effect.HOLD, is_unknown=True), maybe)]


def asks_where(rule: Rule) -> bool:
    """True where the rule is another one on another network."""
    return "network" in names_in(rule.when)


class Part:
    """Some rules as one function, their bits numbered from `first_bit` on.

    The first function is quickly made; one that is asked often is laid out in branches.
    """

    def __init__(self, rules: Iterable[Rule], network: str = "", first_bit: int = 0) -> None:
        groups = [group for rule in rules if (group := signals_of(rule, network))]
        self.signals = [signal for group in groups for signal in group]
        bits = count(first_bit)
        self._chains = [tuple((next(bits), signal.condition) for signal in group) for group in groups]
        self._asked = 0
        self._plain = mask_function(mask_source(self._chains))
        self.fired: Callable[[Facts], int] = self._warming

    def warm(self) -> None:
        """Make the faster function now."""
        self.fired = mask_function(mask_source(self._chains, in_branches=True))

    def _warming(self, facts: Facts) -> int:
        self._asked += 1
        if self._asked == OFTEN:
            self.warm()
        return self._plain(facts)


class Timeline(Generic[T]):
    """Something that is another one between two other dates: made once for each stretch of time."""

    def __init__(self, dates: tuple[int, ...], make: Callable[[int], T]) -> None:
        self._dates = dates
        self._make = make
        self._made: list[T | None] = [None] * (len(dates) + 1)

    def at(self, at: int) -> T:
        """What holds at an instant."""
        nth = bisect_right(self._dates, at)
        ready = self._made[nth]
        if ready is None:
            ready = self._made[nth] = self._make(at)
        return ready
