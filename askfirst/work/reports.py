"""How much came in and went out, how soon it was answered and brought to an end: by day, hour, channel, member and label."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import polars as pl

from askfirst.brand.models import Channel, Member
from askfirst.brand.roles import Right, require
from askfirst.inbox.models import Label
from askfirst.work import counting, tallies
from askfirst.work.recounts import QUARTER_SECONDS

if TYPE_CHECKING:
    from collections.abc import Iterable

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
    theirs: int
    ours: int
    replies: Times
    ended: Times
    conversations: int


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
    tallies.catch_up()
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
        self.of_channel: dict[int, list[int]] = defaultdict(lambda: [0, 0])
        self._volumes()
        self.answered = counting.answered(span)
        self.ended = counting.ended(span)

    def _volumes(self) -> None:
        locals_: dict[int, tuple[date, int, int]] = {}
        for row in counting.said(self.span):
            if row.number not in locals_:
                local = datetime.fromtimestamp(row.number * QUARTER_SECONDS, self.zone)
                locals_[row.number] = (local.date(), local.weekday(), local.hour)
            day, weekday, hour = locals_[row.number]
            for counts in (self.by_day[day], self.of_channel[row.channel]):
                counts[0] += row.theirs
                counts[1] += row.ours
            self.week[weekday][hour] += row.theirs
            for number, many in enumerate((row.theirs, row.ours, row.automatic)):
                self.total[number] += many

    def report(self, first: date, last: date, time_zone: str) -> Report:
        """All of it, with names."""
        brand = self.span.brand
        channels = dict(Channel.objects.filter(brand=brand).values_list("pk", "name"))
        members = dict(Member.objects.filter(brand=brand).values_list("pk", "name"))
        labels = dict(Label.objects.filter(brand=brand).values_list("pk", "name"))
        labelled = counting.labelled(brand)
        count = (last - first).days + 1
        days = [first + timedelta(days=number) for number in range(count)]
        return Report(
            first=first,
            last=last,
            time_zone=time_zone,
            theirs=self.total[0],
            ours=self.total[1],
            automatic=self.total[2],
            unanswered=self.answered["seconds"].null_count(),
            replies=times(self.answered["seconds"].drop_nulls().to_list()),
            resolutions=times(self.ended["seconds"].drop_nulls().to_list()),
            days=[Day(day=day, theirs=self.by_day[day][0], ours=self.by_day[day][1]) for day in days],
            week=self.week,
            channels=self._rows("channel", channels, self.answered, self.ended),
            members=self._rows("member", members, self.answered, self.ended),
            labels=self._rows(
                "label",
                labels,
                self.answered.join(labelled, on="thread"),
                self.ended.join(labelled, on="thread"),
            ),
            states=counting.states(brand),
            entered=counting.entered(self.span),
        )

    def _rows(self, by: str, names: dict[int, str], answered: pl.DataFrame, ended: pl.DataFrame) -> list[Row]:
        """Those of which there is something to say, the busiest first."""
        said = self.of_channel if by == "channel" else {}
        replies, ends = _parts(answered, by), _parts(ended, by)
        found = [
            Row(
                name=name,
                theirs=said[pk][0] if pk in said else 0,
                ours=said[pk][1] if pk in said else 0,
                replies=replies[pk].taken if pk in replies else times(()),
                ended=ends[pk].taken if pk in ends else times(()),
                conversations=replies[pk].conversations if pk in replies else 0,
            )
            for pk, name in names.items()
            if pk in said or pk in replies or pk in ends
        ]
        return sorted(found, key=lambda row: (-row.theirs - row.replies.count, -row.conversations, row.name))


@dataclass(frozen=True, kw_only=True, slots=True)
class _Part:
    """What was measured of one channel, member or label."""

    conversations: int
    taken: Times


def _parts(rows: pl.DataFrame, by: str) -> dict[int, _Part]:
    """By the id of whatever it is; what belongs to none is left out."""
    measured = pl.col("seconds").drop_nulls().sort()
    grouped = rows.filter(pl.col(by).is_not_null()).group_by(by)
    found = grouped.agg(pl.col("thread").n_unique(), measured)
    counted = found.with_columns(count=pl.col("seconds").list.len())
    ranks = {
        name: pl.col("seconds").list.get(
            (pl.col("count") * share).ceil().cast(pl.Int64) - 1, null_on_oob=True
        )
        for name, share in (("median", MEDIAN), ("most", MOST))
    }
    columns = counted.with_columns(**ranks).select(by, "thread", "count", "median", "most")
    return {
        pk: _Part(conversations=threads, taken=Times(count=count, median=median, most=most))
        for pk, threads, count, median, most in columns.iter_rows()
    }
