"""Being signed in at a server of Bluesky: sessions, who we are, and the way every question goes.

A session lasts two hours and is exchanged for a fresh one before; what cannot be exchanged is made anew with the app
password.  Sources: com.atproto.server.createSession, refreshSession and getSession; packages/pds for how long they last.
"""

from __future__ import annotations

import base64
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from askfirst.networks import own_server
from askfirst.networks.base import Failure, NetworkError
from askfirst.networks.bluesky import errors as bluesky_errors
from askfirst.networks.http import Answer, Call, settings
from askfirst.networks.joining import Account, Field, Finding, Guide, Joining, Renewed
from askfirst.networks.own_server import OwnServer
from askfirst.networks.shapes import word
from askfirst.sentence import Sentence, words_of

if TYPE_CHECKING:
    from collections.abc import Mapping

CHAT = {"atproto-proxy": "did:web:api.bsky.chat#bsky_chat"}
"""The account's server hands such a request on to the service of chats."""
NOBODY = ""
"""In place of a session, where one is made."""
_UNTOLD = timedelta(hours=1)
"""What is taken for the life of a session that does not say its own."""

GUIDE = Guide(
    needs=(
        "An account on Bluesky, or on a server of your own.",
        "An app password: Settings, Privacy and security, App passwords. Allow access to direct messages there.",
    ),
    fields=(
        Field(name="identifier", label="Handle", help="Such as harbour.bsky.social."),
        Field(name="password", label="App password", help="Never the account's own.", is_secret=True),
        Field(
            name="server",
            label="Server",
            help="Where the account lives; https://bsky.social for most.",
            is_required=False,
            is_place=True,
        ),
        Field(
            name="chats",
            label="Direct messages",
            is_required=False,
            choices={"yes": "Read and write them", "no": "Posts only"},
        ),
        Field(name="did", label="Id of the account", help="Found out by itself.", is_required=False),
        Field(name="access", label="Session", help="Made by itself.", is_required=False, is_secret=True),
        Field(
            name="refresh",
            label="Renewal of the session",
            help="Made by itself.",
            is_required=False,
            is_secret=True,
        ),
    ),
    limits=(
        "Bluesky takes messages only as the person's own setting allows, and tells so only when asked.",
        "It tells nobody when a like or a follow was taken back, nor when a message was read.",
    ),
)


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One account on one server."""

    identifier: str
    password: str = ""
    """Reading what came in needs none."""
    server: str = "https://bsky.social"
    chats: Literal["yes", "no"] = "yes"
    did: str = ""
    access: str = ""
    refresh: str = ""
    through: str = ""


class Session(OwnServer, Joining):
    """What every question of ours needs."""

    renew_before = timedelta(minutes=30)

    def __init__(self, given: Settings) -> None:
        """`given` was checked by `checked`."""
        super().__init__(server=given.server, through=given.through)
        self._given = given
        self._me = given.did or word(_claims(given.access), "sub")

    def sign(self, call: Call) -> Call:
        """Our session, unless the call brings its own."""
        if call.headers.get("Authorization") == NOBODY:
            return replace(call, headers={k: v for k, v in call.headers.items() if k != "Authorization"})
        if "Authorization" in call.headers:
            return call
        if not self._given.access:
            raise NetworkError(
                Sentence("Bluesky: there is no session yet; it must be made first"),
                failure=Failure.CREDENTIALS,
                code="AuthMissing",
            )
        return call.with_headers(Authorization=f"Bearer {self._given.access}")

    def refusal(self, answer: Answer) -> NetworkError | None:
        """By the name of the error."""
        return bluesky_errors.refusal(answer)

    async def account(self) -> Account:
        """Whose session it is; one is made where there is none."""
        found = (
            await self._get("com.atproto.server.getSession", {})
            if self._given.access
            else (await self._login()).object()
        )
        return Account(address=word(found, "did"), name=word(found, "handle"))

    async def renew(self) -> Renewed | None:
        """The session for a fresh one; a new one where the old can no longer be exchanged."""
        answer = await self._refreshed() if self._given.refresh else None
        found = (answer or await self._login()).object()
        access = word(found, "accessJwt")
        return Renewed(
            settings={
                "access": access,
                "refresh": word(found, "refreshJwt"),
                "did": word(found, "did"),
            },
            lasts=_lasting(access),
        )

    async def _refreshed(self) -> Answer | None:
        headers = {"Authorization": f"Bearer {self._given.refresh}"}
        try:
            return await self.ask(
                Call(method="POST", url=self._xrpc("com.atproto.server.refreshSession"), headers=headers)
            )
        except NetworkError as error:
            if error.failure is Failure.CREDENTIALS or error.code == bluesky_errors.EXPIRED:
                return None
            raise

    async def _login(self) -> Answer:
        body = {"identifier": self._given.identifier.removeprefix("@"), "password": self._given.password}
        return await self.ask(
            Call(
                method="POST",
                url=self._xrpc("com.atproto.server.createSession"),
                headers={"Authorization": NOBODY},
                json=body,
                is_harmless=True,
            )
        )

    async def findings(self, hook: str) -> list[Finding]:  # noqa: ARG002 -- nothing is pushed
        """Who we are there, and whether chats may be read."""
        account = await self.account()
        found = [
            Finding(
                what=Sentence("account"),
                is_good=bool(account.address),
                says=Sentence("We speak as %(name)s.", name=account.name),
            )
        ]
        if self._given.chats == "no" or not self._given.access:
            return found
        try:
            await self._get("chat.bsky.convo.listConvos", {"limit": "1"}, is_chat=True)
        except NetworkError as error:
            return [
                *found,
                Finding(
                    what=Sentence("direct messages"),
                    is_good=False,
                    says=Sentence("%(why)s (%(code)s)", why=words_of(error), code=error.code),
                ),
            ]
        return [*found, Finding(what=Sentence("direct messages"), is_good=True)]

    def _xrpc(self, method: str) -> str:
        return self.at("server", f"/xrpc/{method}")

    async def _get(self, method: str, query: dict[str, str], *, is_chat: bool = False) -> dict[str, Any]:
        headers = CHAT if is_chat else {}
        return (
            await self.ask(Call(method="GET", url=self._xrpc(method), query=query, headers=headers))
        ).object()


def checked(given: Mapping[str, object]) -> Settings:
    """The settings of a channel.

    Raises:
        BadSettings: one is missing, unknown or cannot work.
    """
    found: Settings = settings(Settings, given, "Bluesky")
    server = own_server.address(found.server, "Bluesky", "server", is_public=not found.through)
    return msgspec.structs.replace(found, server=server)


def _claims(token: str) -> dict[str, Any]:
    """What a session says of itself, for its times and its owner only: nobody believes it for more."""
    middle = token.split(".")[1] if token.count(".") == 2 else ""
    try:
        found = msgspec.json.decode(base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4)))
    except (ValueError, UnicodeDecodeError):
        return {}
    return found if isinstance(found, dict) else {}


def _lasting(access: str) -> timedelta:
    claims = _claims(access)
    begins, ends = claims.get("iat"), claims.get("exp")
    if isinstance(begins, int) and isinstance(ends, int) and ends > begins:
        return timedelta(seconds=ends - begins)
    return _UNTOLD
