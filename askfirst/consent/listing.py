"""Whom of all people something holds for, as conditions that narrow a list of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone

from askfirst.consent import ledger, standing
from askfirst.consent.models import Entry
from askfirst.people.models import Contact, Handle

if TYPE_CHECKING:
    from askfirst.brand.models import Brand

MOST = 5000
"""People whom a list can be narrowed to one by one."""
_SAID = (Entry.Act.CONFIRMED, Entry.Act.WITHDRAWN, Entry.Act.OBJECTED, Entry.Act.SUPPRESSED)


def agreed(brand: Brand, purpose: str) -> Q:
    """Who has agreed to this purpose and has not taken it back.  Of the few who are several merged, the ledger is asked."""
    now = timezone.now()
    lines = Entry.objects.filter(contact=OuterRef("pk"), purpose__in=["", purpose], act__in=_SAID)
    newest = lines.order_by("-occurred_at", "-pk")
    valid = Entry.objects.filter(pk=OuterRef("newest"), act=Entry.Act.CONFIRMED)
    alone = Contact.objects.filter(brand=brand, merged=None).annotate(
        newest=Subquery(newest.values("pk")[:1])
    )
    holding = alone.filter(Exists(valid.filter(Q(expires_at=None) | Q(expires_at__gt=now))))
    several = list(Contact.objects.filter(brand=brand, merged__isnull=False).distinct()[:MOST])
    states = standing.states(several, purpose, at=now)
    return Q(pk__in=holding.values("pk")) | Q(
        pk__in=[pk for pk, one in states.items() if one.state == "active"]
    )


def stopped(brand: Brand) -> Q:
    """Who is on the stop list by one address at least: of those of whom the ledger tells a stop, up to five thousand."""
    told = Entry.objects.filter(brand=brand, act=Entry.Act.SUPPRESSED).values_list(
        "contact", "contact__merged_into"
    )
    people = sorted({merged or contact for contact, merged in told.distinct()}, reverse=True)[:MOST]
    handles = list(Handle.objects.filter(contact__in=people))
    listed = ledger.suppressed(brand, handles)
    return Q(pk__in={one.contact_id for one in handles if one.pk in listed})
