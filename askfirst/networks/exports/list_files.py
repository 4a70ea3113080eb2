"""The tables that a file brings along: alone, or several in a zip, whatever tool they came out of; listmonk's API speaks JSON.

`look` says what is there before anything is taken; `rows` reads one table line by line in bounded memory.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any, Self

from askfirst.networks.exports import listmonk_json, mailchimp
from askfirst.networks.exports.base import Meter
from askfirst.networks.exports.cells import as_meant
from askfirst.networks.exports.list_lines import Standing
from askfirst.networks.exports.source import Source
from askfirst.networks.exports.tables import Row, Shape, Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path, PurePosixPath

    from askfirst.networks.exports.base import Remark

REMEDY = "Save it as CSV (comma separated, UTF-8) with one person on each line, and give that."
SHAPE = Shape(needed=(), described="columns", remedy=REMEDY, is_bare_taken=True)
MOST_TABLES = 50
CHUNK = 1 << 20
MOST_COLUMNS = 10_000
SAMPLED, SHOWN = 20, 3
"""Lines that are looked at for what a column holds, and how many of their cells are shown."""
LONGEST_SAMPLE = 60
MOST_INNER = 40
"""Keys of a cell that holds JSON which become columns of their own."""
_STANDINGS = {
    "subscribed": Standing.ON,
    "unsubscribed": Standing.LEFT,
    "cleaned": Standing.DEAD,
    "nonsubscribed": Standing.WAITING,
}
_KINDS = {
    "mailchimp": frozenset({"leid", "euid"}),
    "listmonk": frozenset({"uuid", "attributes", "status", "created_at"}),
    "askfirst": frozenset({"address", "standing", "agreed_at", "words"}),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """One column: its name, as it is mapped by, and what stands in its first lines."""

    name: str
    samples: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """One table of the file."""

    name: str
    """As people read it."""
    member: str
    """Its place in the zip; empty for a table of its own."""
    kind: str
    """`mailchimp`, `listmonk`, `askfirst`, or `table` for any other."""
    standing: Standing
    """How everybody in it stands, where the line does not say."""
    lines: int = 0
    """About how many it has, the header not counted."""
    columns: tuple[Column, ...] = field(default=())

    def kept(self) -> dict[str, Any]:
        """As JSON can keep it."""
        return asdict(self)

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Self:
        """What `kept` gave."""
        columns = tuple(
            Column(name=one["name"], samples=tuple(one.get("samples", ()))) for one in kept["columns"]
        )
        return cls(**{**kept, "columns": columns, "standing": Standing(kept["standing"])})


def look(path: Path, name: str) -> list[Sheet]:
    """What tables there are, with the beginning of each; those that forbid stand first.

    Args:
        path: where the file lies.
        name: as people call it; it may tell how everybody in it stands, as in `unsubscribed.csv`.

    Raises:
        BadInput: it cannot be read, is damaged or holds no table; says what to do.
    """
    source = _source(path)
    source.verify()
    found = [_looked(source, member, member or name) for member in source.members[:MOST_TABLES]]
    return sorted(found, key=lambda one: one.standing in {Standing.ON, Standing.WAITING})


def rows(path: Path, member: str, meter: Meter) -> Iterator[Row | Remark]:
    """Every line of one table below its header.

    Raises:
        BadInput: the file broke off, or a line is too long to be one of a table; also while it is read.
    """
    source = _source(path)
    is_json = _is_json(source, member)
    with source.opened(member, meter) as stream:
        yield from (
            listmonk_json.rows(stream, source.place(member)) if is_json else _table(source, member, stream)
        )


def inner(cell: str) -> dict[str, str]:
    """The plain values of a cell that holds a JSON object, by key; nothing for any other cell."""
    if not cell.startswith("{"):
        return {}
    try:
        told = json.loads(cell)
    except (ValueError, RecursionError):
        return {}
    # It begins with a brace, so it is an object.
    plain = {str(key): value for key, value in told.items() if isinstance(value, str | int | float)}
    return {key: str(value) for key, value in islice(plain.items(), MOST_INNER)}


def _source(path: Path) -> Source:
    return Source.of(
        path, is_wanted=_is_table, missing=f"has no table (no member that ends in .csv). {REMEDY}"
    )


def _is_table(member: PurePosixPath) -> bool:
    return member.suffix.casefold() in {".csv", ".tsv", ".txt", ".json"} and "__MACOSX" not in member.parts


def _is_json(source: Source, member: str) -> bool:
    with source.opened(member, Meter(0)) as stream:
        return listmonk_json.is_json(stream.read(64))


def _table(source: Source, member: str, stream: Any) -> Table:
    table = Table(stream, source.place(member), SHAPE)
    table.columns = _once(table.columns[:MOST_COLUMNS])
    return table


def _once(names: list[str]) -> list[str]:
    """The same names, each only once and none of them empty."""
    seen: dict[str, int] = {}
    made = []
    for number, name in enumerate(names, 1):
        plain = name or f"column {number}"
        seen[plain] = seen.get(plain, 0) + 1
        made.append(plain if seen[plain] == 1 else f"{plain} ({seen[plain]})")
    return made


def _looked(source: Source, member: str, name: str) -> Sheet:
    return (_looked_json if _is_json(source, member) else _looked_table)(source, member, name)


def _looked_json(source: Source, member: str, name: str) -> Sheet:
    with source.opened(member, Meter(0)) as stream:
        rows = listmonk_json.rows(stream, source.place(member))
        first = list(islice(rows, SAMPLED))
        lines = len(first) + sum(1 for _ in rows)
    return Sheet(
        name=name,
        member=member,
        kind="listmonk",
        standing=Standing.WAITING,  # of a single list: who is not on it is known, and not on it
        lines=lines,
        columns=tuple(_columns(listmonk_json.COLUMNS, [row for row in first if isinstance(row, Row)])),
    )


def _looked_table(source: Source, member: str, name: str) -> Sheet:
    with source.opened(member, Meter(0)) as stream:
        table = _table(source, member, stream)
        first = [row for row in islice(table, SAMPLED) if isinstance(row, Row)]
    names = set(table.columns)
    kind = next((kind for kind, needed in _KINDS.items() if needed <= names), "table")
    # Columns such as UNSUB_TIME tell of a whole table only where it is Mailchimp's: elsewhere they tell of single lines.
    usual = _STANDINGS[mailchimp.usual_standing(name, names if kind == "mailchimp" else ())]
    return Sheet(
        name=name,
        member=member,
        kind=kind,
        standing=usual,
        lines=max(_count(source, member) - table.has_header, 0),
        columns=tuple(_columns(table.columns, first)),
    )


def _count(source: Source, member: str) -> int:
    """How many lines there are; the last one may not end."""
    ends, last = 0, b"\n"
    with source.opened(member, Meter(0)) as stream:
        for chunk in iter(lambda: stream.read(CHUNK), b""):
            ends, last = ends + chunk.count(b"\n"), chunk[-1:]
    return ends + (last != b"\n")


def _columns(names: list[str], first: list[Row]) -> Iterator[Column]:
    for name in names:
        cells = [text for row in first if (text := as_meant(row.text(name)))]
        yield Column(name=name, samples=_shown(cells))
        within: dict[str, list[str]] = {}
        for cell in cells:
            for key, value in inner(cell).items():
                within.setdefault(key, []).append(value)
        for key, values in islice(within.items(), MOST_INNER):
            yield Column(name=f"{name}.{key}", samples=_shown(values))


def _shown(cells: list[str]) -> tuple[str, ...]:
    return tuple(cell[:LONGEST_SAMPLE] for cell in dict.fromkeys(cells))[:SHOWN]
