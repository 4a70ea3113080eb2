"""Matrix: talks with one person each, on any homeserver, without encryption.

Everything sent has a transaction id, which is the envelope's key: the homeserver carries it out once.  A room that is
opened for somebody is remembered in the account's `m.direct` before they are invited, so a second try finds it.

Source: the client-server API of the Matrix specification 1.18 (sending events, rooms, direct messaging, receipts, typing).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

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
from askfirst.networks.hooks import read_object
from askfirst.networks.http import Answer, Call
from askfirst.networks.lengths import Unit
from askfirst.networks.marks import Mark, Marking
from askfirst.networks.matrix.events import Reading, moment
from askfirst.networks.matrix.session import GUIDE, Settings, checked
from askfirst.networks.matrix.sync import Syncing
from askfirst.networks.pulls import ReadBack
from askfirst.networks.shapes import inner, objects, word
from askfirst.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

__all__ = ["GUIDE", "Matrix", "connector"]

_EVENT_BYTES = 60_000
"""Of the 65,536 of a whole event, which has an envelope of its own."""
_KINDS = {"image": "m.image", "audio": "m.audio", "video": "m.video"}
_HERE = frozenset({"join", "invite"})
_TYPING_MILLISECONDS = 10_000


class Matrix(Syncing, ReadBack, Marking):
    """One account."""

    name = "matrix"
    label = "Matrix"
    capabilities = Capabilities(
        forms=frozenset({Form.DIRECT}),
        text_limit=40_000,
        text_unit=Unit.BYTES,
        attachment_limit=50_000_000,
        most_attachments=1,
        has_idempotency=True,
        reports_reading=True,
        has_typing=True,
        has_quotes=True,
    )

    def __init__(self, given: Settings) -> None:
        """`given` was checked by `connector`."""
        super().__init__(given)
        self._reading = Reading(given.user_id, self._download)

    # ── out ──

    def check(self, envelope: Envelope) -> None:
        """Beside the usual: an event has a size, in which some signs count more than once."""
        super().check(envelope)
        size = len(msgspec.json.encode(_content(envelope)))
        if size > _EVENT_BYTES:
            raise Unsupported(
                Sentence(
                    "Matrix takes events of at most %(event_bytes)s bytes; this one has %(size)s",
                    event_bytes=f"{_EVENT_BYTES:,}",
                    size=f"{size:,}",
                )
            )

    def build(self, envelope: Envelope) -> Call:
        """A message in the room with that person, which is found or opened first."""
        return Call(
            method="PUT",
            url=self._client("rooms", "of", "send", "m.room.message", envelope.key),
            json=_content(envelope),
            needs={"to": envelope.to, "key": envelope.key},
            uploads=envelope.attachments,
            is_harmless=True,
        )

    async def ready(self, call: Call) -> Call:
        """Find the room with that person, or open one and invite them."""
        to = call.needs["to"]
        if not to.startswith("@") or ":" not in to:
            raise NetworkError(
                Sentence("`%(to)s` is no user of Matrix; they are written as @ana:example.org", to=to),
                failure=Failure.UNREACHABLE,
            )
        room, membership = await self._room(to)
        room = room or await self._opened(to)
        if membership not in _HERE:
            await self._invite(room, to)
        if await self._looked("rooms", room, "state", "m.room.encryption"):
            raise NetworkError(
                Sentence(
                    "the room with them is encrypted, and nothing is sent there in clear: answer with another client"
                ),
                failure=Failure.REFUSED,
                code="encrypted",
            )
        return replace(call, url=self._client("rooms", room, "send", "m.room.message", call.needs["key"]))

    async def _room(self, to: str) -> tuple[str, str]:
        """The newest room that is theirs and ours, and their membership: empty where they were never invited."""
        remembered = (await self._talks()).get(to)
        joined = (await self._get("joined_rooms")).get("joined_rooms")
        if not isinstance(remembered, list) or not isinstance(joined, list):
            return "", ""
        for room in reversed([one for one in remembered if one in joined]):
            member = await self._looked("rooms", room, "state", "m.room.member", to)
            membership = word(member or {}, "membership")
            if (member is None or membership in _HERE) and await self._is_between_us(room, to):
                return str(room), membership
        return "", ""

    async def _is_between_us(self, room: str, to: str) -> bool:
        """Whether nobody else reads along: a talk to which somebody was asked in later is private no more."""
        people = await self._people(room)
        return bool(people) and set(people) <= {self._me, to}

    async def _opened(self, to: str) -> str:
        """A new room.  It is empty until it is remembered, so that an answer that gets lost has asked nobody in."""
        body = {"preset": "private_chat", "is_direct": True}
        answer = await self.ask(
            Call(method="POST", url=self._client("createRoom"), json=body, is_harmless=True)
        )
        room = word(answer.object(), "room_id")
        if not room:
            raise NetworkError(
                Sentence("the homeserver did not say which room it opened"), failure=Failure.RETRY
            )
        await self._remember(to, room)
        return room

    async def _invite(self, room: str, to: str) -> None:
        await self._put(
            {"membership": "invite", "is_direct": True}, "rooms", room, "state", "m.room.member", to
        )

    async def upload(self, attachment: Attachment) -> str:
        """Lay one file ready; its name is an `mxc:` address."""
        answer = await self.ask(
            Call(
                method="POST",
                url=self.at("server", "/_matrix/media/v3/upload"),
                query={"filename": attachment.name},
                headers={"Content-Type": attachment.content_type},
                content=attachment.content,
                is_harmless=True,
            )
        )
        return word(answer.object(), "content_uri")

    def attach(self, call: Call, names: list[str]) -> Call:
        """The message with the address of its file."""
        return replace(call, json={**call.json, "url": names[0]})

    def receipt(self, answer: Answer) -> Receipt:
        """The id of the event."""
        return Receipt(external_id=word(answer.object(), "event_id"))

    async def find(self, envelope: Envelope, since: datetime) -> Receipt | None:
        """An event of ours with that transaction id in the room with them."""
        room, _ = await self._room(envelope.to)
        query = {"dir": "b", "limit": "100"}
        while room:
            page = await self._get("rooms", room, "messages", **query)
            for event in objects(page, "chunk"):
                at = moment(event.get("origin_server_ts"))
                if at is not None and at < since:
                    return None
                if word(inner(event, "unsigned"), "transaction_id") == envelope.key:
                    return Receipt(external_id=word(event, "event_id"), accepted_at=at)
            if (following := word(page, "end")) in {"", query.get("from")}:
                return None
            query["from"] = following
        return None

    async def mark(self, mark: Mark, *, to: str, message: str) -> None:
        """A read receipt, or ten seconds of typing; nothing where there is no room with them."""
        room, _ = await self._room(to)
        if room and mark is Mark.TYPING:
            body: Mapping[str, Any] = {"typing": True, "timeout": _TYPING_MILLISECONDS}
            await self._put(body, "rooms", room, "typing", self._me)
        elif room:
            url = self._client("rooms", room, "receipt", "m.read", message)
            await self.ask(Call(method="POST", url=url, json={}, is_harmless=True))

    # ── in ──

    def parse(self, raw: bytes) -> Iterable[Event]:
        """One thing that happened in one room."""
        return [self._reading.read(read_object(raw, self.label))]

    def _download(self, server: str, name: str) -> str:
        place = f"{quote(server, safe=':')}/{quote(name, safe='')}"  # whoever wrote to us chose both
        return self.at("server", f"/_matrix/client/v1/media/download/{place}")


def connector(given: Mapping[str, object]) -> Matrix:
    """The connector of one channel.

    Raises:
        BadSettings: a setting is missing, unknown or cannot work.
    """
    return Matrix(checked(given))


def _content(envelope: Envelope) -> dict[str, Any]:
    """The words, or a file with the words below it; nobody is mentioned beyond who reads it anyway."""
    content: dict[str, Any] = {"msgtype": "m.text", "body": envelope.text, "m.mentions": {}}
    for file in envelope.attachments[:1]:
        content |= {
            "msgtype": _KINDS.get(file.content_type.partition("/")[0], "m.file"),
            "body": envelope.text or file.name,
            "filename": file.name,
            "info": {"mimetype": file.content_type, "size": len(file.content)},
        }
    if envelope.in_reply_to.startswith("$"):
        content["m.relates_to"] = {"m.in_reply_to": {"event_id": envelope.in_reply_to}}
    return content
