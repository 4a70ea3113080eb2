"""The brief of one person: what is really known, each with its source, and what is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from askfirst.consent import ledger
from askfirst.people.models import Contact
from askfirst.wire import brief as wire_brief
from tests.web.desk import Desk

if TYPE_CHECKING:
    from tests.scripted import Scripted
    from tests.world import World


@pytest.fixture
def ana(world: World, network: Scripted) -> Contact:
    """Ana, who wrote on the wall, commented, asked, wrote privately, and was answered."""
    post = world.visitor("Ana", "wall_post", "The plum cake was gone by noon. Do you bake more on Fridays?")
    world.visitor("Ana", "comment", "I walk past every morning on my way to the ferry", target=post)
    world.visitor("Ana", "ask", "Is the terrace open in winter?")
    world.visitor("Ana", "message", "My card is lost, number 4711")
    world.reply("Ana", "We found it")
    world.work()
    ana = world.contact("Ana")
    ledger.record(ana, "confirmed", purpose="marketing", evidence="the form at the till")
    return ana


@pytest.mark.row("O5")
def test_one_page_says_what_is_known_and_from_where(world: World, ana: Contact) -> None:
    said = Desk(world.caleb).sees(f"/people/{ana.pk}/brief/")
    for told in (
        "The plum cake was gone by noon", "my way to the ferry", "Is the terrace open in winter?", "My card is lost",
        "We found it", "the form at the till", "What you may do, and what not", "Harbour Coffee's page",
        "You asked: “Do you bake more on Fridays?”", "You asked us: “Is the terrace open in winter?”",
        "read off", "They asked this and have no answer yet", "Their clock", "nobody has said",
    ):  # fmt: skip
        assert told in said, told
    assert "Brief" in Desk(world.caleb).sees(f"/people/{ana.pk}/")


def test_of_somebody_who_only_pressed_like_it_says_that_nothing_is_known(world: World) -> None:
    world.visitor("Tom", "like")
    tom = world.contact("Tom")
    Contact.objects.filter(pk=tom.pk).update(name="")
    said = Desk(world.olivia).sees(f"/people/{tom.pk}/brief/")
    for told in (
        "A like says nothing of why",
        "do not make one up",
        "They never wrote privately",
        "did too little to tell",
        "Nothing of theirs is there to quote",
    ):
        assert told in said, told


def test_what_sounded_cross_is_minded_and_never_quoted_back(world: World) -> None:
    world.visitor("Ana", "wall_post", "This was a terrible morning with you")
    held = wire_brief.of(world.contact("Ana"))
    assert [line.quote for line in held.minds] == ["This was a terrible morning with you"]
    assert held.openings == ()


def test_when_they_are_there_is_read_off_what_they_did(world: World, ana: Contact) -> None:
    assert wire_brief.of(ana).best_time is None
    for _ in range(6):
        world.visitor("Ana", "wall_post", "again")
    best = wire_brief.of(ana).best_time
    assert best is not None
    assert "things that they did in a year" in best.says
    Contact.objects.filter(pk=ana.pk).update(time_zone="Mars/Olympus")
    ana.refresh_from_db()
    assert "nobody knows theirs" in str(wire_brief.of(ana).best_time)


def test_a_narrow_brief_holds_nothing_private(world: World, ana: Contact) -> None:
    held = wire_brief.of(ana, is_narrow=True)
    whole = repr(held) + repr(held.theirs)
    for told in ("4711", "We found it", "the form at the till", "visitor-ana"):
        assert told not in whole
    assert held.said


def test_another_brands_people_and_those_who_were_forgotten_have_none(world: World, ana: Contact) -> None:
    assert Desk(world.nils).get(f"/people/{ana.pk}/brief/").status_code == 404
    assert Desk(world.wim).get(f"/people/{ana.pk}/brief/").status_code == 403
    Contact.objects.filter(pk=ana.pk).update(forgotten_at="2026-01-01T00:00Z")
    assert Desk(world.caleb).get(f"/people/{ana.pk}/brief/").status_code == 404
