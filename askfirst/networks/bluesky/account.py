"""Bluesky: posts and replies on the account's own server, and chats through it.

Posts are written under a name that follows from the envelope's key, so a second try changes nothing.  A chat message
has no such name: where its outcome is unknown, `find` looks whether it stands in the chat.

Sources: the lexicons of github.com/bluesky-social/atproto (com.atproto.repo.putRecord, com.atproto.server.createSession,
app.bsky.feed.post, app.bsky.notification.listNotifications, app.bsky.graph.getRelationships, chat.bsky.convo.*).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import msgspec

from askfirst.networks.base import (
    Attachment,
    Capabilities,
    Envelope,
    Event,
    Failure,
    Form,
    NetworkError,
    Receipt,
    Unsupported,
)
from askfirst.networks.bluesky import events as bluesky_events
from askfirst.networks.bluesky.relations import Relations
from askfirst.networks.bluesky.session import CHAT, GUIDE, checked
from askfirst.networks.bluesky.writing import POSTS, Place, facets, parts, place, record_name, stamp
from askfirst.networks.hooks import Piece, read_object
from askfirst.networks.http import Answer, Call
from askfirst.networks.lengths import Unit, measured
from askfirst.networks.marks import Mark, Marking
from askfirst.networks.pulls import Polled, Pulled, ReadBack
from askfirst.networks.shapes import inner, objects, word
from askfirst.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

__all__ = ["GUIDE", "Bluesky", "connector"]

_BYTES = {Form.DIRECT: 10_000, Form.PRIVATE_REPLY: 10_000, Form.PUBLIC_POST: 3_000, Form.PUBLIC_REPLY: 3_000}
_PICTURE_BYTES = 2_000_000
_PAGE = "100"
_UNREAD = "~"
"""In place of a time that cannot be read; sorts behind all times."""
_LOOKED_UP = frozenset({"logCreateMessage", "logAddReaction", "logRemoveReaction"})


class Bluesky(Relations, Polled, ReadBack, Marking):
    """One account."""

    name = "bluesky"
    label = "Bluesky"
    capabilities = Capabilities(
        forms=frozenset(Form),
        text_limit=1_000,
        text_limits={Form.PUBLIC_POST: 300, Form.PUBLIC_REPLY: 300},
        text_unit=Unit.GRAPHEMES,
        attachment_limit=4 * _PICTURE_BYTES,
        attachment_forms=frozenset({Form.PUBLIC_POST, Form.PUBLIC_REPLY}),
        most_attachments=4,
        has_quotes=True,
    )
    every = timedelta(seconds=15)
    is_only_way = True

    # ── out ──

    def check(self, envelope: Envelope) -> None:
        """Beside the usual: bytes are limited too, pictures only, and a reply answers a post."""
        super().check(envelope)
        most, length = _BYTES[envelope.form], measured(envelope.text, Unit.BYTES)
        if length > most:
            raise Unsupported(
                Sentence(
                    "Bluesky takes at most %(most)s bytes of text; this text has %(length)s",
                    most=f"{most:,}",
                    length=f"{length:,}",
                )
            )
        if envelope.form in {Form.DIRECT, Form.PRIVATE_REPLY} and self._given.chats == "no":
            raise Unsupported(Sentence("Bluesky: this channel was connected without direct messages"))
        for file in envelope.attachments:
            if not file.content_type.startswith("image/") or len(file.content) > _PICTURE_BYTES:
                raise Unsupported(
                    Sentence(
                        "Bluesky takes pictures of at most %(picture_bytes)s bytes each; `%(name)s` is %(content_type)s "
                        "of %(length)s",
                        picture_bytes=f"{_PICTURE_BYTES:,}",
                        name=file.name,
                        content_type=file.content_type,
                        length=f"{len(file.content):,}",
                    )
                )

    def build(self, envelope: Envelope) -> Call:
        """A record in our repository, or a message in the chat with one person."""
        if envelope.form in {Form.PUBLIC_POST, Form.PUBLIC_REPLY}:
            return self._post(envelope)
        message: dict[str, Any] = {"text": envelope.text, "facets": facets(envelope.text)}
        needs = {"to": envelope.to}
        if parts(envelope.in_reply_to):
            needs["about"] = envelope.in_reply_to
        elif envelope.in_reply_to:
            message["replyTo"] = {"messageId": envelope.in_reply_to}
        return Call(
            method="POST",
            url=self._xrpc("chat.bsky.convo.sendMessage"),
            headers=CHAT,
            json={"message": message},
            needs=needs,
        )

    def _post(self, envelope: Envelope) -> Call:
        if envelope.at is None:
            raise _wrong("a post needs the time at which it is said: set `Envelope.at`")
        answers = {"parent": envelope.in_reply_to} if envelope.form is Form.PUBLIC_REPLY else {}
        if answers and parts(envelope.in_reply_to) is None:
            raise _wrong("a reply on Bluesky answers a post: `in_reply_to` must be its at:// address")
        record = {
            "$type": POSTS,
            "text": envelope.text,
            "facets": facets(envelope.text),
            "createdAt": stamp(envelope.at),
        }
        return Call(
            method="POST",
            url=self._xrpc("com.atproto.repo.putRecord"),
            json={
                "repo": self._me or self._given.identifier,
                "collection": POSTS,
                "rkey": record_name(envelope.key, envelope.at),
                "record": record,
            },
            needs=answers,
            uploads=envelope.attachments,
            is_harmless=True,
        )

    async def ready(self, call: Call) -> Call:
        """Find the post that is answered, or the chat with the person."""
        if "parent" in call.needs:
            found = await self._record(call.needs["parent"])
            parent = _pointer(found)
            root = inner(found, "value", "reply").get("root") or parent
            record = {**call.json["record"], "reply": {"root": root, "parent": parent}}
            return replace(call, json={**call.json, "record": record})
        convo = await self._convo(call.needs["to"])
        message = dict(call.json["message"])
        if "about" in call.needs and (post := await self._about(call.needs["about"])):
            message["embed"] = {"$type": "app.bsky.embed.record", "record": post}
        return replace(call, json={"convoId": convo, "message": message})

    async def _record(self, uri: str) -> dict[str, Any]:
        repo, collection, name = parts(uri) or ("", "", "")
        return await self._get(
            "com.atproto.repo.getRecord", {"repo": repo, "collection": collection, "rkey": name}
        )

    async def _about(self, uri: str) -> dict[str, str] | None:
        """What a private answer shows; it is sent without where that is gone."""
        try:
            return _pointer(await self._record(uri))
        except NetworkError as error:
            if error.is_permanent:
                return None
            raise

    async def _convo(self, to: str) -> str:
        found = await self._get(
            "chat.bsky.convo.getConvoForMembers", {"members": await self._did(to)}, is_chat=True
        )
        convo = word(inner(found, "convo"), "id")
        if not convo:
            raise NetworkError(Sentence("Bluesky did not say which chat it is"), failure=Failure.RETRY)
        return convo

    async def upload(self, attachment: Attachment) -> str:
        """Lay one picture ready; its name is Bluesky's description of it."""
        answer = await self.ask(
            Call(
                method="POST",
                url=self._xrpc("com.atproto.repo.uploadBlob"),
                headers={"Content-Type": attachment.content_type},
                content=attachment.content,
                is_harmless=True,
            )
        )
        return msgspec.json.encode(answer.object().get("blob")).decode()

    def attach(self, call: Call, names: list[str]) -> Call:
        """The post with its pictures."""
        images = [{"image": msgspec.json.decode(name), "alt": ""} for name in names]
        embed = {"$type": "app.bsky.embed.images", "images": images}
        return replace(call, json={**call.json, "record": {**call.json["record"], "embed": embed}})

    def receipt(self, answer: Answer) -> Receipt:
        """A post has an address, a message an id."""
        found = answer.object()
        return Receipt(
            external_id=word(found, "uri") or word(found, "id"),
            accepted_at=bluesky_events.moment(found.get("sentAt")),
        )

    async def find(self, envelope: Envelope, since: datetime) -> Receipt | None:
        """A post stands under its name; a message is one of ours with the same words, since then."""
        if envelope.form in {Form.PUBLIC_POST, Form.PUBLIC_REPLY}:
            body = self.build(envelope).json
            return await self._standing(f"at://{body['repo']}/{POSTS}/{body['rkey']}")
        convo, page = await self._convo(envelope.to), ""
        while True:
            query = {"convoId": convo, "limit": _PAGE} | ({"cursor": page} if page else {})
            found = await self._get("chat.bsky.convo.getMessages", query, is_chat=True)
            for message in objects(found, "messages"):
                at = bluesky_events.moment(message.get("sentAt"))
                if at is not None and at < since:
                    return None
                if (
                    word(inner(message, "sender"), "did") == self._me
                    and word(message, "text") == envelope.text
                ):
                    return Receipt(external_id=word(message, "id"), accepted_at=at)
            page = word(found, "cursor")
            if not page:
                return None

    async def _standing(self, uri: str) -> Receipt | None:
        try:
            return Receipt(external_id=word(await self._record(uri), "uri") or uri)
        except NetworkError as error:
            if error.code == "RecordNotFound":
                return None
            raise

    async def mark(self, mark: Mark, *, to: str, message: str) -> None:
        """A chat can be marked as read up to a message."""
        if mark is not Mark.SEEN or parts(message):
            raise Unsupported(Sentence("Bluesky has no mark `%(mark)s` for this", mark=mark))
        await self.ask(
            Call(
                method="POST",
                url=self._xrpc("chat.bsky.convo.updateRead"),
                headers=CHAT,
                json={"convoId": await self._convo(to), "messageId": message},
                is_harmless=True,
            )
        )

    # ── in ──

    def parse(self, raw: bytes) -> Iterable[Event]:
        """One notification, or one entry of the log of chats."""
        return [bluesky_events.read(read_object(raw, self.label), self._me)]

    async def pull(self, cursor: str, since: datetime) -> Pulled:
        """One page of notifications, newest first, and what the log of chats has beyond our place, oldest first."""
        at = place(cursor, since)
        notified, at = await self._notifications(at)
        logged: list[Piece] = []
        if self._given.chats == "yes":
            logged, at = await self._log(at)
        return Pulled(
            pieces=(*notified, *logged),
            cursor=msgspec.json.encode(at).decode(),
            is_more=bool(at.page or logged),
        )

    async def _notifications(self, at: Place) -> tuple[list[Piece], Place]:
        query = {"limit": _PAGE} | ({"cursor": at.page} if at.page else {})
        found = await self._get("app.bsky.notification.listNotifications", query)
        listed = objects(found, "notifications")
        fresh = [one for one in listed if _when(one) > at.seen]
        top = max([at.top, *(when for one in fresh if (when := _when(one)) != _UNREAD)])
        page = word(found, "cursor") if fresh and len(fresh) == len(listed) else ""
        if page and page != at.page:
            return _pieces(fresh), msgspec.structs.replace(at, top=top, page=page)
        return _pieces(fresh), msgspec.structs.replace(at, seen=top or at.seen, top="", page="")

    async def _log(self, at: Place) -> tuple[list[Piece], Place]:
        found = await self._get("chat.bsky.convo.getLog", {"cursor": at.log}, is_chat=True)
        logs = [one for one in objects(found, "logs") if word(one, "rev") > at.log]
        convos = {one: await self._look(one) for one in sorted({_convo_of(one) for one in logs} - {""})}
        pieces = [
            Piece(
                external_id=bluesky_events.name_of(log),
                raw=msgspec.json.encode({"log": log, "convo": convos.get(_convo_of(log), {})}),
            )
            for log in logs
            if word(log, "$type").rpartition("#")[2] not in _OF_NO_CONCERN
        ]
        newest = max([at.log, word(found, "cursor"), *(word(one, "rev") for one in logs)])
        return pieces, msgspec.structs.replace(at, log=newest)

    async def _look(self, convo: str) -> dict[str, Any]:
        """Who is in a chat; empty where it can no longer be looked up."""
        try:
            found = await self._get("chat.bsky.convo.getConvo", {"convoId": convo}, is_chat=True)
        except NetworkError as error:
            if error.is_permanent:
                return {}
            raise
        kept = inner(found, "convo")
        return {key: kept[key] for key in ("id", "members", "kind", "status") if key in kept}


