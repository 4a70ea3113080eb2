"""What is said in a homeserver's rooms, and how clients are told of it; see `askfirst.sandbox.faces.matrix`."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import msgspec

from askfirst.sandbox.face import Refused
from askfirst.sandbox.faces.matrix_homeserver import NETWORK, Homeserver
from askfirst.sandbox.faces.matrix_rooms import BAN, INVITE, JOIN, LEAVE, wanted
from askfirst.sandbox.limits import Limit
from askfirst.sandbox.things import Deed, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.responses import Response

    from askfirst.sandbox.call import Call
    from askfirst.sandbox.things import Token

_LIMIT = (10, 10)
"""Messages, seconds: a burst that homeservers usually take."""
_LARGEST_EVENT = 65_536
_STEP_SECONDS = 0.03
_MOST_WAIT_MILLISECONDS = 60_000


class Timeline(Homeserver):
    """Sending, looking back, and syncs that wait."""

    def messages(self, call: Call) -> Response:
        """What was said, from a place backwards or forwards."""
        token, room = self.caller(call), call.params["room"]
        if not self.rooms.membership(room, token.profile):
            raise Refused("forbidden")
        is_back = call.query.get("dir") != "f"
        start = self._number(call.query.get("from", "")) if call.query.get("from") else self.rooms.number + 1
        end = self._number(call.query["to"]) if call.query.get("to") else None
        events = self.rooms.since(room, 0, token.profile)
        if is_back:
            events = [
                one
                for one in reversed(events)
                if one["number"] < start and (end is None or one["number"] > end)
            ]
        else:
            events = [one for one in events if one["number"] >= start]
        limit = int(call.query.get("limit", "10"))
        page = events[:limit]
        shown = [
            self.rooms.seen(one, token.profile, self.device(token))
            for one in wanted(page, self._filter(call))
        ]
        more = {"end": f"t{page[-1]['number']}"} if len(events) > limit else {}
        return self.json({"start": call.query.get("from", f"t{start}"), "chunk": shown, **more})

    @staticmethod
    def _number(token: str) -> int:
        """The number in a token: `s5` of a sync is after event 5, `t5` of a look back is before it."""
        if token[:1] not in {"s", "t"} or not token[1:].isdigit():
            raise Refused("position")
        return int(token[1:])

    # -- what is said ----------------------------------------------------------------------------------------------

    def send(self, call: Call) -> Response:
        """An event; the same transaction id of the same device is carried out once."""
        token = self.caller(call)
        me, room, key, content = self._inside(call), call.params["room"], call.params["key"], self.body(call)
        done: dict[str, str] = self.own.setdefault("transactions", {})
        once = f"{me} {self.device(token)} {room} {key}"
        if once in done:
            return self.json({"event_id": done[once]})
        if len(call.body) > _LARGEST_EVENT:
            raise Refused("too_large")
        self._spend(me)
        done[once] = self._said(token, room, call.params["type"], key, content)
        self.changed()
        return self.json({"event_id": done[once]})

    def _said(self, token: Token, room: str, kind: str, key: str, content: dict[str, Any]) -> str:
        me, more = token.profile, {"key": key, "device": self.device(token)}
        others = [one for one in self.rooms.members(room, JOIN, INVITE) if one != me]
        relation = content.get("m.relates_to")
        is_edit = isinstance(relation, dict) and relation.get("rel_type") == "m.replace"
        if kind != "m.room.message" or is_edit or len(others) != 1:
            if self.world.setting(NETWORK, me, "is_suspended"):
                raise Refused("suspended")
            return self.rooms.add(room, me, kind, content, self.now, **more)
        name = self.rooms.add(room, me, kind, content, self.now, **more)
        deed = Deed(
            network=NETWORK,
            kind=Kind.WRITE,
            source=me,
            target=others[0],
            text=str(content.get("body", "")),
            app="api",
            id=name,
            more={"thread": room, "room": room, "is_in_room": True, "event": name},
        )
        try:
            self.faces.play(deed)
        except Refused:
            self.rooms.rooms[room].pop()
            raise
        return name

    def _spend(self, me: str) -> None:
        most, seconds = _LIMIT
        limit = Limit(name=f"{NETWORK}.messages.{me}", most=most, seconds=seconds)
        if not limit.left(self.world):
            raise Refused("too_many", reset=limit.reset(self.world))
        self.world.use(limit.name)

    def redact(self, call: Call) -> Response:
        """Take back what was said."""
        me, room = self._inside(call), call.params["room"]
        target = self.rooms.event(room, call.params["event"])
        if target is None:
            raise Refused("not_found")
        if target["sender"] != me and not self.rooms.is_moderator(room, me):
            raise Refused("forbidden")
        return self.json({"event_id": self.take_back(room, me, call.params["event"], self.body(call))})

    def take_back(self, room: str, by: str, name: str, content: Mapping[str, Any]) -> str:
        """A redaction, and what it takes away."""
        made = self.rooms.add(
            room, by, "m.room.redaction", {**content, "redacts": name}, self.now, redacts=name
        )
        self.rooms.redact(room, name, made)
        self.changed()
        return made

    def receipt(self, call: Call) -> Response:
        """It was read up to here."""
        self.rooms.read(call.params["room"], self._inside(call), call.params["event"], self.now)
        self.changed()
        return self.json({})

    def markers(self, call: Call) -> Response:
        """The same, as a marker."""
        me, given = self._inside(call), self.body(call)
        if name := given.get("m.read"):
            self.rooms.read(call.params["room"], me, str(name), self.now)
            self.changed()
        return self.json({})

    def typing(self, call: Call) -> Response:
        """Somebody is writing: seen by nobody who asks later."""
        self._inside(call)
        return self.json({})

    # -- what is new -----------------------------------------------------------------------------------------------

    async def sync(self, call: Call) -> Response:
        """What happened since; waits where nothing did, as long as it was asked to."""
        until = asyncio.get_running_loop().time() + self._patience(call)
        seen = -1
        while True:
            with self.world.lock:
                if seen != self.rooms.number:
                    seen = self.rooms.number
                    found, is_news = self._synced(call)
            if is_news or asyncio.get_running_loop().time() >= until:
                return self.json(found)
            await asyncio.sleep(_STEP_SECONDS)

    def _patience(self, call: Call) -> float:
        said = call.query.get("timeout", "0")
        if not call.query.get("since") or not said.isdigit():
            return 0.0
        return min(int(said), _MOST_WAIT_MILLISECONDS) / 1_000

    def _synced(self, call: Call) -> tuple[dict[str, Any], bool]:
        token = self.caller(call)
        since = self._number(call.query["since"]) if call.query.get("since") else 0
        timeline = self._filter(call).get("room", {}).get("timeline", {})
        me, rooms = token.profile, self.rooms
        joined = {one: self._room(one, token, since, timeline) for one in rooms.of(me)}
        found: dict[str, dict[str, Any]] = {
            "join": {room: told for room, told in joined.items() if told},
            "invite": {
                one: {"invite_state": {"events": rooms.invitation(one, me)}}
                for one in rooms.of(me, INVITE)
                if (rooms.state(one, "m.room.member", me) or {})["number"] > since
            },
            "leave": {
                one: told
                for one in rooms.of(me, LEAVE, BAN)
                if call.query.get("since") and (told := self._room(one, token, since, timeline))
            },
        }
        is_news = any(found.values()) or not call.query.get("since")
        return {"next_batch": f"s{rooms.number}", "rooms": found, "device_one_time_keys_count": {}}, is_news

    def _room(self, room: str, token: Token, since: int, given: Mapping[str, Any]) -> dict[str, Any]:
        me, rooms = token.profile, self.rooms
        if rooms.is_quiet(room, since):
            return {}
        since = 0 if rooms.joined_after(room, since, me) else since
        events = list(wanted(rooms.since(room, since, me), given))
        receipts = rooms.receipts(room, since)
        if not events and not receipts:
            return {}
        limit = int(given.get("limit", 10))
        page = events[-limit:]
        return {
            "timeline": {
                "events": [rooms.seen(one, me, self.device(token)) for one in page],
                "limited": len(events) > limit,
                "prev_batch": f"t{page[0]['number'] if page else rooms.number + 1}",
            },
            "state": {"events": []},
            "ephemeral": {"events": [{"type": "m.receipt", "content": receipts}] if receipts else []},
            "account_data": {"events": []},
            "summary": {"m.joined_member_count": len(rooms.members(room))},
            "unread_notifications": {"notification_count": 0, "highlight_count": 0},
        }

    def _filter(self, call: Call) -> dict[str, Any]:
        said = call.query.get("filter", "")
        if said and not said.startswith("{"):
            found: Any = self.own.get("filters", {}).get(said)
        else:
            found = msgspec.json.decode(said) if said else {}
        if not isinstance(found, dict):
            raise Refused("param")
        return found

    def keep_filter(self, call: Call) -> Response:
        """A filter under a name."""
        self.caller(call)
        name = str(self.world.count_up(f"{NETWORK}.filter"))
        self.own.setdefault("filters", {})[name] = self.body(call)
        self.changed()
        return self.json({"filter_id": name})
