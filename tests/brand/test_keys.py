"""Keys: each can be another one, one key does one thing, and whoever needs none switches them off."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from askfirst.brand import keys
from askfirst.brand.models import Member

if TYPE_CHECKING:
    from tests.world import World

pytestmark = pytest.mark.row("Z2")


def _choose(member: Member, **wanted: str) -> Member:
    keys.choose(
        member,
        {name.replace("_", "-"): key for name, key in wanted.items()},
        is_on=True,
        sends_by_enter=False,
    )
    return Member.objects.get(pk=member.pk)


def test_no_two_keys_are_the_same_as_long_as_nobody_changes_any() -> None:
    every = [one.key for group in keys.SINGLE.values() for one in group]
    assert len(every) == len(set(every))


def test_another_key_does_it_and_the_usual_one_does_nothing(world: World) -> None:
    caleb = _choose(world.caleb, done="d")
    assert keys.key_of(caleb, "done") == "d"
    assert keys.pressed(caleb) == {"d": "e", "e": ""}


def test_two_keys_can_change_places(world: World) -> None:
    caleb = _choose(world.caleb, next="k", previous="j")
    assert keys.pressed(caleb) == {"k": "j", "j": "k"}


def test_one_key_that_does_two_things_is_refused_by_name(world: World) -> None:
    with pytest.raises(keys.CannotSetKeysError) as why:
        _choose(world.caleb, done="j")
    assert why.value.problems["done"] == "“j” is also “Next conversation”. One key can do one thing."
    assert set(why.value.problems) == {"done", "next"}
    assert Member.objects.get(pk=world.caleb.pk).keys == {}


@pytest.mark.parametrize("key", ["ab", "\u200b", "Enter", "\x00", "🙂🙂", "g"])
def test_what_is_no_key_is_refused(world: World, key: str) -> None:
    with pytest.raises(keys.CannotSetKeysError) as why:
        _choose(world.caleb, done=key)
    assert set(why.value.problems) == {"done"}


def test_an_empty_key_is_the_usual_one_and_a_letter_with_a_mark_is_one_sign(world: World) -> None:
    assert keys.key_of(_choose(world.caleb, done="e\u0301"), "done") == "é"
    assert keys.pressed(_choose(world.caleb, done=" ")) == {}


def test_keys_are_one_members_own_and_can_be_switched_off_and_made_usual_again(world: World) -> None:
    caleb = _choose(world.caleb, done="d")
    keys.switch(caleb, is_on=False)
    caleb = Member.objects.get(pk=caleb.pk)
    assert not keys.are_on(caleb)
    assert keys.key_of(caleb, "done") == "d", "the switch forgets nothing"
    assert keys.are_on(world.olivia)
    keys.reset(caleb)
    assert keys.are_on(caleb)
    assert keys.pressed(caleb) == {}
