"""A channel that falls silent for much longer than usual is looked into, and the team hears of it once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from askfirst.brand.models import Channel, Notification
from askfirst.networks.pulls import Polled, Pulled
from askfirst.wire import connectors, pulling, watch, worker
from askfirst.wire.models import PullCursor
from tests.connectable import NAME, Harbourline, Settings, There, standing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django.fixtures import SettingsWrapper

    from tests.world import World

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)


class Both(Harbourline, Polled):
    """It pushes, and can be read back."""

    every = timedelta(minutes=1)
    is_only_way = False

    async def pull(self, cursor: str, since: datetime) -> Pulled:  # noqa: ARG002 -- nobody asks here
        return Pulled(pieces=(), cursor=cursor)


@pytest.fixture
def there(monkeypatch: pytest.MonkeyPatch, settings: SettingsWrapper) -> Iterator[There]:
    yield from standing(monkeypatch, settings)


@pytest.fixture
def channel(world: World, there: There) -> Channel:
    return Channel.objects.create(brand=world.harbour, network=NAME, address="77", name="@harbour")


class Days:
    """Days go by: something comes in at some hours, and the worker looks each minute of those and when asked."""

    def __init__(self, channel: Channel, monkeypatch: pytest.MonkeyPatch) -> None:
        self.pk, self.monkeypatch = channel.pk, monkeypatch
        self.reconciled: list[int] = []

    def hear(self, at: datetime) -> int:
        Channel.objects.filter(pk=self.pk).update(last_event_at=at)
        return self.look(at)

    def look(self, at: datetime) -> int:
        self.monkeypatch.setattr(watch.timezone, "now", lambda: at)
        return watch.listen(self.reconciled.append)

    def week(self) -> datetime:
        """Open from nine to five, a word each hour.  Returns when it closed on Friday."""
        for day in range(5):
            for hour in range(9):
                self.hear(MONDAY + timedelta(days=day, hours=hour))
        return MONDAY + timedelta(days=4, hours=8)

    @property
    def told(self) -> list[str]:
        return list(Notification.objects.values_list("excerpt", flat=True))


@pytest.fixture
def days(channel: Channel, monkeypatch: pytest.MonkeyPatch) -> Days:
    return Days(channel, monkeypatch)


def test_a_usual_night_is_no_silence_and_a_day_is(days: Days, monkeypatch: pytest.MonkeyPatch) -> None:
    closed = days.week()
    for hours in range(1, 32):
        assert days.look(closed + timedelta(hours=hours)) == 0, hours
    assert days.look(closed + timedelta(hours=33)) == 1
    assert (
        "Nothing has come in since 6 March 2026, 17:00 UTC, which is much longer than usual here."
        in days.told[0]
    )
    assert "The network may have stopped pushing" in days.told[0]
    assert Channel.objects.get(pk=days.pk).state == Channel.State.ATTENTION


def test_it_is_told_once_and_taken_back_when_something_comes_in(days: Days) -> None:
    closed = days.week()
    assert [days.look(closed + timedelta(hours=hours)) for hours in (33, 34, 99)] == [1, 0, 0]
    assert Notification.objects.count() == 1
    days.hear(closed + timedelta(hours=100))
    held = Channel.objects.get(pk=days.pk)
    assert (held.silence_told_at, held.troubles, held.state) == (None, {}, Channel.State.OK)
    assert days.look(closed + timedelta(hours=190)) == 0, "such a pause is usual now"


def test_what_may_have_been_lost_is_fetched_where_the_network_can_be_read(
    days: Days, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connectors.catalog, "connector", lambda *_: Both(Settings()))
    days.look(days.week() + timedelta(hours=33))
    assert days.reconciled == [days.pk]
    assert "What may have been lost is being fetched." in days.told[0]


def test_a_network_that_cannot_be_read_is_not_read(days: Days) -> None:
    days.look(days.week() + timedelta(hours=33))
    assert days.reconciled == []


def test_pushes_that_were_refused_meanwhile_are_named_as_the_reason(days: Days) -> None:
    closed = days.week()
    Channel.objects.filter(pk=days.pk).update(forged_at=closed + timedelta(hours=20))
    days.look(closed + timedelta(hours=33))
    assert "was refused for its signature" in days.told[0]


def test_nobody_knows_what_is_usual_after_two_days(days: Days) -> None:
    days.hear(MONDAY)
    days.hear(MONDAY + timedelta(days=1))
    assert days.look(MONDAY + timedelta(days=60)) == 0


def test_a_busy_channel_may_be_quiet_for_some_hours(days: Days) -> None:
    for minute in range(0, 3 * 24 * 60, 10):
        days.hear(MONDAY + timedelta(minutes=minute))
    last = MONDAY + timedelta(minutes=3 * 24 * 60 - 10)
    assert days.look(last + timedelta(hours=5, minutes=59)) == 0
    assert days.look(last + timedelta(hours=6)) == 1


def test_only_the_last_days_say_what_is_usual(days: Days) -> None:
    days.hear(MONDAY - timedelta(days=20))
    for day in range(20):
        days.hear(MONDAY + timedelta(days=day))
    pauses = Channel.objects.get(pk=days.pk).pauses
    assert len(pauses) == watch.DAYS + 1
    assert max(pause for day, pause in pauses.items() if day != watch.LAST) == 86_400


def test_of_two_workers_one_tells_it(days: Days) -> None:
    closed = days.week()
    stale = Channel.objects.select_related("brand").get(pk=days.pk)
    at = closed + timedelta(hours=33)
    assert watch._fell_silent(stale, at, days.reconciled.append)
    assert not watch._fell_silent(stale, at, days.reconciled.append)
    assert Notification.objects.get().count == 1


def test_a_channel_that_has_to_be_connected_again_says_that_and_nothing_else(days: Days) -> None:
    closed = days.week()
    Channel.objects.filter(pk=days.pk).update(sealed_credentials="torn")
    assert days.look(closed + timedelta(hours=33)) == 0
    assert days.told == []


def test_the_worker_listens_and_has_what_was_lost_fetched(
    days: Days, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connectors.catalog, "connector", lambda *_: Both(Settings()))
    closed = days.week()
    pulling.enrol()
    later = closed + timedelta(hours=33)
    PullCursor.objects.update(due_at=later + timedelta(days=9), failures=7)
    monkeypatch.setattr(watch.timezone, "now", lambda: later)
    worker.listen()
    assert (PullCursor.objects.get().due_at, PullCursor.objects.get().failures) == (later, 0)


def test_one_that_is_off_and_the_page_are_not_listened_to(days: Days) -> None:
    closed = days.week()
    Channel.objects.filter(pk=days.pk).update(state=Channel.State.OFF)
    assert days.look(closed + timedelta(days=30)) == 0
