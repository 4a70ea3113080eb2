"""Ask an index of words: the newest ids first, page by page, on SQLite and PostgreSQL.

What a person typed comes here as terms, cut into bare words by `signs`: no sign of it can be an operator of a database.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import connection
from django.db.models import BooleanField, F, Func, Q

from askfirst.brand.word_index import LONGEST_BEGINNING, WINDOW_BITS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models.sql.compiler import SQLCompiler

    from askfirst.brand.query import Query, Term

T = TypeVar("T")
WALKED = 6_000
"""On PostgreSQL: so many of the newest rows are looked at one by one before an index is asked."""
_NEWER_WINDOWS = 8
"""On PostgreSQL: so many windows of ids below the newest are looked through before all of them."""
_BATCH = 200
_MOST_MONTHS = 480
_FEW_MONTHS = 2
_MOMENT = timedelta(microseconds=1)
_MOST_LOOKED_AT = 4_000
"""Rows that are looked at for one page where more than the index must be asked: then it stops, and says how to go on."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What an index is asked: these terms, none of those, and of each group of marks one."""

    wanted: tuple[Term, ...] = ()
    unwanted: tuple[Term, ...] = ()
    marks: tuple[tuple[str, ...], ...] = ()

    @classmethod
    def of(cls, query: Query, *marks: Iterable[str]) -> Asked:
        """The words of a search, among what bears these marks."""
        groups = tuple(tuple(group) for group in marks)
        return cls(wanted=query.wanted, unwanted=query.unwanted, marks=groups)

    @property
    def is_narrow(self) -> bool:
        """Conversations are named one by one, or a month or two: few rows lie there, and they need not be the newest."""
        return any(
            mark.startswith("t") or (mark.startswith("m") and len(group) <= _FEW_MONTHS)
            for group in self.marks
            for mark in group
        )


def newest(name: str, asked: Asked, most: int, below: int = 0) -> list[int]:
    """The ids of the newest `most` rows, newest first; `below` leaves out that id and all that are newer."""
    if not asked.marks and not asked.wanted:
        raise ValueError("an index is asked for words or for marks")
    if not all(asked.marks) or set(asked.wanted) & set(asked.unwanted):
        return []  # one of a group of none, or with a word and without it
    ask = _newest_postgresql if connection.vendor == "postgresql" else _newest_sqlite
    return ask(name, asked, most, below)


