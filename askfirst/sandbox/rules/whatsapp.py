"""WhatsApp Business Platform, section 6 of the network rules.

WA-05 (how many people a business may write to first within 24 hours) is read from the account (`more["messaging_limit"]`),
WA-06 from the person's setting `marketing_cap_reached`, for the network publishes no number.  WA-08 is about prices.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from askfirst.sandbox.rules import Refusal
from askfirst.sandbox.rules.meta import DAY, last_written, on
from askfirst.sandbox.things import Kind

if TYPE_CHECKING:
    from datetime import datetime

    from askfirst.sandbox.things import Deed
    from askfirst.sandbox.world import World

US_MARKETING_ENDS = on(2025, 4, 1)


def may(world: World, deed: Deed, at: datetime) -> Refusal | None:  # noqa: PLR0911 -- one line for each rule
    """What WhatsApp says to it; `None`: it is delivered as soon as the phone is on."""
    if deed.kind is not Kind.WRITE:
        return None
    if not world.is_ours(deed.network, deed.source):
        is_blocked = world.blocks(deed.network, deed.target, deed.source, at=at)
        return _no("WA-07", "undeliverable", "This business has blocked you.") if is_blocked else None
    account = world.accounts[deed.network, deed.source]
    if account.more.get("enforcement") in {"restricted", "blocked"}:
        return _no("WA-07", "locked", "This account is locked.")
    if deed.source == deed.target:
        return _no("WA-01", "self", "A number cannot write to itself.")
    allowed = account.more.get("only_to")
    if allowed is not None and deed.target not in allowed:
        return _no("WA-01", "not_allowed", "A test number writes only to the numbers on its list.")
    if world.blocks(deed.network, deed.target, deed.source, at=at):
        return _no("WA-07", "undeliverable", "They have blocked this business.")
    return _template(world, deed, at) if deed.more.get("template") else _service(world, deed, at)


def _service(world: World, deed: Deed, at: datetime) -> Refusal | None:
    """Free words, within 24 hours after they wrote or called."""
    wrote = last_written(world, deed.network, deed.target, deed.source, at)
    calls = world.acts_of(deed.network, deed.target, deed.source, kinds=(Kind.OPEN,), until=at)
    called = next((act.at for act in calls if act.deed.more.get("by") == "call"), None)
    opened = max((one for one in (wrote, called) if one is not None), default=None)
    if opened is None or at - opened >= DAY:
        return _no("WA-01", "window", "More than 24 hours have passed since they last wrote.")
    return None


def _template(world: World, deed: Deed, at: datetime) -> Refusal | None:
    """Approved words, to somebody who agreed."""
    account = world.accounts[deed.network, deed.source]
    category = account.more.get("templates", {}).get(str(deed.more["template"]))
    if category is None:
        return _no("WA-02", "template_missing", "There is no such approved template.")
    if world.edge(deed.network, "opt_in", deed.target, deed.source, at=at) is None and _service(
        world, deed, at
    ):
        return _no("WA-03", "undeliverable", "They have not agreed to be written to.")
    if category == "marketing":
        return _marketing(world, deed, at) or _limit(world, deed, at)
    return _limit(world, deed, at)


def _marketing(world: World, deed: Deed, at: datetime) -> Refusal | None:
    stopped = world.acts_of(
        deed.network, deed.target, deed.source, kinds=(Kind.OPT_OUT, Kind.OPT_IN), until=at
    )
    last = next((act for act in stopped if act.deed.more.get("topic") == "marketing_messages"), None)
    if last is not None and last.deed.kind is Kind.OPT_OUT:
        return _no("WA-03", "stopped", "They have stopped marketing messages.")
    number = str(world.profile(deed.network, deed.target).more.get("number", deed.target))
    if at >= US_MARKETING_ENDS and number.startswith("1") and len(number) == 11:
        return _no("WA-04", "held", "Marketing is not delivered to numbers of the United States.")
    if world.setting(deed.network, deed.target, "marketing_cap_reached"):
        return _no("WA-06", "held", "They have had enough marketing from all businesses.")
    return None


def _limit(world: World, deed: Deed, at: datetime) -> Refusal | None:
    limit = world.accounts[deed.network, deed.source].more.get("messaging_limit")
    if not isinstance(limit, int) or _service(world, deed, at) is None:
        return None
    acts = world.acts_of(deed.network, deed.source, kinds=(Kind.WRITE,), since=at - DAY, until=at)
    people = {act.deed.target for act in acts if act.deed.more.get("template") and act.at > at - DAY}
    if deed.target not in people and len(people) >= limit:
        return _no("WA-05", "rate", "This business has begun as many conversations today as it may.")
    return None


def _no(rule: str, row: str, says: str) -> Refusal:
    return Refusal(rule=rule, row=row, says=says)
