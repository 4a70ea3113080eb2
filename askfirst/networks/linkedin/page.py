"""LinkedIn, for an organisation's page: comments, mentions and reactions in; comments and posts out; messages by hand.

Sources: learn.microsoft.com, Community Management (comments, posts, organization social action notifications, webhook
validation, versioning, rate limits, data storage requirements).

What is special here:
- no program may write a private message for us: `handoff` names the page on which a person does it;
- what members did may be kept 48 hours, who they are 24 (`retention`);
- a push is signed over the text `hmacsha256=` and its bytes; a wrong handshake three times in a row ends all pushes;
- allowances are full again at midnight UTC.
"""

from __future__ import annotations

import re
from collections.abc import Mapping  # noqa: TC003 -- mypy reads the annotations of class variables
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import quote, unquote

import msgspec

from askfirst.networks import http
from askfirst.networks.base import (
    BadInput,
    Capabilities,
    Envelope,
    Event,
    Form,
    HandOff,
    NetworkError,
    Receipt,
    Retention,
    Unsupported,
)
from askfirst.networks.hooks import (
    Forged,
    Hooked,
    Knock,
    Piece,
    Welcome,
    hex_mac,
    read_object,
    require_nonce,
    require_same,
)
from askfirst.networks.http import Answer, Call, HttpNetwork
from askfirst.networks.joining import Account, Finding, Joining, Renewed
from askfirst.networks.linkedin import events as linkedin_events
from askfirst.networks.linkedin.codes import refused
from askfirst.networks.linkedin.guide import GUIDE
from askfirst.networks.pulls import Polled, Pulled, ReadBack
from askfirst.networks.shapes import inner, objects, word
from askfirst.sentence import Sentence, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["GUIDE", "LinkedIn", "connector"]

COMMENT_LIMIT = 1_250
POST_LIMIT = 3_000
VERSION = "202610"
"""Of the API, by year and month; LinkedIn serves each for a year at least."""
PAGE = 50
ACTIONS = ("COMMENT", "ADMIN_COMMENT", "COMMENT_EDIT", "COMMENT_DELETE", "SHARE_MENTION", "LIKE", "SHARE")

_LITTLE = re.compile(r"[|{}@\[\]()<>#\\*_~]")
"""Signs with a meaning in LinkedIn's format of posts."""
_SLUG = re.compile(r"[\w%-]{1,200}", re.UNICODE)
_COMMENT_AT = re.compile(r"/socialActions/(?P<post>[^/]+)/comments/(?P<number>\d+)$")


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a page is reached.  Reading needs none of the secrets."""

    organization: str = ""
    """The page's number."""
    app_id: str = ""
    client_id: str = ""
    client_secret: str = ""
    """Also signs every push and answers the handshake."""
    access_token: str = ""
    refresh_token: str = ""
    version: str = VERSION
    through: str = ""


