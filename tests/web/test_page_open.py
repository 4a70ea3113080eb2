"""What a visitor can do on the page and what is closed, by its owner or because it is not everywhere yet; and questions."""

from __future__ import annotations

import gzip
import re
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

import pytest
from django.core import signing
from django.test import Client

from askfirst.brand import rollout
from askfirst.brand.rollout import Wanted
from askfirst.inbox.models import Message
from askfirst.people.models import Contact, Handle
from askfirst.wall import asks, opening
from askfirst.wall import talk as wall
from askfirst.wall.models import Comment, Post
from askfirst.web.page_forms import SHOWN_SALT
from askfirst.wire import intake
from askfirst.wire.models import Event
from tests.web.desk import Desk
from tests.web.guests import Guest, shut, words

if TYPE_CHECKING:
    from pytest_django.fixtures import DjangoAssertNumQueries

    from tests.world import World

PACKED = b"\x1f\x8b"
MOST = 100_000
"""Bytes of the first load, compressed, without pictures."""


@pytest.fixture
def guest(world: World) -> Guest:
    return Guest(world)


def open_up(world: World, *places: str, is_on: bool = True) -> None:
    for place in places:
        opening.set_open(world.olivia, world.page, place, is_on=is_on)


def publish(world: World, text: str = "New beans are here") -> Post:
    wall.publish(world.mara, world.page, text, key=text)
    world.work()
    return Post.objects.get(text=text)


@pytest.mark.row("T3")
def test_questions_are_off_until_the_owner_says_otherwise(guest: Guest) -> None:
    assert "Ask a question" not in guest.sees()
    assert "Questions" not in guest.sees(), "what is closed is no news to whoever never had it"
    answer = guest.post("ask/", text="May I?", key="k")
    assert answer.status_code == 409
    assert "Questions are closed." in words(answer)
    assert "May I?" in answer.content.decode(), "what was typed is kept"
    assert not Event.objects.exists()
    open_up(guest.world, "asks")
    assert "Ask a question" in guest.sees()
    assert "without my name" not in guest.sees()


@pytest.mark.row("T3")
def test_what_was_asked_is_the_askers_alone_until_it_is_answered(guest: Guest) -> None:
    world, other = guest.world, Guest(guest.world, name="Otto")
    open_up(world, "asks")
    answer = guest.browser.post("/@harbour/ask/", {"name": "Mina", "text": "Is there decaf?", "key": "k"})
    assert answer.status_code == 302
    assert "Asked, not answered yet" in guest.sees("messages/"), "before the worker has seen it"
    world.work()
    assert "Asked, not answered yet" in guest.sees("messages/")
    asked = Post.objects.get(kind="ask")
    for path in ("", "messages/"):
        assert "decaf" not in other.sees(path)
    assert "decaf" not in guest.sees(), "the wall does not show it to them either"
    assert guest.get(f"posts/{asked.pk}/").status_code == 404
    assert guest.post(f"posts/{asked.pk}/comment/", text="x", key="c").status_code == 404
    asks.publish_answer(world.caleb, asked, "Yes, on Fridays.", key="a")
    world.work()
    assert "answered your question in public" in guest.sees("messages/")
    for one in (guest, other):
        assert "Is there decaf?" in one.sees()
        assert "Yes, on Fridays." in one.sees()


