"""A whole audience in each engine, against the engine's own scan floor, against rules written by hand, and as it grows.

    python bench/audience.py [ROWS] [FOLDER] [PART …]

ROWS (10,000,000 unless given) is the size for Polars and DuckDB; a tenth of it goes to SQLite and PostgreSQL, a fifth to
Spark, and ten times as many are decided at the end.  Every fact that belongs to a person, a pair or a thread is a column;
the moment, the message and the account are known.  Floors read the same columns and add them up (of words: count one).
Parts are files, hand, growth, databases and spark.  Before anything is timed, every engine must give the same counts.
"""

from __future__ import annotations

import os
import shutil
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import duckdb
import polars as pl

from askfirst.policy import bundled
from askfirst.policy.facts import FACTS
from askfirst.policy.kinds import DAY, Fact, Kind, Scope
from askfirst.policy.packs import read_packs
from askfirst.policy.program import Policy
from askfirst.policy.sets import engines, frames, sql
from askfirst.policy.sets.engines.polars_engine import PolarsSource, coded
from askfirst.policy.sets.plan import Plan, Question
from askfirst.policy.sets.run import prepared

if TYPE_CHECKING:
    from collections.abc import Callable

NOW = 1_795_255_200_000_000
ROUNDS = 3
FILE_ROWS = 1_000_000
GROUP_ROWS = 250_000
SHARED = {Scope.CLOCK, Scope.CAMPAIGN, Scope.ACCOUNT}
COLUMNS = tuple(fact for fact in FACTS.values() if fact.scope not in SHARED)
KNOWN: dict[str, Any] = {
    "now": NOW,
    "network": "email",
    "form": "direct",
    "purpose": "marketing",
    "is_promotional": True,
    "is_approved": True,
    "audience_size": 1_000_000,
    "account_kind": "mailbox",
    "business_country": "DE",
}


def column(nth: int, fact: Fact, rows: pl.Expr) -> pl.Expr:
    """A column of independent values, a fifth of them NULL where that is allowed."""
    drawn = rows.hash(seed=2 * nth + 1)
    value: pl.Expr
    if fact.kind is Kind.BOOL:
        value = drawn % 8 == 0
    elif fact.kind is Kind.TS:
        value = pl.lit(NOW) - (drawn % (300 * DAY)).cast(pl.Int64)
    elif fact.kind is Kind.DUR:
        value = (drawn % DAY).cast(pl.Int64)
    elif fact.kind is Kind.INT:
        span = 4 if fact.unit == "count" else fact.high - fact.low + 1
        value = (drawn % span).cast(pl.Int64) + fact.low
    else:
        words = list(fact.values) or ["DE", "US", "CA", "GB"]
        kind = pl.Enum(words) if fact.values else pl.String
        value = (
            (drawn % len(words))
            .cast(pl.UInt32)
            .replace_strict(list(range(len(words))), words, return_dtype=kind)
        )
    if fact.nullable:
        value = pl.when(rows.hash(seed=2 * nth + 2) % 5 != 0).then(value)
    return value.alias(fact.name)


