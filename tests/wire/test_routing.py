"""Each kind of thing that a network can tell ends where it belongs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from askfirst.brand.models import Change, Channel, Notification
from askfirst.consent.models import Entry, Suppression
from askfirst.gate import accounts
from askfirst.gate.models import Delivery
from askfirst.inbox.models import Message
from askfirst.people.models import Engagement, Relationship
from askfirst.wire import dispatch, routing
from askfirst.wire.models import Event

if TYPE_CHECKING:
    from tests.scripted import Scripted
    from tests.world import World


@pytest.mark.parametrize(
    ("begins", "ends", "kind"),
    [
        ("follow", "unfollow", "follows"),
        ("we_follow", "we_unfollow", "followed"),
        ("like", "unlike", "likes"),
        ("connect", "", "connected"),
    ],
)
def test_an_edge_begins_and_ends(world: World, network: Scripted, begins: str, ends: str, kind: str) -> None:
    world.event(begins, actor="ana@fans.test")
    edge = Relationship.objects.get()
    assert (edge.kind, edge.until) == (kind, None)
    if ends:
        world.event(ends, actor="ana@fans.test")
        assert Relationship.objects.get().until is not None


def test_a_mention_is_something_they_did_and_an_unblock_is_not(world: World, network: Scripted) -> None:
    world.event("unblock", actor="ana@fans.test")
    assert not Engagement.objects.exists()
    world.event("mention", actor="ana@fans.test")
    assert Engagement.objects.get().kind == "mention"


def test_a_block_is_a_stop_and_unblocking_does_not_lift_it(world: World, network: Scripted) -> None:
    world.posted()
    blocked = world.event("block", actor="ana@fans.test")
    world.event("unblock", actor="ana@fans.test")
    stop = Suppression.objects.get(lifted_at=None)
    assert (stop.reason, stop.evidence) == ("blocked", f"(block {blocked} on email)")
    assert Entry.objects.get().act == "suppressed"
    dispatch.send_due()
    assert Delivery.objects.get().state == Delivery.State.STOPPED
    note = Notification.objects.get(member=world.caleb, kind="stopped")
    assert note.excerpt == Delivery.objects.get().state_reason
    assert network.tries == []


def test_a_complaint_between_release_and_send_stops_the_send(world: World, network: Scripted) -> None:
    world.posted(text="One")
    dispatch.send_due()
    world.mail_reply("ana@fans.test", "Two")
    world.event("complaint", target=Delivery.objects.get(text="One").external_id)
    dispatch.send_due()
    assert network.texts == ["One"]
    assert Suppression.objects.get().reason == "complaint"


def test_a_bounce_between_release_and_send_stops_the_send(world: World, network: Scripted) -> None:
    world.posted(text="One")
    dispatch.send_due()
    world.mail_reply("ana@fans.test", "Two")
    world.event("bounce", target=Delivery.objects.get(text="One").external_id)
    dispatch.send_due()
    assert network.texts == ["One"]
    assert Delivery.objects.get(text="Two").state == Delivery.State.STOPPED


def test_what_became_of_a_message_is_told_to_the_screens(world: World, network: Scripted) -> None:
    world.posted()
    dispatch.send_due()
    delivery = Delivery.objects.get()
    for kind, state in (("delay", "sent"), ("delivered", "delivered"), ("read", "delivered")):
        Change.objects.all().delete()
        world.event(kind, target=delivery.external_id)
        delivery.refresh_from_db()
        assert delivery.state == state
        assert Change.objects.filter(kind="delivery").exists()
    assert list(delivery.receipts.order_by("pk").values_list("kind", flat=True)) == [
        "accepted",
        "delayed",
        "delivered",
        "read",
    ]
    assert str(delivery.receipts.first()).startswith("accepted 20")
    assert str(delivery.tries.get()).startswith(f"try of {delivery.pk} at ")


def test_what_we_said_by_another_tool_stands_in_the_thread_once(world: World, network: Scripted) -> None:
    world.posted()
    for _ in range(2):
        Event.objects.filter(external_id="e1").update(routed_at=None, try_after=timezone.now())
        world.event("echo", id="e1", target="ana@fans.test", text="Said on the phone's app")
    ours = Message.objects.get(is_ours=True)
    assert (ours.author, ours.delivery) == ("Harbour Coffee", None)


def test_a_channel_remembers_when_something_last_came_in(world: World) -> None:
    assert world.page.channel.last_event_at is None
    world.visitor("Ana", "message", "Hello")
    assert Channel.objects.get(pk=world.page.channel_id).last_event_at is not None


def test_what_is_routed_already_is_not_taken_up_again(world: World) -> None:
    world.visitor("Ana", "message", "Hello")
    assert routing.route(Event.objects.get().pk) == 0


def test_a_channel_whose_credentials_cannot_be_opened_keeps_its_queue(
    world: World, network: Scripted
) -> None:
    world.posted()
    Channel.objects.filter(network="email").update(sealed_credentials="damaged")
    dispatch.send_due()
    channel = Channel.objects.get(network="email")
    assert channel.state == "attention"
    assert "restore secrets.json" in channel.state_reason
    assert Delivery.objects.get().state == Delivery.State.FAILED
    assert network.tries == []


def test_a_public_word_that_is_stopped_is_told_to_who_wrote_it(world: World) -> None:
    from askfirst.wall import talk  # noqa: PLC0415 -- only here
    from askfirst.wall.models import Post  # noqa: PLC0415 -- only here

    post = Post.objects.get(external_id=world.visitor("Yusuf", "wall_post", "Where do you roast?"))
    talk.answer(world.caleb, post, "By the water", key="a")
    world.visitor("Yusuf", "stop")
    world.work()
    assert Notification.objects.get(member=world.caleb, kind="stopped").link == "/wall/"


def test_what_the_team_says_of_an_account_stops_nothing_on_its_channel(world: World) -> None:
    accounts.say(world.page.channel, {"kind": "page", "zone": "Europe/London"}, world.olivia)
    world.visitor("Ana", "message", "Are you open on Sunday?")
    world.reply("Ana", "Yes, from nine.")
    world.work()
    assert world.said_to("Ana") == ["Yes, from nine."]
    assert Delivery.objects.get().state == Delivery.State.DELIVERED
