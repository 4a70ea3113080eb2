"""What X tells, in our words: the X Activity envelope, the older Account Activity one, and what its lists answer.

Shapes, written after X's own pages (docs.x.com, X Activity event payloads; Account Activity introduction; OpenAPI 2.167):

- X Activity: `{"data": {"event_uuid", "filter", "event_type", "payload", "includes"}}`, one event each;
- Account Activity: `{"for_user_id", "<kind>_events": […], "users"}`, batched, posts in the shape of version 1.1;
- read back: our own wrapping `{"for_user_id", "dm_event" | "post": {…}, "includes"}` around one entry of a list.

Which kind a post is follows from the post, never from the subscription that brought it: a reply that also mentions us
arrives twice and must mean the same both times.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from askfirst.networks.base import BadInput, Event, EventKind, Media
from askfirst.networks.hooks import digest
from askfirst.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

ENCRYPTED = Sentence("encrypted message, open in X")
"""What stands where X gives us ciphertext only."""
AMBIGUOUS = "X did not say who did this"

_LONG = ("extended_tweet", "note_tweet", "note_post")
"""Where the whole of a long post stands."""
_ENTITIES = {"&lt;": "<", "&gt;": ">", "&amp;": "&"}
_ENTITY = re.compile("|".join(_ENTITIES))


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """One thing that X told, taken out of whatever envelope it came in."""

    word: str
    """X's own word for it: `dm.received`, `follow_events`."""
    ours: str
    """Our account's number; empty where X did not say."""
    body: dict[str, Any]
    people: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    media: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    uuid: str = ""


def told(found: dict[str, Any]) -> Iterator[tuple[Told, dict[str, Any]]]:
    """Each thing of one push or list entry, and the smallest object that says it alone.

    Raises:
        BadInput: it is none of X's envelopes.
    """
    if isinstance(found.get("data"), dict) and "event_type" in found["data"]:
        yield from _activity(found["data"])
    elif isinstance(found.get("user_event"), dict):
        yield Told(word="user_event", ours="", body=found["user_event"]), found
    elif "for_user_id" in found:
        yield from _account_activity(found)
    else:
        raise BadInput("this is not what X pushes: it has neither `data.event_type` nor `for_user_id`")


def _activity(data: dict[str, Any]) -> Iterator[tuple[Told, dict[str, Any]]]:
    payload, includes = _object(data.get("payload")), _object(data.get("includes"))
    ours = _text(_object(data.get("filter")).get("user_id"))
    people = {**_people(includes.get("users")), **_people(payload.get("users"))}
    word, uuid = _text(data["event_type"]), _text(data.get("event_uuid"))
    lists = [name for name in payload if name.endswith("_events") and isinstance(payload[name], list)]
    for name in lists:
        for one in _objects(payload[name]):
            alone = {"data": {**data, "payload": {**payload, name: [one]}}}
            yield Told(word=word, ours=ours, body=one, people=people, uuid=uuid), alone
    if not lists:
        media = _by(includes.get("media"), "media_key")
        yield Told(word=word, ours=ours, body=payload, people=people, media=media, uuid=uuid), {"data": data}


def _account_activity(found: dict[str, Any]) -> Iterator[tuple[Told, dict[str, Any]]]:
    ours, includes = _text(found["for_user_id"]), _object(found.get("includes"))
    people = {**_people(found.get("users")), **_people(includes.get("users"))}
    shared = {
        name: value for name, value in found.items() if name in {"for_user_id", "users", "apps", "includes"}
    }
    for name in sorted(found.keys() - shared.keys()):
        media = _by(includes.get("media"), "media_key")
        for one in _objects(found[name] if isinstance(found[name], list) else [found[name]]):
            alone = {**shared, name: [one] if name.endswith("_events") else one}
            yield Told(word=name, ours=ours, body=one, people=people, media=media), alone


def event(one: Told) -> Event:
    """In our words; what is unknown is OTHER under X's own word."""
    return _STEPS.get(one.word, _other)(one)


def plain(text: object, entities: object = None) -> str:
    """A text as its author wrote it: short links written out, X's three entities read."""
    said = text if isinstance(text, str) else ""
    for link in _objects(_object(entities).get("urls")):
        short, full = link.get("url"), link.get("expanded_url")
        if isinstance(short, str) and short and isinstance(full, str):
            said = said.replace(short, full)
    return _ENTITY.sub(lambda match: _ENTITIES[match[0]], said)


