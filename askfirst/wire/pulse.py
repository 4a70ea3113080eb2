"""Has anybody committed since?  One thread asks the database for all loops of a worker, so that waiting costs nearly nothing."""

from __future__ import annotations

import threading
import time

from django.db import DatabaseError, InterfaceError, connection

LOOK = 0.05
"""Seconds between two looks: the least that anybody waits for a worker that had nothing to do."""
PAUSE = 1
"""Seconds after the database could not be asked."""
_MARKS = {"sqlite": "PRAGMA data_version", "postgresql": "SELECT pg_current_snapshot()::text"}
"""What is another as soon as anybody has committed, and costs far less than a look into a table."""


class Pulse(threading.Thread):
    """Counts the moments at which somebody had committed since the last; whoever waits is woken by each.

    `beats` read before a look: what is committed after that is another beat, so nothing that a look missed is waited out.
    """

    def __init__(self, stop: threading.Event) -> None:
        super().__init__(name="pulse")
        self.beats = 0
        self.stop = stop
        self._beaten = threading.Condition()

    def run(self) -> None:
        mark: object = None
        while not self.stop.wait(LOOK):
            try:
                now = self._mark()
            except (DatabaseError, InterfaceError):
                connection.close()  # the loops themselves say that it is gone
                self.stop.wait(PAUSE)
                now = None
            if now is None or now != mark:
                mark = now
                self._beat()
        self._beat()
        connection.close()

    def wait_beyond(self, beats: int, at_most: float) -> None:
        """Until there were more beats than that, or so many seconds are over."""
        end = time.monotonic() + at_most
        with self._beaten:
            while self.beats <= beats and (left := end - time.monotonic()) > 0 and not self.stop.is_set():
                self._beaten.wait(left)

    def _beat(self) -> None:
        with self._beaten:
            self.beats += 1
            self._beaten.notify_all()

    def _mark(self) -> object:
        connection.ensure_connection()
        with (
            connection.wrap_database_errors
        ):  # without a cursor of Django's, which costs twenty times as much as the look
            return connection.connection.execute(_MARKS[connection.vendor]).fetchone()
