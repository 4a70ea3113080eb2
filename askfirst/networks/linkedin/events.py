"""What LinkedIn tells of an organisation's page, in our words: one shape, pushed and read back.

Source: learn.microsoft.com, organization social action notifications; what stands inside `decoratedGeneratedActivity`
is read from several places, for the page shows it for some actions only.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from askfirst.networks.base import Event, EventKind
from askfirst.networks.hooks import digest
from askfirst.networks.shapes import inner, objects, word

if TYPE_CHECKING:
    from collections.abc import Mapping

KINDS: Mapping[str, EventKind] = {
    "COMMENT": EventKind.COMMENT,
    "ADMIN_COMMENT": EventKind.ECHO,
    "COMMENT_EDIT": EventKind.EDIT,
    "COMMENT_DELETE": EventKind.DELETE,
    "SHARE_MENTION": EventKind.MENTION,
    "LIKE": EventKind.LIKE,
}
"""LinkedIn's word: ours, where the word alone says it (`_kind`)."""

_LIKED_BY = re.compile(r"urn:li:(?:reaction|like):\((urn:li:(?:person|organization):[^,()]+)")
_COMMENTED_ON = re.compile(
    r"urn:li:comment:\((?:urn:li:)?(?P<kind>activity|ugcPost|share):(?P<number>\d+),\d+\)"
)
_SAYS = ("comment", "share", "reaction")


def event(one: Mapping[str, Any]) -> Event:
    """One notification."""
    action, made = word(one, "action"), word(one, "generatedActivity")
    entity, post = word(one, "organizationalEntity"), word(one, "sourcePost")
    actor, name = _actor(one, made)
    kind, at = _kind(one, action, is_ours=actor == entity), moment(one.get("lastModifiedAt"))
    is_about_a_comment = kind in {EventKind.EDIT, EventKind.DELETE}
    return Event(
        kind=kind,
        external_id=_id(one, action, "" if kind is EventKind.OTHER else made),
        occurred_at=at,
        actor=actor or (entity if kind is EventKind.ECHO else ""),
        actor_name=name,
        target=made if is_about_a_comment else post,
        in_reply_to=_parent(one) if kind in {EventKind.COMMENT, EventKind.ECHO} else "",
        text=_text(one),
        account=entity.rpartition(":")[2],
        is_public=True,
        reason=action if kind is EventKind.OTHER else "",
        extra={"post": post} if is_about_a_comment else {},
    )


def _kind(one: Mapping[str, Any], action: str, *, is_ours: bool) -> EventKind:
    """A post of the page that is passed on with words is read as a mention; who passed it on has to be told as well."""
    kind = KINDS.get(action, EventKind.OTHER)
    if kind is EventKind.COMMENT and is_ours:
        return EventKind.ECHO
    if action == "SHARE" and not is_ours and _actor(one, "")[0]:
        return EventKind.MENTION if _text(one) else EventKind.SHARE
    return kind


def moment(value: object) -> datetime | None:
    """Milliseconds since the epoch; None: nothing readable."""
    try:
        return datetime.fromtimestamp(value / 1000, tz=UTC) if isinstance(value, int) else None
    except (ValueError, OverflowError, OSError):
        return None


def commented_on(comment: str) -> str:
    """The post under which a comment stands, from the comment's own name; empty where it is no comment."""
    match = _COMMENTED_ON.fullmatch(comment)
    return f"urn:li:{match['kind']}:{match['number']}" if match else ""


def _id(one: Mapping[str, Any], action: str, made: str) -> str:
    """Of the thing; an edit and a deletion are things of their own beside the comment."""
    if action in {"COMMENT_EDIT", "COMMENT_DELETE"}:
        return f"{action.removeprefix('COMMENT_').lower()}:{made}:{one.get('lastModifiedAt', '')}"
    number = one.get("notificationId")
    return made or (f"notification:{number}" if number else digest(dict(one)))


def _actor(one: Mapping[str, Any], made: str) -> tuple[str, str]:
    for kind in _SAYS:
        said = inner(one, "decoratedGeneratedActivity", kind)
        for key in ("owner", "actor", "author"):
            if word(said, key):
                return word(said, key), _name(inner(said, f"{key}~"))
    match = _LIKED_BY.match(made)
    return (match[1] if match else ""), ""


def _name(found: Mapping[str, Any]) -> str:
    return " ".join(filter(None, (word(found, "localizedFirstName"), word(found, "localizedLastName"))))


def _text(one: Mapping[str, Any]) -> str:
    for kind in _SAYS:
        said = inner(one, "decoratedGeneratedActivity", kind)
        text = word(said, "text") or word(inner(said, "message"), "text") or word(said, "commentary")
        if text or word(inner(said, "text"), "text"):
            return text or word(inner(said, "text"), "text")
    return ""


def _parent(one: Mapping[str, Any]) -> str:
    return word(inner(one, "decoratedGeneratedActivity", "comment"), "parentComment")


def notifications(found: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Those of one push."""
    return objects(found, "notifications")
