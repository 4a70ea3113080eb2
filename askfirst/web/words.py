"""Times, names and sizes as people say them."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime, timedelta, tzinfo

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
LARGEST_EMOJI = 12  # code points: three families with their joiners


def exact(at: datetime, zone: tzinfo) -> str:
    """`Thursday 12 March 2026, 16:40:07 UTC`."""
    local = at.astimezone(zone)
    return f"{local:%A} {local.day} {local:%B %Y}, {local:%H:%M:%S} {local.tzname() or ''}".rstrip()


def clock(at: datetime, zone: tzinfo) -> str:
    """`16:40`."""
    return f"{at.astimezone(zone):%H:%M}"


def day(at: datetime, now: datetime, zone: tzinfo) -> str:
    """`Today`, `Yesterday`, `Thursday 12 March`, with the year where it is another one."""
    then, today = at.astimezone(zone).date(), now.astimezone(zone).date()
    if then == today:
        return "Today"
    if then == today - DAY:
        return "Yesterday"
    named = f"{then:%A} {then.day} {then:%B}"
    return named if then.year == today.year else f"{named} {then.year}"


def short(at: datetime, now: datetime, zone: tzinfo) -> str:
    """As a list says it: `now`, `5 min`, `16:40`, `Thu`, `12 Mar`, `12 Mar 2024`."""
    passed = now - at
    then, today = at.astimezone(zone), now.astimezone(zone)
    if passed < MINUTE:
        return "now"
    if passed < HOUR:
        return f"{passed // MINUTE} min"
    if then.date() == today.date() or passed < 12 * HOUR:
        return f"{then:%H:%M}"
    if passed < 6 * DAY:
        return f"{then:%a}"
    return f"{then.day} {then:%b}" if then.year == today.year else f"{then.day} {then:%b %Y}"


def length(span: timedelta) -> str:
    """`3 h 12 min`, `5 days`: the two units that matter."""
    if span < MINUTE:
        return "less than a minute"
    if span < HOUR:
        return _many(span // MINUTE, "min", "min")
    if span < 2 * DAY:
        minutes = span % HOUR // MINUTE
        return f"{span // HOUR} h {minutes} min" if minutes else f"{span // HOUR} h"
    return _many(span // DAY, "day", "days")


def until(at: datetime, now: datetime, zone: tzinfo) -> str:
    """`in 3 h 12 min, Thursday 16:40`."""
    local = at.astimezone(zone)
    far = "" if at - now < 6 * DAY else f" {local.day} {local:%B}"
    year = "" if local.year == now.astimezone(zone).year else f" {local.year}"
    return f"in {length(at - now)}, {local:%A}{far}{year} {local:%H:%M}"


def when(at: datetime, now: datetime, zone: tzinfo) -> str:
    """An hour that is named: `09:00`, `tomorrow 09:00`, `Thursday 09:00`, `12 March 09:00`, with the year of another one."""
    local, today = at.astimezone(zone), now.astimezone(zone)
    days = (local.date() - today.date()).days
    if days == 0:
        return f"{local:%H:%M}"
    if days == 1:
        return f"tomorrow {local:%H:%M}"
    if 1 < days < 7:
        return f"{local:%A} {local:%H:%M}"
    year = "" if local.year == today.year else f" {local.year}"
    return f"{local.day} {local:%B}{year} {local:%H:%M}"


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


def _many(count: int, one: str, more: str) -> str:
    return f"{count} {one if count == 1 else more}"


def from_microseconds(at: int) -> datetime:
    """An instant of the policy as an aware datetime."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=at)
