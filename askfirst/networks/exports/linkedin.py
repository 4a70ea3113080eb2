"""LinkedIn's `Connections.csv`, alone or inside the zip of "Get a copy of your data".

Shape, as seen from 2018 to 2026: two or three lines of "Notes:" and a blank one, then a header
`First Name,Last Name,URL,Email Address,Company,Position,Connected On`, then one connection a line.  Most email
addresses are blank, because members must allow them; a closed account leaves a line with no name and no address.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from datetime import UTC, datetime
from itertools import chain, islice
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import unquote

from askfirst.networks.base import BadInput, Event, EventKind
from askfirst.networks.exports.base import Item, Meter, Reading, Remark, storable
from askfirst.networks.exports.source import Source

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

MEMBER = "Connections.csv"
PREAMBLE = 50
LONGEST_LINE = 1 << 20
PROFILE = re.compile(r"linkedin\.com/in/([^/?#\s]{1,300})", re.IGNORECASE)
DAY = re.compile(r"(\d{1,2}) ([A-Za-z]{3})[a-z]* (\d{4})", re.ASCII)
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
NEEDED = ("first name", "last name", "url", "connected on")
REMEDY = (
    "In LinkedIn, with its language set to English, go to Settings, Data privacy, Get a copy of your data, "
    "choose Connections, and give the file unchanged."
)
ESCAPED = re.compile("[\udc80-\udcff]")


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
            _Table(stream, source.label(member))


def _source(path: Path) -> Source:
    return Source.of(
        path,
        is_wanted=lambda member: member.name.casefold() == MEMBER.casefold(),
        missing=f"has no {MEMBER}. {REMEDY}",
    )


class _Table:
    """The rows below the header, as dictionaries by lower-case column name."""

    def __init__(self, stream: BinaryIO, file: str) -> None:
        self._file = file
        text = io.TextIOWrapper(stream, encoding="utf-8-sig", errors="surrogateescape", newline="")
        self._lines = _lines(text, file)
        self._offset = 0
        for header in islice(self._lines, PREAMBLE):
            self._offset += 1
            self._columns, delimiter = _header(header)
            if all(name in self._columns for name in NEEDED):
                break
        else:
            raise BadInput(f"{file} has no line with First Name, Last Name, URL and Connected On. {REMEDY}")
        self._rows = csv.reader(self._lines, delimiter=delimiter)

    def __iter__(self) -> Iterator[tuple[int, dict[str, str]] | Remark]:
        while True:
            line = self._offset + self._rows.line_num + 1
            try:
                cells = next(self._rows)
            except StopIteration:
                return
            except csv.Error as error:
                yield Remark(
                    file=self._file, line=line, sentence=f"is no line of a table ({error}): left out"
                )
                continue
            if any(cell.strip() for cell in cells):
                yield line, dict(zip(self._columns, (cell.strip() for cell in cells), strict=False))


def _lines(text: io.TextIOWrapper, file: str) -> Iterator[str]:
    while line := text.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE:
            raise BadInput(
                f"{file} has a line of more than {LONGEST_LINE:,} characters: it is not a table. {REMEDY}"
            )
        yield line


def _header(line: str) -> tuple[list[str], str]:
    delimiter = max(",;\t", key=line.count)
    try:
        cells = next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        cells = []
    return [cell.strip().casefold() for cell in cells], delimiter


def _items(source: Source, meter: Meter) -> Iterator[Item]:
    for member in source.members:
        file = source.label(member)
        with source.opened(member, meter) as stream:
            for row in _Table(stream, file):
                yield row if isinstance(row, Remark) else _connection(file, *row)


def _connection(file: str, line: int, row: dict[str, str]) -> Item:
    slug = _slug(row.get("url", ""))
    if not slug:
        who = (
            _readable(" ".join(filter(None, (row.get("first name"), row.get("last name")))))
            or "a closed account"
        )
        return Remark(
            file=file, line=line, sentence=f"{who} has no profile address: cannot be known again, left out"
        )
    return Event(
        kind=EventKind.CONNECT,
        external_id=f"connection:{slug}",
        occurred_at=_day(row.get("connected on", "")),
        actor=slug,
        actor_name=_readable(" ".join(filter(None, (row["first name"], row["last name"])))),
        remarks=_remarks(row),
        extra=_extra(row),
    )


def _remarks(row: dict[str, str]) -> tuple[str, ...]:
    day = row.get("connected on", "")
    undated = (
        f"the day {_readable(day)!r} could not be read: kept without one" if day and not _day(day) else ""
    )
    recoded = (
        "was not UTF-8: read as Windows-1252" if any(ESCAPED.search(cell) for cell in row.values()) else ""
    )
    return tuple(filter(None, (undated, recoded)))


def _extra(row: dict[str, str]) -> dict[str, str]:
    """What else the line says.  `precision` warns that only the day is known, not the hour."""
    known = {"email": "email address", "company": "company", "position": "position", "url": "url"}
    extra = {name: _readable(row[column]) for name, column in known.items() if row.get(column)}
    return extra | ({"precision": "day"} if _day(row.get("connected on", "")) else {})


def _slug(url: str) -> str:
    match = PROFILE.search(url)
    return unicodedata.normalize("NFC", _readable(unquote(match[1]))).casefold() if match else ""


def _day(text: str) -> datetime | None:
    """Midnight UTC of `21 Nov 2026` or `2026-11-21`; anything else could be two days, so it is none."""
    match = DAY.fullmatch(text)
    try:
        if match and match[2].casefold() in MONTHS:
            return datetime(int(match[3]), MONTHS.index(match[2].casefold()) + 1, int(match[1]), tzinfo=UTC)
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        return None


def _readable(text: str) -> str:
    """Text without leftovers of a foreign encoding: a spreadsheet saves Windows-1252 where UTF-8 was."""
    if ESCAPED.search(text):
        text = text.encode("utf-8", "surrogateescape").decode("cp1252", "replace")
    return storable(text)
