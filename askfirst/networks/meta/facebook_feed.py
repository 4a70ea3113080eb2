"""What happens in public on a Page, as its feed pushes it: comments, posts of visitors, reactions, mentions.

Meta publishes no examples of these values: every field may be missing, and what is not understood is told as such.
Source: Graph API, Webhooks reference, Page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from askfirst.networks.base import Event, EventKind, Media
from askfirst.networks.hooks import digest
from askfirst.networks.meta.graph import Bit, moment, other, value_at, word

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

POSTS = frozenset({"post", "status", "photo", "video", "share", "album", "event", "note", "link"})
_ADDED = frozenset({"add"})
_CHANGED = frozenset({"edit", "edited", "update"})
_TAKEN = frozenset({"remove", "delete"})
_SIGNS = {
    "like": "👍",
    "love": "❤️",
    "care": "🤗",
    "wow": "😮",
    "haha": "😆",
    "sorry": "😢",
    "sad": "😢",
    "anger": "😡",
    "angry": "😡",
}


def read(bit: Bit) -> Iterable[Event]:
    """What one value of the field `feed` means."""
    item, verb = word(bit.value, "item"), word(bit.value, "verb")
    if verb in {"follow", "unfollow"}:
        yield _edge(bit, verb)
    elif item in {"reaction", "like"} and verb in _ADDED | _CHANGED | _TAKEN:
        yield _reaction(bit, is_taken_back=verb in _TAKEN)
    elif (item == "comment" or item in POSTS) and thing(bit):
        yield from _said(bit, item, verb)
    else:
        yield _unknown(bit, f"{item} {verb}".strip())


def mention(bit: Bit) -> Iterable[Event]:
    """Somebody named the Page in a post or comment of their own."""
    target = thing(bit)
    if not target or word(bit.value, "verb") not in {"add", ""}:
        yield _unknown(bit, f"mention {word(bit.value, 'verb')}".strip())
        return
    yield Event(
        kind=EventKind.MENTION,
        external_id=f"mention:{target}",
        occurred_at=_at(bit),
        actor=_actor(bit),
        actor_name=_name(bit),
        target=target,
        text=word(bit.value, "message"),
        is_public=True,
    )


def thing(bit: Bit) -> str:
    """The id of the comment or post that the value is about."""
    return word(bit.value, "comment_id") or word(bit.value, "post_id")


def _said(bit: Bit, item: str, verb: str) -> Iterable[Event]:
    if verb in _ADDED:
        yield _new(bit, item)
    elif verb in _CHANGED:
        stamp = word(bit.value, "edited_time") or digest(word(bit.value, "message"))[:12]
        yield _about(bit, EventKind.EDIT, stamp)
    elif verb in _TAKEN:
        yield _about(bit, EventKind.DELETE, "")
    else:
        yield _unknown(bit, f"{item} {verb}".strip())


def _new(bit: Bit, item: str) -> Event:
    """A comment, a post on our wall, or what the Page itself said there."""
    is_ours = _actor(bit) == bit.account
    post, parent = word(bit.value, "post_id"), word(bit.value, "parent_id")
    is_comment = item == "comment"
    kind = EventKind.COMMENT if is_comment else EventKind.WALL_POST
    return Event(
        kind=EventKind.ECHO if is_ours else kind,
        external_id=thing(bit),
        occurred_at=_at(bit),
        actor=_actor(bit),
        actor_name=_name(bit),
        target=post if is_comment else "",
        in_reply_to=parent if is_comment and parent != post else "",
        text=word(bit.value, "message"),
        media=tuple(_media(bit)),
        is_public=True,
        extra={"item": item},
    )


def _about(bit: Bit, kind: EventKind, stamp: str) -> Event:
    named = ":".join(part for part in (kind, thing(bit), stamp) if part)
    return Event(
        kind=kind,
        external_id=named,
        occurred_at=_changed_at(bit),
        actor=_actor(bit),
        actor_name=_name(bit),
        target=thing(bit),
        text=word(bit.value, "message") if kind is EventKind.EDIT else "",
        is_public=True,
    )


def _reaction(bit: Bit, *, is_taken_back: bool) -> Event:
    """On a post or comment; without either it is the Page itself that was liked."""
    kind = EventKind.UNLIKE if is_taken_back else EventKind.LIKE
    sign = word(bit.value, "reaction_type")
    return Event(
        kind=kind,
        external_id=f"{kind}:{thing(bit)}:{_actor(bit)}:{word(bit.value, 'created_time')}:{sign}",
        occurred_at=_at(bit),
        actor=_actor(bit),
        actor_name=_name(bit),
        target=thing(bit),
        text=_SIGNS.get(sign, ""),
        is_public=True,
    )


def _edge(bit: Bit, verb: str) -> Event:
    return Event(
        kind=EventKind(verb),
        external_id=f"{verb}:{_actor(bit)}:{word(bit.value, 'created_time')}",
        occurred_at=_at(bit),
        actor=_actor(bit),
        actor_name=_name(bit),
    )


def _media(bit: Bit) -> Iterable[Media]:
    """A photo or video that was added; the address of a page is only a link."""
    kind = "image" if word(bit.value, "photo_id") else "video" if word(bit.value, "video_id") else ""
    if kind and word(bit.value, "link"):
        yield Media(url=word(bit.value, "link"), name=kind)


def _unknown(bit: Bit, reason: str) -> Event:
    return other(bit, f"{bit.field} {reason}".strip(), _at(bit), _actor(bit))


def _actor(bit: Bit) -> str:
    return word(bit.value, "from", "id") or word(bit.value, "sender_id")


def _name(bit: Bit) -> str:
    return word(bit.value, "from", "name") or word(bit.value, "sender_name")


def _at(bit: Bit) -> datetime | None:
    return moment(value_at(bit.value, "created_time"))


def _changed_at(bit: Bit) -> datetime | None:
    """When it was changed; the moment at which it was first said is another."""
    return moment(value_at(bit.value, "edited_time"))
