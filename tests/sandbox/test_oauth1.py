"""Signatures of OAuth 1, made by a library and checked by the sandbox."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import pytest
from oauthlib.oauth1 import Client

from askfirst.sandbox import oauth1
from askfirst.sandbox.call import Call
from askfirst.sandbox.clock import Clock
from askfirst.sandbox.face import Refused
from askfirst.sandbox.limits import Limit
from askfirst.sandbox.world import World

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
REAL = "https://api.example.com/2/things?b=2&a=%C3%A9"
NEAR = "http://127.0.0.1:8100/api.example.com/2/things?b=2&a=%C3%A9"


@pytest.fixture
def world() -> World:
    it = World()
    app = it.app("x", id="key", secret="app-secret")
    ours = it.account("x", "harbour", "Harbour Coffee")
    it.issue("x", ours.id, app=app.id, value="token", secret="token-secret", kind="oauth1")
    return it


def signed(url: str, body: dict[str, str] | None = None, **client: Any) -> Call:
    given = {"resource_owner_key": "token", "resource_owner_secret": "token-secret"} | client
    signer = Client("key", client_secret=given.pop("client_secret", "app-secret"), **given)
    content = urlencode(body or {})
    _, headers, _ = signer.sign(url, "POST" if body else "GET", content or None, FORM if body else None)
    return Call(
        method="POST" if body else "GET",
        host="api.example.com",
        path="/2/things",
        raw_path="/2/things",
        raw_query="b=2&a=%C3%A9",
        headers={name.lower(): value for name, value in headers.items()},
        body=content.encode(),
        base="http://127.0.0.1:8100/api.example.com",
        received=NEAR,
    )


@pytest.mark.parametrize("url", [REAL, NEAR])
@pytest.mark.parametrize("body", [None, {"text": "olá & adeus", "n": "1"}])
def test_the_real_address_and_the_called_one_may_be_signed(
    world: World, url: str, body: dict[str, str] | None
) -> None:
    found = oauth1.check(signed(url, body), world, "x")
    assert found.token is world.tokens["token"]
    assert found.app.id == "key"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"client_secret": "wrong"}, "signature"),
        ({"resource_owner_secret": "wrong"}, "signature"),
        ({"resource_owner_key": "other"}, "unknown"),
    ],
)
def test_a_wrong_signature_says_what_is_wrong(world: World, change: dict[str, str], why: str) -> None:
    with pytest.raises(Refused) as no:
        oauth1.check(signed(REAL, **change), world, "x")
    assert (no.value.row, no.value.more["why"]) == ("token", why)


def test_a_changed_body_a_revoked_token_and_an_unknown_app_are_refused(world: World) -> None:
    call = signed(REAL, {"text": "one"})
    call.body = b"text=two"
    with pytest.raises(Refused, match="token"):
        oauth1.check(call, world, "x")
    with pytest.raises(Refused) as no:
        oauth1.check(signed(REAL), world, "tumblr")
    assert no.value.more["why"] == "app"
    world.revoke(world.tokens["token"], "password")
    with pytest.raises(Refused) as no:
        oauth1.check(signed(REAL), world, "x")
    assert no.value.more["why"] == "revoked"


def test_a_moving_limit_lets_one_go_when_the_oldest_is_over_and_a_fixed_one_at_its_edge() -> None:
    world = World(clock=Clock(datetime(2026, 5, 1, 23, 50, tzinfo=UTC), is_frozen=True))
    moving = Limit(name="dm", most=2, seconds=900)
    day = Limit(name="dm", most=2, seconds=86_400, is_fixed=True)
    world.use("dm")
    world.clock.set(datetime(2026, 5, 1, 23, 55, tzinfo=UTC))
    world.use("dm")
    assert (moving.left(world), day.left(world)) == (0, 0)
    assert moving.reset(world) == datetime(2026, 5, 2, 0, 5, tzinfo=UTC)
    assert day.reset(world) == datetime(2026, 5, 2, tzinfo=UTC)
    world.clock.set(datetime(2026, 5, 2, tzinfo=UTC))
    assert (moving.left(world), day.left(world)) == (0, 2)
    world.clock.set(datetime(2026, 5, 2, 0, 5, tzinfo=UTC))
    assert moving.left(world) == 1
