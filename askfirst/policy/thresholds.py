"""When could a verdict change by itself?  Rules compare times, so only at instants that can be computed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from askfirst.policy.expressions import Coalesce, Compare, Const, Expr, In, Name, names_in, walk
from askfirst.policy.facts import MINUTE, as_mapping
from askfirst.policy.reference import value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from askfirst.policy.facts import Facts, Value
    from askfirst.policy.model import Rule

CLOCK_FACT = "local_minute"
MINUTES_A_DAY = 1440


@dataclass(frozen=True, slots=True)
class Timetable:
    """What in the rules of one network depends on time."""

    dates: tuple[int, ...]
    """Instants at which a rule begins or ends."""
    crossings: tuple[Compare, ...]
    """Comparisons with `now` in them."""
    marks: frozenset[int]
    """Minutes of the day at which a comparison with the person's clock may change."""
    marking: frozenset[str]
    """Facts with which the person's clock is compared: what they are is such a minute, too."""

    @classmethod
    def of(cls, rules: Iterable[Rule]) -> Timetable:
        """The timetable of some rules."""
        rules = tuple(rules)
        ends = {end for rule in rules for end in (rule.start, rule.end)}
        tests = [node for rule in rules for node in walk(rule.when) if isinstance(node, (Compare, In))]
        return cls(
            dates=tuple(sorted(end for end in ends if end is not None)),
            crossings=tuple(node for node in tests if isinstance(node, Compare) and "now" in names_in(node)),
            marks=frozenset(mark for node in tests for mark in _marks(node)),
            marking=frozenset(name for node in tests for name in _marking(node)),
        )


def thresholds(timetable: Timetable, facts: Facts, until: int) -> list[int]:
    """The instants after `now` and not after `until` at which the verdict may become one not met before, in order.

    What compares the clock where the person is comes back each day: between two of the other instants it is enough
    to look at the first day.
    """
    known = as_mapping(facts)
    now = facts.now
    once = {at for node in timetable.crossings for at in _crossing(node, known)}.union(timetable.dates)
    once = {at for at in once if now < at <= until}
    found = once.union(_on_the_clock({now, *once}, _all_marks(timetable, known), known))
    return sorted(at for at in found if now < at <= until)


def _all_marks(timetable: Timetable, known: dict[str, Value]) -> set[int]:
    said = {cast("int", known[name]) for name in timetable.marking if known[name] is not None}
    return {mark % MINUTES_A_DAY for one in said for mark in (one, one + 1)}.union(timetable.marks)


def _crossing(node: Compare, known: dict[str, Value]) -> Iterator[int]:
    """Both sides are linear in `now`: where they meet, and the microsecond after, are all that can matter."""
    at_zero = _difference(node, {**known, "now": 0})
    at_one = _difference(node, {**known, "now": 1})
    if at_zero is None or at_one is None or at_zero == at_one:
        return
    meeting = -at_zero // (at_one - at_zero)
    yield meeting
    yield meeting + 1


def _difference(node: Compare, known: dict[str, Value]) -> int | None:
    left, right = value(node.left, known), value(node.right, known)
    return None if left is None or right is None else cast("int", left) - cast("int", right)


def _on_the_clock(anchors: Iterable[int], marks: Iterable[int], known: dict[str, Value]) -> Iterator[int]:
    """The first time after each anchor at which the person's clock shows each of the marks."""
    if known[CLOCK_FACT] is None:
        return
    midnight = cast("int", known["now"]) // MINUTE - cast("int", known[CLOCK_FACT])
    for anchor in anchors:
        shown = anchor // MINUTE - midnight
        for mark in marks:
            yield (anchor // MINUTE + ((mark - shown - 1) % MINUTES_A_DAY) + 1) * MINUTE


def _marks(node: Compare | In) -> set[int]:
    """Where the clock is compared with constants or facts, the constants and the next minute, and midnight; else every minute."""
    if CLOCK_FACT not in names_in(node):
        return set()
    parts = (node.left, node.right) if isinstance(node, Compare) else (node.operand, *node.values)
    if not all(isinstance(part, Const | Name) or _is_the_clock(part) for part in parts):
        return set(range(MINUTES_A_DAY))
    constants = {cast("int", part.value) for part in parts if isinstance(part, Const)}
    return {0} | {mark % MINUTES_A_DAY for one in constants for mark in (one, one + 1)}


def _marking(node: Compare | In) -> set[str]:
    """The facts with which the clock is compared as they are."""
    if not isinstance(node, Compare) or CLOCK_FACT not in names_in(node):
        return set()
    return {part.name for part in (node.left, node.right) if isinstance(part, Name)} - {CLOCK_FACT}


def _is_the_clock(part: Expr) -> bool:
    return (part.operand if isinstance(part, Coalesce) else part) == Name(CLOCK_FACT)
