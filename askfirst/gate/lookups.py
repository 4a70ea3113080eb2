"""What our own rows say, as queries: the same ones for a few people, whose facts are gathered, and for an audience.

`who` narrows a query to those people, or to a brand.  What is asked is as of an instant, of several channels at once.

A network knows addresses, not persons: its windows and edges belong to the address.  Of whoever has or had several on
one network (`shared`) only what names the address counts; by which of them the rest was done is unknown.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Count, Exists, F, Max, Min, OuterRef, Q, Value, When

from askfirst.consent.models import Suppression
from askfirst.gate.models import NEVER_LEFT, Delivery
from askfirst.people.models import Engagement, Handle, Link, Relationship

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from django.db.models import QuerySet

    from askfirst.brand.models import Channel
    from askfirst.consent.standing import State

EDGES = {
    Relationship.Kind.LIKES: "likes_page",
    Relationship.Kind.FOLLOWS: "person_follows",
    Relationship.Kind.FOLLOWED: "brand_follows",
    Relationship.Kind.CONNECTED: "connected",
}
REASONS = {
    Suppression.Reason.ASKED: "asked_us_to_stop",
    Suppression.Reason.BLOCKED: "blocked_us",
    Suppression.Reason.COMPLAINT: "reported_a_message",
    Suppression.Reason.MEMBER: "written_down_by_the_team",
    Suppression.Reason.DEAD: "address_is_dead",
    Suppression.Reason.IMPORTED: "came_with_an_import",
}
REACTIONS_OPEN = frozenset({"facebook"})
"""Networks where a sign on a message is known to open the window as a word does (FB-12)."""
SCORE = {
    "score_value": F("contact__score__value"),
    "score_breadth": F("contact__score__breadth"),
    "score_last_at": F("contact__score__last_at"),
}
"""How engaged the person of an address is, as `people.engaged.band_of` takes it."""
_RECENT = timedelta(days=30)
_QUARTER = timedelta(days=90)
_WEEK = timedelta(days=7)
_PRIVATE = Q(form__in=["direct", "private_reply"])


def handles(who: Q) -> QuerySet[Handle]:
    """Every address, the longest known first, with the columns of `SCORE`.

    `had_others`: another one on its network turned out to be not theirs.
    """
    lost = Link.objects.filter(was=OuterRef("contact"), handle__network=OuterRef("network"))
    others = lost.exclude(handle__contact=OuterRef("contact"))
    return Handle.objects.filter(who).annotate(had_others=Exists(others), **SCORE).order_by("pk")


def lost(network: str) -> QuerySet[Any, Any]:
    """Of whom another address on the network turned out to be not theirs, as `was`."""
    rows = Link.objects.filter(handle__network=network, was__isnull=False)
    return rows.exclude(handle__contact=F("was")).values("was")


def shared(who: Q, network: str) -> Q:
    """Narrows rows to those of people who have, or had, several addresses on the network."""
    people = Handle.objects.filter(who, network=network).values("contact").annotate(Count("pk"))
    several = people.filter(Q(pk__count__gt=1) | Q(contact__in=lost(network)))
    return Q(contact__in=several.values("contact"))


def basis(consent: State) -> str:
    """What an agreement that holds rests on."""
    return consent.basis if consent.state == "active" else "none"


def edges(who: Q, channels: Collection[Channel], at: datetime) -> QuerySet[Relationship]:
    """The edges that hold, in the order in which they were written down."""
    rows = Relationship.objects.filter(who, channel__in=channels)
    return rows.filter(Q(until=None) | Q(until__gt=at)).exclude(since__gt=at).order_by("pk")


def inbound(who: Q, channels: Collection[Channel], at: datetime) -> QuerySet[Any, Any]:
    """Of each `channel`, `contact` and `handle` when it `first` and `last` opened the talk to us there, and last `wrote` in it."""
    opens = Q(kind=Engagement.Kind.MESSAGE)
    if by_signs := [channel for channel in channels if channel.network in REACTIONS_OPEN]:
        opens |= Q(kind=Engagement.Kind.REACTION, channel__in=by_signs)
    rows = Engagement.objects.filter(who, opens, channel__in=channels, occurred_at__lte=at)
    written = Max("occurred_at", filter=Q(kind=Engagement.Kind.MESSAGE))
    grouped = rows.values("channel", "contact", "handle")
    return grouped.annotate(first=Min("occurred_at"), last=Max("occurred_at"), wrote=written)


def left(who: Q, besides: Collection[int] = ()) -> QuerySet[Delivery]:
    """What has left or may be about to, but for the deliveries `besides`."""
    # What is only queued counts against a cap as what was sent does.
    rows = Delivery.objects.filter(who).exclude(state__in=NEVER_LEFT)
    return rows.exclude(pk__in=besides) if besides else rows


def where(several: Q | None) -> Case | Value:
    """The address to which a delivery went, of those with several (`shared`); else empty: it does not matter."""
    if several is None:
        return Value("")
    return Case(When(several, then=F("to")), default=Value(""))


def first_on(channel: Channel) -> str:
    """The column of `outbound` that says when we first wrote on this channel."""
    return f"first_{channel.pk}"


def last_on(channel: Channel) -> str:
    """The column of `outbound` that says when we last wrote on this channel."""
    return f"last_{channel.pk}"


def outbound(
    rows: QuerySet[Delivery], channels: Collection[Channel], at: datetime, several: Q | None = None
) -> QuerySet[Any, Any]:
    """Of each `contact` and address (`where`) when we first and last wrote there, and how often and when unasked on any channel.

    The first and the last time are said of each channel, in columns of their own (`first_on`, `last_on`).
    """
    written: dict[str, Min | Max] = {}
    for channel in channels:
        here = _PRIVATE & Q(channel=channel)
        written[first_on(channel)] = Min("created_at", filter=here)
        written[last_on(channel)] = Max("created_at", filter=here)
    unasked = _PRIVATE & ~Q(purpose="reply")
    return (
        rows.filter(created_at__lte=at)
        .values("contact", where=where(several))
        .annotate(
            **written,
            unasked_last=Max("created_at", filter=unasked),
            unasked=Count("pk", filter=unasked & Q(created_at__gt=at - _QUARTER)),
            week=Count("pk", filter=unasked & Q(created_at__gt=at - _WEEK)),
        )
    )


def unanswered(
    rows: QuerySet[Delivery], channels: Collection[Channel], at: datetime, several: Q | None = None
) -> QuerySet[Any, Any]:
    """Of each `channel`, `contact` and address (`where`) how many private words of ours (`since`) stand there since it last wrote."""
    theirs = Engagement.objects.filter(
        contact=OuterRef("contact"),
        channel=OuterRef("channel"),
        kind=Engagement.Kind.MESSAGE,
        occurred_at__gte=OuterRef("created_at"),
        occurred_at__lte=at,
    )
    theirs = by_that(theirs, several, "to")
    here = rows.filter(_PRIVATE, ~Exists(theirs), channel__in=channels, created_at__lte=at)
    return here.values("channel", "contact", where=where(several)).annotate(since=Count("pk"))


def by_that(theirs: QuerySet[Engagement], several: Q | None, to: str) -> QuerySet[Engagement]:
    """Of those with several addresses only what came by the one to which ours went: the column `to` outside."""
    if several is None:
        return theirs
    return theirs.filter(~several | Q(handle__address=OuterRef(to)))


def same_texts(channel: Channel, digests: Iterable[str], at: datetime) -> QuerySet[Delivery]:
    """What lately went to somebody with one of these texts."""
    return Delivery.objects.filter(
        brand_id=channel.brand_id,
        text_digest__in=digests,
        created_at__gt=at - _RECENT,
        contact__isnull=False,
    ).exclude(state__in=NEVER_LEFT)