class LinkedIn(Hooked, Polled, ReadBack, Joining, HttpNetwork):
    """One organisation's page on LinkedIn."""

    name = "linkedin"
    label = "LinkedIn"
    hosts: ClassVar[Mapping[str, str]] = {
        "api": "https://api.linkedin.com",
        "www": "https://www.linkedin.com",
    }
    capabilities = Capabilities(
        forms=frozenset({Form.PUBLIC_REPLY, Form.PUBLIC_POST}),
        text_limit=POST_LIMIT,
        text_limits={Form.PUBLIC_REPLY: COMMENT_LIMIT},
    )
    by_hand = frozenset({Form.DIRECT})
    retention = Retention(activity=timedelta(hours=48), profile=timedelta(hours=24), earlier=False)
    every: ClassVar[timedelta] = timedelta(minutes=15)
    is_only_way: ClassVar[bool] = False
    renew_before = timedelta(days=7)

    def __init__(self, settings: Settings) -> None:
        super().__init__(through=settings.through)
        self._given = settings
        self._page = f"urn:li:organization:{settings.organization}"

    # ── out ──

    def build(self, envelope: Envelope) -> Call:
        """A comment under a post or another comment, or a post of the page."""
        if envelope.form is Form.PUBLIC_REPLY:
            return self._comment(envelope)
        post = {
            "author": self._page,
            "commentary": _LITTLE.sub(lambda sign: f"\\{sign[0]}", envelope.text),
            "visibility": "PUBLIC",
            "distribution": {
                "feedDistribution": "MAIN_FEED",
                "targetEntities": [],
                "thirdPartyDistributionChannels": [],
            },
            "lifecycleState": "PUBLISHED",
            "isReshareDisabledByAuthor": False,
        }
        return Call(method="POST", url=self.at("api", "/rest/posts"), json=post)

    def _comment(self, envelope: Envelope) -> Call:
        about = envelope.in_reply_to
        if not about.startswith("urn:li:"):
            raise Unsupported(Sentence("LinkedIn answers a post or a comment in public; say which one"))
        post = linkedin_events.commented_on(about)
        said = {"actor": self._page, "object": post or about, "message": {"text": envelope.text}}
        more = {"parentComment": about} if post else {}
        return Call(method="POST", url=self.at("api", _comments(about)), json={**said, **more})

    def sign(self, call: Call) -> Call:
        """With the member's token; every call names the version it was written for."""
        if "/oauth/" in call.url:
            return call
        return call.with_headers(
            Authorization=f"Bearer {self._given.access_token}",
            Linkedin_Version=self._given.version,
            X_Restli_Protocol_Version="2.0.0",
        )

    def receipt(self, answer: Answer) -> Receipt:
        """The comment's whole name where it can be known, so that its echo is recognised."""
        found, header = answer.object(), unquote(answer.headers.get("x-restli-id", ""))
        named = word(found, "commentUrn") or word(found, "$URN")
        if not named and header.isdigit():
            match = _COMMENT_AT.search(answer.headers.get("location", ""))
            post = word(found, "object") or (unquote(match["post"]) if match else "")
            named = _named(post, header) if post else ""
        return Receipt(external_id=named or header)

    def refusal(self, answer: Answer) -> NetworkError | None:
        """By status and `serviceErrorCode`; see `linkedin_codes`."""
        return refused(answer)

    def handoff(self, envelope: Envelope) -> HandOff:
        """A member's profile, whose Message button writes to them; or the page's inbox, where they wrote first."""
        if envelope.form not in self.by_hand:
            return super().handoff(envelope)
        whom = envelope.to_name or "the person"
        if envelope.to.startswith("urn:li:") and self._given.organization:
            address = self.at_www(f"/company/{quote(self._given.organization, safe='')}/admin/inbox/")
            first = f"Open the conversation with {whom}; a page can only answer, and only there."
        elif _SLUG.fullmatch(envelope.to):
            address = self.at_www(f"/in/{quote(unquote(envelope.to), safe='')}/")
            first = f"Press Message on the profile of {whom}."
        else:
            raise Unsupported(
                Sentence("LinkedIn has no page for this addressee; open their profile and write there")
            )
        steps = (
            first,
            "Paste the text, read it once more, and send it.",
            "Come back and say whether you sent it.",
        )
        return HandOff(address=address, text=envelope.text, steps=steps)

    def at_www(self, path: str) -> str:
        """A page for people: always the real one, for a person goes there."""
        return self.hosts["www"] + path

    # ── in ──

    def challenge(self, knock: Knock) -> Welcome:
        """LinkedIn asks every two hours and waits three seconds."""
        code = knock.query.get("challengeCode", "")
        if not code or not self._given.client_secret:
            raise Forged(
                "LinkedIn asks with `challengeCode`, and the answer needs the client secret of its app"
            )
        require_nonce(code, "`challengeCode`")
        said = {"challengeCode": code, "challengeResponse": hex_mac(self._given.client_secret, code.encode())}
        return Welcome(body=msgspec.json.encode(said), content_type="application/json")

    def verify(self, knock: Knock) -> None:
        """Hexadecimal of HMAC-SHA256 over `hmacsha256=` and the bytes as they came."""
        secret = self._given.client_secret
        right = hex_mac(secret, b"hmacsha256=" + knock.body) if secret else ""
        require_same(knock.headers.get("x-li-signature", ""), right, "the signature of LinkedIn")

    def pieces(self, raw: bytes) -> Iterable[Piece]:
        """One per notification, under the name of the comment or reaction where it has one."""
        return [self._piece(one) for one in self._read(raw)]

    def _piece(self, one: Mapping[str, Any]) -> Piece:
        event = linkedin_events.event(one)
        raw = msgspec.json.encode({"notifications": [one]})
        return Piece(external_id=event.external_id, raw=raw, account=event.account)

    def _read(self, raw: bytes) -> list[dict[str, Any]]:
        found = read_object(raw, self.label)
        if not isinstance(found.get("notifications"), list):
            raise BadInput("this is not what LinkedIn pushes: it has no list of `notifications`")
        return linkedin_events.notifications(found)

    def parse(self, raw: bytes) -> Iterable[Event]:
        """Of a whole push or of one piece."""
        return [linkedin_events.event(one) for one in self._read(raw)]

    async def pull(self, cursor: str, since: datetime) -> Pulled:
        """Notifications since the newest that is known; LinkedIn keeps them sixty days and pages by offset."""
        place = _place(cursor, since)
        whose = quote(self._page, safe="")
        query = (
            f"q=criteria&actions=List({','.join(ACTIONS)})&organizationalEntity={whose}"
            f"&timeRange=(start:{place.since})&start={place.start}&count={PAGE}"
        )
        # Brackets and commas are Rest.li's own signs: percent-encoded they would mean themselves.
        call = Call(method="GET", url=self.at("api", f"/rest/organizationalEntityNotifications?{query}"))
        found = objects((await self.ask(call)).object(), "elements")
        top = max([place.top, place.since, *(_at(one) for one in found)])
        is_more = len(found) >= PAGE
        new = (
            Place(since=place.since, start=place.start + len(found), top=top) if is_more else Place(since=top)
        )
        pieces = tuple(self._piece(one) for one in found)
        return Pulled(pieces=pieces, cursor=msgspec.json.encode(new).decode(), is_more=is_more)

    async def find(self, envelope: Envelope, since: datetime) -> Receipt | None:
        """Among the comments under what was answered, or among the page's newest posts."""
        earliest, start = int(since.timestamp() * 1000) // 1000 * 1000, 0
        while True:
            listed = await self._said(envelope, start)
            for one in listed:
                if _is_ours(one, self._page, earliest) and _words(one) == _wanted(envelope):
                    return Receipt(external_id=_name_of(one), detail="found on LinkedIn")
            start += len(listed)
            if not listed:  # a shorter page is not the last one: what was taken away leaves its place empty
                return None

    async def _said(self, envelope: Envelope, start: int) -> list[dict[str, Any]]:
        if envelope.form is Form.PUBLIC_REPLY:
            path = f"{_comments(envelope.in_reply_to)}?start={start}&count={PAGE}"
        else:
            whose = quote(self._page, safe="")
            path = f"/rest/posts?q=author&author={whose}&sortBy=LAST_MODIFIED&start={start}&count={PAGE}"
        answer = await self.ask(Call(method="GET", url=self.at("api", path)))
        return objects(answer.object(), "elements")

    # ── connecting ──

    async def account(self) -> Account:
        """The page."""
        path = f"/rest/organizations/{quote(self._given.organization, safe='')}"
        found = (await self.ask(Call(method="GET", url=self.at("api", path)))).object()
        name = word(found, "localizedName") or word(found, "vanityName")
        return Account(
            address=str(found.get("id") or self._given.organization), name=name, said={"kind": "page"}
        )

    async def findings(self, hook: str) -> list[Finding]:
        """The page, the member's role there, the secret that verifies pushes, and the subscription."""
        account = await self.account()
        found = [
            Finding(
                what=Sentence("page"), is_good=True, says=Sentence("speaks for %(name)s", name=account.name)
            ),
            await self._role(),
        ]
        has_secret = bool(self._given.client_secret)
        says = (
            ""
            if has_secret
            else Sentence("give the client secret of the app: LinkedIn signs with it what it pushes")
        )
        found.append(Finding(what=Sentence("signature"), is_good=has_secret, says=says))
        if hook:
            found.append(await self._subscribed(hook))
        return found

    async def _role(self) -> Finding:
        path = "/rest/organizationAcls?q=roleAssignee&role=ADMINISTRATOR&state=APPROVED"
        listed = objects((await self.ask(Call(method="GET", url=self.at("api", path)))).object(), "elements")
        is_admin = any(
            self._page in {word(one, "organization"), word(one, "organizationalTarget")} for one in listed
        )
        says = (
            ""
            if is_admin
            else Sentence("the member who agreed is no super admin of this page: LinkedIn then tells nothing")
        )
        return Finding(what=Sentence("role"), is_good=is_admin, says=says)

    async def _subscribed(self, hook: str) -> Finding:
        try:
            call = Call(method="GET", url=await self._subscription())
            there = word((await self.ask(call)).object(), "webhook")
        except NetworkError as error:
            return Finding(
                what=Sentence("hook"),
                is_good=False,
                says=Sentence("nothing is pushed: %(why)s; subscribe again", why=words_of(error)),
            )
        says = "" if there == hook else Sentence("LinkedIn pushes to another address: subscribe again")
        return Finding(what=Sentence("hook"), is_good=there == hook, says=says)

    async def subscribe(self, hook: str, secret: str) -> None:  # noqa: ARG002 -- LinkedIn signs with the client secret
        """Have this page's notifications pushed; the address must be known to the app already."""
        url = await self._subscription()
        await self.ask(Call(method="PUT", url=url, json={"webhook": hook}, is_harmless=True))

    async def _subscription(self) -> str:
        me = word((await self.ask(Call(method="GET", url=self.at("api", "/v2/me")))).object(), "id")
        named = {
            "developerApplication": f"urn:li:developerApplication:{self._given.app_id}",
            "user": f"urn:li:person:{me}",
            "entity": self._page,
            "eventType": "ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS",
        }
        key = ",".join(f"{name}:{quote(value, safe='')}" for name, value in named.items())
        return self.at("api", f"/rest/eventSubscriptions/({key})")

    async def renew(self) -> Renewed | None:
        """A new token of sixty days; the refresh token's year goes on running."""
        if not self._given.refresh_token:
            return None
        form = {
            "grant_type": "refresh_token",
            "refresh_token": self._given.refresh_token,
            "client_id": self._given.client_id,
            "client_secret": self._given.client_secret,
        }
        call = Call(method="POST", url=self.at("www", "/oauth/v2/accessToken"), form=form)
        found = (await self.ask(call)).object()
        new = {name: str(found[name]) for name in ("access_token", "refresh_token") if found.get(name)}
        seconds = found.get("expires_in")
        return Renewed(settings=new, lasts=timedelta(seconds=seconds) if isinstance(seconds, int) else None)


