"""What Bluesky allows.  BS-01 to BS-03 are the rows of the facts.

A chat needs the consent of the one who is written to: a setting of theirs (`all`, `following`, `none`; who never touched it
has `following`), since chats came on 22 May 2024.  Whom they have written to themselves may answer.  A block, either way,
ends everything between the two but what is said to nobody in particular.

One liberty: the real servers take a reply to somebody who has blocked us and show it to nobody; here it is refused aloud.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import regex

from askfirst.sandbox.rules import Refusal
from askfirst.sandbox.things import Deed, Kind

if TYPE_CHECKING:
    from askfirst.sandbox.world import World

CHATS_FROM = datetime(2024, 5, 22, tzinfo=UTC)
SETTING = "allowIncoming"
MOST_GRAPHEMES = {"message": 1_000, "post": 300}
MOST_BYTES = {"message": 10_000, "post": 3_000}
_SPOKEN = frozenset({Kind.POST, Kind.COMMENT, Kind.SHARE})


def may(world: World, deed: Deed, at: datetime) -> Refusal | None:
    """Why it would be refused; `None`: it is done."""
    if world.setting("bluesky", deed.source, "is_suspended"):
        return Refusal(rule="BS-02", row="takedown", says="This account is suspended.")
    if deed.kind in {Kind.WRITE, Kind.OPEN}:
        return chat(world, deed.source, deed.target, at) or _length(deed, "message")
    if deed.kind is Kind.COMMENT:
        author = world.post("bluesky", deed.about).author
        return _blocked(world, deed.source, author, at) or _length(deed, "post")
    return _length(deed, "post") if deed.kind in _SPOKEN else None


def chat(world: World, source: str, target: str, at: datetime) -> Refusal | None:
    """Whether one may write to the other, without opening anything (BS-02)."""
    if at < CHATS_FROM:
        return Refusal(rule="BS-01", row="no_chats", says="There are no chats before 22 May 2024.")
    if source == target:
        return Refusal(rule="BS-01", row="recipient", says="Nobody chats with themselves.")
    if refused := _blocked(world, source, target, at):
        return refused
    if world.setting("bluesky", target, "is_suspended"):
        return Refusal(rule="BS-02", row="suspended", says="Their account is suspended.")
    if world.last_message("bluesky", target, source, before=at) is not None:
        return None
    return _setting(world, source, target, at)


def _blocked(world: World, source: str, target: str, at: datetime) -> Refusal | None:
    if world.blocks("bluesky", target, source, at=at):
        return Refusal(rule="BS-01", row="blocked_actor", says="They have blocked this account.")
    if world.blocks("bluesky", source, target, at=at):
        return Refusal(rule="BS-01", row="blocked_subject", says="This account has blocked them.")
    return None


def _setting(world: World, source: str, target: str, at: datetime) -> Refusal | None:
    said = world.setting("bluesky", target, SETTING, "following")
    if said == "none":
        return Refusal(rule="BS-01", row="disabled", says="They take messages of nobody.")
    if said != "all" and not world.follows("bluesky", target, source, at=at):
        return Refusal(rule="BS-01", row="not_followed", says="They take messages of whom they follow.")
    return None


def _length(deed: Deed, what: str) -> Refusal | None:
    graphemes, size = len(regex.findall(r"\X", deed.text)), len(deed.text.encode())
    if graphemes <= MOST_GRAPHEMES[what] and size <= MOST_BYTES[what]:
        return None
    most = (
        f"{MOST_GRAPHEMES[what]} graphemes"
        if graphemes > MOST_GRAPHEMES[what]
        else f"{MOST_BYTES[what]} bytes"
    )
    return Refusal(rule="BS-03", row="too_long", says=f"At most {most}.", more={"most": most})
