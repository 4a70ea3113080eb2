"""Accounts, statuses, notifications and conversations as a Mastodon server shows them.

People live on our server unless `more["server"]` of their profile names another.
Source: Mastodon documentation 4.6, entities.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime

    from askfirst.sandbox.things import Media, Message, Post, Profile
    from askfirst.sandbox.world import World

MASTODON = "mastodon"
HOST = "social.example"
WORD = re.compile(
    r"(?<![=/\w])@([a-z0-9_]+(?:[a-z0-9_.-]+[a-z0-9_]+)?)(?:@([\w.-]+\w))?|https?://[^\s<>\"]+[^\s<>\".,;:!?)]",
    re.IGNORECASE,
)
KINDS = {"image": "image", "video": "video", "audio": "audio"}


def moment(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"


def acct(profile: Profile) -> str:
    server = str(profile.more.get("server", ""))
    return f"{profile.username}@{server}" if server else profile.username


def address(profile: Profile) -> str:
    return f"https://{profile.more.get('server') or HOST}/@{profile.username}"


def mention(profile: Profile) -> dict[str, Any]:
    return {"id": profile.id, "username": profile.username, "url": address(profile), "acct": acct(profile)}


def named(world: World, username: str, server: str | None) -> Profile | None:
    """Whom a mention means."""
    found = world.named(MASTODON, username)
    there = "" if (server or HOST).lower() == HOST else str(server).lower()
    return found if found is not None and str(found.more.get("server", "")).lower() == there else None


def mentions(world: World, text: str) -> list[Profile]:
    """Everybody whom a text mentions, once each, in order."""
    found = {}
    for one in WORD.finditer(text):
        profile = named(world, one[1], one[2]) if one[1] else None
        if profile:
            found[profile.id] = profile
    return list(found.values())


def html(world: World, text: str) -> str:
    """The words as a server renders them: paragraphs, mentions as cards, addresses with their middle shown."""

    def linked(one: re.Match[str]) -> str:
        if not one[1]:
            return _link(one[0])
        profile = named(world, one[1], one[2])
        if profile is None:
            return escape(one[0], quote=False)
        return (
            f'<span class="h-card" translate="no"><a href="{escape(address(profile))}" class="u-url mention">'
            f"@<span>{escape(profile.username)}</span></a></span>"
        )

    parts, at = [], 0
    for one in WORD.finditer(text):
        parts += [escape(text[at : one.start()], quote=False), linked(one)]
        at = one.end()
    whole = "".join([*parts, escape(text[at:], quote=False)])
    paragraphs = [part.replace("\n", "<br />") for part in re.split(r"\n{2,}", whole) if part]
    return "".join(f"<p>{part}</p>" for part in paragraphs)


def _link(url: str) -> str:
    scheme, _, rest = url.partition("://")
    shown = f'<span class="invisible">{scheme}://</span><span class="">{escape(rest[:30])}</span>'
    hidden = f'<span class="invisible">{escape(rest[30:])}</span>'
    return f'<a href="{escape(url)}" target="_blank" rel="nofollow noopener noreferrer">{shown}{hidden}</a>'


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """Shows things of the world to one of our accounts."""

    world: World
    base: str
    """How the caller reaches this server; files lie there."""
    viewer: str = ""

    def account(self, profile: Profile, *, is_own: bool = False) -> dict[str, Any]:
        world = self.world
        shown: dict[str, Any] = {
            "id": profile.id,
            "username": profile.username,
            "acct": acct(profile),
            "display_name": profile.name,
            "locked": world.setting(MASTODON, profile.id, "followers") == "approved",
            "bot": bool(profile.more.get("is_bot")),
            "discoverable": True,
            "indexable": False,
            "group": False,
            "created_at": moment(profile.since.replace(hour=0, minute=0, second=0, microsecond=0)),
            "note": html(world, str(profile.more.get("note", ""))),
            "url": address(profile),
            "uri": f"https://{profile.more.get('server') or HOST}/users/{profile.username}",
            "avatar": self.avatar(profile),
            "avatar_static": self.avatar(profile),
            "header": f"https://{HOST}/headers/original/missing.png",
            "header_static": f"https://{HOST}/headers/original/missing.png",
            "followers_count": len(world.edges_to(MASTODON, "follow", profile.id)),
            "following_count": len(world.edges_from(MASTODON, "follow", profile.id)),
            "statuses_count": len(world.wall(MASTODON, profile.id)),
            "last_status_at": None,
            "emojis": [],
            "fields": [],
        }
        if world.setting(MASTODON, profile.id, "standing") == "limited":
            shown["limited"] = True
        if is_own:
            shown["source"] = {
                "privacy": "public",
                "sensitive": False,
                "language": profile.language,
                "note": "",
                "fields": [],
                "follow_requests_count": len(world.edges_to(MASTODON, "request", profile.id)),
                "indexable": False,
            }
            shown["role"] = {
                "id": "-99",
                "name": "",
                "color": "",
                "permissions": "65536",
                "highlighted": False,
            }
        return shown

    def avatar(self, profile: Profile) -> str:
        """Where their picture lies: `more["avatar"]` is its name among the world's files."""
        name = profile.more.get("avatar")
        return f"{self.base}/avatars/{name}" if name else f"https://{HOST}/avatars/original/missing.png"

    def direct(self, message: Message) -> dict[str, Any]:
        """A private word."""
        author = self.world.profile(MASTODON, message.sender)
        to = [
            message.recipient,
            *(one for one in message.more.get("mentions", []) if one != message.recipient),
        ]
        text = _addressed(self.world, message.text, to)
        return self._status(message, author, text, to, visibility="direct", parent=message.about)

    def public(self, post: Post) -> dict[str, Any]:
        """A post, an answer or a share."""
        author = self.world.profile(MASTODON, post.author)
        parent = self.world.posts.get((MASTODON, post.parent))
        answered = (
            [parent.author] if parent and post.kind == "comment" and parent.author != post.author else []
        )
        text = _addressed(self.world, post.text, answered)
        to = list(dict.fromkeys([*answered, *(one.id for one in mentions(self.world, text))]))
        visibility = str(post.more.get("visibility", "public"))
        shown = self._status(
            post,
            author,
            text,
            to,
            visibility=visibility,
            parent=post.parent if post.kind == "comment" else "",
        )
        if post.kind == "share" and parent:
            shown |= {"reblog": self.public(parent), "content": "" if not post.text else shown["content"]}
        return shown

    def _status(
        self,
        found: Message | Post,
        author: Profile,
        text: str,
        to: list[str],
        *,
        visibility: str,
        parent: str,
    ) -> dict[str, Any]:
        world = self.world
        answered = world.posts.get((MASTODON, parent)) or world.messages.get((MASTODON, parent))
        likes = world.likes_of(MASTODON, found.id)
        return {
            "id": found.id,
            "created_at": moment(found.at),
            "edited_at": moment(found.edited_at) if found.edited_at else None,
            "in_reply_to_id": parent or None,
            "in_reply_to_account_id": _author(answered),
            "sensitive": False,
            "spoiler_text": str(found.more.get("spoiler_text", "")),
            "visibility": visibility,
            "language": author.language,
            "uri": f"https://{author.more.get('server') or HOST}/users/{author.username}/statuses/{found.id}",
            "url": f"{address(author)}/{found.id}",
            "replies_count": len(world.answers(MASTODON, found.id)),
            "reblogs_count": 0,
            "favourites_count": len(likes),
            "favourited": any(one.source == self.viewer for one in likes),
            "reblogged": False,
            "muted": False,
            "bookmarked": False,
            "content": html(world, text),
            "filtered": [],
            "reblog": None,
            "application": None,
            "account": self.account(author),
            "media_attachments": [self.media(one) for one in found.media],
            "mentions": [mention(world.profile(MASTODON, one)) for one in to if one != author.id],
            "tags": [],
            "emojis": [],
            "card": None,
            "poll": None,
        }

    def media(self, file: Media) -> dict[str, Any]:
        url = f"{self.base}/media_attachments/{file.id}/{file.name or 'file'}"
        kind = KINDS.get(file.type.partition("/")[0], "unknown")
        return {
            "id": file.id,
            "type": kind,
            "url": url,
            "preview_url": url,
            "remote_url": None,
            "text_url": None,
            "meta": {},
            "description": None,
            "blurhash": None,
        }

    def thing(self, id: str) -> dict[str, Any] | None:
        """A status by its number, where the viewer may see it; `None` where there is none, or it is not theirs to see."""
        message = self.world.messages.get((MASTODON, id))
        if message is not None and message.deleted_at is None:
            readers = {message.sender, message.recipient, *message.more.get("mentions", [])}
            return self.direct(message) if self.viewer in readers else None
        post = self.world.posts.get((MASTODON, id))
        if post is None or post.deleted_at is not None:
            return None
        is_mine = post.author == self.viewer or self.viewer in post.mentions
        visibility = post.more.get("visibility", "public")
        return self.public(post) if is_mine or visibility in {"public", "unlisted"} else None


def _author(found: Message | Post | None) -> str | None:
    if found is None:
        return None
    return getattr(found, "author", "") or getattr(found, "sender", "")


def _addressed(world: World, text: str, to: list[str]) -> str:
    """The words with the names of whom they are for, as every client writes them."""
    there = {one.id for one in mentions(world, text)}
    missing = [f"@{acct(world.profile(MASTODON, one))}" for one in to if one not in there]
    return " ".join([*missing, text])
