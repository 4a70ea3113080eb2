"""How engaged a whole base is: all scores in one statement, a thousand deeds more, and the pages that read them.

    python -m bench.engagement [--people 1000000] [--acts 20000000]

Runs on the database that DATABASE_URL names (SQLite in a temporary folder without it), which must be empty; PostgreSQL with
`python -m tests.postgres python -m bench.engagement`.  The tables are filled by SQL.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench._installed import installed
from bench.people_audience import Filling

if TYPE_CHECKING:
    from collections.abc import Iterator

KINDS = ("message", "comment", "wall_post", "mention", "ask", "like", "like", "like", "reaction", "vote")
DAYS = 1400
MORE = 1000
ROUNDS = 15


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Say how long it took, on the wall and of this process's own processor time (a server's is not in it)."""
    used, began = time.process_time(), time.perf_counter()
    yield
    wall, own = time.perf_counter() - began, time.process_time() - used
    print(f"{what}: {wall:.3f} s, of this process {own:.3f} s", flush=True)


def fill(world: Any, people: int, acts: int) -> None:
    """People, and what they did: a few do very much, most do little."""
    writing = Filling(people, world, world.connect_mail())
    writing.insert("people_contact", brand_id=str(writing.brand), name="'Person ' || CAST(i AS TEXT)")
    writing.people = acts
    drawn = f"(CAST(i AS BIGINT) * 48271 % {people})"
    far = f"({drawn} * (CAST(i AS BIGINT) * 7919 % 1000 + 1) / 1000)"  # nearer to 1 is drawn more often
    kind = " ".join(f"WHEN {place} THEN '{name}'" for place, name in enumerate(KINDS))
    writing.insert(
        "people_engagement",
        brand_id=str(writing.brand),
        contact_id=f"1 + {far}",
        channel_id=str(writing.page),
        kind=f"CASE (CAST(i AS BIGINT) * 31 / 7) % {len(KINDS)} {kind} END",
        tone="CASE i % 11 WHEN 0 THEN 1 WHEN 1 THEN -1 ELSE NULL END",
        reference="'a' || CAST(i AS TEXT)",
        occurred_at=writing.moment(f"(CAST(i AS BIGINT) * 13 % {DAYS})"),
    )


def measure(world: Any, people: int) -> None:
    """Every figure, one a line."""
    from django.db import connection
    from django.utils import timezone

    from askfirst.people import access, engaged, resolve, scores
    from askfirst.people.models import Contact, Handle, Score

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    with timed("all scores, one statement"):
        scores.rescore_everybody()
    print(f"scores: {Score.objects.count():,}")
    some = Contact.objects.filter(pk__in=range(1, people, max(people // MORE, 1))).order_by("pk")[:MORE]
    chosen = list(some)
    handles = Handle.objects.bulk_create(
        Handle(
            brand=world.harbour,
            contact=one,
            network="page",
            address=f"v{one.pk}",
            key=f"v{one.pk}",
            evidence="x",
        )
        for one in chosen
    )
    at = timezone.now()
    with timed(f"{len(handles)} deeds more, each written down and added"):
        for handle in handles:
            resolve.engage(world.page.channel, handle, "comment", reference=f"new {handle.pk}", at=at)
    with timed(f"the same {len(chosen)} people made anew, {scores.AT_ONCE} in a statement"):
        scores.rescore([one.pk for one in chosen])
    for title, wanted in (
        ("the most engaged, a page", access.Filter(sort="engaged")),
        ("the devoted by name, a page", access.Filter(sort="name", band="devoted")),
    ):
        _page(title, lambda wanted=wanted: access.page(world.olivia, wanted))
    _page("how many in each band", lambda: engaged.counts(world.harbour))
    most = Contact.objects.select_related("brand").get(pk=1)
    _page(f"line by line, of somebody with {most.score.deeds:,} deeds", lambda: engaged.standing(most))
    print(engaged.counts(world.harbour))


def _page(title: str, ask: Any) -> None:
    took = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        ask()
        took.append(time.perf_counter() - began)
    print(f"{title}: p50 {sorted(took)[ROUNDS // 2] * 1000:.1f} ms, most {max(took) * 1000:.1f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--acts", type=int, default=20_000_000)
    asked = parser.parse_args()
    with installed():
        from django.db import connection

        from tests.world import make_world

        world = make_world()
        print(f"{connection.vendor}, load {os.getloadavg()[0]:.1f}")
        with timed(f"{asked.people:,} people and {asked.acts:,} deeds written"):
            fill(world, asked.people, asked.acts)
        measure(world, asked.people)
        print(
            f"most memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB, load {os.getloadavg()[0]:.1f}"
        )


if __name__ == "__main__":
    main()
