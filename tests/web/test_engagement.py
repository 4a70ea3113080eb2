"""Who takes part: the list by bands, the score line by line, and where the bands begin."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from askfirst.brand.models import Brand
from askfirst.people.models import Handle
from tests.web.desk import Desk
from tests.web.guests import words

if TYPE_CHECKING:
    from tests.scripted import Scripted
    from tests.world import World


@pytest.fixture
def ana(world: World) -> int:
    """Ana, who takes part in words and otherwise; Tom, who only presses Like."""
    for text in ("Thank you, lovely place", "Are you open on Sunday?", "The terrace is wonderful"):
        world.visitor("Ana", "wall_post", text)
    post = world.visitor("Ana", "wall_post", "And the cake")
    world.visitor("Yusuf", "comment", "Which cake?", target=post)
    world.visitor("Ana", "comment", "The one with plums", target=post)
    for _ in range(9):
        world.visitor("Tom", "like")
    return world.contact("Ana").pk


@pytest.mark.row("E2")
def test_engaged_people_are_found_from_what_they_do_and_it_is_explained_line_by_line(
    world: World, ana: int
) -> None:
    desk = Desk(world.mara)
    listed = desk.sees("/people/?sort=engaged")
    assert listed.index("Ana") < listed.index("Yusuf") < listed.index("Tom")
    assert "Ana" in desk.sees("/people/?band=engaged")
    assert "Tom" not in desk.sees("/people/?band=engaged")
    assert "Tom" in desk.sees("/people/?band=new")
    person = desk.sees(f"/people/{ana}/")
    for told in (
        "How engaged they are",
        "Wrote on the wall",
        "sounded kind",
        "points today",
        "Together",
    ):
        assert told in person
    tom = desk.sees(f"/people/{world.contact('Tom').pk}/")
    assert "counts no more than half of what they said in words" in tom
    assert "0.0 points today" in tom


def test_what_somebody_passed_on_stands_on_their_page_and_among_all_that_they_did(
    world: World, network: Scripted
) -> None:
    world.event("share", actor="ana@fans.test", target="p-1")
    ana = Handle.objects.get(network="email").contact_id
    desk = Desk(world.mara)
    person = desk.sees(f"/people/{ana}/")
    assert person.count("Passed something on") == 2, "among what they did, and as a line of their score"
    assert "0.0 points today" in person
    assert "Passed something on" in desk.sees(f"/people/{ana}/lists/did/")


def test_an_owner_says_where_the_bands_begin(world: World, ana: int) -> None:
    desk = Desk(world.olivia)
    assert "Devoted from" in desk.sees("/settings/bands/")
    wrong = desk.sends("/settings/bands/", {"regular": 10, "engaged": 10, "devoted": 5})
    assert wrong.status_code == 422
    assert "Each band begins above the one before it" in words(wrong)
    assert desk.sends("/settings/bands/", {"regular": "x", "engaged": 10, "devoted": 5}).status_code == 422
    desk.post("/settings/bands/", regular=2, engaged=3, devoted=4)
    assert Brand.objects.get(slug="harbour").devoted_from == 4
    assert "Ana" in desk.sees("/people/?band=devoted")
    assert Desk(world.mara).get("/settings/bands/").status_code == 403
