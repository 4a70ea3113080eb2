"""By every link of a message people leave at once, what waits stays, and nothing that they did not press changes anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client

from askfirst.consent import links, standing
from askfirst.consent.links import Kind
from askfirst.consent.models import Entry
from askfirst.gate.models import Delivery
from askfirst.people.models import Handle
from askfirst.wire import merging
from tests.consent import asking
from tests.wire import letters

if TYPE_CHECKING:
    from askfirst.consent.models import List
    from askfirst.people.models import Contact
    from tests.scripted import Scripted
    from tests.world import World

pytestmark = pytest.mark.row("O1", "Z4")
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def news(world: World, monkeypatch: pytest.MonkeyPatch) -> List:
    letters.permit(monkeypatch)
    return asking.news(world.harbour)


def header(letter: Delivery) -> str:
    return f"/@harbour/leave/{links.token(Kind.HEADER, letter.key)}/"


def body(letter: Delivery) -> str:
    return f"/@harbour/less/{links.token(Kind.BODY, letter.key)}/"


def press(place: str, data: dict[str, str] | None = None) -> tuple[int, bool]:
    """A mail program presses: the status, and whether it was asked to keep a cookie."""
    answer = Client(enforce_csrf_checks=True).post(place, data if data is not None else ONE_CLICK)
    return answer.status_code, bool(answer.cookies)


def state(contact: Contact, on: List) -> str:
    return standing.states([contact], on.purpose, on=on)[contact.pk].state


def test_one_press_of_the_mail_program_leaves_the_list_and_is_answered_without_cookie_or_way_round(
    world: World, news: List
) -> None:
    ana = letters.joined(news)
    letter = letters.letter(world, news)
    assert press(header(letter)) == (200, False)
    line = Entry.objects.filter(contact=ana).latest("number")
    assert (line.act, line.mechanism, line.list, line.actor) == ("withdrawn", "one_click", news, "person")
    assert line.endpoint
    assert letter.subject not in line.place


def test_used_unknown_and_broken_links_are_answered_like_a_good_one(world: World, news: List) -> None:
    letters.joined(news)
    letter = letters.letter(world, news)
    good = [press(header(letter)), press(header(letter))]
    bad = [
        press(f"/@harbour/leave/{token}/")
        for token in ("x", "a.b", links.token(Kind.HEADER, "campaign:0:0"), "a" * 3000)
    ]
    assert {*good, *bad} == {(200, False)}
    assert Entry.objects.filter(act=Entry.Act.WITHDRAWN).count() == 1


def test_a_press_without_the_words_of_the_standard_leaves_too(world: World, news: List) -> None:
    ana = letters.joined(news)
    assert press(header(letters.letter(world, news)), {}) == (200, False)
    assert state(ana, news) == "left"


def test_a_link_of_another_place_or_brand_leaves_nothing(world: World, news: List) -> None:
    ana = letters.joined(news)
    letter = letters.letter(world, news)
    for place in (
        f"/@harbour/leave/{links.token(Kind.BODY, letter.key)}/",
        f"/@harbour/leave/{links.token(Kind.MAILTO, letter.key)}/",
        f"/@northwind/leave/{links.token(Kind.HEADER, letter.key)}/",
    ):
        assert press(place)[0] == 200
    assert state(ana, news) == "active"


def test_a_scanner_that_gets_and_heads_every_link_changes_nothing(world: World, news: List) -> None:
    letters.joined(news)
    letter = letters.letter(world, news)
    lines = Entry.objects.count()
    for place in (header(letter), body(letter)):
        for look in (Client().get, Client().head, Client().options, Client().put, Client().delete):
            assert look(place).status_code in {200, 405}
        assert Client().get(place, {"do": "all"}).status_code == 200
    assert Entry.objects.count() == lines


def test_what_waits_to_be_sent_stays_when_they_leave(world: World, network: Scripted, news: List) -> None:
    letters.joined(news)
    letter = letters.letter(world, news)
    press(header(letter))
    world.work()
    letter.refresh_from_db()
    assert letter.state == Delivery.State.STOPPED
    assert "left this list" in str(letter.state_reason)
    assert network.sent == []


def test_what_is_no_lists_leaves_all_that_is_written_unasked(world: World, news: List) -> None:
    ana = letters.joined(news)
    letter = letters.letter(world, news)
    Delivery.objects.filter(pk=letter.pk).update(on=None)
    press(header(letter))
    assert state(ana, news) == "left"
    assert Entry.objects.filter(contact=ana, act=Entry.Act.OBJECTED).exists()


def test_who_turned_out_to_be_somebody_else_leaves_as_who_they_are(world: World, news: List) -> None:
    other = letters.joined(news, address="ana.b@fans.test")
    letter = letters.letter(world, news, "ana.b@fans.test")
    ana = letters.joined(news)
    merging.merge(world.olivia, ana, other, evidence="the same voice")
    press(header(letter))
    assert state(ana, news) == "left"


def test_a_mail_to_the_address_in_the_header_leaves_the_list_and_is_no_conversation(
    world: World, news: List
) -> None:
    ana = letters.joined(news)
    letter = letters.letter(world, news)
    token = links.token(Kind.MAILTO, letter.key)
    letters.mail(world, f"Unsubscribe {token}", "")
    assert state(ana, news) == "left"
    line = Entry.objects.filter(contact=ana).latest("number")
    assert (line.act, line.mechanism, line.list) == ("withdrawn", "mail", news)
    assert not ana.threads.exists()


def test_a_mail_with_words_of_their_own_leaves_and_can_be_read(world: World, news: List) -> None:
    ana = letters.joined(news)
    token = links.token(Kind.MAILTO, letters.letter(world, news).key)
    letters.mail(world, f"unsubscribe {token}", "Too many roasts. Where is my order?")
    assert state(ana, news) == "left"
    assert world.mail_thread(asking.ANA).preview


def test_a_mail_with_a_token_that_is_none_of_ours_leaves_nothing_and_can_be_read(
    world: World, news: List
) -> None:
    ana = letters.joined(news)
    letters.mail(world, "unsubscribe abc.def", "")
    assert state(ana, news) == "active"
    assert world.mail_thread(asking.ANA)


def test_a_forgotten_person_can_still_press(world: World, news: List) -> None:
    letters.joined(news)
    letter = letters.letter(world, news)
    Delivery.objects.filter(pk=letter.pk).update(to="")
    assert press(header(letter)) == (200, False)
    assert Handle.objects.filter(key=asking.ANA).exists()
