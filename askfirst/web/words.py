"""Times, names and sizes as people say them."""

from __future__ import annotations

import unicodedata
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache

from django.utils.dateformat import format as in_words
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
LARGEST_EMOJI = 12  # code points: three families with their joiners


def exact(at: datetime, zone: tzinfo) -> str:
    """`Thursday 12 March 2026, 16:40:07 UTC`."""
    local = at.astimezone(zone)
    named = _written(local.date(), get_language())
    return f"{named}, {local:%H:%M:%S} {local.tzname() or ''}".rstrip()


@lru_cache(maxsize=1024)
def _written(day: date, _language: str | None) -> str:
    """A list of fifty conversations has hundreds of times and a few days."""
    return in_words(day, pgettext("date", "l j F Y"))


def clock(at: datetime, zone: tzinfo) -> str:
    """`16:40`."""
    return f"{at.astimezone(zone):%H:%M}"


def day(at: datetime, now: datetime, zone: tzinfo) -> str:
    """`Today`, `Yesterday`, `Thursday 12 March`, with the year where it is another one."""
    then, today = at.astimezone(zone).date(), now.astimezone(zone).date()
    if then == today:
        return _("Today")
    if then == today - DAY:
        return _("Yesterday")
    return _named(then, is_this_year=then.year == today.year)


def on_day(at: datetime, now: datetime, zone: tzinfo) -> str:
    """`today`, `yesterday`, `Thursday 12 March`: within a sentence."""
    then, today = at.astimezone(zone).date(), now.astimezone(zone).date()
    if then == today:
        return _("today")
    if then == today - DAY:
        return _("yesterday")
    return _named(then, is_this_year=then.year == today.year)


def _named(then: date, *, is_this_year: bool) -> str:
    return in_words(then, pgettext("date", "l j F") if is_this_year else pgettext("date", "l j F Y"))


def short(at: datetime, now: datetime, zone: tzinfo) -> str:
    """As a list says it: `now`, `5 min`, `16:40`, `Thu`, `12 Mar`, `12 Mar 2024`."""
    passed = now - at
    then, today = at.astimezone(zone), now.astimezone(zone)
    if passed < MINUTE:
        return pgettext("moment", "now")
    if passed < HOUR:
        return _("%(minutes)d min") % {"minutes": passed // MINUTE}
    if then.date() == today.date() or passed < 12 * HOUR:
        return f"{then:%H:%M}"
    if passed < 6 * DAY:
        return in_words(then, "D")
    if then.year == today.year:
        return in_words(then, pgettext("date", "j M"))
    return in_words(then, pgettext("date", "j M Y"))


def length(span: timedelta) -> str:
    """`3 h 12 min`, `5 days`: the two units that matter."""
    if span < MINUTE:
        return _("less than a minute")
    if span < HOUR:
        return _("%(minutes)d min") % {"minutes": span // MINUTE}
    if span < 2 * DAY:
        minutes = span % HOUR // MINUTE
        said = _("%(hours)d h %(minutes)d min") if minutes else _("%(hours)d h")
        return said % {"hours": span // HOUR, "minutes": minutes}
    return ngettext("%(days)d day", "%(days)d days", span // DAY) % {"days": span // DAY}


def left(at: datetime, now: datetime) -> str:
    """`in 3 h 12 min`."""
    return _("in %(length)s") % {"length": length(at - now)}


def until(at: datetime, now: datetime, zone: tzinfo) -> str:
    """`in 3 h 12 min, Thursday 16:40`."""
    local = at.astimezone(zone)
    form = "l" if at - now < 6 * DAY else pgettext("date", "l j F")
    if local.year != now.astimezone(zone).year:
        form = pgettext("date", "l j F Y")
    return f"{left(at, now)}, {in_words(local, form)} {local:%H:%M}"


def when(at: datetime, now: datetime, zone: tzinfo) -> str:
    """An hour that is named: `09:00`, `tomorrow 09:00`, `Thursday 09:00`, `12 March 09:00`, with the year of another one."""
    local, today = at.astimezone(zone), now.astimezone(zone)
    days = (local.date() - today.date()).days
    if days == 0:
        return f"{local:%H:%M}"
    if days == 1:
        return _("tomorrow %(clock)s") % {"clock": f"{local:%H:%M}"}
    if 1 < days < 7:
        return f"{in_words(local, 'l')} {local:%H:%M}"
    form = pgettext("date", "j F") if local.year == today.year else pgettext("date", "j F Y")
    return f"{in_words(local, form)} {local:%H:%M}"


def initials(name: str) -> str:
    """One or two letters for a picture; a dot where a name has none."""
    letters = [word[0] for word in name.split() if unicodedata.category(word[0])[0] in "LN"]
    if not letters:
        return "·"
    return (letters[0] + (letters[-1] if len(letters) > 1 else "")).upper()


def is_emoji_only(text: str) -> bool:
    """A few emoji and nothing else."""
    bare = text.strip()
    return 0 < len(bare) <= LARGEST_EMOJI and all(_is_emoji(sign) for sign in bare)


def _is_emoji(sign: str) -> bool:
    return unicodedata.category(sign) in {"So", "Sk", "Mn", "Cf"} or sign == "\u200d"


def from_microseconds(at: int) -> datetime:
    """An instant of the policy as an aware datetime."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=at)
