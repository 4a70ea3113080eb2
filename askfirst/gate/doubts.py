"""What may or may not have left: when it is looked for on the network, what each look found, and what follows.

Looks are receipts, so nothing is forgotten when a worker dies.  A person is asked only where looking does not tell.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Count, F, Max, Min, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from askfirst.gate import outbox, overdue
from askfirst.gate.models import Attempt, Delivery, Receipt

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

LOOKS = (timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10))
"""How long after the last try each look is due: what a network has taken may show late."""
SKEW = timedelta(minutes=1)
"""By how much a network's clock may be behind ours."""
MOST = 100
"""How many doubts are looked through at once."""
SENT_AGAIN = "the network has no trace of it: it is sent again"


def channels() -> set[int]:
    """Ids of the channels on which something is in doubt."""
    rows = Delivery.objects.filter(state=Delivery.State.UNCERTAIN).order_by()
    return set(rows.values_list("channel", flat=True).distinct())


def due(now: datetime, channels: Collection[int]) -> list[Delivery]:
    """The doubts of these channels for which a look is due and that no other worker looks for."""
    tries = Attempt.objects.filter(delivery=OuterRef("pk")).order_by("-pk").values("started_at")[:1]
    looks = Receipt.objects.filter(
        delivery=OuterRef("pk"), kind=Receipt.Kind.LOOKED, at__gt=OuterRef("tried_at")
    )
    counted = looks.order_by().values("delivery").annotate(n=Count("pk")).values("n")
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    rows = (
        Delivery.objects.filter(free, state=Delivery.State.UNCERTAIN, channel__in=channels)
        .select_related("channel__brand", "brand", "contact", "decision__member")
        .annotate(tried_at=Coalesce(Subquery(tries), F("created_at")))
        .annotate(looks=Coalesce(Subquery(counted), 0))
        .filter(looks__lt=len(LOOKS))
        .order_by("pk")
    )
    return [row for row in rows[:MOST] if row.tried_at + LOOKS[row.looks] <= now]


def take(delivery: Delivery, now: datetime) -> bool:
    """Look for this one alone, until the lease ends.  False: somebody else does, or nobody is in doubt any more."""
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    rows = Delivery.objects.filter(free, pk=delivery.pk, state=Delivery.State.UNCERTAIN)
    delivery.lease_until = None
    return bool(rows.update(lease_until=now + outbox.LEASE))


def since(delivery: Delivery) -> datetime:
    """From when on it may stand there: its first try, by the slowest clock."""
    first: datetime | None = delivery.tries.aggregate(first=Min("started_at"))["first"]
    return (first or delivery.created_at) - SKEW


def is_anothers(delivery: Delivery, external_id: str) -> bool:
    """What was found is another message of ours with the same words: it tells nothing about this one."""
    others = Delivery.objects.filter(channel=delivery.channel_id, external_id=external_id)
    return others.exclude(pk=delivery.pk).exists()


def has_looks_left(delivery: Delivery) -> bool:
    """Whether it will be looked for again, where one can look."""
    return delivery.state == Delivery.State.UNCERTAIN and _looks(delivery) < len(LOOKS)


def note(delivery: Delivery, found: str, *, is_absent: bool) -> bool:
    """Write down what a look told.  After the last one, what is certainly not there may be sent again.

    Returns whether a person has to look now.
    """
    now = timezone.now()
    with transaction.atomic():
        Receipt.objects.create(delivery=delivery, kind=Receipt.Kind.LOOKED, detail=found, at=now)
        Delivery.objects.filter(pk=delivery.pk, state=Delivery.State.UNCERTAIN).update(lease_until=None)
        if _looks(delivery) < len(LOOKS):
            return False
        if is_absent and delivery.attempts < outbox.TRIES:
            overdue.clear_up(delivery.pk, has_arrived=False, why=SENT_AGAIN)
        return Delivery.objects.filter(pk=delivery.pk, state=Delivery.State.UNCERTAIN).exists()


def _looks(delivery: Delivery) -> int:
    last = delivery.tries.aggregate(last=Max("started_at"))["last"] or delivery.created_at
    return delivery.receipts.filter(kind=Receipt.Kind.LOOKED, at__gt=last).count()
