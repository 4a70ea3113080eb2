"""How much came in and went out, how soon it was answered and brought to an end: by day, hour, channel, member and label."""

from __future__ import annotations

import math
from array import array
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from askfirst.brand.models import Channel, Member
from askfirst.brand.roles import Right, require
from askfirst.inbox.models import Label
from askfirst.work import counting

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

LONGEST = 366
"""Days of the longest period."""
MEDIAN, MOST = 0.5, 0.9
HOURS = 24
DAYS = 7


@dataclass(frozen=True, kw_only=True, slots=True)
class Times:
    """How long things took, in seconds.  None: nothing was measured."""

    count: int
    median: float | None
    most: float | None
    """Nine of ten took no longer."""


@dataclass(kw_only=True, slots=True)
class Row:
    """One channel, member or label."""

    name: str
    theirs: int = 0
    ours: int = 0
    replies: Times = field(default_factory=lambda: times(()))
    ended: Times = field(default_factory=lambda: times(()))
    conversations: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Day:
    """One day by the brand's clock."""

    day: date
    theirs: int
    ours: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """Everything that the page shows."""

    first: date
    last: date
    time_zone: str
    theirs: int
    ours: int
    automatic: int
    unanswered: int
    replies: Times
    resolutions: Times
    days: list[Day]
    week: list[list[int]]
    """By day (0 is Monday) and hour: how much came in."""
    channels: list[Row]
    members: list[Row]
    labels: list[Row]
    states: dict[str, int]
    entered: dict[str, int]


def times(seconds: Iterable[float]) -> Times:
    """The median and the ninth decile by the nearest rank: values that were measured, and not between two of them."""
    found = sorted(seconds)
    if not found:
        return Times(count=0, median=None, most=None)
    return Times(count=len(found), median=_rank(found, MEDIAN), most=_rank(found, MOST))


def _rank(found: list[float], share: float) -> float:
    return found[max(math.ceil(share * len(found)) - 1, 0)]


def report(member: Member, first: date, last: date) -> Report:
    """The numbers of these days, both included, by the brand's clock.

    Raises:
        PermissionDenied: the role may not read the inbox.
        ValueError: the days are the wrong way round, or more than a year.
    """
    require(member, Right.READ_INBOX)
    if not 0 <= (last - first).days < LONGEST:
        raise ValueError("the last day is before the first, or more than a year behind it")
    zone = ZoneInfo(member.brand.time_zone)
    span = counting.Span(
        brand=member.brand_id,
        since=datetime.combine(first, time.min, zone),
        until=datetime.combine(last + timedelta(days=1), time.min, zone),
    )
    return _Sum(span, zone).report(first, last, member.brand.time_zone)


class _Sum:
    """The rows of a period, put together."""

    def __init__(self, span: counting.Span, zone: ZoneInfo) -> None:
        self.span, self.zone = span, zone
        self.by_day: dict[date, list[int]] = defaultdict(lambda: [0, 0])
        self.week = [[0] * HOURS for _ in range(DAYS)]
        self.total = [0, 0, 0]
        self.unanswered = 0
        self.of_channel: Mapping[int, _Part] = defaultdict(_Part)
        self.of_member: Mapping[int, _Part] = defaultdict(_Part)
        self.of_label: Mapping[int, _Part] = defaultdict(_Part)
        self.whole = _Part()
        self.labelled = counting.labelled(span.brand)
        self._volumes()
        self._answers()
        self._ends()

    def _volumes(self) -> None:
        for row in counting.said(self.span):
            local = row.hour.astimezone(self.zone)
            counts = self.by_day[local.date()]
            counts[0] += row.theirs
            counts[1] += row.ours
            self.week[local.weekday()][local.hour] += row.theirs
            for number, many in enumerate((row.theirs, row.ours, row.automatic)):
                self.total[number] += many
            self.of_channel[row.channel].theirs += row.theirs
            self.of_channel[row.channel].ours += row.ours

    def _answers(self) -> None:
        for row in counting.answered(self.span):
            parts = self._parts(row.channel, row.thread, row.member)
            for part in parts[1:]:  # of the whole nobody asks
                part.threads.add(row.thread)
            if row.seconds is None:
                self.unanswered += 1
                continue
            for part in parts:
                part.replies.append(row.seconds)

    def _ends(self) -> None:
        for row in counting.ended(self.span):
            for part in self._parts(row.channel, row.thread, row.member):
                part.ends += 1
                if row.seconds is not None:
                    part.resolutions.append(row.seconds)

    def _parts(self, channel: int, thread: int, member: int | None) -> list[_Part]:
        """Where one answer or end is counted."""
        parts = [self.whole, self.of_channel[channel]]
        if member is not None:
            parts.append(self.of_member[member])
        return parts + [self.of_label[label] for label in self.labelled.get(thread, [])]

    def report(self, first: date, last: date, time_zone: str) -> Report:
        """All of it, with names."""
        brand = self.span.brand
        channels = dict(Channel.objects.filter(brand=brand).values_list("pk", "name"))
        members = dict(Member.objects.filter(brand=brand).values_list("pk", "name"))
        labels = dict(Label.objects.filter(brand=brand).values_list("pk", "name"))
        count = (last - first).days + 1
        days = [first + timedelta(days=number) for number in range(count)]
        return Report(
            first=first,
            last=last,
            time_zone=time_zone,
            theirs=self.total[0],
            ours=self.total[1],
            automatic=self.total[2],
            unanswered=self.unanswered,
            replies=times(self.whole.replies),
            resolutions=times(self.whole.resolutions),
            days=[Day(day=day, theirs=self.by_day[day][0], ours=self.by_day[day][1]) for day in days],
            week=self.week,
            channels=_rows(self.of_channel, channels),
            members=_rows(self.of_member, members),
            labels=_rows(self.of_label, labels),
            states=counting.states(brand),
            entered=counting.entered(self.span),
        )


@dataclass(slots=True)
class _Part:
    """What is counted for one channel, member or label."""

    theirs: int = 0
    ours: int = 0
    ends: int = 0
    replies: array[float] = field(default_factory=lambda: array("d"))
    resolutions: array[float] = field(default_factory=lambda: array("d"))
    threads: set[int] = field(default_factory=set)


def _rows(parts: Mapping[int, _Part], names: dict[int, str]) -> list[Row]:
    """Those of which there is something to say, the busiest first."""
    found = [
        Row(
            name=names[pk],
            theirs=part.theirs,
            ours=part.ours,
            replies=times(part.replies),
            ended=times(part.resolutions),
            conversations=len(part.threads),
        )
        for pk, part in parts.items()
        if pk in names
    ]
    return sorted(found, key=lambda row: (-row.theirs - row.replies.count, -row.conversations, row.name))
