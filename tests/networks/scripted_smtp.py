"""An SMTP server that does exactly what a test tells it: answer, fall silent, hang up."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ssl
    from collections.abc import AsyncIterator

SILENCE = "silence"
HANG_UP = "hang up"

GROUPS = "250-scripted\r\n250-AUTH PLAIN\r\n250-DSN\r\n250 PIPELINING"
"""What a server says to EHLO that takes commands in groups."""
_USUAL = {
    "connect": "220 scripted ready",
    "EHLO": "250-scripted\r\n250-SIZE 60000000\r\n250-AUTH PLAIN\r\n250-DSN\r\n250 ENHANCEDSTATUSCODES",
    "AUTH": "235 2.7.0 accepted",
    "MAIL": "250 2.1.0 Ok",
    "RCPT": "250 2.1.5 Ok",
    "DATA": "354 go on",
    "end": "250 2.0.0 queued as 42",
    "QUIT": "221 bye",
}


class ScriptedSmtp:
    """`replies` overrides what is usual, by command; `end` is the answer to the mail itself."""

    def __init__(self, **replies: str) -> None:
        self.replies = _USUAL | replies
        self.commands: list[str] = []
        self.mails: list[bytes] = []
        self.port = 0

    @asynccontextmanager
    async def running(self, tls: ssl.SSLContext | None = None) -> AsyncIterator[ScriptedSmtp]:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=tls)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self._answer("connect", writer)
            while line := await reader.readline():
                command = line.decode().strip()
                self.commands.append(command)
                await self._answer(command.partition(" ")[0].upper(), writer)
                if command == "DATA" and self.replies["DATA"].startswith("354"):
                    self.mails.append(await reader.readuntil(b"\r\n.\r\n"))
                    await self._answer("end", writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    async def _answer(self, step: str, writer: asyncio.StreamWriter) -> None:
        reply = self.replies.get(step, "502 5.5.2 what?")
        if reply == SILENCE:
            await asyncio.sleep(3)
        if reply in {SILENCE, HANG_UP}:
            raise ConnectionAbortedError
        writer.write(f"{reply}\r\n".encode())
        await writer.drain()
