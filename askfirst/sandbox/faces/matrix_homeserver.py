"""A homeserver's rooms and accounts, as its client-server API shows them; see `askfirst.sandbox.faces.matrix`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.responses import Response

from askfirst.sandbox.face import Face, Refused
from askfirst.sandbox.faces.matrix_rooms import BAN, INVITE, JOIN, LEAVE, Rooms
from askfirst.sandbox.rules import matrix as rules

if TYPE_CHECKING:
    from collections.abc import Mapping

    from askfirst.sandbox.call import Call
    from askfirst.sandbox.things import Token

NETWORK = "matrix"
SERVER = "harbour.example"
_LARGEST_FILE = 50_000_000


class Homeserver(Face):
    """Who is there, who is in which room, and what is kept for clients."""

    @property
    def rooms(self) -> Rooms:
        """All rooms."""
        return Rooms(self.own)

    # -- who calls -------------------------------------------------------------------------------------------------

    def caller(self, call: Call) -> Token:
        """Whose token it is."""
        if not call.bearer:
            raise Refused("missing_token")
        token = self.token(call.bearer)
        if self.world.setting(NETWORK, token.profile, "is_locked"):
            raise Refused("locked")
        return token

    def login(self, call: Call) -> Response:
        """A token for name and password."""
        given = self.body(call)
        named = given.get("identifier")
        name = str(named.get("user", "") if isinstance(named, dict) else given.get("user", ""))
        profile = self.world.profiles.get((NETWORK, name)) or self.world.named(NETWORK, name)
        if (
            profile is None
            or not profile.more.get("password")
            or profile.more["password"] != given.get("password")
        ):
            raise Refused("password")
        device = str(given.get("device_id") or f"DEV{self.world.count_up('matrix.device')}")
        token = self.world.issue(NETWORK, profile.id, more={"device": device})
        return self.json({"user_id": profile.id, "access_token": token.value, "device_id": device})

    def flows(self, call: Call) -> Response:
        """How one can sign in."""
        del call
        return self.json({"flows": [{"type": "m.login.password"}]})

    def logout(self, call: Call) -> Response:
        """The token ends."""
        self.world.revoke(self.caller(call), "person")
        return self.json({})

    def whoami(self, call: Call) -> Response:
        """Whose token it is."""
        token = self.caller(call)
        return self.json({"user_id": token.profile, "device_id": self.device(token), "is_guest": False})

    def profile(self, call: Call) -> Response:
        """How somebody is called."""
        found = self.world.profiles.get((NETWORK, call.params["user"]))
        if found is None:
            raise Refused("no_user")
        return self.json({"displayname": found.name})

    @staticmethod
    def device(token: Token) -> str:
        return str(token.more.get("device", "SANDBOX"))

    # -- rooms -----------------------------------------------------------------------------------------------------

    def create(self, call: Call) -> Response:
        """A room, and invitations to it."""
        me, given = self.caller(call).profile, self.body(call)
        invited = [str(one) for one in given.get("invite") or []]
        for one in invited:
            self._may_invite(one)
        room = self.open_room(me)
        for kind, content in self._wished(given):
            self.rooms.add(room, me, kind, content, self.now, state_key="")
        for one in invited:
            self.put_member(room, me, one, INVITE, is_direct=given.get("is_direct") is True)
        self.changed()
        return self.json({"room_id": room})

    def open_room(self, by: str, room: str = "") -> str:
        """A room in which one person is."""
        room = room or self.new_id("thread", self.now)
        self.rooms.add(room, by, "m.room.create", {"room_version": "11"}, self.now, state_key="")
        self.put_member(room, by, by, JOIN)
        self.rooms.add(room, by, "m.room.power_levels", {"users": {by: 100}}, self.now, state_key="")
        self.rooms.add(room, by, "m.room.join_rules", {"join_rule": "invite"}, self.now, state_key="")
        return room

    @staticmethod
    def _wished(given: Mapping[str, Any]) -> list[tuple[str, dict[str, Any]]]:
        states = [
            (str(one["type"]), dict(one.get("content", {})))
            for one in given.get("initial_state") or []
            if isinstance(one, dict) and "type" in one
        ]
        return [*states, *([("m.room.name", {"name": given["name"]})] if given.get("name") else [])]

    def put_member(self, room: str, by: str, whom: str, membership: str, **more: Any) -> str:
        """Somebody comes, goes, is invited or banned."""
        known = self.world.profiles.get((NETWORK, whom))
        content = {"membership": membership, "displayname": known.name if known else whom, **more}
        return self.rooms.add(room, by, "m.room.member", content, self.now, state_key=whom)

    def joined_rooms(self, call: Call) -> Response:
        """The rooms in which the account is."""
        return self.json({"joined_rooms": self.rooms.of(self.caller(call).profile)})

    def join(self, call: Call) -> Response:
        """Come in; an invitation is needed."""
        me, room = self.caller(call).profile, call.params["room"]
        if self.rooms.membership(room, me) not in {INVITE, JOIN}:
            raise Refused("forbidden")
        if self.rooms.membership(room, me) == INVITE:
            self.put_member(room, me, me, JOIN)
            self.changed()
        return self.json({"room_id": room})

    def leave(self, call: Call) -> Response:
        """Go, or decline."""
        me, room = self.caller(call).profile, call.params["room"]
        if self.rooms.membership(room, me) not in {INVITE, JOIN}:
            raise Refused("forbidden")
        self.put_member(room, me, me, LEAVE)
        self.changed()
        return self.json({})

    def forget(self, call: Call) -> Response:
        """A room that was left is not asked about again."""
        self.caller(call)
        return self.json({})

    def invite(self, call: Call) -> Response:
        """Ask somebody in."""
        me = self._inside(call)
        self._invited(call.params["room"], me, str(self.body(call).get("user_id", "")), {})
        return self.json({})

    def _invited(self, room: str, me: str, whom: str, more: Mapping[str, Any]) -> str:
        if self.rooms.membership(room, whom) in {JOIN, BAN}:
            raise Refused("forbidden")
        self._may_invite(whom)
        is_direct = more.get("is_direct") is True
        name = self.put_member(room, me, whom, INVITE, **({"is_direct": True} if is_direct else {}))
        self.changed()
        return name

    def _may_invite(self, whom: str) -> None:
        if (NETWORK, whom) not in self.world.profiles:
            raise Refused("no_user")
        if refusal := rules.invitation(self.world, whom, self.now):
            raise Refused(refusal.row, refusal=refusal)

    def ban(self, call: Call) -> Response:
        """Show somebody the door for good."""
        me = self._inside(call)
        self.put_member(call.params["room"], me, str(self.body(call).get("user_id", "")), BAN)
        self.changed()
        return self.json({})

    def _inside(self, call: Call) -> str:
        me = self.caller(call).profile
        if self.rooms.membership(call.params["room"], me) != JOIN:
            raise Refused("forbidden")
        return me

    def joined_members(self, call: Call) -> Response:
        """Who is in a room."""
        self._inside(call)
        users = self.rooms.members(call.params["room"])
        names = {user: {"display_name": self.world.profile(NETWORK, user).name} for user in users}
        return self.json({"joined": names})

    def members(self, call: Call) -> Response:
        """The membership of everybody."""
        token = self.caller(call)
        room = call.params["room"]
        found = [one for one in self.rooms.whole_state(room) if one["type"] == "m.room.member"]
        return self.json({"chunk": [self.rooms.seen(one, token.profile, "") for one in found]})

    def state(self, call: Call) -> Response:
        """The whole state."""
        me = self._inside(call)
        return self.json(
            [self.rooms.seen(one, me, "") for one in self.rooms.whole_state(call.params["room"])]
        )

    def state_event(self, call: Call) -> Response:
        """The content of one state event."""
        me, room = self.caller(call).profile, call.params["room"]
        if not self.rooms.membership(room, me):
            raise Refused("forbidden")
        found = self.rooms.state(room, call.params["type"], call.params.get("key", ""))
        if found is None:
            raise Refused("not_found")
        return self.json(found["content"])

    def put_state(self, call: Call) -> Response:
        """A state event; an invitation is one."""
        me, room, content = self._inside(call), call.params["room"], self.body(call)
        kind, key = call.params["type"], call.params.get("key", "")
        if kind == "m.room.member" and content.get("membership") == INVITE:
            return self.json({"event_id": self._invited(room, me, key, content)})
        name = self.rooms.add(room, me, kind, content, self.now, state_key=key)
        self.changed()
        return self.json({"event_id": name})

    def event(self, call: Call) -> Response:
        """One event."""
        me = self._inside(call)
        found = self.rooms.event(call.params["room"], call.params["event"])
        if found is None:
            raise Refused("not_found")
        return self.json(self.rooms.seen(found, me, ""))

    # -- the rest --------------------------------------------------------------------------------------------------

    def account_data(self, call: Call) -> Response:
        """What the account keeps for its clients."""
        if self.caller(call).profile != call.params["user"]:
            raise Refused("scope")
        found = self.own.get("account_data", {}).get(call.params["user"], {}).get(call.params["type"])
        if found is None:
            raise Refused("not_found")
        return self.json(found)

    def put_account_data(self, call: Call) -> Response:
        """Keep something for its clients."""
        me = self.caller(call).profile
        if me != call.params["user"]:
            raise Refused("scope")
        kept = self.own.setdefault("account_data", {}).setdefault(me, {})
        kept[call.params["type"]] = self.body(call)
        self.changed()
        return self.json({})

    def versions(self, call: Call) -> Response:
        """What it speaks."""
        del call
        spoken = ["r0.6.1", *(f"v1.{number}" for number in range(1, 19))]
        return self.json({"versions": spoken, "unstable_features": {}})

    def well_known(self, call: Call) -> Response:
        """Where the homeserver is."""
        return self.json({"m.homeserver": {"base_url": call.base}})

    def upload(self, call: Call) -> Response:
        """Lay a file down."""
        self.caller(call)
        if len(call.body) > _LARGEST_FILE:
            raise Refused("too_large")
        name = self.world.keep_file(call.body)
        self.own.setdefault("files", {})[name] = call.type or "application/octet-stream"
        self.changed()
        return self.json({"content_uri": f"mxc://{SERVER}/{name}"})

    def download(self, call: Call) -> Response:
        """Fetch a file."""
        self.caller(call)
        name = call.params["name"]
        if name not in self.own.get("files", {}):
            raise Refused("not_found")
        return Response(self.world.files[name], media_type=self.own["files"][name])

    def media_config(self, call: Call) -> Response:
        """How large files may be."""
        self.caller(call)
        return self.json({"m.upload.size": _LARGEST_FILE})

    @staticmethod
    def body(call: Call) -> dict[str, Any]:
        """The JSON object that came."""
        if not call.body:
            return {}
        if not isinstance(call.json, dict):
            raise Refused("bad_json" if call.json is not None else "not_json")
        return call.json
