"""The networks' limits as data (`limits.toml`), and the arithmetic of their clocks.  No rows here."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from askfirst.gate.conditions import which
from askfirst.policy.model import EPOCH, microseconds

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from askfirst.brand.models import Channel
    from askfirst.policy.facts import Facts

FILE = Path(__file__).with_name("limits.toml")
SLICES = 60
"""Into how many slices a rolling period is cut: it is counted exactly to a sixtieth of its length, and never too mildly."""
DAY = timedelta(days=1)
UNLIMITED = "unlimited"


@dataclass(frozen=True, kw_only=True, slots=True)
class Clock:
    """By what clock a limit counts.  `length` is that of a rolling period, and of a day by a clock that nobody names."""

    kind: str
    """`rolling`, `day` or `month`."""
    length: timedelta = DAY
    zone: str = ""

    def slice_of(self, at: datetime) -> datetime:
        """The first instant of the slice in which an instant lies."""
        if self.kind == "month":
            return at.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        zone = _zone(self.zone)
        if self.kind == "day" and zone:
            return datetime.combine(at.astimezone(zone).date(), time(), zone).astimezone(UTC)
        step = self._step()
        return EPOCH + (at - EPOCH) // step * step

    def counts_from(self, at: datetime) -> datetime:
        """The first instant of the oldest slice that still counts: one that is half out of the period counts whole."""
        if self._is_rolling():
            return self.slice_of(at - self.length)
        return self.slice_of(at)

    def frees(self, start: datetime) -> datetime:
        """When what was counted in the slice that begins at `start` counts no more."""
        if self._is_rolling():
            return start + self.length + self._step()
        if self.kind == "month":
            return (start + timedelta(days=32)).replace(day=1)
        # Noon of the next day is on the next day whatever the clocks do at night.
        return self.slice_of(start + timedelta(hours=36))

    def in_zone(self, zone: str) -> Clock:
        """The same, by a clock that somebody has named."""
        is_meant = self.kind == "day" and not self.zone and _zone(zone)
        return Clock(kind="day", zone=zone) if is_meant else self

    def _is_rolling(self) -> bool:
        return self.kind == "rolling" or (self.kind == "day" and _zone(self.zone) is None)

    def _step(self) -> timedelta:
        return self.length / SLICES


@dataclass(frozen=True, kw_only=True, slots=True)
class Limit:
    """One limit of one network, as `limits.toml` has it."""

    id: str
    title: str
    network: str
    owner: str
    counts: str
    when: str
    clock: Clock
    number: int | None
    setting: str
    marks: str
    to_domains: frozenset[str]
    since: date | None
    until: date | None
    confidence: str
    note: str
    source: Mapping[str, Any]

    @property
    def is_counted(self) -> bool:
        """Whether there is a number to count up to; where the network names none, nothing is invented."""
        return self.number is not None

    def holds(self, at: datetime) -> bool:
        """Whether it is in force.  One whose beginning nobody knows holds from the day on which it was seen."""
        day = at.astimezone(UTC).date()
        return (self.since is None or day >= self.since) and (self.until is None or day < self.until)

    def is_for(self, to: str) -> bool:
        """Whether an addressee belongs to those whom it counts."""
        return not self.to_domains or to.rpartition("@")[2].strip().casefold() in self.to_domains


def limits_of(network: str) -> tuple[Limit, ...]:
    """Every limit of a network, of all times, those without a number too."""
    return tuple(one for one in bundled() if one.network == network)


@cache
def counted(network: str) -> tuple[Limit, ...]:
    """The limits of a network that have a number."""
    return tuple(one for one in limits_of(network) if one.is_counted)


@cache
def applying(network: str) -> Callable[[Facts], tuple[int, ...]]:
    """A function that says which of the `counted` limits a message counts against, by their places."""
    return which([one.when for one in counted(network)])


def number_of(limit: Limit, account: Mapping[str, Any]) -> int | None:
    """How many it allows an account; None where the network has lifted it."""
    granted = account.get(limit.setting) if limit.setting else None
    if granted == UNLIMITED:
        return None
    return granted if isinstance(granted, int) and granted > 0 else limit.number


def owner_key(limit: Limit, channel: Channel, account: Mapping[str, Any], contact: int | None) -> str:
    """By what name the owner of a limit is counted.  Channels of other brands may have the same owner.

    Where nobody has said which app or portfolio a channel belongs to, all of this installation share one app, and all
    of a brand one portfolio.
    """
    network, address = channel.network, channel.address.casefold()
    keys: dict[str, Any] = {
        "thread": f"{channel.pk}:{contact}",
        "account": address,
        "app": account.get("app") or "ours",
        "portfolio": account.get("portfolio") or f"brand {channel.brand_id}",
        "domain": account.get("domain") or address.rpartition("@")[2],
    }
    return f"{limit.owner}:{network}:{keys[limit.owner]}"[:300]


def clock_of(limit: Limit, account: Mapping[str, Any]) -> Clock:
    """Its clock, in the zone that the team has named where the network names none."""
    return limit.clock.in_zone(str(account.get("zone", "")))


def used(slices: Sequence[Sequence[int]], clock: Clock, at: datetime) -> int:
    """How many of those counted still count at an instant."""
    first, last = stamp(clock.counts_from(at)), stamp(at)
    return sum(count for start, count in slices if first <= start <= last)


def stamp(at: datetime) -> int:
    """An instant in microseconds UTC."""
    return microseconds(at - EPOCH)


def instant(microseconds_utc: int) -> datetime:
    """The other way round."""
    return EPOCH + timedelta(microseconds=microseconds_utc)


@cache
def bundled() -> tuple[Limit, ...]:
    """The limits that come with the product."""
    return read(FILE.read_text(encoding="utf-8"))


def read(text: str) -> tuple[Limit, ...]:
    """Limits out of TOML.

    Raises:
        KeyError: something that each limit needs is missing.
    """
    return tuple(_limit(row) for row in tomllib.loads(text)["limit"])


def _limit(row: Mapping[str, Any]) -> Limit:
    length = timedelta(minutes=row.get("minutes", 0), hours=row.get("hours", 0)) or DAY
    return Limit(
        **{key: row[key] for key in ("id", "title", "network", "owner", "counts", "when", "source")},
        clock=Clock(kind=row["clock"], length=length, zone=row.get("zone", "")),
        number=row.get("number"),
        setting=row.get("setting", ""),
        marks=row.get("marks", ""),
        to_domains=frozenset(row.get("to_domains", ())),
        since=row.get("from", row.get("observed")),
        until=row.get("until"),
        confidence=row.get("confidence", "high"),
        note=row.get("note", ""),
    )


@cache
def _zone(name: str) -> ZoneInfo | None:
    if not name:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: a folder of zones, such as `America`
        return None
