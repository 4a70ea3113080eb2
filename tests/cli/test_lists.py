"""`list` and `consent`, as they are typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from askfirst.consent import confirming, grants
from askfirst.consent.models import ChainHead, List, Membership
from tests.consent.asking import ask, mail, news

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from askfirst.people.models import Contact
    from tests.cli.conftest import Said
    from tests.world import World

    Askfirst = Callable[..., Said]

pytestmark = pytest.mark.row("O1")
OURS = ("--brand", "harbour")


@pytest.fixture
def ana(world: World) -> Contact:
    return confirming.by_link(world.harbour, mail(ask(news(world.harbour), name="Ana"))[0]).contact


def test_a_list_is_made_shown_reworded_and_closed(world: World, askfirst: Askfirst, tmp_path: Path) -> None:
    german = tmp_path / "de.txt"
    german.write_text("Wir schreiben dir.", encoding="utf-8")
    made = askfirst(
        "list",
        "add",
        "Roastery news",
        "--words",
        "en=We write.",
        "--words",
        f"de=@{german}",
        "--most",
        "2",
        "--json",
        *OURS,
    ).data
    assert (made["list"], made["most"], made["is_open"]) == ("roastery-news", 2, True)
    assert set(List.objects.get().notices.values_list("language", "text")) == {
        ("en", "We write."),
        ("de", "Wir schreiben dir."),
    }
    assert "0 on it. Roastery news. At most 2 messages a week." in askfirst("list", "show", *OURS).text
    assert "Version 2" in askfirst("list", "words", "roastery-news", "--words", "en=Weekly.", *OURS).text
    assert "is closed" in askfirst("list", "close", "roastery-news", *OURS).text
    assert "(closed)" in askfirst("list", "show", *OURS).text
    assert "used again" in askfirst("list", "close", "roastery-news", "--open", *OURS).text
    assert askfirst("list", "show", "--json", *OURS).data[0]["on"] == 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("add", "News", "--words", "We write."), "does not say its language"),
        (("add", "News", "--words", "en=@/no/such/file"), "could not be read"),
        (("add", "News", "--words", "en= "), "Write the words"),
        (("add", "News", "--words", "en=x", "--most", "0"), "from 1 to 100"),
        (("words", "nope", "--words", "en=x"), "has no list `nope`. There is: none."),
        (("close", "nope"), "has no list `nope`"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(
    world: World, askfirst: Askfirst, arguments: tuple[str, ...], says: str
) -> None:
    refused = askfirst("list", *arguments, *OURS)
    assert (refused.code, says in refused.complaint) == (1, True)
    assert "no list yet" in askfirst("list", "show", *OURS).text


def test_the_story_of_a_person_is_told_line_by_line(ana: Contact, askfirst: Askfirst) -> None:
    grants.grant(ana, "facebook", ["email"], evidence="signed in")
    said = askfirst("consent", "show", "Ana", *OURS).text
    for words in (
        "Roastery news: On it",
        "asked to be told",
        "confirmed by a button: Roastery news, /@harbour/lists/",
        "granted on facebook: email",
    ):
        assert words in said
    data = askfirst("consent", "show", "ana@fans.test", "--json", *OURS).data
    assert [line["act"] for line in data["lines"]] == ["requested", "confirmed", "granted"]
    assert data["lists"][0]["state"] == "active"
    assert data["receipts"][0]["schema_version"] == "ISO/IEC TS 27560:2023"


def test_a_ledger_that_nobody_touched_holds_and_one_that_was_cut_does_not(
    world: World, ana: Contact, askfirst: Askfirst
) -> None:
    assert "All 2 lines hold" in askfirst("consent", "verify", *OURS).text
    ChainHead.objects.filter(brand=world.harbour).update(number=3)
    broken = askfirst("consent", "verify", *OURS)
    assert (broken.code, "the chain was 3 lines long" in broken.text) == (1, True)
    assert askfirst("consent", "verify", "--json", *OURS).data["flaws"][0]["line"] == 3
    assert askfirst("consent", "verify", "--brand", "northwind").text.startswith("All 0 lines hold")
    assert ana.pk


def test_who_stands_on_which_list_is_computed_anew(ana: Contact, askfirst: Askfirst) -> None:
    Membership.objects.update(state="left")
    assert "Harbour Coffee: 1" in askfirst("consent", "rebuild", *OURS).text
    assert Membership.objects.get().state == "active"
    assert askfirst("consent", "rebuild", "--json", *OURS).data == {"brand": "harbour", "memberships": 1}
