"""Writing to the ledger and the stop list, and reading the stop list.

What the ledger says of somebody is read by `standing`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from askfirst.brand.changes import announce
from askfirst.brand.plain import plain
from askfirst.brand.roles import Right, require
from askfirst.consent import chain, memberships
from askfirst.consent.models import Entry, Suppression
from askfirst.networks.exports.list_addresses import untagged
from askfirst.people.resolve import key_of, theirs

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from askfirst.brand.models import Brand, Member
    from askfirst.consent.models import List
    from askfirst.people.models import Contact, Handle

NOT_THEIR_WORD = (Suppression.Reason.DEAD, Suppression.Reason.IMPORTED)
"""Why an address can be on the stop list without that its person said so."""


def digest(network: str, address: str) -> str:
    """A keyed digest of an address: recognisable by us, readable by nobody."""
    return chain.keyed(f"{network}:{key_of(address)}")


def person_digest(network: str, address: str) -> str:
    """The same for whom many mail servers take for one person: `ana+news@x` and `ana@x` are alike."""
    return digest(network, untagged(address) if network == "email" else address)


def write(entries: Sequence[Entry]) -> list[Entry]:
    """Add these lines of one brand to its ledger, sealed, and bring up to date who stands on which list.

    The last thing in a transaction: whoever writes to the same brand's ledger waits until it is over.
    """
    with transaction.atomic():
        written = chain.append(entries)
        memberships.renew(written)
    return written


def write_many(entries: Sequence[Entry]) -> None:
    """The same for thousands, of which nobody needs the ids."""
    with transaction.atomic():
        chain.append_many(entries)
        memberships.renew(entries)


def record(contact: Contact, act: str, *, evidence: str, **more: Any) -> Entry:
    """Add what the person themselves did to the ledger.  `more`: further fields of the line; now, unless it says when."""
    line = {"actor": "person", "occurred_at": timezone.now(), "evidence": plain(evidence), **more}
    return write([Entry(brand_id=contact.brand_id, contact=contact, act=act, **line)])[0]


def stop(  # noqa: PLR0913 -- what a line of the ledger says
    contact: Contact,
    *,
    reason: str,
    evidence: str,
    member: Member | None = None,
    at: datetime | None = None,
    network: str = "",
    **told: str,
) -> None:
    """Put all of a person's handles on the stop list, from this moment.  Doing it twice is harmless.

    A member may always add to the list, never take off it.  `at`: when the person said so, where that was earlier.
    `network`: the one on which they asked, where a control of that network can take it back (`controls.resume`).
    `told`: further fields of the line, such as `mechanism`, `place` and `endpoint`.

    Raises:
        PermissionDenied: the member's role may not, or the person is another brand's.
    """
    if member:
        require(member, Right.SUPPRESS, contact.brand_id)
    now = timezone.now()
    line = {
        "act": Entry.Act.SUPPRESSED,
        "member": member,
        "evidence": plain(evidence),
        "occurred_at": at or now,
        "network": network,
    }
    with transaction.atomic():
        # The same word heard twice is one line.
        if at is None or not Entry.objects.filter(contact=contact, **line).exists():
            actor = "member" if member else "person"
            write([Entry(brand_id=contact.brand_id, contact=contact, actor=actor, **line, **told)])
        for handle in contact.handles.all():
            hold(handle, reason=reason, evidence=evidence, member=member, at=at or now)
        announce(contact.brand, "consent", contact=contact.pk)


def hold(  # noqa: PLR0913 -- what a line of the stop list says
    handle: Handle,
    *,
    reason: str,
    evidence: str,
    member: Member | None = None,
    at: datetime | None = None,
    on: List | None = None,
) -> None:
    """Put one address on the stop list, for everything or for one list; the ledger says nothing of it here.

    Whoever is on it already stays as they are; but what the team or the address itself can lift gives way to what only the
    person can, and what an import said is no import's any more, so that taking it back leaves it.  The handle need not be
    kept anywhere.
    """
    now = timezone.now()
    row: dict[str, Any] = {
        "brand_id": handle.brand_id,
        "network": handle.network,
        "digest": digest(handle.network, handle.address),
        "list": on,
        "lifted_at": None,
    }
    if reason not in NOT_THEIR_WORD:
        Suppression.objects.filter(**row, reason__in=NOT_THEIR_WORD).update(lifted_at=now)
    Suppression.objects.get_or_create(
        **row,
        defaults={
            "reason": reason,
            "member": member,
            "evidence": plain(evidence),
            "since": at or now,
            "person_key": person_digest(handle.network, handle.address),
        },
    )
    Suppression.objects.filter(**row, exchange__isnull=False).update(exchange=None)


def is_stopped_by(contact: Contact, evidence: str) -> bool:
    """Whether the ledger has a stop with just this evidence."""
    return Entry.objects.filter(theirs(contact), act=Entry.Act.SUPPRESSED, evidence=plain(evidence)).exists()


def lift(contact: Contact, *, evidence: str) -> None:
    """The person themselves asked to hear from us again.  Nobody else can."""
    with transaction.atomic():
        record(contact, Entry.Act.LIFTED, evidence=evidence)
        Suppression.objects.filter(
            brand_id=contact.brand_id,
            digest__in=[digest(handle.network, handle.address) for handle in contact.handles.all()],
            lifted_at=None,
        ).update(lifted_at=timezone.now())
        announce(contact.brand, "consent", contact=contact.pk)


def suppressed(brand: Brand, handles: Iterable[Handle], on: List | None = None) -> set[int]:
    """Ids of those handles that are on the stop list: one query for any number."""
    return set(suppressions(brand, handles, on))


def suppressions(brand: Brand, handles: Iterable[Handle], on: List | None = None) -> dict[int, Suppression]:
    """What keeps those handles on the stop list, by their ids, with the member who acted: one query for any number.

    `on`: for messages of this list, what stops it alone counts too.  Of several entries on one handle the oldest, and of
    several of one instant the last that was written.
    """
    by_digest = {digest(handle.network, handle.address): handle.pk for handle in handles}
    rows = Suppression.objects.select_related("member").filter(holding(timezone.now(), on))
    found = rows.filter(brand=brand, digest__in=list(by_digest)).order_by("-since", "pk")
    return {by_digest[one.digest]: one for one in found}


def holding(at: datetime, on: List | None = None) -> Q:
    """Narrows the stop list to what holds at an instant, for everything or also for one list."""
    scope = Q(list=None) | Q(list=on) if on else Q(list=None)
    return scope & Q(lifted_at=None) & (Q(until=None) | Q(until__gt=at))
