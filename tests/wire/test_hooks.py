"""What networks push: kept before it is answered for, or refused with nothing kept."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import pytest
from django.db import OperationalError
from django.utils import timezone

from askfirst.brand import vault
from askfirst.brand.models import Channel, Notification
from askfirst.networks.hooks import LONGEST
from askfirst.wire import doors, group_commit, hooks
from askfirst.wire.hooks import Hooks
from askfirst.wire.models import Event
from tests.wire.pushing import batch, connected, signed, stand_in, told
from tests.world import make_world

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tests.databases import Database
    from tests.world import World

HELLO = batch(told("message", "m1", actor="u1", text="Hello"))


class Caller:
    """Somebody at the hook of one channel."""

    def __init__(self, channel: Channel) -> None:
        self.app = Hooks()
        self.channel = channel
        self.path = f"/hooks/{channel.network}/{channel.hook_key}/"

    def push(self, body: bytes = HELLO, headers: Mapping[str, str] | None = None, **more: Any) -> int:
        """The status of the answer; `headers` None: signed as the network does."""
        return self.ask("POST", body=body, headers=signed(body) if headers is None else headers, **more)[0]

    def ask(
        self,
        method: str,
        *,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
        path: str = "",
        query: str = "",
        chunk: int = 65_536,
    ) -> tuple[int, str]:
        """Status and body of the answer."""
        raw = [(name.encode(), value.encode()) for name, value in (headers or {}).items()]
        scope = {
            "type": "http",
            "method": method,
            "path": path or self.path,
            "query_string": query.encode(),
            "headers": raw,
        }
        parts = [body[start : start + chunk] for start in range(0, len(body), chunk)] or [b""]
        self.taken = 0

        async def receive() -> dict[str, Any]:
            self.taken += 1
            return {
                "type": "http.request",
                "body": parts[self.taken - 1],
                "more_body": self.taken < len(parts),
            }

        sent: list[dict[str, Any]] = []

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        asyncio.run(self.app(scope, receive, send))
        return sent[0]["status"], sent[1]["body"].decode()


@pytest.fixture
def world(database: Database) -> World:
    return make_world()


@pytest.fixture(autouse=True)
def _network(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(monkeypatch)


@pytest.fixture
def caller(world: World) -> Iterator[Caller]:
    made = Caller(connected(world.harbour))
    yield made
    made.app.stop()
    made.app._threads.shutdown(wait=True)


def kept() -> list[str]:
    return list(Event.objects.order_by("pk").values_list("external_id", flat=True))


def test_a_whole_batch_is_on_disk_when_it_is_answered(caller: Caller) -> None:
    body = batch(*[told("message", f"m{number}", actor="u1", text="Hello") for number in range(50)])
    assert caller.push(body) == 200
    assert len(kept()) == 50
    assert caller.push(body) == 200
    assert len(kept()) == 50


def test_a_handshake_is_answered_and_noted(caller: Caller) -> None:
    assert caller.ask("GET", query="verify=app&challenge=8%201") == (200, "8 1")
    caller.app._threads.shutdown(wait=True)
    caller.channel.refresh_from_db()
    assert caller.channel.handshake_at is not None


def test_a_handshake_of_somebody_else_is_refused(caller: Caller) -> None:
    assert caller.ask("GET", query="verify=no&challenge=81")[0] == 403


@pytest.mark.parametrize("headers", [{}, {"x-signature": ""}, {"x-signature": "0" * 64}])
def test_what_is_not_signed_by_the_network_is_refused_and_not_kept(
    caller: Caller, headers: dict[str, str]
) -> None:
    assert caller.push(headers=headers) == 401
    assert caller.push(HELLO + b" ", signed(HELLO)) == 401
    assert caller.push(headers=signed(HELLO, "another-secret")) == 401
    assert kept() == []
    caller.app._threads.shutdown(wait=True)
    caller.channel.refresh_from_db()
    assert caller.channel.forged_at is not None
    assert caller.channel.last_push_at is None


@pytest.mark.parametrize("minutes", [-60 * 24, -6, 6])
def test_a_push_that_was_signed_long_ago_is_refused(caller: Caller, minutes: int) -> None:
    assert caller.push(headers=signed(HELLO, at=timezone.now() + timedelta(minutes=minutes))) == 401
    assert kept() == []
    assert caller.push(headers=signed(HELLO, at=timezone.now() - timedelta(minutes=4))) == 200


@pytest.mark.parametrize(
    "body", [b"", b"Hello", b"\xff\x00", b"[]", b"{}", b'{"things": 7}', b'{"things":' * 50_000]
)
def test_what_is_not_what_the_network_pushes_is_refused_and_not_kept(caller: Caller, body: bytes) -> None:
    assert caller.push(body) == 400
    assert kept() == []


def test_fifty_megabytes_are_not_read_to_their_end(caller: Caller) -> None:
    body = b"x" * 50_000_000
    assert caller.push(body, {"content-length": str(len(body))}) == 413
    assert caller.taken == 0
    assert caller.push(body, {}) == 413
    assert caller.taken <= LONGEST // 65_536 + 2
    assert caller.app._held == 0


def test_too_much_at_once_is_asked_to_come_again(caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hooks, "MOST_HELD", 50)
    assert caller.push(HELLO) == 503
    monkeypatch.undo()
    stand_in(monkeypatch)
    assert caller.push(HELLO) == 200


def test_a_body_that_does_not_arrive_is_not_waited_for(
    caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hooks, "BODY_SECONDS", 0.05)

    async def never() -> dict[str, Any]:
        await asyncio.sleep(60)
        return {}

    async def call() -> int:
        sent: list[dict[str, Any]] = []

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        scope = {
            "type": "http",
            "method": "POST",
            "path": caller.path,
            "query_string": b"",
            "headers": [],
        }
        await caller.app(scope, never, send)
        return int(sent[0]["status"])

    assert asyncio.run(call()) == 408


@pytest.mark.parametrize(
    "path",
    ["/hooks/", "/hooks/facebook/", "/hooks/facebook/no/", "/hooks/x/key-harbour-901/", "/hooks/a/b/c/"],
)
def test_nothing_is_received_elsewhere(caller: Caller, path: str) -> None:
    assert caller.push(path=path) == 404
    assert kept() == []


def test_a_network_that_pushes_nothing_has_no_hook(caller: Caller, world: World) -> None:
    Channel.objects.filter(pk=world.page.channel_id).update(hook_key="page-key")
    assert caller.push(path="/hooks/page/page-key/") == 404


def test_other_methods_are_refused(caller: Caller) -> None:
    assert caller.ask("DELETE")[0] == 405


def test_a_database_that_is_away_is_told_and_what_was_pushed_comes_again(caller: Caller) -> None:
    with patch.object(group_commit, "_keep_together", side_effect=OperationalError("gone")):
        assert caller.push() == 503
    with patch.object(doors, "look_up", side_effect=OperationalError("gone")):
        assert Caller(caller.channel).push() == 503
        caller.app._doors["facebook", caller.channel.hook_key or ""].read_at = 0
        assert caller.push() == 200
    assert kept() == ["message:m1"]


def test_credentials_that_cannot_be_opened_are_the_networks_to_wait_for(caller: Caller) -> None:
    Channel.objects.filter(pk=caller.channel.pk).update(sealed_credentials="broken")
    assert caller.push() == 503


def test_a_new_secret_is_known_at_once(caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    assert caller.push() == 200
    sealed = vault.seal({"secret": "new"})
    Channel.objects.filter(pk=caller.channel.pk).update(sealed_credentials=sealed)
    monkeypatch.setattr(hooks, "SECOND_LOOK", 0)
    body = batch(told("message", "m2", actor="u1"))
    assert caller.push(body, signed(body, "new")) == 200


def test_a_channel_that_is_switched_off_still_hears_who_says_stop(caller: Caller) -> None:
    Channel.objects.filter(pk=caller.channel.pk).update(state=Channel.State.OFF)
    assert caller.push(batch(told("stop", "s1", actor="u1"))) == 200
    assert kept() == ["stop:s1"]


def test_a_piece_for_another_channel_of_the_brand_and_app_goes_there(caller: Caller, world: World) -> None:
    other = connected(world.harbour, "902")
    body = batch(
        told("message", "m1", actor="u1", account="901"), told("message", "m2", actor="u1", account="902")
    )
    assert caller.push(body) == 200
    assert dict(Event.objects.values_list("external_id", "channel")) == {
        "message:m1": caller.channel.pk,
        "message:m2": other.pk,
    }
    caller.channel.refresh_from_db()
    assert caller.channel.troubles == {}


def test_a_piece_for_a_channel_of_another_app_is_not_kept(caller: Caller, world: World) -> None:
    connected(world.harbour, "902", secret="another-app")
    assert caller.push(batch(told("message", "m2", actor="u1", account="902"))) == 200
    assert kept() == []


def test_a_piece_for_another_brand_is_kept_nowhere_and_told_once(caller: Caller, world: World) -> None:
    connected(world.northwind, "777")
    body = batch(
        told("message", "m1", actor="u1", account="901"), told("message", "m2", actor="u1", account="777")
    )
    assert [caller.push(body), caller.push(body)] == [200, 200]
    assert kept() == ["message:m1"]
    caller.channel.refresh_from_db()
    assert "`777`" in caller.channel.troubles[doors.STRANGER]
    assert Notification.objects.filter(member=world.olivia).values_list("count", flat=True)[0] == 1


def test_when_something_was_pushed_is_noted_and_not_each_time(caller: Caller) -> None:
    with patch.object(doors, "mark", wraps=doors.mark) as mark:
        for number in range(5):
            caller.push(batch(told("message", f"m{number}", actor="u1")))
    caller.app._threads.shutdown(wait=True)
    caller.channel.refresh_from_db()
    assert caller.channel.last_push_at
    assert datetime.now(UTC) - caller.channel.last_push_at < timedelta(minutes=1)
    assert mark.call_count == 1
