"""What waits too long: it is put away, taken over from a worker that died, tried at once, or cleared up by somebody who looked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Greatest
from django.utils import timezone

from askfirst.gate import outbox, outcomes, reservations
from askfirst.gate.models import Attempt, Delivery
from askfirst.sentence import Sentence

if TYPE_CHECKING:
    from datetime import datetime

State = Delivery.State


MANY = 2000
"""Rows in one statement, while which nobody else writes on SQLite."""


def take_back(now: datetime) -> int:
    """Let messages of lists that a dead worker had claimed and not begun have their turn again.  Returns how many.

    They count as no try, as in `expire`; but a worker that dies leaves hundreds of them, and they stand on nobody's screen.
    """
    begun = Attempt.objects.filter(
        delivery=OuterRef("pk"), started_at__gte=OuterRef("lease_until") - outbox.LEASE
    )
    left = Delivery.objects.filter(~Exists(begun), state=State.SENDING, lease_until__lt=now, on__isnull=False)
    with transaction.atomic():
        pks = [row.pk for row in outbox.unheld(left.only("pk").order_by("pk"))[:MANY]]
        waiting = {"state": State.QUEUED, "lease_until": None, "attempts": Greatest(F("attempts") - 1, 0)}
        return left.filter(pk__in=pks).update(**waiting)


def overdue(now: datetime) -> list[int]:
    """Ids of what may no longer be sent, and of what a dead worker held: see `expire`."""
    return list(Delivery.objects.filter(_overdue(now)).order_by("pk").values_list("pk", flat=True))


def expire(delivery: int, now: datetime) -> Delivery | None:
    """Put one away that is too late, or take it over from a worker that died.  None: somebody else did.

    For a caller with a transaction, in which it also tells whom it concerns.
    """
    rows = Delivery.objects.select_related("channel", "brand", "decision__member").filter(_overdue(now))
    held = outbox.unheld(rows.filter(pk=delivery)).first()
    if held is None:
        return None
    if held.state == State.SENDING:
        _take_over(held)
    else:
        is_handed = held.state == State.HANDED
        why = (
            Sentence("nobody said that they sent it")
            if is_handed
            else Sentence("its time passed before it could be sent")
        )
        held.state, held.state_reason = State.EXPIRED, why
        held.save(update_fields=["state", "state_reason"])
        reservations.give_back(held, now)
    return held


def _take_over(held: Delivery) -> None:
    """A dead worker claimed it: what it had not begun to hand over has its turn again, and counts as no try."""
    lease = held.lease_until or timezone.now()
    if held.tries.filter(started_at__gte=lease - outbox.LEASE).exists():
        outcomes.lose_sight(held, Sentence("the program stopped while this was being sent"))
        return
    held.state, held.lease_until, held.attempts = State.QUEUED, None, max(held.attempts - 1, 0)
    held.save(update_fields=["state", "lease_until", "attempts"])


def _overdue(now: datetime) -> Q:
    too_late = Q(state__in=outbox.WAITING, not_after__lt=now) | Q(
        state=State.HANDED, created_at__lt=now - outbox.HAND_TIME
    )
    return too_late | Q(state=State.SENDING, lease_until__lt=now)


def hurry(delivery: int) -> bool:
    """Try a failed delivery at once instead of later.  False where it is no longer waiting for another try."""
    waiting = Delivery.objects.filter(pk=delivery, state=State.FAILED)
    return bool(waiting.update(not_before=timezone.now()))


_AGAIN = Sentence("a member had it sent again")


def clear_up(delivery: int, *, has_arrived: bool, why: str = _AGAIN) -> bool:
    """Somebody has looked: it arrived, or it may be sent again.  False where nobody was in doubt any more.

    What is sent again goes through the recheck as everything does.
    """
    now = timezone.now()
    said = {"state": State.FAILED, "state_reason": why, "not_before": now}
    if has_arrived:
        said = {"state": State.SENT, "state_reason": "", "sent_at": now}
    with transaction.atomic():
        is_done = bool(Delivery.objects.filter(pk=delivery, state=State.UNCERTAIN).update(**said))
        if is_done:
            settle = reservations.confirm if has_arrived else reservations.reserve_again
            settle(Delivery.objects.select_related("channel").get(pk=delivery), now)
    return is_done
