"""Opt-ins won and lost, by source and by day, and how a list grew: the ledger read from its first line to its last.

Somebody is won when a line lets them stand on a list on which they did not stand, and lost when a line ends that.  So what
is won less what is lost is how many more there are, and nobody is counted twice for saying a thing twice.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db.models import Q

from askfirst.consent.models import Entry, List

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from askfirst.brand.models import Brand

LONGEST = 366
"""Days of a period."""
AT_ONCE = 5000
YES = frozenset({Entry.Act.CONFIRMED, Entry.Act.JOINED, Entry.Act.IMPORTED, Entry.Act.GRANTED})
NO = frozenset(
    {
        Entry.Act.WITHDRAWN,
        Entry.Act.OBJECTED,
        Entry.Act.SUPPRESSED,
        Entry.Act.FADED,
        Entry.Act.REVOKED,
        Entry.Act.RETRACTED,
    }
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """By what people came or went: the act, the way, and the place, in the words of the ledger."""

    act: str
    mechanism: str
    place: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Day:
    """One day by the brand's clock."""

    day: date
    won: int
    lost: int
    size: int
    """People on the list at its end."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Figures:
    """A period.  `asked`: how many asked to join; of them those who confirmed are among the won."""

    days: list[Day]
    asked: int
    won: int
    lost: int
    won_by: list[tuple[Source, int]]
    lost_by: list[tuple[Source, int]]
    size: int
    """People on it at the end of the period."""


@dataclass(slots=True)
class _Counting:
    """What is added up while the ledger is read."""

    first: date
    last: date
    asked: int = 0
    won: Counter[date] = field(default_factory=Counter)
    lost: Counter[date] = field(default_factory=Counter)
    won_by: Counter[Source] = field(default_factory=Counter)
    lost_by: Counter[Source] = field(default_factory=Counter)
    before: int = 0
    """On it at the end of the day before the first."""

    def change(self, day: date, source: Source, *, is_won: bool) -> None:
        """Somebody came or went on this day."""
        if day < self.first:
            self.before += 1 if is_won else -1
        elif day <= self.last:
            (self.won if is_won else self.lost)[day] += 1
            (self.won_by if is_won else self.lost_by)[source] += 1


def figures(brand: Brand, first: date, last: date, on: List | None = None) -> Figures:
    """The period from one day to another, both included, by the brand's clock.  Without a list: of all its lists together."""
    counting = _Counting(first, last)
    standing: dict[int, dict[int, str]] = {}
    """Of each person the lists on which they stand, with the purpose of each."""
    zone = ZoneInfo(brand.time_zone)
    for row in _lines(brand, on):
        _read(row, standing, counting, zone)
    return _made(counting)


_Row = tuple[int, str, int | None, str, str, str, "datetime", str]


def _lines(brand: Brand, on: List | None) -> Iterator[_Row]:
    rows = Entry.objects.filter(brand=brand).order_by("occurred_at", "pk")
    if on:
        rows = rows.filter(Q(list=on) | Q(list=None, purpose__in=["", on.purpose]))
    kept = rows.values_list(
        "contact", "act", "list", "purpose", "mechanism", "place", "occurred_at", "list__purpose"
    )
    yield from kept.iterator(chunk_size=AT_ONCE)


def _read(row: _Row, standing: dict[int, dict[int, str]], counting: _Counting, zone: ZoneInfo) -> None:
    contact, act, on, purpose, mechanism, place, at, list_purpose = row
    day = at.astimezone(zone).date()
    source = Source(act=act, mechanism=mechanism, place=place)
    if on is not None and act == Entry.Act.REQUESTED and counting.first <= day <= counting.last:
        counting.asked += 1
    mine = standing.setdefault(contact, {}) if on is not None and act in YES else standing.get(contact, {})
    if on is not None and act in YES:
        if on not in mine:
            counting.change(day, source, is_won=True)
        mine[on] = list_purpose
    elif act in NO:
        gone = [one for one, kind in mine.items() if _is_about(on, purpose, one, kind)]
        for one in gone:
            del mine[one]
            counting.change(day, source, is_won=False)


def _is_about(on: int | None, purpose: str, one: int, kind: str) -> bool:
    """Whether a line about this list, or about this purpose on every list, concerns that one."""
    return on == one if on is not None else purpose in {"", kind}


def _made(counting: _Counting) -> Figures:
    size, days = counting.before, []
    for number in range((counting.last - counting.first).days + 1):
        day = counting.first + timedelta(days=number)
        size += counting.won[day] - counting.lost[day]
        days.append(Day(day=day, won=counting.won[day], lost=counting.lost[day], size=size))
    return Figures(
        days=days,
        asked=counting.asked,
        won=counting.won.total(),
        lost=counting.lost.total(),
        won_by=counting.won_by.most_common(),
        lost_by=counting.lost_by.most_common(),
        size=size,
    )
