"""What a person is to the brand.  It is said by somebody, never guessed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from askfirst.brand.roles import Right, require
from askfirst.people.models import Contact

if TYPE_CHECKING:
    from askfirst.brand.models import Member


def say(contact: Contact, relation: str, *, member: Member | None = None) -> None:
    """Keep what they are to the brand, who said so and when.  Empty: nobody knows any more.

    Saying the same again changes nothing: the first to have said it stays.

    Raises:
        PermissionDenied: the member's role may not write to people, or the person is another brand's.
        ValueError: there is no such relation; the message lists those there are.
    """
    if member:
        require(member, Right.REPLY, contact.brand_id)
    if relation and relation not in Contact.Relation.values:
        raise ValueError(f"there is no relation `{relation}`; there are {', '.join(Contact.Relation.values)}")
    if relation == contact.relation:
        return
    contact.relation = relation
    contact.relation_by = member if relation else None
    contact.relation_at = timezone.now() if relation else None
    contact.save(update_fields=["relation", "relation_by", "relation_at"])
