"""Who may be the same person as somebody: said with the reasons, for a member to look at.  Nobody is ever merged by a program."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _

from askfirst.people.models import Contact, Handle, Merge

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST = 5
_MOST_LOOKED_AT = 200
_SHORTEST = 4
"""Letters: a shorter user name is many people's."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Suggestion:
    """Somebody who may be the same person, and why one may think so, the best reason first."""

    contact: Contact
    reasons: tuple[str, ...]


def same(contact: Contact) -> list[Suggestion]:
    """Up to five people who may be this one, the likeliest first.  Three queries; no guess where nothing is known.

    Whom somebody has taken apart from this person is not suggested again.
    """
    apart = _apart(contact)
    reasons: dict[int, list[tuple[int, str]]] = defaultdict(list)
    own = list(contact.handles.all())
    for handle in _alike(contact, own):
        reasons[handle.contact_id].append(_about(handle, own))
    if len(contact.name.split()) > 1:
        rows = Contact.objects.filter(brand=contact.brand_id, name__iexact=contact.name)
        for pk in rows.exclude(pk=contact.pk).values_list("pk", flat=True)[:_MOST_LOOKED_AT]:
            reasons[pk].append((1, _("They have the same name.")))
    known = Contact.objects.filter(
        brand=contact.brand_id, pk__in=set(reasons) - apart, merged_into=None, forgotten_at=None
    )
    found = sorted(known, key=lambda one: (-sum(weight for weight, _why in reasons[one.pk]), one.pk))
    return [
        Suggestion(contact=one, reasons=tuple(why for _weight, why in sorted(reasons[one.pk], reverse=True)))
        for one in found[:MOST]
    ]


def _apart(contact: Contact) -> set[int]:
    undone = Merge.objects.filter(Q(kept=contact) | Q(gone=contact)).exclude(undone_at=None)
    return {contact.pk} | {pk for pair in undone.values_list("kept", "gone") for pk in pair}


def _alike(contact: Contact, own: Iterable[Handle]) -> list[Handle]:
    """Addresses of others that read as one of theirs: the same user name elsewhere, the same mailbox with a tag."""
    wanted = Q()
    for handle in own:
        name = user_name(handle)
        if len(name) >= _SHORTEST and handle.network != "page":
            wanted |= Q(key__in=[name, f"@{name}"]) | Q(network="email", key__startswith=f"{name}@")
        if handle.network == "email":
            box, _at, domain = handle.key.partition("@")
            plain = box.partition("+")[0]
            wanted |= Q(network="email", key__startswith=plain, key__endswith=f"@{domain}")
    if not wanted:
        return []
    rows = Handle.objects.filter(wanted, brand=contact.brand_id).exclude(contact=contact)
    found = rows.exclude(network="page").order_by("pk")[:_MOST_LOOKED_AT]
    ours = {mailbox(handle) for handle in own} | {user_name(handle) for handle in own}
    return [one for one in found if mailbox(one) in ours or user_name(one) in ours]


def _about(handle: Handle, own: Iterable[Handle]) -> tuple[int, str]:
    boxes = {mailbox(one): one for one in own if one.network == "email"}
    if handle.network == "email" and (same := boxes.get(mailbox(handle))):
        if handle.verified_at and same.verified_at:
            return 4, _("Both have shown that they read this mailbox: %(address)s.") % {
                "address": handle.address
            }
        return 2, _(
            "Their mail addresses lead to one mailbox; nobody has shown that it is theirs: %(address)s."
        ) % {"address": handle.address}
    return 2, _("They have the same user name: %(address)s.") % {"address": handle.address}


def user_name(handle: Handle) -> str:
    """What stands for the person in an address, without tag, server and the sign before it."""
    return handle.key.removeprefix("@").partition("@")[0].partition(":")[0].partition("+")[0]


def mailbox(handle: Handle) -> str:
    """The mailbox to which a mail address leads, its tag left out; else the address."""
    box, at, domain = handle.key.partition("@")
    return f"{box.partition('+')[0]}{at}{domain}" if handle.network == "email" else handle.key
