"""Notes to members, in browsers that no page of ours is open in.

A note that is due becomes one row for each device, and a row is gone when the push service has taken it, when it is known
never to get there, or when it is no longer worth telling.  A push says nothing that the bell does not keep.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING

import httpx
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from askfirst.brand import attention, devices
from askfirst.brand.models import Device, Notification, Push
from askfirst.networks import http, webpush
from askfirst.wire import loop

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

log = logging.getLogger(__name__)

BATCH = 50
SECONDS = 15.0
LEASE = timedelta(minutes=2)
"""While one worker has a push in hand; afterwards another takes it up."""
PAUSES = tuple(timedelta(seconds=seconds) for seconds in (10, 60, 300, 1800, 7200))
"""Between two tries; after the last one it is given up."""
LATE = timedelta(days=1)
"""What is older than this is not worth a noise."""
_GONE = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
# The browser took its words from somebody with another key: it must subscribe again.
_NOT_OURS = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What a push service said; status 0: nothing could be asked, `says` why."""

    status: int
    says: str = ""
    wait: timedelta | None = None

    @property
    def is_good(self) -> bool:
        return HTTPStatus.OK <= self.status < HTTPStatus.MULTIPLE_CHOICES

    @property
    def may_pass(self) -> bool:
        """Whether another try may end otherwise."""
        return (
            self.status in {0, HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.REQUEST_TIMEOUT}
            or self.status >= HTTPStatus.INTERNAL_SERVER_ERROR
        )


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
        row for row in rows if Push.objects.filter(pk=row.pk, due_at=row.due_at).update(due_at=now + LEASE)
    ]
    wanted = [row for row in held if _is_worth_it(row, now)]
    Push.objects.filter(pk__in={row.pk for row in held} - {row.pk for row in wanted}).delete()
    for row, outcome in zip(wanted, _answers(wanted, now), strict=True):
        _settle(row, outcome, now + LEASE)
    return len(rows)


def _answers(rows: list[Push], now: datetime) -> list[Outcome]:
    return loop.run(_post_all(_parcels(rows, now))) if rows else []


def _is_worth_it(row: Push, now: datetime) -> bool:
    return row.note.seen_at is None and row.device.member.is_active and row.note.created_at > now - LATE


@dataclass(frozen=True, kw_only=True, slots=True)
class _Parcel:
    """One request to a push service."""

    endpoint: str
    headers: Mapping[str, str]
    body: bytes


def _parcels(rows: Iterable[Push], now: datetime) -> list[_Parcel]:
    """Made before the loop is asked: nothing on it may wait for the database."""
    key = devices.own_key()
    contact = settings.ADDRESS if settings.IS_SECURE else f"mailto:{settings.DEFAULT_FROM_EMAIL}"
    made = []
    for row in rows:
        device, note = row.device, row.note
        note.member = device.member
        headers = webpush.headers(
            device.endpoint, key, contact, now, keep=LATE, topic=topic(note), is_urgent=note.is_urgent
        )
        to = webpush.keyed(device.endpoint, device.key, device.secret)
        made.append(_Parcel(endpoint=device.endpoint, headers=headers, body=webpush.encrypt(words(note), to)))
    return made


async def _post_all(parcels: Iterable[_Parcel]) -> list[Outcome]:
    return list(await asyncio.gather(*map(_post, parcels)))


async def _post(parcel: _Parcel) -> Outcome:
    try:
        client = http.client(is_guarded=True)
        sent = client.stream(
            "POST", parcel.endpoint, content=parcel.body, headers=dict(parcel.headers), timeout=SECONDS
        )
        async with sent as answer:  # nobody reads what it says: the status is the answer
            status, said = answer.status_code, answer.headers.get("retry-after", "").strip()
    except (httpx.HTTPError, OSError) as error:
        return Outcome(status=0, says=str(error) or type(error).__name__)
    wait = timedelta(seconds=min(int(said), int(LATE.total_seconds()))) if said.isdecimal() else None
    return Outcome(status=status, wait=wait)


def words(note: Notification) -> bytes:
    """What the browser shows: who and what only where the member wants it on their screen."""
    told = {"tag": topic(note), "link": note.link}
    if attention.of(note.member).shows_words:
        told |= {"title": note.title, "body": note.excerpt}
    else:
        told |= {"title": _("Something new"), "body": ""}
    return json.dumps(told, ensure_ascii=False).encode()


def topic(note: Notification) -> str:
    """News of one thing have one name, so that the newest replaces the others; nobody reads from it what the thing is."""
    return hashlib.sha256(f"{settings.DIGEST_KEY}\0{note.subject}".encode()).hexdigest()[:32]


def _settle(row: Push, outcome: Outcome, held_until: datetime) -> None:
    device, now = row.device, timezone.now()
    mine = Push.objects.filter(pk=row.pk, due_at=held_until)  # news that came meanwhile are due again
    if outcome.is_good:
        mine.delete()
        Device.objects.filter(pk=device.pk).update(reached_at=now)
    elif outcome.status in _GONE | _NOT_OURS:
        log.info("device %s is taken off: its push service answered %s", device.pk, outcome.status)
        device.delete()
    elif outcome.may_pass and row.tries < len(PAUSES):
        wait = max(outcome.wait or PAUSES[row.tries], PAUSES[row.tries])
        mine.update(tries=F("tries") + 1, due_at=now + wait)
    else:
        log.warning("a push to device %s was given up: %s %s", device.pk, outcome.status, outcome.says)
        mine.delete()


__all__ = ["push_due", "topic", "words"]
