"""What Facebook, Instagram and WhatsApp have in common: one handshake, one signature, one envelope, one way to call.

Sources: Graph API, Webhooks: Getting Started; Messenger Platform, Webhooks (2026-05-05); Securing Graph API Requests.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import msgspec

from askfirst.networks import optins
from askfirst.networks.base import BadInput, Event, EventKind, NetworkError
from askfirst.networks.hooks import (
    Forged,
    Hooked,
    Knock,
    Piece,
    Welcome,
    digest,
    hex_mac,
    read_object,
    require_same,
)
from askfirst.networks.http import Answer, Call, HttpNetwork
from askfirst.networks.joining import Field, Finding
from askfirst.networks.meta import errors as meta_errors
from askfirst.sentence import Sentence, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

TOKEN = "notification_messages_token"  # noqa: S105 -- the name under which one comes
"""Of a ticket (Messenger Platform, Webhook Events, messaging_optins)."""
VERSION = "v24.0"
"""Of the Graph API; each lives for about two years."""

APP_FIELDS = (
    Field(name="app_id", label="App ID", help="From the app's dashboard at developers.facebook.com."),
    Field(
        name="app_secret",
        label="App secret",
        help="The app's settings, Basic. Everything that is pushed is signed with it: without it nothing is believed.",
        is_secret=True,
    ),
    Field(
        name="hook_secret",
        label="Verify token",
        help="Stands beside the address of the hook at Meta, where we enter both.",
        is_secret=True,
        is_required=False,
        is_ours=True,
    ),
)
"""What is asked of every app of Meta."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Bit:
    """One thing of a batch: what was pushed under `field`, or one item of `messaging`, to one account of ours."""

    object: str
    account: str
    field: str
    """Of `changes`, or `messaging` or `standby`."""
    value: Any


class MetaNetwork(HttpNetwork, Hooked):
    """A network of Meta.  A connector fills `build`, `receipt` and `events`, and says which `objects` it reads."""

    objects: frozenset[str]
    """What `object` of a push may be."""
    errors: Mapping[tuple[int, int], meta_errors.Meaning] = meta_errors.GRAPH

    def __init__(self, *, through: str, token: str, app_id: str, app_secret: str, hook_secret: str) -> None:
        super().__init__(through=through)
        self._app_id = app_id
        self._token = token
        self._app_secret = app_secret
        self._hook_secret = hook_secret

    def sign(self, call: Call) -> Call:
        """With the token in a header, and the proof that whoever uses it knows the app's secret."""
        if "Authorization" in call.headers or not self._token:
            return call
        proof = (
            {"appsecret_proof": hex_mac(self._app_secret, self._token.encode())} if self._app_secret else {}
        )
        signed = replace(call, query={**call.query, **proof})
        return signed.with_headers(Authorization=f"Bearer {self._token}")

    def refusal(self, answer: Answer) -> NetworkError | None:
        """By code and subcode."""
        return meta_errors.refusal(answer, self.label, self.errors)

    def challenge(self, knock: Knock) -> Welcome:
        """Give back `hub.challenge` to whoever knows the verify token."""
        if knock.method != "GET" or knock.query.get("hub.mode") != "subscribe":
            raise Forged(f"{self.label} shakes hands with GET and `hub.mode=subscribe`")
        require_same(knock.query.get("hub.verify_token", ""), self._hook_secret, "the verify token")
        return Welcome(body=knock.query.get("hub.challenge", "").encode())

    def verify(self, knock: Knock) -> None:
        """Compare `X-Hub-Signature-256` with the bytes as they came; the older SHA-1 header counts for nothing."""
        right = f"sha256={hex_mac(self._app_secret, knock.body)}" if self._app_secret else ""
        require_same(knock.headers.get("x-hub-signature-256", ""), right, "the signature")

    def pieces(self, raw: bytes) -> Iterable[Piece]:
        """One for each item of each entry, named after the first thing that it tells."""
        return [self.piece(bit) for bit in self._bits(raw)]

    def piece(self, bit: Bit) -> Piece:
        """One thing as `parse` reads it, whether it was pushed or read back."""
        events = list(self.events(bit))
        name = events[0].external_id if events else digest(bit.value)
        return Piece(external_id=name, raw=_pushed(bit), account=bit.account)

    def parse(self, raw: bytes) -> Iterable[Event]:
        """Read one piece, or a whole batch."""
        return [replace(event, account=bit.account) for bit in self._bits(raw) for event in self.events(bit)]

    def discreet(self, raw: bytes) -> bytes:
        """With marks for the tokens of tickets."""
        if TOKEN.encode() not in raw:
            return raw
        return msgspec.json.encode(_marked(read_object(raw, self.label)))

    def events(self, bit: Bit) -> Iterable[Event]:
        """What one thing means; a connector overrides it and asks here for what it does not know."""
        yield other(bit, bit.field)

    def _bits(self, raw: bytes) -> list[Bit]:
        pushed = read_object(raw, self.label)
        if word(pushed, "object") not in self.objects:
            raise BadInput(
                f"{self.label} pushes `object` {' or '.join(sorted(self.objects))}; "
                f"this says `{word(pushed, 'object')[:50]}`: is the hook of another network entered there?"
            )
        if not isinstance(pushed.get("entry"), list):
            raise BadInput(f"{self.label} pushes a list of `entry`; there is none in this")
        found = [bit for entry in items(pushed, "entry") for bit in _of_entry(word(pushed, "object"), entry)]
        if not found:
            raise BadInput(f"{self.label} pushed an envelope with nothing in it that can be read")
        return found

    async def try_out(self, what: str, call: Call, help_: str) -> Finding:
        """Whether a harmless call is answered; `help_` says what to do where it is not."""
        try:
            await self.ask(call)
        except NetworkError as error:
            return Finding(
                what=what,
                is_good=False,
                says=Sentence(
                    "%(why)s (code %(what)s). %(advice)s",
                    why=words_of(error),
                    what=error.code or "none",
                    advice=help_,
                ),
            )
        return Finding(what=what, is_good=True)

    async def has_subscribed(self, node: str, wanted: Iterable[str]) -> Finding:
        """Whether what we need is pushed for the account `node`; WhatsApp wants no names."""
        what = Sentence("Events are pushed to us")
        try:
            answer = await self.ask(Call(method="GET", url=self.graph(f"{node}/subscribed_apps")))
        except NetworkError as error:
            return Finding(
                what=what,
                is_good=False,
                says=Sentence("%(why)s (code %(what)s)", why=words_of(error), what=error.code or "none"),
            )
        apps = items(answer.object(), "data")
        fields = {one for app in apps for one in app.get("subscribed_fields") or () if isinstance(one, str)}
        missing = sorted(set(wanted) - fields)
        if apps and not missing:
            return Finding(what=what, is_good=True)
        says = (
            Sentence("missing: %(names)s", names=", ".join(missing))
            if apps
            else Sentence("no app is subscribed to this account")
        )
        return Finding(
            what=what,
            is_good=False,
            says=Sentence("%(says)s. Connect the channel again to subscribe.", says=says),
        )

    async def enter_hook(self, kind: str, hook: str, fields: Iterable[str], secret: str) -> None:
        """Enter the address of our hook at the app.  Does nothing where the app's id or secret is not known."""
        if not (self._app_id and self._app_secret and hook):
            return
        verify = secret or self._hook_secret
        form = {"object": kind, "callback_url": hook, "fields": ",".join(fields), "verify_token": verify}
        call = Call(
            method="POST", url=self.graph(f"{self._app_id}/subscriptions"), form=form, is_harmless=True
        )
        await self.ask(call.with_headers(Authorization=f"Bearer {self._app_id}|{self._app_secret}"))

    def kind(self, kind: str) -> dict[str, object]:
        """What is said of an account: its kind, and the app whose limits it shares."""
        return {"kind": kind, "app": self._app_id} if self._app_id else {"kind": kind}

    def graph(self, path: str) -> str:
        """The address of a node or an edge."""
        return self.at("graph", f"/{VERSION}/{path}")


