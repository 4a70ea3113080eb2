"""`kill -9` at any statement: nothing is lost, nothing is said twice, and what nobody can know a person is asked about."""

from __future__ import annotations

import random
import signal
import time
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from askfirst.brand.models import Notification
from askfirst.gate.models import Delivery
from askfirst.inbox import talk
from askfirst.inbox.models import Message
from askfirst.people import resolve
from askfirst.wire import intake
from askfirst.wire.models import Event, Heartbeat
from tests.profiles import sized
from tests.wire.crashing import POINTS, worker_process
from tests.world import World, make_world, page_event

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.context import ForkServerProcess
    from pathlib import Path

    from tests.databases import Database

PATIENCE = 120
State = Delivery.State
OVER = {State.SENT, State.DELIVERED, State.UNCERTAIN, State.STOPPED, State.REFUSED, State.EXPIRED}


class Workers:
    """Workers in processes of their own; `sent` is what the outer world got."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database = database
        self.journal = folder / "journal"
        self.journal.touch()

    def start(self, point: str = "") -> ForkServerProcess:
        return worker_process(self.database.name, self.journal, point)

    def until(self, is_done: Callable[[], bool]) -> None:
        """A worker works until it is done, and is then ended in peace."""
        worker = self.start()
        try:
            eventually(lambda: is_done() and _is_up(worker))
        finally:
            worker.terminate()
            assert outcome(worker) == 0

    @property
    def sent(self) -> list[str]:
        return self.journal.read_text().splitlines()


def eventually(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline, "it did not come to that"
        time.sleep(0.02)


def outcome(worker: ForkServerProcess) -> int | None:
    """Its exit code: of a worker that was killed, the signal's number below zero."""
    worker.join(PATIENCE)
    return worker.exitcode


def _is_up(worker: ForkServerProcess) -> bool:
    """Whether it has begun, and so will end in peace when it is told to."""
    return Heartbeat.objects.filter(name__endswith=f" {worker.pid}").exists()


@pytest.fixture
def workers(database: Database, tmp_path: Path) -> Workers:
    return Workers(database, tmp_path)


def fill(world: World, numbers: range) -> None:
    """For each number: a visitor and a mail writer whose answers are on their way, and a message that is to be routed."""
    for number in numbers:
        world.visitor(f"V{number}", "message", "Hello")
        world.reply(f"V{number}", f"page {number}")
        _mail(world, number)
        said = page_event(f"N{number}", "message", f"new {number}")
        intake.accept(world.page.channel, said.raw, said.id)


def _mail(world: World, number: int) -> None:
    assert world.mail is not None
    handle = resolve.resolve(
        world.mail, resolve.Seen(address=f"fan{number}@fans.test", evidence="wrote to us")
    )
    now = timezone.now()
    resolve.engage(world.mail, handle, "message", reference=f"m{number}", at=now)
    talk.receive(world.mail, handle, talk.Said(external_id=f"m{number}", at=now, author="Fan", text="Hi"))
    world.mail_reply(f"fan{number}@fans.test", f"mail {number}")


def all_over() -> bool:
    """Nothing waits: all is routed, sent and recorded, or in doubt."""
    return not (
        Event.objects.filter(routed_at=None).exists()
        or Delivery.objects.exclude(state__in=OVER).exists()
        or Delivery.objects.filter(state__in=[State.SENT, State.DELIVERED], recorded_at=None).exists()
    )


def ours(kind: str) -> list[str]:
    return sorted(Message.objects.filter(is_ours=True, text__startswith=kind).values_list("text", flat=True))


def assert_whole(workers: Workers, count: int) -> None:
    """Nothing is lost, nothing was said twice, and what nobody can know a person is asked about."""
    assert Message.objects.filter(is_ours=False, text__startswith="new").count() == count
    assert ours("page") == sorted(f"page {number}" for number in range(count)), (
        "our own page is never in doubt"
    )
    assert max(Counter(workers.sent).values(), default=1) == 1, "no mail leaves twice"
    uncertain = set(Delivery.objects.filter(state=State.UNCERTAIN).values_list("text", flat=True))
    assert set(ours("mail")) | uncertain == {f"mail {number}" for number in range(count)}
    assert set(ours("mail")) <= set(workers.sent)
    asked = Notification.objects.filter(title__contains="Please look", seen_at=None)
    assert set(asked.values_list("subject", flat=True)) == {
        f"delivery:{one.pk}" for one in Delivery.objects.filter(state=State.UNCERTAIN)
    }


def test_death_at_every_point_loses_nothing_and_says_nothing_twice(workers: Workers) -> None:
    world = make_world()
    world.connect_mail()
    for number, point in enumerate(POINTS):
        fill(world, range(number, number + 1))
        assert outcome(workers.start(point)) == -signal.SIGKILL, point
    workers.until(all_over)
    assert_whole(workers, len(POINTS))


def test_random_deaths_lose_nothing_and_say_nothing_twice(workers: Workers) -> None:
    world = make_world()
    world.connect_mail()
    many = sized(15, 100)
    fill(world, range(many))
    chance = random.Random(20261121)
    for _ in range(sized(2, 12)):
        before = len(workers.sent)
        worker = workers.start()
        eventually(lambda before=before: len(workers.sent) > before or all_over())
        time.sleep(chance.random() / 10)
        worker.kill()
        assert outcome(worker) == -signal.SIGKILL
    workers.until(all_over)
    assert_whole(workers, many)


def test_two_workers_at_once_send_everything_once_and_end_in_peace(workers: Workers) -> None:
    world = make_world()
    world.connect_mail()
    fill(world, range(12))
    other = workers.start()
    workers.until(lambda: all_over() and _is_up(other))
    other.terminate()
    assert outcome(other) == 0
    assert_whole(workers, 12)
    assert sorted(workers.sent) == ours("mail")
    assert not Heartbeat.objects.exists(), "who ends in peace says goodbye"
