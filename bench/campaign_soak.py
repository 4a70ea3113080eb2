"""A campaign whose workers are killed again and again while people leave: is anybody lost, written to twice, or after they left?

    python -m bench.campaign_soak [--people 20000] [--workers 2] [--every 4] [--leave 5]

DATABASE_URL chooses the database; SQLite without it.  Real workers, real leases, real SMTP to a mail server of its own, which
keeps a journal.  Every few seconds one worker is killed (`kill -9`) and another begins; meanwhile so many people a second
leave the list, whoever they are.  In the end everybody is accounted for, by the mail server's journal and by our own rows; so
they are when it is broken off (Ctrl-C), as far as it came.

Whether somebody left before their mail was begun is told by the moment at which the ledger's line took its place
(`Entry.recorded_at`): it and the begin of a mail are both taken while the end of the brand's ledger is held, so they have one
order.  When somebody pressed (`occurred_at`) may be seconds earlier, on a machine on which the database lets nobody write.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench import _sink
from bench._installed import installed
from bench.campaigns import fill

if TYPE_CHECKING:
    from multiprocessing.context import ForkServerProcess

LOADED = "bench._worker"
LOOK = 1.0
"""Seconds between two looks at how far it is."""


@dataclass(slots=True)
class Fate:
    """What has happened meanwhile."""

    left: int = 0
    """How many people are out of the list, committed."""
    killed: int = 0


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--people", type=int, default=20_000)
    options.add_argument("--workers", type=int, default=2)
    options.add_argument("--every", type=float, default=4.0)
    options.add_argument("--leave", type=float, default=5.0)
    given = options.parse_args()
    with installed() as home:
        journal = home / "journal"
        with _sink.running(journal) as port:
            held = started(given.people, port)
            fate, took = worked(held, given)
        wrong = accounted(held, fate, journal, took)
        sys.exit(1 if wrong else 0)


def started(people: int, port: int) -> Any:
    """A campaign to all of them, as somebody pressed Send."""
    from django.conf import settings

    from tests.campaigns.stage import Stage

    settings.ADDRESS = "https://bench.test"
    stage = Stage(people=0)
    stage.channel.settings = {**stage.channel.settings, "smtp_host": "127.0.0.1", "smtp_port": port}
    stage.channel.sends_per_minute = 60_000
    stage.channel.save()
    fill(stage, people, every=1)
    return stage.started("Hello {{first_name|there}}, we open on Sunday.")


def worked(held: Any, given: argparse.Namespace) -> tuple[Fate, float]:
    """Workers come and are killed, and people leave, until nothing is on its way.  Returns with the seconds that it took."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([LOADED])
    fate, over, began = Fate(), threading.Event(), time.monotonic()
    leaving = threading.Thread(target=leave, args=(held, fate, given.leave, over))
    leaving.start()
    workers = [begun(context) for _ in range(given.workers)]
    try:
        disturbed(held, given, fate, workers)
    except KeyboardInterrupt:
        print("broken off: accounted for as far as it came", flush=True)
    took = time.monotonic() - began
    over.set()
    leaving.join()
    for one in workers:
        one.terminate()
        one.join()
    return fate, took


def disturbed(held: Any, given: argparse.Namespace, fate: Fate, workers: list[Any]) -> None:
    """Until nothing is on its way, now and then one of the workers is killed and another begins."""
    context = multiprocessing.get_context("forkserver")
    chance, began = random.Random(20261122), time.monotonic()
    next_death, next_line = began + given.every, began
    while (left := waiting(held)) or not is_done(held):
        if time.monotonic() > next_death and left > given.people // 50:
            one = workers.pop(chance.randrange(len(workers)))
            one.kill()
            one.join()
            workers.append(begun(context))
            fate.killed += 1
            next_death = time.monotonic() + given.every * (0.5 + chance.random())
        if time.monotonic() > next_line:
            print(
                f"{time.monotonic() - began:5.0f} s: {left:,} to go, {fate.killed} killed, {fate.left} left; {standing(held)}",
                flush=True,
            )
            next_line = time.monotonic() + 20
        time.sleep(LOOK)


