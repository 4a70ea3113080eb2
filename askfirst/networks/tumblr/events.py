"""What Tumblr tells when it is asked: a blog's activity, and the asks that wait for an answer.

Sources: github tumblr/docs, `api.md` (`/notifications`, `/posts/submission`, legacy answer posts) and `npf-spec.md`
(layout block `ask`).  Our own wrapping: `{"blog", "notification" | "post"}` around one entry of a list.

Ids of activity entries are not promised to last, so an entry is named by what it says; an ask by its post.
"""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from askfirst.networks.base import BadInput, Event, EventKind, Media
from askfirst.networks.hooks import digest
from askfirst.networks.shapes import inner, objects, word

if TYPE_CHECKING:
    from collections.abc import Mapping

KINDS: Mapping[str, EventKind] = {
    "like": EventKind.LIKE,
    "reply": EventKind.COMMENT,
    "conversational_note": EventKind.COMMENT,
    "follow": EventKind.FOLLOW,
    "mention_in_reply": EventKind.MENTION,
    "mention_in_post": EventKind.MENTION,
    "reblog_naked": EventKind.SHARE,
    "reblog_with_content": EventKind.MENTION,
    "post_flagged": EventKind.WARNING,
    "post_appeal_rejected": EventKind.WARNING,
}
"""Tumblr's word for an activity: ours; what is not listed is OTHER.

A reblog with words is a mention alone, for one press that is heard as two deeds would count twice.
"""
ASK = "ask:"
"""Before the number of the post in which an ask waits: its answer is the same post, and a thing of its own."""
NOBODY = "Anonymous"

_TAG = re.compile(r"<[^>]+>")
_BREAK = re.compile(r"<(?:br|/p)\s*/?>", re.IGNORECASE)
_NAMES = ("type", "timestamp", "from_tumblelog_name", "target_post_id", "post_id", "reply_text", "added_text")


def event(found: Mapping[str, Any]) -> Event:
    """One entry.

    Raises:
        BadInput: it is none of ours.
    """
    if isinstance(found.get("notification"), dict):
        return _activity(found["notification"])
    if isinstance(found.get("post"), dict):
        return _waiting(found["post"])
    raise BadInput(
        "this is no entry of a list that Tumblr answered: it has neither `notification` nor `post`"
    )


def moment(value: object) -> datetime | None:
    """Seconds since the epoch; None: nothing readable."""
    try:
        return datetime.fromtimestamp(value, tz=UTC) if isinstance(value, int) else None
    except (ValueError, OverflowError, OSError):
        return None


def _activity(one: Mapping[str, Any]) -> Event:
    kind = KINDS.get(word(one, "type"), EventKind.OTHER)
    named = digest([str(one.get(name, "")) for name in _NAMES])
    is_named = kind in {EventKind.WARNING, EventKind.OTHER}
    return Event(
        kind=kind,
        external_id=f"{word(one, 'type') or 'activity'}:{named}",
        occurred_at=moment(one.get("timestamp")),
        actor=word(one, "from_tumblelog_name"),
        actor_name=word(one, "from_tumblelog_name"),
        target="" if kind is EventKind.FOLLOW else _number(one, "target_post_id"),
        text=word(one, "reply_text") or word(one, "added_text"),
        is_public=kind is not EventKind.WARNING,
        reason=word(one, "type") if is_named else "",
        extra={"post": _number(one, "post_id")} if one.get("post_id") else {},
    )


def _waiting(post: Mapping[str, Any]) -> Event:
    """A post that somebody else wrote for the blog: an ask, or a submission."""
    asked = asked_of(post)
    number = _number(post, "id_string") or _number(post, "id")
    if asked is None:
        return Event(
            kind=EventKind.OTHER,
            external_id=f"submission:{number or digest(dict(post))}",
            occurred_at=moment(post.get("timestamp")),
            actor=word(post, "post_author"),
            text=words(objects(post, "content")),
            reason="submission",
        )
    who, blocks = asked
    pictures = [
        one for block in blocks if block.get("type") == "image" for one in objects(block, "media")[:1]
    ]
    return Event(
        kind=EventKind.ASK,
        external_id=f"{ASK}{number or digest(dict(post))}",
        occurred_at=moment(post.get("timestamp")),
        actor=who,
        actor_name=who,
        text=words(blocks) or plain(word(post, "question")),
        media=tuple(Media(url=word(one, "url")) for one in pictures if word(one, "url")),
    )


def asked_of(post: Mapping[str, Any]) -> tuple[str, list[dict[str, Any]]] | None:
    """Who asks (empty: anonymously) and the blocks of the question; None: the post is no ask."""
    layout = next((one for one in objects(post, "layout") if one.get("type") == "ask"), None)
    if layout is not None:
        content, numbers = objects(post, "content"), layout.get("blocks")
        indices = [one for one in numbers if isinstance(one, int)] if isinstance(numbers, list) else []
        blocks = [content[index] for index in indices if 0 <= index < len(content)]
        return word(inner(layout, "attribution", "blog"), "name"), blocks
    if "asking_name" in post:
        name = word(post, "asking_name")
        return ("" if name == NOBODY and not post.get("asking_url") else name), []
    return None


def plain(said: str) -> str:
    """The words of Tumblr's older HTML."""
    return html.unescape(_TAG.sub("", _BREAK.sub("\n", said))).strip()


def words(blocks: list[dict[str, Any]]) -> str:
    """What blocks say, one paragraph each."""
    return "\n\n".join(text for text in (word(block, "text") for block in blocks) if text)


def _number(found: Mapping[str, Any], key: str) -> str:
    value = found.get(key)
    return str(value) if isinstance(value, str | int) and value else ""
