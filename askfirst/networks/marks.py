"""The recipe for marks: small signs to a person that say nothing in words, such as `seen` or `typing`.

They go to people who are in a thread with us, are never queued, and nothing is lost where one does not arrive.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from enum import StrEnum


class Mark(StrEnum):
    """What can be shown to the other side of a thread."""

    SEEN = "seen"
    TYPING = "typing"


class Marking(ABC):
    """A network on which marks can be set.  Mixed into its connector."""

    @abstractmethod
    async def mark(self, mark: Mark, *, to: str, message: str) -> None:
        """Show `mark` to the person `to`, about their newest message, whose network id is `message`.

        Raises:
            Unsupported: this network has no such mark.
            NetworkError: it cannot be shown now; nobody needs to try again.
        """
