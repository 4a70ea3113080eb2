"""Lists out of files and into them, and the sealed ledger under them.

    python -m bench.consent [--lines 100000] [--mixed 0.3] [--straight]

DATABASE_URL chooses the database; SQLite without it.  A table of people of whom seven in ten lines show how they agreed and
three do not is written, tried out, read, exported and taken back, by one process; beside each step stands how many lines a
bare loop takes that reads the same table and writes a row for each into a table without any index.  Then the ledger: lines
appended a thousand at a time and one at a time, and walked from the first to the last.  `--straight`: not tried out before.
"""

from __future__ import annotations

import argparse
import csv
import os
import resource
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench._installed import installed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from askfirst.consent.models import Import, List

COLUMNS = "email,name,agreed at,how,where,words"
SHOWN = '2024-05-06 07:08:09,a form in our shop,203.0.113.77,"We write to you about beans, once a week."'
ONE_BY_ONE = 500


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--lines", type=int, default=100_000)
    options.add_argument("--mixed", type=float, default=0.3)
    options.add_argument("--straight", action="store_true")
    given = options.parse_args()
    with installed() as home:
        table = home / "people.csv"
        write(table, given.lines, given.mixed)
        for line in measured(table, given.lines, is_straight=given.straight):
            print(line, flush=True)


def write(table: Path, lines: int, mixed: float) -> None:
    """The table that is read: so many lines, of which a share shows nothing."""
    with table.open("w", encoding="utf-8") as file:
        file.write(f"{COLUMNS}\n")
        for number in range(lines):
            shown = ",,," if number % 100 < mixed * 100 else SHOWN
            file.write(f"person.{number}@fans{number % 97}.test,Person {number},{shown}\n")


def measured(table: Path, lines: int, *, is_straight: bool = False) -> Iterator[str]:
    from django.db import connection

    from askfirst.brand.models import Brand
    from askfirst.consent import importing, lists
    from askfirst.wire import list_imports

    yield f"{connection.vendor}, load average {os.getloadavg()[0]:.1f}, {lines:,} lines, {table.stat().st_size / 1e6:.0f} MB"
    yield _said("a bare loop: read and insert a row", lines, *_timed(lambda: bare(table)))
    brand = Brand.objects.create(name="Beans", slug="beans")
    on = lists.make(None, brand, lists.Wanted(name="News"), {"en": "We write to you."})
    with table.open("rb") as file:
        chunks = iter(lambda: file.read(1 << 20), b"")
        took = _timed(lambda: list_imports.receive(None, on, "people.csv", chunks))
    yield _said("looked over and kept", lines, *took)
    held = importing.imports_of(brand).get()
    if not is_straight:
        importing.start(held, is_try=True)
        yield _said("tried out", lines, *_timed(lambda: list_imports.to_the_end(held)))
    importing.start(held, is_try=False)
    yield _said("read", lines, *_timed(lambda: list_imports.to_the_end(held)))
    yield f"  came: { {outcome: sum(one['many'] for one in why.values()) for outcome, why in held.found.items()} }"
    yield _memory("after reading")
    yield from _the_ledger(held)
    yield _said("exported", lines, *_timed(lambda: exported(on, table.with_suffix(".out"))))
    importing.undo(None, held)
    yield _said("taken back", lines, *_timed(lambda: list_imports.to_the_end(held)))
    yield _memory("at the end")


def bare(table: Path) -> None:
    """What the disk and the database cost alone: no check, no index, no proof."""
    from django.db import connection, transaction

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bare (address varchar(254), at varchar(40), words varchar(200))")
    with table.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        while some := [(row[0], row[2], row[5]) for row, _ in zip(rows, range(1000), strict=False)]:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.executemany("INSERT INTO bare VALUES (%s, %s, %s)", some)


def exported(on: List, out: Path) -> None:
    from askfirst.consent import exporting
    from askfirst.networks.exports.cells import safe

    with out.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([safe(cell) for cell in row] for row in exporting.members(None, on))


def _the_ledger(held: Import) -> Iterator[str]:
    from django.utils import timezone

    from askfirst.consent import chain, ledger
    from askfirst.consent.models import Entry

    people = list(Entry.objects.filter(brand=held.brand).values_list("contact", flat=True)[:10_000])

    def line(contact: int) -> Entry:
        return Entry(
            brand=held.brand, contact_id=contact, act=Entry.Act.NARROWED, purpose="marketing", mechanism="preferences",
            actor="person", evidence="at most one a month", occurred_at=timezone.now(),
        )  # fmt: skip

    def at_once() -> None:
        for first in range(0, len(people), 1000):
            ledger.write([line(one) for one in people[first : first + 1000]])

    def one_by_one() -> None:
        for contact in people[:ONE_BY_ONE]:
            ledger.write([line(contact)])

    yield _said("ledger: appended a thousand at a time", len(people), *_timed(at_once))
    yield _said("ledger: appended one at a time", min(ONE_BY_ONE, len(people)), *_timed(one_by_one))
    many = Entry.objects.filter(brand=held.brand).count()
    flaws: list[object] = []
    took = _timed(lambda: flaws.extend(one for one in chain.verify(held.brand) if not isinstance(one, int)))
    assert not flaws
    yield _said("ledger: walked and verified", many, *took)


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds on the wall and of this process."""
    began, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - began, time.process_time() - cpu


def _said(what: str, lines: int, seconds: float, cpu: float) -> str:
    return f"{what:40} {lines / seconds:>9,.0f} a second   ({seconds:,.1f} s, {cpu:,.1f} s of processor time)"


def _memory(when: str) -> str:
    """Its own, which it holds then; and all at most, with what SQLite maps of the file and the system takes back."""
    told = Path("/proc/self/smaps_rollup").read_text(encoding="ascii").splitlines()
    own = sum(int(line.split()[1]) for line in told if line.startswith("Anonymous:")) / 1024
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return f"  memory {when}: {own:,.0f} MB its own, {most:,.0f} MB at most with what is mapped"


if __name__ == "__main__":
    main()
