"""What came in is seen wherever a member is, before anything is opened; and the brand's colour can be read."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from askfirst.brand.models import Notification
from askfirst.inbox.models import Reading
from askfirst.web import colour, words
from tests.web.desk import Desk
from tests.web.guests import words as read

if TYPE_CHECKING:
    from tests.world import World


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world.caleb)


def test_the_overview_tells_who_wrote_what_and_opens_nothing(world: World, desk: Desk) -> None:
    world.visitor("Ana", "message", "Do you still have the Ethiopian beans?")
    said = read(desk.fragment("/notifications/overview/"))
    assert "Ana wrote to you" in said
    assert "Do you still have the Ethiopian beans?" in said
    assert not Reading.objects.exists()
    assert Notification.objects.filter(member=world.caleb, seen_at=None).count() == 1


def test_ten_messages_of_one_person_are_one_line_that_counts(world: World, desk: Desk) -> None:
    for number in range(10):
        world.visitor("Ana", "message", f"word {number}")
    said = read(desk.fragment("/notifications/overview/"))
    assert said.count("Ana wrote to you") == 1
    assert re.search(r"Ana wrote to you\s+10", said)


def test_a_notice_appears_for_what_came_since_and_for_nothing_older(world: World, desk: Desk) -> None:
    world.visitor("Ana", "message", "Old news")
    since = timezone.now().isoformat()
    world.visitor("Yusuf", "message", "Fresh news")
    answer = desk.browser.get("/notifications/news/", {"since": since}, HTTP_HX_REQUEST="true")
    assert "Fresh news" in read(answer)
    assert "Old news" not in read(answer)
    later = json.loads(answer.headers["HX-Trigger"])["news"]["since"]
    again = desk.browser.get("/notifications/news/", {"since": later}, HTTP_HX_REQUEST="true")
    assert "Fresh news" not in read(again)
    assert 'id="bell-badge"' in again.content.decode()
    assert desk.get("/notifications/news/?since=yesterday").status_code == 200


def test_the_badge_is_emptied_by_hand_or_by_reading(world: World, desk: Desk) -> None:
    world.visitor("Ana", "message", "Hello?")
    world.visitor("Yusuf", "message", "Hello too?")
    desk.post(f"/inbox/{world.thread('Ana').pk}/read/")
    assert "1 new" in desk.sees("/notifications/")
    desk.post("/notifications/seen/")
    assert "1 new" not in desk.sees("/notifications/")


def test_each_member_has_notes_of_their_own(world: World, desk: Desk) -> None:
    world.visitor("Ana", "message", "Hello?")
    desk.post("/notifications/seen/")
    assert "1 new" in Desk(world.mara).sees("/notifications/")
    assert "Nothing yet" in Desk(world.nils).sees("/notifications/")


def test_the_overview_costs_the_same_for_one_note_and_for_many(world: World, desk: Desk) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as counted:
            desk.fragment("/notifications/overview/")
        return len(counted)

    world.visitor("Ana", "message", "Hello?")
    one = cost()
    for number in range(12):
        world.visitor(f"Fan {number}", "message", "Hello?")
    assert cost() == one <= 6


@pytest.mark.parametrize("chosen", ["#ffffff", "#000000", "#ffe066", "#0f766e", "#ff00aa"])
def test_a_brands_colour_can_be_read_on_every_surface(world: World, desk: Desk, chosen: str) -> None:
    world.harbour.accent = chosen
    world.harbour.save()
    sheet = desk.get("/brand/harbour.css").content.decode()
    light, on_light, dark, on_dark = re.findall(r"#[0-9a-f]{6}", sheet)
    for surface in ("#ffffff", "#faf8f5", "#f1ede6"):
        assert colour.contrast(light, surface) >= 4.5
    for surface in ("#171513", "#1d1a17", "#2a2621"):
        assert colour.contrast(dark, surface) >= 4.5
    assert colour.contrast(light, on_light) >= 4.5
    assert colour.contrast(dark, on_dark) >= 4.5


def test_a_colour_that_is_none_leaves_the_product_as_it_is(world: World, desk: Desk) -> None:
    world.harbour.accent = "red;}"
    world.harbour.save()
    assert desk.get("/brand/harbour.css").content == b""


NOW = datetime(2026, 11, 21, 16, 40, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ago", "said"),
    [
        (timedelta(seconds=20), "now"),
        (timedelta(minutes=5), "5 min"),
        (timedelta(hours=3), "13:40"),
        (timedelta(days=2), "Thu"),
        (timedelta(days=40), "12 Oct"),
        (timedelta(days=400), "17 Oct 2025"),
    ],
)
def test_a_list_says_a_time_as_people_do(ago: timedelta, said: str) -> None:
    assert words.short(NOW - ago, NOW, ZoneInfo("UTC")) == said


def test_a_moment_to_come_says_how_long_and_when() -> None:
    soon = NOW + timedelta(hours=3, minutes=12)
    assert words.until(soon, NOW, ZoneInfo("UTC")) == "in 3 h 12 min, Saturday 19:52"
    far = NOW + timedelta(days=60)
    assert words.until(far, NOW, ZoneInfo("UTC")) == "in 60 days, Wednesday 20 January 2027 16:40"


@pytest.mark.parametrize(
    ("name", "letters"), [("Ana Lopes", "AL"), ("", "·"), ("👋", "·"), ("佐藤 美咲", "佐美")]
)
def test_a_picture_has_the_letters_of_a_name(name: str, letters: str) -> None:
    assert words.initials(name) == letters
