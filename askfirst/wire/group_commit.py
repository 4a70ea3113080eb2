"""Group commit: whoever keeps an event waits for one writer of this process, which commits all that is waiting at once.

A durable commit costs a trip to the disk, and writers of one SQLite file stand in each other's way.  One writer pays the
trip once for everybody who came meanwhile, and nobody is told that an event is kept before it is.
"""

from __future__ import annotations

import os
import threading
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from django.db import IntegrityError, close_old_connections, connection, transaction

from askfirst.wire.models import Event

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST = 200
"""Events in one commit."""
REST = 30
"""Seconds without work after which the writer gives its connection back."""


class _Ticket:
    """One event on its way: `settle` tells the one who waits."""

    def __init__(self, event: Event) -> None:
        self.event = event
        self._is_new = False
        self._error: Exception | None = None
        self._settled = threading.Event()

    def settle(self, *, is_new: bool = False, error: Exception | None = None) -> None:
        self._is_new, self._error = is_new, error
        self._settled.set()

    def wait(self) -> bool:
        self._settled.wait()
        if self._error:
            raise self._error
        return self._is_new


class _Writer(threading.Thread):
    """The one writer of a process."""

    def __init__(self) -> None:
        super().__init__(name="group commit", daemon=True)
        self.pid = os.getpid()
        self.tickets: SimpleQueue[_Ticket | None] = SimpleQueue()
        self.is_ending = False

    def run(self) -> None:
        while not self.is_ending:
            if tickets := self._waiting():
                _write(tickets)
            close_old_connections()
        connection.close()

    def _waiting(self) -> list[_Ticket]:
        """Everything that waits; waits itself for the first one."""
        found: list[_Ticket] = []
        while not self.is_ending and len(found) < MOST:
            try:
                ticket = self.tickets.get(block=not found, timeout=REST)
            except Empty:
                break
            if ticket is None:
                self.is_ending = True
            else:
                found.append(ticket)
        if not found:
            connection.close()
        return found


_lock = threading.Lock()
_writer: _Writer | None = None


def keep(event: Event) -> bool:
    """Keep an event; committed when this returns.  False: it was known already.

    Inside a transaction of the caller it is kept with that transaction, which commits it.

    Raises:
        DatabaseError: it could not be kept.
    """
    if connection.in_atomic_block:
        return _keep_alone(event)
    ticket = _Ticket(event)
    _of_this_process().tickets.put(ticket)
    return ticket.wait()


def end() -> None:
    """Write what waits and let the writer go.  The next event gets a new one."""
    global _writer
    with _lock:
        writer, _writer = _writer, None
    if writer and writer.pid == os.getpid():
        writer.tickets.put(None)
        writer.join()


def _of_this_process() -> _Writer:
    """The writer; a child of a fork has none of its own yet."""
    global _writer  # noqa: PLW0603 -- one for each process, made when it is first needed
    with _lock:
        if _writer is None or _writer.pid != os.getpid() or not _writer.is_alive():
            _writer = _Writer()
            _writer.start()
        return _writer


def _write(tickets: list[_Ticket]) -> None:
    try:
        new = _keep_together([ticket.event for ticket in tickets])
    except IntegrityError:
        # Another process kept one of them a moment ago, or one is wrong: each for itself, so that no other suffers.
        for ticket in tickets:
            _write_alone(ticket)
    except Exception as error:  # noqa: BLE001 -- whoever waits must hear of it, whatever it is
        connection.close()
        for ticket in tickets:
            ticket.settle(error=error)
    else:
        for ticket in tickets:
            ticket.settle(is_new=id(ticket.event) in new)


def _write_alone(ticket: _Ticket) -> None:
    try:
        ticket.settle(is_new=_keep_alone(ticket.event))
    except Exception as error:  # noqa: BLE001 -- as above
        ticket.settle(error=error)


def _keep_together(events: Iterable[Event]) -> set[int]:
    """Keep those that are new, in one transaction.  Returns which, by identity."""
    with transaction.atomic():
        first = {(event.channel_id, event.external_id): event for event in reversed(list(events))}
        rows = Event.objects.filter(external_id__in=[external_id for _, external_id in first])
        known = set(rows.values_list("channel_id", "external_id"))
        new = [event for key, event in first.items() if key not in known]
        Event.objects.bulk_create(sorted(new, key=lambda event: event.received_at))
    return {id(event) for event in new}


def _keep_alone(event: Event) -> bool:
    try:
        with transaction.atomic():
            event.save(force_insert=True)
    except IntegrityError:
        if Event.objects.filter(channel_id=event.channel_id, external_id=event.external_id).exists():
            return False
        raise
    return True
