"""When the team answers, by the brand's own clock: whether it is now, and when again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from askfirst.brand.plain import plain
from askfirst.brand.roles import Right, require
from askfirst.work.models import Cursor, Hours

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from askfirst.brand.models import Brand, Member

DAYS = 7
AHEAD = 62
"""Days in which an opening is looked for: nobody is away for longer without saying so."""
MOST_HOLIDAYS = 200
LONGEST_TEXT = 1000
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")

Span = tuple[str, str]
Week = dict[str, list[Span]]


class CannotOpen(Exception):  # noqa: N818 -- it says what the matter is
    """These hours cannot be kept; the sentence says why and what to do."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Absence:
    """A time in which nobody answers.  `until` None: nobody knows until when."""

    since: datetime
    until: datetime | None


def of(brand: Brand | int) -> Hours | None:
    """The hours of a brand; None: it has said none, and counts as open."""
    return Hours.objects.select_related("brand", "author").filter(brand=brand).first()


def absence(hours: Hours | None, at: datetime) -> Absence | None:
    """The time away in which an instant lies; None: somebody is there."""
    if hours is None or not any(hours.week.values()):
        return None
    since = hours.saved_at  # where nobody was there for months: it does not change from hour to hour
    is_known = False
    for opens, closes in _openings(hours, at):
        if opens <= at < closes:
            return None
        if opens > at:
            return Absence(since=since, until=opens)
        since, is_known = max(since, closes) if is_known else closes, True
    return Absence(since=since, until=None)


def is_away(brand: Brand | int, at: datetime | None = None) -> Absence | None:
    """The time away in which the brand is; None: somebody is there, or it has said no hours."""
    return absence(of(brand), at or timezone.now())


def back(hours: Hours, gone: Absence) -> str:
    """When somebody is there again, in words by the brand's clock: `09:00`, `Monday 09:00`, `2 January 09:00`."""
    if gone.until is None:
        return _("another day")
    zone = ZoneInfo(hours.brand.time_zone)
    local, today = gone.until.astimezone(zone), timezone.now().astimezone(zone).date()
    if local.date() == today:
        return f"{local:%H:%M}"
    if (local.date() - today).days < DAYS:
        return f"{day_name(local.weekday())} {local:%H:%M}"
    return f"{date_format(local, 'j F')} {local:%H:%M}"


def _openings(hours: Hours, at: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Every time of presence around an instant, in order."""
    zone = ZoneInfo(hours.brand.time_zone)
    closed = {one["day"] for one in hours.holidays}
    today = at.astimezone(zone).date()
    for shift in range(-AHEAD, AHEAD + 1):
        day = today + timedelta(days=shift)
        if day.isoformat() in closed:
            continue
        for opens, closes in hours.week.get(str(day.weekday()), []):
            yield _moment(day, opens, zone), _moment(day, closes, zone, is_end=True)


def _moment(day: date, clock: str, zone: ZoneInfo, *, is_end: bool = False) -> datetime:
    if is_end and clock == "00:00":
        day += timedelta(days=1)
    local = datetime.combine(day, time.fromisoformat(clock), zone)
    return datetime.fromtimestamp(local.timestamp(), zone)


def save(
    member: Member,
    week: Mapping[str, Sequence[Span]],
    holidays: Sequence[Mapping[str, str]],
    *,
    is_away_on: bool,
    away_text: str,
) -> Hours:
    """Keep when the team answers, and what is said at other times.  Whoever saves the text says yes to it.

    Raises:
        PermissionDenied: the role may not set up hours; or it may not say yes to the text that is to be said.
        CannotOpen: a span ends before it begins or meets another, a day is no day, or the text is missing or too long.
    """
    require(member, Right.SORT)
    text = plain(away_text).strip()
    if is_away_on:
        require(member, Right.APPROVE)
        if not text:
            raise CannotOpen(_("Write what people are told while you are away, or switch it off."))
        if not any(week.values()):
            raise CannotOpen(_("Say first when you answer: without hours you are never away."))
    if len(text) > LONGEST_TEXT:
        raise CannotOpen(
            _("The text has %(length)s characters, and %(most)s fit: shorten it.")
            % {"length": len(text), "most": LONGEST_TEXT}
        )
    kept, _is_new = Hours.objects.get_or_create(brand_id=member.brand_id)
    kept.week = {str(day): _spans(day, week.get(str(day), [])) for day in range(DAYS)}
    kept.holidays = _holidays(holidays)
    kept.is_away_on, kept.away_text = is_away_on, text
    kept.author, kept.saved_at = member, timezone.now()
    Cursor.begin()
    kept.save()
    return kept


def _spans(day: int, given: Sequence[Span]) -> list[Span]:
    found: list[Span] = []
    for opens, closes in sorted(given):
        if not _CLOCK.fullmatch(opens) or not _CLOCK.fullmatch(closes):
            raise CannotOpen(_("%(day)s: write hours like 09:00.") % {"day": day_name(day)})
        if _end(closes) <= opens:
            raise CannotOpen(
                _(
                    "%(day)s: %(closes)s is not after %(opens)s. Over midnight it is two spans: until 00:00, and from 00:00 of the next day."
                )
                % {"day": day_name(day), "closes": closes, "opens": opens}
            )
        if found and _end(found[-1][1]) > opens:
            raise CannotOpen(_("%(day)s: two spans meet. Make them one.") % {"day": day_name(day)})
        found.append((opens, closes))
    return found


def _end(clock: str) -> str:
    return "24:00" if clock == "00:00" else clock


def _holidays(given: Sequence[Mapping[str, str]]) -> list[dict[str, Any]]:
    if len(given) > MOST_HOLIDAYS:
        raise CannotOpen(
            _("These are more than %(most)s days: leave past ones out.") % {"most": MOST_HOLIDAYS}
        )
    found = {}
    for one in given:
        try:
            day = date.fromisoformat(one["day"])
        except ValueError as wrong:
            raise CannotOpen(
                _("“%(day)s” is no day: write it like 2026-12-25.") % {"day": one["day"][:40]}
            ) from wrong
        found[day.isoformat()] = plain(one.get("name", "")).strip()[:80]
    return [{"day": day, "name": found[day]} for day in sorted(found)]


def day_name(day: int) -> str:
    """The day's name, 0 is Monday."""
    return (
        _("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"),
    )[day]  # fmt: skip
