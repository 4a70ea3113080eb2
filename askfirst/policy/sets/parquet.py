"""Parquet files: their pieces, and what their own statistics already say about the values.

DuckDB reads the footers; of the rows nothing is read here.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from askfirst.policy.facts import FACTS
from askfirst.policy.kinds import Kind
from askfirst.policy.sets.mistakes import SourceError
from askfirst.policy.sets.source import PART_ROWS, Part

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

NUMBERS = frozenset({Kind.INT, Kind.TS, Kind.DUR})
PLAIN_INTEGERS = frozenset({"INT64", "INT32"})


@dataclass(frozen=True, slots=True)
class Rows:
    """Some rows of one file."""

    file: str
    first: int
    count: int


class Footers:
    """The footers of one file or of all files of a folder."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.files = _files(path)

    @cached_property
    def chunks(self) -> list[tuple[Any, ...]]:
        """Of each column of each row group: file, group, rows, column, type, least, greatest, NULLs."""
        return self._asked(
            "SELECT file_name, row_group_id, row_group_num_rows, path_in_schema, type,"
            " stats_min_value, stats_max_value, stats_null_count FROM parquet_metadata(?)"
        )

    @cached_property
    def annotated(self) -> frozenset[str]:
        """Columns whose integers stand for something else, such as instants: their statistics are not plain numbers."""
        named = self._asked(
            "SELECT name, converted_type FROM parquet_schema(?) WHERE converted_type IS NOT NULL"
        )
        return frozenset(name for name, meaning in named if not str(meaning).startswith(("INT_", "UINT_")))

    def _asked(self, query: str) -> list[tuple[Any, ...]]:
        with duckdb.connect() as connection:
            try:
                return connection.execute(query, [self.files]).fetchall()
            except duckdb.Error as error:
                raise SourceError(
                    f"{self.path} cannot be read as Parquet ({_first_line(error)}). Check that the file is whole."
                ) from error

    def parts(self) -> list[Part]:
        """Pieces of at most `PART_ROWS` rows, cut between row groups; a larger row group is a piece of its own."""
        pieces = [rows for file in self.files for rows in self._pieces(file)]
        return [
            Part(nth=nth, rows=rows.count, mark=_mark(rows), place=rows) for nth, rows in enumerate(pieces)
        ]

    def _pieces(self, file: str) -> Iterator[Rows]:
        groups = {group: rows for name, group, rows, *_ in self.chunks if name == file}
        first = count = 0
        for _, rows in sorted(groups.items()):
            if count and count + rows > PART_ROWS:
                yield Rows(file, first, count)
                first, count = first + count, 0
            count += rows
        if count:
            yield Rows(file, first, count)

    def doubted(self, names: Iterable[str], key: str) -> list[str]:
        """The columns of which the footers alone do not prove that NULLs and numbers are right; of words they say no more."""
        wanted = dict.fromkeys([*names, key])
        unproven = {chunk[3] for chunk in self.chunks if chunk[3] in wanted and not self._proves(chunk, key)}
        return [name for name in wanted if name in unproven]

    def _proves(self, chunk: tuple[Any, ...], key: str) -> bool:
        _, _, _, name, kind, low, high, nulls = chunk
        if name == key:
            return bool(nulls == 0)
        fact = FACTS[name]
        if nulls != 0 and not fact.nullable:
            return False
        if fact.kind not in NUMBERS:
            return True
        if kind not in PLAIN_INTEGERS or name in self.annotated:
            return False
        try:
            return fact.low <= int(low) and int(high) <= fact.high
        except (TypeError, ValueError):
            return False


def _files(path: Path) -> list[str]:
    if path.is_dir():
        files = sorted(str(file) for file in path.rglob("*.parquet") if file.is_file())
    else:
        files = [str(path)] if path.is_file() else []
    if not files:
        raise SourceError(
            f"There is no Parquet file at {path}. Name a file, or a folder of `.parquet` files."
        )
    return files


def _mark(rows: Rows) -> str:
    file = Path(rows.file)
    about = file.stat()
    return f"{file.name}:{about.st_size}:{about.st_mtime_ns}:{rows.first}:{rows.count}"


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0]
