"""Account Activity, the older of X's pushes: everything that concerns an account, in one envelope, without filters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from askfirst.sandbox.face import Path, Refused
from askfirst.sandbox.faces import x_shapes as shapes
from askfirst.sandbox.things import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from starlette.responses import Response

    from askfirst.sandbox.call import Call
    from askfirst.sandbox.faces.x import XFace
    from askfirst.sandbox.things import Act, Hook

X = "x"
ACCOUNTS = {"enterprise": 5_000}
"""How many accounts an app may be told of; three without a contract."""

Told = tuple[str, str, dict[str, Any], tuple[str, ...]]
"""Whom it concerns, the envelope's key, the event, and the users that stand beside it."""


class OlderPushes:
    """A part of X's face."""

    def __init__(self, face: XFace) -> None:
        self.face = face

    def routes(self) -> Sequence[Path]:
        base = "/2/account_activity/webhooks/{hook}/subscriptions"
        return [
            Path("POST", f"{base}/all", self.subscribe),
            Path("GET", f"{base}/all", self.check),
            Path("GET", f"{base}/all/list", self.list),
            Path("DELETE", f"{base}/{{user}}/all", self.end),
        ]

    def _hook(self, call: Call, app: str) -> Hook:
        hook = self.face.world.hooks.get(call.params["hook"])
        if hook is None or (hook.network, hook.app) != (X, app):
            raise Refused("unknown")
        return hook

    def _told(self, hook: Hook) -> list[str]:
        """The accounts of which a hook is told."""
        found: list[str] = hook.more.setdefault("accounts", [])
        return found

    def subscribe(self, call: Call) -> Response:
        """The account that calls, by its own keys."""
        token = self.face.who(call)
        told = self._told(self._hook(call, token.app))
        if token.profile not in told:
            if len(told) >= ACCOUNTS.get(self.face.world.apps[X, token.app].tier, 3):
                raise Refused("usage")
            told.append(token.profile)
            self.face.changed()
        return self.face.json({"data": {"subscribed": True}})

    def check(self, call: Call) -> Response:
        token = self.face.who(call)
        is_told = token.profile in self._told(self._hook(call, token.app))
        return self.face.json({"data": {"subscribed": is_told}})

    def list(self, call: Call) -> Response:
        hook = self._hook(call, self.face.activity.app(call))
        listed = [{"user_id": user} for user in self._told(hook)]
        return self.face.json(
            {"data": {"application_id": hook.app, "webhook_id": hook.id, "subscriptions": listed}}
        )

    def end(self, call: Call) -> Response:
        told = self._told(self._hook(call, self.face.activity.app(call)))
        if call.params["user"] not in told:
            raise Refused("unknown")
        told.remove(call.params["user"])
        self.face.changed()
        return self.face.json({"data": {"subscribed": False}})

    # -- what is pushed --------------------------------------------------------------------------------------------

    def heard(self, act: Act) -> None:
        """Every account that it concerns hears of it once, at each hook that tells of that account."""
        for user, key, event, beside in self._events(act):
            for hook in self.face.hooks():
                if user in self._told(hook):
                    users = {id: self._user(id) for id in beside}
                    body = {"for_user_id": user, key: [event], **({"users": users} if users else {})}
                    self.face.push(hook, body, is_echo=bool(act.deed.app))

    def _user(self, id: str) -> dict[str, Any]:
        made = shapes.old_user(self.face.world, self.face.world.profile(X, id))
        return made | {"id": id}

    def _events(self, act: Act) -> Iterator[Told]:
        deed, world = act.deed, self.face.world
        if deed.kind is Kind.WRITE and not deed.more.get("is_encrypted"):
            said = shapes.old_message(world, world.messages[X, act.made])
            for user in dict.fromkeys((deed.source, deed.target)):
                yield user, "direct_message_events", said, (deed.source, deed.target)
        elif deed.kind is Kind.READ:
            yield from self._read(act)
        elif deed.kind in {Kind.POST, Kind.COMMENT, Kind.SHARE}:
            yield from self._post(act)
        elif deed.kind is Kind.DELETE and (X, deed.about) in world.posts:
            gone = {"id": deed.about, "user_id": deed.source}
            told = {"status": gone, "timestamp_ms": shapes.milliseconds(act.at)}
            yield deed.source, "tweet_delete_events", told, ()
        elif deed.kind is Kind.LIKE and (X, deed.about) in world.posts:
            yield from self._like(act)
        elif deed.kind in _EDGES:
            yield from self._edge(act)

    def _read(self, act: Act) -> Iterator[Told]:
        deed = act.deed
        last = self.face.world.last_message(X, deed.target, deed.source)
        if last is not None:
            read = {
                "created_timestamp": shapes.milliseconds(act.at),
                "sender_id": deed.source,
                "target": {"recipient_id": deed.target},
                "last_read_event_id": last.id,
            }
            yield deed.target, "direct_message_mark_read_events", read, (deed.source, deed.target)

    def _post(self, act: Act) -> Iterator[Told]:
        world = self.face.world
        made = world.posts[X, act.made]
        if world.setting(X, made.author, "is_protected"):
            return
        parent = world.posts.get((X, made.parent))
        above = [parent.author] if parent is not None else []
        for user in dict.fromkeys([made.author, *above, *made.mentions]):
            yield user, "tweet_create_events", shapes.old_post(world, made), ()

    def _like(self, act: Act) -> Iterator[Told]:
        world, deed = self.face.world, act.deed
        post = world.posts[X, deed.about]
        event = {
            "id": world.digest("like", act.made)[:32],
            "created_at": shapes.old_instant(act.at),
            "timestamp_ms": int(shapes.milliseconds(act.at)),
            "favorited_status": shapes.old_post(world, post),
            "user": shapes.old_user(world, world.profile(X, deed.source)),
        }
        for user in dict.fromkeys((deed.source, post.author)):
            yield user, "favorite_events", event, ()

    def _edge(self, act: Act) -> Iterator[Told]:
        world, deed = self.face.world, act.deed
        key, word, is_for_both = _EDGES[deed.kind]
        event = {
            "type": word,
            "created_timestamp": shapes.milliseconds(act.at),
            "source": shapes.old_user(world, world.profile(X, deed.source)),
            "target": shapes.old_user(world, world.profile(X, deed.target)),
        }
        for user in (deed.source, deed.target) if is_for_both else (deed.source,):
            yield user, key, event, ()


_EDGES: dict[Kind, tuple[str, str, bool]] = {
    Kind.FOLLOW: ("follow_events", "follow", True),
    Kind.UNFOLLOW: ("follow_events", "unfollow", False),
    Kind.BLOCK: ("block_events", "block", False),
    Kind.UNBLOCK: ("block_events", "unblock", False),
    Kind.MUTE: ("mute_events", "mute", False),
    Kind.UNMUTE: ("mute_events", "unmute", False),
}
"""Act: the envelope's key, X's word, and whether the one whom it concerns is told as well."""
