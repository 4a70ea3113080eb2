"""Who has a conversation before their eyes right now.  It is told to whoever is there too.

A screen says so again every half minute, and forgets whoever has said nothing for a minute: a lid that was closed says
no goodbye.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from askfirst.brand.changes import announce
from askfirst.brand.roles import Right, require

if TYPE_CHECKING:
    from askfirst.brand.models import Member
    from askfirst.inbox.models import Thread


def here(member: Member, thread: Thread, *, has_come: bool = False) -> None:
    """This member looks at it.  `has_come`: since just now, so whoever else is there says so in turn.

    Raises:
        PermissionDenied: the role may not read the inbox, or the thread is another brand's.
    """
    require(member, Right.READ_INBOX, thread.brand_id)
    _tell(member, thread, is_here=True, asks=has_come)


def gone(member: Member, thread: Thread) -> None:
    """This member looks at something else now.  Raises PermissionDenied as `here` does."""
    require(member, Right.READ_INBOX, thread.brand_id)
    _tell(member, thread, is_here=False, asks=False)


def _tell(member: Member, thread: Thread, *, is_here: bool, asks: bool) -> None:
    announce(
        thread.brand,
        "presence",
        thread=thread.pk,
        member=member.pk,
        by=member.name,
        is_here=is_here,
        asks=asks,
    )
