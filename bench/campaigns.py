"""One text to many: the dry run, making recipients, asking about each and letting go, and the way to a mail server.

    python -m bench.campaigns [--people 100000] [--send 2000]      (DATABASE_URL chooses the database; SQLite without it)

The list holds every second person of the brand.  Measured on its own: the dry run of the whole list; then a second, smaller
campaign from the press on Send: gathered, asked about and let go, asked again and handed to a mail server in a process of its
own that takes everything and keeps nothing, against bare SMTP by the library that we use.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CHUNK = 5_000
SINK = """
import asyncio, sys
async def serve(reader, writer):
    writer.write(b"220 sink ESMTP\\r\\n")
    while line := await reader.readline():
        word = line[:4].upper()
        if word == b"DATA":
            writer.write(b"354 go on\\r\\n")
            await writer.drain()
            await reader.readuntil(b"\\r\\n.\\r\\n")
            writer.write(b"250 taken\\r\\n")
        elif word in (b"EHLO", b"HELO"):
            writer.write(b"250-sink\\r\\n250 8BITMIME\\r\\n")
        elif word == b"QUIT":
            writer.write(b"221 bye\\r\\n")
            break
        else:
            writer.write(b"250 well\\r\\n")
        await writer.drain()
    writer.close()
async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0, limit=2**24)
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await server.serve_forever()
asyncio.run(main())
"""


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--people", type=int, default=100_000)
    options.add_argument("--send", type=int, default=2_000)
    given = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="askfirst-bench-") as home:
        os.environ.setdefault("ASKFIRST_HOME", home)
        os.environ["DJANGO_SETTINGS_MODULE"] = "askfirst.config.settings"
        os.environ["ASKFIRST_ADDRESS"] = "https://bench.test"
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        with subprocess.Popen([sys.executable, "-c", SINK], stdout=subprocess.PIPE, text=True) as sink:
            assert sink.stdout
            port = int(sink.stdout.readline())
            try:
                for line in measured(given.people, given.send, port):
                    print(line, flush=True)
            finally:
                sink.terminate()


def measured(people: int, send: int, port: int) -> Iterator[str]:
    from django.conf import settings
    from django.db import connection

    from askfirst.brand.models import Channel
    from askfirst.campaigns import access, dry_run, running
    from askfirst.gate.models import Delivery
    from askfirst.wire import dispatch
    from tests.campaigns.stage import Stage

    settings.ADDRESS = "https://bench.test"
    stage = Stage(people=0)
    stage.channel.settings = {**stage.channel.settings, "smtp_host": "127.0.0.1", "smtp_port": port}
    stage.channel.sends_per_minute = 60_000_000
    stage.channel.save()
    took = timed(lambda: fill(stage, people))
    load = os.getloadavg()[0]
    yield f"{connection.vendor}: {people:,} people, half of them on the list; filled in {took:.0f} s; load average {load:.0f}"
    held = stage.campaign("Hello {{first_name|there}}, we open on Sunday.")
    version = access.version(held)
    assert version
    found: list[Any] = []
    took, cpu = both(lambda: found.append(dry_run.summary(held, version)))
    said = ", ".join(f"{name} {count:,}" for name, count in found[0].verdicts.items())
    yield f"dry run of {found[0].people:,}: {took:.2f} s ({cpu:.2f} s of this process); {said}; {resident():.0f} MB"

    few = stage.started(
        "Hello {{first_name|there}}.", audience={"all": [{"field": "region", "is": ["US-FL"]}]}
    )
    took = timed(lambda: gathered(few))
    yield f"made {few.recipients.count():,} recipients in {took:.2f} s"
    waiting = few.recipients.filter(state="waiting")
    waiting.filter(pk__in=list(waiting.order_by("pk").values_list("pk", flat=True)[send:])).update(
        state="dropped"
    )
    before = resident()
    took, cpu = both(lambda: turns(running.run_due))
    out = Delivery.objects.filter(recipients__campaign=few).count()
    yield f"asked about {send:,} and let go {out:,}: {send / took:.0f} a second, {send / cpu:.0f} in a second of this process"
    took, cpu = both(lambda: turns(dispatch.send_due))
    left = Delivery.objects.filter(channel=stage.channel, state="sent", recipients__campaign=few).count()
    rate = left / took
    yield f"asked again and sent {left:,}: {rate:.0f} a second, {left / cpu:.0f} in a second of this process; memory grew by {resident() - before:.0f} MB to {resident():.0f} MB"
    floor = bare(Channel.objects.get(pk=stage.channel.pk), min(send, 1000))
    yield f"bare SMTP by the same connector, eight at once: {floor:.0f} a second; sending is {rate / floor:.2f} of it"


def turns(work: Callable[[], int]) -> None:
    """Until nothing is left to do."""
    while work():
        pass


def gathered(held: Any) -> None:
    """The worker's turns until all recipients are made."""
    from django.db import transaction

    from askfirst.campaigns import gathering

    more = 1
    while more:
        with transaction.atomic():
            more = gathering.gather(held)


