"""LinkedIn's `Connections.csv`, alone or inside the zip of "Get a copy of your data".

Shape, as seen from 2018 to 2026: two or three lines of "Notes:" and a blank one, then a header
`First Name,Last Name,URL,Email Address,Company,Position,Connected On`, then one connection a line.  Most email
addresses are blank, because members must allow them; a closed account leaves a line with no name and no address.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime
from itertools import chain
from typing import TYPE_CHECKING
from urllib.parse import unquote

from askfirst.networks.base import BadInput, Event, EventKind
from askfirst.networks.exports.base import Item, Meter, Reading, Remark, storable
from askfirst.networks.exports.source import Source
from askfirst.networks.exports.tables import RECODED, Row, Shape, Table

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

MEMBER = "Connections.csv"
PROFILE = re.compile(r"linkedin\.com/in/([^/?#\s]{1,300})", re.IGNORECASE)
DAY = re.compile(r"(\d{1,2}) ([A-Za-z]{3})[a-z]* (\d{4})", re.ASCII)
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
REMEDY = (
    "In LinkedIn, with its language set to English, go to Settings, Data privacy, Get a copy of your data, "
    "choose Connections, and give the file unchanged."
)
SHAPE = Shape(
    needed=("first name", "last name", "url", "connected on"),
    described="First Name, Last Name, URL and Connected On",
    remedy=REMEDY,
    preamble=50,
)


class LinkedIn:
    """Connections of one member, each with the day on which it was made.

    The file does not say whose it is, so `owner` is not used.
    """

    name = "linkedin"
    label = "LinkedIn connections"
    network = "linkedin"

    def recognise(self, path: Path) -> bool:
        """Whether the header of `Connections.csv` stands near the top, here or in the zip."""
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
        return Reading(meter, chain(source.remarks("connections are"), _items(source, meter)))


def _check_headers(source: Source) -> None:
    for member in source.members:
        with source.opened(member, Meter(0)) as stream:
            Table(stream, source.place(member), SHAPE)


def _source(path: Path) -> Source:
    return Source.of(
        path,
        is_wanted=lambda member: member.name.casefold() == MEMBER.casefold(),
        missing=f"has no {MEMBER}. {REMEDY}",
    )


def _items(source: Source, meter: Meter) -> Iterator[Item]:
    for member in source.members:
        with source.opened(member, meter) as stream:
            for row in Table(stream, source.label(member), SHAPE):
                yield row if isinstance(row, Remark) else _connection(row)


def _connection(row: Row) -> Item:
    known_by = slug(row.text("url"))
    name = " ".join(filter(None, (row.text("first name"), row.text("last name"))))
    if not known_by:
        return row.remark(
            f"{name or 'a closed account'} has no profile address: cannot be known again, left out"
        )
    return Event(
        kind=EventKind.CONNECT,
        external_id=f"connection:{known_by}",
        occurred_at=_day(row.text("connected on")),
        actor=known_by,
        actor_name=name,
        remarks=_remarks(row),
        extra=_extra(row),
    )


def _remarks(row: Row) -> tuple[str, ...]:
    day = row.text("connected on")
    undated = f"the day {day!r} could not be read: kept without one" if day and not _day(day) else ""
    return tuple(filter(None, (undated, RECODED if row.is_recoded() else "")))


def _extra(row: Row) -> dict[str, str]:
    """What else the line says.  `precision` warns that only the day is known, not the hour."""
    known = {"email": "email address", "company": "company", "position": "position", "url": "url"}
    extra = {name: row.text(column) for name, column in known.items() if row.text(column)}
    return extra | ({"precision": "day"} if _day(row.text("connected on")) else {})


def slug(url: str) -> str:
    """The part of a profile's address by which somebody is known; empty where it is none."""
    match = PROFILE.search(url)
    return unicodedata.normalize("NFC", storable(unquote(match[1]))).casefold() if match else ""


def _day(text: str) -> datetime | None:
    """Midnight UTC of `21 Nov 2026` or `2026-11-21`; anything else could be two days, so it is none."""
    match = DAY.fullmatch(text)
    try:
        if match and match[2].casefold() in MONTHS:
            return datetime(int(match[3]), MONTHS.index(match[2].casefold()) + 1, int(match[1]), tzinfo=UTC)
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        return None
