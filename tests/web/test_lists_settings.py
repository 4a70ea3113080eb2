"""The team's lists: made with words, shown with figures, changed with every mistake named, closed and used again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from askfirst.consent import confirming, counting, ledger, lists
from askfirst.consent.models import Entry, List
from tests.consent.asking import WORDS, ask, mail, news
from tests.web.guests import words

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tests.world import World

pytestmark = pytest.mark.row("O1")
TYPED = {
    "name": "Roastery news",
    "purpose": "marketing",
    "most": "1",
    "days": "7",
    "networks": ["email"],
    "is_open": "yes",
}
NOTICE = {"words-en": WORDS["en"], "words-de": WORDS["de"]}


@pytest.fixture
def mara(world: World) -> Client:
    browser = Client()
    browser.force_login(world.mara)
    return browser


def post(mara: Client, path: str, **typed: Any) -> HttpResponse:
    return mara.post(f"/settings/lists/{path}", typed, follow=True)


def test_a_list_is_made_in_the_browser_and_stands_on_the_page_at_once(world: World, mara: Client) -> None:
    assert "No lists yet" in words(mara.get("/settings/lists/"))
    said = words(post(mara, "new/", **TYPED, **NOTICE))
    assert "“Roastery news” can be joined now." in said
    made = List.objects.get()
    assert made.created_by == world.mara
    assert {code: one.text for code, one in lists.notices(made).items()} == WORDS
    assert "Roastery news" in words(Client().get("/@harbour/lists/"))
    assert "Roastery news" in words(mara.get("/settings/lists/"))


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"name": ""}, "Give the list a name"),
        ({"most": "often"}, "Write a whole number"),
        ({"most": "0"}, "from 1 to 100"),
        ({"days": "99999"}, "from 1 to 366"),
        ({"networks": []}, "at least one"),
        ({"networks": ["pigeon"]}, "pigeon"),
        ({"purpose": "spam"}, "spam"),
        ({"months": "0"}, "from 1 to 120"),
        ({"words-en": " ", "words-de": ""}, "Write the words that people agree to"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stands_there_still(
    mara: Client, wrong: dict[str, Any], says: str
) -> None:
    answer = post(mara, "new/", **{**TYPED, **NOTICE, "about": "My own words", **wrong})
    assert answer.status_code == 422
    assert says in words(answer)
    assert "My own words" in words(answer)
    assert not List.objects.exists()


def test_the_page_of_a_list_shows_how_it_is_doing_and_from_where_people_came(
    world: World, mara: Client
) -> None:
    one = news(world.harbour)
    people = [
        confirming.by_link(world.harbour, mail(ask(one, address=f"fan{n}@fans.test"))[0]).contact
        for n in range(3)
    ]
    ask(one, address="waits@fans.test")
    ledger.record(people[0], Entry.Act.WITHDRAWN, list=one, purpose=one.purpose, evidence="left")
    found = counting.of(one)
    assert (found.on, found.waiting, found.joined, found.left, found.asked, found.lapsed) == (
        2,
        1,
        3,
        1,
        4,
        0,
    )
    assert found.sources == (counting.Source(place="/@harbour/lists/", many=3),)
    said = words(mara.get(f"/settings/lists/{one.pk}/"))
    assert "On it 2" in said
    assert "/@harbour/lists/ 3" in said


def test_other_words_are_a_new_version_and_the_same_words_are_none(world: World, mara: Client) -> None:
    one = news(world.harbour)
    assert "hold already" in words(post(mara, f"{one.pk}/words/", **NOTICE))
    assert "Version 2 holds from now on" in words(
        post(mara, f"{one.pk}/words/", **{"words-en": "Weekly, about beans."})
    )
    said = words(mara.get(f"/settings/lists/{one.pk}/"))
    assert "Weekly, about beans." in said
    assert WORDS["en"] in said
    empty = post(mara, f"{one.pk}/words/", **{"words-en": ""})
    assert (empty.status_code, "Write the words" in words(empty)) == (422, True)


def test_a_promise_that_people_rely_on_cannot_be_broken_by_a_form(world: World, mara: Client) -> None:
    one = news(world.harbour)
    confirming.by_link(world.harbour, mail(ask(one))[0])
    answer = post(mara, f"{one.pk}/", **{**TYPED, "most": "5"})
    assert (answer.status_code, "You can write less often, not more" in words(answer)) == (422, True)
    assert "Saved" in words(post(mara, f"{one.pk}/", **{**TYPED, "days": "30"}))


def test_a_list_is_closed_and_used_again(world: World, mara: Client) -> None:
    one = news(world.harbour)
    assert "is closed" in words(post(mara, f"{one.pk}/close/"))
    assert "nothing to join" in words(Client().get("/@harbour/lists/"))
    assert "is used again" in words(post(mara, f"{one.pk}/close/", do="open"))


def test_what_is_pasted_into_a_website_is_plain_html_with_the_words_and_nothing_that_runs(
    world: World, mara: Client
) -> None:
    one = lists.make(None, world.harbour, lists.Wanted(name="News"), {"en": 'We <b>write</b> "weekly".'})
    answer = mara.get(f"/settings/lists/{one.pk}/")
    pasted = str(answer.context["snippet"])
    assert f"/@harbour/lists/{one.slug}/join/" in pasted
    assert "&lt;b&gt;write&lt;/b&gt;" in pasted
    assert "<script" not in pasted


def test_a_list_of_another_brand_is_not_there(world: World, mara: Client) -> None:
    foreign = news(world.northwind)
    for path in ("", "words/", "close/"):
        assert post(mara, f"{foreign.pk}/{path}", **TYPED).status_code == 404


def test_without_a_postal_address_it_is_said_where_mail_of_lists_waits(world: World, mara: Client) -> None:
    hint = "Your postal address is not known"
    assert hint not in words(mara.get("/settings/lists/")), "as long as there is no list nothing waits"
    chat, mailed = news(world.harbour, "Chat", networks=("telegram",)), news(world.harbour)
    assert hint not in words(mara.get(f"/settings/lists/{chat.pk}/"))
    for place in ("/settings/lists/", f"/settings/lists/{mailed.pk}/"):
        assert "An owner or admin gives it" in words(mara.get(place))
    olivia = Client()
    olivia.force_login(world.olivia)
    assert 'href="/settings/page/#id_postal_address"' in olivia.get("/settings/lists/").content.decode()
    assert 'id="id_postal_address"' in olivia.get("/settings/page/").content.decode()
    world.harbour.postal_address = "Harbour Coffee, 1 Quay Street, Bristol"
    world.harbour.save()
    assert hint not in words(mara.get("/settings/lists/"))
