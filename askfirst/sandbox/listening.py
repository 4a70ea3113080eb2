"""The server below the sandbox: it says when it has begun, and answers at once."""

from __future__ import annotations

import contextlib
import signal
import socket
import threading
from typing import TYPE_CHECKING

import uvicorn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Server(uvicorn.Server):
    """It says when it has begun, and ends without raising its signal again."""

    began: Callable[[], None] | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.began is not None:
            self.began()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        ending = (signal.SIGINT, signal.SIGTERM)
        before = {number: signal.signal(number, self.handle_exit) for number in ending}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def promptly(listening: socket.socket) -> None:
    """Let small answers leave at once: asyncio forgets it for sockets that were made elsewhere, which costs 40 ms each."""
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
