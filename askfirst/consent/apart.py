"""Two who were taken for one are two again: what was said meanwhile holds for both, and nothing comes off a stop list by it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from askfirst.consent.ledger import digest, write
from askfirst.consent.models import Entry, Suppression
from askfirst.consent.standing import TAKES_BACK
from askfirst.people.resolve import theirs

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from askfirst.people.models import Contact, Handle


def copy_no(one: Contact, other: Contact, *, since: datetime | None, why: str) -> int:
    """Write to `other`'s ledger every no that `one`'s holds, since an instant if it is given.  Returns how many lines.

    Nobody can know which of the two said it; so both did.
    """
    lines = Entry.objects.filter(theirs(one), act__in=TAKES_BACK).exclude(contact=other)
    if since:
        lines = lines.filter(recorded_at__gte=since)
    copies = [
        Entry(
            brand_id=other.brand_id,
            contact=other,
            act=line.act,
            purpose=line.purpose,
            list_id=line.list_id,
            mechanism=line.mechanism,
            place=line.place,
            actor=line.actor,
            member_id=line.member_id,
            evidence=f"{why}: {line.evidence}",
            occurred_at=line.occurred_at,
        )
        for line in lines.order_by("occurred_at", "pk")
    ]
    return len(write(copies))


def stop_again(brand: int, handles: Iterable[Handle], *, merged_at: datetime) -> int:
    """Put back on the stop list who was on it before the merge and came off it meanwhile.  Returns how many addresses.

    Whoever lifted it may have been the other one.
    """
    digests = [digest(handle.network, handle.address) for handle in handles]
    known = Suppression.objects.filter(brand=brand, digest__in=digests)
    holding = set(known.filter(lifted_at=None).values_list("network", "digest", "list"))
    lifted = known.filter(since__lte=merged_at, lifted_at__gte=merged_at).order_by("since", "pk")
    again = {
        (row.network, row.digest, row.list_id): Suppression(
            brand_id=brand,
            network=row.network,
            digest=row.digest,
            list_id=row.list_id,
            until=row.until,
            reason=row.reason,
            member_id=row.member_id,
            evidence=row.evidence,
            since=row.since,
        )
        for row in lifted
        if (row.network, row.digest, row.list_id) not in holding
    }
    return len(Suppression.objects.bulk_create(again.values()))
