"""Writing to the ledger and the stop list, and reading what holds."""

from __future__ import annotations

import hashlib
import hmac
from collections import defaultdict
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from askfirst.brand.changes import announce
from askfirst.brand.plain import plain
from askfirst.brand.roles import Right, require
from askfirst.consent.models import Entry, Suppression
from askfirst.people.models import Contact
from askfirst.people.resolve import key_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

    from askfirst.brand.models import Brand, Member
    from askfirst.people.models import Handle


@dataclass(frozen=True, kw_only=True, slots=True)
class State:
    """What the ledger says of one person and one purpose at one moment."""

    state: str = "none"
    given_at: datetime | None = None
    expires_at: datetime | None = None
    objected_at: datetime | None = None


def digest(network: str, address: str) -> str:
    """A keyed digest of an address: recognisable by us, readable by nobody."""
    return hmac.new(
        settings.DIGEST_KEY.encode(), f"{network}:{key_of(address)}".encode(), hashlib.sha256
    ).hexdigest()


def record(
    contact: Contact, act: str, *, purpose: str = "", evidence: str, expires_at: datetime | None = None
) -> Entry:
    """Add what the person themselves did to the ledger."""
    return Entry.objects.create(
        brand_id=contact.brand_id,
        contact=contact,
        act=act,
        purpose=purpose,
        actor="person",
        evidence=evidence,
        expires_at=expires_at,
        occurred_at=timezone.now(),
    )


