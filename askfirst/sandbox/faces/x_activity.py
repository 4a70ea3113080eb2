"""X Activity: hooks, what is subscribed to, and what is pushed when something happens."""

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
    from askfirst.sandbox.things import Act, Hook, Post, Token

X = "x"
PRIVATE = (
    "dm.",
    "chat.",
    "like.",
    "post.mention",
    "post.reply",
    "post.quote",
    "post.repost",
    "mute.",
    "block.",
)
"""Events that need the account's own agreement."""
EVENTS = frozenset(
    [
        "post.create",
        "post.delete",
        "post.mention.create",
        "post.reply.create",
        "post.quote.create",
        "post.repost.create",
        "like.create",
        "follow.follow",
        "follow.unfollow",
        "dm.received",
        "dm.sent",
        "dm.read",
        "dm.indicate_typing",
        "chat.received",
        "chat.sent",
        "mute.mute",
        "mute.unmute",
        "block.block",
        "block.unblock",
        "profile.update.bio",
        "profile.update.screenname",
        "oauth.revoke",
    ]
)
HOOKS = {"enterprise": 5}
SUBSCRIPTIONS = {"enterprise": 75_000}

Told = tuple[str, str, dict[str, Any], dict[str, Any]]
"""Event type, the account that it concerns, payload, includes."""


