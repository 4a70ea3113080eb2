"""How a process learns that another one has committed: each database in its own way, and a bell for our own news."""

from __future__ import annotations

import os
import select
import sqlite3
from abc import ABC, abstractmethod
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.db import connection, connections

from askfirst.brand.changes import FEED_CHANNEL

if TYPE_CHECKING:
    import psycopg

POLL_SECONDS = 0.02
LONGEST_WAIT_SECONDS = 1.0
"""After this long the feed is read in any case: a lost notice costs a second and never a row."""


class Bell:
    """One thread waits, any thread rings; what else can be read ends the wait too."""

    def __init__(self) -> None:
        self._ear, self._rope = os.pipe()
        os.set_blocking(self._ear, False)
        os.set_blocking(self._rope, False)

    def ring(self) -> None:
        """End the wait."""
        with suppress(BlockingIOError):  # a full pipe rings as well
            os.write(self._rope, b"!")

    def wait(self, seconds: float | None, *also: int) -> bool:
        """True where somebody rang, or one of the descriptors `also` can be read; False after `seconds`."""
        ready, _, _ = select.select([self._ear, *also], [], [], seconds)
        if self._ear in ready:
            os.read(self._ear, 65536)
        return bool(ready)

    def close(self) -> None:
        os.close(self._ear)
        os.close(self._rope)


class Waker(ABC):
    """Waits for a commit.  Belongs to the thread that made it."""

    @abstractmethod
    def wait(self, bell: Bell) -> None:
        """Come back when something may have been committed, when the bell rang, or after a second."""

    @abstractmethod
    def close(self) -> None: ...


class SqliteWaker(Waker):
    """`PRAGMA data_version` changes when another connection has committed, and asking costs microseconds."""

    def __init__(self) -> None:
        name = quote(str(connection.settings_dict["NAME"]))
        self._connection = sqlite3.connect(f"file:{name}?mode=ro", uri=True, isolation_level=None)
        self._version = self._read()

    def wait(self, bell: Bell) -> None:
        for _ in range(int(LONGEST_WAIT_SECONDS / POLL_SECONDS)):
            version = self._read()
            if version != self._version:
                self._version = version
                return
            if bell.wait(POLL_SECONDS):
                return

    def close(self) -> None:
        self._connection.close()

    def _read(self) -> int:
        version: int = self._connection.execute("PRAGMA data_version").fetchone()[0]
        return version


class PostgresWaker(Waker):
    """`LISTEN` on a connection that is kept: the notice is part of the transaction and arrives with its commit."""

    def __init__(self) -> None:
        wrapper = connections.create_connection("default")
        self._connection: psycopg.Connection[Any] = wrapper.get_new_connection(
            wrapper.get_connection_params()
        )
        self._connection.autocommit = True
        self._connection.execute(f"LISTEN {FEED_CHANNEL}")

    def wait(self, bell: Bell) -> None:
        if bell.wait(LONGEST_WAIT_SECONDS, self._connection.fileno()):
            for _ in self._connection.notifies(timeout=0):
                pass

    def close(self) -> None:
        self._connection.close()


def waker() -> Waker:
    """The one for the database of this installation.

    Raises:
        sqlite3.Error, psycopg.Error: the database cannot be reached.
    """
    return PostgresWaker() if connection.vendor == "postgresql" else SqliteWaker()
