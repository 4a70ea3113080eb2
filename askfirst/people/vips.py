"""Whom the team looks after first.  It is said by a member, for everybody to see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from askfirst.brand.changes import announce
from askfirst.brand.roles import Right, require
from askfirst.people.models import Contact

if TYPE_CHECKING:
    from askfirst.brand.models import Member


def mark(member: Member, contact: Contact, *, is_vip: bool) -> bool:
    """Look after this person first, or like after everybody else.  False where it was so already.

    Raises:
        PermissionDenied: the role may not write to people, or the person is another brand's.
    """
    require(member, Right.REPLY, contact.brand_id)
    with transaction.atomic():
        if not Contact.objects.filter(pk=contact.pk).exclude(is_vip=is_vip).update(is_vip=is_vip):
            return False
        announce(contact.brand, "person", person=contact.pk)
        contact.is_vip = is_vip
    return True