def begun(context: Any) -> ForkServerProcess:
    """A worker of the product."""
    from bench import _worker

    process: ForkServerProcess = context.Process(target=_worker.work)
    process.start()
    return process


def leave(held: Any, fate: Fate, a_second: float, over: threading.Event) -> None:
    """People leave the list, one after the other."""
    from django.db import OperationalError, connection

    from askfirst.consent import ledger
    from askfirst.consent.models import Entry, Membership

    chance = random.Random(4)
    people = list(Membership.objects.filter(list=held.on, state="active").values_list("contact", flat=True))
    chance.shuffle(people)
    from askfirst.people.models import Contact

    for pk in people:
        if over.wait(1 / a_second):
            break
        contact = Contact.objects.select_related("brand").get(pk=pk)
        said = {"evidence": "one click", "purpose": "marketing", "list": held.on}
        try:
            ledger.record(contact, Entry.Act.WITHDRAWN, **said)
        except OperationalError as error:  # a page would say so, and they would press it again
            print(f"somebody could not leave at once: {error}", flush=True)
        else:
            fate.left += 1
    connection.close()


def waiting(held: Any) -> int:
    """How many are still to be asked about, or on their way."""
    from askfirst.gate.models import Delivery

    if held.recipients.count() == 0:
        return 1
    open_ones = held.recipients.filter(state__in=["waiting", "deferred"]).count()
    return open_ones + Delivery.objects.filter(state__in=["queued", "failed", "sending"]).count()


def standing(held: Any) -> str:
    """How many recipients and deliveries are in which state."""
    from askfirst.gate.models import Delivery

    both = [Counter(rows.values_list("state", flat=True)) for rows in (held.recipients, Delivery.objects)]
    return "; ".join(", ".join(f"{state} {count:,}" for state, count in one.items()) for one in both)


def is_done(held: Any) -> bool:
    held.refresh_from_db(fields=["state"])
    return held.state == "done"


def accounted(held: Any, fate: Fate, journal: Path, took: float) -> int:
    """Print what became of everybody.  Returns how many were lost, got it twice, or got what was begun after they had left."""
    from askfirst.consent.models import Entry
    from askfirst.gate.models import Attempt, Delivery

    lines = Entry.objects.filter(list=held.on, act=Entry.Act.WITHDRAWN)
    left_at = {contact: at.timestamp() for contact, at in lines.values_list("contact", "recorded_at")}
    arrived: dict[str, list[float]] = {}
    for line in journal.read_text(encoding="utf-8").splitlines():
        at, _, who = line.partition(" ")
        arrived.setdefault(who, []).append(float(at))
    states: Counter[str] = Counter()
    lost = twice = unasked = 0
    rows = held.recipients.values_list("state", "delivery__state", "handle__address", "contact")
    behind = []
    for state, delivery, address, contact in rows.iterator(5_000):
        came = arrived.pop(address, [])
        states[delivery or state] += 1
        twice += len(came) > 1
        lost += delivery == "sent" and not came
        unasked += bool(came) and delivery not in {
            "sent",
            "uncertain",
            "sending",
        }  # the last where it was broken off
        if contact in left_at:
            behind += [at - left_at[contact] for at in came if at > left_at[contact]]
    after = sum(
        1
        for contact, at in Attempt.objects.values_list("delivery__contact", "started_at").iterator()
        if at.timestamp() > left_at.get(contact, at.timestamp())
    )
    doubts = Delivery.objects.filter(state="uncertain").values_list("to", flat=True)
    print(
        f"{sum(states.values()):,} recipients in {took:.0f} s, {fate.killed} workers killed, {len(left_at):,} people left"
    )
    print(", ".join(f"{state} {count:,}" for state, count in states.most_common()))
    print(f"in doubt, shown to a person: {len(doubts)}")
    print(
        f"lost {lost}, twice {twice}, to somebody stopped or refused {unasked}, to strangers {len(arrived)}"
    )
    print(
        f"begun after they had left: {after}; on the wire at that moment: {len(behind)}, the latest {max(behind, default=0) * 1000:.0f} ms"
    )
    return lost + twice + unasked + after + len(arrived)


if __name__ == "__main__":
    main()
