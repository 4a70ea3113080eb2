"""The stop list as the team sees it: is this address on it, why, since when, and who takes it off.  Adding is always possible.

The list holds keyed digests, so nobody can read addresses out of it: whoever asks types one.  What a person asked for only
they take back; the little that the team can take off is in `lifting`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from askfirst.brand.changes import announce
from askfirst.brand.plain import plain
from askfirst.brand.roles import Right, require
from askfirst.consent import leaving, ledger
from askfirst.consent.leaving import How
from askfirst.consent.models import Entry, List, Suppression
from askfirst.people.models import Handle
from askfirst.people.resolve import key_of

if TYPE_CHECKING:
    from askfirst.brand.models import Member

LONGEST_ADDRESS, LONGEST_EVIDENCE = 254, 500
NEWEST = 30
_Reason = Suppression.Reason


class CannotStop(ValueError):  # noqa: N818 -- it says what the matter is
    """Nothing was changed; the message says why and what to do, and `field` where."""

    def __init__(self, says: str, field: str) -> None:
        super().__init__(says)
        self.field = field


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """What the stop list says of one address."""

    network: str
    address: str
    holding: list[Suppression]
    earlier: list[Suppression]
    """What was lifted, or ended by itself."""


def find(member: Member, network: str, address: str) -> Found:
    """What the list says of this address, the newest first.

    Raises:
        PermissionDenied: the role may not record that a person wants no messages.
        CannotStop: no address was typed.
    """
    require(member, Right.SUPPRESS)
    typed = _checked(address)
    rows = Suppression.objects.filter(
        brand=member.brand_id, network=network, digest=ledger.digest(network, typed)
    )
    now = timezone.now()
    every = list(rows.select_related("member", "list").order_by("-since", "-pk"))
    holding = [one for one in every if one.lifted_at is None and (one.until is None or one.until > now)]
    earlier = [one for one in every if one not in holding]
    return Found(network=network, address=typed, holding=holding, earlier=earlier)


def add(member: Member, network: str, address: str, evidence: str, on: List | None = None) -> None:
    """Nothing is sent to this address from now on; `on`: nothing of this list.  Added twice it is on it once.

    Where the address is somebody's whom the brand knows, all their addresses are meant, and the ledger says who did it.

    Raises:
        PermissionDenied: the role may not, or the list is another brand's.
        CannotStop: no address was typed, or nothing says why.
    """
    require(member, Right.SUPPRESS, on.brand_id if on else None)
    typed, because = _checked(address), plain(evidence).strip()
    if not because:
        raise CannotStop(
            _("Write how you know that they want nothing, as in: said so on the phone."), "evidence"
        )
    if len(because) > LONGEST_EVIDENCE:
        raise CannotStop(_("Say it in 500 characters at most."), "evidence")
    brand = member.brand
    handles = Handle.objects.select_related("contact__brand").filter(brand=brand, network=network)
    known = handles.filter(key=key_of(typed)).first()
    with transaction.atomic():
        if known and on is None:
            ledger.stop(leaving.kept(known.contact), reason=_Reason.MEMBER, evidence=because, member=member)
        elif known and on:
            how = How(
                mechanism=Entry.Mechanism.MEMBER,
                place="stop list",
                evidence=because,
                endpoint=ledger.digest(network, typed),
                member=member,
            )
            leaving.leave(known.contact, on, how)
        handle = known or Handle(brand=brand, network=network, address=typed)
        ledger.hold(handle, reason=_Reason.MEMBER, evidence=because, member=member, on=on)
        announce(brand, "consent", contact=known.contact_id if known else 0)


def counts(member: Member) -> list[tuple[str, str, int]]:
    """How many entries hold, by reason: its word, its sentence, the number."""
    require(member, Right.SUPPRESS)
    rows = Suppression.objects.filter(brand=member.brand_id, lifted_at=None).order_by()
    found = dict(rows.values_list("reason").annotate(Count("pk")))
    return [(word, str(label), found[word]) for word, label in _Reason.choices if word in found]


def newest(member: Member) -> list[Suppression]:
    """The newest entries; whom they are about is not known here."""
    require(member, Right.SUPPRESS)
    rows = Suppression.objects.filter(brand=member.brand_id).select_related("member", "list")
    return list(rows.order_by("-since", "-pk")[:NEWEST])


def _checked(address: str) -> str:
    typed = plain(address).strip()
    if not typed:
        raise CannotStop(_("Type an address, as in ana@example.org."), "address")
    if len(typed) > LONGEST_ADDRESS:
        raise CannotStop(_("No address is that long: look at what you typed."), "address")
    return typed
