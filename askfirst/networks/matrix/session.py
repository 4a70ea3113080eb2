"""Being signed in at a homeserver: the token, who we are, and the way every question goes.

Source: the client-server API of the Matrix specification 1.18 (whoami, profile, refreshing tokens).
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import quote

import msgspec

from askfirst.networks import own_server
from askfirst.networks.base import BadSettings, NetworkError
from askfirst.networks.http import Answer, Call, settings
from askfirst.networks.joining import Account, Field, Finding, Guide, Joining, Renewed
from askfirst.networks.matrix import errors as matrix_errors
from askfirst.networks.own_server import OwnServer
from askfirst.networks.shapes import inner, word
from askfirst.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Mapping

_USER = re.compile(r"@[^:\s]+:[^\s]+")

GUIDE = Guide(
    needs=(
        "An account on a Matrix homeserver, for the brand alone.",
        "Its access token: in Element, All settings, Help and about, Advanced. Keep that session signed in.",
    ),
    fields=(
        Field(
            name="homeserver", label="Homeserver", help="Such as https://matrix.example.org.", is_place=True
        ),
        Field(name="user_id", label="User id", help="Such as @harbour:example.org."),
        Field(name="access_token", label="Access token", is_secret=True),
        Field(
            name="refresh_token",
            label="Refresh token",
            help="Only where the homeserver gives tokens that expire.",
            is_required=False,
            is_secret=True,
        ),
        Field(
            name="joins",
            label="Invitations",
            is_required=False,
            choices={"direct": "Accept those to a talk", "all": "Accept all", "none": "Accept none"},
        ),
    ),
    limits=(
        "Rooms with encryption cannot be read or answered here: such a message is shown as encrypted.",
        "A person sees nothing of a new talk until they accept the invitation to it.",
    ),
)


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One account on one homeserver."""

    homeserver: str
    user_id: str
    access_token: str = ""
    """Reading what came in needs none."""
    refresh_token: str = ""
    joins: Literal["direct", "all", "none"] = "direct"
    through: str = ""


class Session(OwnServer, Joining):
    """What every question of ours needs."""

    renew_before = timedelta(minutes=5)

    def __init__(self, given: Settings) -> None:
        """`given` was checked by `checked`."""
        super().__init__(server=given.homeserver, through=given.through)
        self._given = given
        self._me = given.user_id

    def sign(self, call: Call) -> Call:
        """With the access token."""
        return call.with_headers(Authorization=f"Bearer {self._given.access_token}")

    def refusal(self, answer: Answer) -> NetworkError | None:
        """By the error code."""
        return matrix_errors.refusal(answer)

    async def account(self) -> Account:
        """Whose token it is."""
        address = word(await self._get("account", "whoami"), "user_id")
        return Account(address=address, name=await self._called(address) or address)

    async def _called(self, user: str) -> str:
        profile = await self._looked("profile", user)
        return word(profile or {}, "displayname")

    async def renew(self) -> Renewed | None:
        """Fresh tokens for the refresh token; None where there is none, for then the token does not expire."""
        if not self._given.refresh_token:
            return None
        answer = await self.ask(
            Call(
                method="POST",
                url=self._client("refresh"),
                json={"refresh_token": self._given.refresh_token},
                is_harmless=True,
            )
        )
        found = answer.object()
        lasts = found.get("expires_in_ms")
        fresh = {"access_token": word(found, "access_token")}
        if again := word(found, "refresh_token"):
            fresh["refresh_token"] = again
        return Renewed(
            settings=fresh, lasts=timedelta(milliseconds=lasts) if isinstance(lasts, int) else None
        )

    async def findings(self, hook: str) -> list[Finding]:  # noqa: ARG002 -- nothing is pushed
        """Whose token it is, and whether the homeserver is new enough to let files be read."""
        whose = word(await self._get("account", "whoami"), "user_id")
        versions = (
            await self.ask(Call(method="GET", url=self.at("server", "/_matrix/client/versions")))
        ).object()
        spoken = versions.get("versions")
        return [
            Finding(
                what=Sentence("account"),
                is_good=whose == self._me,
                says=Sentence(
                    "The token is that of %(whose)s; the settings name %(me)s.", whose=whose, me=self._me
                ),
            ),
            Finding(
                what=Sentence("files"),
                is_good=isinstance(spoken, list) and "v1.11" in spoken,
                says=Sentence(
                    "Files are read as Matrix 1.11 says; an older homeserver lets us read words only."
                ),
            ),
        ]

    def _client(self, *path: str) -> str:
        """The address of one thing of the client-server API; each part may hold any sign."""
        return self.at("server", "/_matrix/client/v3/" + "/".join(quote(part, safe="") for part in path))

    async def _get(self, *path: str, **query: str) -> dict[str, Any]:
        return (await self.ask(Call(method="GET", url=self._client(*path), query=query))).object()

    async def _looked(self, *path: str, **query: str) -> dict[str, Any] | None:
        """What stands there; None where there is nothing, or nothing for us."""
        try:
            return await self._get(*path, **query)
        except NetworkError as error:
            if error.is_permanent:
                return None
            raise

    async def _put(self, body: Mapping[str, Any], *path: str) -> None:
        await self.ask(Call(method="PUT", url=self._client(*path), json=body, is_harmless=True))

    async def _talks(self) -> dict[str, Any]:
        """Whom each room for two is with, as the account itself remembers it."""
        return await self._looked("user", self._me, "account_data", "m.direct") or {}

    async def _remember(self, person: str, room: str) -> None:
        talks = await self._talks()
        known = talks.get(person)
        rooms = [one for one in known if one != room] if isinstance(known, list) else []
        await self._put({**talks, person: [*rooms, room]}, "user", self._me, "account_data", "m.direct")

    async def _people(self, room: str) -> dict[str, str]:
        """Who is in a room, and how they are called; nobody where that may not be seen."""
        found = inner(await self._looked("rooms", room, "joined_members") or {}, "joined")
        return {user: word(said, "display_name") for user, said in found.items() if isinstance(said, dict)}


def checked(given: Mapping[str, object]) -> Settings:
    """The settings of a channel.

    Raises:
        BadSettings: one is missing, unknown or cannot work.
    """
    found: Settings = settings(Settings, given, "Matrix")
    homeserver = own_server.address(found.homeserver, "Matrix", "homeserver", is_public=not found.through)
    if not _USER.fullmatch(found.user_id):
        raise BadSettings(Sentence("Matrix: `user_id` must be written as @harbour:example.org"))
    return msgspec.structs.replace(found, homeserver=homeserver)
