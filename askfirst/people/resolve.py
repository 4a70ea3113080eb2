"""Who is behind a handle, and what they did."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from askfirst.people import scores
from askfirst.people.models import Contact, Engagement, Handle, Link, Relationship, Sighting

if TYPE_CHECKING:
    from datetime import datetime

    from askfirst.brand.models import Channel

NAME_LENGTH = 120
ADDRESS_LENGTH = 254
LANGUAGE_LENGTH = 12


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """A person as a network shows them: an address there and, perhaps, a name, where they are and what they speak."""

    address: str
    name: str = ""
    time_zone: str = ""
    language: str = ""
    """The language in which they use that address, such as `de`; empty where nobody says."""
    evidence: str


def theirs(contact: Contact) -> Q:
    """Narrows rows that have a contact to this person's, those of whom they turned out to be included."""
    return Q(contact=contact) | Q(contact__merged_into=contact)


def key_of(address: str) -> str:
    """The form in which two spellings of one address are equal: composed letters, no case, no outer space."""
    return unicodedata.normalize("NFC", address).strip().casefold()


def resolve(channel: Channel, seen: Seen) -> Handle:
    """The handle that `seen` names in the channel's brand; it and its contact are made when they are new.

    Two networks' handles are never joined here: that needs evidence and a person's decision.

    Raises:
        ValueError: the address is empty, or longer than any network makes them.
    """
    key = _key(seen.address)
    found = (
        Handle.objects.select_related("contact")
        .filter(brand_id=channel.brand_id, network=channel.network, key=key)
        .first()
    )
    name = seen.name.strip()[:NAME_LENGTH]
    zone = seen.time_zone if seen.time_zone in _time_zones() else ""
    if found:
        _learn(found.contact, name, zone, seen.language)
        use(found, seen.language)
        return found
    contact = Contact.objects.create(
        brand_id=channel.brand_id, name=name, time_zone=zone, language=seen.language[:LANGUAGE_LENGTH]
    )
    handle, is_new = Handle.objects.get_or_create(
        brand_id=channel.brand_id,
        network=channel.network,
        key=key,
        defaults={
            "contact": contact,
            "address": seen.address.strip(),
            "evidence": seen.evidence[:200],
            "language": seen.language[:LANGUAGE_LENGTH],
        },
    )
    if not is_new:
        # Another process met the same stranger a moment ago: theirs stays.
        contact.delete()
    return handle


def _learn(contact: Contact, name: str, zone: str, language: str) -> None:
    """A first name stays, and so does what they speak; where somebody is changes when they travel."""
    learnt = {
        "name": contact.name or name,
        "time_zone": zone or contact.time_zone,
        "language": contact.language or language[:LANGUAGE_LENGTH],
    }
    if any(getattr(contact, field) != value for field, value in learnt.items()):
        for field, value in learnt.items():
            setattr(contact, field, value)
        contact.save(update_fields=list(learnt))


def use(handle: Handle, language: str) -> None:
    """They use this address in that language now; empty: nobody says, and what was known stays."""
    language = language[:LANGUAGE_LENGTH]
    if language and language != handle.language:
        handle.language = language
        handle.save(update_fields=["language"])


@cache
def _time_zones() -> frozenset[str]:
    """The zones there are; Python reads six hundred files to list them."""
    return frozenset(available_timezones())


def _key(address: str) -> str:
    key = key_of(address)
    if not key:
        raise ValueError("it does not say who did this: there is no address")
    if max(len(key), len(address.strip())) > ADDRESS_LENGTH:
        raise ValueError(f"the address `{key[:40]}…` is longer than {ADDRESS_LENGTH} characters")
    return key


def engage(  # noqa: PLR0913 -- who did what where and when, and how it sounded
    channel: Channel, handle: Handle, kind: str, *, reference: str, at: datetime, tone: int | None = None
) -> bool:
    """Write down what the person did by this address, and what it adds to how engaged they are.

    `tone`: how its words sound, of `manners.tone`; None: it has none.  False when it was known already.
    """
    with transaction.atomic():
        act, is_new = Engagement.objects.get_or_create(
            channel=channel,
            kind=kind,
            reference=reference,
            defaults={
                "brand_id": channel.brand_id,
                "contact_id": handle.contact_id,
                "handle": handle,
                "occurred_at": at,
                "tone": tone,
            },
        )
        if is_new:
            scores.add(act)
    return is_new


def who_did(channel: Channel, contact: Contact, reference: str) -> Handle | None:
    """The address of theirs by which they did this on the channel; else the one that the brand has known longest there."""
    did = Engagement.objects.filter(handle=OuterRef("pk"), channel=channel, reference=reference)
    rows = Handle.objects.filter(contact=contact, network=channel.network).select_related("contact")
    return rows.annotate(is_it=Exists(did)).order_by("-is_it", "pk").first()


