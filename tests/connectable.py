"""A network that can be connected in every way there is, over real HTTP on loopback: it stands in where a guide is needed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar

import msgspec

from askfirst.networks import catalog, http
from askfirst.networks.base import Capabilities, Failure, Form, NetworkError, Receipt
from askfirst.networks.hooks import Hooked, Knock, Piece
from askfirst.networks.http import Answer, Call, HttpNetwork
from askfirst.networks.joining import Account, Field, Finding, Guide, Joining, OAuth, Renewed, Scope
from tests.networks.scripted_http import Says, ScriptedHttp

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import pytest

    from askfirst.networks.base import Envelope, Event
    from tests.networks.scripted_http import Asked, Told

NAME = "harbourline"
CAN = Capabilities(forms=frozenset({Form.DIRECT, Form.PUBLIC_REPLY}), text_limit=280)
GUIDE = Guide(
    needs=("An account on Harbourline.", "An app in its developer pages."),
    fields=(
        Field(name="client_id", label="Client ID", help="In the app's pages."),
        Field(name="client_secret", label="Client secret", is_secret=True),
        Field(
            name="receives_by",
            label="How events come in",
            choices={"push": "They are pushed", "poll": "We fetch them"},
        ),
        Field(name="access_token", label="Access token", help="Instead of signing in.", is_secret=True),
        Field(name="refresh_token", label="Refresh token", is_secret=True, is_required=False, is_ours=True),
        Field(name="verify_token", label="Verify token", is_secret=True, is_required=False),
        Field(name="account_id", label="Account", is_required=False, is_ours=True),
    ),
    oauth=OAuth(
        authorize="www:/agree",
        token="www:/token",
        scopes=(Scope(name="read", why="To read what people write."), Scope(name="write", why="To answer.")),
    ),
    review="We answer people who write to us. Nobody is written to first.",
    hook="The app's pages, Events: address and verify token",
    limits=("Nobody can be written to first.",),
)


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    client_id: str = ""
    client_secret: str = ""
    receives_by: str = "push"
    access_token: str = ""
    refresh_token: str = ""
    verify_token: str = ""
    account_id: str = ""
    through: str = ""


class Harbourline(HttpNetwork, Hooked, Joining):
    """Its account stands at `/me`, its renewal at `/token`, its hook at `/hook`."""

    name = NAME
    label = "Harbourline"
    capabilities = CAN
    hosts: ClassVar = {"api": "https://api.harbourline.test", "www": "https://www.harbourline.test"}
    renew_before = timedelta(days=7)

    def __init__(self, given: Settings) -> None:
        super().__init__(through=given.through)
        self.given = given

    async def account(self) -> Account:
        me = (await self.ask(Call(method="GET", url=self.at("api", "/me")))).object()
        return Account(
            address=str(me.get("id", "")),
            name=str(me.get("name", "")),
            said={"kind": "page", "business": "b-1", "nonsense": 1},
            settings={"account_id": str(me.get("id", ""))},
        )

    async def findings(self, hook: str) -> list[Finding]:
        hooked = (await self.ask(Call(method="GET", url=self.at("api", "/hook")))).object()
        is_good = hooked.get("url", "") == hook
        says = "" if is_good else f"it pushes to {hooked.get('url', 'nowhere')}"
        return [Finding(what="Hook", is_good=is_good, says=says)]

    async def subscribe(self, hook: str, secret: str) -> None:
        form = {"url": hook, "secret": secret}
        await self.ask(Call(method="POST", url=self.at("api", "/hook"), form=form, is_harmless=True))

    async def renew(self) -> Renewed | None:
        if not self.given.refresh_token:
            return None
        form = {"grant_type": "refresh_token", "refresh_token": self.given.refresh_token}
        found = (await self.ask(Call(method="POST", url=self.at("www", "/token"), form=form))).object()
        names = ("access_token", "refresh_token")
        return Renewed(
            settings={name: str(found[name]) for name in names},
            lasts=timedelta(seconds=int(found["expires_in"])),
        )

    def build(self, envelope: Envelope) -> Call:
        return Call(
            method="POST", url=self.at("api", "/say"), json={"to": envelope.to, "text": envelope.text}
        )

    def sign(self, call: Call) -> Call:
        token = self.given.access_token
        return call.with_headers(Authorization=f"Bearer {token}") if token else call

    def receipt(self, answer: Answer) -> Receipt:
        return Receipt(external_id=str(answer.object().get("id", "")))

    def refusal(self, answer: Answer) -> NetworkError | None:
        if answer.object().get("error") == "invalid_grant":
            return NetworkError(
                "the agreement is too old or was used before",
                failure=Failure.CREDENTIALS,
                code="invalid_grant",
            )
        return None

    def parse(self, raw: bytes) -> Iterable[Event]:  # noqa: ARG002 -- nothing comes in here
        return []

    def verify(self, knock: Knock) -> None: ...

    def pieces(self, raw: bytes) -> Iterable[Piece]:  # noqa: ARG002 -- nothing comes in here
        return []


def connector(settings: Mapping[str, object]) -> Harbourline:
    return Harbourline(http.settings(Settings, settings, "Harbourline"))


@dataclass
class There:
    """The network as it is: who owns which token, which codes are good, where it pushes."""

    http: ScriptedHttp
    tokens: dict[str, dict[str, str]] = field(default_factory=dict)
    codes: dict[str, dict[str, Any]] = field(default_factory=dict)
    """What each code is good for, once."""
    refreshes: dict[str, dict[str, Any]] = field(default_factory=dict)
    pushes_to: str = ""
    secret: str = ""
    is_down: bool = False

    def answer(self, asked: Asked) -> Told:
        if self.is_down:
            return Says(503, {"retry-after": "5"})
        act = getattr(self, f"_{asked.path.rsplit('/', 1)[-1]}", None)
        told: Told = act(asked) if act else Says(404)
        return told

    def _me(self, asked: Asked) -> Told:
        owner = self.tokens.get(asked.headers.get("authorization", "").removeprefix("Bearer "))
        return Says(200, body=owner) if owner else Says(401)

    def _hook(self, asked: Asked) -> Told:
        if asked.method == "POST":
            self.pushes_to, self.secret = asked.form()["url"], asked.form()["secret"]
        return Says(200, body={"url": self.pushes_to})

    def _say(self, asked: Asked) -> Told:
        return Says(200, body={"id": "said-1"}) if isinstance(self._me(asked), Says) else Says(401)

    def _token(self, asked: Asked) -> Told:
        form = asked.form()
        found = self.codes.pop(form.get("code", ""), None) or self.refreshes.pop(
            form.get("refresh_token", ""), None
        )
        return Says(200, body=found) if found else Says(400, body={"error": "invalid_grant"})


def standing(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[There]:
    """The network is in the catalog, and every new channel reaches it here."""
    entry = catalog.Entry(label="Harbourline", module=__name__, capabilities=CAN)
    monkeypatch.setitem(catalog.NETWORKS, NAME, entry)  # type: ignore[arg-type] -- a dictionary for the test
    with ScriptedHttp() as there:
        found = There(http=there, tokens={"t-1": {"id": "77", "name": "@harbour"}})
        there.otherwise = found.answer
        settings.SANDBOX_URL = there.url
        yield found
