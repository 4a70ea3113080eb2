"""Joining on the page: a form, a mail, a button or six digits, and nothing learned by whoever types a stranger's address."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from django.core import mail
from django.test import Client

from askfirst.consent import confirming, joining, ledger, lists, standing
from askfirst.consent.models import Entry, Request, Shown, Suppression
from askfirst.people.models import Contact, Handle
from askfirst.wire import list_mail, visitor_mail
from tests.consent.asking import ANA, WORDS, ask, news
from tests.web.guests import Guest, words

if TYPE_CHECKING:
    from django.http import HttpResponse

    from askfirst.consent.models import List
    from tests.world import World

pytestmark = pytest.mark.row("O1")
LINK = re.compile(r"/@harbour(/lists/confirm/[^/\s]+/)")
SITE = "https://www.harbour.example"


@pytest.fixture(autouse=True)
def _mail_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visitor_mail._hands, "submit", lambda act, *given: act(*given))


@pytest.fixture
def guest(world: World) -> Guest:
    return Guest(world)


@pytest.fixture
def one(world: World) -> List:
    return news(world.harbour, about="What we roast, and why.")


def notice(one: List) -> int:
    found = lists.notice_for(one, "en")
    assert found
    return found.pk


def join(guest: Guest, *on: List, email: str = ANA, **more: Any) -> HttpResponse:
    typed = {"email": email, "notice": [notice(one) for one in on], **more}
    return guest.browser.post(f"/@{guest.slug}/lists/", typed)


def mailed() -> tuple[str, str]:
    """The path of the link below the page, and the digits, of the newest mail."""
    list_mail.send_due()
    said = str(mail.outbox[-1].body)
    link, code = LINK.search(said), re.search(r"^(\d{3} \d{3})$", said, re.MULTILINE)
    assert link
    assert code
    return link[1].removeprefix("/"), code[1]


def acts_of(address: str = ANA) -> list[str]:
    contact = Handle.objects.get(network="email", key=address).contact
    return [entry.act for entry in reversed(standing.entries_of(contact))]


def test_joining_by_the_button_of_the_mail(guest: Guest, one: List) -> None:
    assert "What we roast, and why." in guest.sees("lists/")
    assert WORDS["en"] in guest.sees("lists/")
    assert "checked" not in guest.get("lists/").content.decode()
    answer = join(guest, one, name="Ana")
    assert answer.status_code == 302
    page = words(guest.browser.get(answer.url))
    assert "a•••@fans.test" in page
    assert ANA not in page
    link, _code = mailed()
    other = Guest(guest.world, browser=Client())
    assert "May Harbour Coffee write to you?" in other.sees(link)
    done = other.browser.post(f"/@harbour/{link}", {"list": [one.pk]}, follow=True)
    assert "You are on the list" in words(done)
    assert WORDS["en"] in unescape(done.content.decode())
    assert acts_of() == ["requested", "confirmed"]
    assert "Receipt: harbour-2-" in mail.outbox[-1].body
    assert "pressed already" in other.sees(link)


def test_joining_by_the_six_digits_on_the_page_from_which_one_asked(guest: Guest, one: List) -> None:
    place = join(guest, one).url
    _link, code = mailed()
    wrong = guest.browser.post(f"{place}code/", {"code": "12"})
    assert (wrong.status_code, "try 4 more times" in words(wrong)) == (422, True)
    done = guest.browser.post(f"{place}code/", {"code": code}, follow=True)
    assert "You are on the list" in words(done)
    for kind, field in (("json", "receipt_id"), ("jsonld", "@context")):
        file = guest.browser.get(done.request["PATH_INFO"], {"as": kind})
        assert field in json.loads(file.content)
    assert Entry.objects.get(act="confirmed").mechanism == "code"


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_a_program_that_looks_at_every_link_changes_nothing(guest: Guest, one: List, method: str) -> None:
    place = join(guest, one).url
    link, _code = mailed()
    for path in (
        f"/@harbour/{link}",
        place,
        f"{place}code/",
        f"{place}again/",
        "/@harbour/lists/roastery-news/join/",
    ):
        getattr(guest.browser, method)(path)
    assert not Contact.objects.exists()
    assert Request.objects.get().confirmed_at is None
    assert len(mail.outbox) == 1


def test_the_page_behind_the_link_is_listed_nowhere_and_tells_no_other_site(guest: Guest, one: List) -> None:
    join(guest, one)
    answer = guest.get(mailed()[0])
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"


def test_whoever_is_asked_about_the_answer_looks_the_same(world: World, guest: Guest, one: List) -> None:
    on = confirming.by_link(world.harbour, _token(ask(one, address="on@fans.test")))
    assert on.lists
    stopped = Contact.objects.create(brand=world.harbour)
    Handle.objects.create(
        brand=world.harbour,
        contact=stopped,
        network="email",
        address="no@fans.test",
        key="no@fans.test",
        evidence="x",
    )
    ledger.stop(stopped, reason=Suppression.Reason.COMPLAINT, evidence="reported")
    seen = set()
    for name in ("new", "on", "no"):
        browser = Guest(world, browser=Client())
        answer = join(browser, one, email=f"{name}@fans.test")
        page = words(browser.browser.get(answer.url)).replace(f"{name[0]}•••@fans.test", "…")
        wrong = words(browser.browser.post(f"{answer.url}code/", {"code": "000000"})).replace(
            f"{name[0]}•••", "…"
        )
        again = browser.browser.post(f"{answer.url}again/", follow=True)
        seen.add((answer.status_code, page, wrong.replace("…@fans.test", "…"), again.status_code))
    assert len(seen) == 1
    list_mail.send_due()
    assert {letter.to[0] for letter in mail.outbox} == {"new@fans.test", "on@fans.test"}


def _token(request: Request) -> str:
    list_mail.send_due()
    found = re.search(r"/lists/confirm/([^/\s]+)/", str(mail.outbox[-1].body))
    assert found
    mail.outbox.clear()
    assert request.pk
    return found[1]


@pytest.mark.parametrize(("email", "says"), [("", "Write your mail address"), ("ana", "is not a mail address"), ("аna@fans.test", "is not a mail address")])  # fmt: skip
def test_a_wrong_address_comes_back_with_a_sentence_and_what_was_ticked(
    guest: Guest, one: List, email: str, says: str
) -> None:
    news(guest.world.harbour, "Events")
    answer = join(guest, one, email=email)
    assert answer.status_code == 422
    assert says in words(answer)
    assert answer.content.decode().count(" checked>") == 1
    assert not Request.objects.exists()


def test_without_a_tick_nothing_is_asked_for(guest: Guest, one: List) -> None:
    answer = join(guest)
    assert (answer.status_code, "Choose at least one list" in words(answer)) == (422, True)
    assert ANA in answer.content.decode()


def test_words_that_changed_meanwhile_are_shown_before_anybody_agrees(guest: Guest, one: List) -> None:
    old = notice(one)
    lists.reword(None, one, {"en": "Other words."})
    answer = guest.browser.post("/@harbour/lists/", {"email": ANA, "notice": [old]})
    assert answer.status_code == 422
    assert "have changed since" in words(answer)
    assert "Other words." in words(answer)
    assert not Request.objects.exists()


def test_lists_of_others_and_inner_ones_are_not_shown_and_cannot_be_guessed(
    guest: Guest, world: World, one: List
) -> None:
    foreign, inner = news(world.northwind, "Foreign"), news(world.harbour, "Inner", is_internal=True)
    assert "Inner" not in guest.sees("lists/")
    assert guest.get("lists/inner/").status_code == 404
    assert guest.get("lists/foreign/").status_code == 404
    assert join(guest, foreign).status_code == 422
    assert inner.pk


def test_a_list_that_takes_nobody_says_so(guest: Guest, one: List) -> None:
    lists.close(None, one)
    assert "takes nobody" in guest.sees("lists/roastery-news/")
    assert "nothing to join" in guest.sees("lists/")


def test_a_program_that_fills_in_the_hidden_field_is_answered_and_mailed_nothing(
    guest: Guest, one: List
) -> None:
    assert join(guest, one, website="https://spam.test").status_code == 302
    assert list_mail.send_due() == 0


def test_a_link_that_is_no_use_says_why_and_where_to_ask(guest: Guest, one: List) -> None:
    answer = guest.get("lists/confirm/nonsense/")
    assert (answer.status_code, "not complete" in words(answer)) == (410, True)
    assert guest.post("lists/confirm/nonsense/").status_code == 410
    assert guest.get("lists/asked/nonsense/").status_code == 404
    assert guest.get("lists/joined/nonsense/").status_code == 404


def test_the_mark_of_one_page_opens_no_other(guest: Guest, one: List) -> None:
    mark = join(guest, one).url.rstrip("/").rpartition("/")[2]
    assert guest.get(f"lists/joined/{mark}/").status_code == 404
    assert guest.browser.get(f"/@northwind/lists/asked/{mark}/").status_code == 404


def test_too_much_from_one_place_is_asked_to_wait_and_loses_nothing(
    guest: Guest, one: List, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(joining, "REQUESTS_FROM_ONE_PLACE_AN_HOUR", 1)
    join(guest, one)
    answer = join(guest, one, email="b@fans.test")
    assert answer.status_code == 429
    assert "b@fans.test" in answer.content.decode()


def test_somebody_who_stopped_everything_reads_what_the_button_takes_back(
    world: World, guest: Guest, one: List
) -> None:
    contact = Contact.objects.create(brand=world.harbour)
    Handle.objects.create(
        brand=world.harbour, contact=contact, network="email", address=ANA, key=ANA, evidence="x"
    )
    ledger.stop(contact, reason="asked", evidence="STOP")
    join(guest, one)
    link, _code = mailed()
    assert "you take that back" in guest.sees(link)
    guest.browser.post(f"/@harbour/{link}", {"list": [one.pk]})
    assert acts_of()[-1] == "confirmed"
    assert not ledger.suppressed(world.harbour, contact.handles.all())


def test_one_press_on_a_list_that_allows_it_says_the_same_to_everybody(world: World, guest: Guest) -> None:
    quick = news(world.harbour, "Open days", single_because="tickets are collected in person")
    first = words(guest.browser.get(join(guest, quick).url))
    assert acts_of() == ["joined"]
    ledger.record(
        Contact.objects.get(), Entry.Act.WITHDRAWN, list=quick, purpose=quick.purpose, evidence="left"
    )
    other = Guest(world, browser=Client())
    assert words(other.browser.get(join(other, quick).url)) == first
    assert acts_of() == ["joined", "withdrawn"]


# From the brand's own website


@pytest.fixture
def listed(world: World) -> None:
    world.page.button_sites = [SITE]
    world.page.save()


def from_site(one: List, origin: str | None, **more: Any) -> HttpResponse:
    browser = Client(enforce_csrf_checks=True, headers={"Origin": origin} if origin else {})
    typed = {"email": ANA, "notice": notice(one), **more}
    return browser.post(f"/@harbour/lists/{one.slug}/join/", typed)


@pytest.mark.usefixtures("listed")
def test_the_form_on_a_listed_website_needs_no_script_and_no_cookie(one: List) -> None:
    answer = from_site(one, SITE)
    assert answer.status_code == 302
    assert list_mail.send_due() == 1
    assert Shown.objects.get().place == f"{SITE} (roastery-news)"


@pytest.mark.usefixtures("listed")
@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", None])
def test_from_another_website_the_words_are_shown_once_more_with_what_was_typed(
    one: List, origin: str | None
) -> None:
    answer = from_site(one, origin)
    assert answer.status_code == 422
    assert "press once more" in words(answer)
    assert ANA in answer.content.decode()
    assert not Request.objects.exists()


@pytest.mark.usefixtures("listed")
def test_who_opens_the_address_of_that_form_comes_to_the_list(guest: Guest, one: List) -> None:
    answer = guest.get("lists/roastery-news/join/")
    assert (answer.status_code, answer.url) == (302, "/@harbour/lists/roastery-news/")
