"""Parquet with Spark, when one machine is too small: on this machine's cores, or on a cluster by its master's address.

Spark reads the facts and asks the rules; key and masks are put down in a temporary folder, and verdicts are told from
them here.  On a cluster that folder (TMPDIR) must be one that all machines see.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from askfirst.policy.facts import FACTS
from askfirst.policy.kinds import Kind
from askfirst.policy.sets import sql
from askfirst.policy.sets.engines.tables import Dialect, found_in, look_query, reading
from askfirst.policy.sets.mistakes import SourceError
from askfirst.policy.sets.parquet import Footers
from askfirst.policy.sets.source import Part, Stored, refuse, wrong_values

if TYPE_CHECKING:
    from collections.abc import Iterable

    from askfirst.policy.sets.plan import Plan

STORED = {
    "boolean": Stored.TRUTH,
    "tinyint": Stored.WHOLE,
    "smallint": Stored.WHOLE,
    "int": Stored.WHOLE,
    "bigint": Stored.WHOLE,
    "string": Stored.WORDS,
    "timestamp": Stored.INSTANT,
    "timestamp_ntz": Stored.NAIVE,
}
DIALECT = Dialect(micros="unix_micros({})")
HERE = "local[*]"
SETTINGS = {
    "spark.sql.codegen.hugeMethodLimit": "8000",  # above this the JVM never compiles a method: eight times slower
    "spark.sql.ansi.enabled": "true",
    "spark.sql.ansi.doubleQuotedIdentifiers": "true",
    "spark.sql.session.timeZone": "UTC",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}
LOOPBACK = {
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.sql.shuffle.partitions": str(2 * (os.cpu_count() or 1)),
}


class SparkSource:
    """A file or a folder; each file is a part, so that a run that was stopped goes on where it was."""

    engine = "spark"
    plan: Plan

    def __init__(self, path: str, master: str) -> None:
        self.path = path
        self._local = Footers(Path(path)) if "://" not in path else None
        self._session = session(master or HERE)
        self._staging = Path(tempfile.mkdtemp(prefix="askfirst-audience-"))

    def columns(self) -> dict[str, Stored]:
        kinds: list[tuple[str, str]] = self._read(self._files()).dtypes
        return {name: STORED.get(kind, Stored.OTHER) for name, kind in kinds}

    def open(self, plan: Plan) -> None:
        self.plan = plan
        self._columns = self.columns()
        words = [name for name in plan.read if FACTS[name].kind is Kind.ENUM]
        doubted = self._local.doubted(plan.columns, plan.key) if self._local else [plan.key, *plan.columns]
        names = list(dict.fromkeys([*doubted, *words]))
        if names:
            shown = [name for name in names if name != plan.key]
            facts = self._reading(self._files(), shown)
            row = tuple(self._asked(look_query(names, plan.key, facts)).collect()[0])
            refuse(wrong_values(found_in(row, names), plan.key))

    def parts(self) -> list[Part]:
        if self._local is None:
            rows = int(self._read(self._files()).count())
            return [Part(nth=0, rows=rows, mark=f"{self.path}:{rows}", place=self._files())]
        files: dict[str, list[Part]] = {}
        for part in self._local.parts():
            files.setdefault(part.place.file, []).append(part)
        return [
            Part(
                nth=nth,
                rows=sum(part.rows for part in pieces),
                mark=" ".join(part.mark for part in pieces),
                place=[file],
            )
            for nth, (file, pieces) in enumerate(files.items())
        ]

    def rows(self, part: Part) -> pl.DataFrame:
        return self._frame(sql.rows_query(self.plan, self._reading(part.place, self.plan.read)))

    def counts(self, part: Part) -> pl.DataFrame:
        return self._frame(sql.counts_query(self.plan, self._reading(part.place, self.plan.read)))

    def people(self, keys: list[Any]) -> list[dict[str, Any]]:
        facts = self._reading(self._files(), self.plan.columns)
        marks = ", ".join("?" for _ in keys)
        query = f"SELECT * FROM {facts} WHERE {sql.quoted(self.plan.key)} IN ({marks})"  # noqa: S608 -- parameters
        return [row.asDict() for row in self._session.sql(query, args=keys).collect()]

    def close(self) -> None:
        shutil.rmtree(self._staging, ignore_errors=True)

    def _files(self) -> list[str]:
        return self._local.files if self._local else [self.path]

    def _read(self, files: list[str]) -> Any:
        try:
            return self._session.read.option("mergeSchema", "true").parquet(*files)
        except Exception as error:
            raise SourceError(f"Spark cannot read {self.path}: {_first_line(error)}") from error

    def _reading(self, files: list[str], names: Iterable[str]) -> str:
        self._read(files).createOrReplaceTempView("askfirst_table")
        return reading(self.plan, "askfirst_table", names, self._columns, DIALECT)

    def _frame(self, query: str) -> pl.DataFrame:
        """What a query finds, through files: that needs neither Python on the workers nor memory on the driver."""
        folder = self._staging / "found"
        self._asked(query).write.mode("overwrite").parquet(str(folder))
        return pl.read_parquet(folder / "*.parquet")

    def _asked(self, query: str) -> Any:
        return self._session.sql(query)


def opened(table: str, database: str) -> SparkSource:
    """The source for a path; `database` may name the master."""
    return SparkSource(table, database)


def session(master: str) -> Any:
    """A session with the settings that printed rules need.

    Raises:
        SourceError: Spark or Java is not installed, or the master does not answer.
    """
    if why := missing():
        raise SourceError(why)
    builder = import_module("pyspark.sql").SparkSession.builder.master(master).appName("askfirst audience")
    settings = SETTINGS
    if master.startswith("local"):
        settings = SETTINGS | LOOPBACK
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    for name, value in settings.items():
        builder = builder.config(name, value)
    try:
        started = builder.getOrCreate()
    except Exception as error:
        raise SourceError(f"Spark at {master} does not answer: {_first_line(error)}") from error
    started.sparkContext.setLogLevel("ERROR")
    return started


def missing() -> str:
    """What has to be installed before Spark can run; empty where nothing is missing."""
    try:
        import_module("pyspark")
    except ImportError:
        return "Spark is not installed. Install it: `make spark`, or pip install 'pyspark>=4.3' (half a gigabyte)."
    home = os.environ.get("JAVA_HOME", "")
    if shutil.which("java") or (home and Path(home, "bin", "java").exists()):
        return ""
    return "Spark needs Java 17 or newer, and there is none. Install one (on Debian: apt-get install default-jre-headless)."


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
