"""What is said in public is there to be answered, in whatever order it is heard."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from askfirst.consent import ledger
from askfirst.consent.models import Suppression
from askfirst.inbox import asking, marks
from askfirst.inbox.models import Act, Thread
from askfirst.wall import heard, talk
from askfirst.wall.models import Comment, Post
from askfirst.wire import strands
from tests.world import days_ago

if TYPE_CHECKING:
    from tests.world import World

State = Thread.State


def _public(world: World, name: str) -> Thread:
    rows = Thread.objects.select_related("brand", "channel__brand", "contact")
    return rows.get(contact=world.contact(name), post__gt=0)


def test_a_comment_waits_until_it_is_answered_where_it_stands(world: World) -> None:
    post = world.visitor("Yusuf", "wall_post", "My order never came", at=days_ago(2))
    world.visitor("Ana", "comment", "Mine neither", target=post, at=days_ago(1))
    ana, yusuf = _public(world, "Ana"), _public(world, "Yusuf")
    assert (ana.kind, ana.preview, ana.state) == ("comment", "Mine neither", State.OPEN)
    assert (yusuf.kind, yusuf.preview, yusuf.waiting_since) == (
        "wall_post",
        "My order never came",
        yusuf.last_at,
    )
    talk.answer(world.caleb, Comment.objects.get(), "We look into it.", key="a")
    world.work()
    ana, yusuf = _public(world, "Ana"), _public(world, "Yusuf")
    assert (ana.state, ana.waiting_since, ana.is_last_ours, ana.preview) == (
        State.WAITING,
        None,
        True,
        "We look into it.",
    )
    assert yusuf.state == State.OPEN, "nobody answered him"
    world.visitor("Ana", "comment", "Thank you", target=post)
    assert _public(world, "Ana").state == State.OPEN


def test_a_private_answer_ends_the_waiting_in_public(world: World) -> None:
    post = world.visitor("Yusuf", "wall_post", "My order never came")
    from askfirst.inbox import talk as private  # noqa: PLC0415 -- beside the public one of the same name

    contact = world.contact("Yusuf")
    thread = private.begin_about(world.page.channel, contact.handles.get(), post)
    private.private_reply(world.caleb, thread, "Which order?", about=post, key="k")
    world.work()
    assert (_public(world, "Yusuf").state, _public(world, "Yusuf").preview) == (
        State.WAITING,
        "Answered privately",
    )


def test_what_is_taken_back_waits_for_nobody_and_keeps_no_words(world: World) -> None:
    post = world.visitor("Yusuf", "wall_post", "My order never came")
    heard.take_back(world.page.channel, post, timezone.now())
    strands.changed(world.page.channel, post, are_words_gone=True)
    thread = _public(world, "Yusuf")
    assert (thread.state, thread.preview, thread.waiting_since) == (State.NO_REPLY, "Taken back", None)


def test_nobody_knows_who_asked_and_it_still_waits(world: World) -> None:
    said = heard.Said(
        external_id="q1",
        at=days_ago(1),
        author="Somebody",
        text="Do you roast on Sundays?",
        is_anonymous=True,
        kind=Post.Kind.ASK,
    )
    thread = strands.bring_up(heard.receive_post(world.page.channel, said), is_new=True)
    assert thread
    assert (thread.kind, thread.contact, thread.state) == ("ask", None, State.OPEN)
    with pytest.raises(LookupError, match="only be answered where it stands"):
        assert thread.them


def test_in_whatever_order_it_is_heard_the_thread_reads_the_same(world: World) -> None:
    channel, ends = world.page.channel, set()
    world.visitor("Ana", "message", "hello")
    ana = world.contact("Ana")
    for number, order in enumerate(permutations(range(3))):
        post = Post.objects.create(
            brand=world.harbour, channel=channel, page=world.page, author="Harbour", text="New", said_at=days_ago(9),
            external_id=f"p{number}",
        )  # fmt: skip
        said = [
            heard.Said(external_id=f"{number}-0", at=days_ago(3), author="Ana", text="One", contact=ana, target=post.external_id),
            heard.Said(external_id=f"{number}-1", at=days_ago(2), author="Harbour", text="Two", target=post.external_id,
                       in_reply_to=f"{number}-0"),
            heard.Said(external_id=f"{number}-2", at=days_ago(1), author="Ana", text="Three", contact=ana, target=post.external_id),
        ]  # fmt: skip
        for index in order:
            strands.bring_up(heard.receive_comment(channel, said[index]), is_new=True)
        thread = Thread.objects.get(post=post.pk, contact=ana)
        ends.add(
            (
                thread.state,
                thread.preview,
                thread.is_last_ours,
                timezone.now() - thread.last_at < timedelta(days=1.5),
            )
        )
    assert ends == {(State.OPEN, "Three", False, True)}


def test_what_closes_is_known_to_the_list(world: World) -> None:
    world.visitor("Ana", "message", "Hello?", at=days_ago(0.9))
    world.reply("Ana", "Hello!")
    world.work()
    assert asking.look_due() == 1
    thread = world.thread("Ana")
    assert thread.closes_at
    assert timedelta() < thread.closes_at - timezone.now() < timedelta(days=1)
    assert thread.look_at == thread.closes_at
    assert asking.look_due() == 0


def test_whom_nobody_answered_in_time_is_shown_as_missed(world: World) -> None:
    world.visitor("Ana", "message", "Hello?")
    ledger.stop(world.contact("Ana"), reason=Suppression.Reason.ASKED, evidence="said so")
    Thread.objects.update(closes_at=days_ago(0.01), look_at=days_ago(0.01))
    assert asking.look_due() == 1
    assert (world.thread("Ana").state, Act.objects.get().after) == (State.EXPIRED, "expired")
    world.visitor("Ana", "message", "Hello again?")
    assert world.thread("Ana").state == State.OPEN


def test_what_is_put_off_comes_back_by_itself_and_by_their_words(world: World) -> None:
    world.visitor("Ana", "message", "Hello?")
    marks.set_state(world.caleb, world.thread("Ana"), "later", until=timezone.now() + timedelta(hours=1))
    assert marks.come_back() == 0
    assert world.thread("Ana").state == State.LATER
    Thread.objects.update(later_until=days_ago(0.1))
    assert marks.come_back() == 1
    assert world.thread("Ana").state == State.OPEN
    marks.set_state(world.caleb, world.thread("Ana"), "later", until=timezone.now() + timedelta(hours=1))
    world.visitor("Ana", "message", "Still there?")
    assert (world.thread("Ana").state, world.thread("Ana").later_until) == (State.OPEN, None)
    assert list(Act.objects.values_list("before", "after")) == [
        ("open", "later"),
        ("later", "open"),
        ("open", "later"),
    ]
    with pytest.raises(ValueError, match="until when"):
        marks.set_state(world.caleb, world.thread("Ana"), "later")
