"""What is new on Matrix: one sync after the other, each waiting on the homeserver until something happens.

What a sync leaves out, because too much happened in a room, is fetched backwards until where the last one ended.
Source: the client-server API of the Matrix specification 1.18 (sync, filtering, getting events for a room, invites).
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import msgspec

from askfirst.networks.base import Failure, NetworkError
from askfirst.networks.hooks import Piece
from askfirst.networks.http import Call
from askfirst.networks.matrix.events import moment, name_of
from askfirst.networks.matrix.session import Session
from askfirst.networks.pulls import Polled, Pulled
from askfirst.networks.shapes import inner, objects, word
from askfirst.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

WAIT_SECONDS = 30
_SPARE_SECONDS = 30
_MOST_PAGES = 50
"""Of one gap; a hundred events each."""
_KEPT_OUT = [
    "m.room.create",
    "m.room.power_levels",
    "m.room.join_rules",
    "m.room.history_visibility",
    "m.room.guest_access",
    "m.room.canonical_alias",
    "m.room.name",
    "m.room.topic",
    "m.room.avatar",
    "m.room.server_acl",
    "m.room.pinned_events",
]
"""Housekeeping of rooms: says nothing of a person."""
_EVENTS = {"limit": 100, "not_types": _KEPT_OUT}
_FILTER = msgspec.json.encode(
    {
        "presence": {"types": []},
        "account_data": {"types": []},
        "room": {
            "timeline": _EVENTS,
            "state": {"types": []},
            "ephemeral": {"types": ["m.receipt"]},
            "account_data": {"types": []},
        },
    }
).decode()


class Syncing(Session, Polled):
    """An account that is told what happened."""

    every = timedelta(0)
    is_only_way = True

    async def pull(self, cursor: str, since: datetime) -> Pulled:
        """What happened since the last sync; waits for it up to half a minute, the first time not at all."""
        query = {"filter": _FILTER, "timeout": str(WAIT_SECONDS * 1_000 if cursor else 0)}
        if cursor:
            query["since"] = cursor
        call = Call(
            method="GET", url=self._client("sync"), query=query, seconds=WAIT_SECONDS + _SPARE_SECONDS
        )
        found = (await self.ask(call)).object()
        following = word(found, "next_batch")
        if not following:
            raise NetworkError(
                Sentence("the homeserver did not say where the next sync begins"), failure=Failure.RETRY
            )
        pieces: list[dict[str, Any]] = []
        for room, told in _rooms(found, "invite"):
            pieces += await self._invited(room, told)
        for room, told in _rooms(found, "join"):
            pieces += await self._happened(room, told, cursor, since)
        for room, told in _rooms(found, "leave"):
            pieces += _of_room({"id": room, "members": {}}, objects(inner(told, "timeline"), "events"), since)
        return Pulled(pieces=tuple(_pieces(pieces)), cursor=following)

    async def _happened(
        self, room: str, told: dict[str, Any], cursor: str, since: datetime
    ) -> list[dict[str, Any]]:
        timeline = inner(told, "timeline")
        events, is_whole = objects(timeline, "events"), True
        if timeline.get("limited") is True and word(timeline, "prev_batch"):
            earlier, is_whole = await self._earlier(room, word(timeline, "prev_batch"), cursor, since)
            events = [*earlier, *events]
        receipts = list(self._receipts(objects(inner(told, "ephemeral"), "events")))
        if not events and not receipts:
            return []
        about = {"id": room, "members": await self._people(room)}
        gap = [] if is_whole else [{"room": about, "gap": {"before": word(timeline, "prev_batch")}}]
        return [*gap, *_of_room(about, events, since), *({"room": about, "receipt": one} for one in receipts)]

    async def _earlier(
        self, room: str, start: str, end: str, since: datetime
    ) -> tuple[list[dict[str, Any]], bool]:
        """What a sync left out, oldest first; and whether that is all of it."""
        found: list[dict[str, Any]] = []
        query = {"dir": "b", "from": start, "limit": "100", "filter": msgspec.json.encode(_EVENTS).decode()}
        if end:
            query["to"] = end
        for _ in range(_MOST_PAGES):
            page = await self._looked("rooms", room, "messages", **query)
            if page is None:
                break
            events = objects(page, "chunk")
            found = [*reversed(events), *found]
            following = word(page, "end")
            if not following or following == query["from"] or any(_is_older(one, since) for one in events):
                return found, True
            query["from"] = following
        return found, False

    def _receipts(self, events: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        for event in events:
            for target, kinds in inner(event, "content").items():
                read = inner(kinds, "m.read") if isinstance(kinds, dict) else {}
                for user, said in read.items():
                    if user != self._me:
                        yield {
                            "event_id": target,
                            "user": user,
                            "ts": said.get("ts") if isinstance(said, dict) else None,
                        }

    async def _invited(self, room: str, told: dict[str, Any]) -> list[dict[str, Any]]:
        events = objects(inner(told, "invite_state"), "events")
        ours = [
            one
            for one in events
            if word(one, "type") == "m.room.member" and word(one, "state_key") == self._me
        ]
        if not ours:
            return []
        outcome = await self._joined(room, ours[-1])
        return [{"room": {"id": room}, "invite": ours[-1], "outcome": outcome}]

    async def _joined(self, room: str, invite: dict[str, Any]) -> str:
        is_direct = inner(invite, "content").get("is_direct") is True
        if self._given.joins == "none" or (self._given.joins == "direct" and not is_direct):
            return "the settings say to leave such invitations alone"
        try:
            await self.ask(Call(method="POST", url=self._client("join", room), json={}, is_harmless=True))
        except NetworkError as error:
            if error.is_permanent:
                return f"it could not be accepted: {error} ({error.code})"
            raise
        if is_direct:
            await self._remember(word(invite, "sender"), room)
        return "it was accepted"


def _rooms(found: dict[str, Any], kind: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for room, told in inner(found, "rooms", kind).items():
        if isinstance(told, dict):
            yield room, told


def _of_room(about: dict[str, Any], events: list[dict[str, Any]], since: datetime) -> list[dict[str, Any]]:
    return [{"room": about, "event": one} for one in events if not _is_older(one, since)]


def _is_older(event: dict[str, Any], since: datetime) -> bool:
    at = moment(event.get("origin_server_ts"))
    return at is not None and at < since


def _pieces(found: list[dict[str, Any]]) -> Iterator[Piece]:
    for one in found:
        if name := name_of(one):
            yield Piece(external_id=name, raw=msgspec.json.encode(one))
