"""A note that says thank you for a like: known for what it is by its own words, whoever or whatever writes it."""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from askfirst.manners import reading
from askfirst.networks.base import Form

if TYPE_CHECKING:
    from datetime import datetime

    from askfirst.gate.question import Question

THEIRS = timedelta(days=1)
"""So long after somebody wrote it is their talk: whoever is answered may be thanked for anything."""
LONGEST = 2000
"""Signs that are read: such a note is short, and says it at its beginning."""
_RULE = "liking"


def is_note(question: Question, last_inbound: datetime | None, at: datetime) -> bool:
    """Whether this would be a note in somebody's inbox because they like, follow or added the brand.

    What goes to a list is no such note: its members asked for it.
    """
    if question.on is not None or not question.text or question.form not in {Form.DIRECT, Form.PRIVATE_REPLY}:
        return False
    is_their_talk = last_inbound is not None and at - last_inbound <= THEIRS
    return not is_their_talk and thanks(question.text[:LONGEST])


@lru_cache(maxsize=512)
def thanks(text: str) -> bool:
    """The text thanks for a like, a follow or a connection.  Kept for a while: a composer asks often about the same words."""
    return _RULE in reading.read(text).rules
