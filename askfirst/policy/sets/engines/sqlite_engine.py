"""A table or view in an SQLite file, read where it is; nothing is written there."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from askfirst.policy.facts import FACTS
from askfirst.policy.kinds import Kind
from askfirst.policy.sets import sql
from askfirst.policy.sets.engines.tables import (
    Dialect,
    between,
    borders_query,
    found_in,
    is_wrong,
    look_query,
    pieces,
    reading,
)
from askfirst.policy.sets.mistakes import ColumnMistake, SourceError, Trouble
from askfirst.policy.sets.source import WANTED, Stored, refuse, wrong_values

if TYPE_CHECKING:
    from collections.abc import Iterable

    from askfirst.policy.kinds import Fact
    from askfirst.policy.sets.plan import Plan
    from askfirst.policy.sets.source import Part


class SqliteSource:
    """Columns have no types of their own here, so every value is looked at."""

    engine = "sqlite"
    plan: Plan

    def __init__(self, table: str, file: Path) -> None:
        self.table = sql.quoted(table)
        if not file.is_file():
            raise SourceError(f"There is no SQLite file at {file}. Check its name.")
        self._connection = sqlite3.connect(f"file:{file.resolve()}?mode=ro", uri=True)

    def columns(self) -> dict[str, Stored]:
        found = self._asked(f"SELECT * FROM {self.table} LIMIT 0")  # noqa: S608 -- quoted
        return {column[0]: Stored.ANYTHING for column in found.description}

    def open(self, plan: Plan) -> None:
        self.plan = plan
        names = [plan.key, *plan.columns]
        self._refuse_types(plan)
        row = self._asked(look_query(names, plan.key, self.table)).fetchone()
        self._people = int(row[0])
        refuse(wrong_values(found_in(row, names), plan.key))

    def parts(self) -> list[Part]:
        borders = self._asked(borders_query(self.plan, self.table)).fetchall()
        return pieces([border for (border,) in borders], self._people)

    def rows(self, part: Part) -> pl.DataFrame:
        return self._frame(*self._query(part, sql.rows_query))

    def counts(self, part: Part) -> pl.DataFrame:
        return self._frame(*self._query(part, sql.counts_query))

    def people(self, keys: list[Any]) -> list[dict[str, Any]]:
        shown = ", ".join([sql.quoted(self.plan.key), *self.plan.columns])
        marks = ", ".join("?" for _ in keys)
        found = self._asked(
            f"SELECT {shown} FROM {self.table} WHERE {sql.quoted(self.plan.key)} IN ({marks})",  # noqa: S608 -- parameters
            keys,
        )
        return [
            {
                name: _truth(name, value)
                for name, value in zip((self.plan.key, *self.plan.columns), row, strict=True)
            }
            for row in found
        ]

    def close(self) -> None:
        self._connection.close()

    def _query(self, part: Part, ask: Any) -> tuple[str, list[Any]]:
        where, parameters = between(self.plan, part.place, "?")
        facts = reading(self.plan, self.table + where, self.plan.read, self.columns(), Dialect())
        return ask(self.plan, facts), parameters

    def _frame(self, query: str, parameters: list[Any]) -> pl.DataFrame:
        found = self._asked(query, parameters)
        titles = [column[0] for column in found.description]
        schema: dict[str, Any] = {
            name: None if name in {self.plan.key, "example"} else pl.Int64 for name in titles
        }
        frames = []
        while rows := found.fetchmany(100_000):
            frames.append(pl.DataFrame(rows, schema=schema, orient="row"))
        return pl.concat(frames) if frames else pl.DataFrame(schema=schema)

    def _refuse_types(self, plan: Plan) -> None:
        tests = [_is_of_wrong_type(FACTS[name]) for name in plan.columns]
        asked = [
            part
            for name, test in zip(plan.columns, tests, strict=True)
            for part in (f"SUM(CASE WHEN {test} THEN 1 ELSE 0 END)", f"MIN(CASE WHEN {test} THEN {name} END)")
        ]
        row = self._asked(f"SELECT {', '.join(asked or ['0'])} FROM {self.table}").fetchone()  # noqa: S608 -- checked names
        refuse(
            [
                ColumnMistake(
                    Trouble.TYPE,
                    name,
                    f"wrong type, such as {row[2 * nth + 1]!r},",
                    WANTED[FACTS[name].kind],
                    row[2 * nth],
                )
                for nth, name in enumerate(plan.columns)
                if row[2 * nth]
            ]
        )

    def _asked(self, query: str, parameters: Iterable[Any] = ()) -> sqlite3.Cursor:
        try:
            return self._connection.execute(query, list(parameters))
        except sqlite3.Error as error:
            raise SourceError(f"SQLite cannot read the table {self.table}: {error}.") from error


def opened(table: str, database: str) -> SqliteSource:
    """The source for a table of a file."""
    return SqliteSource(table, Path(database.removeprefix("sqlite:///")))


def _is_of_wrong_type(fact: Fact) -> str:
    if fact.kind is Kind.BOOL:
        return f"{fact.name} IS NOT NULL AND (typeof({fact.name}) <> 'integer' OR {fact.name} NOT IN (0, 1))"
    wanted = "integer" if is_wrong(fact) and fact.kind is not Kind.ENUM else "text"
    return f"typeof({fact.name}) NOT IN ('{wanted}', 'null')"


def _truth(name: str, value: Any) -> Any:
    return bool(value) if name in FACTS and FACTS[name].kind is Kind.BOOL and value is not None else value
