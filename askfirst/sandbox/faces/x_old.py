"""What is left of version 1.1, as older clients call it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from askfirst.sandbox.face import Path, Refused
from askfirst.sandbox.faces import x_shapes as shapes
from askfirst.sandbox.limits import Limit
from askfirst.sandbox.rules import x as rules
from askfirst.sandbox.things import Deed, Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.responses import Response

    from askfirst.sandbox.call import Call
    from askfirst.sandbox.faces.x import XFace
    from askfirst.sandbox.things import Profile, Token

X = "x"


class Old:
    """A part of X's face."""

    def __init__(self, face: XFace) -> None:
        self.face = face

    def routes(self) -> Sequence[Path]:
        return [
            Path("GET", "/1.1/account/verify_credentials.json", self.me),
            Path("GET", "/1.1/users/show.json", self.user),
            Path("GET", "/1.1/friendships/show.json", self.friendship),
            Path("POST", "/1.1/statuses/update.json", self.update),
            Path("POST", "/1.1/direct_messages/events/new.json", self.write),
            Path("POST", "/1.1/media/upload.json", self.upload),
        ]

    def _who(self, call: Call, word: str, most: int) -> Token:
        """The account that calls, once more within its allowance; the older words where that is used up."""
        token = self.face.who(call)
        limit = Limit(name=f"x.old.{word}.{token.profile}", most=most, seconds=900, is_fixed=True)
        if limit.left(self.face.world) == 0:
            raise Refused("too_many_old")
        self.face.world.use(limit.name)
        return token

    def me(self, call: Call) -> Response:
        token = self._who(call, "verify", 75)
        return self.face.json(shapes.old_user(self.face.world, self.face.world.profile(X, token.profile)))

    def _wanted(self, call: Call, id: str, name: str) -> Profile:
        named = self.face.world.named(X, call.given.get(name, ""))
        return named or self.face.world.profile(X, str(call.given.get(id, "")))

    def user(self, call: Call) -> Response:
        self._who(call, "show", 900)
        return self.face.json(shapes.old_user(self.face.world, self._wanted(call, "user_id", "screen_name")))

    def friendship(self, call: Call) -> Response:
        """What stands between two, and whether a message would be taken."""
        token, world = self._who(call, "friendship", 180), self.face.world
        source = world.profile(X, str(call.given.get("source_id") or token.profile))
        target = self._wanted(call, "target_id", "target_screen_name")

        def side(one: Profile, other: Profile) -> dict[str, Any]:
            return {
                "id": int(one.id),
                "id_str": one.id,
                "screen_name": one.username,
                "following": world.follows(X, one.id, other.id),
                "followed_by": world.follows(X, other.id, one.id),
            }

        can = rules.can_write(world, source.id, target.id, self.face.now) is None
        said = {"source": side(source, target) | {"can_dm": can}, "target": side(target, source)}
        return self.face.json({"relationship": said})

    def update(self, call: Call) -> Response:
        token, given = self._who(call, "update", 300), call.given
        answered = str(given.get("in_reply_to_status_id") or "")
        media = self.face.media([one for one in str(given.get("media_ids", "")).split(",") if one])
        kind = Kind.COMMENT if answered else Kind.POST
        deed = self.face.deed(token, kind, text=str(given.get("status", "")), about=answered, media=media)
        made = self.face.world.post(X, self.face.play(deed).made)
        return self.face.json(shapes.old_post(self.face.world, made))

    def write(self, call: Call) -> Response:
        token = self._who(call, "dm", 1_000)
        given = call.json if isinstance(call.json, dict) else {}
        made = given.get("event", {}).get("message_create", {})
        target = str(made.get("target", {}).get("recipient_id", ""))
        text = str(made.get("message_data", {}).get("text", ""))
        if not target or not text:
            raise Refused("invalid")
        deed = self.face.deed(token, Kind.WRITE, target=target, text=text)
        is_free = rules.is_free_answer(self.face.world, deed, self.face.now)
        more = {"is_free": is_free}
        act = self.face.play(
            Deed(**{name: getattr(deed, name) for name in deed.__struct_fields__} | {"more": more})
        )
        return self.face.json(
            {"event": shapes.old_message(self.face.world, self.face.world.messages[X, act.made])}
        )

    def upload(self, call: Call) -> Response:
        answer = self.face.upload(call, self._who(call, "media", 500))
        id = next(reversed(self.face.own["media"]))
        del answer
        return self.face.json({"media_id": int(id), "media_id_string": id, "expires_after_secs": 86_400})