def generated(folder: Path, rows: int) -> Path:
    """A folder of Parquet files, each of at most a million people."""
    folder.mkdir(parents=True)
    for nth, first in enumerate(range(0, rows, FILE_ROWS)):
        numbers = pl.int_range(first, min(first + FILE_ROWS, rows), dtype=pl.Int64)
        facts = [column(place, fact, numbers) for place, fact in enumerate(COLUMNS)]
        table = pl.select(numbers.alias("person"), *facts)
        table.write_parquet(folder / f"{nth:05}.parquet", row_group_size=GROUP_ROWS)
    return folder


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds on the wall and of CPU, the median of the rounds by each."""

    wall: float
    cpu: float


def timed(**contenders: Callable[[], object]) -> dict[str, Cost]:
    """All contenders in turns, so that whatever else the machine does meets all of them."""
    rounds: dict[str, list[tuple[float, float]]] = {name: [] for name in contenders}
    for _ in range(ROUNDS):
        for name, act in contenders.items():
            wall, cpu = time.perf_counter(), time.process_time()
            act()
            rounds[name].append((time.perf_counter() - wall, time.process_time() - cpu))
    return {
        name: Cost(statistics.median(wall for wall, _ in found), statistics.median(cpu for _, cpu in found))
        for name, found in rounds.items()
    }


def show(title: str, rows: int, floor: str, costs: dict[str, Cost]) -> None:
    """A table in Markdown; ratios are to the floor."""
    print(
        f"\n{title}, {rows:,} people\n\n| what | seconds | CPU s | ns a person | x floor, wall | x floor, CPU |\n|---|---|---|---|---|---|"
    )
    for name, cost in costs.items():
        base = costs[floor]
        cpu = f"{cost.cpu / base.cpu:.2f}" if base.cpu > 0.05 else "-"
        print(
            f"| {name.replace('_', ' ')} | {cost.wall:.2f} | {cost.cpu:.2f} | {cost.wall / rows * 1e9:.0f} "
            f"| {cost.wall / base.wall:.2f} | {cpu} |",
            flush=True,
        )


def polars_floor(table: pl.LazyFrame, plan: Plan) -> pl.DataFrame:
    sums = [
        (pl.col(name) == word_of(name)).sum() if is_word(name) else pl.col(name).sum() for name in plan.read
    ]
    return table.select(pl.col(plan.key).sum(), *sums).collect(engine="streaming")


def sql_floor(plan: Plan, table: str, truth: str = "SUM(CASE WHEN {} THEN 1 ELSE 0 END)") -> str:
    sums = [f"MAX({plan.key})"]
    for name in plan.read:
        if is_word(name):
            sums.append(f"SUM(CASE WHEN {name} = '{word_of(name)}' THEN 1 ELSE 0 END)")
        else:
            sums.append(truth.format(name) if FACTS[name].kind is Kind.BOOL else f"MAX({name})")
    return f"SELECT {', '.join(sums)} FROM {table}"


def greatest(plan: Plan) -> str:
    """Every mask column is used, and none of them travels."""
    return ", ".join(f"MAX({name})" for name in plan.masks)


def is_word(name: str) -> bool:
    return FACTS[name].kind in {Kind.ENUM, Kind.TEXT}


def word_of(name: str) -> str:
    return FACTS[name].values[0] if FACTS[name].values else "DE"


def counts_of(counts: pl.DataFrame, plan: Plan) -> pl.DataFrame:
    return counts.select(*plan.masks, pl.col("people").cast(pl.Int64)).sort(plan.masks)


def planned(folder: Path) -> Plan:
    """The question of all measurements but those against rules written by hand."""
    source = PolarsSource(folder)
    plan = prepared(bundled(), Question(known=KNOWN), source)
    source.open(plan)
    return plan


def read(folder: Path, plan: Plan) -> pl.LazyFrame:
    """The files as the engine reads them."""
    return coded(pl.scan_parquet(folder / "*.parquet", glob=True), plan)


def files(folder: Path, plan: Plan, rows: int) -> None:
    """Polars and DuckDB over the same files."""
    plain, table = pl.scan_parquet(folder / "*.parquet", glob=True), read(folder, plan)
    quick = duckdb.connect()
    quick.execute("SET threads = 2")
    there = f"read_parquet('{folder}/*.parquet')"
    counted = frames.counts(plan, table).collect(engine="streaming")
    wanted = counts_of(counted, plan)
    same = counts_of(pl.DataFrame(quick.cursor().sql(sql.counts_query(plan, there))), plan)
    assert wanted.equals(same)
    rules = len({signal.spoken.rule.id for signal in plan.program.signals})
    live = sum(len(word.chains) for word in plan.words)
    print(
        f"{len(plan.columns)} columns, {rules} rules in force for email, {live} of them still open once the campaign is "
        f"known, asking {len(plan.read)} columns; {wanted.height:,} different masks"
    )
    show(
        "Polars over Parquet (streaming)",
        rows,
        "floor",
        timed(
            floor=lambda: polars_floor(plain, plan),
            masks_of_everybody_and_their_number=lambda: (
                frames.rows(plan, table)
                .select(pl.col(*plan.masks).max(), pl.len())
                .collect(engine="streaming")
            ),
            counts_of_every_reason=lambda: frames.counts(plan, table).collect(engine="streaming"),
        ),
    )
    masks = greatest(plan)
    show(
        "DuckDB over Parquet (2 threads)",
        rows,
        "floor",
        timed(
            floor=lambda: quick.execute(sql_floor(plan, there)).fetchall(),
            masks_of_everybody_and_their_number=lambda: quick.execute(
                f"SELECT {masks}, COUNT(*) FROM ({sql.rows_query(plan, there)})"
            ).fetchall(),
            counts_of_every_reason=lambda: quick.execute(sql.counts_query(plan, there)).fetchall(),
        ),
    )


def against_hand(folder: Path, rows: int) -> None:
    """A pack of sixteen rules, printed and written out by hand."""
    policy = Policy(read_packs({"bench.toml": PACK}))
    plan = prepared(policy, Question(known=KNOWN), PolarsSource(folder))
    plain, table = pl.scan_parquet(folder / "*.parquet", glob=True), read(folder, plan)
    quick = duckdb.connect()
    quick.execute("SET threads = 2")
    there = f"read_parquet('{folder}/*.parquet')"
    hand_frame = plain.select("person", hand_polars().alias("mask_0"))
    hand_query = f"SELECT person, {HAND_SQL} AS mask_0 FROM {there}"
    printed = counts_of(frames.counts(plan, table).collect(engine="streaming"), plan)
    by_hand = hand_frame.group_by("mask_0").agg(people=pl.len()).collect(engine="streaming")
    assert printed.equals(counts_of(by_hand, plan))
    in_duckdb = pl.DataFrame(
        quick.cursor().sql(f"SELECT mask_0, COUNT(*) AS people FROM ({hand_query}) GROUP BY mask_0")
    )
    assert printed.equals(counts_of(in_duckdb, plan))
    show(
        "Printed rules against rules written by hand, Polars (16 rules)",
        rows,
        "floor",
        timed(
            floor=lambda: polars_floor(plain, plan),
            by_hand=lambda: hand_frame.select(pl.col("mask_0").max()).collect(engine="streaming"),
            printed=lambda: (
                frames.rows(plan, table).select(pl.col("mask_0").max()).collect(engine="streaming")
            ),
        ),
    )
    show(
        "Printed rules against rules written by hand, DuckDB (16 rules)",
        rows,
        "floor",
        timed(
            floor=lambda: quick.execute(sql_floor(plan, there)).fetchall(),
            by_hand=lambda: quick.execute(f"SELECT MAX(mask_0) FROM ({hand_query})").fetchall(),
            printed=lambda: quick.execute(
                f"SELECT MAX(mask_0) FROM ({sql.rows_query(plan, there)})"
            ).fetchall(),
        ),
    )


def rule(name: str, when: str) -> str:
    return f"[[rule]]\nid = 'bench.{name}'\neffect = 'deny'\nunknown = 'skip'\nwhen = '''{when}'''\nwhy = 'Measured.'\n"


CONDITIONS = {
    "suppressed": "is_suppressed",
    "blocked": "has_blocked_us",
    "unreachable": "NOT is_reachable",
    "none": "consent_state IN ('none', 'pending')",
    "left": "consent_state = 'left'",
    "stale": "consent_state = 'stale' AND consent_given_at IS NOT NULL AND now - consent_given_at > days(200)",
    "expired": "consent_expires_at IS NOT NULL AND now >= consent_expires_at",
    "objected": "objected_at IS NOT NULL AND (consent_given_at IS NULL OR consent_given_at < objected_at)",
    "often": "outbound_7d >= 3",
    "unasked": "last_unasked_at IS NOT NULL AND now - last_unasked_at < days(90) AND unasked_90d >= 1",
    "silent": "last_inbound_at IS NULL OR now - last_inbound_at > days(180)",
    "quiet": "local_minute < 480 OR local_minute >= 1260",
    "young": "age_band IN ('minor', 'minor_young')",
    "liked": "trigger_kind IN ('like', 'follow', 'vote') AND NOT person_follows",
    "abroad": "person_country <> 'DE'",
    "row": "outbound_since_inbound >= 2 AND thread_opened_by <> 'person'",
}
PACK = (
    "id = 'bench'\nlayer = 'house'\ntitle = 'Bench'\ndefault = 'allow'\notherwise = 'Nothing spoke.'\n"
    + "".join(rule(name, when) for name, when in CONDITIONS.items())
)


def hand_polars() -> pl.Expr:
    """The pack above as somebody who knows Polars would write it."""
    col, day = pl.col, DAY
    tests = [
        col("is_suppressed"),
        col("has_blocked_us"),
        ~col("is_reachable"),
        col("consent_state").is_in(["none", "pending"]),
        col("consent_state") == "left",
        (col("consent_state") == "stale") & (col("consent_given_at") < NOW - 200 * day),
        col("consent_expires_at") <= NOW,
        col("objected_at").is_not_null()
        & (col("consent_given_at").is_null() | (col("consent_given_at") < col("objected_at"))),
        col("outbound_7d") >= 3,
        (col("last_unasked_at") > NOW - 90 * day) & (col("unasked_90d") >= 1),
        col("last_inbound_at").is_null() | (col("last_inbound_at") < NOW - 180 * day),
        (col("local_minute") < 480) | (col("local_minute") >= 1260),
        col("age_band").is_in(["minor", "minor_young"]),
        col("trigger_kind").is_in(["like", "follow", "vote"]) & ~col("person_follows"),
        col("person_country") != "DE",
        (col("outbound_since_inbound") >= 2) & (col("thread_opened_by") != "person"),
    ]
    mask = pl.lit(0, dtype=pl.Int64)
    for bit, test in enumerate(tests):
        mask |= pl.when(test).then(pl.lit(1 << bit, dtype=pl.Int64)).otherwise(pl.lit(0, dtype=pl.Int64))
    return mask


HAND_TESTS = (
    "is_suppressed",
    "has_blocked_us",
    "NOT is_reachable",
    "consent_state IN ('none', 'pending')",
    "consent_state = 'left'",
    f"consent_state = 'stale' AND consent_given_at < {NOW - 200 * DAY}",
    f"consent_expires_at <= {NOW}",
    "objected_at IS NOT NULL AND (consent_given_at IS NULL OR consent_given_at < objected_at)",
    "outbound_7d >= 3",
    f"last_unasked_at > {NOW - 90 * DAY} AND unasked_90d >= 1",
    f"last_inbound_at IS NULL OR last_inbound_at < {NOW - 180 * DAY}",
    "local_minute < 480 OR local_minute >= 1260",
    "age_band IN ('minor', 'minor_young')",
    "trigger_kind IN ('like', 'follow', 'vote') AND NOT person_follows",
    "person_country <> 'DE'",
    "outbound_since_inbound >= 2 AND thread_opened_by <> 'person'",
)
HAND_SQL = " | ".join(
    f"CASE WHEN {test} THEN CAST({1 << bit} AS BIGINT) ELSE 0 END" for bit, test in enumerate(HAND_TESTS)
)


def databases(folder: Path, plan: Plan, rows: int, home: Path) -> None:
    """SQLite and PostgreSQL, in place."""
    table = pl.scan_parquet(min(folder.glob("*.parquet"))).head(rows).collect()
    wanted = counts_of(frames.counts(plan, table.lazy()).collect(), plan)
    columns = ", ".join(f"{name} {_type(name)}" for name in plan.columns)
    _sqlite(table, plan, wanted, columns, home / "facts.sqlite3")
    from tests.postgres import NoPostgres, database

    try:
        with database() as url:
            _postgres(table, plan, wanted, columns, url)
    except NoPostgres as reason:
        print(f"\nPostgreSQL was not measured: {reason}")


def _type(name: str) -> str:
    return {Kind.BOOL: "BOOLEAN", Kind.ENUM: "TEXT", Kind.TEXT: "TEXT"}.get(FACTS[name].kind, "BIGINT")


def _sqlite(table: pl.DataFrame, plan: Plan, wanted: pl.DataFrame, columns: str, file: Path) -> None:
    import sqlite3

    with sqlite3.connect(file) as connection:
        connection.execute(f"CREATE TABLE facts (person INTEGER PRIMARY KEY, {columns})")
        marks = ", ".join("?" * table.width)
        connection.executemany(f"INSERT INTO facts VALUES ({marks})", table.iter_rows())
    source = engines.source("sqlite", "facts", str(file))
    source.open(plan)
    assert wanted.equals(counts_of(_all_counts(source), plan))
    costs = timed(
        floor=lambda: connection.execute(sql_floor(plan, "facts")).fetchall(),
        masks_of_everybody_and_their_number=lambda: connection.execute(
            f"SELECT {greatest(plan)}, COUNT(*) FROM ({sql.rows_query(plan, 'facts')})"
        ).fetchall(),
        counts_of_every_reason=lambda: connection.execute(sql.counts_query(plan, "facts")).fetchall(),
    )
    connection.close()
    source.close()
    show("SQLite, in place", table.height, "floor", costs)


def _postgres(table: pl.DataFrame, plan: Plan, wanted: pl.DataFrame, columns: str, url: str) -> None:
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP TABLE IF EXISTS bench_audience")
        connection.execute(f"CREATE UNLOGGED TABLE bench_audience (person BIGINT PRIMARY KEY, {columns})")
        with connection.cursor().copy("COPY bench_audience FROM STDIN (FORMAT csv)") as copy:
            for piece in table.iter_slices(50_000):
                copy.write(piece.write_csv(include_header=False))
        connection.execute("VACUUM ANALYZE bench_audience")
        source = engines.source("postgres", "bench_audience", url)
        source.open(plan)
        assert wanted.equals(counts_of(_all_counts(source), plan))
        source.close()
        connection.execute("SET max_parallel_workers_per_gather = 0")
        connection.execute("SET work_mem = '256MB'")
        costs = timed(
            floor=lambda: connection.execute(sql_floor(plan, "bench_audience")).fetchall(),
            masks_of_everybody_and_their_number=lambda: connection.execute(
                f"SELECT {greatest(plan)}, COUNT(*) FROM ({sql.rows_query(plan, 'bench_audience')}) AS fired"
            ).fetchall(),
            counts_of_every_reason=lambda: connection.execute(
                sql.counts_query(plan, "bench_audience")
            ).fetchall(),
        )
        connection.execute("DROP TABLE bench_audience")
    show("PostgreSQL, in place, one process (its CPU is not ours)", table.height, "floor", costs)


def _all_counts(source: Any) -> pl.DataFrame:
    return pl.concat([source.counts(part) for part in source.parts()])


def spark(folder: Path, plan: Plan, rows: int) -> None:
    """Spark on two cores, with the limit that its own default lacks, and without."""
    from askfirst.policy.sets.engines import spark_engine

    if why := spark_engine.missing():
        print(f"\nSpark was not measured: {why}")
        return
    session = spark_engine.session("local[2]")
    paths = [str(file) for file in sorted(folder.glob("*.parquet"))][: max(1, rows // FILE_ROWS)]
    session.read.parquet(*paths).createOrReplaceTempView("facts")
    wanted = counts_of(frames.counts(plan, pl.scan_parquet(paths)).collect(engine="streaming"), plan)

    def written(query: str, limit: str) -> None:
        session.conf.set("spark.sql.codegen.hugeMethodLimit", limit)
        session.sql(query).write.format("noop").mode("overwrite").save()

    found = session.sql(sql.counts_query(plan, "facts")).select(*plan.masks, "people").collect()
    same = pl.DataFrame([tuple(row) for row in found], schema=wanted.schema, orient="row")
    assert wanted.equals(counts_of(same, plan))
    limit = spark_engine.SETTINGS["spark.sql.codegen.hugeMethodLimit"]
    masks = f"SELECT {greatest(plan)}, COUNT(*) FROM ({sql.rows_query(plan, 'facts')})"
    costs = timed(
        floor=lambda: written(sql_floor(plan, "facts"), limit),
        masks_of_everybody_and_their_number=lambda: written(masks, limit),
        the_same_with_the_limit_of_Spark_itself=lambda: written(masks, "65535"),
        counts_of_every_reason=lambda: written(sql.counts_query(plan, "facts"), limit),
    )
    session.stop()
    show(
        "Spark, local[2], over Parquet (its CPU is not ours)",
        min(rows, FILE_ROWS * len(paths)),
        "floor",
        costs,
    )


def growth(folder: Path, rows: int, home: Path) -> None:
    """The whole command, verdicts written down, in a process of its own."""
    print(
        "\nThe whole command, `askfirst audience decide … --out`, every verdict written to Parquet\n\n"
        "| people | seconds | CPU s | ns of CPU a person | peak memory |\n|---|---|---|---|---|"
    )
    originals = sorted(folder.glob("*.parquet"))
    for count in (rows // 10, rows, rows * 10):
        many = home / f"people-{count}"
        many.mkdir()
        for nth in range(max(1, count // min(rows, FILE_ROWS))):
            os.link(originals[nth % len(originals)], many / f"{nth:05}.parquet")
        wall = time.perf_counter()
        usage = _command(many, home / f"verdicts-{count}.parquet")
        seconds, cpu = time.perf_counter() - wall, usage.ru_utime + usage.ru_stime
        people = (
            pl.scan_parquet(home / f"verdicts-{count}.parquet" / "*.parquet")
            .select(pl.len())
            .collect()
            .item()
        )
        print(
            f"| {people:,} | {seconds:.1f} | {cpu:.1f} | {cpu / people * 1e9:.0f} | {usage.ru_maxrss / 1024:.0f} MB |",
            flush=True,
        )
        shutil.rmtree(home / f"verdicts-{count}.parquet")


def _command(table: Path, out: Path) -> Any:
    said = [f"--fact={name}={str(value).lower()}" for name, value in KNOWN.items() if name not in OPTIONS]
    options = [f"--{name}={KNOWN[name]}" for name in ("network", "form", "purpose")]
    words = [
        "audience",
        "decide",
        str(table),
        *options,
        *said,
        "--at=2026-11-21T10:00:00Z",
        f"--out={out}",
        "--json",
    ]
    child = os.fork()
    if child == 0:
        with Path(os.devnull).open("w") as nothing:
            os.dup2(nothing.fileno(), 1)
            program = [sys.executable, "-c", "from askfirst.cli.main import run; run()", *words]
            os.execv(sys.executable, program)  # noqa: S606 -- wait4 tells what this one process used
    _, status, usage = os.wait4(child, 0)
    code = os.waitstatus_to_exitcode(status)
    assert code in {0, 3, 4}, code
    return usage


OPTIONS = frozenset({"now", "network", "form", "purpose"})


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000
    above = Path(sys.argv[2]) if len(sys.argv) > 2 else None
    wanted = sys.argv[3:] or ["files", "hand", "growth", "databases", "spark"]
    with tempfile.TemporaryDirectory(prefix="askfirst-bench-", dir=above) as place:
        home = Path(place)
        began = time.perf_counter()
        folder = generated(home / "facts", rows)
        size = sum(file.stat().st_size for file in folder.iterdir()) / 2**20
        print(f"{rows:,} people generated in {time.perf_counter() - began:.0f} s, {size:,.0f} MB of Parquet")
        plan = planned(folder)
        parts: dict[str, Callable[[], None]] = {
            "files": lambda: files(folder, plan, rows),
            "hand": lambda: against_hand(folder, rows),
            "growth": lambda: growth(folder, rows, home),
            "databases": lambda: databases(folder, plan, max(1000, rows // 10), home),
            "spark": lambda: spark(folder, plan, rows // 5),
        }
        for part in wanted:
            parts[part]()


if __name__ == "__main__":
    main()
