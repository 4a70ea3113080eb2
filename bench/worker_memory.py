"""What one worker holds in memory while it routes very much: its resident size at each tenth of the way.

    python bench/worker_memory.py [EVENTS]        (100,000 unless given; DATABASE_URL chooses PostgreSQL)

A worker of its own over messages of EVENTS / 50 visitors that wait in the event table, as after a night without a worker.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.stories.product import installation

FILL = """
import django; django.setup()
from askfirst.brand.models import Channel
from askfirst.wire.models import Event
from tests.world import days_ago, page_event
channel = Channel.objects.select_related("brand").get(network="page")
for first in range(0, {events}, 1000):
    said = [page_event(f"Fan {{number % {people}}}", "message", f"Question {{number}}", at=days_ago(1)) for number in range(first, first + 1000)]
    Event.objects.bulk_create(Event(brand=channel.brand, channel=channel, external_id=one.id, raw=one.raw) for one in said)
"""
LEFT = """
import django; django.setup()
from askfirst.wire.models import Event
print(Event.objects.filter(routed_at=None).count())
"""
LOOK = 10
"""Seconds."""


def main() -> None:
    events = int(sys.argv[1]) if sys.argv[1:] else 100_000
    with installation(Path(tempfile.mkdtemp(prefix="askfirst-bench-"))) as product:
        environ = product.environ | {"DJANGO_SETTINGS_MODULE": "askfirst.config.settings"}

        def done(text: str) -> str:
            return subprocess.run(
                [sys.executable, "-c", text], env=environ, check=True, capture_output=True, text=True
            ).stdout

        done(FILL.format(events=events, people=max(events // 50, 1)))
        with product.working() as worker:
            began, said, left = time.monotonic(), 0, events
            while left:
                left = int(done(LEFT))
                if (events - left) * 10 // events > said or not left:
                    said = (events - left) * 10 // events
                    took = time.monotonic() - began
                    print(
                        f"{events - left:9,} routed in {took:6.0f} s: {resident(worker.pid):.0f} MB",
                        flush=True,
                    )
                time.sleep(LOOK)


def resident(pid: int) -> float:
    """Megabytes of its own that the process holds now; what it maps of the database file is not its own."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("RssAnon")) / 1024


if __name__ == "__main__":
    main()
