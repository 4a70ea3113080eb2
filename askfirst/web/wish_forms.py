"""What somebody typed into one control of their preference page, as wishes: the rest of what they wish stays as it was."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from askfirst.consent.preferences import CannotWish
from askfirst.networks import catalog

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import QueryDict

    from askfirst.consent.preferences import Wishes
    from askfirst.people.models import Contact

DAYS = (
    (1, gettext_lazy("a day")),
    (7, gettext_lazy("a week")),
    (14, gettext_lazy("two weeks")),
    (30, gettext_lazy("a month")),
    (90, gettext_lazy("three months")),
)
_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)(?::\d\d)?")


def read(typed: QueryDict, before: Wishes, person: Contact) -> Wishes:
    """The wishes as they are to be.

    Raises:
        CannotWish: what was typed is no number, hour or day.
    """
    return _READERS[typed.get("do", "")](typed, before, person)


def _frequency(typed: QueryDict, before: Wishes, _person: Contact) -> Wishes:
    most, days = typed.get("most", "").strip(), typed.get("days", "")
    if not most:
        return replace(before, most=None, days=7)
    if not (most.isdecimal() and len(most) <= 4 and days.isdecimal() and len(days) <= 4):
        raise CannotWish(_("Say how often at most with a whole number, such as 2."), "most")
    return replace(before, most=int(most), days=int(days))


def _quiet(typed: QueryDict, before: Wishes, _person: Contact) -> Wishes:
    begins, ends = typed.get("from", "").strip(), typed.get("until", "").strip()
    return replace(before, quiet_from=_minute(begins), quiet_until=_minute(ends))


def _networks(typed: QueryDict, before: Wishes, _person: Contact) -> Wishes:
    """What stands on the page with no tick is unwanted; what does not stand there stays as it was."""
    shown, wanted = set(typed.getlist("shown")), set(typed.getlist("network"))
    known = {name for name in shown if name in catalog.NETWORKS}
    return replace(before, networks=frozenset((before.networks - known) | (known - wanted)))


def _pause(typed: QueryDict, before: Wishes, person: Contact) -> Wishes:
    said = typed.get("until", "").strip()
    if not said:
        return replace(before, paused_until=None)
    try:
        day = date.fromisoformat(said)
        until = datetime.combine(
            day, time.min, ZoneInfo(person.time_zone or timezone.get_current_timezone_name())
        )
    except (ValueError, OverflowError):
        raise CannotWish(_("Say until when with a day, such as 2027-01-31."), "pause") from None
    if until <= timezone.now():
        raise CannotWish(
            _("That day is over. Choose one that is to come, or none to end the pause."), "pause"
        )
    return replace(before, paused_until=until)


def _minute(said: str) -> int | None:
    if not said:
        return None
    found = _CLOCK.fullmatch(said)
    if not found:
        raise CannotWish(_("Quiet hours are times of the day, such as 21:00."), "quiet")
    return int(found[1]) * 60 + int(found[2])


_READERS: dict[str, Callable[[QueryDict, Wishes, Contact], Wishes]] = {
    "frequency": _frequency,
    "quiet": _quiet,
    "networks": _networks,
    "pause": _pause,
}
