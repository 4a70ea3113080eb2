"""Addresses that do not work any more: nothing is sent there until the address itself shows that it does.

It is not the person's word: the ledger says nothing of it, and where they stand with a list stays.  The stop list keeps it,
so that it outlives an import and the person's data.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from askfirst.brand.changes import announce
from askfirst.consent import ledger
from askfirst.consent.models import Suppression
from askfirst.people.models import Handle
from askfirst.people.resolve import key_of

if TYPE_CHECKING:
    from datetime import datetime

    from askfirst.people.models import Contact


def bury(contact: Contact, network: str, address: str, *, evidence: str, at: datetime) -> None:
    """This address of theirs is dead since then.  Doing it twice is harmless; an earlier day stays."""
    with transaction.atomic():
        for handle in Handle.objects.filter(contact=contact, network=network, key=key_of(address)):
            if handle.unreachable_since is None or handle.unreachable_since > at:
                Handle.objects.filter(pk=handle.pk).update(unreachable_since=at)
            ledger.hold(handle, reason=Suppression.Reason.DEAD, evidence=evidence, at=at)
        announce(contact.brand, "consent", contact=contact.pk)


def revive(handle: Handle) -> bool:
    """The address itself confirmed something, or wrote to us: it lives.  Returns whether that is news."""
    with transaction.atomic():
        told = Handle.objects.filter(pk=handle.pk, unreachable_since__isnull=False).update(
            unreachable_since=None
        )
        lifted = Suppression.objects.filter(
            brand_id=handle.brand_id,
            network=handle.network,
            digest=ledger.digest(handle.network, handle.address),
            reason=Suppression.Reason.DEAD,
            lifted_at=None,
        ).update(lifted_at=timezone.now())
    handle.unreachable_since = None
    return bool(told or lifted)
