"""Rows of a query as columns, read in chunks and without making objects of them: for millions of rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
from django.db import connection
from django.db.models import BigIntegerField, Func

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models import QuerySet
    from django.db.models.sql.compiler import SQLCompiler

CHUNK = 50_000
INSTANT = "instant"
"""The kind of a column that holds instants: read through `Instant`, given as microseconds since 1970 UTC."""

_STORED = {"sqlite": pl.String, "postgresql": pl.Int64}
_MICROSECONDS = "(EXTRACT(EPOCH FROM %(expressions)s) * 1000000)::bigint"
_WRITTEN = "%Y-%m-%d %H:%M:%S%.f"


class Instant(Func):
    """An instant as it is read quickest: a number of PostgreSQL, of SQLite the text that stands there."""

    template = "+%(expressions)s"  # without the sign Python's sqlite3 would make an object of each
    arity = 1
    output_field = BigIntegerField()

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any) -> Any:
        return super().as_sql(compiler, connection, template=_MICROSECONDS, **context)


def read(rows: QuerySet[Any, Any], **kinds: Any) -> pl.DataFrame:
    """The columns of a `values_list`, in its order: of each the name that it gets and its kind, a Polars type or `INSTANT`.

    One query.  At most `CHUNK` rows are Python objects at a time.
    """
    schema = {name: _arrives_as(kind) for name, kind in kinds.items()}
    tamed = [_tamed(name, kind) for name, kind in kinds.items()]
    sql, params = rows.query.sql_with_params()
    parts = [pl.DataFrame(schema=schema).select(tamed)]
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        while chunk := cursor.fetchmany(CHUNK):
            parts.append(pl.DataFrame(chunk, schema=schema, orient="row").select(tamed))
    return pl.concat(parts, rechunk=True)


def _arrives_as(kind: Any) -> Any:
    if kind == INSTANT:
        return _STORED[connection.vendor]
    return pl.String if kind == pl.Categorical else kind


def _tamed(name: str, kind: Any) -> pl.Expr:
    if kind == INSTANT and _arrives_as(kind) == pl.String:
        return pl.col(name).str.to_datetime(_WRITTEN, time_unit="us").dt.epoch("us")
    return pl.col(name).cast(pl.Categorical) if kind == pl.Categorical else pl.col(name)
