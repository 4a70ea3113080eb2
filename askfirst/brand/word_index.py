"""Indexes of words, kept by the database itself: whatever writes, edits, takes back or forgets, they follow at once.

Used by migrations, so it knows tables by name and no model.  SQLite keeps an FTS5 table, PostgreSQL a table of tsvectors
with a GIN index; both cut text as `signs` does, in the transaction of the change.  Migrations that alter a watched table
leave the triggers where they are (`config.sqlite3`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.migrations.operations import RunPython

from askfirst.brand import signs

if TYPE_CHECKING:
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor
    from django.db.backends.utils import CursorWrapper
    from django.db.migrations.state import StateApps


@dataclass(frozen=True, kw_only=True, slots=True)
class Watched:
    """A table whose changes change the index: `key` holds the id of the row that is kept.

    No `columns`: its rows are only added and taken away.
    """

    table: str
    key: str
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Index:
    """What is kept of each row of a table, in SQL that both databases understand; the row is called `kept`."""

    name: str
    table: str
    text: str
    stands: str
    """Which rows are kept at all."""
    numbers: tuple[tuple[str, str], ...] = ()
    """Marks to search by: a letter, and the number that follows it."""
    flags: tuple[tuple[str, str], ...] = ()
    """Marks that are there or not: the mark, and when it is."""
    month: str = ""
    """The time whose month is a mark; empty: none is."""
    watched: tuple[Watched, ...] = ()
    is_alike: bool = False
    """It is asked for words that are nearly the same: kept in stretches of three letters on SQLite, not at all here on
    PostgreSQL, which has an extension for it."""

    @property
    def triggers(self) -> list[str]:
        """The names of what keeps it, on SQLite."""
        return [
            f"{self.name}_{watched.table}_{act}"
            for watched in self.watched
            for act in (("added", "gone", "changed") if watched.columns else ("added", "gone"))
        ]


def lay(*indexes: Index) -> RunPython:
    """A migration step after which these are kept, and hold what stands in their tables now."""

    def forwards(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        connection = editor.connection
        with connection.cursor() as cursor:
            folds = connection.vendor == "postgresql" and _folds_with_icu(cursor)
        for index in indexes:
            for statement in statements(index, connection.vendor, folds_with_icu=folds):
                editor.execute(statement, params=None)

    return RunPython(forwards, RunPython.noop)


def statements(index: Index, vendor: str, *, folds_with_icu: bool = True) -> list[str]:
    """What is to be said to the database, one by one.  Saying it twice changes nothing."""
    if vendor == "postgresql":
        return [] if index.is_alike else [_words_function(folds_with_icu=folds_with_icu), *_postgresql(index)]
    return _sqlite(index)


# --- SQLite ---------------------------------------------------------------------------------------------------------

# `columnsize=0`: how long a text is matters to a rank, and we show the newest first.  Two to four letters of a beginning
# have lists of their own, so that what is being typed is found as fast as a whole word.
_BY_WORD = """tokenize="unicode61 remove_diacritics 2 categories 'L* N* M* Co Cn So'", prefix='2 3 4', columnsize=0"""
LONGEST_BEGINNING = 4
_BY_THREE = 'tokenize="trigram", detail=none, columnsize=0'
_HAMZA = (("أ", "ا"), ("إ", "ا"), ("آ", "ا"), ("ؤ", "و"), ("ئ", "ي"))


def _sqlite(index: Index) -> list[str]:
    how = f"words, marks UNINDEXED, {_BY_THREE}" if index.is_alike else f"words, marks, {_BY_WORD}"
    found = [
        *(f"DROP TRIGGER IF EXISTS {name}" for name in index.triggers),
        f"DROP TABLE IF EXISTS {index.name}",
        f"CREATE VIRTUAL TABLE {index.name} USING fts5({how})",
        _insert(index, ""),
    ]
    for watched in index.watched:
        found += _triggers(index, watched)
    return found


def _triggers(index: Index, watched: Watched) -> list[str]:
    is_own = watched.table == index.table
    old, new = f"OLD.{watched.key}", f"NEW.{watched.key}"
    added = ([] if is_own else [_delete(index, new)]) + [_insert(index, new)]
    gone = [_delete(index, old)] + ([] if is_own else [_insert(index, old)])
    begin = f"CREATE TRIGGER {index.name}_{watched.table}"
    found = [
        f"{begin}_added AFTER INSERT ON {watched.table} BEGIN {_all(added)} END",
        f"{begin}_gone AFTER DELETE ON {watched.table} BEGIN {_all(gone)} END",
    ]
    if watched.columns:
        changed = " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in watched.columns)
        acts = [_delete(index, new), _insert(index, new)]
        found.append(
            f"{begin}_changed AFTER UPDATE OF {', '.join(watched.columns)} ON {watched.table}"
            f" WHEN {changed} BEGIN {_all(acts)} END"
        )
    return found


def _all(acts: list[str]) -> str:
    return " ".join(f"{act};" for act in acts)


def _delete(index: Index, key: str) -> str:
    return f"DELETE FROM {index.name} WHERE rowid = {key}"


def _insert(index: Index, key: str) -> str:
    marks = [f"' {letter}' || {number}" for letter, number in index.numbers]
    marks += [f"CASE WHEN {when} THEN ' {mark}' ELSE '' END" for mark, when in index.flags]
    if index.month:
        marks.append(f"' m' || strftime('%Y%m', {index.month})")
    only = f" AND kept.id = {key}" if key else ""
    text = "whole" if index.is_alike else _cut_sqlite("whole")
    return (
        f"INSERT INTO {index.name}(rowid, words, marks) SELECT id, {text}, marks FROM ("
        f"SELECT kept.id AS id, substr({index.text}, 1, {signs.LONGEST_READ}) AS whole, {' || '.join(marks)} AS marks"
        f" FROM {index.table} AS kept WHERE {index.stands}{only})"
    )


def _cut_sqlite(text: str) -> str:
    """The text with spaces around the signs that are words by themselves, and without those that do not count.

    Sign by sign only where there are such signs, and in pieces: SQLite counts from the beginning of a text each time.
    """
    single, dropped = _glob(signs.SINGLE), _glob(signs.DROPPED[1:])  # the tokenizer knows the first of them
    hamza = "".join(sign for sign, _ in _HAMZA)
    cases = " ".join(f"WHEN '{sign}' THEN '{plain}'" for sign, plain in _HAMZA)
    return (
        f"CASE WHEN {text} GLOB '*[{single}{dropped}{hamza}]*' THEN (WITH RECURSIVE piece(at, part) AS ("
        f"SELECT 1, substr({text}, 1, 400) UNION ALL"
        f" SELECT at + 400, substr({text}, at + 400, 400) FROM piece WHERE at + 400 <= length({text}))"
        " SELECT group_concat((WITH RECURSIVE one(n, sign) AS (SELECT 1, substr(part, 1, 1) UNION ALL"
        " SELECT n + 1, substr(part, n + 1, 1) FROM one WHERE n < length(part))"
        f" SELECT group_concat(CASE WHEN sign GLOB '[{dropped}]' THEN ''"
        f" WHEN sign GLOB '[{single}]' THEN ' ' || sign || ' ' ELSE CASE sign {cases} ELSE sign END END, '')"
        f" FROM one), '') FROM piece) ELSE {text} END"
    )


def _glob(ranges: tuple[signs.Range, ...]) -> str:
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in ranges)


# --- PostgreSQL -----------------------------------------------------------------------------------------------------

WINDOW_BITS = 14
"""Rows whose ids differ in no more than these bits share a mark: the newest are looked through before all the others."""


def _postgresql(index: Index) -> list[str]:
    marks = [f"'@{letter}' || {number}" for letter, number in index.numbers]
    marks += [f"CASE WHEN {when} THEN '@{mark}' END" for mark, when in index.flags]
    if index.month:
        marks.append(f"'@m' || to_char({index.month} AT TIME ZONE 'UTC', 'YYYYMM')")
    marks.append(f"'@w' || (kept.id >> {WINDOW_BITS})")
    rows = (
        f"SELECT kept.id, askfirst_words({index.text})"
        f" || array_to_tsvector(array_remove(ARRAY[{', '.join(marks)}]::text[], NULL))"
        f" FROM {index.table} AS kept WHERE {index.stands}"
    )
    found = [
        f"CREATE TABLE IF NOT EXISTS {index.name} (id bigint PRIMARY KEY, words tsvector NOT NULL)",
        f"DELETE FROM {index.name}",
        f"INSERT INTO {index.name} (id, words) {rows}",
        # What waits to be sorted in is read with every search: a little of it.
        (
            f"CREATE INDEX IF NOT EXISTS {index.name}_gin ON {index.name} USING gin (words)"
            " WITH (fastupdate = on, gin_pending_list_limit = 512)"
        ),
        (
            f"CREATE OR REPLACE FUNCTION {index.name}_keep(wanted bigint) RETURNS void LANGUAGE plpgsql AS $$ BEGIN"
            f" INSERT INTO {index.name} (id, words) {rows} AND kept.id = wanted"
            " ON CONFLICT (id) DO UPDATE SET words = excluded.words;"
            f" IF NOT FOUND THEN DELETE FROM {index.name} WHERE id = wanted; END IF; END $$"
        ),
    ]
    for watched in index.watched:
        found += _followers(index, watched)
    return found


def _followers(index: Index, watched: Watched) -> list[str]:
    name, table = f"{index.name}_{watched.table}", watched.table
    columns = watched.columns or (watched.key,)
    changed = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in columns)
    return [
        (
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" IF TG_OP = 'DELETE' THEN PERFORM {index.name}_keep(OLD.{watched.key});"
            f" ELSE PERFORM {index.name}_keep(NEW.{watched.key}); END IF; RETURN NULL; END $$"
        ),
        f"DROP TRIGGER IF EXISTS {name}_moved ON {table}",
        f"CREATE TRIGGER {name}_moved AFTER INSERT OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
        f"DROP TRIGGER IF EXISTS {name}_changed ON {table}",
        (
            f"CREATE TRIGGER {name}_changed AFTER UPDATE OF {', '.join(columns)} ON {table}"
            f" FOR EACH ROW WHEN ({changed}) EXECUTE FUNCTION {name}()"
        ),
    ]


def _folds_with_icu(cursor: CursorWrapper) -> bool:
    """Its letters are made small by ICU; without, only those that the database's own locale knows."""
    cursor.execute("SELECT 1 FROM pg_collation WHERE collname = 'und-x-icu'")
    return cursor.fetchone() is not None


