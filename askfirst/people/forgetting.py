"""Who is forgotten: names and addresses go, and what is left is that there was somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from askfirst.people.models import Contact, Handle, Link, Merge, Relationship, Score, VisitorDevice

if TYPE_CHECKING:
    from collections.abc import Callable

MARK = "forgotten:"
"""Begins what stands in the place of an address."""


def everybody(contact: Contact) -> list[Contact]:
    """This person and those who turned out to be them."""
    return [contact, *Contact.objects.filter(merged_into=contact).order_by("pk")]


def forget(people: list[Contact], digest: Callable[[str, str], str]) -> dict[str, int]:
    """Take away who they are.  `digest` of a network and an address stands in the address's place; nobody can read it.

    Returns how many rows of each kind.
    """
    handles = list(Handle.objects.filter(contact__in=people).order_by("pk"))
    for handle in handles:
        mark = f"{MARK}{digest(handle.network, handle.address)}"
        handle.address, handle.key, handle.evidence, handle.verified_at = mark, mark, "", None
        handle.language = ""
        handle.looked_up_at = handle.looked_up_at or timezone.now()
    Handle.objects.bulk_update(
        handles, ["address", "key", "evidence", "verified_at", "looked_up_at", "language"]
    )
    VisitorDevice.objects.filter(handle__in=handles).delete()
    Link.objects.filter(handle__in=handles).exclude(evidence="").update(evidence="")
    for merges in (Merge.objects.filter(kept__in=people), Merge.objects.filter(gone__in=people)):
        merges.update(evidence="", moved={}, before={})
    Score.objects.filter(contact__in=people).delete()
    edges = Relationship.objects.filter(contact__in=people).delete()[0]
    Contact.objects.filter(pk__in=[one.pk for one in people]).update(
        name="",
        language="",
        country="",
        region="",
        time_zone="",
        relation="",
        relation_by=None,
        relation_at=None,
        is_vip=False,
        forgotten_at=timezone.now(),
    )
    return {"handles": len(handles), "edges": edges}
