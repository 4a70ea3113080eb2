"""The settings of what one hears of, without scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from askfirst.brand import attention, devices
from askfirst.brand.attention import MATTERS
from askfirst.brand.models import Member
from tests.web.desk import Desk
from tests.web.guests import words
from tests.wire.push_service import ThereBrowser

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

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


def test_a_browser_is_told_until_it_is_removed(world: World) -> None:
    desk, browser = Desk(world.caleb), ThereBrowser()
    told = {"endpoint": "https://push.example.net/x", "key": browser.key, "secret": browser.secret}
    agent: Any = {"HTTP_USER_AGENT": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}
    answer = desk.browser.post(PLACE + "devices/", told, **agent)
    assert "Firefox on Linux" in answer.content.decode()
    (device,) = devices.of(world.caleb)
    Desk(world.mara).post(f"{PLACE}devices/{device.pk}/remove/")
    assert devices.of(world.caleb) == [device], "a colleague's devices are nobody else's"
    assert "Nothing is pushed" in words(desk.post(f"{PLACE}devices/{device.pk}/remove/"))
    assert devices.of(world.caleb) == []
    desk.browser.post(PLACE + "devices/", told)
    assert "No device so far" in desk.sends(PLACE + "devices/leave/", told).content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"endpoint": "https://127.0.0.1/x"},
        {"endpoint": "http://push.example.net/"},
        {"key": "x"},
        {"secret": ""},
    ],
)
def test_a_browser_that_cannot_be_told_is_refused_with_a_sentence(
    world: World, wrong: dict[str, str]
) -> None:
    browser = ThereBrowser()
    told = {"endpoint": "https://push.example.net/x", "key": browser.key, "secret": browser.secret}
    answer = Desk(world.caleb).sends(PLACE + "devices/", told | wrong)
    assert answer.status_code == 422
    assert "This browser cannot be told" in answer.content.decode()
    assert devices.of(world.caleb) == []


@pytest.mark.row("F3")
def test_a_member_who_looks_at_their_own_page_reads_what_is_new(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    desk = Desk(world.caleb)
    assert "Nothing new" in desk.sees("/@harbour/")
    world.visitor("Ana", "message", "Open?")
    world.visitor("Tom", "message", "Closed?")
    for place in ("/@harbour/", "/@harbour/messages/", "/notifications/bar/"):
        assert "You are looking at your own page 2 new notifications" in desk.sees(place)
    with django_assert_num_queries(4):  # who it is, their brand, and how many
        desk.fragment("/notifications/bar/")
    for other in ("/@northwind/", "/inbox/"):
        assert "You are looking at your own page" not in desk.sees(other)
    for guest in (Desk(world.nils).browser, Client()):
        assert "own page" not in guest.get("/@harbour/").content.decode()
