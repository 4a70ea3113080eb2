"""The wall for the team: publishing, answering in public, one private answer, the public word after it, hiding."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from askfirst.brand.models import Member
from askfirst.brand.roles import Role
from askfirst.gate.models import Delivery
from askfirst.wall.models import Comment, Post
from tests.web.guests import words

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tests.world import World


def _as(member: Member) -> Client:
    browser = Client()
    browser.force_login(member)
    return browser


@pytest.fixture
def comment(world: World) -> Comment:
    """Tom complains under a post of the brand."""
    _as(world.mara).post("/wall/publish/", {"text": "New beans are here", "key": "p"})
    world.work()
    world.visitor("Tom", "comment", "Only one bag came.", target=Post.objects.get().external_id)
    return Comment.objects.get()


def _act(member: Member, comment: Comment, act: str, **typed: Any) -> HttpResponse:
    return _as(member).post(f"/wall/comment/{comment.pk}/{act}/", {"key": f"{act}-1", **typed})


def test_a_post_goes_through_the_gate_and_then_stands_on_the_page(world: World) -> None:
    before = words(_as(world.mara).get("/wall/"))
    assert "You may write" in before
    assert "Nobody gets a message" in before
    _as(world.mara).post("/wall/publish/", {"text": "New beans are here", "key": "p"})
    world.work()
    assert Post.objects.get().delivery.decision.verdict == "allow"
    assert "New beans are here" in words(Client().get("/@harbour/"))


def test_the_wall_alone_is_what_a_screen_that_follows_it_asks_for(world: World, comment: Comment) -> None:
    headers = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "wall"}
    answer = _as(world.mara).get("/wall/?show=open", **headers)
    assert comment.text in words(answer)
    assert "Publish a post" not in words(answer)
    assert "<html" not in answer.content.decode()


def test_who_may_not_publish_is_not_offered_it_and_cannot(world: World) -> None:
    assert "Publish a post" not in words(_as(world.caleb).get("/wall/"))
    answer = _as(world.caleb).post("/wall/publish/", {"text": "x", "key": "p"})
    assert answer.status_code == 403
    assert "the role Care may not publish" in words(answer)
    assert not Delivery.objects.exists()


def test_a_comment_waits_until_it_is_answered_in_public(world: World, comment: Comment) -> None:
    assert "Not answered 1" in words(_as(world.caleb).get("/wall/"))
    _act(world.caleb, comment, "answer", text="Sorry! We are looking into it.")
    world.work()
    seen = words(_as(world.caleb).get("/wall/"))
    assert "Answered in public" in seen
    assert "Not answered 1" not in seen
    assert "We are looking into it" in words(Client().get("/@harbour/"))


def test_one_private_answer_then_the_public_word_in_one_press(world: World, comment: Comment) -> None:
    opened = words(_as(world.caleb).get(f"/wall/comment/{comment.pk}/private/"))
    assert "Private replies left: 1 of 1" in opened
    assert "you may answer it privately, once" in opened
    sent = _act(world.caleb, comment, "private", text="What is your order number?")
    assert sent.headers["Location"] == f"/wall/comment/{comment.pk}/told/"
    world.work()
    assert world.said_to("Tom") == ["What is your order number?"]
    assert "order number" not in words(Client().get("/@harbour/"))
    telling = words(_as(world.caleb).get(f"/wall/comment/{comment.pk}/told/"))
    assert "Hello Tom, we have written to you privately." in telling
    _act(world.caleb, comment, "told", text="Hello Tom, we have written to you.")
    world.work()
    assert "Hello Tom, we have written to you." in words(Client().get("/@harbour/"))
    seen = _as(world.caleb).get("/wall/")
    assert "Answered privately" in words(seen)
    assert f"/inbox/{world.thread('Tom').pk}/" in seen.content.decode()


@pytest.mark.parametrize("way", ["answer", "private"])
def test_an_answer_from_the_desk_can_be_undone_and_its_words_are_in_the_composer(
    world: World, comment: Comment, way: str
) -> None:
    Member.objects.filter(pk=world.caleb.pk).update(undo_seconds=10)
    _act(world.caleb, comment, way, text="We are looking into it.")
    seen = _as(world.caleb).get("/wall/").content.decode()
    undo = re.search(r'action="(/inbox/replies/\d+/undo/)">.*?data-countdown', seen, re.DOTALL)
    assert undo
    Member.objects.filter(pk=world.mara.pk).update(role=Role.VIEWER)
    assert "/undo/" not in _as(world.mara).get("/wall/").content.decode()
    back = _as(world.caleb).post(undo[1], follow=True)
    assert "It did not leave. Its words are in the composer again." in words(back)
    assert ">We are looking into it.</textarea>" in back.content.decode()
    assert "/undo/" not in _as(world.caleb).get("/wall/").content.decode()
    world.work()
    assert not Delivery.objects.exclude(form="public_post").exclude(state="stopped").exists()
    assert "looking into it" not in words(Client().get("/@harbour/"))


def test_the_budget_of_one_is_used_up_and_says_why(world: World, comment: Comment) -> None:
    _act(world.caleb, comment, "private", text="What is your order number?")
    world.work()
    again = _as(world.caleb).get(f"/wall/comment/{comment.pk}/private/")
    assert "Private replies left: 0 of 1" in words(again)
    assert "You have answered this privately already" in words(again)
    assert "Send privately" not in words(again)
    forced = _as(world.caleb).post(
        f"/wall/comment/{comment.pk}/private/", {"key": "other", "text": "Hello? My long second letter"}
    )
    assert forced.status_code == 409
    assert "My long second letter" in forced.content.decode()
    world.work()
    assert world.said_to("Tom") == ["What is your order number?"]


def test_a_wall_post_can_be_answered_privately_too(world: World) -> None:
    world.visitor("Tom", "wall_post", "Where is my order?")
    post = Post.objects.get()
    _as(world.caleb).post(f"/wall/post/{post.pk}/private/", {"key": "k", "text": "Let us look"})
    world.work()
    assert world.said_to("Tom") == ["Let us look"]


def test_what_the_brand_said_itself_cannot_be_answered(world: World, comment: Comment) -> None:
    own = comment.post
    assert "You said this yourselves" in words(_as(world.caleb).get(f"/wall/post/{own.pk}/"))
    assert (
        _as(world.caleb).post(f"/wall/post/{own.pk}/private/", {"key": "k", "text": "x"}).status_code == 404
    )


def test_hiding_can_be_undone(world: World, comment: Comment) -> None:
    _act(world.caleb, comment, "hide")
    assert "Only one bag" not in words(Client().get("/@harbour/"))
    assert "Only one bag" in words(_as(world.caleb).get("/wall/?show=hidden"))
    _act(world.caleb, comment, "hide", on="no")
    assert "Only one bag" in words(Client().get("/@harbour/"))


def test_empty_and_endless_answers_come_back_with_a_sentence(world: World, comment: Comment) -> None:
    for act in ("answer", "private"):
        assert _act(world.caleb, comment, act, text=" ").status_code == 422
        answer = _act(world.caleb, comment, act, text="y" * 5001)
        assert answer.status_code == 422
        assert "y" * 5001 in answer.content.decode()
    assert Delivery.objects.count() == 1


def test_the_number_of_queries_does_not_grow_with_the_wall(
    world: World, comment: Comment, django_assert_max_num_queries: Any
) -> None:
    browser = _as(world.caleb)
    for number in range(12):
        world.visitor("Ana", "comment", f"c{number}", target=comment.post.external_id)
        world.visitor("Ana", "wall_post", f"p{number}")
    with django_assert_max_num_queries(20):
        assert browser.get("/wall/").status_code == 200
