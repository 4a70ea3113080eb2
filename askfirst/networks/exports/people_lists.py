"""What the lists of other mail tools have in common: an address either stood on a list, or wanted off it.

Wanting off becomes a stop, with its day where the file has one.  Standing on it becomes a person and no consent: the
file does not bring the words that were shown, nor the choice that was made.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from askfirst.networks.base import Event, EventKind
from askfirst.networks.email.headers import key_or_text
from askfirst.networks.exports.base import Remark
from askfirst.networks.exports.tables import RECODED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from askfirst.networks.exports.base import Item
    from askfirst.networks.exports.tables import Row

ADDRESS = re.compile(r"[^@\s,;<>]{1,64}@[^@\s,;<>]{1,189}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """How one address stands, in the words of the tool that kept the list."""

    word: str
    has_left: bool
    """Nothing may be sent: they left, or complained, or what was sent came back."""
    since: datetime | None
    told: str = ""
    """The evidence, in a sentence."""
    is_complaint: bool = False


def event(tool: str, row: Row, address: str, name: str, standing: Standing) -> Item:
    """What one line means; a `Remark` where it names no address."""
    if not ADDRESS.fullmatch(address):
        return row.remark(f"{address[:80]!r} is no mail address: left out")
    key = key_or_text(address)
    day = f"@{standing.since:%Y-%m-%dT%H:%M:%S}" if standing.since else ""
    extra: dict[str, object] = {"list": tool, "standing": standing.word}
    undated = "" if standing.since else "the file does not say when"
    return Event(
        kind=EventKind.STOP if standing.has_left else EventKind.KNOWN,
        external_id=f"{tool}:{standing.word}:{key}{day}",
        occurred_at=standing.since,
        actor=key,
        actor_name=name,
        text=standing.told,
        remarks=tuple(filter(None, (undated, RECODED if row.is_recoded() else ""))),
        extra=extra | ({"is_complaint": True} if standing.is_complaint else {}),
    )


def with_summary(items: Iterable[Item], file: str) -> Iterator[Item]:
    """The same items, and at the end in plain words what became of them."""
    stopped = known = 0
    for item in items:
        if isinstance(item, Event):
            stopped += item.kind is EventKind.STOP
            known += item.kind is EventKind.KNOWN
        yield item
    yield Remark(
        file=file,
        line=None,
        sentence=f"{stopped:,} addresses went on the stop list; {known:,} are known now and have agreed to nothing: "
        "the file does not show which words they read, so ask them before you write to them",
    )
