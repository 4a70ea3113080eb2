"""Credentials are exchanged before they expire, once, and who connects channels hears in time where that fails."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.utils import timezone

from askfirst.brand import health, vault
from askfirst.brand.models import Channel, Notification
from askfirst.networks.joining import Renewed
from askfirst.wire import renew
from tests.connectable import NAME, Harbourline, There, standing
from tests.world import make_world

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django.fixtures import SettingsWrapper

    from tests.databases import Database
    from tests.world import World

FRESH = {"access_token": "t-2", "refresh_token": "r-2", "expires_in": 5_184_000}


@pytest.fixture
def there(monkeypatch: pytest.MonkeyPatch, settings: SettingsWrapper) -> Iterator[There]:
    for found in standing(monkeypatch, settings):
        found.refreshes["r-1"] = FRESH
        yield found


def _channel(world: World, there: There, **left: float) -> Channel:
    """Harbour's channel whose credentials are good for so long."""
    return Channel.objects.create(
        brand=world.harbour,
        network=NAME,
        address="77",
        name="@harbour",
        settings={"through": there.http.url, "client_id": "app-9"},
        sealed_credentials=vault.seal({"access_token": "t-1", "refresh_token": "r-1", "client_secret": "s"}),
        credentials_until=timezone.now() + timedelta(**left),
    )


def _again(channel: Channel) -> Channel:
    return Channel.objects.get(pk=channel.pk)


def _refreshes(there: There) -> int:
    return sum(one.path.endswith("/token") for one in there.http.asked)


def test_credentials_are_exchanged_before_they_expire_and_not_earlier(world: World, there: There) -> None:
    channel = _channel(world, there, days=20)
    assert renew.renew_due() == 0
    Channel.objects.filter(pk=channel.pk).update(credentials_until=timezone.now() + timedelta(days=6))
    assert renew.renew_due() == 1
    held = _again(channel)
    assert vault.open_credentials(held) == {
        "access_token": "t-2",
        "refresh_token": "r-2",
        "client_secret": "s",
    }
    assert held.credentials_until is not None
    assert held.credentials_until > timezone.now() + timedelta(days=59)
    assert held.renewing_until is None
    assert renew.renew_due() == 0


def test_each_channel_has_a_moment_of_its_own(world: World, there: There) -> None:
    shares = {round(renew._share(pk), 3) for pk in range(200)}
    assert len(shares) > 150
    assert 0 <= min(shares) < 0.1
    assert 0.9 < max(shares) <= 1


def test_what_others_changed_meanwhile_is_not_undone(world: World, there: There) -> None:
    channel = _channel(world, there, days=1)
    stale = _again(channel)
    Channel.objects.filter(pk=channel.pk).update(settings={**channel.settings, "account": {"kind": "page"}})
    renew.keep(stale, Renewed(settings={"access_token": "t-9"}, lasts=None), timezone.now())
    held = _again(channel)
    assert held.settings["account"] == {"kind": "page"}
    assert held.credentials_until is None


def test_who_connects_again_while_credentials_are_exchanged_keeps_what_they_gave(
    world: World, there: There
) -> None:
    channel = _channel(world, there, days=1)
    given = {"access_token": "t-7", "refresh_token": "r-7", "client_secret": "s"}
    until = timezone.now() + timedelta(days=60)
    Channel.objects.update(sealed_credentials=vault.seal(given), credentials_until=until)
    late = Renewed(settings={"access_token": "t-2", "refresh_token": "r-2"}, lasts=timedelta(hours=2))
    renew.keep(channel, late, timezone.now())
    held = _again(channel)
    assert (vault.open_credentials(held), held.credentials_until) == (given, until)


def test_a_failure_that_may_pass_is_tried_again_and_told_while_there_is_time(
    world: World, there: There
) -> None:
    there.is_down = True
    channel = _channel(world, there, days=6)
    assert renew.renew_due() == 0
    assert not Notification.objects.exists(), "there is time, and it may pass"
    tried = len(there.http.asked)
    assert renew.renew_due() == 0
    assert len(there.http.asked) == tried, "not at once again"
    Channel.objects.filter(pk=channel.pk).update(
        credentials_until=timezone.now() + timedelta(days=3), renewing_until=None
    )
    renew.renew_due()
    assert "Its credentials are good until" in Notification.objects.get(member=world.olivia).excerpt
    there.is_down = False
    Channel.objects.update(renewing_until=None)
    assert renew.renew_due() == 1
    assert _again(channel).troubles == {}


