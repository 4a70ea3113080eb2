"""What a fact is: its type, its scope, what NULL means for it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

MINUTE = 60_000_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
LAST_INSTANT = 2**53
"""The year 2255: every instant up to it is exact in a database, in JSON and in a browser."""

Value = bool | int | str | None


class Kind(StrEnum):
    """The types a rule can tell apart."""

    BOOL = "bool"
    INT = "int"
    TS = "ts"
    """An instant: microseconds since 1970, UTC."""
    DUR = "dur"
    """A length of time: microseconds."""
    ENUM = "enum"
    TEXT = "text"


class Scope(StrEnum):
    """What a fact belongs to; the wider scopes are known before an audience is looked at."""

    CLOCK = "clock"
    CAMPAIGN = "campaign"
    """What is to be said: the intent."""
    ACCOUNT = "account"
    PERSON = "person"
    PAIR = "pair"
    THREAD = "thread"


@dataclass(frozen=True, kw_only=True, slots=True)
class Fact:
    """One thing the engine may know.

    `values` lists what an enum may be; `low` and `high` bound a number, both included.
    `null` is "" where a fact always has a value, else what NULL means.
    `default` is what a record says when nobody gave the fact; `is_required` facts must be given.
    """

    name: str
    kind: Kind
    scope: Scope
    doc: str
    null: Literal["", "unknown", "never"] = ""
    values: tuple[str, ...] = ()
    low: int = 0
    high: int = 0
    unit: str = ""
    default: Value = None
    is_required: bool = False

    @property
    def nullable(self) -> bool:
        """True where NULL is a value of this fact."""
        return bool(self.null)
