"""A table or view in PostgreSQL, decided in place: only key and masks leave the server."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import polars as pl
import psycopg
from psycopg import sql as names_of

from askfirst.policy.sets import sql
from askfirst.policy.sets.engines.tables import (
    Dialect,
    between,
    borders_query,
    found_in,
    look_query,
    pieces,
    reading,
)
from askfirst.policy.sets.mistakes import SourceError
from askfirst.policy.sets.source import Stored, refuse, wrong_values

if TYPE_CHECKING:
    from collections.abc import Iterable

    from askfirst.policy.sets.plan import Plan
    from askfirst.policy.sets.source import Part

STORED = {
    "bool": Stored.TRUTH,
    "int2": Stored.WHOLE,
    "int4": Stored.WHOLE,
    "int8": Stored.WHOLE,
    "text": Stored.WORDS,
    "varchar": Stored.WORDS,
    "bpchar": Stored.WORDS,
    "timestamptz": Stored.INSTANT,
    "timestamp": Stored.NAIVE,
}
DIALECT = Dialect(micros="CAST(EXTRACT(EPOCH FROM {}) * 1000000 AS BIGINT)", key="CAST({} AS TEXT)")


class PostgresSource:
    """All is read in one transaction, so that everybody is judged by the same state of the table."""

    engine = "postgres"
    plan: Plan

    def __init__(self, table: str, url: str) -> None:
        self.table = names_of.Identifier(*table.split(".")).as_string(None)
        try:
            self._connection = psycopg.connect(url)
        except psycopg.Error as error:
            raise SourceError(f"PostgreSQL cannot be reached: {str(error).strip()}") from error
        self._connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")

    def columns(self) -> dict[str, Stored]:
        found = self._asked(f"SELECT * FROM {self.table} LIMIT 0")  # noqa: S608 -- quoted
        return {column.name: self._stored(column.type_code) for column in found.description or ()}

    def open(self, plan: Plan) -> None:
        self.plan = plan
        self._columns = self.columns()
        names = [plan.key, *plan.columns]
        facts = reading(plan, self.table, plan.columns, self._columns, DIALECT)
        row = self._asked(look_query(names, plan.key, facts)).fetchone() or (0,)
        self._people = int(row[0])
        refuse(wrong_values(found_in(row, names), plan.key))

    def parts(self) -> list[Part]:
        borders = self._asked(borders_query(self.plan, self.table)).fetchall()
        return pieces([border for (border,) in borders], self._people)

    def rows(self, part: Part) -> pl.DataFrame:
        return self._frame(part, sql.rows_query)

    def counts(self, part: Part) -> pl.DataFrame:
        return self._frame(part, sql.counts_query)

    def people(self, keys: list[Any]) -> list[dict[str, Any]]:
        facts = reading(self.plan, self.table, self.plan.columns, self._columns, DIALECT)
        found = self._asked(
            f"SELECT * FROM {facts} WHERE {sql.quoted(self.plan.key)}::text = ANY(%s)",  # noqa: S608 -- parameters
            [[str(key) for key in keys]],
        )
        titles = [column.name for column in found.description or ()]
        people = [dict(zip(titles, row, strict=True)) for row in found.fetchall()]
        return [{**person, self.plan.key: self._shown(person[self.plan.key])} for person in people]

    def close(self) -> None:
        self._connection.close()

    def _stored(self, code: int) -> Stored:
        known = self._connection.adapters.types.get(code)
        if known:
            return STORED.get(known.name, Stored.OTHER)
        row = self._asked("SELECT typtype FROM pg_type WHERE oid = %s", [code]).fetchone()
        return Stored.CHOICE if row == ("e",) else Stored.OTHER

    def _frame(self, part: Part, ask: Any) -> pl.DataFrame:
        """Through COPY, which costs a tenth of fetching rows one by one."""
        where, parameters = between(self.plan, part.place, "%s")
        table = reading(self.plan, self.table + where, self.plan.read, self._columns, DIALECT)
        query = names_of.SQL("COPY ({}) TO STDOUT (FORMAT csv, HEADER)").format(
            names_of.SQL(ask(self.plan, table))
        )
        text = io.BytesIO()
        try:
            with self._connection.cursor() as cursor, cursor.copy(query, parameters or None) as copy:
                text.writelines(bytes(piece) for piece in copy)
        except psycopg.Error as error:
            raise SourceError(f"PostgreSQL cannot read {self.table}: {str(error).strip()}") from error
        text.seek(0)
        kind: Any = pl.Int64 if self._columns[self.plan.key] is Stored.WHOLE else pl.String
        numbers = dict.fromkeys((*self.plan.masks, "people"), pl.Int64)
        return pl.read_csv(text, schema_overrides={**numbers, self.plan.key: kind, "example": kind})

    def _shown(self, key: Any) -> Any:
        return key if self._columns[self.plan.key] is Stored.WHOLE else str(key)

    def _asked(self, query: str, parameters: Iterable[Any] = ()) -> psycopg.Cursor[Any]:
        try:
            return self._connection.execute(query, list(parameters) or None)
        except psycopg.Error as error:
            raise SourceError(f"PostgreSQL cannot read {self.table}: {str(error).strip()}") from error


def opened(table: str, database: str) -> PostgresSource:
    """The source for a table of a database."""
    return PostgresSource(table, database)
