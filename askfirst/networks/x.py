"""X, formerly Twitter: direct messages, replies and posts by version 2 of its API; X Activity pushes; lists read back.

Sources: docs.x.com (direct messages, manage posts, webhooks, X Activity, OAuth 2.0 with PKCE, rate limits, response codes)
and its OpenAPI description 2.167.

What is special here:
- encrypted messages (XChat) come as ciphertext: that there is one is told, what it says only X's own screen shows;
- nothing is carried out once by a key, so a broken send is looked up by `find`: messages and posts are read back;
- a token of OAuth 2 lasts two hours and its refresh token may change with each use; keys of OAuth 1 do not expire;
- since 23 February 2026 a program may answer only whoever mentioned or quoted the account (plans without a contract).
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping  # noqa: TC003 -- mypy reads the annotations of class variables
from dataclasses import replace
from datetime import UTC, timedelta
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import quote

import msgspec

from askfirst.networks import http, oauth1, x_events
from askfirst.networks.base import (
    Attachment,
    Capabilities,
    Envelope,
    Event,
    Form,
    NetworkError,
    Receipt,
    Unsupported,
)
from askfirst.networks.hooks import (
    Forged,
    Hooked,
    Knock,
    Piece,
    Welcome,
    base64_mac,
    read_object,
    require_same,
)
from askfirst.networks.http import Answer, Call, HttpNetwork
from askfirst.networks.joining import (
    Account,
    Field,
    Finding,
    Guide,
    Joining,
    OAuth,
    Renewed,
    Scope,
)
from askfirst.networks.lengths import Unit
from askfirst.networks.pulls import Polled, Pulled, ReadBack
from askfirst.networks.x_codes import refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

POST_LIMIT = 280
MESSAGE_LIMIT = 10_000
"""What X's own screens take; its pages for programs name no number."""
PICTURE_BYTES = 5_000_000
PICTURES = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})
PAGE = "100"
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
    "like.create",
    "follow.follow",
    "follow.unfollow",
    "oauth.revoke",
)
"""What we ask to have pushed."""

_LINK = re.compile(r"https?://\S+")
_ADDRESSED = re.compile(r"^(?:@\w+\s+)+")
_POST_FIELDS = {
    "tweet.fields": "created_at,author_id,conversation_id,in_reply_to_user_id,referenced_tweets,entities,attachments",
    "expansions": "author_id,attachments.media_keys",
    "user.fields": "name,username",
    "media.fields": "url,preview_image_url",
}
_MESSAGE_FIELDS = {
    "event_types": "MessageCreate",
    "dm_event.fields": "id,text,event_type,created_at,sender_id,dm_conversation_id,participant_ids,attachments,entities",
    "expansions": "sender_id,attachments.media_keys",
    "user.fields": "name,username",
    "media.fields": "url,preview_image_url",
}


