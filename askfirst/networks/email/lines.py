"""Connections to mail servers that stay open from one mail to the next, for a loop that lives on (`keep`).

A mail needs four words to a server that knows us, and a dozen with a handshake and a login before.  A line is kept for
seconds and for so many mails; one that is broken is noticed before the mail itself is handed over, so nothing is doubtful.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from contextlib import suppress
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from askfirst.networks.email.line import Line
    from askfirst.networks.email.settings import Settings

IDLE_SECONDS = 3.0
MOST_MAILS = 100
"""Servers end a connection after so many, some sooner: then a new one is opened."""
MOST_IDLE = 8
FAREWELL_SECONDS = 2.0


class _Shelf:
    """The idle lines of one loop."""

    def __init__(self) -> None:
        self.idle: dict[Settings, list[Line]] = defaultdict(list)

    def take(self, settings: Settings) -> Line | None:
        lines = self.idle[settings]
        while lines:
            line = lines.pop()
            if line.is_free:
                return line
            line.close()
        return None

    def put(self, settings: Settings, line: Line) -> bool:
        lines = self.idle[settings]
        if line.carried >= MOST_MAILS or len(lines) >= MOST_IDLE:
            return False
        lines.append(line)
        asyncio.get_running_loop().call_later(IDLE_SECONDS, self._end_if_idle, settings, line, line.carried)
        return True

    def _end_if_idle(self, settings: Settings, line: Line, carried: int) -> None:
        # Taken and given back since, it has carried one more.
        if line in self.idle[settings] and line.carried == carried:
            self.idle[settings].remove(line)
            line.close()

    def close(self) -> None:
        for lines in self.idle.values():
            for line in lines:
                line.close()
        self.idle.clear()


_shelves: WeakKeyDictionary[asyncio.AbstractEventLoop, _Shelf] = WeakKeyDictionary()


def keep(loop: asyncio.AbstractEventLoop) -> None:
    """This loop lives on: what is opened on it may stay open.  Whoever says so calls `close` before the loop ends."""
    _shelves[loop] = _Shelf()


def take(settings: Settings) -> Line | None:
    """An open line to this server, nobody else's until it is given back; None: open one."""
    shelf = _shelves.get(asyncio.get_running_loop())
    return shelf.take(settings) if shelf else None


async def give_back(settings: Settings, line: Line) -> None:
    """The line carried its mail and is well."""
    shelf = _shelves.get(asyncio.get_running_loop())
    if shelf and shelf.put(settings, line):
        return
    with suppress(OSError):
        line.say(b"QUIT")
        await line.hear(FAREWELL_SECONDS)
    line.close()


def close() -> None:
    """Let all lines of this loop go."""
    shelf = _shelves.pop(asyncio.get_running_loop(), None)
    if shelf:
        shelf.close()
