"""What Matrix tells, in our words.  Shapes after the client-server API of the specification 1.18.

A piece is one thing and the room in which it happened, `{"room": {"id", "members": {user: name}}, …}` with one of

- `event`: an event of a timeline, as the homeserver gives it;
- `receipt`: `{"event_id", "user", "ts"}`, taken out of `m.receipt`;
- `invite`: our own membership in `invite_state`, with what became of it under `outcome`;
- `gap`: what could not be fetched any more.

A room with one other person is a talk with that person.  In a room with more people nothing is private, so nothing
there counts as a message to us.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from askfirst.networks.base import BadInput, Event, EventKind, Media
from askfirst.networks.hooks import digest
from askfirst.networks.shapes import inner, word
from askfirst.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

ENCRYPTED = (
    "This room is encrypted, and Askfirst cannot read it. Ask them to begin a talk without encryption, "
    "or answer with another client."
)
_SEVERAL = Sentence("This was said in a room with several people: what is answered there, all of them read.")
_LOCKED_FILE = "A file of this message is encrypted and cannot be read here."
_NO_FILE = "A file of this message has no address at which a homeserver keeps it."
_A_TALK = 2
"""People in a room: one of them and we."""
_QUOTE = re.compile(r"<mx-reply>.*?</mx-reply>", re.DOTALL | re.IGNORECASE)
_CHANGES = frozenset({EventKind.EDIT, EventKind.DELETE})
"""Anybody can say that they replace something, whoever said it and in whatever room: whoever keeps it has to look."""
_FILES = frozenset({"m.image", "m.file", "m.audio", "m.video", "m.sticker"})


class Reading:
    """What is needed to understand a piece."""

    def __init__(self, me: str, download: Callable[[str, str], str]) -> None:
        """`me`: our own user id.  `download`: where the file of a server and an id lies ready."""
        self._me = me
        self._download = download

    def read(self, found: Mapping[str, Any]) -> Event:
        """The event that one piece tells.

        Raises:
            BadInput: it is none of the four kinds.
        """
        room = inner(found, "room")
        if "event" in found:
            return self._event(room, inner(found, "event"))
        if "receipt" in found:
            return _receipt(room, inner(found, "receipt"))
        if "invite" in found:
            return _invite(room, inner(found, "invite"), word(found, "outcome"))
        if "gap" in found:
            return _gap(room, inner(found, "gap"))
        raise BadInput("this is nothing that a sync of Matrix brings: give the event and its room")

    def _event(self, room: dict[str, Any], event: dict[str, Any]) -> Event:
        kind = word(event, "type")
        if not kind or not word(event, "event_id") or not word(event, "sender"):
            raise BadInput("this event of Matrix has no `type`, `event_id` or `sender`: give it whole")
        if kind in {"m.room.message", "m.sticker"}:
            return self._said(room, event)
        if kind == "m.room.member":
            return self._membership(room, event)
        if kind == "m.reaction" and word(event, "sender") != self._me:
            return _reaction(room, event)
        if kind == "m.room.redaction":
            target = word(event, "redacts") or word(inner(event, "content"), "redacts")
            return _told(room, event, EventKind.DELETE, target=target, text="")
        if kind == "m.room.encrypted":
            return _other(room, event, kind, ENCRYPTED)
        return _other(room, event, kind)

    def _said(self, room: dict[str, Any], event: dict[str, Any]) -> Event:
        content = inner(event, "content")
        relation = inner(content, "m.relates_to")
        if not content:
            return _other(room, event, "redacted")
        if word(relation, "rel_type") == "m.replace":
            words = inner(content, "m.new_content")
            return _told(
                room,
                event,
                EventKind.EDIT,
                target=word(relation, "event_id"),
                text=_text(words),
                html=_html(words),
            )
        if word(event, "sender") == self._me:
            return self._echo(room, event, content)
        if not is_talk(room):
            return self._in_company(room, event, content)
        return self._message(room, event, content, EventKind.MESSAGE)

    def _message(
        self, room: dict[str, Any], event: dict[str, Any], content: dict[str, Any], kind: EventKind
    ) -> Event:
        relation = inner(content, "m.relates_to")
        answered = (
            ""
            if relation.get("is_falling_back") is True
            else word(inner(relation, "m.in_reply_to"), "event_id")
        )
        media, remarks = self._media(event, content)
        return _told(
            room,
            event,
            kind,
            text=_text(content),
            html=_html(content),
            in_reply_to=answered,
            media=media,
            remarks=remarks,
            msgtype=word(content, "msgtype") or word(event, "type"),
        )

    def _echo(self, room: dict[str, Any], event: dict[str, Any], content: dict[str, Any]) -> Event:
        others = [one for one in inner(room, "members") if one != self._me]
        return _told(
            room,
            event,
            EventKind.ECHO,
            target=others[0] if is_talk(room) and others else "",
            text=_text(content),
            key=word(inner(event, "unsigned"), "transaction_id"),
        )

    def _in_company(self, room: dict[str, Any], event: dict[str, Any], content: dict[str, Any]) -> Event:
        named = inner(content, "m.mentions").get("user_ids")
        if isinstance(named, list) and self._me in named:
            return self._message(room, event, content, EventKind.MENTION)
        return _told(
            room, event, EventKind.OTHER, text=_text(content), reason="m.room.message", remarks=(_SEVERAL,)
        )

    def _membership(self, room: dict[str, Any], event: dict[str, Any]) -> Event:
        now = word(inner(event, "content"), "membership")
        before = word(inner(event, "unsigned", "prev_content"), "membership")
        actor, whose = word(event, "sender"), word(event, "state_key")
        if actor == self._me:
            return _other(room, event, f"our {now}")
        if whose == self._me:
            kind = _done_to_us(now, before)
        else:
            kind = _done_by_them(now, before) if whose == actor and is_talk(room) else EventKind.OTHER
        name = word(inner(event, "content"), "displayname") or word(
            inner(event, "unsigned", "prev_content"), "displayname"
        )
        return _told(room, event, kind, reason=f"{before or 'unknown'} to {now}", name=name)

    def _media(
        self, event: dict[str, Any], content: dict[str, Any]
    ) -> tuple[tuple[Media, ...], tuple[str, ...]]:
        if word(content, "msgtype") not in _FILES and word(event, "type") not in _FILES:
            return (), ()
        if "file" in content:
            return (), (_LOCKED_FILE,)
        server, _, name = word(content, "url").removeprefix("mxc://").partition("/")
        if not word(content, "url").startswith("mxc://") or not server or not name:
            return (), (_NO_FILE,)
        kind = word(inner(content, "info"), "mimetype")
        called = word(content, "filename") or word(content, "body")
        return (
            (Media(url=self._download(server, name), name=called, content_type=kind, needs_token=True),),
            (),
        )


def is_talk(room: Mapping[str, Any]) -> bool:
    """One other person at most is in there; where nobody is known it is none."""
    return 0 < len(inner(room, "members")) <= _A_TALK


def name_of(piece: Mapping[str, Any]) -> str:
    """The id of what a piece tells."""
    if "event" in piece:
        return word(inner(piece, "event"), "event_id")
    room = word(inner(piece, "room"), "id")
    if "receipt" in piece:
        said = inner(piece, "receipt")
        return f"{word(said, 'event_id')}/read/{word(said, 'user')}"
    if "invite" in piece:
        invite = inner(piece, "invite")
        return word(invite, "event_id") or f"{room}/invite/{digest(invite)}"
    return f"{room}/gap/{digest(inner(piece, 'gap'))}"


def moment(milliseconds: object) -> datetime | None:
    """A time of Matrix; None where it is none."""
    if not isinstance(milliseconds, int) or isinstance(milliseconds, bool):
        return None
    try:
        return datetime.fromtimestamp(milliseconds / 1_000, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _done_to_us(now: str, before: str) -> EventKind:
    if now == "ban":
        return EventKind.BLOCK
    if now == "leave" and before == "ban":
        return EventKind.UNBLOCK
    if now == "leave" and before != "invite":
        return EventKind.STOP
    return EventKind.OTHER


def _done_by_them(now: str, before: str) -> EventKind:
    if now == "leave":
        return EventKind.STOP
    if now == "join" and before in {"leave", "ban"}:
        return EventKind.RESUME
    if now == "join" and before == "invite":
        return EventKind.CONNECT
    return EventKind.OTHER


def _told(
    room: dict[str, Any],
    event: dict[str, Any],
    kind: EventKind,
    *,
    name: str = "",
    msgtype: str = "",
    **more: Any,
) -> Event:
    sender = word(event, "sender")
    return Event(
        kind=kind,
        external_id=word(event, "event_id"),
        occurred_at=moment(event.get("origin_server_ts")),
        actor=sender,
        actor_name=name or word(inner(room, "members"), sender),
        extra={"room": word(room, "id")}
        | ({"msgtype": msgtype} if msgtype else {})
        | ({"is_unchecked": True} if kind in _CHANGES else {}),
        **more,
    )


def _other(room: dict[str, Any], event: dict[str, Any], reason: str, *remarks: str) -> Event:
    return _told(room, event, EventKind.OTHER, reason=reason, remarks=remarks)


def _reaction(room: dict[str, Any], event: dict[str, Any]) -> Event:
    relation = inner(event, "content", "m.relates_to")
    if not is_talk(room) or not word(relation, "event_id"):
        return _other(room, event, "m.reaction")
    return _told(
        room, event, EventKind.REACTION, target=word(relation, "event_id"), text=word(relation, "key")
    )


def _receipt(room: dict[str, Any], said: dict[str, Any]) -> Event:
    target, user = word(said, "event_id"), word(said, "user")
    if not target or not user:
        raise BadInput("this receipt of Matrix has no `event_id` or no `user`: give it whole")
    return Event(
        kind=EventKind.READ,
        external_id=name_of({"receipt": said}),
        occurred_at=moment(said.get("ts")),
        actor=user,
        actor_name=word(inner(room, "members"), user),
        target=target,
        extra={"room": word(room, "id")},
    )


def _invite(room: dict[str, Any], invite: dict[str, Any], outcome: str) -> Event:
    return Event(
        kind=EventKind.OTHER,
        external_id=name_of({"room": room, "invite": invite}),
        occurred_at=moment(invite.get("origin_server_ts")),
        actor=word(invite, "sender"),
        reason="m.room.member invite",
        remarks=(Sentence("They invited us to a room; %(outcome)s.", outcome=outcome),),
        extra={"room": word(room, "id")},
    )


def _gap(room: dict[str, Any], gap: dict[str, Any]) -> Event:
    return Event(
        kind=EventKind.OTHER,
        external_id=name_of({"room": room, "gap": gap}),
        reason="gap",
        remarks=(
            Sentence(
                "So much was said in this room that not everything was fetched: look into it with another client."
            ),
        ),
        extra={"room": word(room, "id")},
    )


def _text(content: Mapping[str, Any]) -> str:
    body, name = word(content, "body"), word(content, "filename")
    if word(content, "msgtype") in _FILES or "url" in content:
        return body if name and name != body else ""
    if inner(content, "m.relates_to", "m.in_reply_to") and body.startswith("> "):
        body = body.partition("\n\n")[2]
    return f"* {body}" if word(content, "msgtype") == "m.emote" else body


def _html(content: Mapping[str, Any]) -> str:
    if word(content, "format") != "org.matrix.custom.html":
        return ""
    return _QUOTE.sub("", word(content, "formatted_body"))
