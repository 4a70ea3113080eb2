"""The inbox from 10,000 to 1,000,000 messages: list, next page, open thread, search.

    python -m bench.inbox_list [--messages 1000000] [--save bench/inbox_growth.json]

Runs on the database that DATABASE_URL names (SQLite in a temporary folder without it), which must be empty, or hold what an
earlier run of the same size wrote.  There are ten messages to a thread.  Requests go through Django's whole stack in this
process; what is measured is the server's work, not the network's.  `python -m bench.growth` draws what was saved.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import random
import statistics
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from bench._inbox_seed import Language, seed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROUNDS = 120
EACH = 10


def timed(work: Callable[[], object], rounds: int = ROUNDS) -> list[float]:
    """Median and 95th percentile on the wall, then of this process's own time, in milliseconds."""
    for _ in range(3):
        work()
    gc.collect()
    gc.freeze()  # as `askfirst serve` does before it answers
    walls, own = [], []
    for _ in range(rounds):
        began, at = time.perf_counter(), time.process_time()
        work()
        own.append((time.process_time() - at) * 1000)
        walls.append((time.perf_counter() - began) * 1000)
    return [
        round(figure, 1)
        for took in (walls, own)
        for figure in (statistics.median(took), statistics.quantiles(took, n=20)[-1])
    ]


def searches(language: Language, threads: int) -> dict[str, Callable[[], str]]:
    """What people look for: a way to make one more search of each kind."""
    chance, words = random.Random(11), language.words

    def misspelled() -> str:
        name = chance.choice(words[4000:12000])
        at = chance.randrange(1, max(2, len(name) - 1))
        return name[:at] + name[at + 1 :] if len(name) > 5 else name + "h"

    return {
        "a common word": lambda: chance.choice(words[:20]) + " ",
        "a rare word": lambda: chance.choice(words[5000:]),
        "two words": lambda: f"{chance.choice(words[:300])} {chance.choice(words[:300])}",
        "a phrase": lambda: f'"{chance.choice(words[:30])} {chance.choice(words[:30])}"',
        "three letters of a word": lambda: chance.choice(words)[:3],
        "common, not common": lambda: f"{chance.choice(words[:20])} -{chance.choice(words[:20])}",
        "Japanese": lambda: chance.choice(("コーヒー", "金曜日", "注文", "届き")),
        "words from a person": lambda: f"from:v{chance.randrange(1, threads)} {chance.choice(words[:20])}",
        "words of a month": lambda: f"{chance.choice(words[:300])} after:2026-02-01 before:2026-03-01",
        "a name typed wrongly": misspelled,
        "nothing that there is": lambda: f"{chance.choice(words)}xq",
    }


def measured(browser: Any, owner: Any, threads: int, rounds: int) -> Iterator[tuple[str, list[float]]]:
    """Each thing that is measured, with its figures."""
    from django.core.cache import cache

    from askfirst.inbox import listing

    pick = random.Random(7)
    after = listing.page(owner, listing.Filter()).after
    deep = after
    for _ in range(min(50, threads // 80)):
        deep = listing.page(owner, listing.Filter(), deep).after or deep
    language = Language()
    kinds = searches(language, threads)
    mixed = list(kinds.values())

    def get(address: str, *, place: str = "", **said: str) -> None:
        where = f"{address}?{urlencode(said)}" if said else address
        headers = {"HX-Request": "true", "HX-Target": place} if place else {}
        answer = browser.get(where, headers=headers)
        assert answer.status_code == 200, (where, answer.status_code)

    rows: dict[str, Callable[[], object]] = {
        "list, whole page": lambda: get("/inbox/"),
        "list, mine": lambda: get("/inbox/", view="mine"),
        "next page": lambda: get("/inbox/", after=after),
        "a page deep in the list": lambda: get("/inbox/", after=deep),
        "list of a search": lambda: get("/inbox/", q=pick.choice(mixed)()),
        "open a thread from the list": lambda: get(
            f"/inbox/{pick.randrange(1, threads)}/", place="conversation"
        ),
        "open a thread, whole page": lambda: get(f"/inbox/{pick.randrange(1, threads)}/"),
        "search, mixed": lambda: get("/search/", q=pick.choice(mixed)()),
        **{f"search: {name}": lambda make=make: get("/search/", q=make()) for name, make in kinds.items()},  # type: ignore[misc]
        "reports, a year, counted anew": lambda: (cache.clear(), get("/reports/", days="365")),
        "the list's query alone": lambda: listing.page(owner, listing.Filter()),
        "a page with a form and no list": lambda: get("/accounts/logout/"),
    }
    for name, work in rows.items():
        yield name, timed(work, rounds // 4 if name.startswith("search: ") else rounds)


def main() -> None:
    """Fill, measure, print, and keep where it is to be kept."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--messages", type=int, default=1_000_000)
    options.add_argument("--save", type=Path, help="a file of figures, to which these are added")
    options.add_argument("--rounds", type=int, default=ROUNDS)
    options.add_argument("--fill", action="store_true", help="fill the database, and measure nothing yet")
    chosen = options.parse_args()
    threads = chosen.messages // EACH
    os.environ.setdefault("ASKFIRST_HOME", tempfile.mkdtemp(prefix="askfirst-bench-"))
    os.environ["DJANGO_SETTINGS_MODULE"] = "askfirst.config.settings"
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client

    from askfirst.brand.models import Member
    from askfirst.inbox.models import Thread

    call_command("migrate", verbosity=0)
    began = time.perf_counter()
    if not Thread.objects.filter(pk=threads).exists():
        seed(threads, EACH)
        print(f"seeded in {time.perf_counter() - began:.0f} s")
    owner = Member.objects.get(role="owner", brand__slug="harbour")
    browser = Client(headers={"host": "127.0.0.1"})
    browser.force_login(owner, backend="allauth.account.auth_backends.AuthenticationBackend")
    print(
        f"{connection.vendor}: {threads:,} threads, {threads * EACH:,} messages; load average {os.getloadavg()[0]:.1f}"
    )
    if chosen.fill:
        return
    print(f"{'':34}{'p50 ms':>9}{'p95 ms':>9}{'CPU p50':>9}{'CPU p95':>9}")
    figures: dict[str, list[float]] = {}
    load = round(os.getloadavg()[0], 1)
    for name, found in measured(browser, owner, threads, chosen.rounds):
        print(f"{name:34}" + "".join(f"{figure:9.1f}" for figure in found), flush=True)
        figures[name] = found
        if chosen.save:
            _keep(chosen.save, connection.vendor, threads * EACH, {"load": load, "ms": figures})


def _keep(path: Path, vendor: str, messages: int, run: dict[str, Any]) -> None:
    kept = json.loads(path.read_text()) if path.exists() else {}
    kept.setdefault(vendor, {})[str(messages)] = run
    path.write_text(json.dumps(kept, indent=1) + "\n")


if __name__ == "__main__":
    main()
