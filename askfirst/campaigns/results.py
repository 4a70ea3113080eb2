"""What became of a campaign, counted from its recipients, their deliveries, and what people did afterwards.

Nothing is kept here: each number is read through.  Whether somebody opened a message is nobody's business and not asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, F, OuterRef, Q

from askfirst.campaigns.models import Campaign, Click, Recipient
from askfirst.consent.models import Entry
from askfirst.consent.standing import TAKES_BACK
from askfirst.gate.health_models import Signal
from askfirst.gate.models import Decision, Delivery, Receipt
from askfirst.people.models import Engagement

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet

AFTERWARDS = timedelta(days=14)
"""What somebody did so long after a message left is counted to it."""
MOST_REASONS = 12
SKEW = timedelta(minutes=10)
"""So far the clock of whoever tells us that somebody left may go behind ours."""
_LEFT_US = (Delivery.State.SENT, Delivery.State.DELIVERED)


@dataclass(frozen=True, kw_only=True, slots=True)
class Progress:
    """How far a campaign is: quick to count, however many people it is for."""

    people: int
    states: Mapping[str, int]
    """Recipients by `Recipient.State`."""
    deliveries: Mapping[str, int]
    """Of those let out, by `Delivery.State`."""

    @property
    def asked(self) -> int:
        """Recipients about whom the gate has said yes or no, or who were left out."""
        open_still = self.states.get(Recipient.State.WAITING, 0) + self.states.get(
            Recipient.State.DEFERRED, 0
        )
        return self.people - open_still

    @property
    def left(self) -> int:
        """Messages that left."""
        return sum(self.deliveries.get(state, 0) for state in _LEFT_US)


@dataclass(frozen=True, kw_only=True, slots=True)
class Reason:
    """Why some did not get it, or not yet: the rule or our own word, in which state they are, and a decision that says it."""

    name: str
    state: str
    people: int
    decision: Decision | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Afterwards:
    """What people did with it."""

    delivered: int
    """The network said that it arrived; what it says nothing about is not counted."""
    came_back: int
    answered: int
    """Wrote to the brand within `AFTERWARDS`."""
    left: int
    """Left the list, or everything, within `AFTERWARDS`."""
    complained: int
    followed: int
    """Messages of which a person followed a link."""
    followed_by_programs: int
    """Messages whose links only a program followed that looks at every link."""
    followed_by_unknown: int


def progress(held: Campaign) -> Progress:
    """How far it is."""
    rows = held.recipients.order_by()
    states = dict(rows.values_list("state").annotate(many=Count("pk")))
    out = rows.filter(delivery__isnull=False)
    deliveries = dict(out.values_list("delivery__state").annotate(many=Count("pk")))
    return Progress(people=sum(states.values()), states=states, deliveries=deliveries)


def reasons(held: Campaign) -> list[Reason]:
    """Why people did not get it or wait, the most frequent first."""
    rows = held.recipients.exclude(reason="").exclude(state=Recipient.State.RELEASED).order_by()
    counted = rows.values("reason", "state").annotate(many=Count("pk")).order_by("-many", "reason")
    return [
        Reason(
            name=row["reason"],
            state=row["state"],
            people=row["many"],
            decision=_example(held, row["reason"], row["state"]),
        )
        for row in counted[:MOST_REASONS]
    ]


def afterwards(held: Campaign) -> Afterwards:
    """What came back, who answered, who left, who followed a link."""
    sent = held.recipients.filter(delivery__sent_at__isnull=False).order_by()
    receipts = Receipt.objects.filter(delivery=OuterRef("delivery"))
    clicks = Click.objects.filter(delivery=OuterRef("delivery"))
    by_person, by_program = Exists(clicks.filter(is_human=True)), Exists(clicks.filter(is_human=False))
    told = sent.aggregate(
        delivered=Count("pk", filter=Q(delivery__state=Delivery.State.DELIVERED)),
        came_back=Count("pk", filter=Q(Exists(receipts.filter(kind=Receipt.Kind.BOUNCED)))),
        followed=Count("pk", filter=Q(by_person)),
        programs=Count("pk", filter=Q(by_program) & ~Q(by_person)),
        unknown=Count("pk", filter=Q(Exists(clicks)) & ~Q(by_person) & ~Q(by_program)),
    )
    complaints = Signal.objects.filter(delivery=OuterRef("delivery"), kind=Signal.Kind.COMPLAINT)
    return Afterwards(
        delivered=told["delivered"],
        came_back=told["came_back"],
        answered=_answered(sent),
        left=_gone(held, sent),
        complained=sent.filter(Exists(complaints)).count(),
        followed=told["followed"],
        followed_by_programs=told["programs"],
        followed_by_unknown=told["unknown"],
    )


def _answered(sent: QuerySet[Recipient]) -> int:
    wrote = Engagement.objects.filter(
        contact=OuterRef("handle__contact"),
        kind=Engagement.Kind.MESSAGE,
        occurred_at__gte=OuterRef("delivery__sent_at"),
        occurred_at__lte=OuterRef("until"),
    )
    return sent.annotate(until=F("delivery__sent_at") + AFTERWARDS).filter(Exists(wrote)).count()


def _gone(held: Campaign, sent: QuerySet[Recipient]) -> int:
    lines = Entry.objects.filter(
        Q(list=held.on) | Q(list=None),
        contact=OuterRef("handle__contact"),
        act__in=TAKES_BACK,
        recorded_at__gte=OuterRef("delivery__sent_at"),
        occurred_at__gte=OuterRef("began"),
        occurred_at__lte=OuterRef("until"),
    )
    left = F("delivery__sent_at")
    return sent.annotate(began=left - SKEW, until=left + AFTERWARDS).filter(Exists(lines)).count()


def _example(held: Campaign, reason: str, state: str) -> Decision | None:
    rows = held.recipients.filter(reason=reason, state=state, decision__isnull=False)
    row = rows.select_related("decision").order_by("pk").first()
    return row.decision if row else None
