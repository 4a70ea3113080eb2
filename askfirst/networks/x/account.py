"""The account behind a channel on X: its credentials, who it is, what must be right, and what is pushed.

Sources: docs.x.com (OAuth 2.0 with PKCE, webhooks, X Activity subscriptions, users).
"""

from __future__ import annotations

import base64
from collections.abc import Mapping  # noqa: TC003 -- mypy reads the annotations of class variables
from datetime import timedelta
from typing import Any, ClassVar
from urllib.parse import quote

import msgspec

from askfirst.networks import oauth1
from askfirst.networks.base import NetworkError
from askfirst.networks.http import Call, HttpNetwork
from askfirst.networks.joining import Account, Finding, Joining, Renewed
from askfirst.networks.profiles import Profile, Profiled
from askfirst.networks.shapes import inner, objects, word
from askfirst.sentence import Sentence, words_of

EVENTS = (
    "dm.received",
    "dm.sent",
    "dm.read",
    "chat.received",
    "post.create",
    "post.delete",
    "post.mention.create",
    "post.reply.create",
    "post.quote.create",
    "post.repost.create",
    "like.create",
    "follow.follow",
    "follow.unfollow",
    "oauth.revoke",
)
"""What we ask to have pushed."""


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a channel on X is reached.  Reading what was pushed needs none of it."""

    user_id: str = ""
    """The account's number."""
    access_token: str = ""
    refresh_token: str = ""
    client_id: str = ""
    client_secret: str = ""
    consumer_key: str = ""
    consumer_secret: str = ""
    """Also signs every push and answers the handshake."""
    token: str = ""
    token_secret: str = ""
    app_token: str = ""
    """Bearer of the app alone: registers the hook."""
    through: str = ""