def unreachable(channel: Channel, contact: Contact, address: str, *, since: datetime) -> None:
    """Something came back from this address for good: it is dead since the first time that it did."""
    handles = Handle.objects.filter(contact=contact, network=channel.network, key=key_of(address))
    handles.filter(Q(unreachable_since=None) | Q(unreachable_since__gt=since)).update(unreachable_since=since)


def relate(channel: Channel, handle: Handle, kind: str, *, since: datetime | None, source: str) -> None:
    """There is an edge of this kind.  `since` None: nobody says since when.  A known start is never replaced by a later one."""
    _see(channel, handle, Sighting(kind=kind, holds=True, at=since, source=source[:120]))


def unrelate(
    channel: Channel, handle: Handle, kind: str, *, until: datetime | None = None, source: str = ""
) -> None:
    """The edge ended.  This may be heard before its beginning was."""
    _see(channel, handle, Sighting(kind=kind, holds=False, at=until, source=source[:120]))


def _see(channel: Channel, handle: Handle, new: Sighting) -> None:
    """Write down one sighting, unless it is known, and draw the edges of its kind anew."""
    contact = handle.contact_id
    new.brand_id, new.channel, new.contact_id, new.handle = channel.brand_id, channel, contact, handle
    of_kind = {"contact": contact, "channel": channel, "kind": new.kind}
    with transaction.atomic():
        Contact.objects.select_for_update(no_key=True).get(pk=contact)
        known = list(Sighting.objects.filter(**of_kind))
        if any(one.handle_id is None for one in known) and settle(contact, channel.network):
            known = list(Sighting.objects.filter(**of_kind))
        if any(_is_same(new, old) for old in known):
            return
        new.save()
        if known:
            Relationship.objects.filter(**of_kind).delete()
        Relationship.objects.bulk_create(_edges([*known, new]))


def settle(contact: int, network: str) -> bool:
    """What they did on a network by an address that nobody wrote down was done by the only one that they ever had there.

    To be called before that can be said no more: another address comes to them.  False: they have or had several, so
    that it stays unknown.
    """
    known = list(Handle.objects.filter(contact=contact, network=network).values_list("pk", flat=True)[:2])
    had_others = Link.objects.filter(was=contact, handle__network=network).exclude(handle__contact=contact)
    if len(known) != 1 or had_others.exists():
        return False
    for model in (Engagement, Sighting, Relationship):
        rows = model.objects.filter(contact=contact, channel__network=network, handle=None)
        rows.update(handle=known[0])
    return True


def redraw(contact: int, channel: int, kind: str) -> None:
    """Draw the edges of one kind anew, after whose the sightings are was corrected."""
    of_kind = {"contact": contact, "channel": channel, "kind": kind}
    Relationship.objects.filter(**of_kind).delete()
    Relationship.objects.bulk_create(_edges(list(Sighting.objects.filter(**of_kind))))


def _is_same(new: Sighting, old: Sighting) -> bool:
    if not (new.at or new.source):  # nothing tells two of them apart
        return False
    if old.handle_id and old.handle_id != new.handle_id:
        return False
    return (new.holds, new.at, new.source) == (old.holds, old.at, old.source)


def _edges(sightings: list[Sighting]) -> list[Relationship]:
    """What the sightings say together, of each address by itself."""
    addresses = dict.fromkeys(seen.handle_id for seen in sightings)
    return [
        edge
        for handle in addresses
        for edge in _edges_of([seen for seen in sightings if seen.handle_id == handle])
    ]


def _edges_of(sightings: list[Sighting]) -> list[Relationship]:
    """Of one address.  Where a beginning and an end share an instant, the end is believed."""
    edges: list[Relationship] = []
    for seen in sorted(sightings, key=lambda one: (one.at or one.recorded_at, not one.holds, one.source)):
        held = edges[-1] if edges and edges[-1].until is None else None
        if not seen.holds:
            if held:
                held.until = seen.at or seen.recorded_at
        elif held is None:
            edges.append(_edge(seen))
        elif held.since is None:
            held.since = seen.at
    return edges


def _edge(seen: Sighting) -> Relationship:
    return Relationship(
        brand_id=seen.brand_id,
        contact_id=seen.contact_id,
        handle_id=seen.handle_id,
        channel_id=seen.channel_id,
        kind=seen.kind,
        since=seen.at,
        source=seen.source,
        observed_at=seen.recorded_at,
    )
