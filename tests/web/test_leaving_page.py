"""Behind the link of a message: less, a pause, leaving; for whoever has the message, and so only ever less."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from askfirst.brand.models import Channel
from askfirst.consent import links, preferences, standing
from askfirst.consent.links import Kind
from askfirst.consent.models import Entry
from tests.consent import asking
from tests.wire import letters

if TYPE_CHECKING:
    from django.http import HttpResponse

    from askfirst.consent.models import List
    from askfirst.people.models import Contact
    from tests.world import World

pytestmark = pytest.mark.row("O1", "Z4")


@pytest.fixture
def news(world: World, monkeypatch: pytest.MonkeyPatch) -> List:
    letters.permit(monkeypatch)
    return asking.news(world.harbour, most=4, days=28)


@pytest.fixture
def ana(news: List) -> Contact:
    return letters.joined(news)


@pytest.fixture
def place(world: World, news: List, ana: Contact) -> str:
    return f"/@harbour/less/{links.token(Kind.BODY, letters.letter(world, news).key)}/"


def said(answer: HttpResponse) -> str:
    return answer.content.decode()


def state(contact: Contact, on: List) -> str:
    return standing.states([contact], on.purpose, on=on)[contact.pk].state


def test_whoever_has_the_message_sees_a_masked_address_and_nothing_that_is_known(
    place: str, ana: Contact
) -> None:
    ana.name = "Ana Ferreira"
    ana.save()
    answer = Client().get(place)
    assert "Roastery news" in said(answer)
    assert "a•••@fans.test" in said(answer)
    assert asking.ANA not in said(answer)
    assert "Ferreira" not in said(answer)
    assert (answer["Referrer-Policy"], answer["Cache-Control"]) == ("same-origin", "no-store")
    assert "noindex" in answer["X-Robots-Tag"]


def test_pressing_leave_leaves_this_list_at_once(place: str, ana: Contact, news: List) -> None:
    answer = Client(enforce_csrf_checks=True).post(place, {"do": "list"})
    assert "“Roastery news” is not sent to you any more" in said(answer)
    assert state(ana, news) == "left"
    assert Entry.objects.filter(contact=ana).latest("number").mechanism == "link"


def test_it_can_be_taken_back_in_the_same_browser_and_in_no_other(
    place: str, ana: Contact, news: List
) -> None:
    browser = Client()
    assert "I did not mean that" in said(browser.post(place, {"do": "all"}))
    assert "nothing here that can be taken back" in said(Client().post(place, {"do": "undo"}))
    assert state(ana, news) == "left"
    assert "as it was before" in said(browser.post(place, {"do": "undo"}))
    assert state(ana, news) == "active"


def test_it_cannot_be_taken_back_an_hour_later(
    place: str, ana: Contact, news: List, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = Client()
    browser.post(place, {"do": "list"})

    later = time.time() + 3601
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)
    browser.post(place, {"do": "undo"})
    assert state(ana, news) == "left"


def test_less_often_and_a_pause_are_wishes_about_this_list(place: str, ana: Contact, news: List) -> None:
    answer = Client().post(place, {"do": "less"})
    assert "One message in 30 days at most" in said(answer)
    Client().post(place, {"do": "pause", "days": "90"})
    wished = preferences.of(ana, news)
    assert (wished.most, wished.days) == (1, 30)
    assert wished.paused_until
    assert state(ana, news) == "active"


def test_who_asked_for_less_already_is_not_given_more(place: str, ana: Contact, news: List) -> None:
    how = preferences.How(mechanism="preferences", place="page", evidence="x")
    preferences.save(ana, preferences.Wishes(most=0), how, on=news)
    assert "you have asked for less than that already" in said(Client().post(place, {"do": "less"}))
    assert preferences.of(ana, news).most == 0


@pytest.mark.parametrize("do", ["", "widen", "forget", "export", "x" * 500])
def test_what_this_link_may_not_do_changes_nothing(place: str, ana: Contact, do: str) -> None:
    lines = Entry.objects.count()
    assert Client().post(place, {"do": do}).status_code == 200
    assert Entry.objects.count() == lines


def test_a_broken_link_says_what_to_do(world: World) -> None:
    answer = Client().get("/@harbour/less/broken/")
    assert answer.status_code == 404
    assert "/@harbour/preferences/" in said(answer)
    assert Client().get("/@nobody/less/broken/").status_code == 404


def test_it_works_while_the_brands_page_is_switched_off(
    world: World, place: str, ana: Contact, news: List
) -> None:
    Channel.objects.filter(pk=world.page.channel.pk).update(state=Channel.State.OFF)
    assert Client().post(place, {"do": "list"}).status_code == 200
    assert state(ana, news) == "left"


def test_an_internal_list_is_left_without_its_name(
    world: World, news: List, place: str, ana: Contact
) -> None:
    news.is_internal = True
    news.save()
    answer = said(Client().get(place))
    assert "An internal list of Harbour Coffee" in answer
    assert "Roastery news" not in answer
    assert "Roastery news" not in said(Client().post(place, {"do": "list"}))
    assert state(ana, news) == "left"


def test_behind_the_link_of_the_header_a_person_finds_the_same_page(
    world: World, news: List, ana: Contact
) -> None:
    place = f"/@harbour/leave/{links.token(Kind.HEADER, letters.letter(world, news).key)}/"
    assert "Leave everything" in said(Client().get(place))
    assert state(ana, news) == "active"
    Client().post(place, {"do": "all"})
    assert state(ana, news) == "left"
