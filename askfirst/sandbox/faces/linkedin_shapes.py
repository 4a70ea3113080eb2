"""How LinkedIn names and writes things, and what happened on a page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from askfirst.sandbox.things import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from askfirst.sandbox.things import Act, Post
    from askfirst.sandbox.world import World

LINKEDIN = "linkedin"
_NUMBER = re.compile(
    r"urn:li:(?:comment:\(.*,(?P<comment>[^,()]+)\)|(?:share|activity|ugcPost):(?P<post>\w+))"
)


def person(id: str) -> str:
    return f"urn:li:person:{id}"


def organization(id: str) -> str:
    return f"urn:li:organization:{id}"


def actor(world: World, id: str) -> str:
    """A member, or a page of ours."""
    account = world.accounts.get((LINKEDIN, id))
    return organization(id) if account is not None and account.more.get("kind") == "page" else person(id)


def number(urn: str) -> str:
    """The number of a post or comment within its name; what is no name stands for itself."""
    match = _NUMBER.fullmatch(urn)
    return (match["comment"] or match["post"]) if match else urn


def named(post: Post) -> str:
    """A post by its activity, a comment by its post and number."""
    if post.kind == "comment":
        return f"urn:li:comment:(urn:li:activity:{post.root},{post.id})"
    return f"urn:li:share:{post.id}"


def milliseconds(at: datetime) -> int:
    return int(at.timestamp() * 1000)


def plain(commentary: str) -> str:
    """A post's text without the marks of LinkedIn's own format."""
    return re.sub(r"\\([|{}@\[\]()<>#\\*_~])", r"\1", commentary)


def written(text: str) -> str:
    """The same with them."""
    return re.sub(r"([|{}@\[\]()<>#\\*_~])", r"\\\1", text)


def post(given: Post) -> dict[str, Any]:
    return {
        "id": f"urn:li:share:{given.id}",
        "author": organization(given.author),
        "commentary": written(given.text),
        "visibility": "PUBLIC",
        "lifecycleState": "PUBLISHED",
        "createdAt": milliseconds(given.at),
        "publishedAt": milliseconds(given.at),
    }


def comment(world: World, given: Post) -> dict[str, Any]:
    who = actor(world, given.author)
    parent = world.posts.get((LINKEDIN, given.parent))
    above = {"parentComment": named(parent)} if parent is not None and parent.kind == "comment" else {}
    return {
        "id": given.id,
        "commentUrn": named(given),
        "actor": who,
        "object": f"urn:li:activity:{given.root}",
        "message": {"text": given.text, "attributes": []},
        "created": {"actor": who, "time": milliseconds(given.at)},
        **above,
    }


# -- what happened -----------------------------------------------------------------------------------------------------


def notifications(world: World, act: Act, page: str) -> Iterator[dict[str, Any]]:
    """What a page is told of one act: nothing, or one thing."""
    found = _told(world, act, page)
    if found is not None:
        action, source, made, more = found
        yield {
            "notificationId": act.number,
            "organizationalEntity": organization(page),
            "action": action,
            "sourcePost": source,
            "generatedActivity": made,
            "lastModifiedAt": milliseconds(act.at),
            **({"decoratedGeneratedActivity": more} if more else {}),
        }


Told = tuple[str, str, str, dict[str, Any]]


def _told(world: World, act: Act, page: str) -> Told | None:
    deed = act.deed
    if deed.network != LINKEDIN:
        return None
    if deed.kind is Kind.LIKE:
        liked = world.posts.get((LINKEDIN, deed.about))
        if liked is None or liked.wall != page:
            return None
        reaction = f"urn:li:reaction:({actor(world, deed.source)},{_activity(liked)})"
        return "LIKE", _top(world, liked), reaction, {}
    made = world.posts.get((LINKEDIN, act.made))
    if made is None:
        return None
    return _said(world, act, made, page)


def _said(world: World, act: Act, made: Post, page: str) -> Told | None:
    kind = act.deed.kind
    if made.kind == "comment" and made.wall == page:
        action = {Kind.COMMENT: "COMMENT", Kind.EDIT: "COMMENT_EDIT", Kind.DELETE: "COMMENT_DELETE"}.get(kind)
        if action is None:
            return None
        is_ours = made.author == page
        if is_ours and kind is Kind.COMMENT:
            action = "ADMIN_COMMENT"
        shown = {} if kind is Kind.DELETE else {"comment": _inside(world, made)}
        return action, _top(world, made), named(made), shown
    inside = {"share": {"text": {"text": made.text}, "owner": actor(world, made.author)}}
    if kind is Kind.SHARE and made.parent and world.posts[LINKEDIN, made.parent].wall == page:
        return "SHARE", _top(world, world.posts[LINKEDIN, made.parent]), named(made), inside
    if kind in {Kind.POST, Kind.SHARE} and page in made.mentions and made.author != page:
        return "SHARE_MENTION", named(made), named(made), inside
    return None


def _inside(world: World, made: Post) -> dict[str, Any]:
    shown = comment(world, made)
    first, _, last = world.profile(LINKEDIN, made.author).name.partition(" ")
    found = {
        "text": made.text,
        "owner": shown["actor"],
        "owner~": {"localizedFirstName": first, "localizedLastName": last},
    }
    return found | ({"parentComment": shown["parentComment"]} if "parentComment" in shown else {})


def _activity(post: Post) -> str:
    return named(post) if post.kind == "comment" else f"urn:li:activity:{post.id}"


def _top(world: World, post: Post) -> str:
    return f"urn:li:share:{post.root}" if (LINKEDIN, post.root) in world.posts else ""
