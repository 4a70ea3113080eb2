"""One connection to a mail server that has let us in, as the mails that go by it need it.

A server that takes commands in groups (PIPELINING, RFC 2920) hears at once who sends, who gets it and that a mail is coming: two
turns for a mail instead of four.  Whoever connects and logs in has another tool (`opening`); this takes over behind it.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST_REPLY = 32_768
"""Bytes; who says more without coming to an end is not listened to."""


class Reply(NamedTuple):
    """What a server answered: a number of three digits, and its words without line ends."""

    code: int
    words: str


class Line(asyncio.Protocol):
    """Speaks one group of commands after the other, and hears the answers in their order."""

    def __init__(self, transport: asyncio.Transport, extensions: Iterable[str] = ()) -> None:
        """`transport`: on which nothing is expected any more; from now on what comes by it comes here."""
        self.extensions = frozenset(extensions)
        self.carried = 0
        """So many mails have gone by it."""
        self._transport = transport
        self._heard = bytearray()
        self._words: list[str] = []
        self._replies: deque[Reply] = deque()
        self._waiter: asyncio.Future[None] | None = None
        self._end: Exception | None = None
        transport.set_protocol(self)

    @property
    def is_free(self) -> bool:
        """Whether it can carry a mail: it is open, and the server has said nothing that nobody asked."""
        is_open = self._end is None and not self._transport.is_closing()
        return is_open and not (self._replies or self._heard)

    def say(self, *commands: bytes) -> None:
        """Say these at once.

        Raises:
            ConnectionError: the line is broken.
            ValueError: one of them would be two.
        """
        if any(b"\r" in command or b"\n" in command for command in commands):
            raise ValueError("a command is one line")
        self.write(b"".join(command + b"\r\n" for command in commands))

    def write(self, data: bytes) -> None:
        """Hand these bytes over as they are.

        Raises:
            ConnectionError: the line is broken; the server has none of them.
        """
        if self._end or self._transport.is_closing():
            raise self._end or ConnectionResetError("connection lost")
        self._transport.write(data)

    async def hear(self, seconds: float) -> Reply:
        """The next answer.

        Raises:
            TimeoutError: none came in so many seconds.
            ConnectionError: the line broke before, or what came is no answer.
        """
        if not self._replies and self._end is None:
            loop = asyncio.get_running_loop()
            self._waiter = waiter = loop.create_future()
            timer = loop.call_later(seconds, self._wake, TimeoutError("timed out waiting for an answer"))
            try:
                await waiter
            finally:
                timer.cancel()
                self._waiter = None
        if not self._replies:
            raise self._end or ConnectionResetError("connection lost")
        return self._replies.popleft()

    def close(self) -> None:
        """Let go of it without a word."""
        self._transport.close()

    def data_received(self, data: bytes) -> None:
        """More of what the server says."""
        self._heard += data
        *lines, rest = self._heard.split(b"\n")
        self._heard = rest
        for line in lines:
            if not line[:3].isdigit():
                self._break(ConnectionAbortedError("the server says what is no answer"))
                return
            self._words.append(line[4:].decode("utf-8", "surrogateescape").strip())
            if line[3:4] != b"-":
                self._replies.append(Reply(int(line[:3]), "\n".join(self._words)))
                self._words = []
        if len(rest) + sum(map(len, self._words)) > LONGEST_REPLY:
            self._break(ConnectionAbortedError("the server does not stop speaking"))
        elif self._replies:
            self._wake()

    def connection_lost(self, error: Exception | None) -> None:
        """The connection has ended; what was answered before is heard first."""
        self._end = self._end or error or ConnectionResetError("connection lost")
        self._wake()

    def _break(self, error: Exception) -> None:
        self._end = error
        self._transport.abort()
        self._wake()

    def _wake(self, error: Exception | None = None) -> None:
        if self._waiter is None or self._waiter.done():
            return
        if error:
            self._waiter.set_exception(error)
        else:
            self._waiter.set_result(None)
