"""Networks repeat themselves, deliver late and in any order: it all ends as if everything had come once and in turn."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from askfirst.brand.models import Notification
from askfirst.consent.models import Entry, Suppression
from askfirst.gate.models import Delivery
from askfirst.inbox.models import Message, Thread
from askfirst.networks import memory
from askfirst.networks.base import EventKind
from askfirst.people.models import Contact, Engagement, Handle, Relationship
from askfirst.wall.models import Comment, Post
from askfirst.wire import dispatch, intake, routing
from askfirst.wire.models import Event
from tests.profiles import sized
from tests.world import PageEvent, page_event

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.scripted import Scripted
    from tests.world import World

START = datetime(2026, 11, 1, tzinfo=UTC)
NAMES = ("Ana", "Tom", "Yusuf", "Bea", "Li")
STREAM = sized(60, 300)


def deeds(seed: int) -> list[PageEvent]:
    """What five visitors did, in order."""
    chance, found, targets = random.Random(seed), [], []
    for number in range(STREAM):
        name = chance.choice(NAMES)
        kind = chance.choice(
            [
                "message",
                "message",
                "wall_post",
                "comment",
                "like",
                "unlike",
                "stop" if number > STREAM - 10 else "like",
            ]
        )
        more: dict[str, Any] = {"id": f"e{number}", "at": START + timedelta(minutes=number)}
        if kind == "comment":
            if not targets:
                continue
            more["target"] = chance.choice(targets)
        if kind in {"like", "unlike"} and targets and chance.random() < 0.3:
            more["target"] = targets[0]
        if kind in {"wall_post", "comment"}:
            targets.append(more["id"])
        words = f"words {number}" if kind in {"message", "comment", "wall_post"} else ""
        found.append(page_event(name, kind, words, **more))
    return found


def pour(world: World, events: list[PageEvent]) -> None:
    """Take these in, route them, and go on until what had to wait is in its place too."""
    for said in events:
        intake.accept(world.page.channel, said.raw, said.id)
        if random.Random(said.id).random() < 0.2:
            routing.route_pending()
    for _ in range(60):
        Event.objects.update(try_after=timezone.now())
        if not routing.route_pending():
            break


@dataclass
class Names:
    """Rows in words that do not depend on when they were written."""

    def __call__(self) -> dict[str, Any]:
        return {
            "people": sorted(Contact.objects.values_list("name", flat=True)),
            "handles": sorted(Handle.objects.values_list("network", "key", "contact__name")),
            "edges": sorted(
                Relationship.objects.values_list("contact__name", "kind", "since", "until"), key=str
            ),
            "acts": sorted(
                Engagement.objects.values_list("contact__name", "kind", "reference", "occurred_at")
            ),
            "messages": sorted(
                Message.objects.values_list(
                    "thread__contact__name", "external_id", "is_ours", "text", "said_at"
                )
            ),
            "threads": sorted(
                Thread.objects.values_list(
                    "contact__name", "state", "preview", "last_at", "waiting_since", "is_last_ours"
                ),
                key=str,
            ),
            "posts": sorted(Post.objects.values_list("external_id", "contact__name", "text")),
            "comments": sorted(
                Comment.objects.values_list("external_id", "post__external_id", "answers", "contact__name")
            ),
            "stops": sorted(Suppression.objects.filter(lifted_at=None).values_list("network", "digest")),
            "ledger": sorted(Entry.objects.values_list("contact__name", "act", "occurred_at")),
            "waiting": sorted(Event.objects.filter(routed_at=None).values_list("external_id", flat=True)),
        }


state = Names()


@pytest.mark.parametrize("seed", range(sized(2, 20)))
def test_repeated_and_shuffled_events_end_as_the_clean_stream(world: World, seed: int) -> None:
    from django.db import transaction  # noqa: PLC0415 -- only here

    clean = deeds(seed)
    with transaction.atomic():
        pour(world, clean)
        expected = state()
        transaction.set_rollback(True)
    assert expected["comments"]
    assert expected["edges"]
    assert expected["waiting"] == []
    wild = clean + random.Random(seed).choices(clean, k=STREAM // 2)
    random.Random(seed + 100).shuffle(wild)
    pour(world, wild)
    assert state() == expected


def test_a_comment_that_comes_before_its_post_waits_for_it(world: World) -> None:
    comment = page_event("Ana", "comment", "Me too", id="c1", target="p1")
    intake.accept(world.page.channel, comment.raw, comment.id)
    routing.route_pending()
    waiting = Event.objects.get()
    assert waiting.failure == "nothing on this wall has the id `p1`"
    assert not Contact.objects.exists(), "nothing of it is half-done"
    world.visitor("Yusuf", "wall_post", "My order never came", id="p1")
    Event.objects.update(try_after=timezone.now())
    routing.route_pending()
    assert Comment.objects.get().post.external_id == "p1"
    waiting.refresh_from_db()
    assert waiting.failure == ""


@pytest.mark.parametrize("order", [("like", "unlike"), ("unlike", "like")])
def test_an_unlike_that_is_faster_than_its_like_still_ends_it(world: World, order: tuple[str, str]) -> None:
    at = {"like": START, "unlike": START + timedelta(hours=1)}
    for kind in order:
        world.visitor("Tom", kind, at=at[kind])
    edge = Relationship.objects.get()
    assert (edge.since, edge.until) == (at["like"], at["unlike"])


def test_unliking_a_post_does_not_unlike_the_page(world: World) -> None:
    post = world.visitor("Yusuf", "wall_post", "Hello")
    world.visitor("Tom", "like")
    world.visitor("Tom", "like", target=post)
    world.visitor("Tom", "unlike", target=post)
    assert Relationship.objects.get(contact=world.contact("Tom")).until is None


def test_an_echo_that_comes_before_the_answer_of_the_send_is_one_message(
    world: World, network: Scripted
) -> None:
    world.posted()
    key = Delivery.objects.get().key
    world.event("echo", id=f"scripted-{key}", target="ana@fans.test", text="Yes, from nine.")
    dispatch.send_due()
    ours = Message.objects.get(is_ours=True)
    assert ours.delivery == Delivery.objects.get()
    assert ours.author == "Caleb Reed"
    assert Message.objects.count() == 2


def test_an_echo_settles_a_send_of_which_nobody_knew(world: World, network: Scripted) -> None:
    world.posted()
    network.answers.append(memory.Lost())
    dispatch.send_due()
    delivery = Delivery.objects.get()
    assert delivery.state == Delivery.State.UNCERTAIN
    world.event("echo", id=delivery.external_id, target="ana@fans.test", text="Yes, from nine.")
    dispatch.record_left()
    delivery.refresh_from_db()
    assert delivery.state == Delivery.State.SENT
    assert Message.objects.get(is_ours=True).delivery == delivery


def _bounce(world: World, key: str) -> None:
    world.event("bounce", id="b1", target=f"scripted-{key}", actor="ana@fans.test")


def _answered(world: World, _key: str) -> None:
    dispatch.send_due()


@pytest.mark.parametrize("order", [(_bounce, _answered), (_answered, _bounce)])
def test_a_bounce_ends_the_same_before_and_after_the_sent_row(
    world: World, network: Scripted, order: tuple[Callable[[World, str], None], ...]
) -> None:
    world.posted()
    for act in order:
        act(world, Delivery.objects.get().key)
    Event.objects.update(try_after=timezone.now())
    routing.route_pending()
    delivery = Delivery.objects.get()
    assert delivery.state == Delivery.State.REFUSED
    assert Handle.objects.get().unreachable_since is not None
    told = Notification.objects.filter(member=world.caleb, subject=f"delivery:{delivery.pk}")
    assert told.get().title == "Your message to ana@fans.test came back"


def test_two_bounces_of_one_address_date_its_death_alike_in_any_order(
    world: World, network: Scripted
) -> None:
    world.posted(text="One")
    world.mail_reply("ana@fans.test", "Two")
    dispatch.send_due()
    dispatch.send_due()
    first, second = Delivery.objects.order_by("pk")
    world.event("bounce", target=second.external_id, at=START + timedelta(hours=1))
    world.event("bounce", target=first.external_id, at=START)
    assert Handle.objects.get().unreachable_since == START


def test_a_report_about_something_that_another_tool_sent_is_given_up_in_the_end_and_says_so(
    world: World, network: Scripted
) -> None:
    world.event("delivered", target="of-another-tool")
    for _ in range(routing.PATIENCE):
        Event.objects.update(try_after=timezone.now())
        routing.route_pending()
    event = Event.objects.get()
    assert event.routed_at is not None
    assert event.failure == "a delivered about `of-another-tool`, which we did not send"


def test_what_was_read_is_read_up_to_there_and_no_further(world: World, network: Scripted) -> None:
    world.posted(text="One")
    dispatch.send_due()
    world.mail_reply("ana@fans.test", "Two")
    dispatch.send_due()
    first, second = Message.objects.filter(is_ours=True).order_by("pk")
    world.event("read", target=second.external_id)
    world.event("read", target=first.external_id)
    assert world.mail_thread("ana@fans.test").their_read == second.pk
    Thread.objects.update(their_read=0)
    world.event("read", target=first.external_id)
    assert world.mail_thread("ana@fans.test").their_read == first.pk


def test_what_is_read_before_it_is_recorded_is_told_again(world: World, network: Scripted) -> None:
    world.posted()
    dispatch.send_due()
    delivery = Delivery.objects.get()
    Message.objects.filter(is_ours=True).delete()
    Delivery.objects.update(recorded_at=None)
    world.event("read", target=delivery.external_id)
    assert Event.objects.get(failures=1).failure == "it was read before it stood in its thread"
    dispatch.record_left()
    Event.objects.update(try_after=timezone.now())
    routing.route_pending()
    message = Message.objects.get(is_ours=True)
    assert world.mail_thread("ana@fans.test").their_read == message.pk


def test_every_kind_of_event_has_its_step() -> None:
    assert set(routing.STEPS) == set(EventKind)


def test_a_late_message_stands_in_its_place_and_does_not_pose_as_the_newest(world: World) -> None:
    world.visitor("Ana", "message", "Second", at=START + timedelta(hours=1))
    world.visitor("Ana", "message", "First", at=START)
    thread = world.thread("Ana")
    assert thread.preview == "Second"
    assert thread.waiting_since == START
