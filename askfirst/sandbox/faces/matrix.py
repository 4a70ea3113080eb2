"""Matrix's face: one homeserver with everybody on it.  Written after the client-server API of the specification 1.18.

Rooms of two are talks: what is said in them is a deed of the world, so that console, crowd and API meet the same rules.
A person who writes by hand begins a room and invites us; whether we come is ours to say.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from askfirst.sandbox.face import Choice, Path, Refusal
from askfirst.sandbox.faces.matrix_homeserver import NETWORK, SERVER
from askfirst.sandbox.faces.matrix_rooms import INVITE, JOIN, LEAVE
from askfirst.sandbox.faces.matrix_timeline import Timeline
from askfirst.sandbox.rules import matrix as rules
from askfirst.sandbox.things import Act, Deed, Kind, Message

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from starlette.responses import Response

    from askfirst.sandbox.call import Call

HOST = "matrix.harbour.example"
TOKEN = "syt_harbour_sandbox"  # noqa: S105 -- of the sandbox's own account
PASSWORD = "harbour-pass"  # noqa: S105 -- of the sandbox's own account

_ROWS: dict[str, tuple[int, str, str]] = {
    "forbidden": (403, "M_FORBIDDEN", "You are not in this room"),
    "password": (403, "M_FORBIDDEN", "Invalid username or password"),
    "scope": (403, "M_FORBIDDEN", "Not allowed"),
    "invite_blocked": (403, "M_INVITE_BLOCKED", "The user has blocked invites"),
    "suspended": (403, "M_USER_SUSPENDED", "This account has been suspended"),
    "locked": (401, "M_USER_LOCKED", "This account has been locked"),
    "missing_token": (401, "M_MISSING_TOKEN", "Missing access token"),
    "token": (401, "M_UNKNOWN_TOKEN", "Invalid access token passed"),
    "not_found": (404, "M_NOT_FOUND", "Not found"),
    "unknown": (404, "M_NOT_FOUND", "Not found"),
    "no_user": (404, "M_NOT_FOUND", "User does not exist"),
    "bad_json": (400, "M_BAD_JSON", "Content not JSON object"),
    "not_json": (400, "M_NOT_JSON", "Content not JSON"),
    "position": (400, "M_UNKNOWN", "Invalid stream token"),
    "param": (400, "M_INVALID_PARAM", "Invalid parameter"),
    "too_large": (413, "M_TOO_LARGE", "event too large"),
    "too_many": (429, "M_LIMIT_EXCEEDED", "Too Many Requests"),
    "resources": (
        403,
        "M_RESOURCE_LIMIT_EXCEEDED",
        "This homeserver has exceeded one of its resource limits",
    ),
    "mistake": (500, "M_UNKNOWN", "Internal server error"),
    "missing": (404, "M_UNRECOGNIZED", "Unrecognized request"),
}
"""Name: status, `errcode`, and the sentence."""


class Matrix(Timeline):
    """See the module."""

    name = NETWORK
    title = "Matrix"
    offers = (
        *(Kind.BLOCK, Kind.WRITE, Kind.READ, Kind.REACT, Kind.EDIT, Kind.DELETE),
        *(Kind.ACCEPT, Kind.DECLINE, Kind.DROP, Kind.REPORT),
    )
    choices = (
        Choice(
            name=rules.SETTING, title="Invitations", values={"allow": "I take them", "block": "I take none"}
        ),
    )
    hosts = (HOST,)
    rows: ClassVar[Mapping[str, Any]] = _ROWS

    def routes(self) -> Sequence[Path]:
        """Where it answers; `r0` is what older clients call `v3`."""
        here: list[tuple[str, str, Callable[[Call], Any]]] = [
            ("POST", "login", self.login),
            ("GET", "login", self.flows),
            ("POST", "logout", self.logout),
            ("GET", "account/whoami", self.whoami),
            ("GET", "profile/{user}", self.profile),
            ("GET", "profile/{user}/displayname", self.profile),
            ("GET", "sync", self.sync),
            ("POST", "user/{user}/filter", self.keep_filter),
            ("POST", "createRoom", self.create),
            ("GET", "joined_rooms", self.joined_rooms),
            ("POST", "join/{room}", self.join),
            ("POST", "rooms/{room}/join", self.join),
            ("POST", "rooms/{room}/leave", self.leave),
            ("POST", "rooms/{room}/forget", self.forget),
            ("POST", "rooms/{room}/invite", self.invite),
            ("POST", "rooms/{room}/ban", self.ban),
            ("GET", "rooms/{room}/joined_members", self.joined_members),
            ("GET", "rooms/{room}/members", self.members),
            ("GET", "rooms/{room}/messages", self.messages),
            ("GET", "rooms/{room}/event/{event}", self.event),
            ("GET", "rooms/{room}/state", self.state),
            ("GET", "rooms/{room}/state/{type}", self.state_event),
            ("GET", "rooms/{room}/state/{type}/{key}", self.state_event),
            ("PUT", "rooms/{room}/state/{type}", self.put_state),
            ("PUT", "rooms/{room}/state/{type}/{key}", self.put_state),
            ("PUT", "rooms/{room}/send/{type}/{key}", self.send),
            ("PUT", "rooms/{room}/redact/{event}/{key}", self.redact),
            ("POST", "rooms/{room}/receipt/{type}/{event}", self.receipt),
            ("POST", "rooms/{room}/read_markers", self.markers),
            ("PUT", "rooms/{room}/typing/{user}", self.typing),
            ("GET", "user/{user}/account_data/{type}", self.account_data),
            ("PUT", "user/{user}/account_data/{type}", self.put_account_data),
        ]
        client = [
            Path(method, f"/_matrix/client/{version}/{path}", handler)
            for version in ("v3", "r0")
            for method, path, handler in here
        ]
        return [
            *client,
            Path("GET", "/_matrix/client/versions", self.versions),
            Path("GET", "/.well-known/matrix/client", self.well_known),
            Path("POST", "/_matrix/media/v3/upload", self.upload),
            Path("POST", "/_matrix/media/r0/upload", self.upload),
            Path("GET", "/_matrix/client/v1/media/download/{server}/{name}", self.download),
            Path("GET", "/_matrix/client/v1/media/config", self.media_config),
        ]

    # -- the face --------------------------------------------------------------------------------------------------

    def row(self, name: str, call: Call, more: Mapping[str, Any]) -> Response:
        """An error as Matrix writes it."""
        del call
        if name == "token" and more.get("why") == "missing":
            name = "missing_token"
        status, code, sentence = _ROWS[name]
        body: dict[str, Any] = {"errcode": code, "error": sentence}
        headers = {}
        if name == "token":
            body["soft_logout"] = more.get("why") == "expired"
        if name == "too_many":
            wait = max(more.get("reset", self.now + timedelta(seconds=5)) - self.now, timedelta(0))
            body["retry_after_ms"] = int(wait.total_seconds() * 1_000)
            headers["retry_after"] = str(int(wait.total_seconds()) + 1)
        return self.json(body, status, **headers)

    def missing(self, call: Call) -> Response:
        """No such address."""
        return self.row("missing", call, {})

    def may(self, deed: Deed, at: datetime) -> Refusal | None:
        """By its rules."""
        return rules.may(self.world, deed, at)

    def heard(self, act: Act) -> None:
        """What was done by hand becomes an event; what came through the API is one already."""
        deed = act.deed
        if deed.more.get("event"):
            return
        by_hand = {
            Kind.WRITE: self._written,
            Kind.REACT: self._reacted,
            Kind.LIKE: self._reacted,
            Kind.EDIT: self._edited,
            Kind.DELETE: self._deleted,
            Kind.READ: self._read,
            Kind.ACCEPT: self._came,
            Kind.JOIN: self._came,
            Kind.DECLINE: self._went,
            Kind.LEAVE: self._went,
            Kind.DROP: self._went,
        }
        if deed.kind in by_hand:
            by_hand[deed.kind](act)
            self.changed()

    def _written(self, act: Act) -> None:
        """In the talk of the two; where there is none, one is begun and the other invited."""
        deed = act.deed
        room = self.rooms.talk(deed.source, deed.target)
        if not room:
            room = self.open_room(deed.source)
            self.put_member(room, deed.source, deed.target, INVITE, is_direct=True)
        if self.rooms.membership(room, deed.source) == INVITE:
            self.put_member(room, deed.source, deed.source, JOIN)
        content: dict[str, Any] = {"msgtype": "m.text", "body": deed.text}
        if deed.about:
            content["m.relates_to"] = {"m.in_reply_to": {"event_id": deed.about}}
        self.rooms.add(room, deed.source, "m.room.message", content, act.at, event_id=act.made)
        self._message(act.made).more["room"] = room

    def _message(self, name: str) -> Message:
        return self.world.messages[NETWORK, name]

    def _room_of(self, name: str) -> str:
        said = self.world.messages.get((NETWORK, name))
        return str(said.more.get("room") or said.thread) if said else ""

    def _reacted(self, act: Act) -> None:
        if room := self._room_of(act.deed.about):
            key = str(act.deed.more.get("reaction", "👍"))
            relation = {"rel_type": "m.annotation", "event_id": act.deed.about, "key": key}
            self.rooms.add(room, act.deed.source, "m.reaction", {"m.relates_to": relation}, act.at)

    def _edited(self, act: Act) -> None:
        if room := self._room_of(act.deed.about):
            content = {
                "msgtype": "m.text",
                "body": f"* {act.deed.text}",
                "m.new_content": {"msgtype": "m.text", "body": act.deed.text},
                "m.relates_to": {"rel_type": "m.replace", "event_id": act.deed.about},
            }
            self.rooms.add(room, act.deed.source, "m.room.message", content, act.at)

    def _deleted(self, act: Act) -> None:
        if room := self._room_of(act.deed.about):
            self.take_back(room, act.deed.source, act.deed.about, {})

    def _read(self, act: Act) -> None:
        room = self.rooms.talk(act.deed.source, act.deed.target)
        said = [one for one in self.rooms.rooms.get(room, []) if one["type"] == "m.room.message"]
        if said:
            self.rooms.read(room, act.deed.source, said[-1]["event_id"], act.at)

    def _came(self, act: Act) -> None:
        room = self.rooms.talk(act.deed.source, act.deed.target)
        if room and self.rooms.membership(room, act.deed.source) == INVITE:
            self.put_member(room, act.deed.source, act.deed.source, JOIN)

    def _went(self, act: Act) -> None:
        if room := self.rooms.talk(act.deed.source, act.deed.target):
            self.put_member(room, act.deed.source, act.deed.source, LEAVE)

    def new_id(self, word: str, at: datetime) -> str:
        """Users, rooms and events are told apart by their first sign."""
        del at
        number = self.world.count_up(f"{NETWORK}.{word}")
        digest = self.world.digest(NETWORK, word, number)
        if word == "profile":
            return f"@user{number}:{SERVER}"
        return f"!{digest[:18]}:{SERVER}" if word == "thread" else f"${digest[:43]}"

    def seed(self) -> None:
        """Our account and its token."""
        if self.world.named(NETWORK, "harbour") is None:
            ours = self.world.account(NETWORK, "harbour", "Harbour Coffee", id=f"@harbour:{SERVER}")
            ours.more["password"] = PASSWORD
            self.world.issue(NETWORK, ours.id, value=TOKEN)
