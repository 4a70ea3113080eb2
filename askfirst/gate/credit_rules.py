"""What credits cost, what plans keep and when networks give credits back: `credits.toml`, read once."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from askfirst.gate.conditions import which

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from askfirst.policy.facts import Facts

FILE = Path(__file__).with_name("credits.toml")


@dataclass(frozen=True, kw_only=True, slots=True)
class Refund:
    """When a network gives a credit back: after so many days of silence, or on an answer within them."""

    network: str
    is_for_silence: bool
    days: int
    why: str
    since: date | None
    until: date | None

    def holds(self, sent_at: datetime) -> bool:
        """Whether a message that left then is judged by this rule."""
        begun = self.since is None or sent_at >= _midnight(self.since)
        return begun and (self.until is None or sent_at < _midnight(self.until))

    def due(self, sent_at: datetime, answered_at: datetime | None) -> datetime | None:
        """When the credit comes back; None: not by what is known so far."""
        end = sent_at + timedelta(days=self.days)
        is_answered = answered_at is not None and answered_at <= end
        if self.is_for_silence:
            return None if is_answered else end
        return answered_at if is_answered else None


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """What a plan gives each month, and the most that it keeps."""

    monthly: int
    most: int


@cache
def _data() -> dict[str, list[dict[str, Any]]]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


@cache
def costs() -> Mapping[str, Callable[[Facts], tuple[int, ...]]]:
    """For each network that has credits, what of it costs one."""
    rows = _data()["cost"]
    return {
        network: which([row["when"] for row in rows if row["network"] == network])
        for network in {row["network"] for row in rows}
    }


@cache
def refunds() -> tuple[Refund, ...]:
    """Every rule of giving back, of all times."""
    return tuple(
        Refund(
            network=row["network"],
            is_for_silence=row["on"] == "silence",
            days=row["days"],
            why=row["why"],
            since=row.get("from"),
            until=row.get("until"),
        )
        for row in _data()["refund"]
    )


@cache
def plans() -> Mapping[tuple[str, str], Plan]:
    """What is known of a plan, by network and tier."""
    return {
        (row["network"], row["tier"]): Plan(monthly=row["monthly"], most=row["most"])
        for row in _data()["plan"]
    }


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
