"""What Telegram allows bots, and bots that help in a person's own account.

A bot's private chat with somebody is their thread; the bot's group is its own wall.  An account of ours whose
`more["connection"]` is set is a person's, in which a bot helps.  Settings of a person: `is_deactivated`; of a bot:
`group` (`member`, `kicked`, `restricted`).
The ids are the rows of the facts.  TG-02: the true numbers are not published; these are the ones in use.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from askfirst.sandbox.limits import Limit
from askfirst.sandbox.rules import Refusal
from askfirst.sandbox.things import Deed, Kind

if TYPE_CHECKING:
    from askfirst.sandbox.world import World

TELEGRAM = "telegram"
BOTS = datetime(2015, 6, 30, tzinfo=UTC)
"""TG-01: the facts name the month; it is sure from its end."""
BUSINESS = datetime(2024, 3, 31, tzinfo=UTC)
"""TG-03, the same."""
ACTIVE = timedelta(hours=24)
_SAYS = frozenset({Kind.WRITE, Kind.POST, Kind.COMMENT})


def may(world: World, deed: Deed, at: datetime) -> Refusal | None:
    """`None`: Telegram takes it.  People's own words to a bot are always taken, except by one whom they have blocked."""
    if not world.is_ours(TELEGRAM, deed.source):
        return _by_a_person(world, deed)
    if deed.kind not in _SAYS:
        return None
    if at < BOTS and not is_persons(world, deed.source):
        return Refusal(rule="TG-01", row="token", says="There are no bots yet.")
    refusal = _private(world, deed, at) if deed.kind is Kind.WRITE else _in_group(world, deed)
    return refusal or flood(world, deed)


def is_persons(world: World, account: str) -> bool:
    """Whether an account of ours is a person's, in which a bot helps."""
    found = world.accounts.get((TELEGRAM, account))
    return found is not None and bool(found.more.get("connection"))


def has_begun(world: World, bot: str, person: str) -> bool:
    """Whether they ever wrote to the bot or pressed Start."""
    return world.last_message(TELEGRAM, person, bot) is not None


def flood(world: World, deed: Deed) -> Refusal | None:
    """TG-02, and how long to wait."""
    for limit in limits(deed):
        if limit.left(world) == 0:
            wait = max(1, round((limit.reset(world) - world.now).total_seconds()))
            return Refusal(
                rule="TG-02", row="flood", says=f"Too much: {limit.name}", more={"retry_after": wait}
            )
    return None


def limits(deed: Deed) -> list[Limit]:
    """30 a second in all; in a private chat one a second over a minute; in a group 20 a minute."""
    overall = Limit(name=f"telegram.all.{deed.source}", most=30, seconds=1)
    if deed.kind is Kind.WRITE:
        return [overall, Limit(name=f"telegram.chat.{deed.source}.{deed.target}", most=60, seconds=60)]
    return [overall, Limit(name=f"telegram.group.{deed.source}", most=20, seconds=60)]


def _by_a_person(world: World, deed: Deed) -> Refusal | None:
    if deed.kind in {Kind.WRITE, Kind.OPEN} and world.blocks(TELEGRAM, deed.source, deed.target):
        return Refusal(rule="TG-01", row="blocked", says="You have blocked this bot: unblock it first.")
    return None


def _private(world: World, deed: Deed, at: datetime) -> Refusal | None:
    person = world.profile(TELEGRAM, deed.target)
    if person.settings.get("is_deactivated"):
        return Refusal(rule="TG-01", row="deactivated", says="This account is gone.")
    if world.blocks(TELEGRAM, deed.target, deed.source, at=at):
        return Refusal(rule="TG-01", row="blocked", says="They have blocked it.")
    if is_persons(world, deed.source):
        return _in_a_persons_account(world, deed, at)
    if has_begun(world, deed.source, deed.target):
        return None
    row = "cannot_initiate" if _met_in_group(world, deed.source, deed.target) else "chat_not_found"
    return Refusal(rule="TG-01", row=row, says="A bot cannot begin: they have to press Start or write.")


def _in_a_persons_account(world: World, deed: Deed, at: datetime) -> Refusal | None:
    last = world.last_message(TELEGRAM, deed.target, deed.source)
    if at < BUSINESS:
        return Refusal(rule="TG-03", row="connection", says="Bots do not help in people's accounts yet.")
    if last is None or at - last.at >= ACTIVE:
        return Refusal(
            rule="TG-03", row="peer_usage", says="They have not written to this account within a day."
        )
    return None


def _met_in_group(world: World, bot: str, person: str) -> bool:
    return any(one.author == person and one.wall == bot for one in world.posts.values())


def _in_group(world: World, deed: Deed) -> Refusal | None:
    status = world.setting(TELEGRAM, deed.source, "group", "member")
    if status == "kicked":
        return Refusal(rule="TG-01", row="kicked", says="The bot was taken out of the group.")
    if status == "restricted":
        return Refusal(rule="TG-01", row="no_rights", says="The bot may not write in the group.")
    return None