class Place(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How far notifications were read, in milliseconds of LinkedIn's clock."""

    since: int = 0
    start: int = 0
    """How many of this stretch were read."""
    top: int = 0
    """The newest of this stretch."""


def connector(settings: Mapping[str, object]) -> LinkedIn:
    """One page on LinkedIn.

    Raises:
        BadSettings: one is unknown or of the wrong type.
    """
    return LinkedIn(http.settings(Settings, settings, LinkedIn.label))


def _place(cursor: str, since: datetime) -> Place:
    """Where to go on; a cursor of another time is as good as none."""
    try:
        return msgspec.json.decode(cursor, type=Place)
    except msgspec.DecodeError:
        return Place(since=int(since.timestamp() * 1000))


def _comments(about: str) -> str:
    return f"/rest/socialActions/{quote(about, safe='')}/comments"


def _named(post: str, number: str) -> str:
    return f"urn:li:comment:({post},{number})"


def _at(one: Mapping[str, Any]) -> int:
    value = one.get("lastModifiedAt")
    return value if isinstance(value, int) else 0


def _is_ours(one: Mapping[str, Any], page: str, earliest: int) -> bool:
    """Whether the page itself said this, at `earliest` or later; a moment that is not told is not held against it."""
    said_at = inner(one, "created").get("time") or one.get("createdAt") or earliest
    return (
        page in {word(one, "actor"), word(one, "author")} and isinstance(said_at, int) and said_at >= earliest
    )


def _words(one: Mapping[str, Any]) -> str:
    return " ".join((word(inner(one, "message"), "text") or word(one, "commentary")).split())


def _wanted(envelope: Envelope) -> str:
    text = envelope.text
    if envelope.form is Form.PUBLIC_POST:
        text = _LITTLE.sub(lambda sign: f"\\{sign[0]}", text)
    return " ".join(text.split())


def _name_of(one: Mapping[str, Any]) -> str:
    named, number = word(one, "commentUrn") or word(one, "$URN"), str(one.get("id", ""))
    return named or (_named(word(one, "object"), number) if word(one, "object") else number)
