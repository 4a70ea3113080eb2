"""Who gets which feature: stable per person, a larger share only adds, and names come first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied

from askfirst.brand import rollout
from askfirst.brand.models import Change, Rollout
from askfirst.brand.rollout import Wanted, Who
from askfirst.wall.reached import reached

if TYPE_CHECKING:
    from tests.world import World

PEOPLE = [Who(key=f"visitor-{number}") for number in range(2000)]


def having(share: int, feature: str = "asks") -> set[str]:
    rows = {feature: Rollout(feature=feature, share=share)}
    return {one.key for one in PEOPLE if rollout.has(feature, one, rows)}


@pytest.mark.row("F7")
def test_a_share_is_about_that_many_people_and_always_the_same() -> None:
    assert [len(having(share)) for share in (0, 100)] == [0, len(PEOPLE)]
    assert 0.27 < len(having(30)) / len(PEOPLE) < 0.33
    assert having(30) == having(30)
    assert having(10) < having(30) < having(90), "a larger share takes it from nobody"
    assert having(30) != having(30, "comments"), "who is early with one is not therefore early with the next"


@pytest.mark.row("F7")
def test_country_and_name() -> None:
    rows = {"asks": Rollout(feature="asks", share=100, countries=["GB"], contacts=[7], members=[3])}
    assert rollout.has("asks", Who(key="a", country="GB"), rows)
    assert not rollout.has("asks", Who(key="a", country="DE"), rows)
    assert not rollout.has("asks", Who(key="a"), rows), "an unknown country is none of them"
    assert rollout.has("asks", Who(key="a", contacts=(1, 7)), rows)
    assert rollout.has("asks", Who(key="a", member=3), rows)
    assert rollout.has("comments", Who(key="a"), rows), "what has no row is for everybody"
    with pytest.raises(KeyError):
        rollout.has("telepathy", Who(key="a"), rows)


@pytest.mark.row("F7")
def test_rolling_out_holds_at_once_and_everybody_again_leaves_nothing(world: World) -> None:
    assert rollout.read(world.harbour) == {}
    rollout.roll_out(
        world.olivia,
        "asks",
        Wanted(share=10, countries=("DE", "GB"), members=(world.caleb.pk, world.nils.pk)),
    )
    row = rollout.read(world.olivia.brand)["asks"]
    assert (row.share, row.countries, row.members) == (10, ["DE", "GB"], [world.caleb.pk]), (
        "Nils is another brand's"
    )
    assert row.named == 1
    assert str(row) == "asks for 10 of 100"
    assert Change.objects.filter(kind="page", is_public=True, payload={"rollout": "asks"}).exists()
    rollout.roll_out(world.olivia, "asks", Wanted())
    assert not world.olivia.brand.is_rolling_out
    assert not Rollout.objects.exists()


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        (Wanted(share=101), "from 0 to 100"),
        (Wanted(share=-1), "from 0 to 100"),
        (Wanted(countries=("England",)), "no country"),
        (Wanted(share=1, contacts=tuple(range(201))), "At most 200"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(world: World, wanted: Wanted, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        rollout.roll_out(world.olivia, "asks", wanted)
    with pytest.raises(KeyError):
        rollout.roll_out(world.olivia, "telepathy", Wanted())
    with pytest.raises(PermissionDenied):
        rollout.roll_out(world.caleb, "asks", Wanted())
    assert not Rollout.objects.exists()


@pytest.mark.row("F7")
def test_the_numbers_are_about_the_visitors_that_are_known(world: World) -> None:
    for name in ("Ana", "Tom", "Mia", "Li"):
        world.visitor(name, "like")
    ana = world.contact("Ana")
    rollout.roll_out(world.olivia, "comments", Wanted(share=0, contacts=(ana.pk,)))
    counted = reached(world.harbour, rollout.read(world.olivia.brand))
    assert (counted["comments"].seen, counted["comments"].known, counted["comments"].percent) == (1, 4, 25)
    assert counted["messages"].seen == 4
