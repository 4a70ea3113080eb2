"""What is to be said later is asked about when its hour has come; what may not leave then is its writer's again."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from askfirst.brand.models import Member, Notification
from askfirst.brand.roles import Role
from askfirst.consent import ledger
from askfirst.consent.models import Suppression
from askfirst.drafts import forgetting
from askfirst.drafts.models import Draft
from askfirst.drafts.schedule import NoSuchHour
from askfirst.drafts.submit import Wish
from askfirst.gate.models import Decision, Delivery
from askfirst.inbox import later, replies

if TYPE_CHECKING:
    from askfirst.inbox.models import Reply
    from tests.world import World

HOUR = timedelta(hours=1)


def _later(world: World, text: str = "Good morning!", key: str = "k") -> Reply:
    world.visitor("Ana", "message", "Are you open on Sunday?")
    wish = Wish(text=text, key=key)
    return later.schedule(world.caleb, world.thread("Ana"), wish, timezone.now() + HOUR)


def _an_hour_passes(world: World) -> None:
    with patch("django.utils.timezone.now", return_value=timezone.now() + HOUR):
        assert later.send_due() == 1
        world.work()


def test_it_waits_for_its_hour_and_is_asked_about_then_and_not_before(world: World) -> None:
    reply = _later(world)
    later.schedule(world.caleb, world.thread("Ana"), Wish(text="Twice", key="k"), timezone.now() + HOUR)
    assert later.send_due() == 0
    assert not Decision.objects.exists()
    assert not Delivery.objects.exists()
    _an_hour_passes(world)
    assert world.said_to("Ana") == ["Good morning!"]
    assert Decision.objects.get(stage="release").facts["authored_by"] == "human_scheduled"
    assert world.thread("Ana").assignee == world.caleb
    reply.draft.refresh_from_db()
    assert not later.move(world.caleb, reply, timezone.now() + HOUR), "it has left"
    assert not later.cancel(world.caleb, reply)
    assert later.send_due() == 0


def test_what_may_not_leave_then_is_a_draft_again_and_its_writer_hears_why(world: World) -> None:
    reply = _later(world)
    ledger.stop(world.contact("Ana"), reason=Suppression.Reason.ASKED, evidence="said so")
    _an_hour_passes(world)
    assert world.said_to("Ana") == []
    reply.draft.refresh_from_db()
    assert (reply.draft.state, reply.draft.decision.verdict) == (Draft.State.WRITTEN, "deny")
    news = Notification.objects.get(kind=Notification.Kind.LATER)
    assert (news.member, news.title) == (world.caleb, "Your message to Ana was not sent")
    assert "list of people we never write to" in news.excerpt
    assert replies.put_away(world.caleb, reply), "nobody needs to see it for ever"


def test_whose_writer_may_no_longer_write_is_told_to_the_owners(world: World) -> None:
    reply = _later(world)
    Member.objects.filter(pk=world.caleb.pk).update(is_active=False, role=Role.VIEWER)
    _an_hour_passes(world)
    reply.draft.refresh_from_db()
    assert reply.draft.state == Draft.State.WRITTEN
    assert Notification.objects.get(kind=Notification.Kind.LATER).member == world.olivia
    assert not Delivery.objects.exists()


def test_one_that_breaks_keeps_no_other_waiting(world: World) -> None:
    _later(world)
    with patch("askfirst.drafts.submit.come_due", side_effect=RuntimeError("broken")):
        _an_hour_passes(world)
    assert "Something went wrong" in Notification.objects.get(kind=Notification.Kind.LATER).excerpt


def test_it_can_be_moved_and_called_off_until_then(world: World) -> None:
    reply = _later(world)
    assert later.move(world.mara, reply, timezone.now() + 3 * HOUR)
    with patch("django.utils.timezone.now", return_value=timezone.now() + HOUR):
        assert later.send_due() == 0
    assert later.cancel(world.mara, reply)
    reply.refresh_from_db()
    assert reply.is_settled
    with patch("django.utils.timezone.now", return_value=timezone.now() + 4 * HOUR):
        assert later.send_due() == 0


def test_nothing_waits_any_more_for_somebody_who_is_forgotten(world: World) -> None:
    _later(world)
    forgetting.forget([world.contact("Ana")])
    with patch("django.utils.timezone.now", return_value=timezone.now() + HOUR):
        assert later.send_due() == 0
    assert Draft.objects.get().text == ""


def test_an_hour_that_is_over_or_years_off_and_a_role_that_may_not_write_are_refused(world: World) -> None:
    reply = _later(world)
    for at in (timezone.now() - HOUR, timezone.now() + timedelta(days=400)):
        with pytest.raises(NoSuchHour):
            later.move(world.caleb, reply, at)
    world.mara.role = Role.VIEWER
    with pytest.raises(PermissionDenied):
        later.move(world.mara, reply, timezone.now() + HOUR)
    with pytest.raises(PermissionDenied):
        later.schedule(world.mara, world.thread("Ana"), Wish(text="x"), timezone.now() + HOUR)
    assert Draft.objects.count() == 1
