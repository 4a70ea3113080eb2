"""Two who were taken for one are two again: what was said meanwhile holds for both, and nothing comes off a stop list by it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from askfirst.consent.ledger import digest
from askfirst.consent.models import Entry, Suppression

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from askfirst.people.models import Contact, Handle

_NO = (Entry.Act.WITHDRAWN, Entry.Act.OBJECTED, Entry.Act.SUPPRESSED)


def copy_no(one: Contact, other: Contact, *, since: datetime | None, why: str) -> int:
    """Write to `other`'s ledger every no that `one`'s holds, since an instant if it is given.  Returns how many lines.

    Nobody can know which of the two said it; so both did.
    """
    theirs = Q(contact=one) | Q(contact__merged_into=one)
    lines = Entry.objects.filter(theirs, act__in=_NO).exclude(contact=other)
    if since:
        lines = lines.filter(recorded_at__gte=since)
    copies = [
        Entry(
            brand_id=other.brand_id,
            contact=other,
            act=line.act,
            purpose=line.purpose,
            actor=line.actor,
            member_id=line.member_id,
            evidence=f"{why}: {line.evidence}",
            occurred_at=line.occurred_at,
        )
        for line in lines.order_by("occurred_at", "pk")
    ]
    return len(Entry.objects.bulk_create(copies))


def stop_again(brand: int, handles: Iterable[Handle], *, merged_at: datetime) -> int:
    """Put back on the stop list who was on it before the merge and came off it meanwhile.  Returns how many addresses.

    Whoever lifted it may have been the other one.
    """
    digests = [digest(handle.network, handle.address) for handle in handles]
    known = Suppression.objects.filter(brand=brand, digest__in=digests)
    holding = set(known.filter(lifted_at=None).values_list("network", "digest"))
    lifted = known.filter(since__lte=merged_at, lifted_at__gte=merged_at).order_by("since", "pk")
    again = {
        (row.network, row.digest): Suppression(
            brand_id=brand,
            network=row.network,
            digest=row.digest,
            reason=row.reason,
            member_id=row.member_id,
            evidence=row.evidence,
            since=row.since,
        )
        for row in lifted
        if (row.network, row.digest) not in holding
    }
    return len(Suppression.objects.bulk_create(again.values()))
