"""Notes to members, in browsers that no page of ours is open in.

A note that is due becomes one row for each device, and a row is gone when the push service has taken it, when it is known
never to get there, or when it is no longer worth telling.  A push says nothing that the bell does not keep.
"""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from askfirst.brand import attention
from askfirst.brand.models import Device, Notification, Push
from askfirst.brand.spoken import in_language_of, spoken
from askfirst.wire import pushing

if TYPE_CHECKING:
    from datetime import datetime

log = logging.getLogger(__name__)

BATCH = 50


def push_due() -> int:
    """Hand what is due to the push services.  Returns how many rows it looked at; for the worker to call often."""
    return _lay_out() + _send()


def _lay_out() -> int:
    """A row for each device of each note that is due; what falls in quiet hours waits for their end."""
    now = timezone.now()
    due = Notification.objects.select_related("member__brand").filter(push_due_at__lte=now)
    notes = list(due.order_by("push_due_at")[:BATCH])
    for note in notes:
        later = attention.quiet_until(note.member, now, is_urgent=note.is_urgent)
        is_worth_it = note.seen_at is None and note.member.is_active
        with transaction.atomic():
            mine = Notification.objects.filter(pk=note.pk, push_due_at=note.push_due_at)
            if not mine.update(push_due_at=later if is_worth_it else None) or later or not is_worth_it:
                continue
            Push.objects.bulk_create(
                [
                    Push(device=device, note=note, due_at=now)
                    for device in Device.objects.filter(member=note.member_id)
                ],
                update_conflicts=True,
                unique_fields=["device", "note"],
                update_fields=["due_at"],
            )
    return len(notes)


def _send() -> int:
    now = timezone.now()
    rows = list(
        Push.objects.select_related("device__member__brand", "note__brand")
        .filter(due_at__lte=now)
        .order_by("due_at")[:BATCH]
    )
    held = [
        row
        for row in rows
        if Push.objects.filter(pk=row.pk, due_at=row.due_at).update(due_at=now + pushing.LEASE)
    ]
    wanted = [row for row in held if _is_worth_it(row, now)]
    Push.objects.filter(pk__in={row.pk for row in held} - {row.pk for row in wanted}).delete()
    for row, outcome in zip(wanted, _answers(wanted, now), strict=True):
        _settle(row, outcome, now + pushing.LEASE)
    return len(rows)


def _answers(rows: list[Push], now: datetime) -> list[pushing.Outcome]:
    return pushing.send([_push(row) for row in rows], now)


def _push(row: Push) -> pushing.Push:
    row.note.member = row.device.member
    return pushing.Push(
        to=row.device,
        words=words(row.note),
        topic=pushing.topic(row.note.subject),
        is_urgent=row.note.is_urgent,
    )


def _is_worth_it(row: Push, now: datetime) -> bool:
    return (
        row.note.seen_at is None and row.device.member.is_active and row.note.created_at > now - pushing.LATE
    )


def words(note: Notification) -> bytes:
    """What the browser shows: who and what only where the member wants it on their screen."""
    told = {"tag": pushing.topic(note.subject), "link": note.link}
    with in_language_of(note.member):
        if attention.of(note.member).shows_words:
            told |= {"title": spoken(note.title), "body": spoken(note.excerpt)}
        else:
            told |= {"title": _("Something new"), "body": ""}
    return json.dumps(told, ensure_ascii=False).encode()


def _settle(row: Push, outcome: pushing.Outcome, held_until: datetime) -> None:
    device, now = row.device, timezone.now()
    mine = Push.objects.filter(pk=row.pk, due_at=held_until)  # news that came meanwhile are due again
    pause = outcome.pause(row.tries)
    if outcome.is_good:
        mine.delete()
        Device.objects.filter(pk=device.pk).update(reached_at=now)
    elif outcome.is_gone:
        log.info("device %s is taken off: its push service answered %s", device.pk, outcome.status)
        device.delete()
    elif pause:
        mine.update(tries=F("tries") + 1, due_at=now + pause)
    else:
        log.warning("a push to device %s was given up: %s %s", device.pk, outcome.status, outcome.says)
        mine.delete()


__all__ = ["push_due", "words"]
