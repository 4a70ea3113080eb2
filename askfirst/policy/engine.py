"""The questions: may it be said, when does that change, what else is open, what would help?

`decide` answers the first; all the others only call it again with other facts.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from askfirst.policy.decision import Decision
from askfirst.policy.facts import DAY, MINUTE, Facts, changed
from askfirst.policy.model import Change, Verdict
from askfirst.policy.thresholds import thresholds
from askfirst.policy.ways import Act, Way, bundled_acts, bundled_ways

if TYPE_CHECKING:
    from collections.abc import Iterable

    from askfirst.policy.program import Policy

HORIZON = 400 * DAY


def decide(policy: Policy, facts: Facts) -> Decision:
    """May it be said?  The worst verdict of all layers, with the rules that spoke."""
    program = policy.program(facts.network, facts.now)
    mask = program.common.fired(facts) | program.own.fired(facts)
    return Decision(program.answers.get(mask) or program.answer(mask), facts)


def moved(facts: Facts, at: int) -> Facts:
    """The same facts at another instant, if nothing happens in between but time.

    The person's clock moves along; a change to or from summer time in between is not foreseen.
    """
    if facts.local_minute is None:
        return changed(facts, {"now": at})
    passed = at // MINUTE - facts.now // MINUTE
    return changed(facts, {"now": at, "local_minute": (facts.local_minute + passed) % 1440})


def next_change(policy: Policy, facts: Facts, horizon: int = HORIZON) -> Change | None:
    """The first instant after `now`, exact to the microsecond, at which the verdict is another one.

    `horizon` is how far to look, in microseconds.  None: the verdict stays, as far as that and as long as nothing happens.
    """
    before = decide(policy, facts).verdict
    for at in thresholds(policy.timetable(facts.network), facts, facts.now + horizon):
        verdict = decide(policy, moved(facts, at)).verdict
        if verdict is not before:
            return Change(at=at, verdict=verdict)
    return None


def next_open(policy: Policy, facts: Facts, horizon: int = HORIZON) -> int | None:
    """The first instant from `now` on at which it may be said, if nothing happens but time; None within the horizon."""
    now: int = facts.now
    for at in (now, *thresholds(policy.timetable(facts.network), facts, now + horizon)):
        if decide(policy, moved(facts, at)).verdict is Verdict.ALLOW:
            return at
    return None


def valid_until(policy: Policy, facts: Facts, horizon: int = HORIZON) -> int:
    """The first instant at which this answer may no longer be relied on: its next change, or where we stopped looking."""
    change = next_change(policy, facts, horizon)
    stop: int = facts.now + horizon
    return change.at if change else stop


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenWay:
    """Another way, already asked for: its decision is `allow`."""

    way: Way
    decision: Decision


@dataclass(frozen=True, kw_only=True, slots=True)
class Help:
    """Acts after which the answer would be `allow`, all of them together."""

    acts: tuple[Act, ...]
    decision: Decision


def ways(policy: Policy, facts: Facts, candidates: Iterable[Way] = ()) -> tuple[OpenWay, ...]:
    """The other ways that are open now, best first: those the rules named, then the rest in their order.

    `candidates` adds ways whose facts only the caller knows (another channel); the standing ones are always tried.
    """
    given = {way.id: way for way in candidates}
    tried = {**bundled_ways(), **given}
    named = [name for reason in decide(policy, facts).reasons for name in reason.instead]
    order = dict.fromkeys([*named, *given, *tried])
    asked = [(tried[name], tried[name].apply(facts)) for name in order]
    return tuple(
        OpenWay(way=way, decision=decision)
        for way, other in asked
        if other != facts and (decision := decide(policy, other)).verdict is Verdict.ALLOW
    )


def what_would_help(policy: Policy, facts: Facts) -> tuple[Help, ...]:
    """The acts after which it could be said: each alone or, where that is not enough, two together, or three.

    Three are sought among the acts that alone already change what is said: the others are many and seldom needed.
    """
    before = decide(policy, facts)
    if before.verdict is Verdict.ALLOW:
        return ()
    acts = bundled_acts()
    telling = [act for act in acts if decide(policy, act.apply(facts)).mask != before.mask]
    for count, choice in ((1, acts), (2, acts), (3, telling)):
        found = [_tried(policy, facts, together) for together in combinations(choice, count)]
        if helps := tuple(one for one in found if one.decision.verdict is Verdict.ALLOW):
            return helps
    return ()


def _tried(policy: Policy, facts: Facts, acts: tuple[Act, ...]) -> Help:
    after = facts
    for act in acts:
        after = act.apply(after)
    return Help(acts=acts, decision=decide(policy, after))
