"""A network that pushes, is pulled and lays files ready, as a test tells it to: everything that an `Event` can say, as JSON.

It stands in for Facebook, so that the policy has rules for it.  Its signature is that of Meta: HMAC-SHA256 over the raw body.
"""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import msgspec

from askfirst.brand import vault
from askfirst.brand.models import Channel
from askfirst.networks import catalog
from askfirst.networks.base import BadInput, Capabilities, Event, EventKind, Form, Media, NetworkError
from askfirst.networks.hooks import Forged, Hooked, Knock, Piece, Welcome, hex_mac, read_object, require_same
from askfirst.networks.http import Answer, Call, HttpNetwork
from askfirst.networks.pulls import Polled, Pulled

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pytest

    from askfirst.brand.models import Brand

SECRET = "app-secret"
LABEL = "The test network"
_NAMES = frozenset(field.name for field in fields(Event))


def told(kind: str, external_id: str, **more: Any) -> dict[str, Any]:
    """One thing that happened, as the test network says it; `account` is the channel it is for."""
    return {"kind": kind, "external_id": external_id, **more}


def batch(*things: dict[str, Any]) -> bytes:
    """What one push holds."""
    return json.dumps({"things": things}, default=_plain).encode()


def _plain(value: object) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Media):
        return {name: getattr(value, name) for name in ("url", "name", "needs_token", "is_fleeting")}
    raise TypeError(value)


def signed(body: bytes, secret: str = SECRET, at: datetime | None = None) -> dict[str, str]:
    """The headers with which the test network pushes this body."""
    moment = {"x-signed-at": str(int(at.timestamp()))} if at else {}
    return {"x-signature": hex_mac(secret, body + moment.get("x-signed-at", "").encode()), **moment}


class Pushing(HttpNetwork, Hooked, Polled):
    """`pages` is what the next pulls bring, or raise; afterwards there is nothing new."""

    name = "facebook"
    label = LABEL
    capabilities = Capabilities(forms=frozenset(Form), text_limit=2000, attachment_limit=1_000_000)
    hosts = {"api": "https://api.network.example"}  # noqa: RUF012 -- a connector's hosts never change
    every = timedelta(seconds=30)
    is_only_way = False
    pages: list[Pulled | Exception]
    pulled: list[tuple[str, datetime]]

    def __init__(self, *, secret: str, through: str = "", token: str = "") -> None:
        super().__init__(through=through)
        self.secret, self.token = secret, token

    def challenge(self, knock: Knock) -> Welcome:
        if knock.query.get("verify") != self.secret[:3]:
            raise Forged("this handshake is not ours")
        return Welcome(body=knock.query.get("challenge", "").encode())

    def verify(self, knock: Knock) -> None:
        right = hex_mac(self.secret, knock.body + knock.headers.get("x-signed-at", "").encode())
        require_same(knock.headers.get("x-signature", ""), right, "the signature")

    def signed_at(self, knock: Knock) -> datetime | None:
        moment = knock.headers.get("x-signed-at")
        return datetime.fromtimestamp(int(moment), UTC) if moment else None

    def pieces(self, raw: bytes) -> Iterable[Piece]:
        things = read_object(raw, self.label).get("things")
        if not isinstance(things, list):
            raise BadInput("`things` is missing: the test network pushes a list of them")
        return [piece_of(thing) for thing in things]

    def parse(self, raw: bytes) -> Iterable[Event]:
        found = msgspec.json.decode(raw)
        if found["kind"] not in list(EventKind):
            return [Event(kind=EventKind.OTHER, external_id=found["external_id"], reason=found["kind"])]
        given = {name: value for name, value in found.items() if name in _NAMES}
        for name in ("references", "remarks"):
            given[name] = tuple(given.get(name, ()))
        given["media"] = tuple(Media(**one) for one in given.get("media", ()))
        if given.get("occurred_at"):
            given["occurred_at"] = datetime.fromisoformat(given["occurred_at"])
        return [Event(**{**given, "kind": EventKind(given["kind"])})]

    async def pull(self, cursor: str, since: datetime) -> Pulled:
        type(self).pulled.append((cursor, since))
        found = type(self).pages.pop(0) if type(self).pages else Pulled(pieces=(), cursor=cursor)
        if isinstance(found, Exception):
            raise found
        return found

    def build(self, envelope: Any) -> Call:
        return Call(method="POST", url=self.at("api", "/say"), json={"text": envelope.text})

    def sign(self, call: Call) -> Call:
        return call.with_headers(Authorization=f"Bearer {self.token}")

    def receipt(self, answer: Answer) -> Any:
        raise NotImplementedError

    def refusal(self, answer: Answer) -> NetworkError | None:  # noqa: ARG002 -- statuses alone
        return None


def piece_of(thing: dict[str, Any]) -> Piece:
    """The same by push and by pull."""
    external_id = f"{thing.get('kind', '')}:{thing.get('external_id', '')}"
    raw = json.dumps(thing, default=_plain).encode()
    return Piece(external_id=external_id, raw=raw, account=str(thing.get("account", "")))


def connector(settings: Mapping[str, Any]) -> Pushing:
    """One for each channel; a channel without `secret` is read without being verified."""
    return Pushing(
        secret=settings.get("secret", ""),
        through=settings.get("through", ""),
        token=settings.get("token", ""),
    )


def stand_in(monkeypatch: pytest.MonkeyPatch) -> type[Pushing]:
    """Facebook is the test network until the test is over."""
    entry = catalog.Entry(label=LABEL, module=__name__, capabilities=Pushing.capabilities)
    monkeypatch.setitem(catalog.NETWORKS, "facebook", entry)  # type: ignore[arg-type] -- a dictionary underneath
    monkeypatch.setattr(Pushing, "pages", [], raising=False)
    monkeypatch.setattr(Pushing, "pulled", [], raising=False)
    return Pushing


def connected(brand: Brand, address: str = "901", *, secret: str = SECRET, **settings: Any) -> Channel:
    """A channel of the test network with its hook."""
    return Channel.objects.create(
        brand=brand,
        network="facebook",
        address=address,
        name=f"{brand.name} on the test network",
        settings=settings,
        sealed_credentials=vault.seal({"secret": secret, "token": "page-token"}),
        hook_key=f"key-{brand.slug}-{address}",
        sends_per_minute=6000,
    )


__all__ = ["Pushing", "batch", "connected", "connector", "replace", "signed", "stand_in", "told"]
