"""A thousand open event streams on one `askfirst serve`: what each costs in memory, and how long news takes to all of them.

    python bench/streams.py [--streams 1000]

Members of one brand keep the stream of their screens open.  Memory is the process's own (private) pages before and after,
shared evenly; then a second process commits what a visitor says, and each stream is timed from the moment at which the
commit returned to the moment at which its line was read.  PostgreSQL is a cluster of the bench's own.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import resource
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from rich.console import Console
from rich.table import Table

from tests.live.product import Hands, Product, installed
from tests.postgres import NoPostgres, database

if TYPE_CHECKING:
    from collections.abc import Sequence

MESSAGES = 30
SETTLE_SECONDS = 3
PATIENCE_SECONDS = 30
OPENING_AT_ONCE = 50


class Streams:
    """Open streams; `heard` holds, for each message, when each stream read of it."""

    def __init__(self, product: Product, cookie: str) -> None:
        self.product, self.cookie = product, cookie
        self.heard: list[float] = []
        self._readers: list[asyncio.Task[None]] = []
        self._writers: list[asyncio.StreamWriter] = []

    async def open(self, many: int) -> None:
        """Open so many, a few at once."""
        for _ in range(0, many, OPENING_AT_ONCE):
            await asyncio.gather(*(self._open() for _ in range(OPENING_AT_ONCE)))

    async def _open(self) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.product.port)
        writer.write(
            f"GET /live/ HTTP/1.1\r\nHost: 127.0.0.1:{self.product.port}\r\n"
            f"Accept: text/event-stream\r\nCookie: {self.cookie}\r\n\r\n".encode()
        )
        await writer.drain()
        head = await reader.readuntil(b"\r\n\r\n")
        assert b" 200 " in head.split(b"\r\n")[0], head
        self._writers.append(writer)
        self._readers.append(asyncio.create_task(self._listen(reader)))

    async def _listen(self, reader: asyncio.StreamReader) -> None:
        while line := await reader.readline():
            if line.startswith(b"event: message"):
                self.heard.append(time.time())

    async def said(self, hands: Hands, contact: int) -> list[float]:
        """Milliseconds until each stream had read of one message."""
        self.heard.clear()
        done = await asyncio.to_thread(hands.do, "receive", contact=contact, text="Hello to all")
        deadline = time.monotonic() + PATIENCE_SECONDS
        while len(self.heard) < len(self._readers) and time.monotonic() < deadline:  # noqa: ASYNC110 -- of a thousand
            await asyncio.sleep(0.01)  # the readers write down when they heard of it
        assert len(self.heard) == len(self._readers), f"{len(self.heard)} of {len(self._readers)} heard of it"
        return [max(0.0, (at - done["committed"]) * 1000) for at in self.heard]

    async def close(self) -> None:
        """Hang up."""
        for task in self._readers:
            task.cancel()
        for writer in self._writers:
            writer.close()


def private_kilobytes(pid: int) -> int:
    """What this process alone holds in memory."""
    text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    return sum(int(found) for found in re.findall(r"^Private_\w+:\s+(\d+) kB", text, re.MULTILINE))


async def measured(product: Product, pid: int, many: int) -> list[float]:
    """Megabytes before, kilobytes a stream, seconds to open all; p50 and p95 of all arrivals, and of the last of each message."""
    hands = Hands(product)
    brand = hands.do("found", name="Harbour")
    hands.do("receive", contact=brand["contact"], text="Hello")
    first = Streams(product, brand["cookie"])
    await first.open(OPENING_AT_ONCE)  # what the first ones cost is no cost of a stream
    await asyncio.sleep(SETTLE_SECONDS)
    before = private_kilobytes(pid)
    rest = Streams(product, brand["cookie"])
    began = time.perf_counter()
    await rest.open(many - OPENING_AT_ONCE)
    took = time.perf_counter() - began
    await asyncio.sleep(SETTLE_SECONDS)
    each = (private_kilobytes(pid) - before) / (many - OPENING_AT_ONCE)
    arrivals = [await rest.said(hands, brand["contact"]) for _ in range(MESSAGES)]
    await first.close()
    await rest.close()
    hands.close()
    everything = [one for times in arrivals for one in times]
    last = [max(times) for times in arrivals]
    return [before / 1024, each, took, *_middle_and_most(everything), *_middle_and_most(last)]


def _middle_and_most(times: Sequence[float]) -> tuple[float, float]:
    return statistics.median(times), statistics.quantiles(times, n=20)[-1]


def on_one(url: str, many: int) -> list[float]:
    """The figures on one database; an empty address means SQLite."""
    os.environ["DATABASE_URL"] = url
    with (
        tempfile.TemporaryDirectory(prefix="askfirst-bench-") as folder,
        installed(Path(folder)) as product,
        product.serving("--no-worker") as server,
    ):
        return asyncio.run(measured(product, server.pid, many))


def main() -> None:
    """Measure on both databases and print one table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--streams", type=int, default=1_000)
    many = options.parse_args().streams
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 65_536), hard))
    table = Table(
        "Database", "MB before", "kB a stream", "s to open all", "p50 ms", "p95 ms", "last: p50 ms", "last: p95 ms",
        title=f"{many:,} streams, {MESSAGES} messages, load average {os.getloadavg()[0]:.1f}",
    )  # fmt: skip
    table.add_row("SQLite", *(f"{figure:,.1f}" for figure in on_one("", many)))
    try:
        with database() as url:
            table.add_row("PostgreSQL", *(f"{figure:,.1f}" for figure in on_one(url, many)))
    except NoPostgres as reason:
        sys.stderr.write(f"{reason}\n")
    Console(width=120).print(table)


if __name__ == "__main__":
    main()
