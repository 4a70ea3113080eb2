"""Before anything leaves, what came in is heard: a stop that lies unread in the tray is still a stop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from askfirst.gate.models import Delivery
from askfirst.wire import dispatch, intake
from tests.world import page_event

if TYPE_CHECKING:
    import pytest

    from tests.world import World


def _asked_and_answered(world: World) -> None:
    asked = page_event("Ana", "message", "Tell me more")
    intake.accept(world.page.channel, asked.raw, asked.id)
    world.work()
    world.reply("Ana", "Here is more")
    stop = page_event("Ana", "stop", "no more")
    intake.accept(world.page.channel, stop.raw, stop.id)


def test_a_stop_that_nobody_has_read_yet_stops_what_waits(world: World) -> None:
    _asked_and_answered(world)
    dispatch.send_due()
    assert [one.state for one in Delivery.objects.all()] == [Delivery.State.STOPPED]
    assert world.said_to("Ana") == []


def test_nothing_leaves_while_what_came_in_cannot_be_read(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    _asked_and_answered(world)
    monkeypatch.setattr(dispatch, "LONGEST_HEARING", 0.1)
    monkeypatch.setattr(dispatch.routing, "route_pending", lambda: 0)  # another worker holds it
    dispatch.send_due()
    (waiting,) = Delivery.objects.all()
    assert waiting.state == Delivery.State.FAILED
    assert "not been read yet" in waiting.state_reason
    assert world.said_to("Ana") == []
