"""What X, formerly Twitter, allows: who may write to whom since 2006, and what programs may say.

Settings of a profile: `inbound` (from whom it takes messages: `followed_only`, `followers`, `everyone`, `verified_only`,
`none`), `is_protected`, `reply_settings` of a post in its `more`.  `more["is_verified"]` marks who pays for the mark.
The ids are the rows of the facts; X-09, X-10, X-11 (machines speak only to whoever spoke first, one reply each) and
X-13, X-14, X-17 are not judged by any call, for no call says who wrote it: X judges them later, by hand.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from askfirst.sandbox.rules import Refusal
from askfirst.sandbox.things import Deed, Kind, Post

if TYPE_CHECKING:
    from collections.abc import Callable

    from askfirst.sandbox.world import World

X = "x"
ANY_FOLLOWER = (datetime(2013, 10, 15, tzinfo=UTC), datetime(2013, 11, 18, tzinfo=UTC))
"""X-02: an account could take messages from everybody who follows it."""
OPENED = datetime(2015, 4, 20, tzinfo=UTC)
"""X-03, X-04: open messages, and whoever was written to may answer."""
REQUESTS = datetime(2023, 7, 14, tzinfo=UTC)
"""X-05: requests from nobody, verified accounts or everybody; who had `everyone` was moved to `verified_only`."""
UNPAID = datetime(2023, 7, 21, tzinfo=UTC)
"""X-06: a daily cap for whoever does not pay."""
UNPAID_PUBLIC = datetime(2026, 1, 1, tzinfo=UTC)
"""X-06, restated in 2026: replies and posts as well."""
API_ONE = datetime(2018, 1, 1, tzinfo=UTC)
API_TWO = datetime(2022, 10, 27, tzinfo=UTC)
"""X-07 until then, X-08 from then on (see the face: its limits are per endpoint)."""
SUMMONED = datetime(2026, 2, 23, tzinfo=UTC)
"""X-12: a program answers only whoever mentioned or quoted its account; enterprise plans are exempt."""
NO_WRITES = datetime(2026, 4, 20, tzinfo=UTC)
"""Programs without an enterprise plan no longer follow, like or quote."""

DAY = timedelta(days=1)
UNPAID_MESSAGES, UNPAID_REPLIES, UNPAID_POSTS = 500, 200, 50
FREE_ANSWERS = 5
"""X-07: so many after each message of theirs within a day cost nothing."""
OLD_MESSAGES = 1_000
OLD_MESSAGES_OF_APP = 15_000


def may(world: World, deed: Deed, at: datetime) -> Refusal | None:
    """`None`: X takes it."""
    judge = _JUDGES.get(deed.kind)
    return None if judge is None else judge(world, deed, at)


def can_write(world: World, source: str, target: str, at: datetime) -> Refusal | None:
    """Whether a message from one to the other would be taken: `receives_your_dm`.  Quotas aside."""
    if world.blocks(X, target, source, at=at) or world.blocks(X, source, target, at=at):
        return Refusal(rule="X-15", row="cannot_message", says="One of them blocks the other.")
    if world.follows(X, target, source, at=at):
        return None
    if at < OPENED:
        return _before_opening(world, source, target, at)
    if world.last_message(X, target, source, before=at) is not None:
        return None
    return _to_a_stranger(world, source, target, at)


def inbound(world: World, id: str, at: datetime) -> str:
    """From whom somebody takes messages besides those whom they follow, as it stood at that instant."""
    said = str(world.setting(X, id, "inbound", "followed_only"))
    if at < OPENED:
        return said if said == "followers" and ANY_FOLLOWER[0] <= at < ANY_FOLLOWER[1] else "followed_only"
    if said == "everyone" and at >= REQUESTS and _set_at(world, id) < REQUESTS:
        return "verified_only"
    if at < REQUESTS:
        return said if said == "everyone" else "followed_only"
    return said


def _set_at(world: World, id: str) -> datetime:
    """When they last touched that setting; before the first time, when they came."""
    for act in world.acts_of(X, id, kinds=[Kind.SET]):
        if "inbound" in act.deed.more:
            return act.at
    return world.profile(X, id).since


def is_verified(world: World, id: str) -> bool:
    """Whether they pay for the mark."""
    return bool(world.profile(X, id).more.get("is_verified"))


def is_enterprise(world: World, app: str) -> bool:
    """Whether the app has a contract of its own."""
    found = world.apps.get((X, app))
    return found is not None and found.tier == "enterprise"


# -- private -----------------------------------------------------------------------------------------------------------


def _write(world: World, deed: Deed, at: datetime) -> Refusal | None:
    return can_write(world, deed.source, deed.target, at) or _message_quota(world, deed, at)


def _before_opening(world: World, source: str, target: str, at: datetime) -> Refusal | None:
    if inbound(world, target, at) == "followers" and world.follows(X, source, target, at=at):
        return None
    return Refusal(rule="X-01", row="not_follower", says="They do not follow you.")


def _to_a_stranger(world: World, source: str, target: str, at: datetime) -> Refusal | None:
    takes = inbound(world, target, at)
    thread = world.thread(X, source, target)
    if thread is not None and thread.state == "declined":
        return Refusal(rule="X-05", row="cannot_message", says="They declined your request.")
    if takes == "everyone" or (takes == "verified_only" and is_verified(world, source)):
        return None
    if takes == "verified_only":
        return Refusal(
            rule="X-05", row="not_verified", says="They take requests from verified accounts only."
        )
    return Refusal(
        rule="X-05" if at >= REQUESTS else "X-03", row="cannot_message", says="They take none from strangers."
    )


def _message_quota(world: World, deed: Deed, at: datetime) -> Refusal | None:
    sent = [
        act for act in world.acts_of(X, deed.source, kinds=[Kind.WRITE], since=at - DAY) if act.at > at - DAY
    ]
    if at >= UNPAID and not is_verified(world, deed.source) and len(sent) >= UNPAID_MESSAGES:
        return Refusal(rule="X-06", row="daily_messages", says="500 messages in 24 hours, without paying.")
    if not deed.app or not API_ONE <= at < API_TWO or is_free_answer(world, deed, at):
        return None
    by_app = [one for one in sent if one.deed.app and not one.deed.more.get("is_free")]
    of_app = sum(
        act.deed.app == deed.app and act.deed.kind is Kind.WRITE and act.at > at - DAY for act in world.acts
    )
    if len(by_app) >= OLD_MESSAGES or of_app >= OLD_MESSAGES_OF_APP:
        return Refusal(
            rule="X-07", row="daily_messages", says="1,000 messages in 24 hours through a program."
        )
    return None


def is_free_answer(world: World, deed: Deed, at: datetime) -> bool:
    """X-07: whether it counts against nothing; the face marks it so in `more["is_free"]`."""
    theirs = world.last_message(X, deed.target, deed.source, before=at)
    if theirs is None or at - theirs.at >= DAY:
        return False
    return world.count(X, deed.source, deed.target, kinds=[Kind.WRITE], since=theirs.at) < FREE_ANSWERS


# -- public ------------------------------------------------------------------------------------------------------------


def _comment(world: World, deed: Deed, at: datetime) -> Refusal | None:
    parent = world.posts.get((X, deed.about))
    if parent is None or parent.deleted_at is not None:
        return Refusal(rule="X-11", row="gone", says="The post is gone.")
    return (
        _barred(world, deed.source, parent, at)
        or _closed(world, deed.source, parent, at)
        or _not_summoned(world, deed, parent, at)
        or _public_quota(world, deed, at, Kind.COMMENT)
        or _same_again(world, deed, at)
    )


def _barred(world: World, source: str, post: Post, at: datetime) -> Refusal | None:
    author = post.author
    if author == source:
        return None
    if world.blocks(X, author, source, at=at):
        return Refusal(rule="X-15", row="blocked", says="The author blocks you.")
    if world.setting(X, author, "is_protected") and not world.follows(X, source, author, at=at):
        return Refusal(rule="X-15", row="protected", says="The author shows posts to followers only.")
    return None


def _closed(world: World, source: str, post: Post, at: datetime) -> Refusal | None:
    allowed = str(post.more.get("reply_settings", "everyone"))
    is_open = {
        "everyone": True,
        "following": world.follows(X, post.author, source, at=at),
        "mentionedUsers": False,
        "verified": is_verified(world, source),
    }.get(allowed, False)
    if is_open or source in {post.author, *post.mentions}:
        return None
    return Refusal(rule="X-12", row="reply_settings", says="The author lets only some people answer.")


def _not_summoned(world: World, deed: Deed, parent: Post, at: datetime) -> Refusal | None:
    if not deed.app or at < SUMMONED or is_enterprise(world, deed.app) or parent.author == deed.source:
        return None
    if deed.source in parent.mentions or _quotes(world, parent, deed.source):
        return None
    return Refusal(rule="X-12", row="not_summoned", says="The author has neither mentioned nor quoted you.")


def _quotes(world: World, post: Post, whom: str) -> bool:
    quoted = world.posts.get((X, post.parent)) if post.kind == "share" and post.text else None
    return quoted is not None and quoted.author == whom


def _post(world: World, deed: Deed, at: datetime) -> Refusal | None:
    return _public_quota(world, deed, at, Kind.POST) or _same_again(world, deed, at)


def _public_quota(world: World, deed: Deed, at: datetime, kind: Kind) -> Refusal | None:
    if at < UNPAID_PUBLIC or is_verified(world, deed.source):
        return None
    most = UNPAID_POSTS if kind is Kind.POST else UNPAID_REPLIES
    since = at - DAY
    done = sum(act.at > since for act in world.acts_of(X, deed.source, kinds=[kind], since=since))
    if done < most:
        return None
    return Refusal(rule="X-06", row="daily_posts", says=f"{most} in 24 hours, without paying.")


def _same_again(world: World, deed: Deed, at: datetime) -> Refusal | None:
    """The same words under the same post, or as a post, while the first still stand."""
    for act in world.acts_of(X, deed.source, kinds=[Kind.POST, Kind.COMMENT], since=at - DAY):
        said = world.posts.get((X, act.made))
        is_same = act.deed.text == deed.text and act.deed.about == deed.about and not deed.media
        if said is not None and said.deleted_at is None and is_same:
            return Refusal(rule="X-17", row="duplicate", says="You have said this already.")
    return None


def _by_program(world: World, deed: Deed, at: datetime) -> Refusal | None:
    if deed.app and at >= NO_WRITES and not is_enterprise(world, deed.app):
        return Refusal(rule="X-12", row="plan", says="The plan of this app does not include it.")
    return None


def _share(world: World, deed: Deed, at: datetime) -> Refusal | None:
    post = world.posts.get((X, deed.about))
    barred = None if post is None else _barred(world, deed.source, post, at)
    return barred or (_by_program(world, deed, at) if deed.text else None)


def _like(world: World, deed: Deed, at: datetime) -> Refusal | None:
    post = world.posts.get((X, deed.about))
    barred = None if post is None else _barred(world, deed.source, post, at)
    return barred or _by_program(world, deed, at)


def _follow(world: World, deed: Deed, at: datetime) -> Refusal | None:
    if world.blocks(X, deed.target, deed.source, at=at):
        return Refusal(rule="X-15", row="cannot_follow", says="They block you.")
    return _by_program(world, deed, at)


_JUDGES: dict[Kind, Callable[[World, Deed, datetime], Refusal | None]] = {
    Kind.WRITE: _write,
    Kind.COMMENT: _comment,
    Kind.POST: _post,
    Kind.SHARE: _share,
    Kind.LIKE: _like,
    Kind.FOLLOW: _follow,
}
