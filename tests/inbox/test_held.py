"""What waits for an hour leaves when that hour has come; what waits for a person waits for them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import pytest
from django.utils import timezone

from askfirst.brand.models import Member, Notification
from askfirst.brand.roles import Role
from askfirst.drafts.models import Draft
from askfirst.gate.models import Delivery
from askfirst.inbox import replies
from askfirst.people.models import Contact
from tests.world import days_ago, zone_at

if TYPE_CHECKING:
    from tests.world import World


def test_a_reply_into_the_night_waits_and_leaves_in_the_morning(world: World) -> None:
    world.visitor("Ana", "message", "Where is my parcel?", at=days_ago(3), time_zone=zone_at(3))
    reply = world.reply("Ana", "Your parcel has left us", purpose="service")
    assert reply.draft.state == Draft.State.WAITING
    world.work()
    assert replies.release_due() == 0
    morning = timezone.now() + timedelta(hours=8)
    with patch("django.utils.timezone.now", return_value=morning):
        assert replies.release_due() == 1
        world.work()
    assert world.said_to("Ana") == ["Your parcel has left us"]


@pytest.mark.parametrize("lost", [{"role": Role.VIEWER}, {"is_active": False}])
def test_a_reply_whose_author_may_no_longer_write_waits_for_a_person_and_the_others_leave(
    world: World, lost: dict[str, Any]
) -> None:
    for name in ("Ana", "Bea"):
        world.visitor(name, "message", "Hello?", at=days_ago(3), time_zone=zone_at(3))
    theirs = world.reply("Ana", "From Caleb", purpose="service")
    world.reply("Bea", "From Mara", member=world.mara, purpose="service")
    Member.objects.filter(pk=world.caleb.pk).update(**lost)
    with patch("django.utils.timezone.now", return_value=timezone.now() + timedelta(hours=8)):
        assert replies.release_due() == 1
        assert replies.release_due() == 0
        world.work()
        note = Notification.objects.get(title__contains="approve")
        assert (note.member, note.count, note.link) == (world.olivia, 1, f"/inbox/{theirs.thread_id}/")
        assert (world.said_to("Ana"), world.said_to("Bea")) == ([], ["From Mara"])
        theirs.draft.refresh_from_db()
        assert theirs.draft.state == Draft.State.WAITING
        assert replies.approve(world.olivia, theirs)
        world.work()
    assert world.said_to("Ana") == ["From Caleb"]


def test_a_message_that_waited_into_the_night_leaves_in_the_morning_too(world: World) -> None:
    """It was released by day; when its turn comes it is night where they are."""
    world.visitor("Ana", "message", "Where is my parcel?", at=days_ago(3), time_zone=zone_at(12))
    reply = world.reply("Ana", "Your parcel has left us", purpose="service")
    assert reply.draft.state == Draft.State.RELEASED
    Contact.objects.update(time_zone=zone_at(3))
    world.work()
    delivery = Delivery.objects.get()
    assert delivery.state == Delivery.State.QUEUED
    assert "between 8:00 and 21:00" in delivery.state_reason
    assert timezone.now() < delivery.not_before < timezone.now() + timedelta(hours=7)
    assert world.said_to("Ana") == []
    with patch("django.utils.timezone.now", return_value=delivery.not_before):
        world.work()
    assert world.said_to("Ana") == ["Your parcel has left us"]


def test_a_hold_that_only_a_person_can_lift_stops_the_message(world: World) -> None:
    world.visitor("Ana", "message", "Where is my parcel?", at=days_ago(3), time_zone=zone_at(12))
    world.reply("Ana", "Your parcel has left us", purpose="service")
    Contact.objects.update(time_zone="")  # nobody knows any more what time it is there
    world.work()
    assert Delivery.objects.get().state == Delivery.State.STOPPED
    assert world.said_to("Ana") == []
