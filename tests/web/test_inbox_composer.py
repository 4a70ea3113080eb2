"""Writing an answer: the verdict before anything is typed, and nothing typed is ever lost."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from askfirst.brand.models import Channel
from askfirst.consent import ledger
from askfirst.consent.models import Suppression
from askfirst.drafts.models import Draft
from askfirst.gate.models import Decision, Delivery
from askfirst.inbox import talk
from askfirst.people.resolve import Seen, resolve
from tests.web.desk import SCRIPTED, Desk
from tests.web.guests import words
from tests.world import days_ago

if TYPE_CHECKING:
    from askfirst.inbox.models import Thread
    from tests.world import World


@pytest.fixture
def desk(world: World) -> Desk:
    world.visitor("Ana", "message", "Are you open on Sunday?")
    return Desk(world.caleb)


def _at(world: World, part: str = "") -> str:
    return f"/inbox/{world.thread('Ana').pk}/{part}"


def _bar(html: str) -> str:
    return html[html.index('id="verdict"') :][:900]


def test_the_verdict_stands_above_the_composer_before_anything_is_typed(world: World, desk: Desk) -> None:
    html = desk.get(_at(world)).content.decode()
    assert 'class="verdict verdict-bar allow"' in html
    assert "You may write" in _bar(html)
    assert html.index("They wrote to you here") < html.index('id="reply-text"')


def test_a_promotion_is_asked_for_anew_and_answered_with_other_ways(world: World, desk: Desk) -> None:
    answer = desk.fragment(_at(world, "verdict/?purpose=marketing"))
    assert "Only this way" in words(answer)
    assert "they have not agreed to that" in words(answer)
    assert "Say it to everybody in a post on the wall" in words(answer)
    assert "Cannot be sent this way. Your text is kept." in words(answer)


def test_a_refused_text_stays_with_its_writer_and_nothing_leaves(world: World, desk: Desk) -> None:
    answer = desk.post(_at(world, "reply/"), text="20% off today", purpose="marketing", key="k")
    html = answer.content.decode()
    assert re.search(r'<textarea[^>]*id="reply-text"[^>]*>20% off today</textarea>', html)
    assert "Not sent" in words(answer)
    assert Decision.objects.get().verdict == "deny"
    assert not Delivery.objects.exists()


def test_trying_anew_does_not_pile_refusals_up(world: World, desk: Desk) -> None:
    for number in range(3):
        answer = desk.post(_at(world, "reply/"), text="20% off", purpose="marketing", key=f"k{number}")
    assert answer.content.decode().count("is-reply reply-refused") == 1
    assert Draft.objects.count() == 3, "the record keeps them all"


def test_a_scripted_answer_brings_the_stream_and_a_fresh_composer(world: World, desk: Desk) -> None:
    answer = desk.browser.post(
        _at(world, "reply/"), {"text": "Yes.", "key": "k", "purpose": "reply"}, **SCRIPTED
    )
    html = answer.content.decode()
    assert "Waiting to be sent" in html
    assert '<div id="composer" hx-swap-oob="outerHTML">' in html
    assert re.search(r'id="reply-text"[^>]*></textarea>', html)
    key = re.search(r'name="key" value="([^"]+)"', html)
    assert key
    assert key[1] != "k"


def test_pressing_send_twice_says_it_once(world: World, desk: Desk) -> None:
    for _ in range(2):
        desk.post(_at(world, "reply/"), text="Yes.", key="the same form")
    world.work()
    assert world.said_to("Ana") == ["Yes."]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("", "nothing to send yet"), ("   ", "nothing to send yet"), ("x" * 5001, "5,000 fit")],
)
def test_what_cannot_be_sent_is_told_and_given_back(
    world: World, desk: Desk, typed: str, sentence: str
) -> None:
    answer = desk.post(_at(world, "reply/"), text=typed, key="k")
    assert sentence in words(answer)
    assert typed in answer.content.decode()
    assert not Draft.objects.exists()


def test_line_ends_and_null_bytes_are_mended(world: World, desk: Desk) -> None:
    desk.post(_at(world, "reply/"), text="one\r\ntwo\x00", key="k")
    world.work()
    assert world.said_to("Ana") == ["one\ntwo"]


def test_why_names_every_layer_with_source_date_and_rule(world: World, desk: Desk) -> None:
    said = words(desk.fragment(_at(world, "why/?purpose=marketing")))
    for layer in ("The network", "The law", "What they agreed to", "Your own rules", "Manners"):
        assert layer in said
    assert "consent-base.none" in said
    assert re.search(r"read 21 November 2026 .* certain", said)
    assert "What would change the answer" in said
    assert "They join your opt-in list and confirm it" in said
    assert "What it is for. marketing" in said


def test_why_is_a_page_of_its_own_without_scripts(world: World, desk: Desk) -> None:
    assert "Back to the conversation" in desk.sees(_at(world, "why/"))


def test_who_asked_to_be_left_alone_gets_no_answer_either(world: World, desk: Desk) -> None:
    ledger.stop(world.contact("Ana"), reason=Suppression.Reason.ASKED, evidence="said so")
    html = desk.get(_at(world)).content.decode()
    assert 'class="verdict verdict-bar allow"' not in html
    assert "list of people we never write to" in _bar(html)
    desk.post(_at(world, "reply/"), text="But", key="k")
    assert not Delivery.objects.exists()


def test_a_viewer_reads_and_is_told_that_others_answer(world: World, desk: Desk) -> None:
    world.caleb.role = "viewer"
    world.caleb.save()
    page = desk.get(_at(world))
    assert "Your role reads here" in words(page)
    assert 'id="reply-text"' not in page.content.decode()
    assert desk.browser.post(_at(world, "reply/"), {"text": "x", "key": "k"}).status_code == 403
    assert desk.browser.post(_at(world, "note/"), {"text": "x"}).status_code == 403


def _first_word(world: World) -> Thread:
    """A conversation by mail in which they have said nothing: whoever writes first needs a second pair of eyes."""
    mail = Channel.objects.create(
        brand=world.harbour, network="email", address="hi@harbour.test", name="Mail"
    )
    handle = resolve(mail, Seen(address="bea@example.org", name="Bea", evidence="on her card"))
    handle.contact.time_zone = "Europe/London"
    handle.contact.save()
    return talk.thread_for(mail, handle)


def test_a_first_word_waits_until_somebody_with_the_right_says_yes(world: World) -> None:
    thread = _first_word(world)
    care, owner = Desk(world.caleb), Desk(world.olivia)
    page = care.get(f"/inbox/{thread.pk}/")
    assert "Ask for approval" in words(page) or "Cannot be sent this way" in words(page)
    answer = care.post(f"/inbox/{thread.pk}/reply/", text="About your order", purpose="service", key="k")
    assert "Waiting for approval" in words(answer)
    assert "Somebody with the right to approve sees it here." in words(answer)
    assert not Delivery.objects.exists()
    yes = re.search(
        r'action="(/inbox/replies/\d+/approve/)"', owner.get(f"/inbox/{thread.pk}/").content.decode()
    )
    assert yes
    assert care.browser.post(yes[1]).status_code == 403
    owner.post(yes[1])
    stored = Decision.objects.order_by("-pk").first()
    assert stored
    assert stored.facts["is_approved"] is True
    assert Delivery.objects.exists() == (stored.verdict == "allow")


def test_a_file_goes_along(world: World, desk: Desk) -> None:
    upload = SimpleUploadedFile("menu.pdf", b"%PDF-1.4 menu", content_type="application/pdf")
    desk.post(_at(world, "reply/"), text="Here it is", key="k", files=upload)
    assert [file.name for file in Delivery.objects.get().files.all()] == ["menu.pdf"]
    assert "menu.pdf" in desk.sees(_at(world))


def test_writing_anew_brings_the_old_text_back(world: World, desk: Desk) -> None:
    desk.post(_at(world, "reply/"), text="20% off", purpose="marketing", key="k")
    again = re.search(r'href="(/inbox/\d+/\?again=\d+)"', desk.get(_at(world)).content.decode())
    assert again
    assert re.search(r'id="reply-text"[^>]*>20% off</textarea>', desk.get(again[1]).content.decode())


def test_typing_is_seen_by_the_others_and_stored_nowhere_else(world: World, desk: Desk) -> None:
    assert desk.browser.post(_at(world, "typing/"), **SCRIPTED).status_code == 204
    assert world.thread("Ana").messages.count() == 1


def test_an_answer_to_an_old_word_says_how_long_the_door_is_open(world: World) -> None:
    world.visitor("Lea", "message", "Hello?", at=days_ago(0.1))
    html = Desk(world.caleb).get(f"/inbox/{world.thread('Lea').pk}/").content.decode()
    until = re.search(r'data-valid-until="([^"]+)"', html)
    assert ("loses in" in html) == bool(until)
