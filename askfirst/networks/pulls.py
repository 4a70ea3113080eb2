"""The recipe for networks that we ask: what is new since a cursor, and whether what we said stands there.

A network that only pushes implements this as well where it can be read back: pieces have the same ids either way, so a
reconciliation is a pull, and what was lost on the way comes in once.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from askfirst.networks.base import Envelope, Receipt
    from askfirst.networks.hooks import Piece


@dataclass(frozen=True, kw_only=True, slots=True)
class Pulled:
    """What one pull brought."""

    pieces: tuple[Piece, ...]
    cursor: str
    """Where the next pull goes on; the network's own words, at most 2,000 characters."""
    is_more: bool = False
    """There is more at once."""


class Polled(ABC):
    """A network that can be asked what is new.  Mixed into its connector."""

    every: ClassVar[timedelta]
    """How long to wait between two pulls, within the network's limits; a long poll waits by itself and says 0."""
    is_only_way: ClassVar[bool]
    """Nothing is pushed: this is how things come in, and not only how lost ones are found."""

    @abstractmethod
    async def pull(self, cursor: str, since: datetime) -> Pulled:
        """What is new since `cursor`; an empty cursor means: since the moment `since`, older things are not ours to read.

        Raises:
            NetworkError: it cannot be asked now; the cursor stays good.
        """


class ReadBack(ABC):
    """A network where one can look whether something was said.  Mixed into its connector."""

    @abstractmethod
    async def find(self, envelope: Envelope, since: datetime) -> Receipt | None:
        """What stands there of `envelope`, said by us at or after `since`.

        None means that it was looked up and is not there; nobody guesses.

        Raises:
            NetworkError: it cannot be looked up now.
        """
