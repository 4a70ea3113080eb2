"""One pump per process: it reads the feed once and hands each listener what is theirs.

The pump is a thread with its own database connection.  Streams live on the event loop; the pump reaches them only by
`call_soon_threadsafe`, so what it offers arrives in the order of the feed.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import threading
from contextlib import closing
from typing import TYPE_CHECKING

import psycopg
from django.db import Error, connection

from askfirst.brand import changes
from askfirst.brand.models import Change
from askfirst.web.live import frames
from askfirst.web.live.listeners import standing
from askfirst.web.live.wakers import Bell, waker

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from askfirst.web.live.listeners import Listener
    from askfirst.web.live.wakers import Waker

log = logging.getLogger(__name__)

HELD = 64
"""Batches that may wait for one slow reader before its stream is ended; it comes back and is told what it missed."""
REPLAYED = 500
"""Rows that are told after a break; behind more than that, loading the page anew is quicker and as right."""
PAUSE_SECONDS = 1.0
_DATABASE_ERRORS = (Error, sqlite3.Error, psycopg.Error)


class Stream:
    """One listener's connection.  `since` is the last id they know; None: they begin now."""

    def __init__(self, listener: Listener, since: int | None) -> None:
        self.listener = listener
        self.since = since
        self.queue: asyncio.Queue[bytes | None] = asyncio.Queue(HELD)
        self.is_slow = asyncio.Event()

    def put(self, batch: bytes | None) -> None:
        """Add to what will be sent, or None for the end.  On the event loop."""
        try:
            self.queue.put_nowait(batch)
        except asyncio.QueueFull:
            self.is_slow.set()


class Hub(threading.Thread):
    """The pump, and all streams of this process.  `at` is the last row that was handed out."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(name="live feed", daemon=True)
        self.at = 0
        self._loop = loop
        self._bell = Bell()
        self._lock = threading.Lock()
        self._joining: list[Stream] = []
        self._streams: set[Stream] = set()
        self._position = 0
        self._is_stopping = False

    def join_in(self, stream: Stream) -> None:
        """Tell this stream what it missed, and everything from now on."""
        with self._lock:
            self._joining.append(stream)
        self._bell.ring()

    def leave(self, stream: Stream) -> None:
        """Forget this stream.  Leaving twice is harmless."""
        with self._lock:
            self._streams.discard(stream)
            if stream in self._joining:
                self._joining.remove(stream)

    def stop(self) -> None:
        """End every stream and the pump."""
        self._is_stopping = True
        self._bell.ring()

    def run(self) -> None:
        while not self._is_stopping:
            try:
                with closing(waker()) as alarm:
                    self._pump(alarm)
            except _DATABASE_ERRORS as error:
                log.warning("the live feed waits for the database: %s", error)
                connection.close()
                self._bell.wait(PAUSE_SECONDS)
        connection.close()
        for stream in self._everybody():
            self._offer(stream, None)

    def _pump(self, alarm: Waker) -> None:
        while not self._is_stopping:
            self._turn()
            if self._everybody():
                alarm.wait(self._bell)
            else:
                self._bell.wait(None)

    def _everybody(self) -> set[Stream]:
        with self._lock:
            return self._streams | set(self._joining)

    def _turn(self) -> None:
        with self._lock:
            joining, listening = list(self._joining), set(self._streams)
        if listening:
            self._hand_out(listening)
        else:
            self._position = changes.newest()
        self._call(self._advance, self._position)
        for stream in joining:
            self._welcome(stream)

    def _hand_out(self, streams: Collection[Stream]) -> None:
        while rows := list(changes.after(self._position)):
            self._send(streams, rows)
            self._position = rows[-1].pk

    def _send(self, streams: Collection[Stream], rows: Sequence[Change]) -> None:
        """Give each stream those rows that its listener may see at this moment; end those that may see nothing any more."""
        theirs = {stream: [row for row in rows if stream.listener.may_see(row)] for stream in streams}
        wanted = {stream: found for stream, found in theirs.items() if found}
        allowed = standing(stream.listener for stream in wanted)
        for stream, found in wanted.items():
            if stream.listener in allowed:
                self._offer(stream, b"".join(frames.change(row) for row in found))
            else:
                self._end(stream)

    def _welcome(self, stream: Stream) -> None:
        """Say hello, tell what was missed, and let the stream take part in what follows."""
        since = stream.since
        if since is None or since == self._position:
            self._offer(stream, frames.hello(self._position))
        elif (missed := self._missed(stream.listener, since)) is None:
            self._offer(stream, frames.hello(self._position) + frames.reset(self._position))
        else:
            self._offer(stream, frames.hello(since))
            self._send([stream], missed)
        with self._lock:
            if stream in self._joining:  # else it has left meanwhile, or was ended
                self._joining.remove(stream)
                self._streams.add(stream)

    def _missed(self, listener: Listener, since: int) -> list[Change] | None:
        """The rows of the listener's brand behind `since`; None where they are too many, or no longer all kept."""
        if since > self._position or since < changes.oldest() - 1:
            return None
        rows = Change.objects.filter(brand=listener.brand, pk__gt=since, pk__lte=self._position)
        found = list(rows.order_by("pk")[: REPLAYED + 1])
        return found if len(found) <= REPLAYED else None

    def _end(self, stream: Stream) -> None:
        self.leave(stream)
        self._offer(stream, None)

    def _offer(self, stream: Stream, batch: bytes | None) -> None:
        self._call(stream.put, batch)

    def _advance(self, at: int) -> None:
        self.at = at

    def _call(self, function: object, *arguments: object) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(function, *arguments)  # type: ignore[arg-type]
