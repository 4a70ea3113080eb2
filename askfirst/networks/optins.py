"""A network's own opt-in: it asks the person under a title, and who presses its button gives us a ticket to write later.

The words under which a connector tells of tickets in `Event.extra`, and what a request holds when it leaves.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

TICKET = "ticket"
"""In `Event.extra`: the network's token, or the mark that was left of it.  A secret: it is kept encrypted, and shown nowhere."""
TOPIC = "topic"
"""In `Event.extra`: about what it is, as our request named it; else as its title says."""
TITLE = "title"
"""In `Event.extra`: the words above the button."""
FREQUENCY = "frequency"
"""In `Event.extra`: `daily`, `weekly` or `monthly`, where the person agreed to one; the newer tickets name none."""
UNTIL = "until"
"""In `Event.extra`: when it ends by itself, in ISO form with a zone; left out where the network does not say."""
KEPT = "kept:"
"""Begins the mark that stands for a token in what came in, once it is kept elsewhere; its digest follows."""
LONGEST_TITLE = 65
"""Characters (Messenger Platform, Marketing Messages; Facebook and Instagram alike)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class OptIn:
    """The network's own request to opt in: its words are the network's, but for the title."""

    title: str
    topic: str
    """Comes back with the answer; nobody sees it."""
    time_zone: str = ""
    """Of the person, as in `Europe/Lisbon`; empty: nobody knows."""


def mark_of(token: str) -> str:
    """What stands for a token where it need not be read any more.  The mark of a mark is that mark."""
    return token if is_mark(token) or not token else f"{KEPT}{digest(token)}"


def is_mark(token: str) -> bool:
    """Whether this only stands for a token."""
    return token.startswith(KEPT)


def digest(token: str) -> str:
    """By which a token is known without being told, also where only its mark is left; empty for none."""
    if is_mark(token):
        return token.removeprefix(KEPT)
    return hashlib.sha256(token.encode()).hexdigest() if token else ""
