"""One line of a list that somebody brings along: whose it is, how they stand, and what shows that they agreed.

Values only: `list_reading` makes them out of the cells of a table, the room `consent` judges them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)
"""Nobody agreed to mail of a list before; a day before it is a mistake."""


class Standing(StrEnum):
    """How somebody stood on the list that was exported."""

    ON = "on"
    LEFT = "left"
    DEAD = "dead"
    """Mail to the address came back for good."""
    COMPLAINED = "complained"
    WAITING = "waiting"
    """Known there, and not on it: asked and never confirmed, or never asked."""
    UNKNOWN = "unknown"
    """A word that nobody here knows."""


TIGHTENS = frozenset({Standing.LEFT, Standing.DEAD, Standing.COMPLAINED})
"""What forbids: done before anything that could permit."""


class Problem(StrEnum):
    """Why a line names nobody who could be written to."""

    NONE = ""
    NO_ADDRESS = "no_address"
    NOT_ADDRESS = "not_address"
    TOO_LONG = "too_long"
    LOOK_ALIKE = "look_alike"
    BROKEN = "broken"
    """It is no line of a table."""
    OTHER_NETWORK = "other_network"
    """It is about a network to which this list is not sent."""
    FOREIGN_DIGEST = "foreign_digest"
    """The address is kept as a digest of another installation, which nobody here can compare."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Proof:
    """What a line brings to show that this person agreed.  Empty is not known."""

    at: datetime | None = None
    """When they asked for it."""
    confirmed_at: datetime | None = None
    """When they confirmed that, where they did."""
    how: str = ""
    words: str = ""
    version: int | None = None
    """The number of a version of the words of the very list that it is brought into."""
    where: str = ""
    """The page, form or address of the net."""

    def given_at(self) -> datetime | None:
        """Since when they count as having agreed."""
        return max((one for one in (self.at, self.confirmed_at) if self.at and one), default=None)

    def missing(self, now: datetime) -> str:
        """The first thing that is not shown: `no_day`, `odd_day`, `no_source`, `no_words`, `no_place`; empty: all is there."""
        given = self.given_at()
        if given is None:
            return "no_day"
        if not EARLIEST < given <= now:
            return "odd_day"
        if not self.how:
            return "no_source"
        if not (self.words or self.version):
            return "no_words"
        return "" if self.where else "no_place"


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One line, read."""

    file: int
    """Which table of the import it stands in, from 0."""
    number: int
    """Its number there, the first line being 1."""
    standing: Standing
    address: str = ""
    """As it is written to; empty where there is none, or only a digest."""
    network: str = "email"
    digest: str = ""
    """What is kept of an address on a stop list of this installation."""
    name: str = ""
    language: str = ""
    country: str = ""
    since: datetime | None = None
    """Since when they want no more, for those who do not; None: nobody says."""
    told: str = ""
    """The same in words, as evidence."""
    proof: Proof = field(default_factory=Proof)
    problem: Problem = Problem.NONE
    is_shared: bool = False
    """An address of a role, such as info@, behind which several people may sit."""
    is_mixed: bool = False
    """Written in letters of several alphabets, as an address that looks like another is."""
