"""A network's own controls: the person switches us off there, and on again.

Only the person has these controls, so what they switched off they can switch on.  It takes back nothing else: not what
they asked for in words, elsewhere or by a complaint, nor what a member recorded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from askfirst.brand.changes import announce
from askfirst.brand.plain import plain
from askfirst.consent.ledger import digest, write
from askfirst.consent.models import Entry, Suppression
from askfirst.people.resolve import theirs

if TYPE_CHECKING:
    from datetime import datetime

    from askfirst.people.models import Contact


def resume(contact: Contact, network: str, *, evidence: str, at: datetime) -> None:
    """The person took their stop back on this network.  Heard twice, or before the stop, it ends the same."""
    line = {
        "act": Entry.Act.LIFTED,
        "network": network,
        "evidence": plain(evidence),
        "occurred_at": at,
    }
    with transaction.atomic():
        if not Entry.objects.filter(contact=contact, **line).exists():
            write([Entry(brand_id=contact.brand_id, contact=contact, actor="person", **line)])
        settle(contact)
        announce(contact.brand, "consent", contact=contact.pk)


def settle(contact: Contact) -> None:
    """Take the person off the stop list if all that put them there was taken back."""
    if _standing(contact):
        return
    Suppression.objects.filter(
        brand_id=contact.brand_id,
        digest__in=[digest(handle.network, handle.address) for handle in contact.handles.all()],
        reason=Suppression.Reason.ASKED,
        lifted_at=None,
    ).update(lifted_at=timezone.now())


def _standing(contact: Contact) -> set[str]:
    """Where a stop stands that nobody took back; the empty word is for what was said otherwise than by a control."""
    standing: set[str] = set()
    acts = [Entry.Act.SUPPRESSED, Entry.Act.LIFTED]
    lines = Entry.objects.filter(theirs(contact), act__in=acts)
    # Of two words at one moment the stop is believed.
    for line in sorted(lines, key=lambda one: (one.occurred_at, one.act == Entry.Act.SUPPRESSED)):
        if line.act == Entry.Act.SUPPRESSED:
            standing.add(line.network)
        elif line.network:
            standing.discard(line.network)
        else:
            standing.clear()
    return standing
