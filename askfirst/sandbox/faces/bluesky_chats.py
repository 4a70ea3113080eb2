"""The service of chats behind the Bluesky face.  The real one is not published: written after the lexicons of chat.bsky.convo."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from askfirst.sandbox.face import Refused
from askfirst.sandbox.faces.bluesky_things import NETWORK, convo_view, message_view, split
from askfirst.sandbox.rules import bluesky as rules
from askfirst.sandbox.things import Deed, Kind, Message, Thread

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.responses import Response

    from askfirst.sandbox.call import Call
    from askfirst.sandbox.faces.bluesky import Bluesky

SERVICE = "did:web:api.bsky.chat#bsky_chat"


def methods(face: Bluesky) -> dict[str, tuple[str, Callable[[Call], Response]]]:
    """Name: HTTP method, and who answers."""
    chats = Chats(face)
    return {
        f"chat.bsky.convo.{name}": (method, handler)
        for name, method, handler in (
            ("getConvoForMembers", "GET", chats.for_members),
            ("getConvoAvailability", "GET", chats.availability),
            ("getConvo", "GET", chats.show),
            ("listConvos", "GET", chats.all),
            ("getMessages", "GET", chats.messages),
            ("getLog", "GET", chats.log),
            ("sendMessage", "POST", chats.send),
            ("updateRead", "POST", chats.read),
            ("acceptConvo", "POST", chats.accept),
            ("leaveConvo", "POST", chats.leave),
            ("addReaction", "POST", chats.react),
            ("removeReaction", "POST", chats.unreact),
            ("deleteMessageForSelf", "POST", chats.hide),
        )
    }


class Chats:
    """What is answered to the calls of one service."""

    def __init__(self, face: Bluesky) -> None:
        """`face`: whose world and sessions these are."""
        self._face = face

    def for_members(self, call: Call) -> Response:
        """The chat with somebody, begun where there is none and the rules allow one."""
        me = self._caller(call)
        other = self._other(call, me)
        thread = self._face.world.thread(NETWORK, me, other)
        if thread is None:
            self._face.faces.play(self._deed(Kind.OPEN, me, other))
            thread = self._face.world.thread(NETWORK, me, other)
        elif refusal := rules.chat(self._face.world, me, other, self._face.now):
            raise Refused(refusal.row, refusal=refusal)
        return self._answer(thread, me)

    def availability(self, call: Call) -> Response:
        """Whether one may write, without beginning anything."""
        me = self._caller(call)
        other = self._other(call, me)
        can = rules.chat(self._face.world, me, other, self._face.now) is None
        thread = self._face.world.thread(NETWORK, me, other)
        view = {"convo": convo_view(self._face.world, thread, me)} if can and thread else {}
        return self._face.json({"canChat": can, **view})

    def show(self, call: Call) -> Response:
        """One chat."""
        me = self._caller(call)
        return self._answer(self._thread(call, me), me)

    def all(self, call: Call) -> Response:
        """All chats of the account, the newest first."""
        me, limit = self._caller(call), self._face.limit(call)
        wanted = call.query.get("status", "")
        views = [
            convo_view(self._face.world, one, me)
            for one in reversed(self._face.world.threads_of(NETWORK, me))
            if me not in one.dropped
        ]
        return self._face.json(
            {"convos": [one for one in views if not wanted or one["status"] == wanted][:limit]}
        )

    def messages(self, call: Call) -> Response:
        """What was said in a chat, newest first."""
        me = self._caller(call)
        thread, limit = self._thread(call, me), self._face.limit(call)
        said = self._face.world.messages_in(NETWORK, thread.id)[::-1]
        if cursor := call.query.get("cursor"):
            said = [one for one in said if one.id < cursor]
        views = [message_view(self._face.world, one, me) for one in said[:limit]]
        more = {"cursor": said[limit - 1].id} if len(said) > limit else {}
        return self._face.json({"messages": views, **more})

    def log(self, call: Call) -> Response:
        """What happened in all chats since."""
        me = self._caller(call)
        logs, cursor = self._face.told.log(me, call.query.get("cursor", ""))
        return self._face.json({"logs": logs, "cursor": cursor})

    def send(self, call: Call) -> Response:
        """A message."""
        me = self._caller(call)
        thread = self._thread(call, me)
        given = _object(call.given, "message")
        text, answered = str(given.get("text", "")), str(_object(given, "replyTo").get("messageId", ""))
        if not text:
            raise Refused("invalid", says="Message must have text")
        if (
            answered
            and getattr(self._face.world.messages.get((NETWORK, answered)), "thread", "") != thread.id
        ):
            raise Refused("reply_target")
        more: dict[str, Any] = {"facets": given.get("facets") or [], "rev": self._face.told.rev()}
        if record := _object(_object(given, "embed"), "record"):
            if (NETWORK, split(str(record.get("uri", "")))[2]) not in self._face.world.posts:
                raise Refused("invalid", says="Embedded record not found")
            more["embed"] = record
        deed = self._deed(Kind.WRITE, me, _partner(thread, me), text=text, about=answered, more=more)
        made = self._face.faces.play(deed).made
        return self._face.json(message_view(self._face.world, self._face.world.messages[NETWORK, made], me))

    def read(self, call: Call) -> Response:
        """Everything was read."""
        return self._mark(call, Kind.READ)

    def accept(self, call: Call) -> Response:
        """A request is taken."""
        return self._mark(call, Kind.ACCEPT)

    def leave(self, call: Call) -> Response:
        """The account leaves a chat."""
        me = self._caller(call)
        thread = self._thread(call, me)
        self._face.faces.play(self._deed(Kind.DROP, me, _partner(thread, me)))
        return self._face.json({"convoId": thread.id, "rev": self._face.told.rev()})

    def react(self, call: Call) -> Response:
        """A sign on a message."""
        return self._reacted(call, Kind.REACT)

    def unreact(self, call: Call) -> Response:
        """The sign is taken back."""
        return self._reacted(call, Kind.UNREACT)

    def hide(self, call: Call) -> Response:
        """A message is not shown to this account any more; the other one still sees it."""
        me = self._caller(call)
        message = self._message(call, self._thread(call, me))
        message.more["hidden"] = [*message.more.get("hidden", []), me]
        deed = self._deed(Kind.OTHER, me, "", about=message.id, more={"what": "hidden"})
        self._face.faces.play(deed)
        return self._face.json(message_view(self._face.world, message, me))

    # -- help ------------------------------------------------------------------------------------------------------

    def _caller(self, call: Call) -> str:
        if call.host != "api.bsky.chat" and call.headers.get("atproto-proxy") != SERVICE:
            raise Refused("missing")
        token = self._face.caller(call)
        if "chat" not in token.scopes:
            raise Refused("scope")
        return token.profile

    def _other(self, call: Call, me: str) -> str:
        named = [value for name, value in call.query_list if name == "members" and value != me]
        if len(named) != 1 or (NETWORK, named[0]) not in self._face.world.profiles:
            raise Refused("recipient")
        return named[0]

    def _thread(self, call: Call, me: str) -> Thread:
        thread = self._face.world.threads.get((NETWORK, str(call.given.get("convoId", ""))))
        if thread is None or me not in thread.members:
            raise Refused("convo")
        return thread

    def _message(self, call: Call, thread: Thread) -> Message:
        message = self._face.world.messages.get((NETWORK, str(call.given.get("messageId", ""))))
        if message is None or message.thread != thread.id:
            raise Refused("invalid", says="Message not found")
        return message

    def _answer(self, thread: Thread | None, me: str) -> Response:
        if thread is None:
            raise Refused("convo")
        return self._face.json({"convo": convo_view(self._face.world, thread, me)})

    def _mark(self, call: Call, kind: Kind) -> Response:
        me = self._caller(call)
        thread = self._thread(call, me)
        self._face.faces.play(self._deed(kind, me, _partner(thread, me)))
        return self._answer(thread, me)

    def _reacted(self, call: Call, kind: Kind) -> Response:
        me = self._caller(call)
        message = self._message(call, self._thread(call, me))
        value = {"reaction": str(call.given.get("value", ""))}
        self._face.faces.play(self._deed(kind, me, "", about=message.id, more=value))
        return self._face.json({"message": message_view(self._face.world, message, me)})

    @staticmethod
    def _deed(kind: Kind, source: str, target: str, **more: Any) -> Deed:
        return Deed(network=NETWORK, kind=kind, source=source, target=target, app="api", **more)


def _partner(thread: Thread, me: str) -> str:
    return next(one for one in thread.members if one != me)


def _object(found: Any, key: str) -> dict[str, Any]:
    value = found.get(key) if isinstance(found, dict) else None
    return value if isinstance(value, dict) else {}
