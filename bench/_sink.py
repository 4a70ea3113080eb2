"""A mail server that takes everything and keeps nothing but, where it is asked to, whom each mail was for and when.

    python -m bench._sink [JOURNAL]      prints its port, and takes mail until it is ended

The journal has a line for each mail that was taken: seconds since 1970 at which its addressee was named, and who it is.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def running(journal: Path | None = None) -> Iterator[int]:
    """One in a process of its own for as long as this lasts.  Yields its port."""
    command = [sys.executable, __file__, *([str(journal)] if journal else [])]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as sink:
        assert sink.stdout
        try:
            yield int(sink.stdout.readline())
        finally:
            sink.kill()


async def serve(journal: TextIO | None = None) -> None:
    """Take mail until this process ends."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):  # whoever was killed hangs up in the middle of a word
            await listen(reader, writer)
        writer.close()

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 sink ESMTP\r\n")
        named = ""
        while line := await reader.readline():
            word = line[:4].upper()
            if word == b"DATA":
                writer.write(b"354 go on\r\n")
                await reader.readuntil(b"\r\n.\r\n")
                if journal:  # written before it is answered: what was answered for is there
                    journal.write(named)
                    journal.flush()
                writer.write(b"250 taken\r\n")
            elif word in {b"EHLO", b"HELO"}:
                writer.write(b"250-sink\r\n250-PIPELINING\r\n250 8BITMIME\r\n")
            elif word == b"QUIT":
                writer.write(b"221 bye\r\n")
                break
            else:
                if word == b"RCPT":
                    named = f"{time.time():.6f} {line.decode().partition('<')[2].partition('>')[0]}\n"
                writer.write(b"250 well\r\n")

    server = await asyncio.start_server(talk, "127.0.0.1", 0, limit=2**24)
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    if sys.argv[1:]:
        with Path(sys.argv[1]).open("a", encoding="utf-8") as kept:
            asyncio.run(serve(kept))
    else:
        asyncio.run(serve())
