"""Until when a conversation is put off: the hours that people mean, by the brand's clock, or one that they type."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from askfirst.web import words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo

EVENING, MORNING = time(18), time(9)
FARTHEST = timedelta(days=366)
_MONDAY = 7


class NoSuchHour(ValueError):  # noqa: N818 -- reads as what it is
    """What was chosen is no hour to come back at; the message says why and what to do."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """One entry of the menu: what it is called, and the hour that it means now."""

    name: str
    word: str
    at: datetime
    when: str


def choices(now: datetime, zone: tzinfo) -> list[Choice]:
    """What can be chosen at this moment, soonest first: no evening that is almost here or over, and tomorrow once."""
    today = now.astimezone(zone)
    tomorrow = _at(today + timedelta(days=1), MORNING)
    monday = today + timedelta(days=_MONDAY - today.weekday())
    found = [
        ("hour", _("In one hour"), now + timedelta(hours=1)),
        ("evening", _("This evening"), _at(today, EVENING)),
        ("tomorrow", _("Tomorrow morning"), tomorrow),
        ("monday", _("Next Monday"), _at(monday, MORNING)),
    ]
    return [
        Choice(name=name, word=word, at=at, when=words.when(at, now, zone))
        for name, word, at in found
        if (name != "evening" or at - now > timedelta(hours=1))
        and not (name == "monday" and at.date() == tomorrow.date())
    ]


def chosen(typed: Mapping[str, str]) -> datetime:
    """The hour that a form means: `until` exactly, `later` by its name, or `custom` by the brand's clock.

    Raises:
        NoSuchHour: it is none, has passed, or is more than a year away.
    """
    now, zone = timezone.now(), timezone.get_current_timezone()
    named = {choice.name: choice.at for choice in choices(now, zone)}
    wish = typed.get("later", "")
    at = named.get(wish) or _read(
        typed.get("until", "") if wish != "custom" else typed.get("custom", ""), zone
    )
    if at <= now:
        raise NoSuchHour(_("That hour has passed. Choose one that is to come."))
    if at - now > FARTHEST:
        raise NoSuchHour(_("That is more than a year away. Choose a nearer day."))
    return at


def _read(text: str, zone: tzinfo) -> datetime:
    try:
        at = datetime.fromisoformat(text)
        return at if at.tzinfo else at.replace(tzinfo=zone)
    except ValueError:
        raise NoSuchHour(_("Choose a day and an hour at which it should come back.")) from None


def _at(day: datetime, hour: time) -> datetime:
    return datetime.combine(day.date(), hour, day.tzinfo)
