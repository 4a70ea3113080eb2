"""How Bluesky names and shows things: ids that sort by time, digests, views of people, posts and chats."""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import msgspec

from askfirst.sandbox.things import Kind

if TYPE_CHECKING:
    from askfirst.sandbox.things import Message, Post, Profile, Thread, Token
    from askfirst.sandbox.world import World

NETWORK = "bluesky"
POST, LIKE = "app.bsky.feed.post", "app.bsky.feed.like"
REPOST, FOLLOW, BLOCK = "app.bsky.feed.repost", "app.bsky.graph.follow", "app.bsky.graph.block"
DECLARATION = "chat.bsky.actor.declaration"
_SIGNS = "234567abcdefghijklmnopqrstuvwxyz"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def stamp(at: datetime) -> str:
    """A moment as Bluesky writes it."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def tid(number: int) -> str:
    """The thirteen letters of a number of 63 bits."""
    return "".join(_SIGNS[number >> shift & 31] for shift in range(60, -1, -5))


def tid_at(at: datetime, count: int) -> str:
    """An id that sorts by time; `count` tells those of the same moment apart."""
    return tid((at - _EPOCH) // timedelta(microseconds=1) << 10 | count & 1_023)


def cid(value: object) -> str:
    """The digest of a record as a version 1 content id (dag-cbor, SHA-256)."""
    digest = hashlib.sha256(msgspec.json.encode(value, order="deterministic")).digest()
    return "b" + base64.b32encode(b"\x01\x71\x12\x20" + digest).decode().rstrip("=").lower()


def file_cid(content: bytes) -> str:
    """The digest of a file as a version 1 content id (raw, SHA-256)."""
    return (
        "b"
        + base64.b32encode(b"\x01\x55\x12\x20" + hashlib.sha256(content).digest())
        .decode()
        .rstrip("=")
        .lower()
    )


def uri(did: str, collection: str, name: str) -> str:
    return f"at://{did}/{collection}/{name}"


def split(address: str) -> tuple[str, str, str]:
    """Account, collection and name of an `at://` address; three empty words where it is none."""
    words = address.removeprefix("at://").split("/")
    is_whole = address.startswith("at://") and len(words) == 3
    return (words[0], words[1], words[2]) if is_whole else ("", "", "")


def handle(profile: Profile) -> str:
    """User names of the world are short; handles are names of hosts."""
    return profile.username if "." in profile.username else f"{profile.username}.bsky.social"


def token_text(did: str, scope: str, issued: datetime, ends: datetime, count: int) -> str:
    """A session that clients can look into; the signature is worth nothing, the table of tokens is."""
    head = {"typ": "at+jwt" if "refresh" not in scope else "refresh+jwt", "alg": "HS256"}
    claims = {
        "scope": scope,
        "sub": did,
        "iat": int(issued.timestamp()),
        "exp": int(ends.timestamp()),
        "aud": "did:web:bsky.social",
        "jti": str(count),
    }
    parts = [
        base64.urlsafe_b64encode(msgspec.json.encode(one)).decode().rstrip("=") for one in (head, claims)
    ]
    return ".".join([*parts, hashlib.sha256(".".join(parts).encode()).hexdigest()[:43]])


def session(profile: Profile, access: Token, refresh: Token) -> dict[str, Any]:
    """What a login is answered with.  No `didDoc`: clients would move to the server that it names."""
    return {
        "accessJwt": access.value,
        "refreshJwt": refresh.value,
        "handle": handle(profile),
        "did": profile.id,
        "email": f"{profile.username}@example.org",
        "emailConfirmed": True,
        "emailAuthFactor": False,
        "active": True,
    }


def basic(world: World, profile: Profile, viewer: str) -> dict[str, Any]:
    """Somebody, in short, as `viewer` sees them."""
    return {
        "did": profile.id,
        "handle": handle(profile),
        "displayName": profile.name,
        "associated": {"chat": {"allowIncoming": profile.settings.get("allowIncoming", "following")}},
        "viewer": seen_by(world, profile.id, viewer),
        "labels": [],
        "createdAt": stamp(profile.since),
    }


def detailed(world: World, profile: Profile, viewer: str) -> dict[str, Any]:
    """Somebody's page."""
    return {
        **basic(world, profile, viewer),
        "description": str(profile.more.get("description", "")),
        "indexedAt": stamp(profile.since),
        "followersCount": len(world.edges_to(NETWORK, "follow", profile.id)),
        "followsCount": len(world.edges_from(NETWORK, "follow", profile.id)),
        "postsCount": len(world.wall(NETWORK, profile.id)),
    }


def seen_by(world: World, did: str, viewer: str) -> dict[str, Any]:
    """What stands between the two, as the one who looks is told."""
    found: dict[str, Any] = {
        "muted": world.edge(NETWORK, "mute", viewer, did) is not None,
        "blockedBy": world.blocks(NETWORK, did, viewer),
    }
    for word, kind, source, target in (
        ("following", "follow", viewer, did),
        ("followedBy", "follow", did, viewer),
        ("blocking", "block", viewer, did),
    ):
        if address := edge_uri(world, kind, source, target):
            found[word] = address
    return found


