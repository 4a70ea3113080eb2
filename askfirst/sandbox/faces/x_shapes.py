"""How X writes users, posts and messages: version 2, the older version 1.1, and what X Activity pushes."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from askfirst.sandbox.call import Call
    from askfirst.sandbox.things import Message, Post, Profile
    from askfirst.sandbox.world import World

X = "x"
_LINK = re.compile(r"https?://[^\s<>\"]+")
_MENTION = re.compile(r"(?<![\w@])@(\w+)")


def instant(at: datetime) -> str:
    """As version 2 writes it."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"


def old_instant(at: datetime) -> str:
    """As version 1.1 writes it."""
    return at.astimezone(UTC).strftime("%a %b %d %H:%M:%S +0000 %Y")


def milliseconds(at: datetime) -> str:
    return str(int(at.timestamp() * 1000))


def user(world: World, id: str, *, fields: Iterable[str] = ()) -> dict[str, Any]:
    """In version 2: id, name and username always, the rest as asked for."""
    profile = world.profile(X, id)
    verified = bool(profile.more.get("is_verified"))
    more: dict[str, Any] = {
        "created_at": instant(profile.since),
        "protected": bool(profile.settings.get("is_protected")),
        "verified": verified,
        "verified_type": "blue" if verified else "none",
        "description": str(profile.more.get("description", "")),
        "public_metrics": {
            "followers_count": len(world.edges_to(X, "follow", id)),
            "following_count": len(world.edges_from(X, "follow", id)),
            "tweet_count": len(world.wall(X, id)),
            "post_count": len(world.wall(X, id)),
            "listed_count": 0,
            "like_count": 0,
        },
    }
    wanted = set(fields)
    base = {"id": profile.id, "name": profile.name, "username": profile.username}
    return base | {name: value for name, value in more.items() if name in wanted}


def whole_user(world: World, id: str) -> dict[str, Any]:
    """As pushes carry it."""
    return user(
        world,
        id,
        fields=("created_at", "protected", "verified", "verified_type", "description", "public_metrics"),
    )


def connection(world: World, me: str, other: str) -> list[str]:
    """What stands between two, as one of them may know it."""
    found = {
        "following": world.follows(X, me, other),
        "followed_by": world.follows(X, other, me),
        "blocking": world.blocks(X, me, other),
        "muting": world.edge(X, "mute", me, other) is not None,
    }
    return [name for name, holds in found.items() if holds] or ["none"]


def shown(text: str) -> str:
    """X hands texts over with its three entities."""
    return html.escape(text, quote=False)


def links(world: World, text: str) -> tuple[str, list[dict[str, Any]]]:
    """The text with its links shortened, and what they stand for."""
    found: list[dict[str, Any]] = []

    def shorten(match: re.Match[str]) -> str:
        short = f"https://t.co/{world.digest('link', match[0])[:10]}"
        found.append(
            {"url": short, "expanded_url": match[0], "display_url": match[0].partition("//")[2][:26]}
        )
        return short

    said = _LINK.sub(shorten, text)
    for one in found:
        one["start"] = said.index(one["url"])
        one["end"] = one["start"] + len(one["url"])
    return said, found


def post(world: World, post: Post) -> dict[str, Any]:
    """In version 2, with all fields."""
    short, urls = links(world, post.text)
    if post.kind == "share" and post.text:
        author = world.profile(X, world.posts[X, post.parent].author).username
        quoted = f"https://twitter.com/{author}/status/{post.parent}"
        whole, more = links(world, quoted)
        short, urls = f"{short} {whole}", urls + more
    made: dict[str, Any] = {
        "id": post.id,
        "text": shown(_answering(world, post) + short),
        "author_id": post.author,
        "created_at": instant(post.at),
        "conversation_id": post.root or post.id,
        "edit_history_tweet_ids": [post.id],
        "reply_settings": str(post.more.get("reply_settings", "everyone")),
        "lang": "und",
        "possibly_sensitive": False,
        "public_metrics": {
            "retweet_count": 0,
            "repost_count": 0,
            "bookmark_count": 0,
            "impression_count": 0,
            "reply_count": len(world.answers(X, post.id)),
            "like_count": len(world.likes_of(X, post.id)),
            "quote_count": 0,
        },
    }
    entities = {"urls": urls, "mentions": _mentions(world, post)}
    made["entities"] = {name: value for name, value in entities.items() if value}
    if post.media:
        made["attachments"] = {"media_keys": [f"3_{one.id}" for one in post.media]}
    return made | _references(world, post)


def _answering(world: World, post: Post) -> str:
    """A reply begins with whom it answers."""
    if post.kind == "share" and not post.text:
        original = world.posts[X, post.parent]
        return f"RT @{world.profile(X, original.author).username}: {original.text}"
    if post.kind != "comment":
        return ""
    answered = f"@{world.profile(X, world.posts[X, post.parent].author).username}"
    return "" if post.text.startswith(answered) else f"{answered} "


def _mentions(world: World, post: Post) -> list[dict[str, Any]]:
    found = []
    for match in _MENTION.finditer(_answering(world, post) + post.text):
        profile = world.named(X, match[1])
        if profile is not None:
            found.append(
                {"start": match.start(), "end": match.end(), "username": profile.username, "id": profile.id}
            )
    return found