def test_what_the_worker_places_while_a_screen_is_made_stands_there_once(
    guest: Guest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It waited when we asked for what waits, and was in its place when we read that."""
    world = guest.world
    open_up(world, "asks", "posts", "comments")
    wall.publish(world.mara, world.page, "New beans are here", key="beans")
    world.work()
    post = Post.objects.get()
    pending = intake.pending

    def then_placed(*asked: Any) -> list[Any]:
        found = pending(*asked)
        world.work()
        return found

    monkeypatch.setattr(intake, "pending", then_placed)
    for path, where in (
        ("write/", ""),
        (f"posts/{post.pk}/comment/", f"posts/{post.pk}/"),
        ("message/", "message/"),
        ("ask/", "messages/"),
    ):
        said = f"Said by {path}"
        assert guest.post(path, text=said, key=path).status_code == 302
        for _ in range(2):
            assert guest.sees(where).count(said) == 1, path


@pytest.mark.row("T3")
def test_who_asks_without_a_name_is_nobody_for_us_and_finds_the_answer_in_their_browser(guest: Guest) -> None:
    world, other = guest.world, Guest(guest.world)
    open_up(world, "asks")
    refused = guest.browser.post("/@harbour/ask/", {"text": "Who am I?", "nameless": "yes", "key": "k"})
    assert refused.status_code == 409
    assert "with a name only" in words(refused)
    open_up(world, "anonymous_asks")
    answer = guest.browser.post("/@harbour/ask/", {"text": "Who am I?", "nameless": "yes", "key": "k"})
    assert answer.status_code == 302
    assert [name for name in answer.cookies if name.startswith("askfirst_visitor")] == []
    assert "Who am I?" in guest.sees("messages/")
    world.work()
    assert not Contact.objects.exists()
    assert not Handle.objects.exists()
    told = Event.objects.get()
    assert b'"visitor":""' in bytes(told.raw)
    assert "without your name" in guest.sees("messages/")
    assert "Who am I?" not in other.sees("messages/")
    asks.publish_answer(world.caleb, Post.objects.get(), "Somebody.", key="a")
    world.work()
    assert "Somebody who gave no name" in other.sees()
    assert "answered your question in public" in guest.sees("messages/")
    guest.post("you/forget/")
    assert "Who am I?" not in guest.sees("messages/")


def test_how_long_the_form_was_open_is_signed_and_no_visitor_can_say_it(guest: Guest) -> None:
    world = guest.world
    open_up(world, "asks")
    shown = {"now": int(time.time()), "long ago": int(time.time()) - 90}
    for text, moment in shown.items():
        guest.post("ask/", text=text, key=text, shown=signing.dumps(moment, salt=SHOWN_SALT))
    guest.post("ask/", text="made up", key="x", shown="12345")
    world.work()
    assert {post.text: post.hints for post in Post.objects.all()} == {
        "now": ["fast"],
        "long ago": [],
        "made up": [],
    }


@pytest.mark.row("T4")
def test_one_person_asks_only_so_often_in_a_day_and_keeps_what_they_typed(guest: Guest) -> None:
    world = guest.world
    open_up(world, "asks")
    opening.limit_asks(world.olivia, world.page, 2)
    guest.post("ask/", text="one", key="1")
    guest.post("ask/", text="two", key="2")
    answer = guest.post("ask/", text="three", key="3")
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert "takes 2 questions a day" in words(answer)
    assert "three" in answer.content.decode()
    world.work()
    assert Post.objects.filter(kind="ask").count() == 2


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Write your question first"),
        ("x" * 1001, "1,000 fit"),
        ("\x7fELF\x02\x01\x01\x00\x00\x00" * 20, "does not look like text"),
    ],
)
def test_what_is_no_question_is_refused_with_a_sentence(guest: Guest, typed: str, sentence: str) -> None:
    open_up(guest.world, "asks")
    answer = guest.post("ask/", text=typed, key="k")
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert not Event.objects.exists()


@pytest.mark.row("F6")
def test_comments_and_posts_can_be_closed_and_what_was_typed_is_kept(guest: Guest) -> None:
    world = guest.world
    post = publish(world)
    assert "Comment in public" in guest.sees()
    open_up(world, "comments", "posts", is_on=False)
    seen = guest.sees()
    assert "Comment in public" not in seen
    assert "Write on the wall" not in seen
    assert "Comments" not in seen
    assert "What is open here Messages" in seen
    for path, text in ((f"posts/{post.pk}/comment/", "My comment"), ("write/", "My post")):
        answer = guest.post(path, text=text, key=text)
        assert answer.status_code == 409
        assert "has switched them off" in words(answer)
        assert text in answer.content.decode()
    assert "Comments are closed." in guest.sees(f"posts/{post.pk}/")
    world.work()
    assert not Comment.objects.exists()
    open_up(world, "comments", "posts")
    guest.post(f"posts/{post.pk}/comment/", text="My comment", key="again")
    world.work()
    assert Comment.objects.get().text == "My comment"


@pytest.mark.row("F7")
@pytest.mark.parametrize(
    ("feature", "path", "sentence"),
    [
        ("messages", "message/", "Messages have not come to everybody yet, and not to you."),
        ("asks", "ask/", "Questions have not come to everybody yet, and not to you."),
        ("posts", "write/", "Posts by visitors have not come to everybody yet, and not to you."),
        ("likes", "like/", "Likes have not come to everybody yet, and not to you."),
    ],
)
def test_who_does_not_have_a_feature_yet_is_told_so_and_loses_nothing(
    guest: Guest, feature: str, path: str, sentence: str
) -> None:
    world = guest.world
    open_up(world, "asks")
    rollout.roll_out(world.olivia, feature, Wanted(share=0))
    answer = guest.browser.post(
        f"/@harbour/{path}", {"name": "Mina", "text": "These are mine", "key": "k"}, follow=True
    )
    assert sentence in words(answer)
    if feature != "likes":
        assert answer.status_code == 409
        assert "These are mine" in answer.content.decode()
        assert (
            "not for you yet" if feature == "messages" else "not everywhere yet, and not for you"
        ) in guest.sees()
    assert not Event.objects.exists()
    rollout.roll_out(world.olivia, feature, Wanted())
    assert guest.post(path, text="These are mine", key="k").status_code == 302
    assert Event.objects.count() == 1


@pytest.mark.row("F7")
def test_half_of_the_visitors_have_it_and_each_has_it_every_time(world: World) -> None:
    rollout.roll_out(world.olivia, "messages", Wanted(share=50))
    guests = [Guest(world, name=f"Guest {number}") for number in range(24)]
    seen = ["not for you yet" in guest.sees() for guest in guests]
    assert 4 < sum(seen) < 20
    assert ["not for you yet" in guest.sees() for guest in guests] == seen
    assert not Contact.objects.exists()
    having = guests[seen.index(False)]
    having.write("Hello")
    assert "not for you yet" not in having.sees(), "whoever becomes known keeps their place"
    having.post("you/forget/")
    kept = {name for name, cookie in having.browser.cookies.items() if cookie.value}
    assert kept <= {"askfirst_csrf", "messages"}


@pytest.mark.row("F7")
def test_country_and_name_open_it_too(world: World) -> None:
    guest = Guest(world)
    guest.write("Hello")
    guest.browser.cookies["askfirst_language"] = "en"  # they chose to read English, wherever they are
    rollout.roll_out(world.olivia, "messages", Wanted(share=100, countries=("DE",)))
    for language, is_open in (
        ("de-DE,de;q=0.9", True),
        ("de", False),
        ("en-GB", False),
        ("zh-Hant-DE", True),
        ("", False),
    ):
        answer = guest.get(headers={"Accept-Language": language})
        assert ("not for you yet" not in words(answer)) is is_open, language
    Contact.objects.update(country="DE")
    assert "not for you yet" not in guest.sees(), "what the team knows of somebody counts first"
    rollout.roll_out(world.olivia, "messages", Wanted(share=0, contacts=(Contact.objects.get().pk,)))
    assert "not for you yet" not in guest.sees()
    rollout.roll_out(world.olivia, "messages", Wanted(share=0, members=(world.caleb.pk,)))
    assert "not for you yet" in guest.sees()
    assert "not for you yet" not in Desk(world.caleb).sees("/@harbour/")
    assert "not for you yet" in Desk(world.olivia).sees("/@harbour/")


def test_what_was_said_stays_readable_where_the_feature_went_away(guest: Guest) -> None:
    guest.write("Are you open?")
    rollout.roll_out(guest.world.olivia, "messages", Wanted(share=0))
    assert "Are you open?" in guest.sees("message/")


@pytest.mark.row("F7")
def test_the_websites_button_can_come_later_than_the_pages_own(guest: Guest) -> None:
    world = guest.world
    rollout.roll_out(world.olivia, "website_button", Wanted(share=0))
    assert "not to you" not in guest.sees("message/")
    framed = {"Sec-Fetch-Dest": "iframe", "Sec-Fetch-Site": "same-site"}
    assert "Messages have not come to everybody yet" in words(guest.get("message/", headers=framed))
    answer = guest.browser.post(
        "/@harbour/message/", {"name": "Mina", "text": "x", "key": "k"}, headers=framed
    )
    assert answer.status_code == 409


@pytest.mark.row("E7")
def test_the_greeting_is_read_when_they_open_a_conversation_and_nobody_is_sent_one(guest: Guest) -> None:
    assert "Hello!" in guest.sees("message/")
    assert "Hello!" not in guest.sees()
    guest.write("Good morning")
    assert "Hello!" not in guest.sees("message/"), "it greets who begins"
    assert not Message.objects.filter(is_ours=True).exists()


def test_the_page_asks_the_database_equally_often_however_much_is_open(
    guest: Guest, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    world = guest.world
    for number in range(12):
        publish(world, f"post {number}")
    open_up(world, "asks", "anonymous_asks")
    guest.write("Hello")
    guest.get()
    with django_assert_num_queries(13):
        guest.get()
    stranger = Guest(world)
    with django_assert_num_queries(7):
        stranger.get()


def test_the_first_load_is_small(world: World) -> None:
    """Everything that a browser fetches for the page, as it is served; pictures are the owner's to choose."""
    for number in range(12):
        publish(world, f"post {number} " + "about the beans of this week " * 12)
    open_up(world, "asks", "anonymous_asks")
    page = _fetched("/@harbour/")
    weighed = {"/@harbour/": len(page)}
    waiting = re.findall(r'(?:href|src)="(/(?:static|brand)/[^"#]+)', gzip.decompress(page).decode())
    while waiting:
        path = waiting.pop()
        if path in weighed:
            continue
        content = _fetched(path)
        weighed[path] = len(content)
        if path.endswith(".css") and content.startswith(PACKED):
            sheet = gzip.decompress(content).decode()
            waiting += [urljoin(path, one) for one in re.findall(r'@import url\("([^"]+)"\)', sheet)]
    assert len(weighed) > 10
    assert any(path.endswith(".woff2") for path in weighed)
    assert sum(weighed.values()) < MOST, sorted(weighed.items(), key=lambda one: -one[1])


def test_words_are_compressed_for_who_takes_them_so_and_pictures_are_not(guest: Guest) -> None:
    plain = guest.get()
    assert "Content-Encoding" not in plain.headers
    assert "Accept-Encoding" in plain.headers["Vary"]
    packed = guest.get(headers={"Accept-Encoding": "gzip, br"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert int(packed.headers["Content-Length"]) == len(packed.content)
    assert "Harbour Coffee" in gzip.decompress(packed.content).decode()
    for number in (1, 2):
        assert gzip.decompress(_fetched("/static/vendor/htmx/htmx.min.js")).startswith(b"var htmx"), number
    assert not _fetched("/static/vendor/inter/inter-latin-wght-normal.woff2").startswith(PACKED)
    part = guest.browser.get(
        "/static/askfirst/page.css", headers={"Accept-Encoding": "gzip", "Range": "bytes=0-9"}
    )
    assert part.status_code == 206
    assert len(part.getvalue()) == 10
    shut(part)


def _fetched(path: str) -> bytes:
    answer = Client().get(path, headers={"Accept-Encoding": "gzip"})
    assert answer.status_code == 200, path
    content: bytes = answer.getvalue()
    shut(answer)
    return content
