"""What members have noted about one person, whatever conversation it stands in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from askfirst.brand.roles import Right, require
from askfirst.inbox.models import Note

if TYPE_CHECKING:
    from askfirst.brand.models import Member
    from askfirst.people.models import Contact

MOST = 20


def notes_about(member: Member, contact: Contact) -> list[Note]:
    """The newest twenty notes in the conversations with this person: one query.

    Raises:
        PermissionDenied: the role may not read the inbox.
    """
    require(member, Right.READ_INBOX, contact.brand_id)
    rows = Note.objects.filter(brand_id=member.brand_id, thread__contact=contact)
    return list(rows.select_related("member", "thread__channel").order_by("-created_at", "-pk")[:MOST])
