"""The same people as Parquet, as a table of SQLite and as a table of PostgreSQL; and what every engine must say of them."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

import polars as pl

from askfirst.policy import bundled, decide
from askfirst.policy.facts import FACTS, Facts
from askfirst.policy.kinds import Kind
from askfirst.policy.sets.decode import Decoder, deciding_layer, joined
from askfirst.policy.sets.plan import Question
from askfirst.policy.sets.run import prepared
from tests.policy.drawing import SMALL
from tests.policy.sets import oracle
from tests.policy.sets.drawing import with_defaults

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import psycopg

    from askfirst.policy.kinds import Fact, Value
    from askfirst.policy.sets.source import Source

    People = Sequence[Mapping[str, Value]]

FRAMES: dict[Kind, Any] = {Kind.BOOL: pl.Boolean, Kind.ENUM: pl.String, Kind.TEXT: pl.String}
TYPES = {Kind.BOOL: "BOOLEAN", Kind.ENUM: "TEXT", Kind.TEXT: "TEXT"}


def frame(people: People, facts: Mapping[str, Fact]) -> pl.DataFrame:
    """People as a frame with a running number."""
    schema = {"person": pl.Int64, **{name: FRAMES.get(facts[name].kind, pl.Int64) for name in people[0]}}
    rows = [{"person": nth, **person} for nth, person in enumerate(people)]
    return pl.DataFrame(rows, schema=schema, orient="row")


def parquet(people: People, path: Path, **options: Any) -> Path:
    """People in a Parquet file."""
    frame(people, FACTS).write_parquet(path, **options)
    return path


def create(names: Sequence[str], facts: Mapping[str, Fact], table: str = "facts") -> str:
    """The statement that makes their table."""
    columns = ", ".join(f"{name} {TYPES.get(facts[name].kind, 'BIGINT')}" for name in names)
    return f"CREATE TABLE {table} (person BIGINT PRIMARY KEY, {columns})"


def filled(people: People, facts: Mapping[str, Fact], connection: Any, mark: str = "?") -> None:
    """Put people into a fresh table `facts`, on whichever database."""
    connection.execute("DROP TABLE IF EXISTS facts")
    names = list(people[0])
    connection.execute(create(names, facts))
    marks = ", ".join([mark] * (len(names) + 1))
    rows = [(nth, *(person[name] for name in names)) for nth, person in enumerate(people)]
    connection.cursor().executemany(f"INSERT INTO facts VALUES ({marks})", rows)  # noqa: S608 -- names of facts


def sqlite_file(people: People, path: Path) -> Path:
    """People in an SQLite file."""
    with sqlite3.connect(path) as connection:
        filled(people, FACTS, connection)
    connection.close()
    return path


def small_columns() -> list[str]:
    return list(SMALL)


def must_agree(known: Mapping[str, Value], people: People, *sources: Source) -> None:
    """Each engine, the Python function and the oracle say the same of everybody: verdict, layer, every rule that fired."""
    wanted = [_wanted(with_defaults(known, person)) for person in people]
    for source in sources:
        plan = prepared(bundled(), Question(known=known), source)
        source.open(plan)
        decoder = Decoder(plan)
        said = pl.concat([decoder.verdicts(source.rows(part)) for part in source.parts()])
        counted = pl.concat([source.counts(part) for part in source.parts()])
        source.close()
        assert said.height == counted.get_column("people").sum() == len(people)
        for row in said.iter_rows(named=True):
            mask = joined(tuple(row[name] for name in plan.masks))
            assert (mask, row["verdict"], row["layer"]) == wanted[row["person"]], (
                source.engine,
                row["person"],
            )


def _wanted(facts: dict[str, Any]) -> tuple[int, str, str | None]:
    """What `decide` says, once the oracle has said the same."""
    policy = bundled()
    decision = decide(policy, Facts(**facts))
    assert decision.verdict == oracle.verdict(list(policy.packs), facts), facts
    packs = [pack for pack in policy.packs if pack.network in {"", facts["network"]}]
    signals = enumerate(policy.program(facts["network"], facts["now"]).signals)
    fired = {one.spoken.rule.id: one.spoken.is_unknown for bit, one in signals if decision.mask >> bit & 1}
    assert fired == oracle.spoken(packs, facts), facts
    return decision.mask, str(decision.verdict), deciding_layer(decision.answer)


def masks_of(rows: list[tuple[Any, ...]]) -> list[int]:
    """The masks by person."""
    return [mask for _, mask in sorted(rows)]


def insert_small(connection: psycopg.Connection[Any], people: People) -> None:
    """People of the small registry into PostgreSQL."""
    connection.execute("TRUNCATE facts")
    with connection.cursor().copy(f"COPY facts (person, {', '.join(SMALL)}) FROM STDIN") as copy:
        for nth, person in enumerate(people):
            copy.write_row((nth, *(person[name] for name in SMALL)))
