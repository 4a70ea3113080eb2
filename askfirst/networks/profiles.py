"""The recipe for looking somebody up: how they are called, and what stands between them and us.

Networks that tell names with every event have it for the edges alone; Messenger tells nothing but an id.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Profile:
    """What a network tells of a person.  None: it does not say, and unknown stays unknown."""

    name: str = ""
    follows_us: bool | None = None
    we_follow: bool | None = None
    has_blocked_us: bool | None = None


class Profiled(ABC):
    """A network where people can be looked up.  Mixed into its connector."""

    @abstractmethod
    async def profile(self, handle: str) -> Profile:
        """What is told of the person behind `handle`.

        Raises:
            NetworkError: it cannot be asked now; permanent where there is nobody, or where we may not know.
        """
