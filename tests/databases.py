"""A database of one test's own, in which commits are real: for several threads, several processes, and death.

It is a copy of the migrated test database.  TransactionTestCase will not do: it empties tables, which append-only
tables refuse.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
import threading
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from unittest.mock import patch
from urllib.parse import quote

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from psycopg import sql

from askfirst.wire import group_commit
from tests.schema import migrated_file, migrated_on

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

PATIENCE = 60
"""Seconds after which threads that wait for each other are a failure."""


@dataclass(frozen=True, slots=True)
class Database:
    """Where it is; `url` is what another process needs."""

    name: str
    url: str

    def environ(self) -> dict[str, str]:
        """The environment of another process that works on it, with the same secrets."""
        return {**os.environ, "DATABASE_URL": self.url, "ASKFIRST_HOME": str(settings.HOME)}


@contextmanager
def own_database(folder: Path) -> Iterator[Database]:
    """Django works on a copy of the test database for as long as this lasts."""
    if connection.vendor == "postgresql":
        with _own_postgresql() as copy, _switched(copy):
            yield copy
    else:
        copy = _copied_sqlite(folder / "own.sqlite3")
        with _switched(copy):
            yield copy


@contextmanager
def already_migrated() -> Iterator[None]:
    """Django's test databases begin as copies of a migrated one (tests/schema.py) for as long as this lasts."""
    given = connection.settings_dict["TEST"]
    if connection.vendor == "postgresql":
        given["TEMPLATE"] = migrated_on(_address("postgres"))

    def call(command: str, *arguments: Any, **options: Any) -> None:
        if command != "migrate":
            call_command(command, *arguments, **options)
        elif connection.vendor == "sqlite":
            connection.ensure_connection()
            with closing(sqlite3.connect(migrated_file())) as migrated:
                migrated.backup(connection.connection)

    with patch("django.core.management.call_command", call):
        yield


def together(*acts: Callable[[], Any]) -> list[Any]:
    """Do all this at once, each act in a thread and on a connection of its own.  What is raised is returned as well."""
    found: list[Any] = [None] * len(acts)
    start = threading.Barrier(len(acts))

    def run(number: int, act: Callable[[], Any]) -> None:
        start.wait(PATIENCE)
        try:
            found[number] = act()
        except Exception as error:  # noqa: BLE001 -- the test says which errors it expects
            found[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert not any(thread.is_alive() for thread in threads), "they wait for each other"
    return found


@contextmanager
def _switched(copy: Database) -> Iterator[None]:
    """Every new connection of this process goes to the copy."""
    shared = connections.settings["default"]
    name, before = shared["NAME"], connections["default"]
    group_commit.end()
    del connections["default"]
    shared["NAME"] = copy.name
    try:
        yield
    finally:
        group_commit.end()
        connections["default"].close()
        connections["default"] = before
        shared["NAME"] = name


def _copied_sqlite(path: Path) -> Database:
    connection.ensure_connection()
    with sqlite3.connect(path) as copy:
        connection.connection.backup(copy)
    copy.close()
    return Database(str(path), f"sqlite:///{path}")


@contextmanager
def _own_postgresql() -> Iterator[Database]:
    """One copy for all tests of this process that ask, empty again for each: to make one takes thirty times as long.

    Only a superuser can empty tables that refuse it; for another role each test has a copy of its own.
    """
    connection.close()  # a template must not be in use
    with _maintenance() as server:
        if not _is_superuser(server):
            name = _copy(server)
        elif _kept:
            name = _kept.name
        else:
            name = _kept.name = _copy(server)
            with _opened(name) as own:
                _kept.filled = frozenset(_filled(own))
    try:
        yield Database(name, _address(name))
    finally:
        with _maintenance() as server:
            if name == _kept.name:
                _empty(server)
            else:
                _drop(server, name)


@dataclass(slots=True)
class _Kept:
    """The copy of this process."""

    name: str = ""
    filled: frozenset[str] = frozenset()
    """Tables in which the migrations themselves have written."""

    def __bool__(self) -> bool:
        return bool(self.name)


_kept = _Kept()


def _is_superuser(server: psycopg.Connection[Any]) -> bool:
    row = server.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
    return bool(row and row[0])


def _copy(server: psycopg.Connection[Any]) -> str:
    source = connection.settings_dict["NAME"]
    name = f"{source}_{secrets.token_hex(4)}"
    server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')
    return name


def _drop(server: psycopg.Connection[Any], name: str) -> None:
    server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _empty(server: psycopg.Connection[Any]) -> None:
    """As it was made: nobody is connected, no row is left, and counting begins at one."""
    server.execute(
        "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = %s", [_kept.name]
    )
    with _opened(_kept.name) as own:
        own.execute("SET session_replication_role = replica")  # no trigger refuses, no key is looked up
        for table in set(_filled(own)) - _kept.filled:
            own.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
        own.execute(
            """SELECT setval(format('%%I.%%I', schemaname, sequencename)::regclass, start_value, false)
            FROM pg_sequences WHERE last_value IS NOT NULL AND NOT sequencename = ANY(%s)""",
            [[f"{table}_id_seq" for table in _kept.filled]],
        )


def _opened(name: str) -> psycopg.Connection[Any]:
    return psycopg.connect(_address(name), autocommit=True)


def _filled(own: psycopg.Connection[Any]) -> list[str]:
    """The tables that hold something."""
    tables = [row[0] for row in own.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
    asked = sql.SQL(" UNION ALL ").join(
        sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})").format(sql.Literal(table), sql.Identifier(table))
        for table in tables
    )
    return [row[0] for row in own.execute(asked)]


def let_go() -> None:
    """At the end: a server that was named, and is not ours, keeps nothing."""
    if _kept:
        with _maintenance() as server:
            _drop(server, _kept.name)
        _kept.name = ""


def _address(name: str) -> str:
    """Where a database of this name is on the server of this process."""
    source = connection.settings_dict
    password = f":{quote(source['PASSWORD'], safe='')}" if source["PASSWORD"] else ""
    host = f"{source['HOST']}:{source['PORT'] or 5432}"
    return f"postgresql://{quote(source['USER'], safe='')}{password}@{host}/{name}"


def _maintenance() -> psycopg.Connection[Any]:
    source = connection.settings_dict
    return psycopg.connect(
        dbname="postgres",
        host=source["HOST"],
        port=source["PORT"] or 5432,
        user=source["USER"],
        password=source["PASSWORD"] or None,
        autocommit=True,
    )
