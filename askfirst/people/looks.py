"""Who of the team has looked at whom: before an offer is made to a stranger, the brief of that person is read."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from askfirst.people.models import Look

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from askfirst.brand.models import Member
    from askfirst.people.models import Contact

KEPT = timedelta(days=30)
"""So long somebody knows whom they looked at."""


def look(member: Member, contact: Contact) -> None:
    """The member sees the brief of this person now."""
    Look.objects.update_or_create(
        contact=contact, member=member, defaults={"brand_id": contact.brand_id, "at": timezone.now()}
    )


def seen(pairs: Iterable[tuple[Member, Contact]], at: datetime | None = None) -> set[tuple[int, int]]:
    """Of members and people those pairs (by their ids) in which the member has looked lately: one query."""
    wanted = {(member.pk, contact.pk) for member, contact in pairs}
    if not wanted:
        return set()
    rows = Look.objects.filter(
        member__in={member for member, _contact in wanted},
        contact__in={contact for _member, contact in wanted},
        at__gt=(at or timezone.now()) - KEPT,
    )
    return wanted.intersection(rows.values_list("member", "contact"))
