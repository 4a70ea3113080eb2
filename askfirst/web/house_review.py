"""What a change of the house rules would have done: last month's decisions asked again, and two situations of the rule."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from askfirst.gate import house, policies
from askfirst.gate.models import Decision
from askfirst.policy.expressions import names_in
from askfirst.policy.facts import FACTS
from askfirst.policy.model import EPOCH, Effect, Verdict, microseconds
from askfirst.policy.replay import answered, replay
from askfirst.policy.situations import situation
from askfirst.policy.taming import facts_from
from askfirst.policy.words import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from askfirst.brand.models import Member
    from askfirst.gate.house import HouseRule
    from askfirst.policy.facts import Facts
    from askfirst.policy.model import Rule
    from askfirst.policy.replay import Outcome, Replay

MONTH = timedelta(days=30)
MOST_REPLAYED = 5_000
"""The newest decisions of the month that are asked again: one or two seconds' work."""
MOST_EXAMPLES = 10
"""Examples that are shown."""
_BECAME = {
    Verdict.HOLD: gettext_lazy("would have held {count}"),
    Verdict.DENY: gettext_lazy("would have stopped {count}"),
    Verdict.ALLOW: gettext_lazy("would have let {count} through that did not leave"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Example:
    """One past decision whose verdict would have been another one."""

    decision: Decision
    then: Verdict
    now: Verdict


@dataclass(frozen=True, kw_only=True, slots=True)
class Shift:
    """How many decisions went from one verdict to another."""

    then: Verdict
    now: Verdict
    count: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Situation:
    """Facts that the rule asks about, in words, and whether it speaks then.  `decision` is a past one that they came from."""

    speaks: bool
    facts: tuple[tuple[str, str], ...] = ()
    decision: Decision | None = None

    @property
    def is_found(self) -> bool:
        return bool(self.facts)


@dataclass(frozen=True, kw_only=True, slots=True)
class Review:
    """All that is shown before a change is saved."""

    text: str
    total: int
    says: str
    spoke: int
    shifts: tuple[Shift, ...]
    examples: tuple[Example, ...]
    situations: tuple[Situation, ...]
    is_all: bool
    """False where the month had more decisions than are asked again."""
    is_stuck: bool
    """It holds, and no approval lifts that."""
    left_out: tuple[HouseRule, ...]
    """Other rules that cannot be read: it was tried without them."""


def review(member: Member, rules: Sequence[HouseRule], rule: HouseRule) -> Review:
    """What `rules`, of which `rule` is new or changed, would have done in the last 30 days of the member's brand.

    It is tried as if it had been in force all the time, and without the rules that cannot be read.  Four queries, however many decisions there are.
    """
    always = replace(rule, since=None, until=None)
    tried = [always if one.name == rule.name else one for one in rules]
    left_out = house.unreadable(tried)
    policy = policies.with_house(house.text_of(one for one in tried if one not in left_out))
    now = timezone.now()
    past = _past(member.brand_id, now)
    found = replay(answered(past, policies.of(member.brand_id)), policy)
    ready = policy.rule(rule.id)
    spoken = found.spoken(rule.id)
    silent = [one for one in found.outcomes if rule.id not in one.rules]
    shown = [*found.changed[:MOST_EXAMPLES], *spoken[:1], *silent[:1]]
    rows = Decision.objects.select_related("contact", "channel").in_bulk([one.past.key for one in shown])
    return Review(
        text=house.text_of(rules),
        total=len(found),
        says=_says(found),
        spoke=len(spoken),
        shifts=_shifts(found),
        examples=tuple(_example(one, rows) for one in found.changed[:MOST_EXAMPLES]),
        situations=(
            _situation(ready, spoken, rows, now, speaks=True),
            _situation(ready, silent, rows, now, speaks=False),
        ),
        is_all=len(found) < MOST_REPLAYED,
        is_stuck=ready.effect is Effect.HOLD and "is_approved" not in names_in(ready.when),
        left_out=tuple(left_out),
    )


def _past(brand: int, now: datetime) -> list[tuple[int, Facts]]:
    """What was asked when something was to leave, the newest first; what cannot be read any more is left out."""
    rows = Decision.objects.filter(
        brand=brand, stage=Decision.Stage.RELEASE, decided_at__gt=now - MONTH
    ).order_by("-decided_at")
    found = []
    for row in rows.only("pk", "facts")[:MOST_REPLAYED]:
        try:
            found.append((row.pk, policies.facts_of(row)))
        except policies.NotKept:
            continue
    return found


def _says(found: Replay) -> str:
    """Such as `It would have held 212 and stopped 3 of 900 in the last 30 days`."""
    if not found:
        return _("Nothing was to leave in the last 30 days, so there is nothing to try it on.")
    parts = [
        text.format(count=f"{count:,}")
        for verdict, text in _BECAME.items()
        if (count := found.became(verdict))
    ]
    if not parts:
        return _("It would have changed none of %(count)s answers in the last 30 days.") % {
            "count": f"{len(found):,}"
        }
    return _("It %(did)s of %(count)s in the last 30 days.") % {
        "did": _(" and ").join(parts),
        "count": f"{len(found):,}",
    }


def _shifts(found: Replay) -> tuple[Shift, ...]:
    shifts = (Shift(then=then, now=now, count=count) for (then, now), count in found.counts.items())
    return tuple(sorted(shifts, key=lambda one: (one.then is one.now, -one.count)))


def _example(outcome: Outcome, rows: dict[int, Decision]) -> Example:
    return Example(decision=rows[outcome.past.key], then=outcome.then, now=outcome.now)


def _situation(
    rule: Rule, outcomes: Sequence[Outcome], rows: dict[int, Decision], now: datetime, *, speaks: bool
) -> Situation:
    """A real one where there is one, else one made from the condition; without facts where none was found."""
    if outcomes:
        facts = outcomes[0].past.facts
        return Situation(speaks=speaks, facts=_in_words(rule, facts), decision=rows[outcomes[0].past.key])
    made = situation(rule.when, _ordinary(rule, now), is_met=speaks)
    return Situation(speaks=speaks, facts=_in_words(rule, made) if made else ())


def _ordinary(rule: Rule, now: datetime) -> Facts:
    """An answer to somebody, at a time at which the rule is in force."""
    at = max(microseconds(now - EPOCH), rule.start or 0)
    return facts_from(
        {"now": at, "network": "page", "form": "direct", "purpose": "reply", "local_minute": 660}
    )


def _in_words(rule: Rule, facts: Facts) -> tuple[tuple[str, str], ...]:
    zone = timezone.get_current_timezone()
    names = [name for name in names_in(rule.when) if name != "now"] or ["now"]
    return tuple((FACTS[name].doc, say(FACTS[name], getattr(facts, name), facts.now, zone)) for name in names)
