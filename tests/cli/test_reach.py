"""`askfirst reach`: every way to one person, each asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Said
    from tests.world import World

    Askfirst = Callable[..., Said]


def test_who_wrote_can_be_answered(askfirst: Askfirst, world: World):
    world.visitor("Ana", "message", "Are you open on Sunday?")
    said = askfirst("reach", "Ana", "--brand", "harbour", "--purpose", "reply")
    assert "The page, a message: ALLOW: You may write" in said.text
    assert said.code == 0


def test_who_only_likes_the_page_cannot_be_written_to_first(askfirst: Askfirst, world: World):
    world.visitor("Tom", "like")
    said = askfirst("reach", "Tom", "--brand", "harbour", "--purpose", "marketing", "--json")
    assert said.code == 3
    assert [(one["network"], one["verdict"]) for one in said.data["channels"]] == [("page", "deny")]
    assert said.data["channels"][0]["would_help"]


def test_a_comment_adds_the_private_reply_and_the_best_way_comes_first(askfirst: Askfirst, world: World):
    page = world.page
    from askfirst.wall import talk  # noqa: PLC0415 -- Django must be set up first

    talk.publish(world.mara, page, "The orange cake is back.", key="cake")
    world.work()
    post = page.posts.get()
    world.visitor("Yusuf", "comment", "How much?", target=post.external_id)
    channels = askfirst("reach", "Yusuf", "--brand", "harbour", "--purpose", "reply", "--json").data[
        "channels"
    ]
    assert {one["form"] for one in channels} == {"direct", "private_reply"}
    order = {"allow": 0, "hold": 1, "deny": 2}
    verdicts = [order[one["verdict"]] for one in channels]
    assert verdicts == sorted(verdicts)
    assert channels[0]["form"] == "private_reply"


def test_a_person_is_found_by_id_name_part_and_handle(askfirst: Askfirst, world: World):
    world.visitor("Ana Ferreira", "message", "Hello")
    contact = world.contact("Ana Ferreira")
    for called in (str(contact.pk), "ana ferreira", "ferr", "visitor-ana ferreira"):
        found = askfirst("reach", called, "--brand", "harbour", "--json").data
        assert found["person"] == {"id": contact.pk, "name": "Ana Ferreira", "relation": ""}


def test_who_said_stop_is_named_with_the_day_and_who_may_lift_it(askfirst: Askfirst, world: World):
    world.visitor("Ana", "message", "Hello")
    world.visitor("Ana", "stop")
    said = " ".join(askfirst("reach", "Ana", "--brand", "harbour").text.split())
    assert "By: themselves. Reason: asked us to stop. Only they can lift that" in said


def test_a_name_that_fits_several_people_asks_which(askfirst: Askfirst, world: World):
    world.visitor("Ana Ferreira", "message", "Hello")
    world.visitor("Ana Lopes", "message", "Hello")
    said = askfirst("reach", "Ana", "--brand", "harbour")
    assert said.code == 1
    assert "Ana Ferreira" in said.complaint
    assert "Ana Lopes" in said.complaint


def test_another_brands_people_are_not_found(askfirst: Askfirst, world: World):
    world.visitor("Ana", "message", "Hello")
    said = askfirst("reach", "Ana", "--brand", "northwind")
    assert said.code == 1
    assert "knows nobody called `Ana`" in said.complaint


def test_the_brand_must_be_said_where_there_are_several(askfirst: Askfirst, world: World):
    assert "Say which brand" in askfirst("reach", "Ana").complaint
    assert "There is no brand `nobody`" in askfirst("reach", "Ana", "--brand", "nobody").complaint


@pytest.mark.row("N1")
def test_the_overview_differs_with_the_day_and_needs_no_database(askfirst: Askfirst):
    def open_to(day: str) -> set[str]:
        said = askfirst("reach", "--on", day, "--country", "us", "--json")
        assert said.code == 0
        (cell,) = (one for one in said.data if (one["network"], one["purpose"]) == ("facebook", "care"))
        return {one["situation"] for one in cell["situations"] if one["verdict"] == "allow"}

    assert {"commented", "wrote_before"} <= open_to("2012-01-10")
    assert "commented" not in open_to("2013-10-20")
    assert "wrote_before" not in open_to("2026-11-21")
    assert "only to" in askfirst("reach").text


def test_a_country_that_is_none_is_said(askfirst: Askfirst):
    said = askfirst("reach", "--country", "Ö")
    assert said.code == 1
    assert "Give a country as two letters" in said.complaint


@pytest.mark.row("P2")
def test_what_suits_the_relation_is_said_first(askfirst: Askfirst, world: World):
    world.visitor("Ana", "message", "Hello")
    askfirst("people", "relate", "Ana", "client", "--brand", "harbour")
    found = askfirst("reach", "Ana", "--brand", "harbour", "--purpose", "reply", "--json").data
    assert found["person"]["relation"] == "client"
    assert (found["recommendation"]["network"], found["recommendation"]["is_open"]) == ("page", True)
    assert {one["network"] for one in found["recommendation"]["passed_over"]} >= {"linkedin", "email"}
    said = askfirst("reach", "Ana", "--brand", "harbour").text
    assert "Suits a client: The page. A client who has written to your page has chosen that place" in said