GUIDE = Guide(
    needs=(
        "An account on X for the brand, and a person who may sign in to it.",
        "An app at developer.x.com inside a project, with a plan that pays per use; reading and sending cost money there.",
        "In the app: user authentication set to read, write and direct messages, as a web app, with our address to return to.",
    ),
    fields=(
        Field(name="user_id", label="Number of the account", is_ours=True),
        Field(
            name="consumer_secret",
            label="API key secret",
            help="Keys and tokens, consumer keys. X signs with it what it pushes.",
            is_secret=True,
        ),
        Field(
            name="app_token",
            label="Bearer token of the app",
            help="Keys and tokens. Registers the address to which X pushes.",
            is_secret=True,
        ),
        Field(name="client_id", label="Client ID", help="Keys and tokens, OAuth 2.0."),
        Field(name="client_secret", label="Client secret", help="Beside the client ID.", is_secret=True),
        Field(
            name="consumer_key",
            label="API key",
            help="Only with keys of OAuth 1 in place of signing in.",
            is_required=False,
        ),
        Field(name="token", label="Access token (OAuth 1)", is_secret=True, is_required=False),
        Field(name="token_secret", label="Access token secret (OAuth 1)", is_secret=True, is_required=False),
    ),
    oauth=OAuth(
        authorize="web:/i/oauth2/authorize",
        token="api:/2/oauth2/token",  # noqa: S106 -- an address
        scopes=(
            Scope(
                name="tweet.read",
                why="To read posts, mentions and replies. Without it nothing public comes in.",
            ),
            Scope(name="tweet.write", why="To answer in public and to post."),
            Scope(name="users.read", why="To know who wrote, and for which account we speak."),
            Scope(name="dm.read", why="To read direct messages."),
            Scope(name="dm.write", why="To answer direct messages."),
            Scope(name="like.read", why="To see who likes a post of the account."),
            Scope(name="follows.read", why="To see who follows; X decides by it whom a message may reach."),
            Scope(name="media.write", why="To send pictures."),
            Scope(
                name="offline.access",
                why="To stay connected. Without it the connection ends after two hours.",
            ),
        ),
        has_basic_auth=True,
    ),
    limits=(
        "Encrypted messages (XChat) can be read in X only; here stands that there is one.",
        "Programs may answer in public only whoever mentioned or quoted the account, except with an enterprise contract.",
        "Nobody is told who blocks the account; it shows when a message is refused.",
        "A program reads direct messages of the last thirty days.",
    ),
)


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


