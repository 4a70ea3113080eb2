"""A thousand blogs asked what is new: the first time, when nothing has changed, and when each has one new entry.

    python -m bench.feeds [--feeds 1000]        (DATABASE_URL chooses the database; SQLite in a new folder without it)

A server of its own process plays them on twenty ports, which are twenty hosts, with twenty entries each; no host is asked
for more than two things at a time.  Measured is the worker's own chore, `feeds.poll_due`, until all are settled, beside the
same number of bare questions by httpx over kept connections.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench._installed import installed

if TYPE_CHECKING:
    from collections.abc import Callable

PORTS = 20
SERVER = """
import asyncio, json, sys
new = False
WORDS = "The drum is warm at six, and the first beans fall at seven. " * 20
def body(path):
    first = 0 if new else 1
    items = "".join(
        f"<item><title>Entry {n} of {path}</title><guid isPermaLink='false'>{path}{n}</guid>"
        f"<link>https://blog.example{path}/{n}</link><description>{WORDS}</description></item>" for n in range(first, 21))
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Blog {path}</title>{items}</channel></rss>'.encode()
async def answer(reader, writer):
    global new
    while line := await reader.readline():
        path, mark = line.split()[1].decode(), b""
        while (head := await reader.readline()) not in (b"\\r\\n", b""):
            if head.lower().startswith(b"if-none-match:"):
                mark = head.split(b":", 1)[1].strip()
        if path == "/new":
            new = True
        now = b'"new"' if new else b'"old"'
        if mark == now:
            writer.write(b"HTTP/1.1 304 Not Modified\\r\\netag: " + now + b"\\r\\ncontent-length: 0\\r\\n\\r\\n")
        else:
            content = body(path)
            writer.write(b"HTTP/1.1 200 OK\\r\\netag: %s\\r\\ncontent-type: application/rss+xml\\r\\ncontent-length: %d\\r\\n\\r\\n" % (now, len(content)) + content)
        await writer.drain()
    writer.close()
async def main():
    servers = [await asyncio.start_server(answer, "127.0.0.1", 0) for _ in range(int(sys.argv[1]))]
    print(json.dumps([one.sockets[0].getsockname()[1] for one in servers]), flush=True)
    await asyncio.Event().wait()
asyncio.run(main())
"""


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--feeds", type=int, default=1_000)
    count = options.parse_args().feeds
    server = subprocess.Popen([sys.executable, "-c", SERVER, str(PORTS)], stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        ports = json.loads(server.stdout.readline())
        os.environ["ASKFIRST_INSIDE"] = ", ".join(f"127.0.0.1:{port}" for port in ports)
        addresses = [f"http://127.0.0.1:{ports[number % PORTS]}/{number}" for number in range(count)]
        with installed():
            measure(addresses)
    finally:
        server.terminate()
        server.wait()


def measure(addresses: list[str]) -> None:
    import httpx

    from askfirst.brand.models import Brand, Member
    from askfirst.drafts.models import Composition, Feed, FeedItem
    from askfirst.wire import loop

    brand = Brand.objects.create(name="Harbour", slug="harbour")
    member = Member.objects.create_user("o@harbour.test", "x", brand=brand, name="Olivia", role="owner")
    Feed.objects.bulk_create(
        [Feed(brand=brand, member=member, typed=address, address=address) for address in addresses]
    )
    bare = timed(lambda: asyncio.run(_bare(addresses)))
    print(f"bare questions: {len(addresses) / bare[0]:,.0f} a second")
    for name in ("looked for and read", "nothing new (304)", "one new entry each"):
        if name.startswith("one"):
            httpx.get(addresses[0].rpartition("/")[0] + "/new", trust_env=False)
        _all_due()
        wall, cpu = timed(_round)
        print(
            f"{name}: {len(addresses) / wall:,.0f} a second on the wall, {len(addresses) / cpu:,.0f} a second of processor time"
        )
    trouble = Feed.objects.exclude(trouble="").count()
    print(
        f"entries {FeedItem.objects.count():,}, drafts {Composition.objects.count():,}, in trouble {trouble}; "
        f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB; load {os.getloadavg()[0]:.1f}"
    )
    assert FeedItem.objects.count() == 21 * len(addresses)
    assert Composition.objects.count() == len(addresses)
    loop.end()


def timed(act: Callable[[], object]) -> tuple[float, float]:
    """Seconds on the wall and of this process."""
    begin, cpu = time.perf_counter(), time.process_time()
    act()
    return time.perf_counter() - begin, time.process_time() - cpu


def _all_due() -> None:
    from django.utils import timezone

    from askfirst.drafts.models import Feed

    Feed.objects.update(due_at=timezone.now())


def _round() -> None:
    """As the worker does it: look for what is due until nothing is."""
    from askfirst.wire import feeds

    while feeds.poll_due() or not feeds.wait(0):
        feeds.wait(0.02)


async def _bare(addresses: list[str]) -> None:
    import httpx

    turns = asyncio.Semaphore(32)
    async with httpx.AsyncClient(trust_env=False) as client:

        async def one(address: str) -> None:
            async with turns:
                (await client.get(address)).raise_for_status()

        await asyncio.gather(*map(one, addresses))


if __name__ == "__main__":
    main()
