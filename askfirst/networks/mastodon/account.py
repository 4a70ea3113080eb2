"""Mastodon: an account on any server.  What is private there is a status that only those who are mentioned in it can see.

Nothing is pushed: notifications and conversations are fetched, both under the number of the status, so that nothing comes twice.
A lost answer is looked up.  The server knows a delivery's key for an hour only, so the key guards what happens in
between, and nothing is repeated on its strength alone.

Source: Mastodon documentation 4.6, methods statuses, media, notifications, conversations, accounts, apps; rate limits.
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal
from urllib.parse import parse_qs, quote, urlsplit

import msgspec

from askfirst.networks import http, own_server
from askfirst.networks.base import (
    Audience,
    Capabilities,
    Failure,
    Form,
    NetworkError,
    Receipt,
    Unsupported,
)
from askfirst.networks.http import Answer, Call
from askfirst.networks.joining import Account, Finding, Joining
from askfirst.networks.lengths import Unit, measured
from askfirst.networks.mastodon import outcomes
from askfirst.networks.mastodon.exhibits import Exhibits
from askfirst.networks.mastodon.guide import GUIDE, SCOPES
from askfirst.networks.mastodon.requests import Requests
from askfirst.networks.mastodon.statuses import HANDLE, Reader, moment, piece, read, to_text
from askfirst.networks.own_server import OwnServer
from askfirst.networks.profiles import Profile, Profiled
from askfirst.networks.pulls import Polled, Pulled, ReadBack
from askfirst.networks.shapes import inner, word
from askfirst.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from askfirst.networks.base import Attachment, Envelope, Event

__all__ = ["GUIDE", "Mastodon", "Settings", "connector"]

TEXT_LIMIT = 500
"""Where a server has not said otherwise."""
NAME_ROOM = 40
"""Of the limit, for the name of who is written to."""
PAGE = 40
PAGES = 5
"""How far back one look goes."""
FILE_TRIES = 20
FILE_PAUSE = 1.0
"""Seconds between two questions whether the server has finished with a file."""
_PRIVATE = frozenset({Form.DIRECT, Form.PRIVATE_REPLY})
_TO_SOMEBODY = frozenset({*_PRIVATE, Form.PUBLIC_REPLY})
_VISIBILITY = {Audience.EVERYBODY: "public", Audience.UNLISTED: "unlisted", Audience.FOLLOWERS: "private"}
"""Whom a public post is meant for, as Mastodon calls it."""


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One account on one server."""

    instance: str
    """The server's host name."""
    access_token: str = ""
    client_id: str = ""
    client_secret: str = ""
    account_id: str = ""
    """The account's number on its server."""
    username: str = ""
    text_limit: Annotated[str, msgspec.Meta(pattern=r"^([1-9][0-9]{0,6})?$")] = ""
    """Characters that the server allows; 500 where empty."""
    public_replies: Literal["public", "unlisted"] = "public"
    """Unlisted ones stand under what they answer and in no public list."""
    through: str = ""

    def __repr__(self) -> str:
        """Without the token: a representation ends in logs."""
        return f"Settings(instance={self.instance!r}, username={self.username!r})"