class Place(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How far one list was read, by X's growing numbers."""

    floor: int = 0
    """All up to this one is known."""
    top: int = 0
    """The newest that was seen while older ones are still being read."""
    next: str = ""


class Places(msgspec.Struct, frozen=True, kw_only=True):
    """What a pull's cursor says."""

    messages: Place = Place()
    posts: Place = Place()


class X(Hooked, Polled, ReadBack, Joining, HttpNetwork):
    """One account on X."""

    name = "x"
    label = "X"
    hosts: ClassVar[Mapping[str, str]] = {
        "api": "https://api.x.com",
        "web": "https://x.com",
        "files": "https://ton.twitter.com",
    }
    capabilities = Capabilities(
        forms=frozenset({Form.DIRECT, Form.PUBLIC_REPLY, Form.PUBLIC_POST}),
        text_limit=MESSAGE_LIMIT,
        text_limits={Form.PUBLIC_REPLY: POST_LIMIT, Form.PUBLIC_POST: POST_LIMIT},
        text_unit=Unit.WEIGHTED,
        attachment_limit=PICTURE_BYTES,
        most_attachments=4,
        reports_reading=True,
    )
    every: ClassVar[timedelta] = timedelta(minutes=2)
    is_only_way: ClassVar[bool] = False

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

    # ── out ──

    def check(self, envelope: Envelope) -> None:
        """As everywhere, and what only X asks for: pictures only, and one in a message."""
        super().check(envelope)
        if envelope.form is Form.DIRECT and len(envelope.attachments) > 1:
            raise Unsupported("X takes one picture in a message; send the others in messages of their own")
        for attachment in envelope.attachments:
            if attachment.content_type not in PICTURES:
                raise Unsupported(f"X takes pictures from us; `{attachment.name}` is none")

    def build(self, envelope: Envelope) -> Call:
        """A message has its own address; a reply is a post that names what it answers."""
        if envelope.form is Form.PUBLIC_REPLY and not envelope.in_reply_to:
            raise Unsupported("X answers a post in public; say which one")
        if envelope.form is Form.DIRECT:
            whom = quote(envelope.to, safe="")
            url, said = self.at("api", f"/2/dm_conversations/with/{whom}/messages"), _words(envelope)
        else:
            url, said = self.at("api", "/2/tweets"), _words(envelope)
        if envelope.form is Form.PUBLIC_REPLY:
            said["reply"] = {"in_reply_to_tweet_id": envelope.in_reply_to}
        kind = "dm" if envelope.form is Form.DIRECT else "tweet"
        # What a file will be used for must be said when it is laid ready; its name inside HTML means nothing here.
        files = tuple(replace(one, content_id=f"{kind}_{_sort(one)}") for one in envelope.attachments)
        return Call(method="POST", url=url, json=said, uploads=files)

    async def upload(self, attachment: Attachment) -> str:
        """Lay one picture ready; X keeps it for a day."""
        answer = await self.ask(
            Call(
                method="POST",
                url=self.at("api", "/2/media/upload"),
                form={"media_category": attachment.content_id},
                files={"media": (attachment.name, attachment.content, attachment.content_type)},
                is_harmless=True,
            )
        )
        return str(_object(answer.object().get("data")).get("id", ""))

    def attach(self, call: Call, names: list[str]) -> Call:
        """Messages name each file by itself, posts all of them together."""
        is_message = call.url.endswith("/messages")
        media = {"attachments": [{"media_id": name} for name in names]}
        return replace(call, json={**call.json, **(media if is_message else {"media": {"media_ids": names}})})

    def sign(self, call: Call) -> Call:
        """With the account's bearer token, or by OAuth 1 where the channel has such keys."""
        if "Authorization" in call.headers:
            return call
        if self._given.access_token or not self._keys.are_whole:
            return call.with_headers(Authorization=f"Bearer {self._given.access_token}")
        return oauth1.signed(call, self._keys, through=self._through)

    def receipt(self, answer: Answer) -> Receipt:
        """The id of the message or post; X may add what went wrong beside it."""
        found = answer.object()
        data = _object(found.get("data"))
        errors = [str(one.get("detail") or one.get("title")) for one in _objects(found.get("errors"))]
        return Receipt(
            external_id=str(data.get("dm_event_id") or data.get("id") or ""), detail="; ".join(errors)
        )

    def refusal(self, answer: Answer) -> NetworkError | None:
        """By X's codes; see `x_codes`."""
        return refused(answer)

    # ── in, pushed ──

    def challenge(self, knock: Knock) -> Welcome:
        """The challenge-response check: our secret's word about X's token."""
        token = knock.query.get("crc_token", "")
        if not token or not self._given.consumer_secret:
            raise Forged("X asks with `crc_token`, and the answer needs the consumer secret of its app")
        said = {"response_token": f"sha256={base64_mac(self._given.consumer_secret, token.encode())}"}
        return Welcome(body=msgspec.json.encode(said), content_type="application/json")

    def verify(self, knock: Knock) -> None:
        """Base64 of HMAC-SHA256 over the bytes as they came."""
        secret = self._given.consumer_secret
        right = f"sha256={base64_mac(secret, knock.body)}" if secret else ""
        require_same(knock.headers.get("x-twitter-webhooks-signature", ""), right, "the signature of X")

    def pieces(self, raw: bytes) -> Iterable[Piece]:
        """One per thing, under the id that the same thing has when it is read back."""
        return list(self._pieces(read_object(raw, self.label)))

    def _pieces(self, found: dict[str, Any]) -> Iterator[Piece]:
        for one, alone in x_events.told(found):
            event = x_events.event(one)
            yield Piece(external_id=event.external_id, raw=msgspec.json.encode(alone), account=event.account)

    def parse(self, raw: bytes) -> Iterable[Event]:
        """Of a whole push or of one piece."""
        return [x_events.event(one) for one, _ in x_events.told(read_object(raw, self.label))]

    # ── in, read back ──

    async def pull(self, cursor: str, since: datetime) -> Pulled:
        """Messages and mentions, newest first as X lists them, one page of each."""
        me, places = await self._me(), _places(cursor)
        start = {} if places.posts.floor else {"start_time": _instant(since)}
        messages, of_messages = await self._page("/2/dm_events", _MESSAGE_FIELDS, places.messages, since)
        mentions, of_posts = await self._page(
            f"/2/users/{quote(me, safe='')}/mentions", {**_POST_FIELDS, **start}, places.posts, since
        )
        new = Places(messages=of_messages, posts=of_posts)
        return Pulled(
            pieces=(*self._wrapped("dm_event", messages), *self._wrapped("post", mentions)),
            cursor=msgspec.json.encode(new).decode(),
            is_more=bool(of_messages.next or of_posts.next),
        )

    async def _page(
        self, path: str, query: Mapping[str, str], place: Place, since: datetime
    ) -> tuple[list[dict[str, Any]], Place]:
        """What one page has beyond `place`, each with the page's `includes`, and where to go on."""
        token = {"pagination_token": place.next} if place.next else {}
        call = Call(method="GET", url=self.at("api", path), query={**query, "max_results": PAGE, **token})
        said = (await self.ask(call)).object()
        listed = _objects(said.get("data"))
        new = [one for one in listed if _number(one) > place.floor and _is_after(one, since)]
        top = max([place.top, place.floor, *map(_number, new)])
        follow = str(_object(said.get("meta")).get("next_token") or "") if len(new) == len(listed) else ""
        found = [{**one, "includes": _object(said.get("includes"))} for one in new]
        return found, (Place(floor=place.floor, top=top, next=follow) if follow else Place(floor=top))

    def _wrapped(self, kind: str, listed: list[dict[str, Any]]) -> Iterator[Piece]:
        for one in reversed(listed):
            includes = one.pop("includes")
            yield from self._pieces({"for_user_id": self._user_id, kind: one, "includes": includes})

    async def find(self, envelope: Envelope, since: datetime) -> Receipt | None:
        """Among what we said since then.  X rewrites links, so one link is as good as another."""
        me, place = await self._me(), Place()
        while True:
            if envelope.form is Form.DIRECT:
                path = f"/2/dm_conversations/with/{quote(envelope.to, safe='')}/dm_events"
                listed, place = await self._page(path, _MESSAGE_FIELDS, place, since)
            else:
                query = {**_POST_FIELDS, "start_time": _instant(since)}
                listed, place = await self._page(f"/2/users/{quote(me, safe='')}/tweets", query, place, since)
            for one in listed:
                if me in {one.get("sender_id"), one.get("author_id")} and _is_same(one, envelope):
                    return Receipt(external_id=str(one["id"]), detail="found on X")
            if not place.next:
                return None

    # ── connecting ──

    async def _me(self) -> str:
        if not self._user_id:
            self._user_id = (await self.account()).address
        return self._user_id

    async def account(self) -> Account:
        """Who the token speaks for.  The mark of a verified account is what its messages may need."""
        query = {"user.fields": "name,username,verified,verified_type,protected"}
        found = _object(
            (await self.ask(Call(method="GET", url=self.at("api", "/2/users/me"), query=query)))
            .object()
            .get("data")
        )
        said = {"tier": "verified"} if found.get("verified") is True else {}
        number = str(found.get("id", ""))
        name = f"@{found.get('username', '')}"
        return Account(address=number, name=name, said=said, settings={"user_id": number})

    async def findings(self, hook: str) -> list[Finding]:
        """The account, the app's secret, the hook and what is pushed to it."""
        account = await self.account()
        found = [Finding(what="account", is_good=bool(account.address), says=f"speaks for {account.name}")]
        has_secret = bool(self._given.consumer_secret)
        says = "" if has_secret else "give the consumer secret of the app: X signs with it what it pushes"
        found.append(Finding(what="signature", is_good=has_secret, says=says))
        if hook:
            found += await self._hooked(hook)
        return found

    async def _hooked(self, hook: str) -> list[Finding]:
        try:
            hooks, pushed = await self._hooks(), await self._pushed()
        except NetworkError as error:
            return [Finding(what="hook", is_good=False, says=f"X does not tell: {error}")]
        ours = next((one for one in hooks if one.get("url") == hook), None)
        if ours is None:
            return [
                Finding(what="hook", is_good=False, says="X does not know this address yet: subscribe again")
            ]
        is_valid = ours.get("valid") is True
        says = (
            "" if is_valid else "X could not validate it lately: it must answer over https within ten seconds"
        )
        missing = [word for word in EVENTS if word not in pushed]
        lacks = f"not pushed: {', '.join(missing)}; subscribe again" if missing else ""
        return [
            Finding(what="hook", is_good=is_valid, says=says),
            Finding(what="events", is_good=not missing, says=lacks),
        ]

    async def subscribe(self, hook: str, secret: str) -> None:  # noqa: ARG002 -- X signs with the app's own secret
        """Register the hook and ask for every kind of event that is not pushed yet."""
        known = next((one for one in await self._hooks() if one.get("url") == hook), None)
        if known is None:
            call = Call(
                method="POST", url=self.at("api", "/2/webhooks"), json={"url": hook}, is_harmless=True
            )
            known = _object((await self.ask(self._as_app(call))).object().get("data"))
        pushed, me = await self._pushed(), await self._me()
        for word in EVENTS:
            if word not in pushed:
                await self._ask_for(word, me, str(known.get("id", "")))

    async def _ask_for(self, word: str, me: str, hook: str) -> None:
        about = {} if word == "oauth.revoke" else {"user_id": me}
        wanted = {"event_type": word, "filter": about, "webhook_id": hook, "tag": "askfirst"}
        await self.ask(
            Call(
                method="POST", url=self.at("api", "/2/activity/subscriptions"), json=wanted, is_harmless=True
            )
        )

    async def _hooks(self) -> list[dict[str, Any]]:
        call = self._as_app(Call(method="GET", url=self.at("api", "/2/webhooks")))
        return _objects((await self.ask(call)).object().get("data"))

    async def _pushed(self) -> set[str]:
        """Which events are pushed for our account."""
        me = await self._me()
        call = Call(
            method="GET", url=self.at("api", "/2/activity/subscriptions"), query={"max_results": "1000"}
        )
        listed = _objects((await self.ask(self._as_app(call))).object().get("data"))
        return {
            str(one.get("event_type"))
            for one in listed
            if _object(one.get("filter")).get("user_id") in {me, None}
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


def connector(settings: Mapping[str, object]) -> X:
    """One channel on X.

    Raises:
        BadSettings: one is unknown or of the wrong type.
    """
    return X(http.settings(Settings, settings, X.label))


def _words(envelope: Envelope) -> dict[str, Any]:
    return {"text": envelope.text} if envelope.text else {}


def _sort(attachment: Attachment) -> str:
    return "gif" if attachment.content_type == "image/gif" else "image"


def _places(cursor: str) -> Places:
    """Where to go on; a cursor of another time is as good as none."""
    try:
        return msgspec.json.decode(cursor, type=Places)
    except msgspec.DecodeError:
        return Places()


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _number(entry: Mapping[str, Any]) -> int:
    said = str(entry.get("id", ""))
    return int(said) if said.isdecimal() else 0


def _is_after(entry: Mapping[str, Any], since: datetime) -> bool:
    at = x_events.moment(entry.get("created_at"))
    return at is None or at >= since.replace(microsecond=0)


def _is_same(entry: Mapping[str, Any], envelope: Envelope) -> bool:
    """Whether this is what the envelope says: in words, and for a reply in what it answers."""
    if envelope.form is Form.PUBLIC_REPLY and envelope.in_reply_to not in _answered(entry):
        return False
    said = _bare(
        x_events.plain(entry.get("text"), entry.get("entities")), has_files=bool(envelope.attachments)
    )
    return said == _bare(envelope.text, has_files=bool(envelope.attachments))


def _answered(entry: Mapping[str, Any]) -> set[str]:
    listed = _objects(entry.get("referenced_tweets")) or _objects(entry.get("referenced_posts"))
    return {str(one.get("id")) for one in listed if one.get("type") == "replied_to"}


def _bare(text: str, *, has_files: bool) -> str:
    """What two spellings of one text have in common: X shortens links, adds one per file, and names whom it answers."""
    bare = " ".join(_LINK.sub("\ufffc", _ADDRESSED.sub("", text)).split())
    return bare.rstrip("\ufffc ") if has_files else bare


def _object(found: object) -> dict[str, Any]:
    return found if isinstance(found, dict) else {}


def _objects(found: object) -> list[dict[str, Any]]:
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
