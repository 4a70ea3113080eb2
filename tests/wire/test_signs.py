"""That we have read and that somebody writes is seen on networks that have such signs, and by nobody who wants no more of us."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from askfirst.brand.models import Channel
from askfirst.consent import ledger
from askfirst.consent.models import Suppression
from askfirst.inbox import marks, talk
from askfirst.networks.base import Failure, NetworkError, Unsupported
from askfirst.networks.marks import Mark, Marking
from askfirst.people import resolve
from askfirst.wire import connectors
from askfirst.wire.models import Heartbeat
from askfirst.wire.signs import Signs

if TYPE_CHECKING:
    from askfirst.inbox.models import Thread
    from tests.world import World


class Ticks(Marking):
    """A network that writes down its marks, or refuses them."""

    def __init__(self) -> None:
        self.shown: list[tuple[Mark, str, str]] = []
        self.refuses: Exception | None = None

    async def mark(self, mark: Mark, *, to: str, message: str) -> None:
        if self.refuses:
            raise self.refuses
        self.shown.append((mark, to, message))


@pytest.fixture
def ticks(monkeypatch: pytest.MonkeyPatch) -> Ticks:
    found = Ticks()
    monkeypatch.setattr(connectors, "of", lambda _channel: found)
    return found


@pytest.fixture
def thread(world: World) -> Thread:
    channel = Channel.objects.create(brand=world.harbour, network="facebook", address="901", name="Harbour")
    handle = resolve.resolve(channel, resolve.Seen(address="7001", name="Ana", evidence="test"))
    said = talk.Said(external_id="m-1", at=timezone.now(), author="Ana", text="Open?")
    message = talk.receive(channel, handle, said)
    assert message
    return message.thread


def signs_of(worker: str = "here") -> Signs:
    """Somebody who looks from now on."""
    signs = Signs(worker)
    assert signs.look() == 0
    return signs


def test_reading_and_writing_are_seen_there_once(ticks: Ticks, thread: Thread, world: World) -> None:
    signs = signs_of()
    marks.read(world.caleb, thread)
    marks.typing(thread, member=world.caleb)
    marks.typing(thread, member=world.caleb)
    assert signs.look() == 2
    marks.typing(thread, member=world.caleb)
    assert signs.look() == 0, "one sign of typing lasts a while"
    assert sorted(ticks.shown) == [(Mark.SEEN, "7001", "m-1"), (Mark.TYPING, "7001", "m-1")]


def test_what_they_do_themselves_is_no_sign_of_ours(ticks: Ticks, thread: Thread) -> None:
    signs = signs_of()
    marks.typing(thread)
    marks.read_by_them(thread.contact, thread, upto=10**6)
    assert signs.look() == 0


def test_what_was_announced_before_is_not_shown_late(ticks: Ticks, thread: Thread, world: World) -> None:
    marks.read(world.caleb, thread)
    assert Signs("here").look() == 0


def test_who_wants_no_more_of_us_gets_no_signs(ticks: Ticks, thread: Thread, world: World) -> None:
    signs = signs_of()
    ledger.stop(thread.contact, reason=Suppression.Reason.ASKED, evidence="STOP")
    marks.read(world.caleb, thread)
    assert signs.look() == 0
    assert ticks.shown == []


@pytest.mark.parametrize(
    "why", [Unsupported("no such mark"), NetworkError("busy", failure=Failure.RETRY), TimeoutError()]
)
def test_a_sign_that_does_not_arrive_is_lost_without_harm(
    ticks: Ticks, thread: Thread, world: World, why: Exception
) -> None:
    signs = signs_of()
    ticks.refuses = why
    marks.read(world.caleb, thread)
    assert signs.look() == 0
    ticks.refuses = None
    marks.typing(thread, member=world.caleb)
    assert signs.look() == 1


def test_of_several_workers_one_shows_signs(ticks: Ticks, thread: Thread, world: World) -> None:
    Heartbeat.objects.create(name="first", at=timezone.now())
    Heartbeat.objects.create(name="second", at=timezone.now())
    first, second = signs_of("first"), signs_of("second")
    marks.read(world.caleb, thread)
    assert (second.look(), first.look()) == (0, 1)


def test_a_network_without_marks_and_one_that_is_switched_off_are_left_alone(
    ticks: Ticks, thread: Thread, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    signs = signs_of()
    monkeypatch.setattr(connectors, "of", lambda _channel: object())
    marks.read(world.caleb, thread)
    assert signs.look() == 0
    Channel.objects.filter(pk=thread.channel_id).update(state=Channel.State.OFF)
    marks.typing(thread, member=world.caleb)
    assert signs.look() == 0
