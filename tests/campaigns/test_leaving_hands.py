"""A batch on its way out: who leaves, or is left to wait, while it goes out is not among those who still get it."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from django.db.models import Count
from django.utils import timezone

from askfirst.brand.models import Channel
from askfirst.campaigns import running
from askfirst.consent.models import Preference
from askfirst.gate import outbox, overdue
from askfirst.gate.models import Attempt, Delivery
from askfirst.wire import answers, dispatch
from tests.campaigns.stage import Stage, run
from tests.databases import together

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.databases import Database
    from tests.scripted import Scripted
    from tests.world import World


@pytest.fixture
def stage(world: World) -> Stage:
    """Forty people's messages wait; all of them are claimed at once."""
    return waiting(Stage(world, people=40))


def waiting(stage: Stage) -> Stage:
    Channel.objects.filter(pk=stage.channel.pk).update(sends_per_minute=60_000)
    stage.started()
    run()
    return stage


def once_before(monkeypatch: pytest.MonkeyPatch, module: Any, name: str, act: Callable[[], object]) -> None:
    """Let this happen just before that is called for the first time."""
    real, left = getattr(module, name), [act]

    def then(*given: Any, **more: Any) -> Any:
        if left:
            left.pop()()
        return real(*given, **more)

    monkeypatch.setattr(module, name, then)


def test_all_of_a_batch_leaves_and_so_many_are_in_flight_as_may_be_in_doubt(
    stage: Stage, network: Scripted
) -> None:
    assert dispatch.send_due() == 40
    assert len(network.sent) == 40
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}
    assert set(Delivery.objects.values_list("recorded_at", flat=True)).isdisjoint({None})
    at_once = Attempt.objects.values("started_at").annotate(many=Count("pk")).order_by("started_at")
    assert [row["many"] for row in at_once] == [outbox.IN_FLIGHT, outbox.IN_FLIGHT, 40 - 2 * outbox.IN_FLIGHT]


def test_who_leaves_while_the_first_of_the_batch_are_on_the_wire_does_not_get_it(
    stage: Stage, network: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = stage.people[-1]
    once_before(monkeypatch, answers, "settle", lambda: stage.leave(gone))
    assert dispatch.send_due() == 40
    assert len(network.sent) == 39
    assert Delivery.objects.get(contact=gone).state == "stopped"


def test_who_leaves_after_they_were_asked_about_and_before_it_is_begun_does_not_get_it(
    stage: Stage, network: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = stage.people[0]
    once_before(monkeypatch, outbox, "begin", lambda: stage.leave(gone))
    assert dispatch.send_due() == 40
    assert len(network.sent) == 39
    stopped = Delivery.objects.get(contact=gone)
    assert (stopped.state, stopped.tries.count()) == ("stopped", 0)


def test_paused_while_the_first_are_on_the_wire_no_other_leaves(
    stage: Stage, network: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = stage.channel.campaigns.get()
    once_before(monkeypatch, answers, "settle", lambda: running.pause(stage.world.mara, held))
    dispatch.send_due()
    assert len(network.sent) == outbox.IN_FLIGHT
    running.run_due()
    assert Delivery.objects.filter(state="paused").count() == 40 - outbox.IN_FLIGHT


def test_switched_off_while_the_first_are_on_the_wire_no_other_leaves(
    stage: Stage, network: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    off = Channel.objects.filter(pk=stage.channel.pk)
    once_before(monkeypatch, answers, "settle", lambda: off.update(state=Channel.State.OFF))
    dispatch.send_due()
    assert len(network.sent) == outbox.IN_FLIGHT
    assert Delivery.objects.filter(state="queued").count() == 40 - outbox.IN_FLIGHT


def test_an_answer_that_is_older_than_it_may_be_is_asked_for_again(
    stage: Stage, network: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dispatch, "FRESH", -1)
    wish = {"brand": stage.world.harbour, "list": None, "contact": stage.people[-1], "most": 0}
    once_before(monkeypatch, answers, "settle", lambda: Preference.objects.create(**wish))
    dispatch.send_due()
    assert len(network.sent) == 39


def test_what_would_wait_longer_than_a_lease_goes_back_into_the_queue(
    stage: Stage, network: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    def is_slow() -> None:
        monkeypatch.setattr(dispatch, "time", SimpleNamespace(monotonic=lambda: float("inf")))

    once_before(monkeypatch, outbox, "foretell", is_slow)
    dispatch.send_due()
    assert len(network.sent) == outbox.IN_FLIGHT
    waiting = Delivery.objects.filter(state="queued", lease_until=None, attempts=0)
    assert waiting.count() == 40 - outbox.IN_FLIGHT


def test_what_a_dead_worker_had_claimed_of_a_list_waits_again_in_one_statement_and_what_it_had_begun_does_not(
    stage: Stage, network: Scripted, django_assert_max_num_queries: Any
) -> None:
    claimed = outbox.claim()
    assert len(claimed) == 40
    outbox.begin(claimed[:3])
    Delivery.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    with django_assert_max_num_queries(8):
        assert overdue.take_back(timezone.now()) == 37
        assert overdue.take_back(timezone.now()) == 0
    waiting = Delivery.objects.filter(state="queued", lease_until=None, attempts=0)
    assert waiting.count() == 37
    dispatch.tidy()
    assert Delivery.objects.filter(state="uncertain").count() == 3
    dispatch.send_due()
    assert len(network.sent) == 37


def test_answers_to_people_are_claimed_eight_at_a_time_whatever_the_pace(
    world: World, network: Scripted
) -> None:
    for number in range(12):
        world.posted(f"fan{number}@fans.test", f"Answer {number}")
    Channel.objects.filter(network="email").update(sends_per_minute=60_000)
    assert (dispatch.send_due(), dispatch.send_due()) == (outbox.BATCH, 4)


def test_people_who_leave_while_two_workers_send_get_nothing_that_was_begun_afterwards(
    database: Database, network: Scripted
) -> None:
    stage = waiting(Stage(people=60))
    leaving = stage.people[::3]
    left_at = {}

    def leave() -> None:
        for person in leaving:
            stage.leave(person)
            left_at[person.pk] = timezone.now()

    def send() -> None:
        while dispatch.send_due():
            pass

    found = together(send, send, leave)
    assert not any(isinstance(one, Exception) for one in found), found
    dispatch.send_due()
    written_to = [letter.to for letter in network.sent]
    assert len(written_to) == len(set(written_to))
    for delivery in Delivery.objects.filter(contact__in=leaving):
        begun = list(delivery.tries.values_list("started_at", flat=True))
        assert (delivery.state == "stopped") == (begun == [])
        assert all(at < left_at[delivery.contact_id] for at in begun)
    assert Delivery.objects.exclude(contact__in=leaving).exclude(state="sent").count() == 0