def edge_uri(world: World, kind: str, source: str, target: str) -> str:
    """The address of the record behind a follow or a block; empty where there is none."""
    edge = world.edge(NETWORK, kind, source, target)
    if edge is None:
        return ""
    return uri(source, FOLLOW if kind == "follow" else BLOCK, tid_at(edge.since, 0))


def post_uri(post: Post) -> str:
    return uri(post.author, REPOST if is_repost(post) else POST, post.id)


def is_repost(post: Post) -> bool:
    return post.kind == "share" and not post.text


def post_record(world: World, post: Post) -> dict[str, Any]:
    """What was written, as its author's repository has it."""
    if isinstance(kept := post.more.get("record"), dict):
        return kept
    pointed = pointer(world, post.parent) if post.parent else None
    if is_repost(post):
        return {"$type": REPOST, "subject": pointed, "createdAt": stamp(post.at)}
    found: dict[str, Any] = {"$type": POST, "text": post.text, "createdAt": stamp(post.at), "langs": ["en"]}
    if post.kind == "comment":
        found["reply"] = {"root": pointer(world, post.root), "parent": pointed}
    elif post.kind == "share":
        found["embed"] = {"$type": "app.bsky.embed.record", "record": pointed}
    return found


def pointer(world: World, name: str) -> dict[str, str]:
    """A post as others point to it, also where it was deleted since."""
    post = world.posts[NETWORK, name]
    return {"uri": post_uri(post), "cid": cid(post_record(world, post))}


def post_view(world: World, post: Post, viewer: str) -> dict[str, Any]:
    """A post as readers are shown it."""
    return {
        **pointer(world, post.id),
        "author": basic(world, world.profile(NETWORK, post.author), viewer),
        "record": post_record(world, post),
        "replyCount": len(world.answers(NETWORK, post.id)),
        "repostCount": 0,
        "likeCount": len(world.likes_of(NETWORK, post.id)),
        "quoteCount": 0,
        "indexedAt": stamp(post.at),
        "labels": [],
        "viewer": {},
    }


def message_view(world: World, message: Message, viewer: str) -> dict[str, Any]:
    """A message as one of the two sees it."""
    kind = "deletedMessageView" if viewer in message.more.get("hidden", []) else "messageView"
    found: dict[str, Any] = {
        "$type": f"chat.bsky.convo.defs#{kind}",
        "id": message.id,
        "rev": str(message.more.get("rev", message.id)),
        "sender": {"did": message.sender},
        "sentAt": stamp(message.at),
    }
    if kind == "deletedMessageView":
        return found
    found["text"] = message.text
    found["reactions"] = [
        reaction_view(one.name, one.source, one.at) for one in world.likes_of(NETWORK, message.id)
    ]
    if facets := message.more.get("facets"):
        found["facets"] = facets
    answered = world.messages.get((NETWORK, message.about))
    if answered is not None:
        found["replyTo"] = {**message_view(world, answered, viewer), "reactions": []}
    if record := message.more.get("embed"):
        found["embed"] = {
            "$type": "app.bsky.embed.record#view",
            "record": shown(world, record["uri"], viewer),
        }
    return found


def shown(world: World, address: str, viewer: str) -> dict[str, Any]:
    """A post within a message; that it is gone, where it was deleted since."""
    post = world.posts.get((NETWORK, split(address)[2]))
    if post is None or post.deleted_at is not None:
        return {"$type": "app.bsky.embed.record#viewNotFound", "uri": address, "notFound": True}
    return {
        "$type": "app.bsky.embed.record#viewRecord",
        **pointer(world, post.id),
        "author": basic(world, world.profile(NETWORK, post.author), viewer),
        "value": post_record(world, post),
        "indexedAt": stamp(post.at),
    }


def reaction_view(value: str, source: str, at: datetime) -> dict[str, Any]:
    return {"value": value, "sender": {"did": source}, "createdAt": stamp(at)}


def convo_view(world: World, thread: Thread, viewer: str) -> dict[str, Any]:
    """A chat as one of the two sees it."""
    said = world.messages_in(NETWORK, thread.id)
    read = thread.read.get(viewer)
    unread = [one for one in said if one.sender != viewer and (read is None or one.at > read)]
    found: dict[str, Any] = {
        "id": thread.id,
        "rev": str(said[-1].more.get("rev", said[-1].id)) if said else thread.id,
        "members": [basic(world, world.profile(NETWORK, one), viewer) for one in thread.members],
        "muted": viewer in thread.more.get("muted", []),
        "status": "request" if is_request(world, thread, viewer) else "accepted",
        "unreadCount": len(unread),
        "kind": {"$type": "chat.bsky.convo.defs#directConvo"},
    }
    if said:
        found["lastMessage"] = message_view(world, said[-1], viewer)
    return found


def is_request(world: World, thread: Thread, viewer: str) -> bool:
    """Somebody else began it, and the viewer has neither followed them, nor answered, nor accepted."""
    opener = thread.opened_by
    if opener == viewer or world.follows(NETWORK, viewer, opener):
        return False
    has_answered = world.last_message(NETWORK, viewer, opener) is not None
    return not has_answered and not world.count(NETWORK, viewer, opener, kinds=(Kind.ACCEPT,))
