"""What a visitor can do on the page, what is refused, and that nothing they typed is lost."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from askfirst.brand.changes import newest
from askfirst.inbox.models import Message
from askfirst.people import speaking
from askfirst.people.models import Contact, Relationship
from askfirst.wall import opening
from askfirst.wall import talk as wall
from askfirst.wall.models import Comment, Post
from askfirst.web import visitor
from askfirst.wire.models import Event
from tests.web.guests import Guest, words

if TYPE_CHECKING:
    from pytest_django.fixtures import DjangoAssertNumQueries, SettingsWrapper

    from tests.world import World

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 64


@pytest.fixture
def guest(world: World) -> Guest:
    return Guest(world)


def _post(world: World, text: str = "New beans are here") -> Post:
    wall.publish(world.mara, world.page, text, key=text)
    world.work()
    return Post.objects.get(text=text)


def test_who_only_looks_gets_no_cookie_of_ours_and_becomes_nobodys_contact(guest: Guest) -> None:
    answer = guest.get()
    assert answer.status_code == 200
    assert not [name for name in answer.cookies if name.startswith("askfirst_visitor")]
    assert Contact.objects.count() == 0
    assert "never writes to you first" in words(answer)


def test_a_message_reaches_the_team_and_its_writer_sees_it_before_the_worker_does(guest: Guest) -> None:
    guest.post("message/", text="Are you open on Sunday?", key="k1")
    assert "Are you open on Sunday?" in guest.sees("message/")
    guest.world.work()
    message = Message.objects.get()
    assert (message.author, message.text, message.is_ours) == ("Mina", "Are you open on Sunday?", False)
    assert "Are you open on Sunday?" in guest.sees("messages/")


def test_a_deed_costs_one_look_at_the_page_and_one_row(
    guest: Guest, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    guest.write()
    with django_assert_num_queries(4):  # the page, and the row between its savepoint's two ends
        guest.post("message/", text="And on Monday?", key="k2")


def test_a_refused_form_comes_back_on_a_screen_that_goes_on_from_the_newest_change(guest: Guest) -> None:
    guest.write()
    answer = guest.post("message/", text="", key="k2")
    assert answer.status_code == 422
    assert f'data-last="{newest()}"' in answer.content.decode()
    assert guest.world.harbour.name in words(answer)


def test_the_cookie_cannot_be_read_by_scripts_and_travels_to_this_site_only(guest: Guest) -> None:
    cookie = guest.write().cookies[f"askfirst_visitor_{guest.world.harbour.pk}"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_sending_the_same_form_twice_is_one_message_and_other_words_are_another(guest: Guest) -> None:
    for text in ("Hello", "Hello", "Hello again"):
        guest.write(text, key="same")
    assert list(Message.objects.order_by("pk").values_list("text", flat=True)) == ["Hello", "Hello again"]


def test_nothing_is_written_to_inbox_or_wall_before_the_wire_has_routed_it(guest: Guest) -> None:
    post = _post(guest.world)
    guest.post("message/", text="one", key="a")
    guest.post("write/", text="two", key="b")
    guest.post(f"posts/{post.pk}/comment/", text="three", key="c")
    guest.post("like/", key="d")
    assert Event.objects.filter(routed_at=None).count() == 4
    assert not Message.objects.exists()
    assert not Comment.objects.exists()
    seen = guest.sees()
    assert "two" in seen
    assert "three" in seen
    assert "Liked" in seen


def test_a_like_can_be_taken_back(guest: Guest) -> None:
    guest.post("like/", on="yes", key="a")
    guest.world.work()
    assert Relationship.objects.get().until is None
    guest.post("like/", on="no", key="b")
    guest.world.work()
    assert Relationship.objects.get().until is not None
    assert "Liked" not in guest.sees()


@pytest.mark.parametrize(
    ("deed", "screen", "shown"),
    [("like/", "", "Liked"), ("message/", "messages/", "A word"), ("ask/", "messages/", "A word")],
)
def test_a_deed_that_finds_its_place_while_a_screen_is_made_is_shown_there(
    deed: str, screen: str, shown: str, guest: Guest, monkeypatch: pytest.MonkeyPatch
) -> None:
    opening.set_open(guest.world.olivia, guest.world.page, "asks", is_on=True)
    guest.post(deed, key="a", text="A word")
    asked = visitor.contacts

    def then_the_worker(*who: Any) -> list[Contact]:
        found = asked(*who)
        guest.world.work()
        return found

    monkeypatch.setattr(visitor, "contacts", then_the_worker)
    assert shown in guest.sees(screen)


def test_a_picture_alone_is_a_message(guest: Guest) -> None:
    guest.write("", files=SimpleUploadedFile("cup.png", PNG))
    assert Message.objects.get().files.get().content_type == "image/png"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Write a few words first"),
        (" \n\t ", "Write a few words first"),
        ("\x00\x01\x02", "Write a few words first"),
        ("\x7fELF\x02\x01\x01\x00\x00\x00" * 20, "does not look like text"),
        ("x" * 5001, "5,000 fit"),
    ],
)
def test_what_is_no_message_is_refused_with_a_sentence_and_the_words_stay(
    guest: Guest, typed: str, sentence: str
) -> None:
    answer = guest.post("message/", text=typed, key="k")
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert not Event.objects.exists()
    if typed.isprintable() and typed.strip():
        assert typed in answer.content.decode()


def test_five_thousand_characters_fit_however_the_browser_counts_line_ends(guest: Guest) -> None:
    text = "\r\n".join(["x" * 99] * 50)
    assert guest.write(text).status_code == 302
    assert len(Message.objects.get().text) == 4_999


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "مرحبا\u200f بكم", "👩‍👩‍👧‍👦" * 200, "a\x08b\x0bc", "{{ 7|add:7 }}"]
)
def test_any_words_arrive_as_they_were_meant_and_run_nowhere(guest: Guest, text: str) -> None:
    guest.write(text)
    kept = Message.objects.get().text
    assert kept == "".join(letter for letter in text if letter not in "\x08\x0b")
    page = guest.get("messages/", follow=True).content.decode()
    assert "<script>alert" not in page


def test_files_that_are_too_large_are_refused_and_the_words_stay(guest: Guest) -> None:
    large = SimpleUploadedFile("film.mov", b"0" * 10_000_001)
    answer = guest.post("message/", text="Look at this", key="k", files=large)
    assert answer.status_code == 422
    assert "10 MB fit" in words(answer)
    assert "Look at this" in answer.content.decode()


def test_a_name_is_asked_once(guest: Guest) -> None:
    assert guest.browser.post("/@harbour/message/", {"text": "Hi", "key": "k"}).status_code == 422
    guest.write("Hi")
    assert guest.browser.post("/@harbour/message/", {"text": "Hi again", "key": "l"}).status_code == 302


def test_who_sends_very_often_waits_and_keeps_what_they_typed(
    guest: Guest, settings: SettingsWrapper
) -> None:
    settings.FORM_LIMIT = 2
    guest.write("one", key="1")
    guest.write("two", key="2")
    answer = guest.post("message/", text="three <b>", key="3")
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 61
    assert "three &lt;b&gt;" in answer.content.decode()
    assert Event.objects.count() == 2


def test_one_address_of_the_net_has_a_limit_too_and_a_made_up_header_does_not_lift_it(
    world: World, settings: SettingsWrapper
) -> None:
    settings.FORM_LIMIT = 1
    codes = [
        Client()
        .post(
            "/@harbour/message/",
            {"name": "x", "text": "x", "key": str(number)},
            headers={"X-Forwarded-For": f"10.0.0.{number}"},
        )
        .status_code
        for number in range(11)
    ]
    assert codes[:10] == [302] * 10
    assert codes[10] == 429


def test_messages_can_be_switched_off_and_the_button_says_so_at_once(guest: Guest) -> None:
    guest.write("before")
    opening.set_open(guest.world.olivia, guest.world.page, "messages", is_on=False)
    assert "Messages are off" in guest.sees()
    answer = guest.post("message/", text="These words are mine", key="z")
    assert answer.status_code == 409
    assert "not taking messages at the moment" in words(answer)
    assert "These words are mine" in answer.content.decode()
    guest.world.work()
    assert Message.objects.count() == 1
    assert "before" in guest.sees("message/")
    opening.set_open(guest.world.olivia, guest.world.page, "messages", is_on=True)
    assert "Messages are off" not in guest.sees()


def test_a_form_without_its_proof_is_refused_and_gives_the_words_back(world: World) -> None:
    browser = Client(enforce_csrf_checks=True)
    answer = browser.post("/@harbour/message/", {"name": "x", "text": "My long letter"})
    assert answer.status_code == 403
    assert "My long letter" in answer.content.decode()
    assert "Nothing was sent" in words(answer)


def test_an_enormous_form_is_refused_with_a_sentence(guest: Guest) -> None:
    answer = guest.browser.post(
        "/@harbour/message/", "text=" + "x" * 3_000_000, "application/x-www-form-urlencoded"
    )
    assert answer.status_code == 413
    assert "too much at once" in words(answer)


def test_bytes_that_are_no_form_at_all_do_no_harm(guest: Guest) -> None:
    for kind in ("multipart/form-data; boundary=x", "multipart/form-data", "application/json", "text/plain"):
        answer = guest.browser.generic(
            "POST", "/@harbour/message/", b"\xff\xfe\x00--x\r\n", content_type=kind
        )
        assert answer.status_code in {400, 422}
    assert not Event.objects.exists()


def test_the_wall_is_read_in_pages_and_costs_the_same_however_much_is_said(
    guest: Guest, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(12):
        post = _post(guest.world, f"post {number:02}")
        for reply in range(3):
            guest.world.visitor("Ana", "comment", f"c{reply} of {number:02}", target=post.external_id)
    with django_assert_max_num_queries(8):
        first = guest.get()
    assert "post 11" in words(first)
    assert "post 01" not in words(first)
    address = re.search(r'href="(\?after=[^"#]+)', first.content.decode())
    assert address
    following = guest.get(address.group(1))
    assert "post 01" in words(following)
    assert "post 11" not in words(following)


@pytest.mark.parametrize("after", ["x", "_", "2026-01-01_x", "2026-01-01T00:00:00_1", "9" * 400, "\x00"])
def test_an_address_that_nobody_was_given_is_not_found_and_breaks_nothing(guest: Guest, after: str) -> None:
    assert guest.get(f"?after={after}").status_code in {200, 404}


def test_many_comments_show_the_newest_and_a_way_to_the_others(guest: Guest) -> None:
    post = _post(guest.world)
    for number in range(9):
        guest.world.visitor("Ana", "comment", f"comment number {number}", target=post.external_id)
    seen = guest.sees()
    assert "Show 4 earlier comments" in seen
    assert "comment number 0" not in seen
    assert "comment number 0" in guest.sees(f"posts/{post.pk}/")


def test_what_the_team_hid_is_gone_for_visitors(guest: Guest) -> None:
    post = _post(guest.world)
    guest.world.visitor("Ana", "comment", "rude words", target=post.external_id)
    wall.hide(guest.world.caleb, Comment.objects.get(), is_hidden=True)
    assert "rude words" not in guest.sees()
    wall.hide(guest.world.caleb, post, is_hidden=True)
    assert "New beans" not in guest.sees()
    assert guest.get(f"posts/{post.pk}/").status_code == 404
    assert guest.post(f"posts/{post.pk}/comment/", text="x", key="k").status_code == 404


def test_the_page_works_under_the_strictest_policy(guest: Guest) -> None:
    _post(guest.world)
    guest.write()
    for path in ("", "message/", "messages/", "you/", "stop/", "come-in/"):
        answer = guest.get(path, follow=True)
        html = answer.content.decode()
        assert "style=" not in html
        assert "onclick" not in html
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
        assert all("src=" in part or "json" in part for part in html.split("<script")[1:])


def test_an_empty_upload_is_no_message(guest: Guest) -> None:
    answer = guest.browser.post(
        "/@harbour/message/", {"name": "x", "text": "", "key": "k", "files": BytesIO(b"")}
    )
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("told", "kept"), [("Europe/Lisbon", "Europe/Lisbon"), ("Middle/Earth", ""), ("", "")]
)
def test_where_a_visitor_is_is_known_when_their_browser_says_it(guest: Guest, told: str, kept: str) -> None:
    guest.write(zone=told)
    assert Contact.objects.get(name="Mina").time_zone == kept


@pytest.mark.usefixtures("_afterwards_english")
def test_the_language_in_which_the_page_spoke_to_them_is_kept_with_their_address(guest: Guest) -> None:
    guest.browser.cookies["askfirst_language"] = "de"
    guest.write()
    mina = Contact.objects.get(name="Mina")
    assert (mina.language, mina.handles.get().language) == ("de", "de")
    guest.browser.cookies["askfirst_language"] = "ar"
    guest.write("And on Monday?", key="k2")
    mina.refresh_from_db()
    assert speaking.language(mina) == "ar", "the newest holds"
    assert mina.language == "de", "what they were known to speak stays"
    mina.handles.update(language="")
    assert speaking.language(mina) == "de"
    Contact.objects.update(language="pt-BR")
    mina.refresh_from_db()
    assert speaking.language(mina) == "en", (
        "in a language that the product does not speak nothing can be said"
    )


@pytest.mark.usefixtures("_afterwards_english")
def test_a_question_without_a_name_leaves_no_language_either(guest: Guest) -> None:
    guest.world.page.takes_asks = guest.world.page.takes_anonymous_asks = True
    guest.world.page.save()
    guest.browser.cookies["askfirst_language"] = "de"
    guest.post("ask/", text="Do you roast decaf?", nameless="yes", key="k")
    assert b'"language":"de"' not in bytes(Event.objects.get().raw)
