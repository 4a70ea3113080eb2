"""Direct messages of version 2: sent, listed, taken back."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from askfirst.sandbox.face import Refused
from askfirst.sandbox.faces import x_shapes as shapes
from askfirst.sandbox.memory import Unknown
from askfirst.sandbox.things import Kind

if TYPE_CHECKING:
    from starlette.responses import Response

    from askfirst.sandbox.call import Call
    from askfirst.sandbox.faces.x import XFace
    from askfirst.sandbox.things import Token

X = "x"


class Messages:
    """A part of X's face."""

    def __init__(self, face: XFace) -> None:
        self.face = face

    def write(self, call: Call, token: Token) -> Response:
        given = call.json if isinstance(call.json, dict) else {}
        text, files = str(given.get("text") or ""), given.get("attachments") or []
        if not text and not files:
            raise Refused("invalid", detail="At least one of `text`, `attachments` is required.")
        media = self.face.media([one.get("media_id") for one in files[:1] if isinstance(one, dict)])
        target = call.params["id"]
        self.face.world.profile(X, target)
        act = self.face.play(self.face.deed(token, Kind.WRITE, target=target, text=text, media=media))
        said = {"dm_conversation_id": shapes.conversation(token.profile, target), "dm_event_id": act.made}
        return self.face.json({"data": said}, 201)

    def talk(self, call: Call, token: Token) -> Response:
        """Of two, by the other's number or by the name that X gives their talk."""
        both = (
            {token.profile, call.params["id"]} if "id" in call.params else set(call.params["talk"].split("-"))
        )
        if token.profile not in both:
            raise Refused("scope")
        thread = self.face.world.thread(X, min(both), max(both))
        return self._messages(call, self.face.world.messages_in(X, thread.id) if thread else [])

    def talks(self, call: Call, token: Token) -> Response:
        threads = self.face.world.threads_of(X, token.profile)
        said = [one for thread in threads for one in self.face.world.messages_in(X, thread.id)]
        return self._messages(call, said)

    def _messages(self, call: Call, said: list[Any]) -> Response:
        since = self.face.now - timedelta(days=30)
        found = [
            one
            for one in said
            if one.deleted_at is None and one.at >= since and not one.more.get("is_encrypted")
        ]
        found.sort(key=lambda one: int(one.id), reverse=True)
        page, meta = shapes.page(call, found, 100, 100)
        listed = {"data": [shapes.message(self.face.world, one) for one in page]} if page else {}
        return self.face.json({**listed, **self.face.includes([one.sender for one in page]), "meta": meta})

    def message(self, call: Call, token: Token) -> Response:
        return self.face.json({"data": shapes.message(self.face.world, self._mine(call, token))})

    def _mine(self, call: Call, token: Token) -> Any:
        found = self.face.world.messages.get((X, call.params["id"]))
        if found is None or token.profile not in {found.sender, found.recipient} or found.deleted_at:
            raise Unknown(f"there is no message {call.params['id']!r}")
        return found

    def unsend(self, call: Call, token: Token) -> Response:
        self.face.play(self.face.deed(token, Kind.DELETE, about=self._mine(call, token).id))
        return self.face.json({"data": {"deleted": True}})
