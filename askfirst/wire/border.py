"""What comes in is made fit for our tables before anything else looks at it, and what was taken out is said."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from askfirst.brand.plain import plain
from askfirst.sentence import Sentence

if TYPE_CHECKING:
    from askfirst.networks.base import Event

ID_LENGTH = 200
REMARK = Sentence("Control characters or broken letters were taken out of it.")

_IDS = ("external_id", "target", "in_reply_to")
_TEXTS = ("actor", "actor_name", "text", "html", "subject", "reason")


def fit(told: Event) -> Event:
    """The event with ids that fit our columns and texts that every database keeps.  Fitting twice changes nothing."""
    kept: dict[str, Any] = {name: plain(getattr(told, name)) for name in (*_IDS, *_TEXTS)}
    is_changed = any(_unix(getattr(told, name)) != text for name, text in kept.items())
    kept |= {name: short(kept[name]) for name in _IDS}
    kept["references"] = tuple(short(plain(one)) for one in told.references)
    kept["extra"] = {
        name: plain(value) if isinstance(value, str) else value for name, value in told.extra.items()
    }
    remarks = [remark if isinstance(remark, Sentence) else plain(remark) for remark in told.remarks]
    if is_changed and REMARK not in remarks:
        remarks.append(REMARK)
    return replace(told, **kept, remarks=tuple(remarks))


def short(external_id: str) -> str:
    """An id that fits our columns: a very long one becomes its beginning and a digest, the same each time."""
    if len(external_id) <= ID_LENGTH:
        return external_id
    return f"{external_id[:100]}#{hashlib.sha256(external_id.encode(errors='replace')).hexdigest()}"


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