def _references(world: World, post: Post) -> dict[str, Any]:
    if post.kind == "comment":
        return {
            "in_reply_to_user_id": world.posts[X, post.parent].author,
            "referenced_tweets": [{"type": "replied_to", "id": post.parent}],
        }
    if post.kind == "share":
        return {"referenced_tweets": [{"type": "quoted" if post.text else "retweeted", "id": post.parent}]}
    return {}


def pushed_post(world: World, given: Post) -> dict[str, Any]:
    """As X Activity carries it: with the post that it answers by name."""
    made = post(world, given)
    return made | ({"in_reply_to_tweet_id": given.parent} if given.kind == "comment" else {})


def message(world: World, message: Message) -> dict[str, Any]:
    """In version 2."""
    short, urls = links(world, message.text)
    made: dict[str, Any] = {
        "id": message.id,
        "event_type": "MessageCreate",
        "text": shown(short),
        "sender_id": message.sender,
        "dm_conversation_id": conversation(message.sender, message.recipient),
        "created_at": instant(message.at),
        "participant_ids": [message.sender, message.recipient],
    }
    if urls:
        made["entities"] = {"urls": urls}
    if message.media:
        made["attachments"] = {"media_keys": [f"3_{one.id}" for one in message.media]}
    return made


def old_message(world: World, message: Message) -> dict[str, Any]:
    """In version 1.1, as pushes carry it still."""
    short, urls = links(world, message.text)
    data: dict[str, Any] = {
        "text": shown(short),
        "entities": {"hashtags": [], "symbols": [], "user_mentions": [], "urls": urls},
    }
    if message.media:
        first = message.media[0]
        address = f"https://ton.twitter.com/i/ton/data/dm/{message.id}/{first.id}/{first.name}"
        data["attachment"] = {"type": "media", "media": {"id": first.id, "media_url_https": address}}
    made: dict[str, Any] = {
        "target": {"recipient_id": message.recipient},
        "sender_id": message.sender,
        "message_data": data,
    }
    if message.app:
        made["source_app_id"] = message.app
    return {
        "type": "message_create",
        "id": message.id,
        "created_timestamp": milliseconds(message.at),
        "message_create": made,
    }


def old_user(world: World, profile: Profile) -> dict[str, Any]:
    """In version 1.1."""
    return {
        "id": int(profile.id),
        "id_str": profile.id,
        "name": profile.name,
        "screen_name": profile.username,
        "protected": bool(profile.settings.get("is_protected")),
        "verified": bool(profile.more.get("is_verified")),
        "followers_count": len(world.edges_to(X, "follow", profile.id)),
        "friends_count": len(world.edges_from(X, "follow", profile.id)),
        "statuses_count": len(world.wall(X, profile.id)),
        "created_at": old_instant(profile.since),
    }


def old_post(world: World, post: Post) -> dict[str, Any]:
    """In version 1.1."""
    parent = world.posts.get((X, post.parent)) if post.kind == "comment" else None
    repeated = world.posts.get((X, post.parent)) if post.kind == "share" and not post.text else None
    return {
        "id": int(post.id),
        "id_str": post.id,
        "text": shown(_answering(world, post) + links(world, post.text)[0]),
        "created_at": old_instant(post.at),
        "user": old_user(world, world.profile(X, post.author)),
        "in_reply_to_status_id_str": post.parent if parent else None,
        "in_reply_to_user_id_str": parent.author if parent else None,
        "entities": {"hashtags": [], "symbols": [], "user_mentions": [], "urls": []},
        **({"retweeted_status": old_post(world, repeated)} if repeated else {}),
    }


def links_away(text: str) -> tuple[str, int]:
    """The text without its links, and how many there were."""
    return _LINK.sub("", text), len(_LINK.findall(text))


def conversation(one: str, other: str) -> str:
    """How X names the talk of two."""
    return "-".join(sorted((one, other), key=lambda one: (len(one), one)))


def weight(text: str) -> int:
    """X's length of a post: links count 23, signs outside Latin and its neighbours two."""
    short = links_away(text)
    light = sum(1 if _is_light(ord(sign)) else 2 for sign in short[0])
    return light + 23 * short[1]


def _is_light(point: int) -> bool:
    return point <= 4351 or 8192 <= point <= 8205 or 8208 <= point <= 8223 or 8242 <= point <= 8247


def is_good_address(url: str) -> bool:
    """Https without a port; a loopback address passes, for nothing else is ever called here."""
    parts = urlsplit(url)
    is_near = parts.hostname in {"127.0.0.1", "localhost"}
    return is_near or (parts.scheme == "https" and parts.port is None and bool(parts.hostname))


def page(call: Call, listed: list[Any], most: int, limit: int) -> tuple[list[Any], dict[str, Any]]:
    """One page of a list, and what X says about it."""
    size = min(int(call.query.get("max_results") or most), limit)
    token = call.query.get("pagination_token", "")
    start = int(token.removeprefix("page")) if token.startswith("page") else 0
    page = listed[start : start + size]
    meta: dict[str, Any] = {"result_count": len(page)}
    if start + size < len(listed):
        meta["next_token"] = f"page{start + size}"
    if start:
        meta["previous_token"] = f"page{max(0, start - size)}"
    return page, meta
