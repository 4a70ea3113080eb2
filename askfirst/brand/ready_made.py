"""Statements written by hand, for the few that each message of a campaign needs.

The ORM takes longer to put those together than the database to carry them out.  They say the same to SQLite and PostgreSQL.
Everything else is asked of the ORM.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

GAP = "%s"


def rows(text: str, *given: Any) -> list[tuple[Any, ...]]:
    """What a query finds.  A gap (`%s`) that is given a list is filled by `(1, 2, 3)`, and a list of tuples by `(1, 2), (3, 4)`.

    Lists are not empty.  Instants come back as the database has them.
    """
    with connection.cursor() as cursor:
        cursor.execute(*_filled(text, given))
        return list(cursor.fetchall())


def change(text: str, *given: Any) -> int:
    """Carry out a change, with gaps as for `rows`.  Returns how many rows it met."""
    with connection.cursor() as cursor:
        cursor.execute(*_filled(text, given))
        return int(cursor.rowcount)


def held() -> str:
    """The end of a query that holds the rows which it finds until the transaction ends.  SQLite has one writer at a time."""
    return " FOR NO KEY UPDATE" if connection.features.has_select_for_update else ""


def _filled(text: str, given: Sequence[Any]) -> tuple[str, list[Any]]:
    pieces = text.split(GAP)
    if len(pieces) != len(given) + 1:
        raise ValueError(f"{len(pieces) - 1} gaps and {len(given)} to fill them: {text}")
    gaps = [*map(_gap, given), ""]
    return "".join(piece + gap for piece, gap in zip(pieces, gaps, strict=True)), list(_values(given))


def _gap(value: Any) -> str:
    if not isinstance(value, list):
        return GAP
    if value and isinstance(value[0], tuple):
        return ", ".join([_several(len(value[0]))] * len(value))
    return _several(len(value))


def _several(count: int) -> str:
    return f"({', '.join([GAP] * count)})"


def _values(given: Sequence[Any]) -> Iterator[Any]:
    for value in given:
        if isinstance(value, list | tuple):
            yield from _values(value)
        elif isinstance(value, datetime):
            yield connection.ops.adapt_datetimefield_value(value)
        else:
            yield value
