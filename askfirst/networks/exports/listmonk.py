"""listmonk's export of subscribers: one table, `uuid,email,name,attributes,status,created_at,updated_at`.

`status` is `enabled`, `disabled` or `blocklisted` (listmonk's `cmd/subscribers.go`); times are as Go prints them.  The
table says nothing of single lists: who left one of them is `enabled` in it all the same.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from itertools import chain
from typing import TYPE_CHECKING

from askfirst.networks.base import BadInput
from askfirst.networks.exports.base import Item, Meter, Reading, Remark
from askfirst.networks.exports.people_lists import Standing, event, with_summary
from askfirst.networks.exports.source import Source
from askfirst.networks.exports.tables import Row, Shape, Table

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

REMEDY = "In listmonk, go to Subscribers, Export, and give the table unchanged."
SHAPE = Shape(
    needed=("uuid", "email", "status", "created_at"),
    described="uuid, email, status and created_at",
    remedy=REMEDY,
)
MOMENT = re.compile(r"(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.\d+)? ([+-]\d\d)(\d\d)(?: .*)?", re.ASCII)
STATES = ("enabled", "disabled", "blocklisted")


class Listmonk:
    """Who stood in listmonk, and to whom it sends nothing.

    The table does not say whose it is, so `owner` is not used.
    """

    name = "listmonk"
    label = "listmonk subscribers"
    network = "email"

    def recognise(self, path: Path) -> bool:
        """Whether listmonk's header stands in it."""
        try:
            _check_headers(_source(path))
        except BadInput:
            return False
        return True

    def read(self, path: Path, owner: Collection[str] = ()) -> Reading:  # noqa: ARG002 -- the protocol's word
        """Check the header, then read line by line (see `Export.read`)."""
        source = _source(path)
        source.verify()
        _check_headers(source)
        meter = Meter(total=source.size)
        silent = Remark(
            file=path.name,
            line=None,
            sentence="does not say who left a single list: whoever did is only known here, as everybody else",
        )
        items = with_summary(_items(source, meter), path.name)
        return Reading(meter, chain(source.remarks("tables of subscribers are"), [silent], items))


def _source(path: Path) -> Source:
    return Source.of(
        path,
        is_wanted=lambda member: member.suffix.casefold() == ".csv",
        missing=f"has no table (no member that ends in .csv). {REMEDY}",
    )


def _check_headers(source: Source) -> None:
    for member in source.members:
        with source.opened(member, Meter(0)) as stream:
            Table(stream, source.place(member), SHAPE)


def _items(source: Source, meter: Meter) -> Iterator[Item]:
    for member in source.members:
        with source.opened(member, meter) as stream:
            for row in Table(stream, source.label(member), SHAPE):
                yield row if isinstance(row, Remark) else _subscriber(row)


def _subscriber(row: Row) -> Item:
    status = row.text("status").casefold()
    if status == "enabled":
        standing = Standing(word=status, has_left=False, since=_moment(row.text("created_at")))
    else:
        standing = _stopped(row, status)
    return event("listmonk", row, row.text("email"), row.text("name"), standing)


def _stopped(row: Row, status: str) -> Standing:
    """Off, or of a status that nobody knows: in doubt nothing is sent.  Its last change is the latest it can be since."""
    changed = row.text("updated_at")
    word = status if status in STATES else "unknown"
    told = (
        f"listmonk: {status or 'without a status'}, at the latest since {changed or 'the day of the export'}"
    )
    return Standing(word=word, has_left=True, since=_moment(changed), told=told)


def _moment(text: str) -> datetime | None:
    match = MOMENT.fullmatch(text)
    try:
        return (
            datetime.fromisoformat(f"{match[1]}T{match[2]}{match[3]}:{match[4]}").astimezone(UTC)
            if match
            else None
        )
    except (ValueError, OverflowError):
        return None
