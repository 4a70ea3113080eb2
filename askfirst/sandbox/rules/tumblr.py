"""What Tumblr allows: Fan Mail from 2012 on, messages since November 2015, asks and their answers, limits of a day.

Settings of a blog: `ask`, `ask_anon` (both off until switched on), `inbound` (`everyone`, or `followed_only`: "Tumblrs I
follow"), `is_private` (the blog).  Days are Tumblr's own: calendar days, taken here to begin at midnight in New York.
No call can send a message or an ask (TU-07); that one acts for a person who wished it (TU-09) no call says.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from askfirst.sandbox.rules import Refusal
from askfirst.sandbox.things import Deed, Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from askfirst.sandbox.world import World

TUMBLR = "tumblr"
FAN_MAIL = datetime(2012, 1, 5, tzinfo=UTC)
"""TU-01."""
MESSAGES = datetime(2015, 11, 10, tzinfo=UTC)
"""TU-05, TU-06; Fan Mail ended."""
FOLLOWED_FOR = timedelta(hours=48)
FAN_MAIL_A_DAY = 500
POSTS_A_DAY, FOLLOWS_A_DAY, LIKES_A_DAY = 250, 200, 1_000
ZONE = ZoneInfo("America/New_York")


def may(world: World, deed: Deed, at: datetime) -> Refusal | None:
    """`None`: Tumblr takes it."""
    judge = _JUDGES.get(deed.kind)
    return None if judge is None else judge(world, deed, at)


def day_began(at: datetime) -> datetime:
    """The midnight by which Tumblr's limits of a day are counted."""
    return at.astimezone(ZONE).replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)


def left(world: World, source: str, at: datetime, most: int, kinds: frozenset[Kind]) -> int:
    """How much of a day's limit is left."""
    return max(0, most - world.count(TUMBLR, source, kinds=kinds, since=day_began(at), until=at))


def _blocked(world: World, deed: Deed, whom: str, at: datetime) -> Refusal | None:
    if world.blocks(TUMBLR, whom, deed.source, at=at):
        return Refusal(rule="TU-07", row="blocked", says="They have blocked this blog.")
    return None


# -- private -----------------------------------------------------------------------------------------------------------


def _write(world: World, deed: Deed, at: datetime) -> Refusal | None:
    if deed.app:
        return Refusal(rule="TU-07", row="no_such", says="Programs cannot send messages.")
    blocked = _blocked(world, deed, deed.target, at)
    if blocked:
        return blocked
    return _fan_mail(world, deed, at) if at < MESSAGES else _message(world, deed, at)


def _fan_mail(world: World, deed: Deed, at: datetime) -> Refusal | None:
    edge = world.edge(TUMBLR, "follow", deed.source, deed.target, at=at)
    if at < FAN_MAIL:
        return Refusal(rule="TU-01", row="no_such", says="There is no Fan Mail yet.")
    if edge is None or at - edge.since < FOLLOWED_FOR:
        return Refusal(rule="TU-01", row="not_long_enough", says="Follow them for 48 hours first.")
    if left(world, deed.source, at, FAN_MAIL_A_DAY, frozenset({Kind.WRITE})) == 0:
        return Refusal(rule="TU-01", row="limit", says="500 Fan Mails a day.")
    return None


def _message(world: World, deed: Deed, at: datetime) -> Refusal | None:
    """Whoever limits messages to those whom they follow may still begin, and is then answered."""
    if any(world.setting(TUMBLR, id, "is_private") for id in (deed.source, deed.target)):
        return Refusal(rule="TU-05", row="no_such", says="Private blogs have no messages.")
    is_open = world.setting(TUMBLR, deed.target, "inbound", "everyone") == "everyone"
    if is_open or world.follows(TUMBLR, deed.target, deed.source, at=at):
        return None
    if world.last_message(TUMBLR, deed.target, deed.source, before=at) is not None:
        return None
    return Refusal(rule="TU-06", row="not_followed", says="They take messages from Tumblrs they follow.")


# -- asks --------------------------------------------------------------------------------------------------------------


def _ask(world: World, deed: Deed, at: datetime) -> Refusal | None:
    if deed.app:
        return Refusal(rule="TU-07", row="no_such", says="Programs cannot send asks.")
    if not world.setting(TUMBLR, deed.target, "ask"):
        return Refusal(rule="TU-02", row="asks_off", says="This blog takes no asks.")
    if deed.more.get("is_anonymous") and not world.setting(TUMBLR, deed.target, "ask_anon"):
        return Refusal(rule="TU-02", row="asks_off", says="This blog takes no anonymous asks.")
    return _blocked(world, deed, deed.target, at)


def _answer(world: World, deed: Deed, at: datetime) -> Refusal | None:
    ask = world.asks.get((TUMBLR, deed.about))
    if ask is None or ask.blog != deed.source or ask.answered_at is not None:
        return Refusal(rule="TU-03", row="unknown", says="There is no such ask to be answered.")
    if not deed.more.get("is_private"):
        return _post(world, deed, at)
    if not ask.asker:
        return Refusal(rule="TU-04", row="anonymous", says="Who asked anonymously has no inbox.")
    return _blocked(world, deed, ask.asker, at)


# -- public ------------------------------------------------------------------------------------------------------------

_POSTS = frozenset({Kind.POST, Kind.SHARE, Kind.ANSWER})


def _post(world: World, deed: Deed, at: datetime) -> Refusal | None:
    if left(world, deed.source, at, POSTS_A_DAY, _POSTS) == 0:
        return Refusal(rule="TU-08", row="daily_posts", says="250 posts a day.")
    return None


def _on_a_post(world: World, deed: Deed, at: datetime) -> Refusal | None:
    post = world.posts.get((TUMBLR, deed.about))
    return None if post is None else _blocked(world, deed, post.author, at)


def _comment(world: World, deed: Deed, at: datetime) -> Refusal | None:
    if deed.app:
        return Refusal(rule="TU-07", row="no_such", says="Programs cannot reply.")
    return _on_a_post(world, deed, at)


def _share(world: World, deed: Deed, at: datetime) -> Refusal | None:
    blocked = _on_a_post(world, deed, at)
    if blocked:
        return Refusal(rule=blocked.rule, row="bad_parent", says=blocked.says)
    return _post(world, deed, at)


def _like(world: World, deed: Deed, at: datetime) -> Refusal | None:
    if left(world, deed.source, at, LIKES_A_DAY, frozenset({Kind.LIKE})) == 0:
        return Refusal(rule="TU-08", row="limit", says="1,000 likes a day.")
    return _on_a_post(world, deed, at)


def _follow(world: World, deed: Deed, at: datetime) -> Refusal | None:
    if left(world, deed.source, at, FOLLOWS_A_DAY, frozenset({Kind.FOLLOW})) == 0:
        return Refusal(rule="TU-08", row="limit", says="200 follows a day.")
    return _blocked(world, deed, deed.target, at)


_JUDGES: dict[Kind, Callable[[World, Deed, datetime], Refusal | None]] = {
    Kind.WRITE: _write,
    Kind.ASK: _ask,
    Kind.ANSWER: _answer,
    Kind.POST: _post,
    Kind.COMMENT: _comment,
    Kind.SHARE: _share,
    Kind.LIKE: _like,
    Kind.FOLLOW: _follow,
}
