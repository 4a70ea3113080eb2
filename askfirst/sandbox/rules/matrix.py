"""What Matrix allows.  MX-01 and MX-02 are the rows of the facts.

Nobody needs to be asked before they are invited, and nobody sees a room before they accept.  Since version 1.18 of the
specification, of 25 March 2026, a person can refuse all invitations, and their server says so.  To ignore somebody is
another thing and silent: what is said arrives as always.  Who has written, or is in the room, may be answered.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from askfirst.sandbox.rules import Refusal
from askfirst.sandbox.things import Deed, Kind

if TYPE_CHECKING:
    from askfirst.sandbox.world import World

NO_INVITES_FROM = datetime(2026, 3, 25, tzinfo=UTC)
SETTING = "invite_permission"
"""`default_action` of `m.invite_permission_config`: allow or block."""
_SPEAKING = frozenset({Kind.WRITE, Kind.OPEN})


def may(world: World, deed: Deed, at: datetime) -> Refusal | None:
    """Why it would be refused; `None`: it is done."""
    if world.setting("matrix", deed.source, "is_suspended"):
        return Refusal(rule="MX-02", row="suspended", says="This account is suspended.")
    if deed.kind not in _SPEAKING or deed.more.get("is_in_room"):
        return None
    if world.last_message("matrix", deed.target, deed.source, before=at) is not None:
        return None
    return invitation(world, deed.target, at)


def invitation(world: World, target: str, at: datetime) -> Refusal | None:
    """Whether somebody can be invited."""
    if at >= NO_INVITES_FROM and world.setting("matrix", target, SETTING, "allow") == "block":
        return Refusal(rule="MX-02", row="invite_blocked", says="They take no invitations.")
    return None