class Mastodon(OwnServer, Joining, Polled, Profiled, ReadBack, Requests, Exhibits):
    """One account."""

    name = "mastodon"
    label = "Mastodon"
    capabilities = Capabilities(
        forms=frozenset(Form),
        text_limit=TEXT_LIMIT,
        text_limits=dict.fromkeys(_TO_SOMEBODY, TEXT_LIMIT - NAME_ROOM),
        text_unit=Unit.STATUS,
        attachment_limit=16_000_000,
        most_attachments=4,
        audiences=(Audience.EVERYBODY, Audience.UNLISTED, Audience.FOLLOWERS),
    )
    every: ClassVar = timedelta(seconds=30)
    is_only_way: ClassVar = True

    def __init__(self, given: Settings) -> None:
        server = own_server.address(given.instance, "Mastodon", "instance", is_public=not given.through)
        super().__init__(server=server, through=given.through)
        name = urlsplit(server).netloc
        self._given, self._instance = given, name
        self._reader = Reader(instance=name, account=given.account_id, username=given.username)
        self._limit = int(given.text_limit or TEXT_LIMIT)
        if given.text_limit:
            self.capabilities = replace(
                self.capabilities,
                text_limit=self._limit,
                text_limits=dict.fromkeys(_TO_SOMEBODY, max(self._limit - NAME_ROOM, 1)),
            )

    # ── out ──

    def build(self, envelope: Envelope) -> Call:
        """One status.  In private it mentions its addressee and nobody else: everybody named would get the whole talk."""
        form, text = envelope.form, envelope.text
        if form in _TO_SOMEBODY:
            text = self._addressed(envelope)
        if form in {Form.PUBLIC_REPLY, Form.PRIVATE_REPLY} and not envelope.in_reply_to:
            raise Unsupported(
                Sentence(
                    "Mastodon does not support a %(what)s to nothing: name the status",
                    what=form.replace("_", " "),
                )
            )
        said = {"status": text, "visibility": self._visibility(form, envelope.audience)}
        if envelope.in_reply_to:
            said["in_reply_to_id"] = envelope.in_reply_to
        return Call(
            method="POST",
            url=self.at("server", "/api/v1/statuses"),
            json=said,
            headers={"Idempotency-Key": envelope.key},
            uploads=envelope.attachments,
            needs={"acct": self.local(envelope.to)} if form in _PRIVATE else {},
        )

    def _visibility(self, form: Form, audience: Audience) -> str:
        if form in _PRIVATE:
            return "direct"
        return self._given.public_replies if form is Form.PUBLIC_REPLY else _VISIBILITY[audience]

    def _addressed(self, envelope: Envelope) -> str:
        to = self.local(envelope.to)
        if not HANDLE.fullmatch(f"@{to}"):
            raise Unsupported(
                Sentence("Mastodon does not support `%(to)s`: a person there is name@server", to=envelope.to)
            )
        named = {self.local(found[0][1:]).casefold() for found in HANDLE.finditer(envelope.text)}
        others = sorted(named - {to.casefold()})
        if others and envelope.form in _PRIVATE:
            raise Unsupported(
                Sentence(
                    "Mastodon would send the whole talk to @%(names)s: write the name without the @",
                    names=", @".join(others),
                )
            )
        text = envelope.text if to.casefold() in named else f"@{to} {envelope.text}"
        if (length := measured(_counted(text), Unit.STATUS)) > self._limit:
            raise Unsupported(
                Sentence(
                    "this server takes at most %(limit)s characters; with the name of who is written to there are "
                    "%(length)s",
                    limit=f"{self._limit:,}",
                    length=f"{length:,}",
                )
            )
        return text

    def local(self, address: str) -> str:
        """As our server writes it: whoever lives there without the server's name."""
        return address.removeprefix("@").removesuffix(f"@{self._instance}")

    def sign(self, call: Call) -> Call:
        """With our token, where there is one already."""
        return (
            call.with_headers(Authorization=f"Bearer {self._given.access_token}")
            if self._given.access_token
            else call
        )

    async def ready(self, call: Call) -> Call:
        """Look first whether they block us: a server takes a status to them without a word, and nobody gets it."""
        _, found = await self._relation(call.needs["acct"])
        if found.get("blocked_by") is True:
            raise NetworkError(
                Sentence("they have blocked this account"),
                failure=Failure.PERSON_STOPPED,
                code="relationship blocked_by",
            )
        return replace(call, needs={})

    async def profile(self, handle: str) -> Profile:
        """Their name, who follows whom, and whether they block us."""
        name, found = await self._relation(self.local(handle))
        told = {
            one: found[one]
            for one in ("followed_by", "following", "blocked_by")
            if isinstance(found.get(one), bool)
        }
        return Profile(
            name=name,
            follows_us=told.get("followed_by"),
            we_follow=told.get("following"),
            has_blocked_us=told.get("blocked_by"),
        )

    async def looked_up(self, acct: str) -> dict[str, Any]:
        """Their account, as the server has it.

        Raises:
            NetworkError: it knows nobody of that name (any more).
        """
        try:
            return await self._object("/api/v1/accounts/lookup", acct=acct)
        except NetworkError as error:
            if error.code != "404":
                raise
            raise NetworkError(
                Sentence("this server knows no @%(acct)s (any more)", acct=acct),
                failure=Failure.UNREACHABLE,
                code="404",
            ) from error

    async def _relation(self, acct: str) -> tuple[str, dict[str, Any]]:
        """The name of `acct`, and how the server sees us and them: following, followed_by, blocked_by and more."""
        account = await self.looked_up(acct)
        relations = await self.ask(
            Call(
                method="GET",
                url=self.at("server", "/api/v1/accounts/relationships"),
                query={"id[]": word(account, "id")},
            )
        )
        found = _list(relations)
        return word(account, "display_name") or word(account, "username"), found[0] if found else {}

    async def upload(self, attachment: Attachment) -> str:
        """Lay a file ready and wait until the server has finished with it; before that no status may have it."""
        file = (attachment.name, attachment.content, attachment.content_type)
        call = Call(
            method="POST",
            url=self.at("server", "/api/v2/media"),
            form={"description": attachment.name},
            files={"file": file},
            is_harmless=True,
        )
        answer = await self.ask(call)
        number = word(answer.object(), "id")
        for _ in range(FILE_TRIES):
            if answer.status == HTTPStatus.OK:
                return number
            await asyncio.sleep(FILE_PAUSE)
            answer = await self.ask(
                Call(method="GET", url=self.at("server", f"/api/v1/media/{quote(number, safe='')}"))
            )
        raise NetworkError(
            Sentence("the server has not finished with %(name)s yet", name=attachment.name),
            failure=Failure.RETRY,
            code="206",
        )

    def attach(self, call: Call, names: list[str]) -> Call:
        """The status with the files that lie ready."""
        return replace(call, json={**call.json, "media_ids": names}, uploads=())

    def receipt(self, answer: Answer) -> Receipt:
        """The status that stands there now."""
        found = answer.object()
        return Receipt(external_id=word(found, "id"), accepted_at=moment(word(found, "created_at")))

    def refusal(self, answer: Answer) -> NetworkError | None:
        """By the status alone; see `outcomes`."""
        return outcomes.refusal(answer)

    async def number(self) -> str:
        """Our own number on the server."""
        return self._given.account_id or word(await self._object("/api/v1/accounts/verify_credentials"), "id")

    async def find(self, envelope: Envelope, since: datetime) -> Receipt | None:
        """The same words, with the same visibility, under the same status, among our own."""
        wanted = self.build(envelope).json
        mine = await self.number()
        url, query = (
            self.at("server", f"/api/v1/accounts/{quote(mine, safe='')}/statuses"),
            {"limit": str(PAGE)},
        )
        for _ in range(PAGES):
            statuses = _list(await self.ask(Call(method="GET", url=url, query=query)))
            for one in statuses:
                at = moment(word(one, "created_at"))
                if at and at < _floor(since):
                    return None
                if _is_same(one, wanted):
                    return Receipt(external_id=word(one, "id"), accepted_at=at)
            if not statuses:  # a shorter page is not the last one: servers have limits of their own
                return None
            query = {**query, "max_id": word(statuses[-1], "id")}
        raise NetworkError(
            Sentence("this account has said too much since to look through"), failure=Failure.RETRY
        )

    # ── in ──

    async def pull(self, cursor: str, since: datetime) -> Pulled:
        """Notifications and conversations after those of `cursor`; at the very first those since `since`."""
        at = _cursor(cursor)
        told = await self._after("notifications", at.get("n", ""), since, include_filtered="true")
        talks = await self._after("conversations", at.get("c", ""), since)
        pieces = [piece(found, msgspec.json.encode(found)) for found in (*told.found, *talks.found)]
        return Pulled(
            pieces=tuple({one.external_id: one for one in pieces}.values()),
            cursor=msgspec.json.encode({"n": told.at, "c": talks.at}).decode(),
            is_more=told.is_more or talks.is_more,
        )

    async def _after(self, what: str, at: str, since: datetime, **query: str) -> _News:
        """The page after `at`; without it, the newest ones back to `since`."""
        if not at:
            return await self._newest(what, since, query)
        answer = await self._page(what, {**query, "min_id": at})
        page = _list(answer)
        return _News(
            page, _linked(answer, "prev", "min_id") or _first_id(page) or at, is_more=len(page) == PAGE
        )

    async def _newest(self, what: str, since: datetime, query: Mapping[str, str]) -> _News:
        found: list[dict[str, Any]] = []
        newest, older = "", ""
        for _ in range(PAGES):
            answer = await self._page(what, {**query, **({"max_id": older} if older else {})})
            page = _list(answer)
            newest = newest or _linked(answer, "prev", "min_id") or _first_id(page)
            mine = [one for one in page if (_when(one) or since) >= _floor(since)]
            found += mine
            older = _linked(answer, "next", "max_id")
            if not older or len(mine) < PAGE:
                break
        return _News(found, newest, is_more=False)

    async def _page(self, what: str, query: Mapping[str, str]) -> Answer:
        url = self.at("server", f"/api/v1/{what}")
        return await self.ask(Call(method="GET", url=url, query={"limit": str(PAGE), **query}))

    def parse(self, raw: bytes) -> Iterable[Event]:
        """One notification, or one conversation with its last word."""
        return list(self._reader.events(read(raw)))

    # ── connecting ──

    async def account(self) -> Account:
        """The account, and how long its server lets texts be."""
        me, server = (
            await self._object("/api/v1/accounts/verify_credentials"),
            await self._object("/api/v2/instance"),
        )
        username = word(me, "username")
        longest = inner(server, "configuration", "statuses").get("max_characters")
        settings = {"account_id": word(me, "id"), "username": username}
        if isinstance(longest, int) and 0 < longest < 10_000_000:
            settings["text_limit"] = str(longest)
        address = f"{username}@{self._instance}"
        said = {"kind": "bot"} if me.get("bot") is True else {}
        return Account(address=address, name=f"@{address}", said=said, settings=settings)

    async def findings(self, hook: str) -> list[Finding]:  # noqa: ARG002 -- nothing is pushed
        """The account, whether it is limited, and what it may do."""
        me = await self._object("/api/v1/accounts/verify_credentials")
        app = await self._object("/api/v1/apps/verify_credentials")
        given = app.get("scopes")
        scopes = {str(one) for one in given} if isinstance(given, list) else None
        missing = [
            one.name
            for one in SCOPES
            if scopes is not None and not {one.name, one.name.partition(":")[0]} & scopes
        ]
        is_limited = me.get("limited") is True or me.get("suspended") is True
        return [
            Finding(
                what=Sentence("account"),
                is_good=True,
                says=Sentence(
                    "it speaks for @%(word)s@%(instance)s", word=word(me, "username"), instance=self._instance
                ),
            ),
            Finding(
                what=Sentence("standing"),
                is_good=not is_limited,
                says=Sentence("the server's moderators have limited this account: ask them")
                if is_limited
                else Sentence("not limited"),
            ),
            Finding(
                what=Sentence("permissions"),
                is_good=not missing,
                says=Sentence("connect again, and agree to: %(names)s", names=", ".join(missing))
                if missing
                else Sentence("all that is needed"),
            ),
        ]

    async def register(self, back: str) -> Mapping[str, str]:
        """Have the server make an app for us, as every server wants one of its own."""
        asked = {
            "client_name": "Askfirst",
            "redirect_uris": back,
            "scopes": " ".join(one.name for one in SCOPES),
        }
        call = Call(method="POST", url=self.at("server", "/api/v1/apps"), form=asked, is_harmless=True)
        found = (await self.ask(call)).object()
        return {name: word(found, name) for name in ("client_id", "client_secret")}

    async def _object(self, path: str, **query: str) -> dict[str, Any]:
        return (await self.ask(Call(method="GET", url=self.at("server", path), query=query))).object()


