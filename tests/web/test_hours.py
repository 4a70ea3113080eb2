"""When something may be sent later: by the person's clock, in words, and never in the past."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest

from askfirst.drafts.schedule import NoSuchHour
from askfirst.web import hours

if TYPE_CHECKING:
    from tests.world import World

FRIDAY = datetime(2026, 3, 27, 10, 30, tzinfo=UTC)
"""Two days before clocks change in Europe."""


def test_the_choices_are_told_by_the_persons_clock_across_a_change_of_clocks(world: World) -> None:
    world.visitor("Ana", "message", "Hello", time_zone="Europe/Berlin")
    with patch("django.utils.timezone.now", return_value=FRIDAY):
        found = hours.for_person(world.contact("Ana"), world.harbour)
    assert found.whose == "their time, Europe/Berlin"
    assert [(hour.word, hour.says) for hour in found.choices] == [
        ("In an hour", "12:30"),
        ("This evening", "18:00"),
        ("Tomorrow morning", "Sat 09:00"),
        ("Next Monday", "Mon 09:00"),
    ]
    assert [hour.at.astimezone(UTC).hour for hour in found.choices] == [11, 17, 8, 7]


def test_late_on_a_sunday_less_is_offered_and_an_unknown_clock_is_the_brands(world: World) -> None:
    world.visitor("Ana", "message", "Hello")
    ana = world.contact("Ana")
    ana.time_zone = "Mars/Olympus"
    with patch("django.utils.timezone.now", return_value=datetime(2026, 3, 29, 20, tzinfo=UTC)):
        found = hours.for_person(ana, world.harbour)
        assert found.earliest == "2026-03-29T21:00"
    assert found.whose == "your time, Europe/London"
    assert [hour.word for hour in found.choices] == ["In an hour", "Tomorrow morning"]
    world.harbour.time_zone = "nowhere"
    assert hours.for_person(None, world.harbour).zone.key == "UTC"


def test_a_typed_hour_is_the_persons_and_what_is_none_is_refused(world: World) -> None:
    found = hours.for_person(None, world.harbour)
    assert hours.chosen("own", " 2026-07-01T09:00 ", found).astimezone(UTC).hour == 8
    assert hours.chosen("2026-07-01T09:00:00+02:00", "", found).astimezone(UTC).hour == 7
    for odd in ("", "own", "tomorrow", "9999999-01-01T00:00", "\x00"):
        with pytest.raises(NoSuchHour, match="Choose a day"):
            hours.chosen(odd, "", found)