def stop(  # noqa: PLR0913 -- what a line of the ledger says
    contact: Contact,
    *,
    reason: str,
    evidence: str,
    member: Member | None = None,
    at: datetime | None = None,
    network: str = "",
) -> None:
    """Put all of a person's handles on the stop list, from this moment.  Doing it twice is harmless.

    A member may always add to the list, never take off it.  `at`: when the person said so, where that was earlier.
    `network`: the one on which they asked, where a control of that network can take it back (`controls.resume`).

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
            Entry.objects.create(brand_id=contact.brand_id, contact=contact, actor=actor, **line)
        for handle in contact.handles.all():
            Suppression.objects.get_or_create(
                brand_id=contact.brand_id,
                network=handle.network,
                digest=digest(handle.network, handle.address),
                lifted_at=None,
                defaults={
                    "reason": reason,
                    "member": member,
                    "evidence": plain(evidence),
                    "since": at or now,
                },
            )
        announce(contact.brand, "consent", contact=contact.pk)


def is_stopped_by(contact: Contact, evidence: str) -> bool:
    """Whether the ledger has a stop with just this evidence."""
    theirs = Q(contact=contact) | Q(contact__merged_into=contact)
    return Entry.objects.filter(theirs, act=Entry.Act.SUPPRESSED, evidence=plain(evidence)).exists()


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


def suppressed(brand: Brand, handles: Iterable[Handle]) -> set[int]:
    """Ids of those handles that are on the stop list: one query for any number."""
    return set(suppressions(brand, handles))


def suppressions(brand: Brand, handles: Iterable[Handle]) -> dict[int, Suppression]:
    """What keeps those handles on the stop list, by their ids, with the member who acted: one query for any number.

    Of several entries on one handle the oldest, and of several of one instant the last that was written.
    """
    by_digest = {digest(handle.network, handle.address): handle.pk for handle in handles}
    rows = Suppression.objects.select_related("member")
    found = rows.filter(brand=brand, digest__in=list(by_digest), lifted_at=None).order_by("-since", "pk")
    return {by_digest[one.digest]: one for one in found}


def states(contacts: Iterable[Contact], purpose: str, *, at: datetime | None = None) -> dict[int, State]:
    """What holds for each contact and this purpose: one query for any number.  The latest line on a subject wins.

    `at` is the instant at which what was agreed to may have ended; now unless given.
    """
    found: dict[int, State] = {contact.pk: State() for contact in contacts}
    gone = merged_into(found)
    lines: dict[int, list[Entry]] = defaultdict(list)
    entries = Entry.objects.filter(contact__in=[*found, *gone], purpose__in=["", purpose])
    for entry in entries.order_by("occurred_at", "pk"):
        lines[entry.contact_id].append(entry)
    now = at or timezone.now()
    return {key: _aged(_together(lines, key, gone), now) for key in found}


def merged_into(contacts: Iterable[int]) -> dict[int, Contact]:
    """Those who turned out to be one of these people, by their ids: one query for any number."""
    return {
        one.pk: one
        for one in Contact.objects.filter(merged_into__in=list(contacts)).order_by("merged_at", "pk")
    }


def entries_of(contact: Contact) -> list[Entry]:
    """Every line about this person, the newest first, those of whom they turned out to be included: one query."""
    theirs = Q(contact=contact) | Q(contact__merged_into=contact)
    rows = Entry.objects.filter(theirs).select_related("member", "contact")
    return list(rows.order_by("-occurred_at", "-pk"))


def stricter(one: State, other: State) -> State:
    """What holds of somebody of whom both hold: the word that allows less, the earlier end, the later objection.

    Who never said anything has not agreed: silence is stricter than a yes.
    """
    looser, found = sorted((one, other), key=lambda state: _STRICTNESS.index(state.state))
    both = (looser, found) if looser.state == found.state else (found,)
    return State(
        state=found.state,
        given_at=min((state.given_at for state in both if state.given_at), default=None),
        expires_at=min((state.expires_at for state in both if state.expires_at), default=None),
        objected_at=max((state.objected_at for state in (one, other) if state.objected_at), default=None),
    )


def _together(lines: Mapping[int, list[Entry]], contact: int, gone: Mapping[int, Contact]) -> State:
    """What was said of whom they turned out to be counts from the moment of the merge; then the stricter word of both.

    What they say later is about all of them.
    """
    state, own = State(), list(lines.get(contact, ()))
    for other in gone.values():
        if other.merged_into_id == contact:
            before = [entry for entry in own if other.merged_at and entry.occurred_at <= other.merged_at]
            own = own[len(before) :]
            state = stricter(reduce(_step, before, state), after(lines.get(other.pk, ())))
    return reduce(_step, own, state)


def after(entries: Iterable[Entry]) -> State:
    """What holds after these lines of one person, in their order, as long as nothing ends by itself."""
    return reduce(_step, entries, State())


def _step(state: State, entry: Entry) -> State:
    """What holds after one more line."""
    if state.state == "blocked" and entry.act not in {Entry.Act.SUPPRESSED, Entry.Act.LIFTED}:
        # Who is on the stop list comes off it first; no form filled in by whomever does that by the way.
        return state
    return _STEPS[Entry.Act(entry.act)](state, entry)


def _requested(state: State, _entry: Entry) -> State:
    """A second request never lowers what was confirmed."""
    return state if state.state == "active" else State(state="pending", objected_at=state.objected_at)


def _lifted(state: State, _entry: Entry) -> State:
    return State(state="left", objected_at=state.objected_at) if state.state == "blocked" else state


_STRICTNESS = ("active", "pending", "none", "stale", "left", "blocked")
"""The states, from the one that allows most to the one that allows least."""

_STEPS: dict[Entry.Act, Callable[[State, Entry], State]] = {
    Entry.Act.REQUESTED: _requested,
    Entry.Act.CONFIRMED: lambda _, entry: State(
        state="active", given_at=entry.occurred_at, expires_at=entry.expires_at
    ),
    Entry.Act.WITHDRAWN: lambda state, _: State(state="left", objected_at=state.objected_at),
    Entry.Act.OBJECTED: lambda _, entry: State(state="left", objected_at=entry.occurred_at),
    Entry.Act.SUPPRESSED: lambda _, entry: State(state="blocked", objected_at=entry.occurred_at),
    Entry.Act.LIFTED: _lifted,
}


def _aged(state: State, now: datetime) -> State:
    if state.state == "active" and state.expires_at and state.expires_at <= now:
        return State(state="stale", given_at=state.given_at, expires_at=state.expires_at)
    return state
