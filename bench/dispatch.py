"""Answers on their way out: claimed, asked about again, handed to the sandbox's Facebook over HTTP, settled and recorded.

    python -m bench.dispatch [--people 2000]        (DATABASE_URL chooses the database; SQLite in a new folder without it)

Everybody wrote to the Page a moment ago, came in by routing, and was answered by release; measured is `send_due` alone, in
this process, against the same number of bare calls to the same address by the same connector.  The sandbox is a process of
its own.  Beside it: how fast what came in is routed, and what the worker holds in memory after it.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

SANDBOX = """
import json, sys, time
from askfirst.sandbox.faces.facebook import PAGE
from askfirst.sandbox.server import Sandbox
from askfirst.sandbox.things import Deed, Kind
from askfirst.sandbox.world import World
box = Sandbox(World(), faces={"facebook": "askfirst.sandbox.faces.facebook:Facebook"})
ids = []
for number in range(int(sys.argv[1])):
    fan = box.world.join(box.world.person(f"Fan {number}"), "facebook")
    with box.world.lock:
        box.faces.play(Deed(network="facebook", kind=Kind.WRITE, source=fan.id, target=PAGE, text="Open on Sunday?"))
    ids.append(box.world.scoped(f"psid.{PAGE}", fan.id))
with box.running() as address:
    print(json.dumps({"address": address, "people": ids}), flush=True)
    sys.stdin.read()
"""


def pushed(psid: str, number: int) -> bytes:
    """One message as Messenger pushes it, taken out of its batch."""
    now = int(datetime.now(UTC).timestamp() * 1000)
    message = {
        "sender": {"id": psid},
        "recipient": {"id": "102030405060708"},
        "timestamp": now,
        "message": {"mid": f"m_{number}", "text": "Open on Sunday?"},
    }
    return json.dumps(
        {"object": "page", "entry": [{"id": "102030405060708", "time": now, "messaging": [message]}]}
    ).encode()


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--people", type=int, default=2_000)
    count = options.parse_args().people
    os.environ.setdefault("ASKFIRST_HOME", tempfile.mkdtemp(prefix="askfirst-bench-"))
    os.environ["DJANGO_SETTINGS_MODULE"] = "askfirst.config.settings"
    os.environ["ASKFIRST_UNDO_SECONDS"] = "0"  # measured is sending, not the time to think again
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    with subprocess.Popen(
        [sys.executable, "-c", SANDBOX, str(count)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as box:
        assert box.stdout
        there = json.loads(box.stdout.readline())
        print(f"{connection.vendor}, {count:,} people")
        for line in measured(there, count):
            print(line, flush=True)
        assert box.stdin
        box.stdin.close()


def measured(there: dict[str, Any], count: int) -> Any:
    from django.utils import timezone

    from askfirst.brand import vault
    from askfirst.brand.models import Channel
    from askfirst.drafts.submit import Wish
    from askfirst.gate.models import Delivery
    from askfirst.inbox import talk
    from askfirst.inbox.models import Thread
    from askfirst.networks.base import Envelope, Form
    from askfirst.sandbox.faces.facebook import PAGE, PAGE_TOKEN
    from askfirst.wire import connectors, dispatch, loop, routing
    from askfirst.wire.models import Event
    from tests.world import make_world

    world = make_world()
    channel = Channel.objects.create(
        brand=world.harbour,
        network="facebook",
        address=PAGE,
        name="Harbour",
        settings={
            "page_id": PAGE,
            "through": there["address"],
            "account": {"kind": "page", "published": True},
        },
        sealed_credentials=vault.seal({"token": PAGE_TOKEN}),
        sends_per_minute=60_000_000,
    )
    rows = [
        Event(brand=world.harbour, channel=channel, external_id=f"m_{number}", raw=pushed(psid, number))
        for number, psid in enumerate(there["people"])
    ]
    Event.objects.bulk_create(rows)
    before = resident()
    began = time.perf_counter()
    while routing.route_pending():
        pass
    routed = time.perf_counter() - began
    yield f"routed into threads:     {count / routed:8.0f} a second; memory grew by {resident() - before:.0f} MB"
    threads = list(Thread.objects.filter(channel=channel).order_by("pk"))
    began = time.perf_counter()
    for thread in threads:
        talk.reply(world.caleb, thread, Wish(text="Yes, from nine.", key=f"k-{thread.pk}"))
    yield f"decided and queued:      {count / (time.perf_counter() - began):8.0f} a second"
    began = time.perf_counter()
    while Delivery.objects.filter(
        channel=channel, state__in=["queued", "failed"], not_before__lte=timezone.now()
    ).exists():
        dispatch.send_due()
    took = time.perf_counter() - began
    left = Delivery.objects.filter(channel=channel, state__in=["sent", "delivered"]).count()
    yield f"asked again and sent:    {left / took:8.0f} a second ({left:,} of {count:,} left)"
    network: Any = connectors.of(channel)
    letters = [
        Envelope(key=f"bare-{number}", form=Form.DIRECT, to=psid, text="Yes.", at=timezone.now())
        for number, psid in enumerate(there["people"][: min(count, 500)])
    ]

    async def bare() -> None:
        for first in range(0, len(letters), 8):
            await asyncio.gather(*(network.send(letter) for letter in letters[first : first + 8]))

    began = time.perf_counter()
    loop.run(bare())
    floor = len(letters) / (time.perf_counter() - began)
    yield f"bare calls, eight at once:{floor:7.0f} a second; sending is {left / took / floor:.2f} of it"


def resident() -> float:
    """Megabytes of this process at their peak."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    sys.exit(main())