_OF_NO_CONCERN = frozenset(
    {"logBeginConvo", "logAcceptConvo", "logMuteConvo", "logUnmuteConvo", "logReadConvo", "logReadMessage"}
)
"""What the log tells of a chat itself, or of what we did: nothing that anybody said or wants."""


def connector(given: Mapping[str, object]) -> Bluesky:
    """The connector of one channel.

    Raises:
        BadSettings: a setting is missing, unknown or cannot work.
    """
    return Bluesky(checked(given))


def _wrong(sentence: str) -> NetworkError:
    return NetworkError(sentence, failure=Failure.OUR_MISTAKE)


def _pointer(found: Mapping[str, Any]) -> dict[str, str]:
    """A record as others point to it: its address and the digest of what it said."""
    return {"uri": word(found, "uri"), "cid": word(found, "cid")}


def _when(notification: Mapping[str, Any]) -> str:
    """When it was notified, in the one form that sorts by time; what cannot be read counts as new."""
    at = bluesky_events.moment(notification.get("indexedAt"))
    return stamp(at) if at else _UNREAD


def _pieces(notified: list[dict[str, Any]]) -> list[Piece]:
    return [
        Piece(external_id=bluesky_events.name_of(one), raw=msgspec.json.encode(one))
        for one in reversed(notified)
        if word(one, "uri")
    ]


def _convo_of(log: Mapping[str, Any]) -> str:
    """The chat that has to be looked up to understand this entry; empty where it says nothing of a person."""
    kind = word(log, "$type").rpartition("#")[2]
    return word(log, "convoId") if kind in _LOOKED_UP else ""
