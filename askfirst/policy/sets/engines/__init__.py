"""The engines by name.  Each is imported when it is asked for: most commands need none."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from askfirst.policy.sets.mistakes import SourceError

if TYPE_CHECKING:
    from askfirst.policy.sets.source import Source

ENGINES = ("polars", "duckdb", "sqlite", "postgres", "spark")
DATABASES = frozenset({"sqlite", "postgres"})
"""Engines whose table stands in a database, which must be named too."""


def source(engine: str, table: str, database: str = "") -> Source:
    """A table of facts: a file or folder of Parquet, or a table in a database.

    Raises:
        SourceError: there is no such engine, or the table cannot be reached.
    """
    if engine not in ENGINES:
        raise SourceError(f"There is no engine `{engine}`. Choose from: {', '.join(ENGINES)}.")
    if engine in DATABASES and not database:
        raise SourceError(f"Where is the database? Name it: --database {_EXAMPLES[engine]}")
    module = import_module(f"askfirst.policy.sets.engines.{engine}_engine")
    found: Source = module.opened(table, database)
    return found


_EXAMPLES = {"sqlite": "facts.sqlite3", "postgres": "postgresql://user@host/name"}
