"""The wall: what visitors say there, what the brand says through the gate, and what is taken down."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from askfirst.brand.models import Change, Channel, Notification
from askfirst.gate.models import Delivery
from askfirst.inbox.models import Message
from askfirst.wall import access, opening, talk
from askfirst.wall.models import Comment, Page, Post
from askfirst.wire import dispatch

if TYPE_CHECKING:
    from tests.scripted import Scripted
    from tests.world import World


def test_a_visitors_post_and_comment_stand_on_the_wall_and_the_team_hears_of_it(world: World) -> None:
    post = world.visitor("Yusuf", "wall_post", "My order never came")
    comment = world.visitor("Ana", "comment", "Mine neither", target=post)
    answer = world.visitor("Li", "comment", "Nor mine", target=comment)
    assert Post.objects.get().author == "Yusuf"
    assert Comment.objects.get(external_id=comment).answers == ""
    assert Comment.objects.get(external_id=answer).answers == comment
    notes = Notification.objects.filter(member=world.caleb).order_by("pk")
    assert [note.title for note in notes] == [
        "Yusuf wrote on your wall",
        "Ana commented on your wall",
        "Li commented on your wall",
    ]
    assert Change.objects.filter(kind="comment", is_public=True).count() == 3
    assert [str(one) for one in (Post.objects.get(), Comment.objects.first(), world.page)] == [
        "My order never came",
        "Mine neither",
        "page of Harbour Coffee",
    ]


def test_the_brand_posts_and_answers_through_the_gate(world: World) -> None:
    post = world.visitor("Yusuf", "wall_post", "Where do you roast?")
    draft = talk.publish(world.mara, world.page, "New beans today", key="p1")
    reply = talk.answer(world.caleb, Post.objects.get(external_id=post), "By the water", key="a1")
    assert (draft.decision.verdict, reply.decision.verdict) == ("allow", "allow")  # type: ignore[union-attr]
    world.work()
    ours = Post.objects.get(contact=None)
    assert (ours.text, ours.author, ours.delivery) == ("New beans today", "Harbour Coffee", draft.delivery)
    assert Comment.objects.get().text == "By the water"
    under = talk.answer(world.caleb, Comment.objects.get(), "And by hand", key="a2")
    assert under.decision is not None
    Delivery.objects.update(recorded_at=None)
    dispatch.record_left()
    assert Post.objects.filter(contact=None).count() == 1, "recorded twice is written once"
    assert not Delivery.objects.filter(state="delivered", recorded_at=None).exists()


def test_the_same_id_on_two_brands_walls_is_two_posts(world: World) -> None:
    world.visitor("Yusuf", "wall_post", "At the harbour", id="same")
    world.visitor("Yusuf", "wall_post", "At Northwind", id="same", page=world.northwind_page)
    world.visitor("Ana", "comment", "Here", id="c", target="same")
    world.visitor("Ana", "comment", "There", id="c", target="same", page=world.northwind_page)
    assert {(post.brand.slug, post.text) for post in Post.objects.all()} == {
        ("harbour", "At the harbour"),
        ("northwind", "At Northwind"),
    }
    assert {(one.post.brand.slug, one.text) for one in Comment.objects.all()} == {
        ("harbour", "Here"),
        ("northwind", "There"),
    }


def test_the_same_browser_key_in_two_brands_is_two_wishes(world: World) -> None:
    talk.publish(world.mara, world.page, "At the harbour", key="same")
    talk.publish(world.nils, world.northwind_page, "At Northwind", key="same")
    world.work()
    assert {post.text for post in Post.objects.all()} == {"At the harbour", "At Northwind"}


def test_a_comment_cannot_be_put_under_the_post_of_another_brand(world: World) -> None:
    world.visitor("Yusuf", "wall_post", "At Northwind", id="theirs", page=world.northwind_page)
    world.visitor("Ana", "comment", "Hello", target="theirs")
    assert not Comment.objects.exists()


def test_what_left_where_there_is_no_wall_of_ours_keeps_nothing_else_from_its_place(
    world: World, network: Scripted
) -> None:
    world.posted()
    dispatch.send_due()
    Delivery.objects.update(form="public_post", recorded_at=None)
    Message.objects.filter(is_ours=True).delete()
    world.visitor("Ana", "message", "Hello")
    world.reply("Ana", "Hello Ana")
    world.work()
    assert world.said_to("Ana") == ["Hello Ana"]
    assert not Delivery.objects.filter(recorded_at=None).exists()


def test_one_that_cannot_be_placed_waits_and_the_others_go_on(world: World) -> None:
    post = world.visitor("Yusuf", "wall_post", "Where do you roast?")
    talk.answer(world.caleb, Post.objects.get(external_id=post), "By the water", key="a1")
    talk.publish(world.mara, world.page, "New beans", key="p1")
    Delivery.objects.filter(form="public_reply").update(in_reply_to="gone")
    world.work()
    assert Post.objects.filter(text="New beans").exists()
    assert Delivery.objects.get(recorded_at=None).text == "By the water"
    Delivery.objects.update(in_reply_to=post)
    dispatch.record_left()
    assert Comment.objects.get().text == "By the water"


def test_what_is_hidden_is_kept_and_can_be_shown_again(world: World) -> None:
    post = Post.objects.get(external_id=world.visitor("Yusuf", "wall_post", "Rude words"))
    comment = Comment.objects.get(
        external_id=world.visitor("Ana", "comment", "Indeed", target=post.external_id)
    )
    for what in (post, comment):
        talk.hide(world.caleb, what, is_hidden=True)
        what.refresh_from_db()
        assert what.hidden_at is not None
        talk.hide(world.caleb, what, is_hidden=False)
        what.refresh_from_db()
        assert what.hidden_at is None


def test_receiving_messages_is_switched_off_and_on_by_the_owner_and_everybody_sees_it(world: World) -> None:
    opening.set_open(world.olivia, world.page, "messages", is_on=False)
    assert not Channel.objects.get(pk=world.page.channel_id).takes_messages
    change = Change.objects.latest("pk")
    assert (change.kind, change.is_public, change.payload) == ("page", True, {"takes_messages": False})


def test_nobody_acts_on_the_wall_of_another_brand_or_without_the_right(world: World) -> None:
    post = Post.objects.get(external_id=world.visitor("Yusuf", "wall_post", "Hello"))
    comment = Comment.objects.get(external_id=world.visitor("Ana", "comment", "Hi", target=post.external_id))
    denied = (
        lambda: talk.publish(world.nils, world.page, "x", key="k"),
        lambda: talk.publish(world.caleb, world.page, "x", key="k"),
        lambda: talk.answer(world.nils, post, "x", key="k"),
        lambda: talk.hide(world.nils, post, is_hidden=True),
        lambda: talk.hide(world.wim, post, is_hidden=True),
        lambda: opening.set_open(world.nils, world.page, "messages", is_on=False),
        lambda: opening.set_open(world.caleb, world.page, "messages", is_on=False),
        lambda: access.post(world.wim, post.pk),
        lambda: access.page(world.wim),
    )
    for verb in denied:
        with pytest.raises(PermissionDenied):
            verb()
    for reach in (lambda: access.post(world.nils, post.pk), lambda: access.comment(world.nils, comment.pk)):
        with pytest.raises(Http404):
            reach()
    assert access.post(world.caleb, post.pk) == post
    assert access.comment(world.caleb, comment.pk) == comment
    assert access.page(world.nils) == world.northwind_page


def test_a_page_that_is_switched_off_or_was_never_made_is_not_there(world: World) -> None:
    assert access.public_page("harbour") == world.page
    Channel.objects.filter(pk=world.page.channel_id).update(state="off")
    for slug in ("harbour", "nobody"):
        with pytest.raises(Http404):
            access.public_page(slug)
    Post.objects.all().delete()
    Page.objects.filter(pk=world.northwind_page.pk).delete()
    with pytest.raises(Http404, match="no page yet"):
        access.page(world.nils)
