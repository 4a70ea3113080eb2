"""What each member wants to hear of, by which ways, and when they want quiet: their own rules."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, available_timezones

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise

    from askfirst.brand.models import Member

NEVER, SOON, HOURLY, DAILY = "never", "soon", "hour", "day"
MAILS = (NEVER, SOON, HOURLY, DAILY)
SOON_AFTER = timedelta(minutes=1)
"""Who is at their desk sees it within a minute, and needs no mail."""
HOURS = 24
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


@dataclass(frozen=True, kw_only=True, slots=True)
class Ways:
    """By which ways one thing reaches a member; `mail` is one of MAILS."""

    bell: bool = True
    push: bool = True
    mail: str = NEVER


@dataclass(frozen=True, kw_only=True, slots=True)
class Matter:
    """Something of which a member may hear, and how they do unless they choose otherwise."""

    key: str
    label: _StrPromise
    usual: Ways = Ways()


MATTERS = (
    Matter(key="mine", label=gettext_lazy("A new message in a conversation of yours")),
    Matter(key="unassigned", label=gettext_lazy("A new message in a conversation that is nobody’s")),
    Matter(
        key="others",
        label=gettext_lazy("A new message in a conversation of a colleague’s"),
        usual=Ways(bell=False, push=False),
    ),
    Matter(key="given", label=gettext_lazy("A conversation is given to your team")),
    Matter(key="mention", label=gettext_lazy("A colleague names you in a note")),
    Matter(key="public", label=gettext_lazy("A comment, or another word in public")),
    Matter(
        key="request",
        label=gettext_lazy("Somebody asks to be a friend or a follower"),
        usual=Ways(push=False),
    ),
    Matter(key="stopped", label=gettext_lazy("A reply of yours was stopped, or could not be delivered")),
    Matter(key="later", label=gettext_lazy("Something was not sent at the hour for which you had set it")),
    Matter(key="channel", label=gettext_lazy("A channel needs attention")),
    Matter(
        key="batch",
        label=gettext_lazy("What you did with many conversations is done"),
        usual=Ways(push=False),
    ),
    Matter(key="campaign", label=gettext_lazy("A campaign waits for your yes, or something became of it")),
    Matter(
        key="lifting",
        label=gettext_lazy("A colleague wants an address off the stop list, or said yes or no to you"),
        usual=Ways(push=False),
    ),
)
KEYS = frozenset(matter.key for matter in MATTERS)


@dataclass(frozen=True, kw_only=True, slots=True)
class Quiet:
    """From one time of day until another, by the member's clock; it may go over midnight."""

    begins: time
    ends: time

    def covers(self, clock: time) -> bool:
        if self.begins < self.ends:
            return self.begins <= clock < self.ends
        return clock >= self.begins or clock < self.ends


@dataclass(frozen=True, kw_only=True, slots=True)
class Attention:
    """One member's rules.  What they never chose is as usual."""

    ways: Mapping[str, Ways] = field(default_factory=dict)
    quiet: Quiet | None = None
    urgent_comes_through: bool = True
    daily_at: int = 8
    """The hour of the daily mail, by the member's clock."""
    shows_words: bool = False
    """Whether a push says who wrote and what; else only that there is something new."""

    def of(self, matter: str) -> Ways:
        """The ways for one matter.

        Raises:
            KeyError: there is no such matter.
        """
        return self.ways.get(matter) or _USUAL[matter]


_USUAL = {matter.key: matter.usual for matter in MATTERS}


def of(member: Member) -> Attention:
    """This member's rules, as they are kept."""
    kept: dict[str, Any] = member.attention
    quiet = kept.get("quiet")
    return Attention(
        ways={key: Ways(**ways) for key, ways in kept.get("ways", {}).items() if key in KEYS},
        quiet=Quiet(begins=time.fromisoformat(quiet[0]), ends=time.fromisoformat(quiet[1]))
        if quiet
        else None,
        urgent_comes_through=kept.get("urgent_comes_through", True),
        daily_at=kept.get("daily_at", 8),
        shows_words=kept.get("shows_words", False),
    )


def choose(member: Member, wanted: Attention, time_zone: str) -> None:
    """From now on the member hears by these rules; an empty `time_zone` is the brand's.

    Raises:
        ValueError: something of it cannot be; nothing was changed.
    """
    if time_zone and time_zone not in available_timezones():
        raise ValueError(
            _("“%(zone)s” is no time zone: write one such as Europe/London.") % {"zone": time_zone}
        )
    if not 0 <= wanted.daily_at < HOURS:
        raise ValueError(_("The hour of the daily mail is a number from 0 to 23."))
    if any(ways.mail not in MAILS for ways in wanted.ways.values()):
        raise ValueError(_("Choose one of the mails that are offered."))
    quiet = wanted.quiet
    member.time_zone = time_zone
    member.attention = {
        "ways": {
            key: {"bell": ways.bell, "push": ways.push, "mail": ways.mail}
            for key, ways in wanted.ways.items()
            if key in KEYS
        },
        "quiet": [quiet.begins.isoformat("minutes"), quiet.ends.isoformat("minutes")] if quiet else None,
        "urgent_comes_through": wanted.urgent_comes_through,
        "daily_at": wanted.daily_at,
        "shows_words": wanted.shows_words,
    }
    member.save(update_fields=["attention", "time_zone"])


def read_quiet(begins: str, ends: str) -> Quiet | None:
    """Quiet hours as they are typed, `22:00` and `07:00`; None: both places are empty.

    Raises:
        ValueError: one is missing or no time of day, or both are the same.
    """
    begins, ends = begins.strip(), ends.strip()
    if not begins and not ends:
        return None
    if not (_CLOCK.fullmatch(begins) and _CLOCK.fullmatch(ends)):
        raise ValueError(
            _("Quiet hours need a beginning and an end, as in 22:00 and 07:00; or leave both empty.")
        )
    if begins == ends:
        raise ValueError(
            _("Quiet hours begin and end at the same time. Choose two times, or leave both empty.")
        )
    return Quiet(begins=time.fromisoformat(begins), ends=time.fromisoformat(ends))


def zone(member: Member) -> ZoneInfo:
    """By whose clock the member's hours are read: their own, else the brand's."""
    return ZoneInfo(member.time_zone or member.brand.time_zone)


def quiet_until(member: Member, now: datetime, *, is_urgent: bool) -> datetime | None:
    """When the quiet that holds now will be over; None: the member may be told at once."""
    rules = of(member)
    if rules.quiet is None or (is_urgent and rules.urgent_comes_through):
        return None
    local = now.astimezone(zone(member))
    if not rules.quiet.covers(local.time()):
        return None
    return _next(local, rules.quiet.ends)


def mail_due(member: Member, mail: str, now: datetime) -> datetime | None:
    """When a mail of this kind is due; None: there is none."""
    if mail == SOON:
        return now + SOON_AFTER
    if mail == HOURLY:
        return now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    if mail == DAILY:
        return _next(now.astimezone(zone(member)), time(of(member).daily_at))
    return None


def _next(local: datetime, clock: time) -> datetime:
    """The next moment at which the clock there shows this."""
    found = datetime.combine(local.date(), clock, local.tzinfo)
    return found if found > local else datetime.combine(local.date() + timedelta(days=1), clock, local.tzinfo)
