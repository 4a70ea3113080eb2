"""From a list and conditions to recipients: a batch at a time, each once, from where the last batch ended.

Who joins after their place was passed is none of this campaign's; who leaves is asked about again before anything is sent.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils import timezone

from askfirst.campaigns import access, audiences
from askfirst.campaigns.models import Recipient
from askfirst.consent.models import Membership
from askfirst.people.models import Contact, Handle

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from askfirst.campaigns.models import Campaign, Version

MANY = 2000
EARLIEST = timedelta(hours=26)
"""Between an hour on the first clock of the world and the same hour on the last, as far apart as they are."""
LATE = timedelta(hours=1)
"""Whose hour is over for longer than this gets it a day later."""


def listed(held: Campaign, version: Version) -> QuerySet[Contact]:
    """Everybody who stands on the list, whatever became of them there, and fits the conditions."""
    there = Membership.objects.filter(list=held.on).exclude(state=Membership.State.NONE)
    return audiences.people(version.audience, held.on).filter(pk__in=there.values("contact"))


def gather(held: Campaign) -> int:
    """Make recipients of the next people.  Returns how many were looked at; 0: there is nobody left, and it is noted so.

    For a caller with a transaction who holds the campaign's row.
    """
    version = access.version(held, held.approved_version)
    assert version is not None  # noqa: S101 -- only what is approved is sent
    now = timezone.now()
    active = Membership.objects.filter(
        list=held.on, state=Membership.State.ACTIVE, contact__gt=held.gathered_upto
    )
    if version.audience:
        active = active.filter(contact__in=audiences.people(version.audience, held.on).values("pk"))
    else:
        active = active.filter(contact__merged_into=None, contact__forgotten_at=None)
    rows = list(active.order_by("contact").values_list("contact", "contact__time_zone")[:MANY])
    if not rows:
        held.gathered_at = now
        held.save(update_fields=["gathered_at"])
        return 0
    zones = {zone: due_at(held, zone, now) for _contact, zone in rows}
    reached = addresses(held, [contact for contact, _zone in rows])
    Recipient.objects.bulk_create(
        [
            Recipient(campaign=held, contact_id=contact, handle_id=reached[contact], due_at=zones[zone])
            for contact, zone in rows
            if contact in reached
        ],
        ignore_conflicts=True,
    )
    held.gathered_upto = rows[-1][0]
    held.save(update_fields=["gathered_upto"])
    return len(rows)


def addresses(held: Campaign, people: Iterable[int]) -> dict[int, int]:
    """Where each of them gets it: the address known longest of those that work, else of all."""
    rows = Handle.objects.filter(contact__in=list(people), network=held.channel.network).order_by("-pk")
    found: dict[int, int] = {}
    works: dict[int, int] = {}
    for pk, contact, dead in rows.values_list("pk", "contact", "unreachable_since"):
        found[contact] = pk
        if dead is None:
            works[contact] = pk
    return found | works


def begins_at(held: Campaign) -> datetime | None:
    """When its first recipients may come due; None: when somebody presses Send."""
    if held.scheduled_at is None:
        return None
    return held.scheduled_at - EARLIEST if held.is_local else held.scheduled_at


def due_at(held: Campaign, zone: str, now: datetime) -> datetime:
    """When it goes to somebody whose clock is this one: at once, at its hour, or at that hour of theirs.

    Whose hour that day is over gets it the next day; of whom nobody knows the clock, by the brand's.
    """
    if held.scheduled_at is None:
        return now
    if not held.is_local:
        return held.scheduled_at
    written = held.scheduled_at.astimezone(_zone(held.brand.time_zone) or ZoneInfo("UTC"))
    theirs = _zone(zone)
    if theirs is None:
        return held.scheduled_at
    found = written.replace(tzinfo=theirs)
    if now - found > LATE:
        found = (written + timedelta(days=1)).replace(tzinfo=theirs)
    return found


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: a folder of zones, such as `America`
        return None
