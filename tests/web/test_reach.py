"""Ways to reach, as a member sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.web.desk import Desk

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

    from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world.mara)


@pytest.mark.row("N1")
def test_each_network_and_purpose_is_told_for_today(desk: Desk) -> None:
    said = desk.sees("/reach/")
    assert "Ways to reach people" in said
    for word in ("Marketing", "Care", "Hiring", "The page", "Facebook", "Who wrote to you an hour ago"):
        assert word in said


def test_another_day_tells_what_held_then_and_what_changed(desk: Desk) -> None:
    said = desk.sees("/reach/?on=2012-02-29")
    assert "29 February 2012" in said
    assert "What changed on that day" in said
    assert "On Facebook the person opens the talk" in said
    assert "Change before" in said
    assert "Next change" in said


def test_a_closed_way_says_why_and_who_says_so(desk: Desk) -> None:
    said = desk.sees("/reach/?on=2013-10-20&country=US")
    assert "A like opens nothing" in said
    assert "Meta: Messenger Platform overview" in said


@pytest.mark.parametrize("on", ["soon", "1066-10-14", "9999-12-31", "2015-02-30", "\x00"])
def test_a_day_that_is_none_is_said_and_today_is_shown(desk: Desk, on: str) -> None:
    said = desk.sees(f"/reach/?on={on}&country=%3Cscript%3E")
    assert "today's answer" in said
    assert "Today, " in said


def test_a_script_gets_only_what_it_asked_for(desk: Desk) -> None:
    part = desk.fragment("/reach/?on=2015-08-05", target="reach").content.decode()
    assert "5 August 2015" in part
    assert "<nav" not in part


def test_the_overview_costs_few_queries(
    desk: Desk, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    desk.get("/reach/")
    with django_assert_max_num_queries(9):
        desk.get("/reach/")
