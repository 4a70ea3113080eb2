"""An IMAP server that says exactly what a test tells it, to one caller."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_PAUSE = 0.1
_USUAL = {
    "CAPABILITY": "* CAPABILITY IMAP4rev1 IDLE\r\nOK done",
    "EXAMINE": "* 2 EXISTS\r\n* OK [UIDVALIDITY 7] valid\r\n* OK [UIDNEXT 3] next\r\nOK [READ-ONLY] open",
    "UID SEARCH": "* SEARCH 1 2\r\nOK done",
    "LOGOUT": "* BYE bye\r\nOK done",
}


class ScriptedImap:
    """`replies` overrides what is usual, by how the command begins: untagged lines, then the answer without its tag.

    The lines of `IDLE` come one by one, a little later than the answer to it, so that the caller is already waiting.
    """

    def __init__(self, **replies: str) -> None:
        self.replies = _USUAL | {command.replace("_", " "): reply for command, reply in replies.items()}

    @contextmanager
    def running(self) -> Iterator[int]:
        """The port on which it listens."""
        with socket.create_server(("127.0.0.1", 0)) as server:
            thread = threading.Thread(target=self._serve, args=(server,))
            thread.start()
            try:
                yield server.getsockname()[1]
            finally:
                thread.join(5)

    def _serve(self, server: socket.socket) -> None:
        connection, _ = server.accept()
        with connection, connection.makefile("rb") as lines:
            connection.sendall(b"* OK ready\r\n")
            for line in lines:
                tag, _, command = line.decode().strip().partition(" ")
                if command == "IDLE":
                    self._idle(connection)
                    lines.readline()
                self._answer(connection, tag, command)

    def _idle(self, connection: socket.socket) -> None:
        connection.sendall(b"+ idling\r\n")
        for news in self.replies.get("IDLE", "").splitlines()[:-1]:
            time.sleep(_PAUSE)
            connection.sendall(f"{news}\r\n".encode())

    def _answer(self, connection: socket.socket, tag: str, command: str) -> None:
        begins = max(filter(command.startswith, self.replies), key=len, default="")
        before, _, answer = self.replies.get(begins, "OK done").rpartition("\r\n")
        untagged = f"{before}\r\n" if before and command != "IDLE" else ""
        connection.sendall(f"{untagged}{tag} {answer}\r\n".encode())
