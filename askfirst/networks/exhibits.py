"""The recipe for reading what stands of us on a network and for whom: posts and albums of our own account.

Who may see something is told in our words; where a network does not say, it is unknown, which is never "nobody".
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


class Audience(StrEnum):
    """For whom something stands there."""

    PUBLIC = "public"
    FRIENDS = "friends"
    """Friends, followers or connections: whoever asks would be one of them."""
    SOME = "some"
    NOBODY = "nobody"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True, slots=True)
class Own:
    """A post or an album of ours."""

    id: str
    text: str = ""
    is_album: bool = False
    at: datetime | None = None
    url: str = ""
    pictures: int = 0
    audience: Audience = Audience.UNKNOWN


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnPage:
    """Some of them, newest first."""

    things: tuple[Own, ...]
    after: str
    """Where the next page begins; empty at the end."""


class Exhibiting(ABC):
    """A network where a program can read all that stands of our account.  Mixed into its connector."""

    @abstractmethod
    async def own(self, after: str = "") -> OwnPage:
        """One page of what stands there.

        Raises:
            NetworkError: it cannot be asked now.
        """

    @abstractmethod
    async def take_down(self, thing: str) -> None:
        """Take one down for good; what is gone already is no error.

        Raises:
            NetworkError: it cannot be done now, or not by us.
        """
