"""The recipe for networks that tell of friend and follow requests: who asks, what can be seen of them, and our answer.

An answer is no message: nobody is written to by it.  Where a network has no such calls its requests come out of exports, or a
member types them in.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 -- msgspec reads the types where a row is read


@dataclass(frozen=True, kw_only=True, slots=True)
class SeenPost:
    """Something that stands on their wall.  A number is None where nobody says."""

    id: str
    text: str
    at: datetime | None = None
    url: str = ""
    is_shared: bool = False
    """They passed on what somebody else had said."""
    is_answer: bool = False
    """They answered somebody else, or named somebody."""
    answers: int | None = None
    """How often it was answered, by anybody."""
    likes: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Asker:
    """Who asks, as their network shows them.  None or empty: it does not say, and unknown stays unknown."""

    address: str
    name: str = ""
    about: str = ""
    """What they say of themselves."""
    url: str = ""
    since: datetime | None = None
    """When the account was made."""
    followers: int | None = None
    following: int | None = None
    post_count: int | None = None
    is_bot: bool | None = None
    picture: str = ""
    """Where their picture lies.  Of no trust: fetched by the one fetcher only."""
    has_picture: bool | None = None
    mutuals: tuple[str, ...] | None = None
    """Names of people whom we follow there and who follow them."""
    posts: tuple[SeenPost, ...] | None = None
    """Newest first; None: their wall cannot be read."""


class TakesRequests(ABC):
    """A network where requests wait for our answer and can be answered by a program.  Mixed into its connector."""

    @abstractmethod
    async def asker(self, handle: str) -> Asker:
        """What can be seen of the person behind `handle`.

        Raises:
            NetworkError: it cannot be asked now; permanent where there is nobody (any more).
        """

    @abstractmethod
    async def answer_request(self, handle: str, *, is_accepted: bool) -> None:
        """Accept or decline; to do it twice changes nothing.

        Raises:
            Withdrawn: they ask no longer, and nothing stands between us.
            NetworkError: it cannot be done; `failure` says what that means.
        """


class Withdrawn(Exception):  # noqa: N818 -- it says what the matter is
    """There is no such request (any more): they took it back, or it was declined elsewhere."""
