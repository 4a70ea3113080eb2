"""What was said in public, open in the inbox: answered where it stands or privately, and never the one for the other."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from askfirst.brand.models import StoredFile
from askfirst.gate.models import Delivery
from askfirst.inbox.models import Reply, Thread, Unsent
from askfirst.sandbox import cast
from askfirst.wall import talk as wall_talk
from askfirst.wall.models import Comment, Post
from askfirst.work.models import CannedReply
from tests.profiles import sized
from tests.web.desk import Desk
from tests.web.guests import words

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tests.world import World


@pytest.fixture
def desk(world: World) -> Desk:
    """Under Harbour's post Yusuf and Tom speak; the conversation in hand is Yusuf's."""
    draft = wall_talk.publish(world.mara, world.page, "The terrace is open.", key="post")
    world.work()
    assert draft.delivery
    post = Post.objects.get()
    world.visitor("Tom", "comment", "With dogs?", target=post.external_id)
    world.visitor("Yusuf", "comment", "My last bag was stale!", target=post.external_id)
    return Desk(world.caleb)


def _thread(world: World, name: str = "Yusuf") -> Thread:
    return Thread.objects.get(contact=world.contact(name), post__gt=0)


def _at(world: World, part: str = "") -> str:
    return f"/inbox/{_thread(world).pk}/{part}"


def test_it_opens_in_the_inbox_with_the_post_above_and_others_folded(world: World, desk: Desk) -> None:
    page = desk.get(_at(world))
    shown, html = words(page), page.content.decode()
    stream = html[html.index('id="stream-items"') :]
    order = ["The terrace is open.", "1 comment of somebody else", "My last bag was stale!"]
    assert [stream.index(said) for said in order] == sorted(stream.index(said) for said in order)
    assert re.search(r'<details class="others"[^>]*>.*With dogs\?.*</details>', html, re.DOTALL)
    assert "Comment in public, Harbour Coffee" in shown
    assert "In public: everybody can read it" in shown
    assert "data-guard" in html


def test_a_public_answer_stands_there_with_its_state_and_then_as_what_everybody_reads(
    world: World, desk: Desk
) -> None:
    comment = Comment.objects.get(text__startswith="My last bag")
    answer = desk.post(
        _at(world, "answer/"), to=f"comment-{comment.pk}", text="We are sorry.", key="a1", known="0.0"
    )
    assert "Waiting to be sent" in words(answer)
    assert Reply.objects.get().thread == _thread(world)
    world.work()
    shown = desk.sees(_at(world))
    assert "Everybody can read it" in shown
    assert "Waiting to be sent" not in shown
    assert _thread(world).state == "waiting"
    assert Comment.objects.get(text="We are sorry.").answers == comment.external_id


def test_a_private_answer_is_one_of_one_and_leads_to_its_own_conversation(world: World, desk: Desk) -> None:
    comment = Comment.objects.get(text__startswith="My last bag")
    place = f"comment-{comment.pk}"
    before = desk.sees(_at(world, f"?way=private&to={place}"))
    assert "Private replies left: 1 of 1" in before
    assert "Only Yusuf can read it" in before
    after = words(desk.post(_at(world, "private/"), to=place, text="May I send you a fresh one?", key="p1"))
    assert "Answered privately" in after
    world.work()
    assert world.said_to("Yusuf") == ["May I send you a fresh one?"]
    page = desk.get(_at(world, f"?way=private&to={place}"))
    assert "Private replies left: 0 of 1" in words(page)
    assert f'href="/inbox/{world.thread("Yusuf").pk}/"' in page.content.decode()
    again = desk.post(_at(world, "private/"), to=place, text="And a second word", key="p2")
    assert "And a second word" in again.content.decode(), "what was typed is given back"
    assert Delivery.objects.filter(form="private_reply").count() == 1
    telling = desk.get(_at(world, f"?way=public&tell=1&to={place}"))
    assert "we have written to you privately" in telling.content.decode()


def test_a_colleagues_public_answer_holds_back_a_second_one(world: World, desk: Desk) -> None:
    target = f"comment-{Comment.objects.get(text__startswith='My last bag').pk}"
    Desk(world.mara).post(_at(world, "answer/"), to=target, text="Sorry, says Mara.", key="m1", known="0.0")
    held = words(
        desk.post(_at(world, "answer/"), to=target, text="Sorry, says Caleb.", key="c1", known="0.0")
    )
    assert "Mara Lind answered a moment ago" in held
    assert "Sorry, says Caleb." in held
    assert Reply.objects.count() == 1
    desk.post(_at(world, "answer/"), to=target, text="Sorry, says Caleb.", key="c2", all_the_same="1")
    assert Reply.objects.count() == 2


def test_what_nobody_put_a_name_to_is_answered_by_publishing_only(world: World, desk: Desk) -> None:
    post = Post.objects.get()
    row = Comment.objects.create(
        brand=world.harbour,
        channel=post.channel,
        post=post,
        is_anonymous=True,
        author="Somebody",
        text="Do you pay fairly?",
        said_at=post.said_at,
        external_id="nobody-1",
    )
    thread = Thread.objects.create(
        brand=world.harbour, channel=post.channel, kind="comment", post=post.pk, about=row.external_id
    )
    page = desk.get(f"/inbox/{thread.pk}/")
    shown = words(page)
    assert "can only be answered by publishing the answer" in shown
    assert "Answer privately" not in shown
    desk.post(f"/inbox/{thread.pk}/private/", to=f"comment-{row.pk}", text="Yes.", key="n1")
    assert not Delivery.objects.filter(form="private_reply").exists()
    desk.post(f"/inbox/{thread.pk}/answer/", to=f"comment-{row.pk}", text="Yes, we do.", key="n2")
    world.work()
    assert Comment.objects.get(text="Yes, we do.").answers == "nobody-1"
    for part in ("stream/", "head/", "verdict/", "why/"):
        assert desk.get(f"/inbox/{thread.pk}/{part}").status_code == 200


def test_hiding_and_notes_work_where_it_is_read(world: World, desk: Desk) -> None:
    comment = Comment.objects.get(text__startswith="My last bag")
    desk.post(_at(world, "note/"), text="@Mara she is a regular")
    assert "hidden" in words(desk.post(_at(world, "hide/"), to=f"comment-{comment.pk}"))
    comment.refresh_from_db()
    assert comment.hidden_at
    assert "she is a regular" in words(desk.post(_at(world, "hide/"), to=f"comment-{comment.pk}", on="no"))
    assert desk.browser.post(_at(world, "hide/"), {"to": "comment-99999"}).status_code == 404


@pytest.mark.parametrize(
    "typed", [{"text": ""}, {"text": "x" * 6000}, {"text": "Hello", "to": "comment-9x9"}]
)
def test_what_cannot_be_said_comes_back_with_a_sentence(
    world: World, desk: Desk, typed: dict[str, str]
) -> None:
    Comment.objects.filter(text__startswith="My last").update(taken_back_at=Post.objects.get().said_at)
    answer = desk.browser.post(_at(world, "answer/"), {"key": "k", **typed})
    assert 'role="alert"' in answer.content.decode() or "nothing to answer" in words(answer)
    assert not Reply.objects.exists()


def test_a_public_conversation_costs_the_same_however_much_stands_under_its_post(
    world: World, desk: Desk
) -> None:
    few = _queries(desk, _at(world))
    post = Post.objects.get()
    for number in range(sized(8, 40)):
        world.visitor("Yusuf", "comment", f"and {number}", target=post.external_id)
        world.visitor(f"Fan{number}", "comment", f"me too {number}", target=post.external_id)
    assert _queries(desk, _at(world)) <= few
    assert few <= 49


def _queries(desk: Desk, path: str) -> int:
    with CaptureQueriesContext(connection) as counted:
        assert desk.fragment(path, target="conversation").status_code == 200
    return len(counted)


def test_what_was_begun_for_all_and_for_one_alone_is_kept_apart_and_found_on_another_machine(
    world: World, desk: Desk
) -> None:
    about = Comment.objects.get(text__startswith="My last bag").external_id
    desk.sends(_at(world, "keep/"), {"mode": "public", "text": "We are sor", "about": about}, scripted=True)
    desk.sends(_at(world, "keep/"), {"mode": "private", "text": "Your addr", "about": about}, scripted=True)
    elsewhere = Desk(world.caleb)
    assert _typed(elsewhere.get(_at(world, "?way=public"))) == ("public", "We are sor")
    assert _typed(elsewhere.get(_at(world, "?way=private"))) == ("private", "Your addr")
    assert _typed(elsewhere.get(_at(world))) == ("private", "Your addr"), "what was worked on last"
    assert "Answer in public , begun" in elsewhere.sees(_at(world))
    sent = desk.sends(_at(world, "answer/"), {"mode": "public", "text": "We are sorry.", "key": "k"})
    assert sent.status_code == 302
    assert Unsent.objects.get(mode="public").text == ""
    assert Unsent.objects.get(mode="private").text == "Your addr"
    assert _typed(Desk(world.mara).get(_at(world)))[1] == "", "each has their own"


def test_what_was_begun_about_one_word_of_theirs_is_still_about_it_when_they_say_more(
    world: World, desk: Desk
) -> None:
    first = Comment.objects.get(text__startswith="My last bag")
    desk.sends(_at(world, "keep/"), {"mode": "public", "text": "Sorry", "about": first.external_id})
    world.visitor("Yusuf", "comment", "Hello?", target=Post.objects.get().external_id)
    assert f'name="to" value="comment-{first.pk}"' in desk.get(_at(world)).content.decode()
    newest = Comment.objects.get(text="Hello?")
    asked = desk.get(_at(world, f"?to=comment-{newest.pk}")).content.decode()
    assert f'name="to" value="comment-{newest.pk}"' in asked


def test_words_that_go_private_are_kept_as_private_and_stand_in_public_no_more(
    world: World, desk: Desk
) -> None:
    desk.sends(_at(world, "keep/"), {"mode": "private", "text": "Also:"})
    shown = desk.sends(
        _at(world, "answer/"), {"mode": "public", "text": "What is your number?", "go": "private"}
    )
    assert _typed(shown) == ("private", "What is your number?\nAlso:")
    assert _typed(desk.get(_at(world, "?way=public"))) == ("public", "")


@pytest.mark.parametrize("way", ["public", "private"])
def test_an_answer_is_undone_where_it_was_written_and_never_changes_its_readers(
    world: World, desk: Desk, settings: Any, way: str
) -> None:
    settings.UNDO_SECONDS = 10
    place = f"comment-{Comment.objects.get(text__startswith='My last bag').pk}"
    path = "answer/" if way == "public" else "private/"
    sent = desk.sends(_at(world, path), {"to": place, "text": "So sorry", "key": "k"}, scripted=True)
    undo = re.search(
        r'action="(/inbox/replies/\d+/undo/)".*?data-countdown', sent.content.decode(), re.DOTALL
    )
    assert undo
    back = desk.sends(undo[1], {"back": str(_thread(world).pk)}, scripted=True)
    assert _typed(back) == (way, "So sorry")
    assert Delivery.objects.get(about__gt="", state="stopped")
    again = desk.sends(_at(world, path), {"to": place, "text": "So very sorry", "key": "k2"}, scripted=True)
    assert "Sending…" in words(again) or "Answered privately" in words(again)


def test_files_go_where_the_kind_of_answer_takes_them_and_elsewhere_a_sentence_says_so(
    world: World, desk: Desk
) -> None:
    page = desk.get(_at(world, "?way=public")).content.decode()
    assert 'type="file"' not in page, "the wall of the page shows words"
    refused = desk.sends(_at(world, "files/"), {"mode": "public", "files": _picture()}, scripted=True)
    assert "The page takes no files here. Send a link instead." in words(refused)
    assert 'type="file"' in desk.get(_at(world, "?way=private")).content.decode()
    desk.sends(_at(world, "files/"), {"mode": "private", "files": _picture()}, scripted=True)
    assert "photo.png" in desk.sees(_at(world, "?way=private"))
    assert "photo.png" not in desk.sees(_at(world, "?way=public"))
    kept = StoredFile.objects.get().token
    desk.sends(_at(world, "private/"), {"mode": "private", "text": "Look", "kept": kept, "key": "f"})
    assert [file.name for file in Delivery.objects.get(form="private_reply").files.all()] == ["photo.png"]
    tried = desk.sends(_at(world, "answer/"), {"mode": "public", "text": "Look", "files": _picture()})
    assert "takes no files here" in words(tried)


def test_ready_words_are_put_into_the_answer_that_is_written(world: World, desk: Desk) -> None:
    row = CannedReply.objects.create(
        brand=world.harbour, member=world.caleb, name="sorry", text="Sorry {first_name|there}, {help_phone}"
    )
    found = desk.fragment(_at(world, "canned/?q=so"))
    assert f'data-take="{_at(world)}canned/{row.pk}/"' in found.content.decode()
    shown = desk.sends(_at(world, "put-in/"), {"mode": "public", "text": "Hello.", "canned_name": "sorry"})
    assert _typed(shown) == ("public", "Hello.\nSorry Yusuf, {help_phone}")
    gap = desk.sends(_at(world, "answer/"), {"mode": "public", "text": "Call {help_phone}"})
    assert "Nobody has filled in {help_phone} yet" in words(gap)
    assert desk.sends(_at(world, "send-later/"), {"text": "x", "at": "tomorrow"}).status_code == 404


def test_a_text_is_counted_by_the_networks_own_unit_in_every_language(world: World, desk: Desk) -> None:
    world.harbour.channels.update(network="bluesky")
    page = desk.get(_at(world, "?way=public"), HTTP_ACCEPT_LANGUAGE="de").content.decode()
    assert 'data-limit="300" data-unit="graphemes"' in page


def _typed(answer: HttpResponse) -> tuple[str, str]:
    """Whether all or one alone would read it, and what stands in the composer."""
    html = answer.content.decode()
    way = re.search(r'<form class="reply-form public-form".*?name="mode" value="(\w+)"', html, re.DOTALL)
    text = re.search(r'<textarea[^>]*id="reply-text"[^>]*>([^<]*)</textarea>', html)
    assert way
    assert text
    return way[1], text[1]


def _picture() -> SimpleUploadedFile:
    return SimpleUploadedFile("photo.png", cast.picture(), content_type="image/png")
