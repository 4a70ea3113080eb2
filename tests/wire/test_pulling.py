"""What networks are asked for: each channel in its turn, by one worker at a time, and nothing is lost or taken twice."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import pytest
from django.db import OperationalError
from django.utils import timezone

from askfirst.brand.models import Channel
from askfirst.inbox.models import Message
from askfirst.networks.base import BadInput, Failure, NetworkError
from askfirst.networks.pulls import Pulled
from askfirst.wire import group_commit, loop, pulling, routing
from askfirst.wire.models import Event, PullCursor
from tests.databases import together
from tests.wire.pushing import Pushing, connected, piece_of, stand_in, told
from tests.world import make_world

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.databases import Database
    from tests.world import World


@pytest.fixture
def world(database: Database) -> World:
    return make_world()


@pytest.fixture(autouse=True)
def network(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Pushing]]:
    yield stand_in(monkeypatch)
    pulling.end()
    loop.end()


@pytest.fixture
def channel(world: World) -> Channel:
    made = connected(world.harbour)
    pulling.enrol()
    return made


def page(*numbers: int, cursor: str = "", is_more: bool = False) -> Pulled:
    things = [told("message", f"m{number}", actor="u1", text=f"No. {number}") for number in numbers]
    return Pulled(pieces=tuple(map(piece_of, things)), cursor=cursor or str(numbers[-1]), is_more=is_more)


def pull() -> int:
    """Pull what is due and wait for it."""
    begun = pulling.pull_due()
    assert pulling.wait(10)
    return begun


def cursor() -> PullCursor:
    return PullCursor.objects.get()


def due() -> None:
    PullCursor.objects.update(due_at=timezone.now())


def test_only_channels_that_can_be_asked_get_a_cursor_from_the_day_they_were_connected(world: World) -> None:
    world.connect_mail()
    assert pulling.enrol() == 0
    made = connected(world.harbour)
    connected(world.harbour, "902")
    Channel.objects.filter(address="902").update(state=Channel.State.OFF)
    assert [pulling.enrol(), pulling.enrol()] == [1, 0]
    assert (cursor().channel, cursor().since) == (made, made.connected_at)


def test_what_is_new_is_kept_with_how_far_was_read_and_nothing_is_taken_twice(
    channel: Channel, network: type[Pushing]
) -> None:
    network.pages = [page(1, 2), page(2, 3)]
    assert pull() == 1
    assert cursor().value == "2"
    assert pull() == 0, "it is not its turn yet"
    due()
    pull()
    routing.route_pending()
    assert list(Message.objects.order_by("pk").values_list("text", flat=True)) == ["No. 1", "No. 2", "No. 3"]
    assert network.pulled == [("", channel.connected_at), ("2", channel.connected_at)]


def test_what_was_pushed_and_is_pulled_as_well_comes_in_once(
    channel: Channel, network: type[Pushing]
) -> None:
    piece = piece_of(told("message", "m1", actor="u1", text="No. 1"))
    group_commit.keep_many(
        [Event(brand_id=channel.brand_id, channel=channel, external_id=piece.external_id, raw=piece.raw)]
    )
    network.pages = [page(1, 2)]
    pull()
    assert Event.objects.count() == 2


def test_where_there_is_more_it_goes_on_at_once(channel: Channel, network: type[Pushing]) -> None:
    network.pages = [page(1, is_more=True), page(2)]
    assert [pull(), pull(), pull()] == [1, 1, 0]


@pytest.mark.parametrize(("is_only_way", "seconds"), [(True, 30), (False, 15 * 60)])
def test_each_channel_goes_at_its_own_pace(
    channel: Channel,
    network: type[Pushing],
    monkeypatch: pytest.MonkeyPatch,
    is_only_way: bool,  # noqa: FBT001 -- a row of the table above
    seconds: int,
) -> None:
    monkeypatch.setattr(network, "is_only_way", is_only_way)
    pull()
    wait = (cursor().due_at - timezone.now()).total_seconds()
    assert 0.85 * seconds < wait < 1.15 * seconds


def test_a_look_can_be_had_at_once(channel: Channel) -> None:
    assert [pull(), pull()] == [1, 0]
    pulling.soon(channel.pk)
    assert pull() == 1


def test_one_worker_asks_at_a_time(channel: Channel) -> None:
    now = timezone.now()
    row = PullCursor.objects.select_related("channel__brand").get()
    turns = together(*[lambda: pulling._take(row, now) for _ in range(5)])
    assert len([turn for turn in turns if turn]) == 1


def test_a_worker_that_died_loses_its_turn_and_one_that_was_slow_keeps_nothing(
    channel: Channel, network: type[Pushing]
) -> None:
    now = timezone.now()
    row = PullCursor.objects.select_related("channel__brand").get()
    PullCursor.objects.update(due_at=now - timedelta(hours=2))
    slow = pulling._take(row, now - timedelta(hours=1))
    assert slow is not None
    network.pages = [page(5)]
    assert pull() == 1
    pulling._keep(slow, page(1))
    pulling._fail(slow, NetworkError("late", failure=Failure.RETRY))
    assert (cursor().value, cursor().failures) == ("5", 0)
    assert list(Event.objects.values_list("external_id", flat=True)) == ["message:m5"]


def test_a_network_that_cannot_be_asked_keeps_the_cursor_and_is_asked_later_each_time(
    channel: Channel, network: type[Pushing]
) -> None:
    network.pages = [page(1), *[NetworkError("away", failure=Failure.RETRY) for _ in range(3)], page(2)]
    for number in range(4):
        due()
        pull()
        assert cursor().failures == number
        channel.refresh_from_db()
        assert bool(channel.troubles) is (number == 3)
    assert (cursor().value, cursor().trouble) == ("1", "away")
    due()
    pull()
    channel.refresh_from_db()
    assert (cursor().value, cursor().failures, cursor().trouble, channel.troubles) == ("2", 0, "", {})


def test_a_time_that_the_network_names_is_kept_to(channel: Channel, network: type[Pushing]) -> None:
    network.pages = [NetworkError("enough", failure=Failure.QUOTA, retry_after=timedelta(hours=3))]
    pull()
    assert cursor().due_at - timezone.now() > timedelta(hours=2, minutes=59)


def test_credentials_that_are_refused_are_told_at_once(channel: Channel, network: type[Pushing]) -> None:
    network.pages = [NetworkError("connect again", failure=Failure.CREDENTIALS)]
    pull()
    channel.refresh_from_db()
    assert "connect again" in channel.troubles[pulling.PART]


@pytest.mark.parametrize("error", [BadInput("this is no JSON"), KeyError("things")])
def test_what_nobody_foresaw_ends_no_other_pull(
    channel: Channel, network: type[Pushing], error: Exception
) -> None:
    network.pages = [error]
    pull()
    assert cursor().failures == 1
    assert str(error) in cursor().trouble


def test_a_pull_that_never_ends_is_given_up(
    channel: Channel, network: type[Pushing], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def for_ever(*_: Any) -> Pulled:
        import asyncio  # noqa: PLC0415 -- only here

        await asyncio.sleep(3600)
        raise AssertionError

    monkeypatch.setattr(network, "pull", for_ever)
    monkeypatch.setattr(pulling, "LONGEST_PULL", 0.05)
    pull()
    assert cursor().trouble == "it did not answer in time"


def test_a_database_that_is_away_repeats_the_pull(channel: Channel, network: type[Pushing]) -> None:
    network.pages = [page(1), page(1)]
    with patch.object(group_commit, "keep_many", side_effect=OperationalError("gone")):
        pull()
    assert (cursor().value, Event.objects.count()) == ("", 0)
    PullCursor.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    pull()
    assert (cursor().value, Event.objects.count()) == ("1", 1)


def test_a_channel_that_was_switched_off_or_lost_its_secret_is_not_asked(
    channel: Channel, network: type[Pushing]
) -> None:
    Channel.objects.update(state=Channel.State.OFF)
    assert pull() == 0
    Channel.objects.update(state=Channel.State.OK, sealed_credentials="broken")
    assert pull() == 0
    assert network.pulled == []


def test_things_of_another_account_are_not_taken(channel: Channel, network: type[Pushing]) -> None:
    stranger = piece_of(told("message", "m9", actor="u1", account="777"))
    network.pages = [Pulled(pieces=(stranger, *page(1).pieces), cursor="9")]
    pull()
    assert list(Event.objects.values_list("external_id", flat=True)) == ["message:m1"]


def test_many_channels_are_asked_at_the_same_time(
    world: World, network: type[Pushing], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def slowly(self: Pushing, cursor: str, since: Any) -> Pulled:
        import asyncio  # noqa: PLC0415 -- only here

        await asyncio.sleep(0.3)
        return page(1)

    monkeypatch.setattr(network, "pull", slowly)
    for number in range(20):
        connected(world.harbour, str(number))
    pulling.enrol()
    begun = time.monotonic()
    assert pull() == 20
    assert time.monotonic() - begun < 4
    assert Event.objects.count() == 20


def test_a_worker_that_ends_lets_another_ask_at_once(
    channel: Channel, network: type[Pushing], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def for_ever(*_: Any) -> Pulled:
        import asyncio  # noqa: PLC0415 -- only here

        await asyncio.sleep(3600)
        raise AssertionError

    with monkeypatch.context() as patched:
        patched.setattr(network, "pull", for_ever)
        assert pulling.pull_due() == 1
        assert pulling.pull_due() == 0
        pulling.end(0.05)
    network.pages = [page(1)]
    assert pull() == 1
    assert cursor().value == "1"