def about_how_many(name: str, asked: Asked) -> int:
    """In how many rows it stands, as far as a little above `COMMON`.

    PostgreSQL looks up each row that it counts: there it is what the newest rows let expect of all.
    """
    if not all(asked.marks):
        return 0
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            return _counted(cursor, f"{name} WHERE {name} MATCH %s", _fts5(asked), COMMON + 1)
        found = _counted(cursor, f"{_walked(name)} WHERE words @@ %s::tsquery", _tsquery(asked), WALKED)
        return found * max(1, _highest(cursor, name) // WALKED)


def _counted(cursor: Any, rows: str, said: str, most: int) -> int:
    cursor.execute(f"SELECT count(*) FROM (SELECT 1 FROM {rows} LIMIT %s) AS held", [said, most])
    found: int = cursor.fetchone()[0]
    return found


def pick(
    name: str, asked: Asked, most: int, below: int, fitting: Callable[[list[int]], dict[int, T]]
) -> tuple[list[T], int]:
    """The newest `most` rows that also fit otherwise, and the id to go on below; 0: there is no more.

    `fitting` is given ids and returns what it makes of those that fit.
    """
    found: list[T] = []
    looked_at = 0
    while True:
        batch = max(_BATCH, most + 1) if looked_at else most + 1
        ids = newest(name, asked, batch, below)
        looked_at += len(ids)
        fits = fitting(ids) if ids else {}
        for pk in ids:
            if pk in fits:
                if len(found) == most:
                    return found, below
                found.append(fits[pk])
            below = pk
        if len(ids) < batch:
            return found, 0
        if looked_at >= _MOST_LOOKED_AT:
            return found, below


def months(since: datetime | None, until: datetime | None, now: datetime) -> tuple[str, ...]:
    """The marks of the months, those of UTC, from an instant on until before another.

    Empty: neither is given, or they are too many to list.
    """
    if since is None and until is None:
        return ()
    last = _utc(until, _MOMENT) if until else now.astimezone(UTC)
    first = _utc(since) if since else last.replace(year=max(1, last.year - 20), day=1)
    begin, end = first.year * 12 + first.month - 1, last.year * 12 + last.month
    if end - begin > _MOST_MONTHS:
        return ()
    return tuple(f"m{month // 12:04d}{month % 12 + 1:02d}" for month in range(begin, end)) or ("m0",)


def _utc(at: datetime, less: timedelta = timedelta()) -> datetime:
    """An instant a little earlier, by that clock; the first and the last day of all time have no other one."""
    try:
        return (at - less).astimezone(UTC)
    except OverflowError:
        return at.replace(tzinfo=UTC)


COMMON = 2_000
"""What stands in more rows than that is common: who walks down a million messages from the newest meets it every few hundred."""
MOST_LISTED = 1_000
"""Ids that are put into a query one by one; of what stands in more rows than that, each row is asked by itself."""


def rows_with(name: str, asked: Asked, key: str) -> Q:
    """For a query of rows: those whose `key` is the id of something that the index finds."""
    ids = newest(name, asked, MOST_LISTED + 1)
    return Q(**{f"{key}__in": ids}) if len(ids) <= MOST_LISTED else Q(StandsIn(name, asked, key))


class StandsIn(Func):
    """For a query of rows: whether an index finds what is asked under this row's own id."""

    output_field = BooleanField()

    def __init__(self, name: str, asked: Asked, key: str) -> None:
        super().__init__(F(key))
        self.name, self.asked = name, asked

    def as_sqlite(
        self,
        compiler: SQLCompiler,
        connection: BaseDatabaseWrapper,  # noqa: ARG002 -- Django's own shape
        **_context: Any,
    ) -> tuple[str, tuple[str | int, ...]]:
        """As FTS5 is asked."""
        key, params = compiler.compile(self.source_expressions[0])
        sql = f"EXISTS(SELECT 1 FROM {self.name} WHERE {self.name} MATCH %s AND rowid = {key})"
        return sql, (_fts5(self.asked), *params)

    def as_postgresql(
        self,
        compiler: SQLCompiler,
        connection: BaseDatabaseWrapper,  # noqa: ARG002 -- Django's own shape
        **_context: Any,
    ) -> tuple[str, tuple[str | int, ...]]:
        """As a tsvector is asked."""
        key, params = compiler.compile(self.source_expressions[0])
        sql = f"EXISTS(SELECT 1 FROM {self.name} AS held WHERE held.id = {key} AND held.words @@ %s::tsquery)"
        return sql, (*params, _tsquery(self.asked))


@dataclass(frozen=True, kw_only=True, slots=True)
class Parts:
    """An index of the parts of rows: of messages, which are parts of threads."""

    name: str
    table: str
    column: str
    """In `table`, whose part it is."""
    letter: str
    """The mark that says the same in the index."""
    moment: str
    """In `table`, when it was said."""


class HasPart(Func):
    """For a query of rows: whether the index finds what is asked in a part of this row.

    With `is_common`, row by row: for what stands in so many that the first rows looked at will do.  Only where it was said
    on whatever day: of those said from `since` on and before `until` a list goes by rows that are much newer.
    """

    output_field = BooleanField()

    def __init__(
        self,
        parts: Parts,
        asked: Asked,
        *,
        is_common: bool = False,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> None:
        super().__init__(F("pk"))
        self.parts, self.asked, self.is_common = parts, asked, is_common
        self.since, self.until = since, until

    def as_sqlite(
        self,
        compiler: SQLCompiler,
        connection: BaseDatabaseWrapper,
        **_context: Any,
    ) -> tuple[str, tuple[str | int, ...]]:
        """As FTS5 is asked."""
        key, params = compiler.compile(self.source_expressions[0])
        name, body = self.parts.name, _fts5(self.asked)
        # A beginning that has no list of its own is put together anew each time it is asked for.
        has_lists = all(
            len(term.words[-1]) <= LONGEST_BEGINNING for term in self.asked.wanted if term.is_begun
        )
        if self.is_common and has_lists:
            sql = f"EXISTS(SELECT 1 FROM {name} WHERE {name} MATCH (%s || {key} || %s))"
            return sql, (f"marks : {self.parts.letter}", *params, f" AND ({body})")
        found = f"SELECT rowid FROM {name} WHERE {name} MATCH %s"
        days, instants = self._days(connection)
        sql = f"{key} IN (SELECT part.{self.parts.column} FROM {self.parts.table} AS part WHERE part.id IN ({found}){days})"
        return sql, (*params, body, *instants)

    def as_postgresql(
        self,
        compiler: SQLCompiler,
        connection: BaseDatabaseWrapper,
        **_context: Any,
    ) -> tuple[str, tuple[str | int, ...]]:
        """As a tsvector is asked.  `OFFSET 0` keeps the planner from doing it the other way round."""
        key, params = compiler.compile(self.source_expressions[0])
        held = f"FROM {self.parts.table} AS part JOIN {self.parts.name} AS held ON held.id = part.id"
        if self.is_common:
            sql = f"EXISTS(SELECT 1 {held} WHERE part.{self.parts.column} = {key} AND held.words @@ %s::tsquery OFFSET 0)"
        else:
            days, instants = self._days(connection)
            found = f"SELECT part.{self.parts.column} {held} WHERE held.words @@ %s::tsquery{days} OFFSET 0"
            return f"{key} IN ({found})", (*params, _tsquery(self.asked), *instants)
        return sql, (*params, _tsquery(self.asked))

    def _days(self, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        """The condition on when it was said, and what it compares with, as this database writes instants."""
        asked = {
            f" AND part.{self.parts.moment} >= %s": self.since,
            f" AND part.{self.parts.moment} < %s": self.until,
        }
        held = {sql: instant for sql, instant in asked.items() if instant}
        return "".join(held), tuple(connection.ops.adapt_datetimefield_value(at) for at in held.values())


def _newest_sqlite(name: str, asked: Asked, most: int, below: int) -> list[int]:
    only = " AND rowid < %s" if below else ""
    sql = f"SELECT rowid FROM {name} WHERE {name} MATCH %s{only} ORDER BY rowid DESC LIMIT %s"
    with connection.cursor() as cursor:
        cursor.execute(sql, [_fts5(asked), *([below] if below else []), most])
        return [row[0] for row in cursor.fetchall()]


def _newest_postgresql(name: str, asked: Asked, most: int, below: int) -> list[int]:
    with connection.cursor() as cursor:
        if not asked.is_narrow and most <= _BATCH:
            for among_newer in (_met, _in_newer_windows):
                found = among_newer(cursor, name, asked, most, below)
                if len(found) >= most:
                    return found
        return _looked_up(cursor, name, asked, most, below)


def _met(cursor: Any, name: str, asked: Asked, most: int, below: int) -> list[int]:
    """Who walks down the newest rows meets at once what is frequent, and the index would list all of it first."""
    sql = f"SELECT id FROM {_walked(name, below)} WHERE words @@ %s::tsquery ORDER BY id DESC LIMIT %s"
    cursor.execute(sql, [_tsquery(asked), most])
    return [row[0] for row in cursor.fetchall()]


def _walked(name: str, below: int = 0) -> str:
    """The newest rows, as a table."""
    only = f" WHERE id < {below:d}" if below else ""
    return f"(SELECT id, words FROM {name}{only} ORDER BY id DESC LIMIT {WALKED}) AS newest"


def _looked_up(cursor: Any, name: str, asked: Asked, most: int, below: int) -> list[int]:
    only = " AND id < %s" if below else ""
    # Materialised: the index finds them all, instead of a walk down the ids that may never meet one.
    sql = (
        f"WITH found AS MATERIALIZED (SELECT id FROM {name} WHERE words @@ %s::tsquery{only})"
        " SELECT id FROM found ORDER BY id DESC LIMIT %s"
    )
    cursor.execute(sql, [_tsquery(asked), *([below] if below else []), most])
    return [row[0] for row in cursor.fetchall()]


def _in_newer_windows(cursor: Any, name: str, asked: Asked, most: int, below: int) -> list[int]:
    last = (below - 1 if below else _highest(cursor, name)) >> WINDOW_BITS
    if last <= _NEWER_WINDOWS:
        return []
    windows = tuple(f"w{number}" for number in range(last - _NEWER_WINDOWS, last + 1))
    return _looked_up(cursor, name, replace(asked, marks=(*asked.marks, windows)), most, below)


def _highest(cursor: Any, name: str) -> int:
    cursor.execute(f"SELECT max(id) FROM {name}")
    found: int | None = cursor.fetchone()[0]
    return found or 0


def _fts5(asked: Asked) -> str:
    """An FTS5 expression: every word quoted, every mark a letter and digits of ours."""
    parts = ["(" + " OR ".join(f"marks : {mark}" for mark in group) + ")" for group in asked.marks]
    parts += [_fts5_term(term) for term in asked.wanted]
    body = " AND ".join(parts)
    if asked.unwanted:
        body = f"({body}) NOT ({' OR '.join(_fts5_term(term) for term in asked.unwanted)})"
    return body


def _fts5_term(term: Term) -> str:
    said = " ".join(term.words).replace('"', '""')
    return f'words : "{said}"{" *" if term.is_begun else ""}'


def _tsquery(asked: Asked) -> str:
    parts = ["(" + " | ".join(f"'@{mark}'" for mark in group) + ")" for group in asked.marks]
    parts += [_tsquery_term(term) for term in asked.wanted]
    parts += [f"!{_tsquery_term(term)}" for term in asked.unwanted]
    return " & ".join(parts)


def _tsquery_term(term: Term) -> str:
    *before, last = (word.replace("\\", "\\\\").replace("'", "''") for word in term.words)
    if term.is_begun and not before and len(last) == 2:
        return f"'~{last}'"  # its own list: two letters begin very many words
    ends = [f"'{word}'" for word in before] + [f"'{last}'{':*' if term.is_begun else ''}"]
    return f"({' <-> '.join(ends)})"