def test_what_waited_for_fresh_credentials_goes_on_with_them(world: World, there: There) -> None:
    channel = _channel(world, there, hours=-1)
    health.trouble(channel.pk, "sending", "the token has expired")
    later = timezone.now() + timedelta(minutes=5)
    Channel.objects.filter(pk=channel.pk).update(rate_clock=later)
    assert renew.renew_due() == 1
    held = _again(channel)
    assert (held.state, held.troubles) == (Channel.State.OK, {})
    assert held.rate_clock < later


def test_a_token_that_is_dead_is_told_at_once(world: World, there: There) -> None:
    there.refreshes.clear()
    channel = _channel(world, there, days=6)
    renew.renew_due()
    held = _again(channel)
    assert held.state == Channel.State.ATTENTION
    assert "could not be exchanged: the agreement is too old" in held.state_reason
    assert held.renewing_until is not None
    assert held.renewing_until > timezone.now() + timedelta(hours=5)
    assert vault.open_credentials(held)["access_token"] == "t-1", "what is there may still work"


@pytest.mark.parametrize(
    ("days", "says"), [(6, "connect this channel again before then"), (-1, "have expired")]
)
def test_credentials_that_nobody_can_exchange_are_told_a_week_before(
    world: World, there: There, monkeypatch: pytest.MonkeyPatch, days: int, says: str
) -> None:
    monkeypatch.setattr(Harbourline, "renew_before", None)
    channel = _channel(world, there, days=days)
    Channel.objects.update(sealed_credentials=vault.seal({"access_token": "t-1"}))
    renew.renew_due()
    assert says in _again(channel).state_reason


def test_a_channel_that_is_switched_off_or_cannot_be_opened_exchanges_nothing(
    world: World, there: There
) -> None:
    channel = _channel(world, there, days=1)
    Channel.objects.filter(pk=channel.pk).update(state=Channel.State.OFF)
    assert renew.renew_due() == 0
    Channel.objects.filter(pk=channel.pk).update(state=Channel.State.OK, sealed_credentials="torn")
    assert renew.renew_due() == 0
    assert _refreshes(there) == 0
    assert "cannot be opened" in _again(channel).state_reason


def test_what_another_worker_has_just_exchanged_is_let_be(world: World, there: There) -> None:
    channel = _channel(world, there, days=1)
    now = timezone.now()
    Channel.objects.filter(pk=channel.pk).update(credentials_until=now + timedelta(days=60))
    assert not renew._renewed(channel.pk, now)
    assert (_refreshes(there), _again(channel).renewing_until) == (0, None)


def test_of_two_workers_one_exchanges_a_token(database: Database, there: There) -> None:
    channel = _channel(make_world(), there, days=1)
    begin, done = threading.Barrier(4), []

    def work(now: datetime) -> None:
        begin.wait(10)
        done.append(renew._renewed(channel.pk, now))
        connection.close()

    now = timezone.now()
    threads = [threading.Thread(target=work, args=(now,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(done) == [False, False, False, True]
    assert _refreshes(there) == 1


def test_the_worker_exchanges_them(monkeypatch: pytest.MonkeyPatch) -> None:
    from askfirst.wire import worker  # noqa: PLC0415

    names: list[Any] = []
    monkeypatch.setattr(worker._Loop, "start", lambda loop: names.append((loop.name, loop.work)))
    monkeypatch.setattr(worker._Loop, "join", lambda _: None)
    monkeypatch.setattr(worker.Heartbeat, "objects", type("None", (), {"filter": lambda **_: _Nothing}))
    monkeypatch.setattr(worker.connection, "close", lambda: None)
    stop = threading.Event()
    stop.set()
    worker.run(stop)
    assert ("credentials", renew.renew_due) in names


class _Nothing:
    @staticmethod
    def delete() -> None: ...
