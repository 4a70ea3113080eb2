"""One event that does several things, and somebody who writes meanwhile: neither waits for what the other holds."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from django.db import transaction

from askfirst.brand.changes import announce
from askfirst.inbox import talk
from askfirst.inbox.models import Message
from askfirst.networks.base import Event as Told
from askfirst.networks.base import EventKind
from askfirst.people.models import Handle
from askfirst.wire import intake, routing
from askfirst.wire.models import Event
from tests.databases import PATIENCE, together
from tests.wire.pushing import connected, stand_in
from tests.world import make_world

if TYPE_CHECKING:
    import pytest

    from tests.databases import Database


def test_an_event_about_two_people_and_a_word_to_one_of_them_do_not_wait_for_each_other(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = make_world()
    stand_in(monkeypatch)
    channel = connected(world.harbour)
    told = [
        Told(kind=EventKind.MESSAGE, external_id=f"m{number}", actor=f"u{number}", text="Hello")
        for number in (1, 2)
    ]
    monkeypatch.setattr(intake, "events", lambda *_: told)
    intake.accept(channel, b"both", "first")
    routing.route_pending()
    told = [
        Told(kind=EventKind.MESSAGE, external_id=f"n{number}", actor=f"u{number}", text="Again")
        for number in (1, 2)
    ]
    intake.accept(channel, b"both", "second")
    half_way, has_locked = threading.Event(), threading.Event()
    receive = talk.receive

    def slowly(*arguments: Any, **more: Any) -> Any:
        found = receive(*arguments, **more)
        if not half_way.is_set():
            half_way.set()
            has_locked.wait(1)  # SQLite has one writer: there the other one waits for us
        return found

    monkeypatch.setattr(talk, "receive", slowly)

    def write_to_the_second() -> None:
        assert half_way.wait(PATIENCE)
        with transaction.atomic():
            Handle.objects.select_for_update(no_key=True).get(key="u2")
            has_locked.set()
            announce(world.harbour, "reply", thread=1)

    assert together(routing.route_pending, write_to_the_second) == [1, None]
    assert Event.objects.filter(routed_at=None).count() == 0
    assert not Event.objects.exclude(failure="").exists()
    assert Message.objects.count() == 4