def _words_function(*, folds_with_icu: bool) -> str:
    """Text into a tsvector of its words at their places, and the first two letters of each behind a `~`.

    Its own parser would keep addresses whole and drop what it does not know, emoji among it.  Most texts are ASCII and
    need no more than small letters and spaces.
    """
    parting = _regex(signs.separators())
    by_icu = ' COLLATE "und-x-icu"' if folds_with_icu else ""
    return (
        "CREATE OR REPLACE FUNCTION askfirst_words(whole text) RETURNS tsvector LANGUAGE plpgsql IMMUTABLE"
        " PARALLEL SAFE AS $$ DECLARE found text[]; said text := left(whole, "
        + str(signs.LONGEST_READ)
        + ");"
        " BEGIN IF octet_length(said) <> length(said) THEN"
        f" said := normalize(regexp_replace(lower(regexp_replace(normalize(said, NFKD), '[{_regex(signs.DROPPED)}]+', '', 'g')"
        f"{by_icu}), '[{_regex(signs.DROPPED)}]+', '', 'g'), NFC);"
        f" said := regexp_replace(regexp_replace(said, '[{parting}]+', ' ', 'g'), '([{_regex(signs.SINGLE)}])', ' \\1 ', 'g');"
        " ELSE said := lower(regexp_replace(said, '[^a-zA-Z0-9]+', ' ', 'g')); END IF;"
        " found := array_remove(string_to_array(said, ' '), '');"
        " RETURN coalesce((SELECT string_agg('''' || left(part.word, "
        + str(signs.LONGEST_WORD)
        + ") || ''':' ||"
        " least(part.place, 16383), ' ') FROM unnest(found) WITH ORDINALITY AS part(word, place)), '')::tsvector"
        " || array_to_tsvector(ARRAY(SELECT DISTINCT '~' || left(word, 2) FROM unnest(found) AS word"
        " WHERE length(word) > 1)); END $$"
    )


def _regex(ranges: tuple[signs.Range, ...] | list[signs.Range]) -> str:
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in ranges)
