"""One text to many: the dry run, making recipients, asking about each and letting go, and the way to a mail server.

    python -m bench.campaigns [--people 100000] [--send 5000] [--workers 2] [--every 2]

DATABASE_URL chooses the database; SQLite without it.  The list holds every second person of the brand, or as `--every` says.
Measured by itself: the dry run of the whole list; then a second, smaller campaign from the press on Send: gathered, asked about
and let go, asked again, signed and handed to a mail server in a process of its own that takes everything and keeps nothing, by
this process and then by several workers, against a bare loop that hands over mails that were made before.  `--send 0`: the dry
run alone.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench import _sink
from bench._installed import installed
from bench.people_audience import Filling

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

REGION = "US-FL"
AT_ONCE = 8
WORKER = """
from pathlib import Path
import django; django.setup()
from askfirst.gate.models import Delivery
from askfirst.wire import dispatch
dispatch.send_due()
print("ready", flush=True)
input()
while dispatch.send_due() or Delivery.objects.filter(state="queued").exists():
    pass
print(next(int(line.split()[1]) // 1024 for line in Path("/proc/self/status").open() if line.startswith("VmHWM")))
"""


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--people", type=int, default=100_000)
    options.add_argument("--send", type=int, default=5_000)
    options.add_argument("--workers", type=int, default=2)
    options.add_argument("--every", type=int, default=2)
    given = options.parse_args()
    with installed(), _sink.running() as port:
        for line in measured(given, port):
            print(line, flush=True)


def measured(given: argparse.Namespace, port: int) -> Iterator[str]:
    from django.conf import settings
    from django.db import connection

    from askfirst.campaigns import access, dry_run
    from tests.campaigns.stage import Stage

    settings.ADDRESS = "https://bench.test"
    stage = Stage(people=0)
    stage.channel.settings = {
        **stage.channel.settings,
        "smtp_host": "127.0.0.1",
        "smtp_port": port,
        "dkim_selector": "bench",
        "dkim_key": dkim_key(),
    }
    stage.channel.sends_per_minute = 60_000
    stage.channel.save()
    began = resident()
    took = timed(lambda: fill(stage, given.people, given.every))
    load = os.getloadavg()[0]
    yield f"{connection.vendor}: {given.people:,} people, one in {given.every} on the list; filled in {took:.0f} s; load average {load:.1f}"
    yield f"memory {began:.0f} MB before, {resident():.0f} MB after filling"
    held = stage.campaign("Hello {{first_name|there}}, we open on Sunday.")
    version = access.version(held)
    assert version
    for _ in range(2):
        found: list[Any] = []
        took, cpu = both(lambda found=found: found.append(dry_run.summary(held, version)))
        said = ", ".join(f"{name} {count:,}" for name, count in found[0].verdicts.items())
        yield f"dry run of {found[0].people:,}: {took:.2f} s ({cpu:.2f} s of this process); {said}; {resident():.0f} MB"
    if given.send:
        yield from sending(stage, given.send, given.workers)


def sending(stage: Any, send: int, workers: int) -> Iterator[str]:
    from askfirst.brand.models import Channel
    from askfirst.campaigns import letting_go, running
    from askfirst.gate.models import Delivery
    from askfirst.wire import dispatch

    letting_go.MOST_AHEAD = max(
        send, letting_go.BATCH
    )  # each step is measured by itself; fewer than a batch never go

    few = stage.started(
        "Hello {{first_name|there}}.", audience={"all": [{"field": "region", "is": [REGION]}]}
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
    queued = list(Delivery.objects.filter(state="queued").order_by("pk").values_list("pk", flat=True))
    later = Delivery.objects.filter(pk__in=queued[len(queued) // 2 :])
    later.update(state="paused")
    took, cpu = both(lambda: turns(dispatch.send_due))
    left = Delivery.objects.filter(state="sent").count()
    rate = left / took
    yield f"one worker: asked again and sent {left:,}: {rate:.0f} a second, {left / cpu:.0f} in a second of this process; memory grew by {resident() - before:.0f} MB to {resident():.0f} MB"
    later.update(state="queued")
    many, megabytes = worked(workers)
    yield f"{workers} workers: {many:.0f} a second; {megabytes} MB each at most"
    floor = bare(Channel.objects.get(pk=stage.channel.pk), 4_000)
    yield f"bare SMTP, mails made before, {AT_ONCE} connections: {floor:.0f} a second; one worker is {rate / floor:.2f} of it, {workers} workers {many / floor:.2f}; load average {os.getloadavg()[0]:.1f}"


def worked(workers: int) -> tuple[float, int]:
    """Mails a second of so many workers, each in a process of its own and warm, and the megabytes of the largest."""
    from askfirst.gate.models import Delivery

    started = [
        subprocess.Popen(
            [sys.executable, "-c", WORKER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(workers)
    ]
    for one in started:
        assert one.stdout
        one.stdout.readline()
    left = Delivery.objects.filter(state="queued").count()
    began = time.perf_counter()
    said = []
    for one in started:
        assert one.stdin
        one.stdin.write("go\n")
        one.stdin.flush()
    for one in started:
        assert one.stdout
        said.append(int(one.stdout.readline()))
    took = time.perf_counter() - began
    for one in started:
        one.communicate()
    return left / took, max(said)


def dkim_key() -> str:
    """A new key of the usual kind and length."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    made = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    plain = serialization.NoEncryption()
    return made.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain).decode()


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
    """Mails a second of a loop that does nothing else than hand them over, made and signed before."""
    import asyncio

    import aiosmtplib
    from django.utils import timezone

    from askfirst.networks.base import Envelope, Form
    from askfirst.wire import connectors

    network: Any = connectors.of(channel)
    to = "fan1@fans.test"
    letter = Envelope(key="bare", form=Form.DIRECT, to=to, text="Hello.", subject="Sunday", at=timezone.now())
    mail = network.build(letter).content

    async def one(share: int) -> None:
        settings = network.settings
        async with aiosmtplib.SMTP(
            hostname=settings.smtp_host, port=settings.smtp_port, start_tls=False
        ) as line:
            for _ in range(share):
                await line.sendmail(settings.address, [to], mail)

    async def everything() -> None:
        await asyncio.gather(*(one(count // AT_ONCE) for _ in range(AT_ONCE)))

    return count / timed(lambda: asyncio.run(everything()))


def fill(stage: Any, people: int, every: int = 2) -> None:
    """Everybody, with addresses; every second one or as it is given on the list; a twentieth of those has left, some wish less."""
    from django.core.management.color import no_style
    from django.db import connection

    from askfirst.consent.models import ChainHead, Entry, Membership, Preference
    from askfirst.people.models import Contact, Handle

    brand, joined, left = stage.world.harbour, f"i % {every} = 0", f"i % {20 * every} = 0"
    rows = Filling(people, stage.world, stage.channel)
    theirs = {"brand_id": str(brand.pk), "contact_id": "i"}
    of_list = theirs | {"list_id": str(stage.on.pk)}
    lived = f"CASE WHEN i % 5 < 2 THEN '{REGION}' ELSE '' END"
    rows.insert(
        "people_contact", id="i", brand_id=str(brand.pk), name="'Fan ' || i", country="'GB'", region=lived,
        time_zone=f"'{brand.time_zone}'", created_at=rows.moment("400"),
    )  # fmt: skip
    address = "'fan' || i || '@fans.test'"
    rows.insert(
        "people_handle", id="i", network="'email'", address=address, key=address, evidence="'bench'", **theirs
    )
    rows.insert(
        "consent_membership", joined, id="i", basis="'double_opt_in'", given_at=rows.moment("30"),
        state=f"CASE WHEN {left} THEN 'left' ELSE 'active' END", **of_list,
    )  # fmt: skip
    for nth, (act, where, days) in enumerate((("confirmed", joined, "30"), ("withdrawn", left, "27"))):
        rows.insert(
            "consent_entry", where, id=f"i * 2 + {nth}", number=f"i * 2 + {nth}", act=f"'{act}'", purpose="'marketing'",
            actor="'person'", evidence="'bench'", occurred_at=rows.moment(days), **of_list,
        )  # fmt: skip
    rows.insert("consent_preference", f"i % {50 * every} = 0", id="i", most="1", days="30", **theirs)
    ChainHead.objects.update_or_create(brand=brand, defaults={"number": 2 * people + 2})
    models = [Contact, Handle, Membership, Entry, Preference]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
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
