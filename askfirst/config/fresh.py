"""An empty database gets all its tables at once, as the migrations would have left them.

To run every migration takes half a minute, of which nearly all goes into Django's picture of each state in between;
nobody who tries Askfirst for the first time should wait for the past of its tables.  `tables/` holds what they leave,
written by `make tables`; a migration that it does not know is run as always.  A database with anything in it is left
alone.
"""

from __future__ import annotations

import sqlite3
from importlib.resources import files
from typing import TYPE_CHECKING

from django.db import DatabaseError, transaction

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.backends.base.base import BaseDatabaseWrapper

LOCK = 0x61736B  # one lays, who comes second waits and finds it done
_IS_EMPTY = """SELECT current_schema() = 'public'
    AND NOT EXISTS (SELECT FROM pg_tables WHERE schemaname = 'public')"""


def lay(connection: BaseDatabaseWrapper) -> None:
    """Lay the tables where there is none yet; where that cannot be, nothing is done, and the migrations do it."""
    text = files("askfirst.config").joinpath("tables", f"{connection.vendor}.sql").read_text()
    if connection.vendor == "sqlite":
        _lay_sqlite(connection, text)
        return
    try:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
            cursor.execute(_IS_EMPTY)
            if cursor.fetchone() == (True,):
                cursor.execute(text)
    except DatabaseError:
        return  # a role that may not have the extension, or has it elsewhere: the migrations know what to do


def _lay_sqlite(connection: BaseDatabaseWrapper, text: str) -> None:
    connection.ensure_connection()
    own: sqlite3.Connection = connection.connection
    own.execute("BEGIN IMMEDIATE")
    try:
        if own.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,):
            for statement in statements(text):
                own.execute(statement)
    except BaseException:
        own.rollback()
        raise
    own.commit()


def statements(text: str) -> Iterator[str]:
    """SQLite's, one by one; a trigger is one, with all that it does."""
    begun = ""
    for line in text.splitlines(keepends=True):
        begun += line
        if sqlite3.complete_statement(begun):
            yield begun
            begun = ""
