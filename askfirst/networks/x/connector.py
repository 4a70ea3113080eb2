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

import re
from collections.abc import Mapping  # noqa: TC003 -- mypy reads the annotations of class variables
from dataclasses import replace
from datetime import UTC, timedelta
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import quote

import msgspec

from askfirst.networks import http
from askfirst.networks.base import (
    Attachment,
    Capabilities,
    Envelope,
    Event,
    Form,
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
    base64_mac,
    read_object,
    require_nonce,
    require_same,
)
from askfirst.networks.http import Answer, Call
from askfirst.networks.lengths import Unit
from askfirst.networks.pulls import Polled, Pulled, ReadBack
from askfirst.networks.shapes import inner, objects
from askfirst.networks.x import events as x_events
from askfirst.networks.x.account import EVENTS, Settings, XAccount
from askfirst.networks.x.codes import refused
from askfirst.networks.x.guide import GUIDE
from askfirst.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

__all__ = ["EVENTS", "GUIDE", "Settings", "X", "connector"]

POST_LIMIT = 280
MESSAGE_LIMIT = 10_000
"""What X's own screens take; its pages for programs name no number."""
PICTURE_BYTES = 5_000_000
PICTURES = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})
PAGE = "100"
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


class X(Hooked, Polled, ReadBack, XAccount):
    """One account on X."""

    name = "x"
    label = "X"
    capabilities = Capabilities(
        forms=frozenset({Form.DIRECT, Form.PUBLIC_REPLY, Form.PUBLIC_POST}),
        text_limit=MESSAGE_LIMIT,
        text_limits={Form.PUBLIC_REPLY: POST_LIMIT, Form.PUBLIC_POST: POST_LIMIT},
        text_unit=Unit.WEIGHTED,
        attachment_limit=PICTURE_BYTES,
        most_attachments=4,
        reports_reading=True,
    )
    retention = Retention(earlier=False)  # its developer policy wants copies to follow what was changed there
    every: ClassVar[timedelta] = timedelta(minutes=2)
    is_only_way: ClassVar[bool] = False

    # ── out ──

    def check(self, envelope: Envelope) -> None:
        """As everywhere, and what only X asks for: pictures only, and one in a message."""
        super().check(envelope)
        if envelope.form is Form.DIRECT and len(envelope.attachments) > 1:
            raise Unsupported(
                Sentence("X takes one picture in a message; send the others in messages of their own")
            )
        for attachment in envelope.attachments:
            if attachment.content_type not in PICTURES:
                raise Unsupported(
                    Sentence("X takes pictures from us; `%(name)s` is none", name=attachment.name)
                )

    def build(self, envelope: Envelope) -> Call:
        """A message has its own address; a reply is a post that names what it answers."""
        if envelope.form is Form.PUBLIC_REPLY and not envelope.in_reply_to:
            raise Unsupported(Sentence("X answers a post in public; say which one"))
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
        return str(inner(answer.object(), "data").get("id", ""))

    def attach(self, call: Call, names: list[str]) -> Call:
        """Messages name each file by itself, posts all of them together."""
        is_message = call.url.endswith("/messages")
        media = {"attachments": [{"media_id": name} for name in names]}
        return replace(call, json={**call.json, **(media if is_message else {"media": {"media_ids": names}})})

    def receipt(self, answer: Answer) -> Receipt:
        """The id of the message or post; X may add what went wrong beside it."""
        found = answer.object()
        data = inner(found, "data")
        errors = [str(one.get("detail") or one.get("title")) for one in objects(found, "errors")]
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
        require_nonce(token, "`crc_token`")
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
        listed = objects(said, "data")
        new = [one for one in listed if _number(one) > place.floor and _is_after(one, since)]
        top = max([place.top, place.floor, *map(_number, new)])
        follow = str(inner(said, "meta").get("next_token") or "") if len(new) == len(listed) else ""
        found = [{**one, "includes": inner(said, "includes")} for one in new]
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
    listed = objects(entry, "referenced_tweets") or objects(entry, "referenced_posts")
    return {str(one.get("id")) for one in listed if one.get("type") == "replied_to"}


def _bare(text: str, *, has_files: bool) -> str:
    """What two spellings of one text have in common: X shortens links, adds one per file, and names whom it answers."""
    bare = " ".join(_LINK.sub("\ufffc", _ADDRESSED.sub("", text)).split())
    return bare.rstrip("\ufffc ") if has_files else bare