def _marked(found: Any) -> Any:
    if isinstance(found, dict):
        return {name: _mark(name, value) for name, value in found.items()}
    return [_marked(one) for one in found] if isinstance(found, list) else found


def _mark(name: str, value: Any) -> Any:
    return optins.mark_of(value) if name == TOKEN and isinstance(value, str) else _marked(value)


def _of_entry(kind: str, entry: dict[str, Any]) -> Iterable[Bit]:
    """Everything in one entry, by which list is there and not by what the push is called."""
    account = word(entry, "id")
    for change in items(entry, "changes"):
        yield Bit(object=kind, account=account, field=word(change, "field"), value=change.get("value"))
    for name in ("messaging", "standby"):
        for item in items(entry, name):
            yield Bit(object=kind, account=account, field=name, value=item)
    if word(entry, "field"):
        yield Bit(object=kind, account=account, field=word(entry, "field"), value=entry.get("value"))


def _pushed(bit: Bit) -> bytes:
    """One thing in an envelope of its own."""
    if bit.field in {"messaging", "standby"}:
        entry = {"id": bit.account, bit.field: [bit.value]}
    else:
        entry = {"id": bit.account, "changes": [{"field": bit.field, "value": bit.value}]}
    return msgspec.json.encode({"object": bit.object, "entry": [entry]})


def other(bit: Bit, reason: str, at: datetime | None = None, actor: str = "") -> Event:
    """What nobody has taught us to read: kept as it came, and harmless."""
    named = f"{reason or 'nameless'}:{digest(bit.value)}"
    return Event(
        kind=EventKind.OTHER, external_id=named, occurred_at=at, actor=actor, reason=reason or "nameless"
    )


def value_at(value: Any, *path: str) -> Any:
    """What stands at a path of names; None where the way ends before."""
    for name in path:
        if not isinstance(value, dict):
            return None
        value = value.get(name)
    return value


def word(value: Any, *path: str) -> str:
    """A text or a number at a path, as text; empty where it is anything else."""
    found = value_at(value, *path)
    return str(found) if isinstance(found, (str, int)) and not isinstance(found, bool) else ""


def items(value: Any, *path: str) -> list[dict[str, Any]]:
    """The objects of a list at a path; what is no object is left out."""
    found = value_at(value, *path)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def moment(value: Any) -> datetime | None:
    """A time as Meta writes it: seconds or milliseconds since 1970, as number or text, or ISO 8601; None: unknown."""
    said = str(value) if isinstance(value, (int, str)) else ""
    try:
        if not said.isdecimal():
            found = datetime.fromisoformat(said)
            return found if found.tzinfo else None
        count = int(said)
        return datetime.fromtimestamp(count / 1000 if count > 100_000_000_000 else count, tz=UTC)
    except (ValueError, OverflowError, OSError):
        return None
