"""What was said in public on other networks, as the team sees and answers it; and threads whose words changed later."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from askfirst.brand.models import Channel
from askfirst.gate.models import Delivery
from askfirst.inbox.models import Message, Thread
from askfirst.wall.models import Comment, Post
from askfirst.wire import group_commit, intake, routing
from tests.web.desk import Desk
from tests.web.guests import words
from tests.wire.pushing import connected, piece_of, stand_in, told

if TYPE_CHECKING:
    from typing import Any

    from tests.world import World


@pytest.fixture
def channel(world: World, monkeypatch: pytest.MonkeyPatch) -> Channel:
    stand_in(monkeypatch)
    made = connected(world.harbour)
    Channel.objects.filter(pk=made.pk).update(settings={"account": {"kind": "page", "published": True}})
    return made


def hear(channel: Channel, kind: str, external_id: str, **more: Any) -> None:
    thing = told(
        kind, external_id, **{"actor": "u1", "actor_name": "Ana", "occurred_at": timezone.now(), **more}
    )
    piece = piece_of(thing)
    group_commit.keep_many([intake.row(channel, piece.raw, piece.external_id)])
    routing.route_pending()


def test_each_thing_stands_with_its_network_and_what_it_is(world: World, channel: Channel) -> None:
    hear(channel, "comment", "c1", target="p1", text="How much?")
    hear(channel, "mention", "p2", text="I was at @harbour")
    hear(channel, "ask", "p3", text="Who are you?", actor="", actor_name="")
    shown = words(Desk(world.caleb).get("/wall/"))
    for said in (
        "The words of this post have not come in",
        "How much?",
        "mentions you",
        "asks",
        "Somebody who gave no name",
        "Facebook",
    ):
        assert said in shown
    assert "Hide" not in shown, "we cannot take anything off another network's wall"
    assert "How much?" not in words(Client().get("/@harbour/"))


def test_a_comment_is_answered_privately_from_the_desk_and_leaves_by_its_channel(
    world: World, channel: Channel
) -> None:
    hear(channel, "comment", "c1", target="p1", text="How much?")
    place = f"/wall/comment/{Comment.objects.get().pk}"
    desk = Desk(world.caleb)
    assert "in their messages on Facebook" in words(desk.get(f"{place}/private/"))
    assert "on its way" in words(desk.post(f"{place}/private/", key="k1", text="Ten euros for you."))
    delivery = Delivery.objects.get()
    assert (delivery.channel, delivery.form, delivery.about) == (channel, "private_reply", "c1")
    assert "we have sent you a private message" in words(desk.get(f"{place}/told/"))


def test_a_nameless_question_offers_no_private_answer(world: World, channel: Channel) -> None:
    hear(channel, "ask", "p3", text="Who are you?", actor="", actor_name="")
    place = f"/wall/post/{Post.objects.get().pk}"
    desk = Desk(world.caleb)
    assert "Privately" not in words(desk.get(f"{place}/"))
    assert desk.post(f"{place}/private/", key="k1", text="Us.").status_code == 404


def test_what_was_taken_back_is_said_to_be_and_not_what_it_was(world: World, channel: Channel) -> None:
    hear(channel, "comment", "c1", target="p1", text="My number is 0155")
    hear(channel, "delete", "d1", target="c1")
    hear(channel, "message", "m1", text="My number is 0155")
    hear(channel, "delete", "d2", target="m1")
    desk = Desk(world.caleb)
    for page in ("/wall/", f"/inbox/{Message.objects.get().thread_id}/", "/inbox/"):
        shown = words(desk.get(page))
        assert "Taken back" in shown
        assert "0155" not in shown


def test_changed_words_and_signs_show_in_the_thread(world: World, channel: Channel) -> None:
    hear(channel, "message", "m1", text="Are you opn?")
    hear(channel, "edit", "e1", target="m1", text="Are you open?")
    hear(channel, "reaction", "r1", target="m1", text="❤", occurred_at=timezone.now() - timedelta(minutes=1))
    shown = words(Desk(world.caleb).get(f"/inbox/{Message.objects.get().thread_id}/"))
    for said in ("Are you open?", "edited , what it said before", "Are you opn?", "❤"):
        assert said in shown


def test_what_something_public_said_before_can_be_opened_on_the_desk_and_in_the_inbox(
    world: World, channel: Channel
) -> None:
    now = timezone.now()
    hear(channel, "comment", "c1", target="p1", text="Bad <b>beans</b>", occurred_at=now)
    for number, text in enumerate(("Bad beans, sorry", "Bad beans, sorry", "Good beans")):
        at = now + timedelta(minutes=number + 1)
        hear(channel, "edit", f"e{number}", target="c1", text=text, occurred_at=at)
    for path in ("/wall/", f"/inbox/{Thread.objects.get().pk}/"):
        html = Desk(world.caleb).get(path).content.decode()
        before = html[html.index('<details class="before">') :]
        assert before.count("Bad beans, sorry") == 1, "what only moved a picture is no other form"
        assert before.index("Bad &lt;b&gt;beans") < before.index("Bad beans, sorry")
        assert "Good beans" in html
    hear(channel, "delete", "d1", target="c1", occurred_at=now + timedelta(minutes=9))
    assert "Bad beans" not in Desk(world.caleb).sees("/wall/")


def test_what_is_shown_of_changes_costs_one_query_however_much_was_changed(
    world: World, channel: Channel, django_assert_max_num_queries: Any
) -> None:
    now = timezone.now()
    hear(channel, "message", "m0", text="A", occurred_at=now)
    hear(channel, "edit", "e0", target="m0", text="B", occurred_at=now + timedelta(minutes=1))
    desk, path = Desk(world.caleb), f"/inbox/{Thread.objects.get().pk}/stream/"
    with CaptureQueriesContext(connection) as few:
        desk.fragment(path)
    for number in range(1, 8):
        hear(channel, "message", f"m{number}", text="A", occurred_at=now)
        hear(
            channel,
            "edit",
            f"e{number}",
            target=f"m{number}",
            text="B",
            occurred_at=now + timedelta(minutes=1),
        )
    with django_assert_max_num_queries(len(few)):
        assert words(desk.fragment(path)).count("what it said before") == 8


def test_names_and_texts_of_others_are_never_run(world: World, channel: Channel) -> None:
    nasty = "<script>alert(1)</script>"
    hear(channel, "mention", "p1", text=nasty, actor_name=nasty)
    page = Desk(world.caleb).get("/wall/").content.decode()
    assert nasty not in page
    assert "&lt;script&gt;alert(1)" in page
