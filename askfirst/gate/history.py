"""What was decided about a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from askfirst.brand.roles import Right, require
from askfirst.gate.models import Decision
from askfirst.people.resolve import theirs

if TYPE_CHECKING:
    from askfirst.brand.models import Member
    from askfirst.people.models import Contact

MOST = 10


def decisions(member: Member, contact: Contact) -> list[Decision]:
    """The newest ten decisions about this person, each with who asked.

    Raises:
        PermissionDenied: the role may not read the inbox.
    """
    require(member, Right.READ_INBOX)
    rows = Decision.objects.filter(theirs(contact), brand_id=member.brand_id)
    return list(rows.select_related("channel", "member").order_by("-decided_at", "-pk")[:MOST])
