"""Rooms of the Matrix face: one growing list of events, and what a sync, a look back and a look at the state show of it.

Everything is plain JSON in the face's own state, so that it is saved with the world.  An event has a number; a token of a
sync is the number after which it begins.
"""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

JOIN, INVITE, LEAVE, BAN = "join", "invite", "leave", "ban"
_MODERATOR = 50
_STRIPPED = ("type", "state_key", "sender", "content")


class Rooms:
    """All rooms of one homeserver."""

    def __init__(self, own: dict[str, Any]) -> None:
        """`own`: the face's own state."""
        self._own = own
        self.rooms: dict[str, list[dict[str, Any]]] = own.setdefault("rooms", {})
        """Room: its events, oldest first."""
        self._members: dict[str, dict[str, str]] = own.setdefault("members", {})
        """Room: how everybody stands to it; the same as its events say, found at once."""

    @property
    def number(self) -> int:
        """Of the newest event or receipt."""
        return int(self._own.get("number", 0))

    def add(
        self, room: str, sender: str, kind: str, content: Mapping[str, Any], at: datetime, **more: Any
    ) -> str:
        """A new event; its id.  `more`: `state_key`, `redacts`, `key` (of the request), `event_id`."""
        self._own["number"] = number = self.number + 1
        name = str(more.pop("event_id", "")) or event_id(room, number)
        event: dict[str, Any] = {
            "number": number,
            "type": kind,
            "event_id": name,
            "room_id": room,
            "sender": sender,
            "origin_server_ts": int(at.timestamp() * 1_000),
            "content": dict(content),
            **more,
        }
        if "state_key" in event and (before := self.state(room, kind, event["state_key"])):
            event["before"] = before["content"]
        self.rooms.setdefault(room, []).append(event)
        if kind == "m.room.member":
            self._members.setdefault(room, {})[event["state_key"]] = content["membership"]
        return name

    def state(self, room: str, kind: str, key: str = "") -> dict[str, Any] | None:
        """The newest state event of that kind and key."""
        events = reversed(self.rooms.get(room, []))
        return next((one for one in events if one["type"] == kind and one.get("state_key") == key), None)

    def whole_state(self, room: str) -> list[dict[str, Any]]:
        """The newest state event of every kind and key."""
        found = {
            (one["type"], one["state_key"]): one for one in self.rooms.get(room, []) if "state_key" in one
        }
        return list(found.values())

    def membership(self, room: str, user: str) -> str:
        """join, invite, leave, ban; empty where they never were."""
        return self._members.get(room, {}).get(user, "")

    def members(self, room: str, *memberships: str) -> list[str]:
        """Who is in a room in one of these ways."""
        return [one for one, said in self._members.get(room, {}).items() if said in (memberships or (JOIN,))]

    def of(self, user: str, *memberships: str) -> list[str]:
        """Somebody's rooms, oldest first."""
        return [room for room in self.rooms if self.membership(room, user) in (memberships or (JOIN,))]

    def talk(self, one: str, other: str) -> str:
        """The newest room of the two alone, in which both are or are invited; empty where there is none."""
        for room in reversed(self.of(one, JOIN, INVITE)):
            if sorted(self.members(room, JOIN, INVITE)) == sorted((one, other)):
                return room
        return ""

    def is_moderator(self, room: str, user: str) -> bool:
        """They may take back what others said."""
        levels = self.state(room, "m.room.power_levels")
        return bool(levels and levels["content"].get("users", {}).get(user, 0) >= _MODERATOR)

    def event(self, room: str, name: str) -> dict[str, Any] | None:
        return next((one for one in self.rooms.get(room, []) if one["event_id"] == name), None)

    def redact(self, room: str, name: str, by: str) -> None:
        """Take the words of an event away."""
        if event := self.event(room, name):
            event["content"] = {}
            event["redacted_by"] = by

    # -- what a user is shown --------------------------------------------------------------------------------------

    def seen(self, event: Mapping[str, Any], user: str, device: str) -> dict[str, Any]:
        """An event as one device is given it: its own transaction id is told to it alone."""
        hidden = {"number", "before", "key", "device", "room_id", "redacted_by"}
        found = {name: value for name, value in event.items() if name not in hidden}
        unsigned: dict[str, Any] = {}
        if "before" in event:
            unsigned["prev_content"] = event["before"]
        if event.get("key") and event["sender"] == user and event.get("device") == device:
            unsigned["transaction_id"] = event["key"]
        if "redacted_by" in event:
            unsigned["redacted_because"] = {"event_id": event["redacted_by"]}
        return {**found, "unsigned": unsigned}

    def is_quiet(self, room: str, number: int) -> bool:
        """Nothing was said, done or read there after a number."""
        receipts = self._own.get("receipts", {}).get(room, {}).values()
        return self.rooms[room][-1]["number"] <= number and all(one["number"] <= number for one in receipts)

    def since(self, room: str, number: int, user: str) -> list[dict[str, Any]]:
        """What happened in a room after a number, as far as the user may see it: not after they left."""
        left = self._left_at(room, user)
        return [
            one
            for one in self.rooms[room]
            if number < one["number"] and (left is None or one["number"] <= left)
        ]

    def joined_after(self, room: str, number: int, user: str) -> bool:
        """They came in since."""
        member = self.state(room, "m.room.member", user)
        return (
            member is not None
            and member["number"] > number
            and member.get("before", {}).get("membership") != JOIN
        )

    def invitation(self, room: str, user: str) -> list[dict[str, Any]]:
        """What somebody who is invited is shown of a room."""
        kinds = ("m.room.create", "m.room.name", "m.room.join_rules", "m.room.encryption")
        shown = [one for one in self.whole_state(room) if one["type"] in kinds]
        own = [self.state(room, "m.room.member", user)]
        inviter = self.state(room, "m.room.member", str(own[0]["sender"])) if own[0] else None
        return [{key: one[key] for key in _STRIPPED} for one in (*shown, inviter, *own) if one]

    def _left_at(self, room: str, user: str) -> int | None:
        member = self.state(room, "m.room.member", user)
        return int(member["number"]) if member and member["content"]["membership"] in {LEAVE, BAN} else None

    # -- receipts --------------------------------------------------------------------------------------------------

    def read(self, room: str, user: str, name: str, at: datetime) -> None:
        """Somebody has read up to an event."""
        self._own["number"] = number = self.number + 1
        receipts = self._own.setdefault("receipts", {}).setdefault(room, {})
        receipts[user] = {"event": name, "ts": int(at.timestamp() * 1_000), "number": number}

    def receipts(self, room: str, number: int) -> dict[str, Any]:
        """What was read after a number, as `m.receipt` has it."""
        found: dict[str, Any] = {}
        for user, said in self._own.get("receipts", {}).get(room, {}).items():
            if said["number"] > number:
                found.setdefault(said["event"], {}).setdefault("m.read", {})[user] = {"ts": said["ts"]}
        return found


def event_id(room: str, number: int) -> str:
    """As rooms since version 4 have them."""
    digest = hashlib.sha256(f"{room}{number}".encode()).digest()
    return "$" + base64.urlsafe_b64encode(digest).decode().rstrip("=")


def wanted(events: Sequence[dict[str, Any]], given: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """What a filter of events lets through."""
    types, kept_out = given.get("types"), given.get("not_types") or []
    for one in events:
        if (types is None or one["type"] in types) and one["type"] not in kept_out:
            yield one
