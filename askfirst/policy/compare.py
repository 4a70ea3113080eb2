"""What is different between two days: rules that began, ended or were announced, and the situations they decide anew."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from askfirst.policy.engine import decide
from askfirst.policy.facts import FACTS, Kind, as_mapping, changed
from askfirst.policy.model import midnight
from askfirst.policy.words import instant

if TYPE_CHECKING:
    from collections.abc import Iterable

    from askfirst.policy.cases import Case
    from askfirst.policy.facts import Facts
    from askfirst.policy.model import Rule, Verdict
    from askfirst.policy.program import Policy

LONG_AGO = timedelta(days=365)
"""After so long a source is read again: what it says may have changed."""

_INSTANTS = tuple(fact for fact in FACTS.values() if fact.kind is Kind.TS)


@dataclass(frozen=True, kw_only=True, slots=True)
class Turned:
    """One situation whose verdict is another one on the second day."""

    case: Case
    then: Verdict
    now: Verdict


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """What changed after `first`, up to and with `second`."""

    first: date
    second: date
    began: tuple[Rule, ...]
    ended: tuple[Rule, ...]
    announced: tuple[Rule, ...]
    turned: tuple[Turned, ...]


def diff(policy: Policy, one: date, other: date, cases: Iterable[Case] = ()) -> Difference:
    """What changed between two days, given in any order.

    Each case is asked about both days, at its own time of day and with all its instants moved along.
    """
    first, second = sorted((one, other))
    rules = [rule for pack in policy.packs for rule in pack.rules]

    def between(day: date | None) -> bool:
        return day is not None and first < day <= second

    asked = ((case, _verdict_on(policy, case, first), _verdict_on(policy, case, second)) for case in cases)
    return Difference(
        first=first,
        second=second,
        began=tuple(rule for rule in rules if between(rule.since or rule.observed)),
        ended=tuple(rule for rule in rules if between(rule.until)),
        announced=tuple(rule for rule in rules if between(rule.announced)),
        turned=tuple(Turned(case=case, then=then, now=now) for case, then, now in asked if then is not now),
    )


def on_day(facts: Facts, day: date) -> Facts:
    """The same situation on another day, at the same time of day: every instant moves along, as far as there is time."""
    passed = midnight(day) - midnight(instant(facts.now).date())
    known = as_mapping(facts)
    at = {fact.name: known[fact.name] for fact in _INSTANTS}
    return changed(
        facts,
        {
            name: max(0, min(value + passed, FACTS[name].high))
            for name, value in at.items()
            if isinstance(value, int)
        },
    )


def read_long_ago(policy: Policy, today: date) -> tuple[Rule, ...]:
    """The rules in force or yet to come whose source was last read more than a year ago, the oldest reading first."""
    found = [
        (rule.source.read, rule)
        for pack in policy.packs
        for rule in pack.rules
        if rule.source and rule.source.read and today - rule.source.read > LONG_AGO
        if rule.until is None or rule.until > today
    ]
    return tuple(rule for _, rule in sorted(found, key=lambda one: (one[0], one[1].id)))


def _verdict_on(policy: Policy, case: Case, day: date) -> Verdict:
    return decide(policy, on_day(case.facts, day)).verdict
