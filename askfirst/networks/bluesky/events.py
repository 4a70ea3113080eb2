"""What Bluesky tells, in our words: entries of `listNotifications`, and of the log of chats.

Shapes, written after the lexicons (app.bsky.notification.listNotifications, chat.bsky.convo.defs):

- a notification, as it stands in the list: `{"uri", "cid", "author", "reason", "reasonSubject"?, "record", "indexedAt"}`;
- an entry of the log and the chat it is about: `{"log": {"$type", "rev", "convoId", "message"?, "reaction"?}, "convo": {…}}`.

The log is ours alone: its reads and deletions are what our own account did elsewhere, and say nothing of the person.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from askfirst.networks.base import BadInput, Event, EventKind, Media
from askfirst.networks.shapes import inner, objects, word
from askfirst.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PICTURES = "https://cdn.bsky.app/img/feed_fullsize/plain"

_REASONS = {
    "like": EventKind.LIKE,
    "like-via-repost": EventKind.LIKE,
    "repost": EventKind.SHARE,
    "repost-via-repost": EventKind.SHARE,
    "follow": EventKind.FOLLOW,
    "mention": EventKind.MENTION,
    "quote": EventKind.MENTION,
    "reply": EventKind.COMMENT,
}
_IN_A_GROUP = "This was said in a chat of several people: what is answered there, all of them read."
_CHAT_UNKNOWN = "This chat cannot be looked up, so nobody knows who reads it."
_GONE = "This message was gone before it could be read."


def read(found: Mapping[str, Any], me: str) -> Event:
    """The event that one piece tells; `me` is our own id.

    Raises:
        BadInput: it is neither a notification nor an entry of the log.
    """
    if "log" in found:
        return _logged(inner(found, "log"), inner(found, "convo"), me)
    if "reason" in found:
        return _notified(found, me)
    raise BadInput(
        "this is neither a notification of Bluesky nor an entry of its log of chats: give the whole entry"
    )


def name_of(entry: Mapping[str, Any]) -> str:
    """The id of what one entry of either list tells; a message has its own, whichever entry brings it."""
    if "reason" in entry:
        return word(entry, "uri")
    said = word(inner(entry, "message"), "id") if word(entry, "$type").endswith("#logCreateMessage") else ""
    return said or f"log/{word(entry, 'rev')}"


def moment(said: object) -> datetime | None:
    """A time as Bluesky writes it; None where it cannot be read."""
    try:
        found = datetime.fromisoformat(said) if isinstance(said, str) else None
    except ValueError:
        return None
    return found.replace(tzinfo=found.tzinfo or UTC) if found else None


def is_group(convo: Mapping[str, Any]) -> bool:
    """Several people read there; chats before April 2026 do not say of which kind they are and have two members."""
    return word(inner(convo, "kind"), "$type").endswith("#groupConvo") or len(_members(convo)) > 2


def _notified(found: Mapping[str, Any], me: str) -> Event:
    author, record, reason = inner(found, "author"), inner(found, "record"), word(found, "reason")
    uri, did = word(found, "uri"), word(author, "did")
    if not uri or not did:
        raise BadInput("this notification of Bluesky has no `uri` or no `author.did`: give it whole")
    kind = _REASONS.get(reason, EventKind.OTHER)
    subject, answered = word(found, "reasonSubject"), inner(record, "reply")
    if kind is EventKind.COMMENT:
        subject = word(inner(answered, "root"), "uri") or subject
    return Event(
        kind=kind,
        external_id=uri,
        occurred_at=moment(found.get("indexedAt")),
        actor=did,
        actor_name=_name(author),
        target=me if kind is EventKind.FOLLOW else subject,
        text=word(record, "text"),
        in_reply_to=word(inner(answered, "parent"), "uri"),
        reason=reason if kind is EventKind.OTHER else "",
        media=tuple(_pictures(record, did)),
        remarks=tuple(_left_out(record)),
        is_public=True,
        extra={"reason": reason, "handle": word(author, "handle"), "links": _links(record)},
    )


def _logged(log: dict[str, Any], convo: dict[str, Any], me: str) -> Event:
    kind, rev = word(log, "$type").rpartition("#")[2], word(log, "rev")
    if not rev or not kind:
        raise BadInput("this entry of Bluesky's log has no `$type` or no `rev`: give it whole")
    message = inner(log, "message")
    if kind in {"logAddReaction", "logRemoveReaction"}:
        return _reacted(kind, log, convo, me)
    if kind != "logCreateMessage" or not word(message, "id"):
        return _other(log, convo, kind)
    if word(message, "$type").endswith("#deletedMessageView"):
        return _other(log, convo, kind, _GONE)
    if not convo:
        return _other(log, convo, kind, _CHAT_UNKNOWN, word(message, "text"))
    if is_group(convo):
        return _other(log, convo, kind, _IN_A_GROUP, word(message, "text"))
    return _said(log, message, convo, me)


def _said(log: dict[str, Any], message: dict[str, Any], convo: dict[str, Any], me: str) -> Event:
    sender = word(inner(message, "sender"), "did")
    is_ours = sender == me
    others = [did for one in _members(convo) if (did := word(one, "did")) != me]
    return Event(
        kind=EventKind.ECHO if is_ours else EventKind.MESSAGE,
        external_id=word(message, "id"),
        occurred_at=moment(message.get("sentAt")),
        actor=sender,
        actor_name=_named(convo, sender),
        target="".join(others[:1]) if is_ours else "",
        text=word(message, "text"),
        in_reply_to=word(inner(message, "replyTo"), "id"),
        extra={
            "convo": word(log, "convoId"),
            "status": word(convo, "status"),
            "about": word(inner(message, "embed", "record"), "uri"),
            "links": _links(message),
        },
    )


def _reacted(entry: str, log: dict[str, Any], convo: dict[str, Any], me: str) -> Event:
    message, reaction = inner(log, "message"), inner(log, "reaction")
    sender = word(inner(reaction, "sender"), "did")
    if sender == me or not convo or is_group(convo):
        return _other(log, convo, entry)
    kind = EventKind.REACTION if entry == "logAddReaction" else EventKind.UNREACTION
    return Event(
        kind=kind,
        external_id=name_of(log),
        occurred_at=moment(reaction.get("createdAt")) if kind is EventKind.REACTION else None,
        actor=sender,
        actor_name=_named(convo, sender),
        target=word(message, "id"),
        text=word(reaction, "value"),
        extra={"convo": word(log, "convoId")},
    )


def _other(log: dict[str, Any], convo: dict[str, Any], entry: str, remark: str = "", text: str = "") -> Event:
    message = inner(log, "message")
    sender = word(inner(message, "sender"), "did")
    return Event(
        kind=EventKind.OTHER,
        external_id=name_of(log),
        occurred_at=moment(message.get("sentAt")),
        actor=sender,
        actor_name=_named(convo, sender),
        text=text,
        reason=entry,
        remarks=(remark,) if remark else (),
        extra={"convo": word(log, "convoId")},
    )


def _pictures(record: dict[str, Any], did: str) -> Iterator[Media]:
    embed = inner(record, "embed")
    for one in objects(inner(embed, "media") or embed, "images"):
        blob = inner(one, "image")
        if cid := word(inner(blob, "ref"), "$link"):
            kind = word(blob, "mimeType")
            yield Media(url=f"{PICTURES}/{did}/{cid}@jpeg", name=word(one, "alt"), content_type=kind)


def _left_out(record: dict[str, Any]) -> Iterator[str]:
    embed = inner(record, "embed")
    if "video" in embed or "video" in inner(embed, "media"):
        yield Sentence("A video belongs to this: look at it on Bluesky.")


def _links(said: dict[str, Any]) -> list[str]:
    """Where its links lead; the words of a post show them shortened."""
    features = [one for facet in objects(said, "facets") for one in objects(facet, "features")]
    return [uri for one in features if (uri := word(one, "uri"))]


def _members(convo: Mapping[str, Any]) -> list[dict[str, Any]]:
    return objects(convo, "members")


def _named(convo: Mapping[str, Any], did: str) -> str:
    return next((_name(one) for one in _members(convo) if word(one, "did") == did), "")


def _name(profile: Mapping[str, Any]) -> str:
    return word(profile, "displayName") or word(profile, "handle")
