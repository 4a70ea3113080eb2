"""The settings of what one hears of, without scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from askfirst.brand import attention
from askfirst.brand.attention import MATTERS
from askfirst.brand.models import Member
from tests.web.desk import Desk

if TYPE_CHECKING:
    from tests.world import World

PLACE = "/settings/notifications/"
CHOSEN = {"bell-mine": "yes", "mail-mine": "day", "quiet_begins": "22:00", "quiet_ends": "07:00"}


def test_a_member_of_any_role_sets_what_they_hear_of(world: World) -> None:
    desk = Desk(world.wim)
    assert "A colleague names you" in desk.sees(PLACE)
    desk.post(PLACE, **CHOSEN, daily_at="17", time_zone="Europe/Berlin", shows_words="yes")
    wim = Member.objects.get(pk=world.wim.pk)
    rules = attention.of(wim)
    assert rules.of("mine") == attention.Ways(bell=True, push=False, mail="day")
    assert rules.of("mention") == attention.Ways(bell=False, push=False)
    assert (rules.daily_at, rules.shows_words, rules.urgent_comes_through) == (17, True, False)
    assert wim.time_zone == "Europe/Berlin"
    assert attention.of(world.caleb) == attention.Attention()
    page = desk.get(PLACE).content.decode()
    assert 'value="22:00"' in page
    assert "<option selected>Europe/Berlin" in page


@pytest.mark.parametrize(
    "wrong",
    [
        {"quiet_ends": ""},
        {"quiet_begins": "<script>"},
        {"time_zone": "Mars/Olympus"},
        {"daily_at": "99"},
        {"daily_at": "noon"},
        {"mail-mine": "pigeon"},
        {"time_zone": "../etc/passwd"},
    ],
)
def test_what_cannot_be_is_said_and_nothing_typed_is_lost(world: World, wrong: dict[str, str]) -> None:
    desk = Desk(world.caleb)
    answer = desk.sends(PLACE, {**CHOSEN, "push-mention": "yes", **wrong})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'role="alert"' in page
    assert 'name="push-mention" value="yes" checked' in page
    assert Member.objects.get(pk=world.caleb.pk).attention == {}


def test_what_is_not_wanted_in_the_bell_is_not_counted_there(world: World) -> None:
    desk = Desk(world.caleb)
    world.visitor("Ana", "message", "Open?")
    assert "1 new" in desk.sees("/notifications/")
    desk.post(PLACE, **{f"mail-{one.key}": "day" for one in MATTERS})
    said = desk.sees("/notifications/")
    assert "1 new" not in said
    assert "Nothing yet" in said
