"""What is answered in public is told to whom it was said: by a badge, a line among their messages, and a mail."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.utils import timezone

from askfirst.brand.changes import Watcher
from askfirst.brand.models import Change
from askfirst.drafts.submit import Wish
from askfirst.gate.models import Delivery
from askfirst.inbox import talk
from askfirst.people.models import Contact, Handle
from askfirst.wall import talk as wall
from askfirst.wall.models import Comment, Post
from askfirst.wire import visitor_mail
from tests.web.guests import Guest, words

if TYPE_CHECKING:
    from tests.world import World


@pytest.fixture
def guest(world: World) -> Guest:
    """Mina has commented on a post of the brand."""
    wall.publish(world.mara, world.page, "New beans are here", key="new")
    world.work()
    one = Guest(world)
    one.post(f"posts/{Post.objects.get().pk}/comment/", text="Are they roasted dark?", key="c")
    world.work()
    return one


def answer(world: World, text: str = "Half of them.", to: Post | Comment | None = None) -> Comment:
    """Caleb answers what was said last, where everybody reads it."""
    what = to or Comment.objects.exclude(contact=None).latest("pk")
    wall.answer(world.caleb, what, text, key=text)
    world.work()
    return Comment.objects.get(text=text)


def minutes_ago(minutes: int = 5) -> None:
    Comment.objects.filter(contact=None).update(said_at=timezone.now() - timedelta(minutes=minutes))


@pytest.mark.row("F2")
def test_an_answer_to_a_comment_stands_among_their_messages_until_they_have_read_it(guest: Guest) -> None:
    said = answer(guest.world)
    assert "1 unread" in guest.sees(), "the wall shows much: what stands on it was not read for that"
    assert "1 unread" in guest.sees()
    seen = guest.sees("messages/")
    assert "Are they roasted dark? Harbour Coffee: Half of them. new" in seen
    assert "Harbour Coffee answered your comment in public" in seen
    assert "1 unread" not in seen
    assert f"/@harbour/posts/{said.post_id}/#comment-{said.pk}" in guest.get("messages/").content.decode()
    assert "Half of them. new" not in guest.sees("messages/")
    assert "1 unread" not in guest.sees()
    assert "1 unread" not in Guest(guest.world, name="Otto").sees()


@pytest.mark.row("F2")
def test_who_opens_the_post_has_read_what_stands_under_it_and_nothing_else(guest: Guest) -> None:
    world = guest.world
    first = answer(world)
    guest.post("write/", text="I love your cups", key="w")
    world.work()
    answer(world, "Thank you.", Post.objects.get(text="I love your cups"))
    assert "2 unread" in guest.sees()
    assert "1 unread" in guest.sees(f"posts/{first.post_id}/")
    seen = guest.sees("messages/")
    assert "Harbour Coffee answered your post in public" in seen
    assert "Thank you. new" in seen


@pytest.mark.row("F2")
def test_the_badge_and_a_window_that_nobody_looks_at_read_nothing(guest: Guest) -> None:
    said = answer(guest.world)
    for path, target in (
        ("messages/", "unread"),
        ("messages/?quiet=1", "talks"),
        (f"posts/{said.post_id}/?part=wall", ""),
        (f"posts/{said.post_id}/?part=post&quiet=1", ""),
    ):
        part = guest.browser.get(f"/@harbour/{path}", headers={"HX-Request": "true", "HX-Target": target})
        assert part.status_code == 200
    said.refresh_from_db()
    assert said.seen_at is None
    guest.browser.get("/@harbour/messages/", headers={"HX-Request": "true", "HX-Target": "talks"})
    said.refresh_from_db()
    assert said.seen_at


@pytest.mark.row("F2")
def test_only_they_are_told_live_that_it_came_and_that_it_was_read(guest: Guest) -> None:
    world = guest.world
    said = answer(world)
    mina = Contact.objects.get(name="Mina")
    told = Change.objects.get(kind="answer")
    assert told.payload == {"post": said.post_id}
    guest.sees("messages/")
    for row in (told, Change.objects.get(kind="read")):
        assert Watcher(world.harbour.pk, contact=mina.pk).may_see(row)
        for other in (
            Watcher(world.harbour.pk),
            Watcher(world.harbour.pk, contact=mina.pk + 1),
            Watcher(world.harbour.pk, member=world.caleb.pk),
        ):
            assert not other.may_see(row)
    guest.sees("messages/")
    assert Change.objects.filter(kind="read").count() == 1


def test_what_was_hidden_is_announced_to_nobody(guest: Guest) -> None:
    wall.hide(guest.world.olivia, answer(guest.world), is_hidden=True)
    assert "unread" not in guest.sees().replace("0 unread", "")
    assert "Half of them." not in guest.sees("messages/")


@pytest.mark.row("T3")
def test_an_answered_question_says_so_and_who_asked_without_a_name_has_no_badge(guest: Guest) -> None:
    world = guest.world
    world.page.takes_asks = world.page.takes_anonymous_asks = True
    world.page.save()
    guest.post("ask/", text="Do you roast decaf?", key="q")
    guest.post("ask/", text="Is it expensive?", nameless="yes", key="n")
    world.work()
    answer(world, "On Fridays.", Post.objects.get(text="Do you roast decaf?"))
    answer(world, "No.", Post.objects.get(text="Is it expensive?"))
    assert "1 unread" in guest.sees()
    seen = guest.sees("messages/")
    assert seen.count("Harbour Coffee answered your question in public") == 2
    assert "On Fridays. new" in seen
    assert "No. new" not in seen, "nothing is kept that would tell whether they have seen it"


# By mail


@pytest.fixture
def away(guest: Guest) -> Guest:
    """Mina has confirmed an address, and her comment was answered five minutes ago."""
    world = guest.world
    world.connect_mail()
    Handle.objects.create(
        brand=world.harbour,
        contact=Contact.objects.get(name="Mina"),
        network="email",
        address="mina@example.org",
        key="mina@example.org",
        evidence="she pressed the button",
        verified_at=timezone.now(),
    )
    answer(world)
    minutes_ago()
    return guest


@pytest.mark.row("F2")
def test_who_is_away_is_told_by_mail_once_until_they_have_been_there(away: Guest) -> None:
    assert visitor_mail.notify_absent() == 1
    assert visitor_mail.notify_absent() == 0
    notice = Delivery.objects.get(channel__network="email")
    assert notice.decision.verdict == "allow"
    assert (notice.to, notice.subject) == ("mina@example.org", "Harbour Coffee has answered you")
    assert "has answered in public what you said on its page" in notice.text
    assert "Half of them." not in notice.text
    answer(away.world, "And one more thing.")
    minutes_ago()
    assert visitor_mail.notify_absent() == 0, "at most one until they come back"
    path = notice.text[notice.text.index("/@harbour") :].split()[0]
    phone = Guest(away.world)
    phone.browser.post(path)
    assert "And one more thing. new" in phone.sees("messages/")
    assert visitor_mail.notify_absent() == 0
    answer(away.world, "The last.")
    minutes_ago()
    assert visitor_mail.notify_absent() == 1


@pytest.mark.row("F2")
def test_one_absence_is_one_mail_whether_the_answers_are_public_or_private(away: Guest) -> None:
    assert visitor_mail.notify_absent() == 1
    away.write("Hello?")
    mina = Contact.objects.get(name="Mina")
    handle = mina.handles.get(network="page")
    thread = mina.threads.get(post=0)
    assert handle == thread.handle
    talk.reply(away.world.caleb, thread, Wish(text="Yes?"))
    away.world.work()
    thread.messages.update(said_at=timezone.now() - timedelta(minutes=3))
    assert visitor_mail.notify_absent() == 0
    away.sees("messages/")
    assert visitor_mail.notify_absent() == 1, "they were there, and have not opened the conversation"


@pytest.mark.row("Z4")
def test_why_it_came_is_told_and_it_can_be_stopped(away: Guest) -> None:
    visitor_mail.notify_absent()
    notice = Delivery.objects.get(channel__network="email")
    why = notice.text[notice.text.rindex("/@harbour") :].split()[0]
    seen = words(Client().get(why))
    assert "had answered you on its page" in seen
    assert "You had not asked them to stop." in seen
    Client().post(f"{why}stop/", {"on": "no"})
    away.sees("messages/")
    answer(away.world, "One more.")
    minutes_ago()
    assert visitor_mail.notify_absent() == 0


def test_who_stopped_is_here_or_was_answered_long_ago_gets_no_mail(away: Guest) -> None:
    minutes_ago(1)
    assert visitor_mail.notify_absent() == 0, "perhaps they are looking"
    minutes_ago(60 * 24 * 3)
    assert visitor_mail.notify_absent() == 0, "it would come out of the blue"
    minutes_ago()
    away.post("stop/", key="s")
    away.world.work()
    assert visitor_mail.notify_absent() == 0


@pytest.mark.row("F2")
@pytest.mark.usefixtures("_afterwards_english")
@pytest.mark.parametrize(
    ("language", "subject"),
    [
        ("de", "Harbour Coffee hat"),
        ("es", "Harbour Coffee le ha respondido"),
        ("ar", "رد عليك Harbour Coffee"),
    ],
)
def test_it_is_written_in_the_language_in_which_they_used_the_page(
    away: Guest, language: str, subject: str
) -> None:
    away.browser.cookies["askfirst_language"] = language
    away.write("…")
    visitor_mail.notify_absent()
    notice = Delivery.objects.get(channel__network="email")
    assert "has answered you" not in notice.subject
    assert subject in notice.subject
