"""Lists: made with words to agree to, changed without breaking a promise, closed without losing anything."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.http import Http404

from askfirst.brand.roles import Role
from askfirst.consent import confirming, lists
from askfirst.consent.models import List, Notice
from tests.consent.asking import WORDS, ask, mail, news

if TYPE_CHECKING:
    from tests.world import World

pytestmark = pytest.mark.row("O1")
WANTED = lists.Wanted(name="Roastery news")


def test_a_list_is_made_with_its_words_in_several_languages(world: World) -> None:
    made = lists.make(world.mara, world.harbour, WANTED, WORDS)
    assert (made.slug, made.created_by) == ("roastery-news", world.mara)
    assert {code: notice.text for code, notice in lists.notices(made).items()} == WORDS
    assert lists.notice_for(made, "de-AT").text == WORDS["de"]
    assert lists.notice_for(made, "ar").text == WORDS["en"]


def test_two_lists_of_one_name_have_two_addresses_and_none_is_called_as_a_page(world: World) -> None:
    slugs = [
        lists.make(None, world.harbour, replace(WANTED, name=name), WORDS).slug
        for name in ("News", "News", "Asked")
    ]
    assert slugs == ["news", "news-2", "asked-2"]
    assert lists.make(None, world.harbour, replace(WANTED, name="أخبار"), WORDS).slug == "list"


@pytest.mark.parametrize(
    ("wrong", "field", "says"),
    [
        ({"name": "  "}, "name", "Give the list a name"),
        ({"name": "x" * 121}, "name", "120 fit"),
        ({"about": "x" * 1001}, "about", "1000 fit"),
        ({"purpose": "spam"}, "purpose", "what the list is for"),
        ({"most": 0}, "most", "from 1 to 100"),
        ({"days": 367}, "days", "from 1 to 366"),
        ({"networks": ()}, "networks", "at least one"),
        ({"networks": ("email", "pigeon")}, "networks", "“pigeon” is no network"),
        ({"keyword": "x"}, "keyword", "longer word"),
        ({"keyword": "x" * 41}, "keyword", "40 fit"),
        ({"months": 0}, "months", "from 1 to 120"),
        ({"single_because": "x" * 201}, "single_because", "200 fit"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence_and_nothing_is_made(
    world: World, wrong: dict[str, Any], field: str, says: str
) -> None:
    with pytest.raises(lists.CannotKeep, match=says) as refused:
        lists.make(world.mara, world.harbour, replace(WANTED, **wrong), WORDS)
    assert refused.value.field == field
    assert not List.objects.exists()


@pytest.mark.parametrize("words", [{}, {"en": " \n\x00 "}])
def test_a_notice_without_words_is_no_notice(world: World, words: dict[str, str]) -> None:
    with pytest.raises(lists.CannotKeep, match="Write the words that people agree to"):
        lists.make(world.mara, world.harbour, WANTED, words)
    one = news(world.harbour)
    with pytest.raises(lists.CannotKeep, match="Write the words"):
        lists.reword(world.mara, one, words)
    with pytest.raises(lists.CannotKeep, match="5000 fit"):
        lists.reword(world.mara, one, {"en": "x" * 5001})


def test_other_words_are_a_new_version_and_the_earlier_ones_are_kept(world: World) -> None:
    one = news(world.harbour)
    assert lists.reword(world.mara, one, WORDS) == 1
    assert lists.reword(world.mara, one, {"en": "Now weekly."}) == 2
    assert [[notice.text for notice in version] for version in lists.versions(one)] == [
        ["Now weekly."],
        list(WORDS.values()),
    ]
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Notice.objects.update(text="what suits us")


def test_only_who_sets_up_lists_of_this_brand_may(world: World) -> None:
    one = news(world.harbour)
    for member, says in (
        (world.caleb, "Care may not set up the lists"),
        (world.nils, "belongs to somebody else"),
    ):
        for act in (
            lambda member=member: lists.make(member, world.harbour, WANTED, WORDS),
            lambda member=member: lists.change(member, one, WANTED),
            lambda member=member: lists.reword(member, one, WORDS),
            lambda member=member: lists.close(member, one),
        ):
            with pytest.raises(PermissionDenied, match=says):
                act()
    with pytest.raises(Http404):
        lists.access(world.nils, one.pk)
    assert lists.access(world.mara, one.pk) == one
    assert lists.lists(world.nils) == []
    assert world.wim.role == Role.WRITER


def test_what_people_were_promised_stays_true(world: World) -> None:
    one = news(world.harbour, most=1, days=7)
    often = replace(WANTED, most=2, days=7)
    lists.change(world.mara, one, often)
    lists.change(world.mara, one, replace(WANTED, most=1, days=7))
    request = ask(one)
    confirming.by_link(world.harbour, mail(request)[0])
    with pytest.raises(lists.CannotKeep, match="You can write less often"):
        lists.change(world.mara, one, often)
    with pytest.raises(lists.CannotKeep, match="People agreed to “News and offers”"):
        lists.change(world.mara, one, replace(WANTED, purpose="survey"))
    lists.change(world.mara, one, replace(WANTED, name="Seldom", most=1, days=30))
    one.refresh_from_db()
    assert (one.name, one.slug, lists.promise(one)) == (
        "Seldom",
        "roastery-news",
        "At most 1 message in 30 days.",
    )


def test_a_word_joins_one_list_only_and_is_heard_in_any_case(world: World) -> None:
    one = news(world.harbour, keyword=" Roast! ")
    assert lists.by_keyword(world.harbour, "ROAST.") == one
    assert lists.by_keyword(world.harbour, "roast beef") is None
    assert lists.by_keyword(world.northwind, "roast") is None
    with pytest.raises(lists.CannotKeep, match="by “roast” already"):
        news(world.harbour, "Other", keyword="roast")
    other = news(world.harbour, "Other")
    with pytest.raises(lists.CannotKeep, match="already"):
        lists.change(world.mara, other, replace(WANTED, keyword="ROAST"))
    lists.close(world.mara, one)
    assert lists.by_keyword(world.harbour, "roast") is None


def test_a_closed_list_is_kept_and_can_be_used_again(world: World) -> None:
    one, hidden = news(world.harbour), news(world.harbour, "Inner circle", is_internal=True)
    assert lists.joinable(world.harbour) == [one]
    lists.close(world.mara, one)
    lists.close(world.mara, one)
    assert lists.joinable(world.harbour) == []
    assert lists.lists(world.mara) == [hidden, one]
    lists.open_again(world.mara, one)
    assert lists.joinable(world.harbour) == [one]


def test_how_often_is_a_sentence(world: World) -> None:
    said = [lists.promise(List(most=most, days=days)) for most, days in ((1, 1), (3, 7), (2, 30))]
    assert said == [
        "At most 1 message a day.",
        "At most 3 messages a week.",
        "At most 2 messages in 30 days.",
    ]
