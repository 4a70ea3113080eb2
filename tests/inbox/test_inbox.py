"""The inbox: what the list shows, whose turn it is, who has seen what, and nothing of another brand's."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from askfirst.brand.models import Change, Notification
from askfirst.drafts.models import Approval, Draft
from askfirst.drafts.submit import Wish, approve, submit, withdraw
from askfirst.gate.models import Decision, Delivery
from askfirst.inbox import access, listing, marks, replies, talk, timeline
from askfirst.inbox.models import Message, Note, Reading, Reply, Thread
from askfirst.networks.base import Form
from askfirst.people.models import Contact, Handle
from tests.world import days_ago, zone_at

if TYPE_CHECKING:
    from tests.scripted import Scripted
    from tests.world import World


def crowd(world: World, count: int) -> None:
    """So many conversations, one message each, a minute apart; in bulk."""
    brand, channel, now = world.harbour, world.page.channel, timezone.now()
    people = Contact.objects.bulk_create([Contact(brand=brand, name=f"P{n:04}") for n in range(count)])
    handles = Handle.objects.bulk_create(
        [
            Handle(
                brand=brand, contact=one, network="page", key=f"p{one.pk}", address=f"p{one.pk}", evidence="x"
            )
            for one in people
        ]
    )
    threads = Thread.objects.bulk_create(
        [
            Thread(
                brand=brand,
                channel=channel,
                contact=handle.contact,
                handle=handle,
                preview=f"Hello {number}",
                last_at=now - timedelta(minutes=number // 2),  # two at a time share an instant
                last_inbound=1_000_000,
            )
            for number, handle in enumerate(handles)
        ]
    )
    Message.objects.bulk_create(
        [
            Message(
                brand=brand,
                thread=one,
                channel=channel,
                is_ours=False,
                author="x",
                text="Hello",
                said_at=one.last_at,
                external_id=f"m{one.pk}",
            )
            for one in threads
        ]
    )


def test_paging_by_key_shows_each_thread_once_and_costs_the_same_for_each_page(world: World) -> None:
    crowd(world, 130)
    seen, after, costs = [], "", set()
    while True:
        with CaptureQueriesContext(connection) as queries:
            page = listing.page(world.caleb, listing.Filter(), after)
            _ = [(str(one.contact), str(one.channel), one.assignee, one.is_unread) for one in page.threads]  # type: ignore[attr-defined]
        costs.add(len(queries))
        seen += [one.pk for one in page.threads]
        after = page.after
        if not after:
            break
    assert len(seen) == len(set(seen)) == 130
    assert costs == {3}


@pytest.mark.parametrize("count", [1, 60, 120])
def test_the_overview_of_what_is_unread_costs_one_query_for_any_number(world: World, count: int) -> None:
    crowd(world, count)
    with CaptureQueriesContext(connection) as queries:
        found = listing.unread(world.caleb)
        _ = [(str(one.contact), str(one.channel)) for one in found]
    assert len(queries) == 1
    assert len(found) == min(count, 8)
    with CaptureQueriesContext(connection) as queries:
        assert listing.count_unread(world.caleb) == min(count, 100)
    assert len(queries) == 1


def test_tabs_and_words_find_what_they_say(world: World) -> None:
    for name in ("Ana", "Bea", "Li"):
        world.visitor(name, "message", f"{name} asks about beans")
    ana, bea = world.thread("Ana"), world.thread("Bea")
    marks.assign(world.caleb, ana, world.caleb)
    marks.set_state(world.caleb, bea, "done")

    def names(**wanted: object) -> set[str]:
        return {str(one.contact) for one in listing.page(world.caleb, listing.Filter(**wanted)).threads}  # type: ignore[arg-type]

    assert names() == {"Ana", "Li"}, "what is done stands under Done"
    assert names(view="mine") == {"Ana"}
    assert names(view="unassigned") == {"Li"}
    assert names(view="done") == {"Bea"}
    assert names(words="bea asks") == {"Bea"}
    assert names(words="LI") == {"Li"}
    assert names(channels=(world.page.channel.pk,)) == {"Ana", "Li"}
    assert names(channels=(world.northwind_page.channel.pk,)) == set()
    assert {str(one.contact) for one in listing.unread(world.caleb)} == {"Ana", "Li"}
    assert listing.latest(world.caleb, ana.contact, world.page.channel) == ana
    assert listing.about(world.caleb, ana.contact) == [ana]
    assert listing.one(world.caleb, ana.pk) == ana
    assert listing.one(world.nils, ana.pk) is None


def test_nothing_of_a_brand_is_reached_by_a_member_of_another(world: World) -> None:
    world.visitor("Ana", "message", "Hello from the harbour")
    reply = world.reply("Ana", "Hello")
    thread = world.thread("Ana")
    for reach in (lambda: access.thread(world.nils, thread.pk), lambda: access.reply(world.nils, reply.pk)):
        with pytest.raises(Http404):
            reach()
    assert list(access.threads(world.nils)) == []
    assert listing.page(world.nils, listing.Filter(words="harbour")).threads == []
    assert listing.unread(world.nils) == []
    assert listing.count_unread(world.nils) == 0
    assert not Notification.objects.filter(member=world.nils).exists()
    verbs = (
        lambda: marks.read(world.nils, thread),
        lambda: marks.assign(world.nils, thread, world.nils),
        lambda: marks.assign(world.caleb, thread, world.nils),
        lambda: marks.set_state(world.nils, thread, "done"),
        lambda: marks.note(world.nils, thread, "mine"),
        lambda: talk.reply(world.nils, thread, Wish(text="Hello from Northwind")),
        lambda: submit(
            world.caleb, world.northwind_page.channel, None, Wish(text="x", form=Form.PUBLIC_REPLY)
        ),
    )
    for verb in verbs:
        with pytest.raises(PermissionDenied):
            verb()
    assert Draft.objects.count() == 1
    assert not Reading.objects.exists()
    assert not Note.objects.exists()


def test_nobody_reads_the_inbox_without_the_right(world: World) -> None:
    world.visitor("Ana", "message", "Hello")
    thread = world.thread("Ana")
    for verb in (
        lambda: access.threads(world.wim),
        lambda: access.reply(world.wim, 1),
        lambda: marks.read(world.wim, thread),
        lambda: marks.assign(world.wim, thread, None),
        lambda: marks.assign(world.caleb, thread, world.wim),
    ):
        with pytest.raises(PermissionDenied):
            verb()


def test_reading_in_an_old_window_does_not_make_unread_what_was_read_in_a_new_one(world: World) -> None:
    world.visitor("Ana", "message", "One")
    old = world.thread("Ana")
    world.visitor("Ana", "message", "Two")
    marks.read(world.caleb, world.thread("Ana"))
    assert listing.count_unread(world.caleb) == 0
    marks.read(world.caleb, old)
    assert listing.count_unread(world.caleb) == 0
    assert listing.count_unread(world.mara) == 1
    assert marks.team_read(old) == world.thread("Ana").last_inbound
    assert timeline.read_upto(world.caleb, old) == marks.team_read(old)


def test_reading_says_nothing_about_being_answered(world: World) -> None:
    world.visitor("Ana", "message", "Hello")
    marks.read(world.caleb, world.thread("Ana"))
    thread = world.thread("Ana")
    assert (thread.state, thread.waiting_since is not None) == ("open", True)
    world.reply("Ana", "Hello Ana")
    world.work()
    thread = world.thread("Ana")
    assert (thread.state, thread.waiting_since, thread.assignee) == ("waiting", None, world.caleb)
    marks.read_by_them(thread.contact, thread)
    assert world.thread("Ana").their_read == thread.messages.get(is_ours=True).pk


def test_whoever_waits_has_waited_since_the_first_thing_that_was_not_answered(world: World) -> None:
    world.visitor("Ana", "message", "One", at=days_ago(3))
    world.visitor("Ana", "message", "Two", at=days_ago(2))
    waiting = world.thread("Ana").waiting_since
    assert waiting is not None
    assert waiting < days_ago(2.5)
    marks.set_state(world.caleb, world.thread("Ana"), "done")
    assert world.thread("Ana").waiting_since is None
    marks.set_state(world.caleb, world.thread("Ana"), "open")
    assert world.thread("Ana").waiting_since == waiting
    with pytest.raises(ValueError, match="dance"):
        marks.set_state(world.caleb, world.thread("Ana"), "dance")


def test_a_new_word_of_theirs_opens_what_was_done_and_is_told_to_whom_it_belongs(world: World) -> None:
    world.visitor("Ana", "message", "Hello")
    marks.set_state(world.caleb, world.thread("Ana"), "done")
    marks.assign(world.caleb, world.thread("Ana"), world.caleb)
    Notification.objects.all().delete()
    world.visitor("Ana", "message", "One more thing")
    assert world.thread("Ana").state == "open"
    assert [note.member for note in Notification.objects.all()] == [world.caleb]


def test_what_has_no_words_is_still_seen(world: World) -> None:
    from askfirst.networks.page import File  # noqa: PLC0415 -- only here

    world.visitor("Ana", "message", files=(File(name="a.png", content_type="", content=b"x"),))
    assert world.thread("Ana").preview in {"Sent a file", "Sent an empty message"}
    message = Message.objects.get()
    assert talk.preview_of(message) == "Sent a file"
    message.files.clear()
    assert talk.preview_of(message) == "Sent an empty message"


def test_typing_is_told_and_kept_nowhere_else(world: World) -> None:
    world.visitor("Ana", "message", "Hello")
    marks.typing(world.thread("Ana"), member=world.caleb)
    marks.typing(world.thread("Ana"))
    said = [change.payload["by"] for change in Change.objects.filter(kind="typing")]
    assert said == ["Caleb Reed", ""]


def test_a_mail_is_answered_to_what_it_was_and_under_its_subject(world: World, network: Scripted) -> None:
    world.posted()
    Thread.objects.update(subject="Sunday")
    reply = world.mail_reply("ana@fans.test", "Yes")
    assert reply.draft.subject == "Re: Sunday"
    assert reply.draft.in_reply_to == reply.draft.references[-1]
    Thread.objects.update(subject="RE: Sunday")
    assert world.mail_reply("ana@fans.test", "Yes").draft.subject == "RE: Sunday"


def _held(world: World) -> Reply:
    """A first word to somebody who never wrote: somebody with the right to approve has to agree."""
    mail = world.connect_mail()
    contact = Contact.objects.create(
        brand=world.harbour, name="Bea", time_zone=zone_at(12), relation="client"
    )
    handle = Handle.objects.create(
        brand=world.harbour,
        contact=contact,
        network="email",
        address="bea@fans.test",
        key="bea@fans.test",
        evidence="x",
    )
    thread = talk.thread_for(mail, handle)
    return talk.reply(world.caleb, thread, Wish(text="Your order is ready", purpose="service"))


def test_what_waits_for_approval_leaves_after_it_and_only_then(world: World, network: Scripted) -> None:
    reply = _held(world)
    assert (reply.draft.state, reply.draft.delivery) == (Draft.State.WAITING, None)
    with pytest.raises(PermissionDenied):
        replies.approve(world.caleb, reply)
    replies.approve(world.olivia, access.reply(world.olivia, reply.pk))
    draft = Draft.objects.get()
    assert Approval.objects.get().member == world.olivia
    assert str(Approval.objects.get()) == "yes by Olivia Hart"
    assert draft.decision is not None
    assert draft.decision.facts["is_approved"] is True
    assert approve(world.olivia, draft, "bea@fans.test").pk == draft.pk, "a second yes changes nothing"
    assert Delivery.objects.count() == 1
    world.work()
    assert network.texts == ["Your order is ready"]


def test_what_is_taken_back_before_it_leaves_never_does(world: World, network: Scripted) -> None:
    waiting = _held(world)
    assert replies.withdraw(world.caleb, waiting)
    assert withdraw(waiting.draft), "twice is harmless"
    reply = world.posted()
    assert replies.put_away(world.caleb, access.reply(world.caleb, reply.pk))
    world.work()
    assert network.texts == []
    assert not Reply.objects.filter(is_settled=False).exists()


def test_a_reply_that_failed_can_be_hurried_and_one_in_doubt_cleared_up(
    world: World, network: Scripted
) -> None:
    reply = access.reply(world.caleb, world.posted().pk)
    assert not replies.hurry(world.caleb, reply)
    assert not replies.clear_up(world.caleb, reply, has_arrived=True)
    Delivery.objects.update(state="failed")
    assert replies.hurry(world.caleb, reply)
    Delivery.objects.update(state="uncertain")
    assert replies.clear_up(world.caleb, reply, has_arrived=True)
    world.work()
    assert not replies.put_away(world.caleb, access.reply(world.caleb, reply.pk)), "it has left"
    Delivery.objects.update(state="refused")
    assert replies.put_away(world.caleb, access.reply(world.caleb, reply.pk))
    refused = _held_denied(world)
    assert not replies.hurry(world.caleb, refused)
    assert not replies.clear_up(world.caleb, refused, has_arrived=True)
    replies.put_away_refused(world.caleb, refused.thread)
    assert Reply.objects.get(pk=refused.pk).is_settled


def _held_denied(world: World) -> Reply:
    world.visitor("Tom", "like")
    thread = talk.thread_for(world.page.channel, Handle.objects.get(contact=world.contact("Tom")))
    return talk.reply(world.caleb, thread, Wish(text="Sale", purpose="marketing"))


def test_a_conversation_is_read_in_pieces_without_gaps(world: World) -> None:
    world.visitor("Ana", "message", "0", at=days_ago(100))
    thread = world.thread("Ana")
    Message.objects.bulk_create(
        [
            Message(
                brand=world.harbour,
                thread=thread,
                channel=thread.channel,
                is_ours=False,
                author="Ana",
                text=str(number),
                said_at=days_ago(100 - number),
                external_id=f"x{number}",
            )
            for number in range(1, 70)
        ]
    )
    marks.note(world.caleb, thread, "a remark")
    newest = timeline.window(thread)
    assert (len(newest.messages), newest.has_earlier) == (50, True)
    first = timeline.earlier(thread, newest.begin)
    assert [one.text for one in first.messages + newest.messages] == [str(number) for number in range(70)]
    assert timeline.window(thread, newest.begin).messages == newest.messages
    assert [note.text for note in newest.notes] == ["a remark"]
    assert timeline.replies(thread) == []


def test_rows_say_what_they_are(world: World) -> None:
    world.visitor("Ana", "message", "Hello")
    reply = world.reply("Ana", "Hello Ana")
    marks.read(world.caleb, world.thread("Ana"))
    note = marks.note(world.caleb, world.thread("Ana"), "careful")
    decision = Decision.objects.get()
    assert [
        str(one) for one in (world.thread("Ana"), Message.objects.get(), reply, note, Delivery.objects.get())
    ] == [
        "Ana on Harbour Coffee's page",
        "Hello",
        "Hello Ana",
        "careful",
        "Waiting to be sent: Hello Ana",
    ]
    assert str(decision).startswith("allow 20")
    assert str(Reading.objects.get()) == f"Caleb Reed read up to {Message.objects.get().pk}"
