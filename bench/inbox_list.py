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
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 200


def seed(threads: int, each: int) -> int:
    """Fill the tables by SQL, with times spread over a year.  Returns the id of the owner."""
    from django.db import connection

    from askfirst.brand.models import Member
    from tests.world import make_world

    world = make_world()
    brand, channel, at = world.harbour.pk, world.page.channel_id, "2026-01-01 00:00:00+00:00"
    if connection.vendor == "postgresql":
        numbers = f"generate_series(1, {threads}) AS n(i)"
        moment = f"(timestamptz '{at}' + (i * 300 || ' seconds')::interval)"
    else:
        numbers = f"(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {threads}) SELECT i FROM n) AS n"
        moment = f"strftime('%Y-%m-%d %H:%M:%S', '{at[:19]}', '+' || (i * 300) || ' seconds')"
    false, true = ("false", "true") if connection.vendor == "postgresql" else ("0", "1")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO people_contact (id, brand_id, name, language, country, time_zone, created_at)"
            f" SELECT i, {brand}, 'Person ' || i, '', '', '', {moment} FROM {numbers}"
        )
        cursor.execute(
            "INSERT INTO people_handle (id, brand_id, contact_id, network, address, key, evidence, created_at)"
            f" SELECT i, {brand}, i, 'page', 'v' || i, 'v' || i, 'bench', {moment} FROM {numbers}"
        )
        cursor.execute(
            "INSERT INTO inbox_thread (id, brand_id, channel_id, contact_id, handle_id, subject, about, state, preview,"
            " is_last_ours, last_at, last_inbound, their_read, created_at)"
            f" SELECT i, {brand}, {channel}, i, i, '', '', CASE WHEN i % 3 = 0 THEN 'done' ELSE 'open' END,"
            f" 'Do you still have the ' || i || ' in stock?', {false}, {moment}, i * {each}, 0, {moment} FROM {numbers}"
        )
        for nth in range(each):
            cursor.execute(
                "INSERT INTO inbox_message (id, brand_id, thread_id, channel_id, is_ours, author, text, quoted, html,"
                " remarks, said_at, created_at, external_id)"
                f" SELECT (i - 1) * {each} + {nth + 1}, {brand}, i, {channel}, {true if nth % 2 else false}, 'Person',"
                f" 'Message {nth} of ' || i || ': is the roast of this week still to be had, and until when?', '', '',"
                f" '[]', {moment}, {moment}, 'm' || i || '.{nth}' FROM {numbers}"
            )
        cursor.execute("ANALYZE")
    return Member.objects.get(pk=world.olivia.pk).pk


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
