"""What LinkedIn allows: messages between members, InMail and its credits, group and coworker requests, a page's inbox.

Our accounts are pages (`Account.more["kind"]` is `page`) or members (`employee_profile`).  A message says in `more` which
way it takes: nothing (a plain message), `inmail`, `group` (the group's id), `coworker`, `invitation`.
Settings: `refuses_inmail`, `is_open_profile`; `more["is_premium"]`, `more["company"]` of a profile.
Rows LI-05 (how many credits a plan brings), LI-11, LI-16, LI-17 and LI-19 name numbers that LinkedIn does not publish or
kinds of paid mail that no deed here is: they are not judged.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from askfirst.sandbox.rules import Refusal
from askfirst.sandbox.things import Credit, Deed, Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from askfirst.sandbox.world import World

LINKEDIN = "linkedin"
ANSWERED_COUNTS = datetime(2015, 1, 1, tzinfo=UTC)
"""LI-03 before, LI-04 from then on: the credit of an InMail came back unanswered, and comes back answered."""
UNANSWERED_FOR, ANSWERED_WITHIN = timedelta(days=7), timedelta(days=90)
GROUP_LIMIT = datetime(2015, 6, 18, tzinfo=UTC)
GROUP_THREADS = 15
PAGE_INBOX = datetime(2023, 6, 1, tzinfo=UTC)
"""LI-14, LI-15; the day is not known, the month is."""
NOTES_A_MONTH, FREE_NOTE, PREMIUM_NOTE = 5, 200, 300
AGAIN_AFTER = timedelta(weeks=3)


def may(world: World, deed: Deed, at: datetime) -> Refusal | None:
    """`None`: LinkedIn takes it."""
    judge = {Kind.WRITE: _write, Kind.COMMENT: _comment}.get(deed.kind)
    return None if judge is None else judge(world, deed, at)


def is_page(world: World, id: str) -> bool:
    account = world.accounts.get((LINKEDIN, id))
    return account is not None and account.more.get("kind") == "page"


def is_connected(world: World, one: str, other: str, at: datetime) -> bool:
    return world.edge(LINKEDIN, "connect", one, other, at=at) is not None


def _blocked(world: World, source: str, target: str, at: datetime) -> Refusal | None:
    if world.blocks(LINKEDIN, target, source, at=at):
        return Refusal(rule="LI-07", row="blocked", says="They have blocked you.")
    return None


def _comment(world: World, deed: Deed, at: datetime) -> Refusal | None:
    post = world.posts.get((LINKEDIN, deed.about))
    if post is None or post.deleted_at is not None:
        return Refusal(rule="LI-01", row="gone", says="The post is gone.")
    return _blocked(world, deed.source, post.author, at)


def _write(world: World, deed: Deed, at: datetime) -> Refusal | None:
    if deed.app:
        return Refusal(
            rule="LI-18", row="no_messages", says="No program may write messages without a partnership."
        )
    blocked = _blocked(world, deed.source, deed.target, at)
    if blocked:
        return blocked
    if is_page(world, deed.source) or is_page(world, deed.target):
        return _with_a_page(world, deed, at)
    return next(
        (judge(world, deed, at) for name, judge in _WAYS.items() if deed.more.get(name)),
        _plain(world, deed, at),
    )


def _with_a_page(world: World, deed: Deed, at: datetime) -> Refusal | None:
    if at < PAGE_INBOX:
        return Refusal(rule="LI-14", row="no_inbox", says="Pages have no inbox yet.")
    if not is_page(world, deed.source):
        return None
    if world.last_message(LINKEDIN, deed.target, deed.source, before=at) is None:
        return Refusal(rule="LI-15", row="page_first", says="A page only answers.")
    return None


def _plain(world: World, deed: Deed, at: datetime) -> Refusal | None:
    """LI-01, LI-08, and the answer to whoever wrote."""
    if is_connected(world, deed.source, deed.target, at):
        return None
    if world.last_message(LINKEDIN, deed.target, deed.source, before=at) is not None:
        return None
    if is_open(world, deed.target):
        return None
    return Refusal(rule="LI-01", row="not_connected", says="You are not connected.")


# -- InMail ------------------------------------------------------------------------------------------------------------


def _inmail(world: World, deed: Deed, at: datetime) -> Refusal | None:
    ours = world.last_message(LINKEDIN, deed.source, deed.target, before=at)
    theirs = world.last_message(LINKEDIN, deed.target, deed.source, before=at)
    if ours is not None and ours.more.get("inmail") and (theirs is None or theirs.at < ours.at):
        return Refusal(rule="LI-06", row="unanswered", says="They have not answered your last InMail.")
    if is_open(world, deed.target):
        return None  # LI-08: free, and no credit
    if world.setting(LINKEDIN, deed.target, "refuses_inmail"):
        return Refusal(rule="LI-07", row="refuses_inmail", says="They take no InMail.")
    if not credits_left(world, deed.source, at):
        return Refusal(rule="LI-05", row="no_credits", says="No InMail credit is left.")
    return None


def is_open(world: World, profile: str) -> bool:
    """LI-08: a premium member who takes messages from everybody."""
    opened = world.setting(LINKEDIN, profile, "is_open_profile")
    return bool(opened and world.profile(LINKEDIN, profile).more.get("is_premium"))


def credits_left(world: World, owner: str, at: datetime) -> list[Credit]:
    """The credits that may be spent at that instant, those that came back included."""
    held = (one for one in world.credits.values() if (one.network, one.owner) == (LINKEDIN, owner))
    return [one for one in held if _is_worth(world, one, at)]


def _is_worth(world: World, credit: Credit, at: datetime) -> bool:
    if credit.at > at or (credit.expires_at is not None and credit.expires_at <= at):
        return False
    return credit.spent_at is None or credit.spent_at > at or _came_back(world, credit, at)


def _came_back(world: World, credit: Credit, at: datetime) -> bool:
    """By the rule of the day on which it was spent."""
    spent = credit.spent_at
    if spent is None:
        return False
    if spent < ANSWERED_COUNTS:
        until = spent + UNANSWERED_FOR
        return at >= until and not _answered(world, credit, until)
    return _answered(world, credit, min(at, spent + ANSWERED_WITHIN))


def _answered(world: World, credit: Credit, until: datetime) -> bool:
    last = world.last_message(LINKEDIN, credit.spent_on, credit.owner, before=until)
    return last is not None and credit.spent_at is not None and last.at >= credit.spent_at


# -- requests ----------------------------------------------------------------------------------------------------------


def _group(world: World, deed: Deed, at: datetime) -> Refusal | None:
    group = str(deed.more["group"])
    if not all(world.edge(LINKEDIN, "join", one, group, at=at) for one in (deed.source, deed.target)):
        return Refusal(rule="LI-09", row="no_group", says="You are not in that group together.")
    month = at.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    begun = [
        act
        for act in world.acts_of(LINKEDIN, deed.source, kinds=[Kind.WRITE], since=month)
        if act.deed.more.get("group") and act.deed.target != deed.target
    ]
    if at >= GROUP_LIMIT and len({act.deed.target for act in begun}) >= GROUP_THREADS:
        return Refusal(rule="LI-09", row="group_limit", says="15 new threads a month over all groups.")
    return None


def _coworker(world: World, deed: Deed, at: datetime) -> Refusal | None:
    del at
    ours, theirs = (world.profile(LINKEDIN, id).more.get("company") for id in (deed.source, deed.target))
    if ours and ours == theirs:
        return None
    return Refusal(rule="LI-10", row="no_coworker", says="You do not work together.")


def _invitation(world: World, deed: Deed, at: datetime) -> Refusal | None:
    """The note of an invitation: how long, how many, and how soon after one that was withdrawn."""
    if is_connected(world, deed.source, deed.target, at):
        return Refusal(rule="LI-12", row="connected", says="You are connected already.")
    withdrawn = world.acts_of(LINKEDIN, deed.source, deed.target, kinds=[Kind.OTHER], since=at - AGAIN_AFTER)
    if any(act.deed.more.get("what") == "withdraw" for act in withdrawn):
        return Refusal(rule="LI-13", row="too_soon", says="Three weeks after withdrawing.")
    is_premium = bool(world.profile(LINKEDIN, deed.source).more.get("is_premium"))
    if len(deed.text) > (PREMIUM_NOTE if is_premium else FREE_NOTE):
        return Refusal(rule="LI-12", row="too_long", says="The note is too long.")
    month = at.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    sent = world.acts_of(LINKEDIN, deed.source, kinds=[Kind.WRITE], since=month)
    notes = sum(bool(act.deed.more.get("invitation") and act.deed.text) for act in sent)
    if deed.text and not is_premium and notes >= NOTES_A_MONTH:
        return Refusal(rule="LI-12", row="notes_limit", says="Five notes a month.")
    return None


_WAYS: dict[str, Callable[[World, Deed, datetime], Refusal | None]] = {
    "inmail": _inmail,
    "group": _group,
    "coworker": _coworker,
    "invitation": _invitation,
}
