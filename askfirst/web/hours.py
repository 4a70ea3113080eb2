"""When something may be sent later: a few hours in words, by the clock of whom it is for, or any other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from askfirst.drafts.schedule import NoSuchHour

if TYPE_CHECKING:
    from askfirst.brand.models import Brand
    from askfirst.people.models import Contact

MORNING, EVENING = time(9), time(18)
MONDAY = 0
OWN = "own"
"""The choice of an hour that is typed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Hour:
    """One choice: `value` is what a form sends back."""

    at: datetime
    word: str
    says: str

    @property
    def value(self) -> str:
        """The instant, in ISO 8601."""
        return self.at.isoformat()


@dataclass(frozen=True, kw_only=True, slots=True)
class Hours:
    """By whose clock, and the choices of this moment."""

    zone: ZoneInfo
    whose: str
    choices: tuple[Hour, ...]

    @property
    def earliest(self) -> str:
        """What a field for an hour takes at the least."""
        return timezone.now().astimezone(self.zone).strftime("%Y-%m-%dT%H:%M")


def for_person(contact: Contact | None, brand: Brand) -> Hours:
    """The choices by the person's clock where it is known, else by the brand's."""
    theirs = _zone(contact.time_zone) if contact and contact.time_zone else None
    zone = theirs or _zone(brand.time_zone) or ZoneInfo("UTC")
    whose = _("their time, %(zone)s") if theirs else _("your time, %(zone)s")
    return Hours(zone=zone, whose=whose % {"zone": zone.key}, choices=_choices(timezone.now(), zone))


def chosen(posted: str, typed: str, hours: Hours) -> datetime:
    """The instant that was chosen, or the one that was typed.

    Raises:
        NoSuchHour: it is no time.
    """
    try:
        if posted != OWN:
            return _aware(datetime.fromisoformat(posted), hours.zone)
        return _aware(datetime.fromisoformat(typed.strip()), hours.zone)
    except (ValueError, OverflowError):
        raise NoSuchHour(_("Choose a day and an hour, as in 24 December 2026, 09:00.")) from None


def _aware(at: datetime, zone: ZoneInfo) -> datetime:
    return at if at.tzinfo else at.replace(tzinfo=zone)


def _choices(now: datetime, zone: ZoneInfo) -> tuple[Hour, ...]:
    local = now.astimezone(zone)
    soon = (local + timedelta(hours=1)).replace(second=0, microsecond=0)
    evening = datetime.combine(local.date(), EVENING, zone)
    tomorrow = datetime.combine(local.date() + timedelta(days=1), MORNING, zone)
    monday = datetime.combine(local.date() + timedelta(days=7 - local.weekday()), MORNING, zone)
    found = [(soon, _("In an hour"))]
    if evening - local > timedelta(hours=2):
        found.append((evening, _("This evening")))
    found.append((tomorrow, _("Tomorrow morning")))
    if monday != tomorrow:
        found.append((monday, _("Next Monday")))
    return tuple(
        Hour(at=at, word=word, says=date_format(at, "H:i" if at.date() == local.date() else "D H:i"))
        for at, word in found
    )


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None
