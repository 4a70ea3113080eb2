"""Instagram, section 2 of the network rules.  IG-04, IG-05 and IG-07 bind the app's own screens and not what an account may send.

IG-08 (grown-ups and teens who do not follow them) is about people's own accounts: professional accounts only answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from askfirst.sandbox.rules import Refusal
from askfirst.sandbox.rules.meta import (
    DAY,
    WEEK,
    answered,
    asked_since,
    has_approval,
    has_topics,
    is_too_soon,
    last_opened,
    on,
    opt_ins,
    private_replies,
)
from askfirst.sandbox.things import Kind

if TYPE_CHECKING:
    from datetime import datetime

    from askfirst.sandbox.things import Deed
    from askfirst.sandbox.world import World

API = on(2021, 6, 1)
"""About; the facts say ~2021-06."""
TOPICS = on(2022, 12, 31)
"""About; the facts say ~2022 (IG-06)."""
MOST_ASKED, MOST_TITLES = 5, 10
"""Requests to opt in that one person gets within a day, and different titles within a week (IG-06)."""
LONGEST_TEXT = 1_000
"""Bytes."""


def may(world: World, deed: Deed, at: datetime) -> Refusal | None:  # noqa: PLR0911 -- one line for each rule
    """What Instagram says to it; `None`: it is done."""
    if deed.kind is not Kind.WRITE:
        return None
    if not world.is_ours(deed.network, deed.source):
        return _person(world, deed, at)
    if at < API:
        return _no("IG-01", "permission", "There is no API for messages yet.")
    if not world.setting(deed.network, deed.source, "allows_access", otherwise=True):
        return _no("IG-01", "access_disabled", "The account has not allowed access to its messages.")
    if world.accounts[deed.network, deed.source].more.get("enforcement") in {"restricted", "blocked"}:
        return _no("FB-26", "blocked", "This account is restrained.")
    if world.blocks(deed.network, deed.target, deed.source, at=at):
        return _no("FB-25", "not_available", "They have blocked this account.")
    if len(deed.text.encode()) > LONGEST_TEXT:
        return _no("IG-01", "bad_data", "The text is longer than 1,000 bytes.")
    return _private_reply(world, deed, at) if deed.more.get("comment") else _direct(world, deed, at)


def _person(world: World, deed: Deed, at: datetime) -> Refusal | None:
    if world.blocks(deed.network, deed.target, deed.source, at=at):
        return _no("IG-01", "not_available", "This account has blocked you.")
    return None


def _private_reply(world: World, deed: Deed, at: datetime) -> Refusal | None:
    post = answered(world, deed)
    if post is None or post.kind != "comment" or post.author != deed.target or post.wall != deed.source:
        return _no("IG-03", "private_reply", "There is no comment of theirs under a post of this account.")
    if private_replies(world, deed, at):
        return _no("IG-03", "private_reply", "It was answered privately before.")
    if at - post.at >= WEEK:
        return _no("IG-03", "private_reply", "It is older than seven days.")
    root = world.posts.get((deed.network, post.root))
    if root is not None and root.more.get("is_live") and root.more.get("has_ended"):
        return _no("IG-03", "private_reply", "The live video is over.")
    return None


def _direct(world: World, deed: Deed, at: datetime) -> Refusal | None:
    opened = last_opened(world, deed.network, deed.target, deed.source, at)
    tag = str(deed.more.get("tag") or "")
    if tag and tag != "HUMAN_AGENT":
        return _no("IG-02", "dead_tag", "Instagram has no such tag.")
    if tag:
        return _human(world, deed, at)
    if deed.more.get("topic") is not None:
        return _topic(world, deed, at)
    if deed.more.get("asks") and (refusal := _asks(world, deed, at)):
        return refusal
    if opened is not None and at - opened < DAY:
        return None
    return _no("IG-01", "outside_window_instagram", "More than 24 hours have passed since they last wrote.")


def _topic(world: World, deed: Deed, at: datetime) -> Refusal | None:
    """Recurring notifications, as Facebook has them."""
    if at < TOPICS or not has_topics(world, deed, at):
        return _no("IG-06", "dead_tag", "Recurring notifications do not exist here.")
    if next(opt_ins(world, deed, str(deed.more["topic"]), at), None) is None:
        return _no("IG-06", "stopped", "They have not agreed to this topic, or have stopped it.")
    if is_too_soon(world, deed, at):
        return _no("IG-06", "rate", "One on this topic went out a short while ago.")
    return None


def _asks(world: World, deed: Deed, at: datetime) -> Refusal | None:
    """A request to opt in: not the same within a week, five a day, ten titles a week."""
    if at < TOPICS:
        return _no("IG-06", "dead_tag", "Requests to opt in do not exist yet.")
    titles = asked_since(world, deed, at - WEEK, at)
    if deed.more["asks"]["title"] in titles:
        return _no("IG-06", "rate", "They were asked the same in the last seven days.")
    if len(asked_since(world, deed, at - DAY, at)) >= MOST_ASKED or len(set(titles)) >= MOST_TITLES:
        return _no("IG-06", "rate", "They were asked often enough.")
    return None


def _human(world: World, deed: Deed, at: datetime) -> Refusal | None:
    wrote = last_opened(world, deed.network, deed.target, deed.source, at)
    if not has_approval(world, deed, "human_agent"):
        return _no("IG-02", "permission", "This app is not approved for answers by people after 24 hours.")
    if wrote is None or at - wrote >= WEEK:
        return _no(
            "IG-02", "outside_window_instagram", "More than seven days have passed since they last wrote."
        )
    if deed.more.get("is_automatic") or deed.more.get("is_promotional"):
        return _no(
            "IG-02", "outside_window_instagram", "Only a person may answer now, and without promotion."
        )
    return None


def _no(rule: str, row: str, says: str) -> Refusal:
    return Refusal(rule=rule, row=row, says=says)