def bare(channel: Any, count: int) -> float:
    """Letters a second, by the connector alone."""
    import asyncio

    from django.utils import timezone

    from askfirst.networks.base import Envelope, Form
    from askfirst.wire import connectors, loop

    network: Any = connectors.of(channel)
    letters = [
        Envelope(
            key=f"bare-{nth}",
            form=Form.DIRECT,
            to=f"fan{nth}@fans.test",
            text="Hello.",
            subject="Sunday",
            at=timezone.now(),
        )
        for nth in range(count)
    ]

    async def send() -> None:
        for first in range(0, count, 8):
            await asyncio.gather(*(network.send(letter) for letter in letters[first : first + 8]))

    return count / timed(lambda: loop.run(send()))


def fill(stage: Any, people: int) -> None:
    """Everybody, with addresses; every second one on the list; a fifth of those had a text a month ago; some wish less."""
    from django.db import connection
    from django.utils import timezone

    from askfirst.consent.models import Entry, Membership, Preference
    from askfirst.people.models import Contact, Handle

    brand, now = stage.world.harbour, timezone.now()
    month = now - timedelta(days=30)
    for first in range(0, people, CHUNK):
        numbers = range(first, min(first + CHUNK, people))
        contacts = Contact.objects.bulk_create(
            Contact(
                brand=brand,
                name=f"Fan {nth}",
                country="GB",
                region="US-FL" if nth % 25 < 2 else "",
                time_zone=brand.time_zone,
            )
            for nth in numbers
        )
        Handle.objects.bulk_create(
            Handle(
                brand=brand,
                contact=one,
                network="email",
                address=f"fan{nth}@fans.test",
                key=f"fan{nth}@fans.test",
                evidence="bench",
            )
            for nth, one in zip(numbers, contacts, strict=True)
        )
        joined = [one for nth, one in zip(numbers, contacts, strict=True) if nth % 2 == 0]
        left = {one.pk for one in joined[::20]}
        Membership.objects.bulk_create(
            Membership(
                brand=brand, list=stage.on, contact=one, basis="double_opt_in", given_at=month,
                state="left" if one.pk in left else "active",
            )
            for one in joined
        )  # fmt: skip
        lines = [(one, "confirmed", month) for one in joined] + [
            (one, "withdrawn", month + timedelta(days=3)) for one in joined if one.pk in left
        ]
        Entry.objects.bulk_create(
            Entry(
                brand=brand, contact=one, act=act, purpose="marketing", list=stage.on, actor="person", evidence="bench",
                occurred_at=at, number=first * 2 + nth + 1, before="", seal="", evidence_digest="",
            )
            for nth, (one, act, at) in enumerate(lines)
        )  # fmt: skip
        Preference.objects.bulk_create(
            Preference(brand=brand, contact=one, most=1, days=30) for one in joined[::50]
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def timed(act: Callable[[], Any]) -> float:
    """Seconds that it takes."""
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def both(act: Callable[[], Any]) -> tuple[float, float]:
    """Seconds on the wall and of this process's processor."""
    cpu = time.process_time()
    took = timed(act)
    return took, time.process_time() - cpu


def resident() -> float:
    """Megabytes of this process at their peak."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    sys.exit(main())