def moment(value: object) -> datetime | None:
    """Milliseconds since the epoch, ISO 8601 or `Mon Mar 26 16:33:26 +0000 2018`; None: nothing readable."""
    said = _text(value)
    try:
        if said.isdigit():
            return datetime.fromtimestamp(int(said) / 1000, tz=UTC)
        if "+0000" in said:
            return datetime.strptime(said, "%a %b %d %H:%M:%S %z %Y")
        found = datetime.fromisoformat(said)
    except (ValueError, OverflowError, OSError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


# ── messages ──


def _legacy_message(one: Told) -> Event:
    """The shape of version 1.1, inside both envelopes."""
    made = _object(one.body.get("message_create"))
    if one.body.get("type") != "message_create" or not made:
        return _other(one)
    data = _object(made.get("message_data"))
    attached = _object(_object(data.get("attachment")).get("media"))
    files = (_text(attached.get("media_url_https")),) if attached.get("media_url_https") else ()
    recipient = _text(_object(made.get("target")).get("recipient_id"))
    return _message(
        one,
        between=(_text(made.get("sender_id")), recipient),
        at=moment(one.body.get("created_timestamp")),
        text=plain(data.get("text"), data.get("entities")),
        files=files,
    )


def _listed_message(one: Told) -> Event:
    """The shape of version 2, as lists answer."""
    body, sender = one.body, _text(one.body.get("sender_id"))
    if body.get("event_type") != "MessageCreate":
        return _other(one)
    keys = _object(body.get("attachments")).get("media_keys")
    files = [_picture(one.media.get(_text(key), {})) for key in keys] if isinstance(keys, list) else []
    recipient = one.ours if sender != one.ours else _partner(body, one.ours)
    return _message(
        one,
        between=(sender, recipient),
        at=moment(body.get("created_at")),
        text=plain(body.get("text"), body.get("entities")),
        files=tuple(file for file in files if file),
    )


def _partner(body: dict[str, Any], ours: str) -> str:
    """Whom we wrote to: a talk between two is named `<smaller>-<larger>`."""
    both = _text(body.get("dm_conversation_id")).split("-")
    return next((one for one in both if one != ours), "") if len(both) == 2 else ""


def _message(
    one: Told, *, between: tuple[str, str], at: datetime | None, text: str, files: tuple[str, ...]
) -> Event:
    sender, recipient = between
    is_ours = bool(one.ours) and sender == one.ours
    return Event(
        kind=EventKind.ECHO if is_ours else EventKind.MESSAGE,
        external_id=_text(one.body.get("id")) or _made(one),
        occurred_at=at,
        actor=sender,
        actor_name=_name(one, sender),
        target=recipient,
        text=text,
        media=tuple(Media(url=file, needs_token=True) for file in files),
        account=one.ours,
    )


def _picture(media: Mapping[str, Any]) -> str:
    return _text(media.get("url") or media.get("preview_image_url"))


def _read(one: Told) -> Event:
    sender, last = _text(one.body.get("sender_id")), _text(one.body.get("last_read_event_id"))
    if sender == one.ours or not last:
        return _other(one)
    return Event(
        kind=EventKind.READ,
        external_id=f"read:{sender}:{last}",
        occurred_at=moment(one.body.get("created_timestamp")),
        actor=sender,
        target=last,
        account=one.ours,
    )


def _chat(one: Told) -> Event:
    sender = _text(one.body.get("sender_id"))
    return Event(
        kind=EventKind.OTHER,
        external_id=f"chat:{_text(one.body.get('id')) or _made(one)}",
        occurred_at=moment(one.body.get("created_at_msec")),
        actor=sender,
        actor_name=_name(one, sender),
        account=one.ours,
        reason=one.word,
        remarks=(ENCRYPTED,),
    )


# ── posts ──


def _post(one: Told) -> Event:
    body = one.body
    long = next(filter(None, (_object(body.get(name)) for name in _LONG)), {})
    author = _text(body.get("author_id") or _object(body.get("user")).get("id_str"))
    answered, quoted, repeated = (
        _reference(body, *names)
        for names in (
            ("replied_to", "in_reply_to_tweet_id", "in_reply_to_status_id_str"),
            ("quoted", "quoted_tweet_id", "quoted_status_id_str"),
            ("retweeted", "retweeted_tweet_id", ""),
        )
    )
    to_us = _text(body.get("in_reply_to_user_id_str") or body.get("in_reply_to_user_id")) == one.ours
    kind = _kind(is_ours=author == one.ours, is_answer=to_us and bool(answered))
    if kind is not EventKind.ECHO and (repeated or "retweeted_status" in body):
        return _repost(one, author, repeated)
    return Event(
        kind=kind,
        external_id=_text(body.get("id_str") or body.get("id")) or _made(one),
        occurred_at=moment(body.get("created_at")),
        actor=author,
        actor_name=_name(one, author) or _text(_object(body.get("user")).get("name")),
        target=answered or quoted or repeated,
        in_reply_to=answered,
        text=plain(
            long.get("full_text") or long.get("text") or body.get("full_text") or body.get("text"),
            long.get("entities") or body.get("entities"),
        ),
        media=_pictures(one),
        account=one.ours,
        is_public=True,
        extra={"quotes": quoted} if quoted else {},
    )


_OF_OURS = frozenset({"post.repost.create", "tweet_create_events"})
"""Subscriptions that bring reposts of our own posts."""


def _repost(one: Told, author: str, repeated: str) -> Event:
    """Somebody passed a post on; its words are those of the post.  What is not known to be of ours is OTHER."""
    old = _object(one.body.get("retweeted_status"))
    whose = _text(_object(old.get("user")).get("id_str"))
    is_of_ours = whose == one.ours if whose else one.word in _OF_OURS
    name = _text(one.body.get("id_str") or one.body.get("id")) or _made(one)
    return Event(
        kind=EventKind.SHARE if is_of_ours else EventKind.OTHER,
        external_id=name if is_of_ours else f"repost:{name}",
        occurred_at=moment(one.body.get("created_at")),
        actor=author,
        actor_name=_name(one, author) or _text(_object(one.body.get("user")).get("name")),
        target=repeated or _text(old.get("id_str")),
        account=one.ours,
        is_public=True,
        reason="" if is_of_ours else "repost",
    )


def _kind(*, is_ours: bool, is_answer: bool) -> EventKind:
    if is_ours:
        return EventKind.ECHO
    return EventKind.COMMENT if is_answer else EventKind.MENTION


def _reference(body: dict[str, Any], kind: str, *names: str) -> str:
    """What a post answers, quotes or repeats; X's pages say `referenced_tweets`, its OpenAPI `referenced_posts`."""
    listed = _objects(body.get("referenced_tweets")) or _objects(body.get("referenced_posts"))
    found = (one.get("id") for one in listed if one.get("type") == kind)
    return _text(next(found, None) or next((body[name] for name in names if body.get(name)), ""))


def _pictures(one: Told) -> tuple[Media, ...]:
    keys = _object(one.body.get("attachments")).get("media_keys")
    listed = [one.media.get(_text(key), {}) for key in keys] if isinstance(keys, list) else []
    old = _objects(_object(one.body.get("extended_entities")).get("media"))
    found = [_picture(entry) for entry in listed] + [_text(entry.get("media_url_https")) for entry in old]
    return tuple(Media(url=url) for url in found if url)


def _gone(one: Told) -> Event:
    status = _object(one.body.get("status")) or one.body
    number = _text(status.get("id"))
    return Event(
        kind=EventKind.DELETE,
        external_id=f"delete:{number or _made(one)}",
        occurred_at=moment(one.body.get("timestamp_ms")),
        actor=_text(status.get("author_id") or status.get("user_id")),
        target=number,
        account=one.ours,
        is_public=True,
    )


def _like(one: Told) -> Event:
    """In both shapes; X Activity names the author and leaves who liked it to `includes`."""
    old = _object(one.body.get("favorited_status"))
    author = _text(one.body.get("liked_tweet_author_id") or _object(old.get("user")).get("id_str"))
    if old:
        who = _text(_object(one.body.get("user")).get("id_str"))
    elif author == one.ours:
        others = [number for number in one.people if number != one.ours]
        who = others[0] if len(others) == 1 else ""
    else:
        who = one.ours
    if who == one.ours or not who:
        return _other(one, remark="" if who else AMBIGUOUS)
    return Event(
        kind=EventKind.LIKE,
        external_id=f"like:{_text(one.body.get('id')) or _made(one)}",
        occurred_at=moment(one.body.get("timestamp_ms") or one.body.get("created_at")),
        actor=who,
        actor_name=_name(one, who) or _text(_object(one.body.get("user")).get("name")),
        target=_text(one.body.get("liked_tweet_id") or old.get("id_str")),
        account=one.ours,
        is_public=True,
    )


# ── edges ──

_EDGES = {
    ("follow", True): EventKind.WE_FOLLOW,
    ("follow", False): EventKind.FOLLOW,
    ("unfollow", True): EventKind.WE_UNFOLLOW,
    ("unfollow", False): EventKind.UNFOLLOW,
}


def _follow(one: Told) -> Event:
    source, target = (_user(one.body.get(side)) for side in ("source", "target"))
    word = one.word.removeprefix("follow.") if one.word.startswith("follow.") else _text(one.body.get("type"))
    by, of = _number(source), _number(target)
    kind = _EDGES.get((word, by == one.ours))
    if kind is None or one.ours not in {by, of}:
        return _other(one)
    stamp = _text(one.body.get("created_timestamp"))
    return Event(
        kind=kind,
        external_id=f"{word}:{by}:{of}:{stamp or one.uuid}",
        occurred_at=moment(stamp),
        actor=by,
        actor_name=_text(source.get("name")),
        target=of,
        account=one.ours,
        is_public=True,
    )


def _revoked(one: Told) -> Event:
    body = _object(one.body.get("revoke")) or one.body
    number = _text(body.get("user_id") or _object(body.get("source")).get("user_id"))
    return Event(
        kind=EventKind.REVOKED,
        external_id=f"revoke:{number}:{_text(body.get('date_time'))}",
        occurred_at=moment(body.get("date_time")),
        actor=number,
        account=number,
        reason="the account took the permission of our app back",
    )


def _other(one: Told, remark: str = "") -> Event:
    sender = _text(one.body.get("sender_id"))
    return Event(
        kind=EventKind.OTHER,
        external_id=f"{one.word}:{one.uuid or _made(one)}",
        occurred_at=moment(one.body.get("created_timestamp") or one.body.get("created_at")),
        actor=sender,
        account=one.ours,
        reason=one.word,
        remarks=(remark,) if remark else (),
    )


_STEPS: dict[str, Callable[[Told], Event]] = {
    "dm.received": _legacy_message,
    "dm.sent": _legacy_message,
    "direct_message_events": _legacy_message,
    "dm_event": _listed_message,
    "dm.read": _read,
    "direct_message_mark_read_events": _read,
    "chat.received": _chat,
    "chat.sent": _chat,
    "post.create": _post,
    "post.mention.create": _post,
    "post.reply.create": _post,
    "post.quote.create": _post,
    "post.repost.create": _post,
    "tweet_create_events": _post,
    "post": _post,
    "post.delete": _gone,
    "tweet_delete_events": _gone,
    "like.create": _like,
    "favorite_events": _like,
    "follow.follow": _follow,
    "follow.unfollow": _follow,
    "follow_events": _follow,
    "unfollow_events": _follow,
    "oauth.revoke": _revoked,
    "user_event": _revoked,
}


def _made(one: Told) -> str:
    return digest(one.body)


def _name(one: Told, number: str) -> str:
    return _text(one.people.get(number, {}).get("name"))


def _number(user: Mapping[str, Any]) -> str:
    return _text(user.get("id_str") or user.get("id"))


def _user(found: object) -> dict[str, Any]:
    """A user, in X Activity under `data`."""
    user = _object(found)
    return _object(user.get("data")) or user


def _people(found: object) -> dict[str, dict[str, Any]]:
    listed = list(found.values()) if isinstance(found, dict) else found
    users = [_user(one) for one in _objects(listed)]
    return {_number(user): user for user in users}


def _by(found: object, key: str) -> dict[str, dict[str, Any]]:
    return {_text(one.get(key)): one for one in _objects(found)}


def _objects(found: object) -> list[dict[str, Any]]:
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _object(found: object) -> dict[str, Any]:
    return found if isinstance(found, dict) else {}


def _text(found: object) -> str:
    return str(found) if isinstance(found, str | int) and not isinstance(found, bool) else ""
