"""Many who keep an event at once: each is told the truth, and only after it is on disk."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest
from django.db import DatabaseError

from askfirst.wire import group_commit, intake
from askfirst.wire.models import Event
from tests.databases import together
from tests.world import make_world

if TYPE_CHECKING:
    from collections.abc import Callable

    from askfirst.brand.models import Channel
    from tests.databases import Database


@pytest.fixture
def channel(database: Database) -> Channel:
    return make_world().page.channel


def accepting(channel: Channel, external_id: str) -> Callable[[], bool]:
    return lambda: intake.accept(channel, b"said", external_id)


def test_everybody_is_told_that_their_own_event_is_kept(channel: Channel) -> None:
    acts = [accepting(channel, f"e{number}") for number in range(40)]
    assert together(*acts) == [True] * 40
    assert Event.objects.count() == 40


def test_the_same_event_at_once_is_new_for_one_of_them_only(channel: Channel) -> None:
    assert sorted(together(*[accepting(channel, "same") for _ in range(12)])) == [False] * 11 + [True]
    assert Event.objects.count() == 1


def test_an_event_that_cannot_be_kept_harms_no_other(channel: Channel) -> None:
    wrong = Event(brand_id=channel.brand_id, channel_id=999_999, external_id="wrong", raw=b"said")
    told = together(
        lambda: group_commit.keep(wrong), *[accepting(channel, f"e{number}") for number in range(8)]
    )
    assert isinstance(told[0], DatabaseError)
    assert told[1:] == [True] * 8


def test_whoever_waits_hears_that_the_database_is_gone_and_the_next_one_is_served(channel: Channel) -> None:
    with (
        patch.object(group_commit, "_keep_together", side_effect=DatabaseError("gone")),
        pytest.raises(DatabaseError, match="gone"),
    ):
        intake.accept(channel, b"said", "lost")
    assert intake.accept(channel, b"said", "found")
    assert list(Event.objects.values_list("external_id", flat=True)) == ["found"]
