"""What the brand knows of one person: addresses, ties and what they did.  Three queries for anybody."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import available_timezones

from askfirst.people.models import Contact, Engagement, Handle, Relationship

MOST_ACTS = 12


@dataclass(frozen=True, kw_only=True, slots=True)
class Profile:
    """A person on one page.  `acts` are the newest dozen of what they did."""

    contact: Contact
    handles: list[Handle]
    ties: list[Relationship]
    acts: list[Engagement]


def profile(contact: Contact) -> Profile:
    """What is known of a person whom the caller may see."""
    return Profile(
        contact=contact,
        handles=list(Handle.objects.filter(contact=contact).order_by("network", "pk")),
        ties=list(
            Relationship.objects.filter(contact=contact)
            .select_related("channel")
            .order_by("until", "since", "pk")
        ),
        acts=list(
            Engagement.objects.filter(contact=contact)
            .select_related("channel")
            .order_by("-occurred_at", "-pk")[:MOST_ACTS]
        ),
    )


def live_in(contact: Contact, zone: str) -> bool:
    """They said themselves in which time zone they live.  False: there is no such zone, and nothing was changed."""
    if zone not in available_timezones():
        return False
    Contact.objects.filter(pk=contact.pk).update(time_zone=zone)
    contact.time_zone = zone
    return True
