"""A public answer with something personal in it waits for a second look, and the talk can go on privately."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from askfirst.drafts.models import Draft
from askfirst.gate.models import Delivery
from askfirst.inbox.models import Thread
from askfirst.wall.models import Comment, Post
from tests.web.desk import Desk
from tests.web.guests import words

if TYPE_CHECKING:
    from tests.world import World

ASKS = "Sorry to hear that. Please send us your order number."


@pytest.fixture
def desk(world: World) -> Desk:
    world.harbour.help_email, world.harbour.help_phone = "help@harbour.test", "+44 20 7946 0123"
    world.harbour.save()
    world.visitor("Ana", "wall_post", "My grinder broke")
    return Desk(world.caleb)


def _wall(part: str = "answer/") -> str:
    return f"/wall/post/{Post.objects.get().pk}/{part}"


def _inbox(world: World) -> str:
    return f"/inbox/{Thread.objects.get(post__gt=0).pk}/answer/"


def _marked(html: str) -> list[str]:
    return re.findall(r"<mark[^>]*>([^<]*)</mark>", html)


@pytest.mark.row("X2")
@pytest.mark.parametrize("where", ["wall", "inbox"])
def test_asking_for_something_personal_in_public_waits_and_moves_to_private_with_its_words(
    world: World, desk: Desk, where: str
) -> None:
    place = _wall() if where == "wall" else _inbox(world)
    answer = desk.post(place, text=ASKS, key="k")
    html = answer.content.decode()
    assert _marked(html) == ["order number"]
    assert "they would answer in public" in words(answer)
    assert ASKS in re.search(r"<textarea[^>]*>([^<]*)</textarea>", html)[1]  # type: ignore[index]
    assert not Draft.objects.exists()
    private = desk.post(place, text=ASKS, key="k", go="private")
    html = private.content.decode()
    assert "Your private answer" in words(private)
    assert ASKS in re.search(r"<textarea[^>]*>([^<]*)</textarea>", html)[1]  # type: ignore[index]
    assert not Draft.objects.exists(), "nothing is said before somebody presses send"


@pytest.mark.parametrize("where", ["wall", "inbox"])
def test_who_insists_on_this_very_text_publishes_it(world: World, desk: Desk, where: str) -> None:
    place = _wall() if where == "wall" else _inbox(world)
    asked = desk.post(place, text="Write to ana@fans.test", key="k").content.decode()
    digest = re.search(r'name="insist" value="([0-9a-f]+)"', asked)
    assert digest
    other = desk.post(place, text="Write to tom@fans.test", key="k", insist=digest[1])
    assert "It holds a mail address" in words(other), "insisting on one text says nothing of another"
    desk.post(place, text="Write to ana@fans.test", key="k", insist=digest[1])
    world.work()
    assert Comment.objects.get().text == "Write to ana@fans.test"


@pytest.mark.row("X3")
def test_where_nobody_can_be_written_to_privately_one_press_says_how_they_reach_us(
    world: World, desk: Desk
) -> None:
    private = f"/wall/post/{Post.objects.get().pk}/private/"
    desk.post(private, text="Hello Ana", key="first")
    world.work()
    assert Delivery.objects.filter(form="private_reply").count() == 1, "their one private answer is used up"
    shown = desk.post(_wall(), text=ASKS, key="k").content.decode()
    assert 'value="hand_off"' in shown
    assert 'value="private"' not in shown
    handed = desk.post(_wall(), text=ASKS, key="k", go="hand_off")
    text = re.search(r"<textarea[^>]*>([^<]*)</textarea>", handed.content.decode())
    assert text
    assert text[1].startswith("Sorry to hear that. To keep your details private, please reach us here: help@")
    assert "/@harbour/" in text[1]
    assert "+44 20 7946 0123" in text[1]
    assert "Left out: Please send us your order number." in words(handed)
    desk.post(_wall(), text=text[1], key="k")
    world.work()
    assert "help@harbour.test" in Comment.objects.get().text, "what we show to all needs no second look"


def test_who_has_said_nowhere_how_they_are_reached_is_told_so(world: World, desk: Desk) -> None:
    world.harbour.help_email = world.harbour.help_phone = ""
    world.harbour.save()
    world.page.channel.takes_messages = False
    world.page.channel.save()
    answer = desk.post(_wall(), text=ASKS, key="k", go="hand_off")
    assert "write a help address" in words(answer)
    assert ASKS in answer.content.decode()


def test_a_post_is_looked_at_too_and_a_script_can_ask_while_it_is_written(world: World) -> None:
    desk = Desk(world.mara)
    answer = desk.post("/wall/publish/", text="Call Ana on +44 20 7946 0018", key="k")
    assert _marked(answer.content.decode()) == ["+44 20 7946 0018"]
    assert not Draft.objects.exists()
    looked = desk.browser.post("/inbox/look/", {"text": "Your IBAN is DE89370400440532013000"})
    assert "a bank account" in words(looked)
    assert desk.browser.post("/inbox/look/", {"text": "From nine"}).status_code == 204
