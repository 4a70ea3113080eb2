"""Parquet files with DuckDB, or a query over files: a join of several, whatever DuckDB can read."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import polars as pl

from askfirst.policy.facts import FACTS
from askfirst.policy.kinds import Kind
from askfirst.policy.sets import sql
from askfirst.policy.sets.engines.tables import Dialect, found_in, look_query, reading
from askfirst.policy.sets.mistakes import SourceError
from askfirst.policy.sets.parquet import Footers
from askfirst.policy.sets.source import Stored, refuse, wrong_values

if TYPE_CHECKING:
    from collections.abc import Iterable

    from askfirst.policy.sets.parquet import Rows
    from askfirst.policy.sets.plan import Plan
    from askfirst.policy.sets.source import Part

WHOLE = frozenset(
    {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT"}
)
STORED = {
    "BOOLEAN": Stored.TRUTH,
    "VARCHAR": Stored.WORDS,
    "TIMESTAMP WITH TIME ZONE": Stored.INSTANT,
    "TIMESTAMP": Stored.NAIVE,
    "TIMESTAMP_NS": Stored.NAIVE,
    "TIMESTAMP_MS": Stored.NAIVE,
    "TIMESTAMP_S": Stored.NAIVE,
}
DIALECT = Dialect(micros="epoch_us({})")


class DuckdbSource:
    """A file, a folder of files, or a `.sql` file with one query whose columns are facts.

    What a query finds is first written down, only the columns that matter, so that it can be read in pieces.
    """

    engine = "duckdb"
    plan: Plan

    def __init__(self, path: Path) -> None:
        self.path = path
        self._kept: Path | None = None
        self._connection = duckdb.connect()
        self.footers = None if path.suffix == ".sql" else Footers(path)

    def columns(self) -> dict[str, Stored]:
        described = self._asked(f"DESCRIBE SELECT * FROM {self._all()}").fetchall()  # noqa: S608 -- a path, quoted
        return {name: _stored(kind) for name, kind, *_ in described}

    def open(self, plan: Plan) -> None:
        self.plan = plan
        self._stored = self.columns()
        if self.footers is None:
            self.footers = self._written_down(plan)
        words = [name for name in plan.read if FACTS[name].kind is Kind.ENUM]
        there = {chunk[3] for chunk in self.footers.chunks}
        names = list(
            dict.fromkeys(
                [*self.footers.doubted([name for name in plan.columns if name in there], plan.key), *words]
            )
        )
        if names:
            facts = reading(
                plan, self._all(), [name for name in names if name != plan.key], self._stored, DIALECT
            )
            row = self._asked(look_query(names, plan.key, facts)).fetchone() or ()
            refuse(wrong_values(found_in(row, names), plan.key))

    def parts(self) -> list[Part]:
        return self.footers.parts() if self.footers else []

    def rows(self, part: Part) -> pl.DataFrame:
        return self._frame(sql.rows_query(self.plan, self._reading(part.place)))

    def counts(self, part: Part) -> pl.DataFrame:
        return self._frame(sql.counts_query(self.plan, self._reading(part.place)))

    def people(self, keys: list[Any]) -> list[dict[str, Any]]:
        names = [name for name in self.plan.columns if self._kept is None or name in self.plan.read]
        facts = reading(self.plan, self._all(), names, self._stored, DIALECT)
        key = sql.quoted(self.plan.key)
        marks = ", ".join("?" for _ in keys)
        found = self._asked(f"SELECT * FROM {facts} WHERE {key} IN ({marks})", keys)  # noqa: S608 -- parameters
        titles = [column[0] for column in found.description or ()]
        return [dict(zip(titles, row, strict=True)) for row in found.fetchall()]

    def close(self) -> None:
        self._connection.close()
        if self._kept:
            shutil.rmtree(self._kept, ignore_errors=True)

    def _reading(self, rows: Rows) -> str:
        file, last = _quoted(rows.file), rows.first + rows.count
        table = f"read_parquet('{file}', file_row_number = true)"
        piece = f"(SELECT * FROM {table} WHERE file_row_number >= {rows.first} AND file_row_number < {last})"  # noqa: S608 -- a path, quoted
        return reading(self.plan, piece, self.plan.read, self._stored, DIALECT)

    def _all(self) -> str:
        if self.footers is None:
            return f"({self._query()})"
        files = ", ".join(f"'{_quoted(file)}'" for file in self.footers.files)
        return f"read_parquet([{files}], union_by_name = true)"

    def _query(self) -> str:
        try:
            return self.path.read_text("utf-8").strip().rstrip(";")
        except OSError as error:
            raise SourceError(f"{self.path} cannot be read ({error.strerror}). Check its name.") from error

    def _written_down(self, plan: Plan) -> Footers:
        self._kept = Path(tempfile.mkdtemp(prefix="askfirst-audience-"))
        file = self._kept / "facts.parquet"
        shown = ", ".join([sql.quoted(plan.key), *plan.read])
        found = f"SELECT {shown} FROM ({self._query()})"  # noqa: S608 -- the owner's own query
        self._asked(f"COPY ({found}) TO '{_quoted(str(file))}' (FORMAT parquet)")
        return Footers(file)

    def _frame(self, query: str) -> pl.DataFrame:
        return pl.DataFrame(self._connection.cursor().sql(query))

    def _asked(self, query: str, parameters: Iterable[Any] = ()) -> duckdb.DuckDBPyConnection:
        try:
            return self._connection.cursor().execute(query, list(parameters))
        except duckdb.Error as error:
            raise SourceError(
                f"DuckDB cannot read {self.path}: {str(error).strip().splitlines()[0]}"
            ) from error


def opened(table: str, _database: str) -> DuckdbSource:
    """The source for a path."""
    return DuckdbSource(Path(table))


def _stored(kind: str) -> Stored:
    if kind in WHOLE:
        return Stored.WHOLE
    return Stored.CHOICE if kind.startswith("ENUM") else STORED.get(kind, Stored.OTHER)


def _quoted(path: str) -> str:
    return path.replace("'", "''")
