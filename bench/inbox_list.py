"""The inbox with 100,000 threads and 1,000,000 messages: list, next page, open thread.

    python -m bench.inbox_list [--threads 100000] [--messages 10]

Runs on the database that DATABASE_URL names (SQLite in a temporary folder without it), which must be empty.  Requests go
through Django's whole stack in this process; what is measured is the server's work, not the network's.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 200
BATCH = 2_000


def seed(threads: int, each: int) -> int:
    """Fill the tables, with times spread over a year.  Returns the id of the owner."""
    from django.db import connection

    from askfirst.inbox.models import Message, Thread
    from askfirst.people.models import Contact, Handle
    from tests.world import make_world

    world = make_world()
    brand, channel = world.harbour.pk, world.page.channel_id
    begin = datetime(2026, 1, 1, tzinfo=UTC)
    for first in range(1, threads + 1, BATCH):
        numbers = range(first, min(first + BATCH, threads + 1))
        moments = {i: begin + timedelta(minutes=5 * i) for i in numbers}
        Contact.objects.bulk_create(Contact(id=i, brand_id=brand, name=f"Person {i}") for i in numbers)
        Handle.objects.bulk_create(
            Handle(
                id=i,
                brand_id=brand,
                contact_id=i,
                network="page",
                address=f"v{i}",
                key=f"v{i}",
                evidence="bench",
                looked_up_at=begin,
            )
            for i in numbers
        )
        Thread.objects.bulk_create(
            Thread(
                id=i,
                brand_id=brand,
                channel_id=channel,
                contact_id=i,
                handle_id=i,
                state="open" if i % 3 else "done",
                preview=f"Do you still have the {i} in stock?",
                last_at=moments[i],
                last_inbound=i * each,
            )
            for i in numbers
        )
        Message.objects.bulk_create(
            Message(
                id=(i - 1) * each + nth + 1,
                brand_id=brand,
                thread_id=i,
                channel_id=channel,
                is_ours=bool(nth % 2),
                author="Person",
                text=f"Message {nth} of {i}: is the roast of this week still to be had, and until when?",
                said_at=moments[i],
                external_id=f"m{i}.{nth}",
            )
            for i in numbers
            for nth in range(each)
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return world.olivia.pk


def timed(work: Callable[[], object], rounds: int = ROUNDS) -> tuple[float, float]:
    """Median and 95th percentile, in milliseconds."""
    work()
    took = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took), statistics.quantiles(took, n=20)[-1]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--threads", type=int, default=100_000)
    options.add_argument("--messages", type=int, default=10, help="for each thread")
    chosen = options.parse_args()
    os.environ.setdefault("ASKFIRST_HOME", tempfile.mkdtemp(prefix="askfirst-bench-"))
    os.environ["DJANGO_SETTINGS_MODULE"] = "askfirst.config.settings"
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client

    from askfirst.brand.models import Member
    from askfirst.inbox import listing

    call_command("migrate", verbosity=0)
    began = time.perf_counter()
    owner = Member.objects.get(pk=seed(chosen.threads, chosen.messages))
    print(
        f"{connection.vendor}: {chosen.threads:,} threads, {chosen.threads * chosen.messages:,} messages,"
        f" seeded in {time.perf_counter() - began:.0f} s"
    )
    browser = Client(headers={"host": "127.0.0.1"})
    browser.force_login(owner, backend="allauth.account.auth_backends.AuthenticationBackend")
    pick = random.Random(7)
    after = listing.page(owner, listing.Filter()).after
    deep = after
    for _ in range(50):
        deep = listing.page(owner, listing.Filter(), deep).after

    def get(address: str) -> None:
        answer = browser.get(address)
        assert answer.status_code == 200, (address, answer.status_code)

    rows = {
        "list, whole page": lambda: get("/inbox/"),
        "list, mine": lambda: get("/inbox/?view=mine"),
        "next page": lambda: get(f"/inbox/?after={after.replace('+', '%2B')}"),
        "page 52": lambda: get(f"/inbox/?after={deep.replace('+', '%2B')}"),
        "open a thread": lambda: get(f"/inbox/{pick.randrange(1, chosen.threads)}/"),
        "list verb alone": lambda: listing.page(owner, listing.Filter()),
        "a page with a form and no list": lambda: get("/accounts/logout/"),
    }
    print(f"{'':28}{'p50 ms':>9}{'p95 ms':>9}")
    for name, work in rows.items():
        p50, p95 = timed(work)
        print(f"{name:28}{p50:9.1f}{p95:9.1f}")


if __name__ == "__main__":
    sys.exit(main())
