"""Group commit: whoever keeps an event waits for one writer of this process, which commits all that is waiting at once.

A durable commit costs a trip to the disk, and writers of one SQLite file stand in each other's way.  One writer pays the
trip once for everybody who came meanwhile, and nobody is told that an event is kept before it is.
"""

from __future__ import annotations

import os
import threading
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from django.db import IntegrityError, close_old_connections, connection, transaction

from askfirst.wire.models import Event

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST = 200
"""Events in one commit; what came in together is never parted."""
AT_ONCE = 500
"""Ids in one look-up: databases bound how many values a statement may have."""
REST = 30
"""Seconds without work after which the writer gives its connection back."""


class _Ticket:
    """What came in together, on its way: `kept` tells the one who waits, for each event, whether it was new."""

    def __init__(self, events: Sequence[Event]) -> None:
        self.events = events
        self.kept: Future[list[bool]] = Future()

    def settle(self, *, new: Sequence[bool] = (), error: Exception | None = None) -> None:
        with suppress(InvalidStateError):  # whoever waited has gone; what is kept is kept all the same
            if error:
                self.kept.set_exception(error)
            else:
                self.kept.set_result(list(new))


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
        while not self.is_ending and sum(len(ticket.events) for ticket in found) < MOST:
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
    return keep_many([event])[0]


def keep_many(events: Sequence[Event]) -> list[bool]:
    """Keep what came in together, all or nothing; committed when this returns.  For each, whether it was new.

    Inside a transaction of the caller they are kept with that transaction, which commits them.

    Raises:
        DatabaseError: they could not be kept, none of them.
    """
    if connection.in_atomic_block:
        return [_keep_alone(event) for event in events]
    return hand_over(events).result()


def hand_over(events: Sequence[Event]) -> Future[list[bool]]:
    """As `keep_many`, for a caller that may not wait: the future tells when they are committed."""
    ticket = _Ticket(events)
    if events:
        _of_this_process().tickets.put(ticket)
    else:
        ticket.settle()
    return ticket.kept


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
        new = _keep_together([event for ticket in tickets for event in ticket.events])
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
            ticket.settle(new=[id(event) in new for event in ticket.events])


def _write_alone(ticket: _Ticket) -> None:
    try:
        with transaction.atomic():
            new = [_keep_alone(event) for event in ticket.events]
        ticket.settle(new=new)
    except Exception as error:  # noqa: BLE001 -- as above
        ticket.settle(error=error)


def _keep_together(events: Sequence[Event]) -> set[int]:
    """Keep those that are new, in one transaction.  Returns which, by identity."""
    with transaction.atomic():
        first = {(event.channel_id, event.external_id): event for event in reversed(events)}
        known = _known(list(first))
        new = [event for key, event in first.items() if key not in known]
        Event.objects.bulk_create(sorted(new, key=lambda event: event.received_at))
    return {id(event) for event in new}


def _known(keys: Sequence[tuple[int, str]]) -> set[tuple[int, str]]:
    """Which of these we have.  Asked by channel and id, as the index has it: it must not grow with what was ever kept."""
    known: set[tuple[int, str]] = set()
    for start in range(0, len(keys), AT_ONCE):
        some = keys[start : start + AT_ONCE]
        rows = Event.objects.filter(
            channel_id__in={channel for channel, _ in some}, external_id__in=[name for _, name in some]
        )
        known.update(rows.values_list("channel_id", "external_id"))
    return known


def _keep_alone(event: Event) -> bool:
    try:
        with transaction.atomic():
            event.save(force_insert=True)
    except IntegrityError:
        if Event.objects.filter(channel_id=event.channel_id, external_id=event.external_id).exists():
            return False
        raise
    return True
