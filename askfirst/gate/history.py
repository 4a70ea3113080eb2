"""What was decided about a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from askfirst.brand.roles import Right, require
from askfirst.gate.models import Decision

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
    theirs = Q(contact=contact) | Q(contact__merged_into=contact)
    rows = Decision.objects.filter(theirs, brand_id=member.brand_id)
    return list(rows.select_related("channel", "member").order_by("-decided_at", "-pk")[:MOST])
