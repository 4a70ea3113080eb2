"""From a press on Send to deliveries: who gets it, who does not, once each, and nobody who left in between."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from askfirst.campaigns import approving, running, writing
from askfirst.campaigns.models import Campaign, Recipient
from askfirst.consent.models import Preference
from askfirst.gate.health_models import Health
from askfirst.gate.models import Decision, Delivery
from askfirst.people.models import Handle
from askfirst.wire import dispatch
from tests.campaigns.stage import Stage, run
from tests.world import zone_at

if TYPE_CHECKING:
    from askfirst.people.models import Contact
    from tests.scripted import Scripted
    from tests.world import World

State = Recipient.State


def states(held: Campaign) -> list[tuple[str, str]]:
    """State and reason of each recipient, by person."""
    return list(held.recipients.order_by("contact").values_list("state", "reason"))


def sent_to(person: Contact) -> list[str]:
    return list(Delivery.objects.filter(contact=person).order_by("pk").values_list("text", flat=True))


def test_everybody_on_the_list_gets_it_once_with_their_own_name(world: World) -> None:
    stage = Stage(world)
    nameless = stage.join("")
    held = stage.started()
    run()
    assert states(held) == [("released", "")] * 4
    assert sent_to(stage.people[0]) == ["Hello Fan, we open on Sunday."]
    assert sent_to(nameless) == ["Hello there, we open on Sunday."]
    for _ in range(5):
        dispatch.send_due()
    run()
    held.refresh_from_db()
    assert held.state == Campaign.State.DONE
    assert set(Delivery.objects.values_list("state", flat=True)) <= {"sent", "delivered"}


def test_who_left_before_their_turn_does_not_get_it(world: World) -> None:
    stage = Stage(world)
    held = stage.started()
    while held.gathered_at is None:
        running.run_due()
        held.refresh_from_db()
    stage.leave(stage.people[1])
    run()
    assert states(held) == [("released", ""), ("refused", "consent-base.left"), ("released", "")]


def test_who_leaves_while_it_waits_in_the_queue_does_not_get_it_either(world: World) -> None:
    stage = Stage(world)
    stage.started()
    run()
    stage.leave(stage.people[1])
    dispatch.send_due()
    assert [one.state for one in Delivery.objects.filter(contact=stage.people[1])] == ["stopped"]


def test_who_never_joined_is_no_recipient_and_a_like_is_no_joining(world: World) -> None:
    stage = Stage(world)
    world.visitor("Tom", "message", "Hello")
    held = stage.started()
    run()
    assert held.recipients.count() == 3


def test_somebody_with_two_addresses_gets_it_once(world: World) -> None:
    stage = Stage(world)
    Handle.objects.filter(contact=stage.people[2]).update(contact=stage.people[0])
    held = stage.started()
    run()
    assert len(sent_to(stage.people[0])) == 1
    assert held.recipients.count() == 2


def test_two_who_turn_out_to_be_one_after_they_were_gathered_get_it_once(world: World) -> None:
    stage = Stage(world)
    held = stage.started()
    running.run_due()
    Handle.objects.filter(contact=stage.people[2]).update(contact=stage.people[0])
    run()
    assert sorted(states(held)) == [("dropped", "same_person"), ("released", ""), ("released", "")]
    assert len(sent_to(stage.people[0])) == 1


def test_paused_nothing_leaves_and_resumed_everything_does(world: World) -> None:
    stage = Stage(world)
    held = stage.started()
    run()
    running.pause(world.mara, held)
    assert dispatch.send_due() == 0
    assert set(Delivery.objects.values_list("state", flat=True)) == {"paused"}
    running.resume(world.mara, held)
    dispatch.send_due()
    assert Delivery.objects.filter(state__in=["sent", "delivered"]).count() == 3


def test_stopped_nothing_leaves_any_more(world: World) -> None:
    stage = Stage(world)
    held = stage.started()
    run()
    stage.join("Late")
    running.stop(world.mara, held)
    assert dispatch.send_due() == 0
    assert set(Delivery.objects.values_list("state", flat=True)) == {"stopped"}
    with pytest.raises(writing.CannotChange):
        running.resume(world.mara, held)


def test_what_a_worker_had_in_hand_when_it_was_stopped_does_not_come_back(world: World) -> None:
    stage = Stage(world)
    held = stage.started()
    run()
    Delivery.objects.update(state="sending")
    running.stop(world.mara, held)
    Delivery.objects.update(state="failed")
    running.run_due()
    assert set(Delivery.objects.values_list("state", flat=True)) == {"stopped"}


def test_what_was_claimed_before_it_was_paused_waits_too(world: World, network: Scripted) -> None:
    stage = Stage(world)
    held = stage.started()
    run()
    Campaign.objects.update(
        state="paused"
    )  # after the worker claimed: nothing had been paused in the queue yet
    dispatch.send_due()
    assert network.sent == []
    running.run_due()
    assert set(Delivery.objects.values_list("state", flat=True)) == {"paused"}
    held.refresh_from_db()
    running.resume(world.mara, held)
    dispatch.send_due()
    assert len(network.sent) == 3


def test_nothing_is_sent_without_a_yes_to_the_newest_version(world: World) -> None:
    stage = Stage(world)
    held = stage.campaign()
    with pytest.raises(writing.CannotChange, match="yes"):
        running.start(world.mara, held)
    approving.approve(world.olivia, held, 1)
    writing.save(world.wim, held, writing.Words(text="Something else"), based_on=1)
    with pytest.raises(writing.CannotChange, match="yes"):
        running.start(world.mara, held)


def test_who_only_writes_may_not_send(world: World) -> None:
    stage = Stage(world)
    held = stage.approved()
    for member in (world.wim, world.caleb, world.nils):
        with pytest.raises(PermissionDenied):
            running.start(member, held)


@pytest.mark.parametrize(
    ("capped", "expected"), [("drop", "dropped"), ("defer", "deferred"), ("digest", "deferred")]
)
def test_who_has_had_enough_is_left_out_or_waits_as_the_author_chose(
    world: World, capped: str, expected: str
) -> None:
    stage = Stage(world, people=1, most=1, days=2)
    stage.started()
    run()
    second = stage.started("And on Monday, too.", capped=capped)
    run()
    assert [state for state, _reason in states(second)] == [expected]
    if expected == "deferred":
        due = second.recipients.get().due_at
        assert timedelta(days=1) < due - timezone.now() < timedelta(days=2, minutes=1)


def test_what_waited_goes_together_with_the_next_in_one_message(world: World) -> None:
    stage = Stage(world, people=1, most=1, days=2)
    stage.started()
    run()
    second = stage.started("Second text.", capped="digest")
    third = stage.started("Third text.", capped="digest")
    run()
    Delivery.objects.update(created_at=timezone.now() - timedelta(days=3), state="sent")
    Recipient.objects.update(due_at=timezone.now())
    run()
    assert len(sent_to(stage.people[0])) == 2
    together = sent_to(stage.people[0])[1]
    assert "Second text." in together
    assert "Third text." in together
    assert [states(one)[0][0] for one in (second, third)] == ["released", "released"]


def test_what_waits_too_long_is_left_out(world: World) -> None:
    stage = Stage(world, people=1, most=1, days=30)
    stage.started()
    run()
    second = stage.started("Second", capped="defer", defer_days=3)
    run()
    assert states(second) == [("dropped", "manners-base.promise")]


def test_their_own_wish_counts_more_than_the_promise_of_the_list(world: World) -> None:
    stage = Stage(world, people=3)
    never, paused, rarely = stage.people
    wish = {"brand": world.harbour, "list": None}
    Preference.objects.create(contact=never, most=0, **wish)
    Preference.objects.create(contact=paused, paused_until=timezone.now() + timedelta(days=30), **wish)
    Preference.objects.create(contact=rarely, most=1, days=30, **wish)
    first = stage.started()
    run()
    assert states(first) == [
        ("refused", "consent-base.unwanted"),
        ("dropped", "consent-base.paused"),
        ("released", ""),
    ]
    second = stage.started("Second")
    run()
    assert states(second)[2] == ("dropped", "consent-base.wish")


def test_at_its_hour_and_not_before(world: World) -> None:
    stage = Stage(world)
    held = stage.started(scheduled_at=timezone.now() + timedelta(hours=30))
    assert held.state == Campaign.State.SCHEDULED
    run()
    assert held.recipients.count() == 0
    Campaign.objects.update(scheduled_at=timezone.now() - timedelta(minutes=1))
    run()
    assert states(held) == [("released", "")] * 3


def test_a_hold_that_time_alone_ends_is_waited_for(world: World) -> None:
    """In the night where they are it waits until the morning, whatever the author chose for who has had enough."""
    stage = Stage(world, people=0)
    stage.join("Far away", time_zone=zone_at(2))
    held = stage.started()
    run()
    assert states(held) == [("deferred", "manners-base.quiet_hours")]
    due = held.recipients.get().due_at
    assert timedelta(hours=4) < due - timezone.now() < timedelta(hours=7)


def test_while_lists_are_stopped_on_a_channel_nobody_is_asked_about_and_nobody_is_lost(world: World) -> None:
    stage = Stage(world)
    held = stage.started()
    health = Health.objects.create(channel=stage.channel, state=Health.State.STOPPED)
    run()
    assert states(held) == [("waiting", "")] * 3
    assert Decision.objects.count() == 0
    Health.objects.filter(pk=health.pk).update(state=Health.State.OK)
    run()
    assert states(held) == [("released", "")] * 3


def test_who_waited_for_somebody_to_do_something_is_asked_about_when_it_is_resumed(world: World) -> None:
    stage = Stage(world)
    held = stage.started()
    run()
    Recipient.objects.update(state="deferred", delivery=None, due_at=timezone.now() + timedelta(days=2))
    Delivery.objects.update(state="stopped")
    running.pause(world.mara, held)
    running.resume(world.mara, held)
    assert not held.recipients.filter(due_at__gt=timezone.now()).exists()