class XAccount(Joining, Profiled, HttpNetwork):
    """What X knows of us, and what it is asked to do for us."""

    hosts: ClassVar[Mapping[str, str]] = {
        "api": "https://api.x.com",
        "web": "https://x.com",
        "files": "https://ton.twitter.com",
    }

    def __init__(self, settings: Settings) -> None:
        super().__init__(through=settings.through)
        self._given = settings
        self._user_id = settings.user_id
        self._keys = oauth1.Keys(
            consumer_key=settings.consumer_key,
            consumer_secret=settings.consumer_secret,
            token=settings.token,
            token_secret=settings.token_secret,
        )
        self.renew_before = timedelta(minutes=30) if settings.refresh_token else None

    def sign(self, call: Call) -> Call:
        """With the account's bearer token, or by OAuth 1 where the channel has such keys."""
        if "Authorization" in call.headers:
            return call
        if self._given.access_token or not self._keys.are_whole:
            return call.with_headers(Authorization=f"Bearer {self._given.access_token}")
        return oauth1.signed(call, self._keys, through=self._through)

    async def _me(self) -> str:
        if not self._user_id:
            self._user_id = (await self.account()).address
        return self._user_id

    async def profile(self, handle: str) -> Profile:
        """How somebody is called, and who of us follows the other; for X a mutual follow is both."""
        query = {"user.fields": "name,connection_status"}
        call = Call(method="GET", url=self.at("api", f"/2/users/{quote(handle, safe='')}"), query=query)
        found = inner((await self.ask(call)).object(), "data")
        told = found.get("connection_status")
        between = told if isinstance(told, list) else None
        return Profile(
            name=word(found, "name"),
            follows_us=None if between is None else "followed_by" in between,
            we_follow=None if between is None else "following" in between,
        )

    async def account(self) -> Account:
        """Who the token speaks for.  The mark of a verified account is what its messages may need."""
        query = {"user.fields": "name,username,verified,verified_type,protected"}
        call = Call(method="GET", url=self.at("api", "/2/users/me"), query=query)
        found = inner((await self.ask(call)).object(), "data")
        said = {"tier": "verified"} if found.get("verified") is True else {}
        number, name = word(found, "id"), f"@{word(found, 'username')}"
        return Account(address=number, name=name, said=said, settings={"user_id": number})

    async def findings(self, hook: str) -> list[Finding]:
        """The account, the app's secret, the hook and what is pushed to it."""
        account = await self.account()
        found = [
            Finding(
                what=Sentence("account"),
                is_good=bool(account.address),
                says=Sentence("speaks for %(name)s", name=account.name),
            )
        ]
        has_secret = bool(self._given.consumer_secret)
        says = (
            ""
            if has_secret
            else Sentence("give the consumer secret of the app: X signs with it what it pushes")
        )
        found.append(Finding(what=Sentence("signature"), is_good=has_secret, says=says))
        if hook:
            found += await self._hooked(hook)
        return found

    async def _hooked(self, hook: str) -> list[Finding]:
        try:
            hooks, pushed = await self._hooks(), await self._pushed()
        except NetworkError as error:
            return [
                Finding(
                    what=Sentence("hook"),
                    is_good=False,
                    says=Sentence("X does not tell: %(why)s", why=words_of(error)),
                )
            ]
        ours = next((one for one in hooks if one.get("url") == hook), None)
        if ours is None:
            return [
                Finding(
                    what=Sentence("hook"),
                    is_good=False,
                    says=Sentence("X does not know this address yet: subscribe again"),
                )
            ]
        is_valid = ours.get("valid") is True
        says = (
            ""
            if is_valid
            else Sentence("X could not validate it lately: it must answer over https within ten seconds")
        )
        missing = [kind for kind in EVENTS if kind not in pushed]
        lacks = (
            Sentence("not pushed: %(names)s; subscribe again", names=", ".join(missing)) if missing else ""
        )
        return [
            Finding(what=Sentence("hook"), is_good=is_valid, says=says),
            Finding(what=Sentence("events"), is_good=not missing, says=lacks),
        ]

    async def subscribe(self, hook: str, secret: str) -> None:  # noqa: ARG002 -- X signs with the app's own secret
        """Register the hook and ask for every kind of event that is not pushed yet.

        The same hook at an address that was ours before is taken away first: an app may have as little as one.
        """
        held = await self._hooks()
        known = next((one for one in held if one.get("url") == hook), None)
        if known is None:
            await self._forget([one for one in held if _is_ours(one, hook)])
            call = Call(
                method="POST", url=self.at("api", "/2/webhooks"), json={"url": hook}, is_harmless=True
            )
            known = inner((await self.ask(self._as_app(call))).object(), "data")
        pushed, me = await self._pushed(), await self._me()
        for kind in EVENTS:
            if kind not in pushed:
                await self._ask_for(kind, me, str(known.get("id", "")))

    async def _forget(self, hooks: list[dict[str, Any]]) -> None:
        for one in hooks:
            place = self.at("api", f"/2/webhooks/{word(one, 'id')}")
            await self.ask(self._as_app(Call(method="DELETE", url=place, is_harmless=True)))

    async def _ask_for(self, kind: str, me: str, hook: str) -> None:
        about = {} if kind == "oauth.revoke" else {"user_id": me}
        wanted = {"event_type": kind, "filter": about, "webhook_id": hook, "tag": "askfirst"}
        await self.ask(
            Call(
                method="POST", url=self.at("api", "/2/activity/subscriptions"), json=wanted, is_harmless=True
            )
        )

    async def _hooks(self) -> list[dict[str, Any]]:
        call = self._as_app(Call(method="GET", url=self.at("api", "/2/webhooks")))
        return objects((await self.ask(call)).object(), "data")

    async def _pushed(self) -> set[str]:
        """Which events are pushed for our account."""
        me = await self._me()
        call = Call(
            method="GET", url=self.at("api", "/2/activity/subscriptions"), query={"max_results": "1000"}
        )
        listed = objects((await self.ask(self._as_app(call))).object(), "data")
        return {
            str(one.get("event_type")) for one in listed if inner(one, "filter").get("user_id") in {me, None}
        }

    def _as_app(self, call: Call) -> Call:
        """Hooks belong to the app, not to an account."""
        return (
            call.with_headers(Authorization=f"Bearer {self._given.app_token}")
            if self._given.app_token
            else call
        )

    async def renew(self) -> Renewed | None:
        """A new token of two hours; X may replace the refresh token as well, and the old one is then worthless."""
        if not self._given.refresh_token:
            return None
        form = {
            "grant_type": "refresh_token",
            "refresh_token": self._given.refresh_token,
            "client_id": self._given.client_id,
        }
        call = Call(method="POST", url=self.at("api", "/2/oauth2/token"), form=form)
        found = (await self.ask(call.with_headers(Authorization=self._client()))).object()
        new = {name: str(found[name]) for name in ("access_token", "refresh_token") if found.get(name)}
        seconds = found.get("expires_in")
        return Renewed(settings=new, lasts=timedelta(seconds=seconds) if isinstance(seconds, int) else None)

    def _client(self) -> str:
        """The client's own proof; an app without a secret names itself in the form alone."""
        pair = f"{quote(self._given.client_id)}:{quote(self._given.client_secret)}"
        return f"Basic {base64.b64encode(pair.encode()).decode()}"


def _is_ours(listed: Mapping[str, Any], hook: str) -> bool:
    """By the path, which has the key that nobody else knows; host and port may have changed."""
    return _path(word(listed, "url")) == _path(hook)


def _path(address: str) -> str:
    return address.partition("://")[2].partition("/")[2]