class _News(msgspec.Struct, frozen=True):
    found: list[dict[str, Any]]
    at: str
    is_more: bool


def connector(settings: Mapping[str, object]) -> Mastodon:
    """One account."""
    return Mastodon(http.settings(Settings, settings, "Mastodon"))


def _counted(text: str) -> str:
    """As Mastodon counts it: of a mention the name, not the server."""
    return HANDLE.sub(lambda found: f"@{found[1]}", text)


def _is_same(status: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    """Whether a status is what was to be said; how a server sets its lines and shortens names makes no difference."""
    texts = (to_text(word(status, "content")), str(wanted["status"]))
    shown, said = ("".join(_counted(text).split()) for text in texts)
    answered = word(status, "in_reply_to_id") == wanted.get("in_reply_to_id", "")
    return shown == said and answered and word(status, "visibility") == wanted["visibility"]


def _list(answer: Answer) -> list[dict[str, Any]]:
    found = answer.json()
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _floor(when: datetime) -> datetime:
    """As exactly as Mastodon tells times: in milliseconds."""
    return when.replace(microsecond=when.microsecond // 1000 * 1000)


def _first_id(page: list[dict[str, Any]]) -> str:
    return word(page[0], "id") if page else ""


def _when(found: Mapping[str, Any]) -> datetime | None:
    said = word(found, "created_at") or word(inner(found, "last_status"), "created_at")
    return moment(said)


def _linked(answer: Answer, relation: str, parameter: str) -> str:
    """A parameter of one of the addresses that `Link` names; the address itself is never followed."""
    for url, named in re.findall(r'<([^>]*)>\s*;\s*rel="?(\w+)"?', answer.headers.get("link", "")):
        if named == relation:
            return str(parse_qs(urlsplit(url).query).get(parameter, [""])[0])
    return ""


def _cursor(cursor: str) -> dict[str, str]:
    try:
        return msgspec.json.decode(cursor or "{}", type=dict[str, str])
    except msgspec.DecodeError:
        return {}
