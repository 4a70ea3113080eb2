"""A decision as sentences for a person: the same words on the web page, on the command line and in the API."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, tzinfo
from typing import TYPE_CHECKING

from askfirst.policy.engine import decide, next_change, next_open, ways, what_would_help
from askfirst.policy.model import Effect, Verdict
from askfirst.policy.reasons import reasons_of
from askfirst.policy.words import length, moment

if TYPE_CHECKING:
    from collections.abc import Iterable

    from askfirst.policy.decision import Decision
    from askfirst.policy.engine import Help, OpenWay
    from askfirst.policy.facts import Facts
    from askfirst.policy.model import Change, Reason
    from askfirst.policy.program import Policy
    from askfirst.policy.ways import Way

YOU_MAY = "You may write"
ONLY_THIS_WAY = "Only this way"
NOT_NOW = "Not now"


@dataclass(frozen=True, kw_only=True, slots=True)
class Explanation:
    """All that a person may want to know about one answer."""

    word: str
    """`You may write`, `Only this way` or `Not now`."""
    until: str
    """When that changes by itself, as people say it; empty where it does not."""
    decision: Decision
    reasons: tuple[Reason, ...]
    change: Change | None
    opens_at: int | None
    """The first instant at which time alone opens it; None where time alone does not."""
    helps: tuple[Help, ...]
    ways: tuple[OpenWay, ...]

    @property
    def headline(self) -> str:
        """The word, which way where there is only another one, and how long it holds."""
        which = f": {_lower(self.ways[0].way.title)}" if self.ways else ""
        return ", ".join(part for part in (self.word + which, self.until) if part)

    def lines(self) -> list[str]:
        """The whole explanation, one sentence a line."""
        said = [f"{self.decision.verdict.upper()}: {self.headline}"]
        said += [f"  {reason_line(reason)}" for reason in self.reasons]
        if self.helps:
            said += ["What would help:", *(f"  {help_line(one)}" for one in self.helps)]
        if self.ways:
            said += ["Open now:", *(f"  {one.way.title}" for one in self.ways)]
        return said

    def text(self) -> str:
        """The lines as one text."""
        return "\n".join(self.lines())


def explain(
    policy: Policy, facts: Facts, candidates: Iterable[Way] = (), *, zone: tzinfo = UTC
) -> Explanation:
    """Ask everything about one question: the decision, why, until when, what would help and what is open instead.

    `candidates` are ways whose facts only the caller knows; instants are said in `zone`.
    """
    decision = decide(policy, facts)
    is_allowed = decision.verdict is Verdict.ALLOW
    others = () if is_allowed else ways(policy, facts, candidates)
    change = next_change(policy, facts)
    opens_at = None if is_allowed else next_open(policy, facts)
    return Explanation(
        word=YOU_MAY if is_allowed else ONLY_THIS_WAY if others else NOT_NOW,
        until=_until(
            facts.now, change.at if is_allowed and change else opens_at, zone, is_allowed=is_allowed
        ),
        decision=decision,
        reasons=reasons_of(decision.answer, facts, zone),
        change=change,
        opens_at=opens_at,
        helps=what_would_help(policy, facts),
        ways=others,
    )


def _until(now: int, at: int | None, zone: tzinfo, *, is_allowed: bool) -> str:
    if at is None:
        return ""
    return f"{'closes' if is_allowed else 'opens'} in {length(at - now)}, {moment(at, zone)}"


def reason_line(reason: Reason) -> str:
    """What a rule said, which one it was and where it was read."""
    said = f"{_MARKS[reason.effect]} {reason.says}"
    place = ", ".join(part for part in (_dates(reason), source_line(reason)) if part)
    return f"{said} [{reason.rule}{': ' if place else ''}{place}]"


def source_line(reason: Reason) -> str:
    """`Title, address, read on 21 November 2026`; empty for a rule of the house."""
    source = reason.source
    if source is None:
        return ""
    return f"{source.title}, {source.address}" + (f", read on {day(source.read)}" if source.read else "")


def help_line(one: Help) -> str:
    """The acts of a help as one sentence."""
    return ", and ".join([one.acts[0].title, *(_lower(act.title) for act in one.acts[1:])]) + "."


def day(given: date) -> str:
    """`4 March 2020`."""
    return f"{given.day} {given:%B %Y}"


def _dates(reason: Reason) -> str:
    said = []
    if reason.since:
        said.append(f"since {day(reason.since)}")
    elif reason.observed:
        said.append(f"seen in force on {day(reason.observed)}")
    if reason.until:
        said.append(f"until {day(reason.until)}")
    return " ".join(said)


def _lower(title: str) -> str:
    return title[0].lower() + title[1:]


_MARKS = {Effect.DENY: "No.", Effect.HOLD: "Wait.", Effect.ALLOW: "Yes.", Effect.ADVISE: "Mind:"}