class Activity:
    """A part of X's face."""

    def __init__(self, face: XFace) -> None:
        self.face = face

    def routes(self) -> Sequence[Path]:
        return [
            Path("POST", "/2/webhooks", self.register),
            Path("GET", "/2/webhooks", self.hooks),
            Path("PUT", "/2/webhooks/{id}", self.check),
            Path("DELETE", "/2/webhooks/{id}", self.forget),
            Path("POST", "/2/activity/subscriptions", self.subscribe),
            Path("GET", "/2/activity/subscriptions", self.subscriptions),
            Path("DELETE", "/2/activity/subscriptions/{id}", self.unsubscribe),
        ]

    # -- hooks -----------------------------------------------------------------------------------------------------

    def app(self, call: Call) -> str:
        """The app that calls, by its own bearer or by OAuth 1."""
        if call.headers.get("authorization", "").lower().startswith("oauth "):
            return self.face.who(call).app
        token = self.face.token(call.bearer)
        if token.kind != "app":
            raise Refused("app_only")
        return token.app

    async def register(self, call: Call) -> Response:
        """Known from the moment at which the challenge was answered."""
        with self.face.world.lock:
            app, url = self.app(call), str(call.given.get("url", ""))
            held = [hook for hook in self.face.hooks() if hook.app == app]
            if not shapes.is_good_address(url):
                raise Refused("bad_url")
            if any(hook.url == url for hook in held):
                raise Refused("same_url")
            if len(held) >= HOOKS.get(self.face.world.apps[X, app].tier, 1):
                raise Refused("many_hooks")
            hook = self.face.world.hook(X, url, app=app, is_enabled=False)
        return await self._welcome(hook)

    async def _welcome(self, hook: Hook) -> Response:
        wrong = await self.face.pushes.welcome(self.face, hook)
        with self.face.world.lock:
            if wrong:
                self.face.world.hooks.pop(hook.id)
                raise Refused("crc", detail=f"Crc validation failed: {wrong}.")
            hook.is_enabled = True
            self.face.changed()
            return self.face.json({"data": _shown(hook)})

    def hooks(self, call: Call) -> Response:
        app = self.app(call)
        held = [hook for hook in self.face.world.hooks.values() if (hook.network, hook.app) == (X, app)]
        listed = [_shown(hook) for hook in held]
        return self.face.json({"data": listed, "meta": {"result_count": len(listed)}})

    def _hook(self, call: Call) -> Hook:
        app, hook = self.app(call), self.face.world.hooks.get(call.params["id"])
        if hook is None or hook.app != app:
            raise Refused("unknown")
        return hook

    async def check(self, call: Call) -> Response:
        """Ask the hook once more, and let it work again where it answers."""
        with self.face.world.lock:
            hook = self._hook(call)
        wrong = await self.face.pushes.welcome(self.face, hook)
        with self.face.world.lock:
            hook.is_enabled = not wrong
            self.face.changed()
        return self.face.json({"data": {"valid": not wrong}})

    def forget(self, call: Call) -> Response:
        hook = self._hook(call)
        self.face.world.hooks.pop(hook.id)
        held = self._held
        for name in [name for name, one in held.items() if one["webhook_id"] == hook.id]:
            held.pop(name)
        self.face.changed()
        return self.face.json({"data": {"deleted": True}})

    # -- what is subscribed to -------------------------------------------------------------------------------------

    @property
    def _held(self) -> dict[str, dict[str, Any]]:
        found: dict[str, dict[str, Any]] = self.face.own.setdefault("subscriptions", {})
        return found

    def _speaker(self, call: Call) -> Token:
        try:
            return self.face.who(call)
        except Refused as no:
            if no.row != "app_only":
                raise
            return self.face.token(call.bearer)

    def subscribe(self, call: Call) -> Response:
        token = self._speaker(call)
        given = call.json if isinstance(call.json, dict) else {}
        word, about = str(given.get("event_type", "")), given.get("filter") or {}
        if word not in EVENTS or not isinstance(about, dict):
            raise Refused("invalid")
        user = str(about.get("user_id", ""))
        if not user and word != "oauth.revoke":
            raise Refused("invalid", detail="A filter with `user_id` is required.")
        if word.startswith(PRIVATE) and (token.kind == "app" or token.profile != user):
            raise Refused("scope")
        hooks = [hook for hook in self.face.hooks() if hook.app == token.app]
        hook = str(given.get("webhook_id") or (hooks[0].id if hooks else ""))
        if hook not in self.face.world.hooks:
            raise Refused("invalid", detail="There is no such webhook.")
        return self._keep(
            token, {"event_type": word, "filter": about, "webhook_id": hook, "tag": given.get("tag")}
        )

    def _keep(self, token: Token, wanted: dict[str, Any]) -> Response:
        held, face = self._held, self.face
        mine = [one for one in held.values() if one["app"] == token.app]
        if len(mine) >= SUBSCRIPTIONS.get(face.world.apps[X, token.app].tier, 1_500):
            raise Refused("usage")
        names = ("event_type", "filter", "webhook_id")
        if any(all(one[name] == wanted[name] for name in names) for one in mine):
            raise Refused("invalid", detail="This subscription exists already.")
        id = face.world.digits("x.subscription", face.world.count_up("x.subscription"), length=19)
        held[id] = {**wanted, "app": token.app, "subscription_id": id, "created_at": shapes.instant(face.now)}
        face.changed()
        return face.json(
            {"data": {"subscription": _public(held[id])}, "meta": {"total_subscriptions": len(mine) + 1}}
        )

    def subscriptions(self, call: Call) -> Response:
        app = self._speaker(call).app
        listed = [_public(one) for one in self._held.values() if one["app"] == app]
        return self.face.json({"data": listed, "meta": {"result_count": len(listed)}})

    def unsubscribe(self, call: Call) -> Response:
        app, id = self._speaker(call).app, call.params["id"]
        if self._held.get(id, {}).get("app") != app:
            raise Refused("unknown")
        self._held.pop(id)
        self.face.changed()
        return self.face.json({"data": {"deleted": True}})

    # -- what is pushed --------------------------------------------------------------------------------------------

    def heard(self, act: Act) -> None:
        """Tell every subscription that it concerns."""
        told = list(self._told(act))
        is_echo = bool(act.deed.app)
        for word, user, payload, includes in told:
            for one in list(self._held.values()):
                if one["event_type"] == word and one["filter"].get("user_id", user) == user:
                    self._push(one, word, payload, includes, is_echo=is_echo)

    def _push(
        self,
        one: dict[str, Any],
        word: str,
        payload: dict[str, Any],
        includes: dict[str, Any],
        *,
        is_echo: bool,
    ) -> None:
        hook = self.face.world.hooks.get(one["webhook_id"])
        direction = one["filter"].get("direction")
        if (
            hook is None
            or not hook.is_enabled
            or (direction and direction != payload.get("_direction", direction))
        ):
            return
        uuid = self.face.world.digits("x.event", self.face.world.count_up("x.event"), length=19)
        data = {
            "event_uuid": uuid,
            "filter": one["filter"],
            "event_type": word,
            "payload": {name: value for name, value in payload.items() if name != "_direction"},
        }
        more = {"tag": one["tag"]} if one.get("tag") else {}
        self.face.push(
            hook, {"data": data | more | ({"includes": includes} if includes else {})}, is_echo=is_echo
        )

    def _told(self, act: Act) -> Iterator[Told]:
        deed = act.deed
        if deed.kind is Kind.WRITE:
            yield from self._message(act)
        elif deed.kind is Kind.READ:
            yield from self._read(act)
        elif deed.kind in {Kind.POST, Kind.COMMENT, Kind.SHARE}:
            yield from self._post(self.face.world.posts[X, act.made])
        elif deed.kind is Kind.DELETE and (X, deed.about) in self.face.world.posts:
            gone = {"id": deed.about, "author_id": deed.source}
            yield "post.delete", deed.source, gone, self._users(deed.source)
        elif deed.kind is Kind.LIKE and deed.about:
            yield from self._like(act)
        elif deed.kind in _EDGES:
            yield from self._edge(act)
        elif deed.kind is Kind.OTHER and deed.more.get("what") == "revoke":
            yield from self._revoke(act)

    def _users(self, *ids: str) -> dict[str, Any]:
        return {"users": [shapes.whole_user(self.face.world, id) for id in dict.fromkeys(ids)]}

    def _wrapped(self, *ids: str) -> dict[str, Any]:
        return {id: {"data": shapes.whole_user(self.face.world, id)} for id in ids}

    def _message(self, act: Act) -> Iterator[Told]:
        said = self.face.world.messages[X, act.made]
        if said.more.get("is_encrypted"):
            hidden = {
                "id": said.id,
                "created_at_msec": shapes.milliseconds(said.at),
                "sender_id": said.sender,
                "conversation_id": shapes.conversation(said.sender, said.recipient).replace("-", ":"),
                "encoded_event": self.face.world.digest("chat", said.id),
            }
            yield "chat.received", said.recipient, hidden, {}
            yield "chat.sent", said.sender, hidden, {}
            return
        payload: dict[str, Any] = {
            "direct_message_events": [shapes.old_message(self.face.world, said)],
            "users": self._wrapped(said.sender, said.recipient),
        }
        yield "dm.received", said.recipient, payload, {}
        yield "dm.sent", said.sender, payload, {}

    def _read(self, act: Act) -> Iterator[Told]:
        deed, world = act.deed, self.face.world
        last = world.last_message(X, deed.target, deed.source)
        if last is None:
            return
        read = {
            "created_timestamp": shapes.milliseconds(act.at),
            "sender_id": deed.source,
            "target": {"recipient_id": deed.target},
            "last_read_event_id": last.id,
        }
        users = self._wrapped(deed.source, deed.target)
        yield "dm.read", deed.target, {"direct_message_mark_read_events": [read], "users": users}, {}

    def _post(self, post: Post) -> Iterator[Told]:
        """A protected account's posts are told to nobody."""
        world = self.face.world
        if world.setting(X, post.author, "is_protected"):
            return
        payload, parent = shapes.pushed_post(world, post), world.posts.get((X, post.parent))
        includes = self._users(post.author)
        yield "post.create", post.author, payload, includes
        for id in post.mentions:
            if id != post.author:
                yield "post.mention.create", id, payload, self._users(post.author, id)
        if parent is not None and parent.author != post.author:
            word = {"comment": "reply", "share": "quote" if post.text else "repost"}[post.kind]
            yield f"post.{word}.create", parent.author, payload, includes

    def _like(self, act: Act) -> Iterator[Told]:
        deed, world = act.deed, self.face.world
        post = world.posts.get((X, deed.about))
        if post is None:
            return
        payload = {
            "id": world.digest("like", act.made)[:32],
            "created_at": shapes.instant(act.at),
            "timestamp_ms": shapes.milliseconds(act.at),
            "liked_tweet_id": post.id,
            "liked_tweet_author_id": post.author,
        }
        includes = self._users(deed.source, post.author)
        yield "like.create", post.author, {**payload, "_direction": "inbound"}, includes
        if deed.source != post.author:
            yield "like.create", deed.source, {**payload, "_direction": "outbound"}, includes

    def _edge(self, act: Act) -> Iterator[Told]:
        deed, world = act.deed, self.face.world
        word, is_for_both = _EDGES[deed.kind]
        payload = {
            "source": {"data": shapes.whole_user(world, deed.source)},
            "target": {"data": shapes.whole_user(world, deed.target)},
        }
        yield word, deed.source, payload, {}
        if is_for_both:
            yield word, deed.target, payload, {}

    def _revoke(self, act: Act) -> Iterator[Told]:
        world, app = self.face.world, str(act.deed.more.get("app", ""))
        for token in list(world.tokens.values()):
            if (
                token.network == X
                and token.profile == act.deed.source
                and token.app == app
                and token.kind != "app"
            ):
                world.revoke(token, "person")
        payload = {
            "date_time": act.at.isoformat(timespec="seconds"),
            "user_id": act.deed.source,
            "app_id": app,
        }
        yield "oauth.revoke", act.deed.source, payload, {}


_EDGES: dict[Kind, tuple[str, bool]] = {
    Kind.FOLLOW: ("follow.follow", True),
    Kind.UNFOLLOW: ("follow.unfollow", True),
    Kind.BLOCK: ("block.block", False),
    Kind.UNBLOCK: ("block.unblock", False),
    Kind.MUTE: ("mute.mute", False),
    Kind.UNMUTE: ("mute.unmute", False),
}
"""Act: X's word, and whether the one whom it concerns is told as well."""


def _shown(hook: Hook) -> dict[str, Any]:
    return {
        "id": hook.id,
        "url": hook.url,
        "valid": hook.is_enabled,
        "created_at": shapes.instant(hook.created_at),
    }


def _public(one: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in one.items() if name != "app" and value is not None}
