"""Many deliveries at once: kept back until somebody lets them go on, or taken back.

What a worker has in hand is too late for either.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from askfirst.gate import reservations
from askfirst.gate.ledgers import CreditEntry, Slot, TicketUse
from askfirst.gate.models import Delivery

if TYPE_CHECKING:
    from django.db.models import QuerySet

State = Delivery.State
WAITING = (State.QUEUED, State.FAILED)


def pause(rows: QuerySet[Delivery], why: str) -> int:
    """Nothing of these leaves until `go_on`.  Returns how many."""
    return rows.filter(state__in=WAITING).update(state=State.PAUSED, state_reason=why)


def go_on(rows: QuerySet[Delivery]) -> int:
    """What was paused has its turn again.  Returns how many."""
    now = timezone.now()
    return rows.filter(state=State.PAUSED).update(state=State.QUEUED, state_reason="", not_before=now)


def take_back(rows: QuerySet[Delivery], why: str) -> int:
    """Stop all of these that no worker has in hand.  Returns how many."""
    waiting = rows.filter(state__in=[*WAITING, State.PAUSED])
    of_it = {"delivery": OuterRef("pk")}
    with transaction.atomic():
        reserving = waiting.filter(
            Exists(Slot.objects.filter(**of_it))
            | Exists(CreditEntry.objects.filter(**of_it))
            | Exists(TicketUse.objects.filter(**of_it))
        )
        pks = list(reserving.values_list("pk", flat=True))
        stopped = waiting.update(state=State.STOPPED, state_reason=why, lease_until=None)
        for delivery in Delivery.objects.filter(pk__in=pks, state=State.STOPPED).select_related("channel"):
            reservations.give_back(delivery, timezone.now())
    return stopped
