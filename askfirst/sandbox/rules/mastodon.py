"""What a Mastodon server lets through.  Most refusals are silent: the sender is answered 200, and nobody gets it.

A private word is a message of the world; it is a status that only those mentioned can see.  Settings of a person: `inbound`
(`everyone`; `followed_only`: their filter keeps private mentions of whoever they do not follow; `followers`: of whoever
does not follow them; `none`: of everybody).  Answers in a thread that they began and people whom they follow always pass.
The ids are the rows of the facts; MA-03, calls in five minutes, is counted by the face.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from askfirst.sandbox.rules import Refusal
from askfirst.sandbox.things import Deed, Kind

if TYPE_CHECKING:
    from askfirst.sandbox.world import World

MASTODON = "mastodon"
FILTERS = datetime(2024, 10, 8, tzinfo=UTC)
"""MA-02: version 4.3.0."""
SILENT = frozenset({"dropped", "blocked_silently"})
"""Rows that the sender never sees."""
SUSPENDED = "suspended"


def may(world: World, deed: Deed, at: datetime) -> Refusal | None:
    """`None`: it is taken and arrives."""
    if world.setting(MASTODON, deed.source, "standing") == SUSPENDED:
        return Refusal(rule="MA-02", row="suspended", says="The moderators have suspended this account.")
    if deed.kind is Kind.FOLLOW and world.blocks(MASTODON, deed.target, deed.source, at=at):
        return Refusal(rule="MA-01", row="not_allowed", says="They block this account.")
    if deed.kind is Kind.REQUEST and world.blocks(MASTODON, deed.target, deed.source, at=at):
        return Refusal(rule="MA-01", row="not_allowed", says="They block this account.")
    if deed.kind is Kind.FOLLOW and is_locked(world, deed.target) and not deed.more.get("is_authorized"):
        return Refusal(
            rule="MA-01", row="not_allowed", says="This account approves its followers: ask to follow it."
        )
    if deed.kind is Kind.WRITE:
        return _private(world, deed, at)
    return None


def is_locked(world: World, profile: str) -> bool:
    """Whether its owner approves who follows it."""
    return bool(world.setting(MASTODON, profile, "followers", "anybody") == "approved")


def _private(world: World, deed: Deed, at: datetime) -> Refusal | None:
    source, target = deed.source, deed.target
    if world.blocks(MASTODON, target, source, at=at):
        return Refusal(
            rule="MA-01", row="blocked_silently", says="They block this account, and it is not told."
        )
    if at < FILTERS or passes(world, source, target, at):
        return None
    inbound = str(world.setting(MASTODON, target, "inbound", "everyone"))
    if inbound == "everyone" or (inbound == "followers" and world.follows(MASTODON, source, target, at=at)):
        return None
    return Refusal(rule="MA-02", row="dropped", says="Their filter drops it, and the sender is not told.")


def passes(world: World, source: str, target: str, at: datetime) -> bool:
    """What no filter keeps away: they follow the sender, or have written to them before."""
    return (
        world.follows(MASTODON, target, source, at=at)
        or world.last_message(MASTODON, target, source, before=at) is not None
        or any(post.author == target and source in post.mentions for post in world.posts.values())
    )
