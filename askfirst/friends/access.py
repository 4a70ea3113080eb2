"""The only ways to requests and what follows from them: each takes the member first, and asks for the right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q
from django.http import Http404
from django.utils.translation import gettext

from askfirst.brand.roles import Right, may, require
from askfirst.friends.models import Exhibit, Invitation, PolicyLine, Request
from askfirst.people.models import Relationship

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from askfirst.brand.models import Brand, Channel, Member
    from askfirst.people.models import Contact

PAGE = 40
MOST_COUNTED = 100
CLOSE = (Relationship.Kind.CONNECTED, Relationship.Kind.FOLLOWS, Relationship.Kind.FOLLOWED)
"""Edges that say that the two are connected on a network."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of requests.  `after` continues it; 0 at the end."""

    requests: list[Request]
    after: int


def requests(member: Member) -> QuerySet[Request]:
    """Every request to the member's brand; of people who were forgotten nothing is left.

    Raises:
        PermissionDenied: the role may not read the inbox.
    """
    require(member, Right.READ_INBOX)
    return of_brand(member.brand)


def of_brand(brand: Brand) -> QuerySet[Request]:
    """The same for a program of the brand's own."""
    return Request.objects.filter(brand=brand).select_related(
        "brand", "channel__brand", "handle__contact__merged_into", "handle__contact__brand", "decided_by"
    )


def request(member: Member, pk: int) -> Request:
    """One request.

    Raises:
        PermissionDenied: the role may not read the inbox.
        Http404: there is no such request in this member's brand.
    """
    found = requests(member).filter(pk=pk).first()
    if found is None:
        raise Http404(gettext("this request does not exist, or was made to somebody else"))
    return found


def asked_by(people: Sequence[Contact]) -> list[Request]:
    """Every request of these people, oldest first: for who may export what is known of them."""
    rows = Request.objects.filter(handle__contact__in=people).select_related("channel")
    return list(rows.defer("portrait").order_by("pk"))


def page(member: Member, state: str = "", network: str = "", suggestion: str = "", after: int = 0) -> Page:
    """Requests, newest first, forty at a time; empty: those that wait.

    Raises:
        PermissionDenied: the role may not read the inbox.
    """
    rows = requests(member).filter(state=state or Request.State.OPEN)
    if network:
        rows = rows.filter(channel__network=network)
    if suggestion:
        rows = rows.filter(suggestion=suggestion)
    if after:
        rows = rows.filter(pk__lt=after)
    found = list(rows.defer("portrait").order_by("-pk")[: PAGE + 1])
    return Page(found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else 0)


def count_waiting(member: Member) -> int:
    """Requests that wait for somebody; at most a hundred."""
    if not may(member, Right.READ_INBOX):
        return 0
    waiting = Request.objects.filter(brand=member.brand_id, state=Request.State.OPEN)
    return waiting[:MOST_COUNTED].count()


def invitations(member: Member) -> QuerySet[Invitation]:
    """What is still to be followed up: the two are not connected where they were invited.

    Read from the edges themselves, so that it is right before any program has closed it.

    Raises:
        PermissionDenied: the role may not read the inbox.
    """
    require(member, Right.READ_INBOX)
    rows = open_invitations().filter(brand=member.brand_id)
    return rows.exclude(connected()).select_related(
        "brand", "request__handle__contact__merged_into", "request__channel", "request__decided_by"
    )


def invitation(member: Member, pk: int) -> Invitation:
    """One of them, whether it is still open or not.

    Raises:
        PermissionDenied: the role may not write to people.
        Http404: there is no such task in this member's brand.
    """
    require(member, Right.REPLY)
    found = Invitation.objects.filter(brand=member.brand_id, pk=pk).first()
    if found is None:
        raise Http404(gettext("this task does not exist, or belongs to somebody else"))
    return found


def open_invitations() -> QuerySet[Invitation]:
    """Those of every brand that nobody has let go and no edge has ended."""
    return Invitation.objects.filter(connected_at=None, dropped_at=None)


def connected() -> Q:
    """Of invitations: there is an edge with this person on that network.  Whoever was merged counts with whom they are."""
    edge = Relationship.objects.filter(
        channel__network=OuterRef("network"), kind__in=CLOSE, until=None, brand=OuterRef("brand")
    )
    theirs = OuterRef("request__handle__contact")
    return Q(Exists(edge.filter(contact=theirs)))


def policy(member: Member) -> list[PolicyLine]:
    """The brand's friend policy.

    Raises:
        PermissionDenied: the role may not read the inbox.
    """
    require(member, Right.READ_INBOX)
    rows = PolicyLine.objects.filter(brand=member.brand_id).select_related("changed_by")
    return list(rows.order_by("relation", "network"))


def policy_line(member: Member, pk: int) -> PolicyLine:
    """One line of it.

    Raises:
        PermissionDenied: the role may not set this up.
        Http404: there is no such line in this member's brand.
    """
    require(member, Right.SORT)
    found = PolicyLine.objects.filter(brand=member.brand_id, pk=pk).first()
    if found is None:
        raise Http404(gettext("this line does not exist, or is another brand's"))
    return found


def exhibits(member: Member, channel: Channel) -> QuerySet[Exhibit]:
    """What stands of us on one of the brand's channels.

    Raises:
        PermissionDenied: the role may not read the inbox, or the channel is another brand's.
    """
    require(member, Right.READ_INBOX, channel.brand_id)
    return Exhibit.objects.filter(channel=channel, taken_down_at=None)
