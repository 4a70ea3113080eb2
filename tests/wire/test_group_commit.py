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


def rows(channel: Channel, *external_ids: str) -> list[Event]:
    return [intake.row(channel, b"said", external_id) for external_id in external_ids]


def test_what_came_in_together_is_kept_together_and_each_told_apart(channel: Channel) -> None:
    intake.accept(channel, b"said", "b")
    assert group_commit.keep_many(rows(channel, "a", "b", "c", "c")) == [True, False, True, False]
    assert Event.objects.count() == 3
    assert group_commit.keep_many([]) == []


def test_a_batch_with_one_that_cannot_be_kept_is_not_kept_at_all_and_harms_no_other(channel: Channel) -> None:
    wrong = Event(brand_id=channel.brand_id, channel_id=999_999, external_id="wrong", raw=b"said")
    told = together(
        lambda: group_commit.keep_many([*rows(channel, "a", "b"), wrong]),
        *[accepting(channel, f"e{number}") for number in range(4)],
    )
    assert isinstance(told[0], DatabaseError)
    assert told[1:] == [True] * 4
    assert not Event.objects.filter(external_id__in=["a", "b"]).exists()


def test_a_batch_of_a_thousand_is_looked_up_within_what_a_statement_may_have(channel: Channel) -> None:
    names = [f"e{number}" for number in range(1200)]
    assert group_commit.keep_many(rows(channel, *names)) == [True] * 1200
    assert group_commit.keep_many(rows(channel, *names)) == [False] * 1200


def test_whoever_may_not_wait_is_told_by_a_future(channel: Channel) -> None:
    future = group_commit.hand_over(rows(channel, "a"))
    assert future.result(10) == [True]
    assert Event.objects.count() == 1
