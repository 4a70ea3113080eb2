"""What our own rows say, as queries: the same ones for a few people, whose facts are gathered, and for an audience.

`who` narrows a query to those people, or to a brand.  What is asked is as of an instant.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, Max, Min, OuterRef, Q

from askfirst.consent.models import Suppression
from askfirst.gate.models import Delivery
from askfirst.people.models import Engagement, Relationship

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.db.models import QuerySet

    from askfirst.brand.models import Channel

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
}
# What has left, or may be about to: a queued message counts against a cap as a sent one does.
_NOT_COUNTED = (Delivery.State.STOPPED, Delivery.State.EXPIRED, Delivery.State.REFUSED)
REACTIONS_OPEN = frozenset({"facebook"})
"""Networks where a sign on a message is known to open the window as a word does (FB-12)."""
_RECENT = timedelta(days=30)
_QUARTER = timedelta(days=90)
_WEEK = timedelta(days=7)
_PRIVATE = Q(form__in=["direct", "private_reply"])


def edges(who: Q, channel: Channel, at: datetime) -> QuerySet[Relationship]:
    """The edges that hold, in the order in which they were written down."""
    rows = Relationship.objects.filter(who, channel=channel)
    return rows.filter(Q(until=None) | Q(until__gt=at)).exclude(since__gt=at).order_by("pk")


def inbound(who: Q, channel: Channel, at: datetime) -> QuerySet[Any, Any]:
    """Of each `contact` when they `first` and `last` opened the talk to us here, and when they last `wrote` in it."""
    kinds = [Engagement.Kind.MESSAGE]
    if channel.network in REACTIONS_OPEN:
        kinds.append(Engagement.Kind.REACTION)
    rows = Engagement.objects.filter(who, channel=channel, kind__in=kinds, occurred_at__lte=at)
    written = Max("occurred_at", filter=Q(kind=Engagement.Kind.MESSAGE))
    return rows.values("contact").annotate(first=Min("occurred_at"), last=Max("occurred_at"), wrote=written)


def left(who: Q, besides: int = 0) -> QuerySet[Delivery]:
    """What has left or may be about to, but for the delivery `besides`."""
    rows = Delivery.objects.filter(who).exclude(state__in=_NOT_COUNTED)
    return rows.exclude(pk=besides) if besides else rows


def outbound(rows: QuerySet[Delivery], channel: Channel, at: datetime) -> QuerySet[Any, Any]:
    """Of each `contact` when we `first` and `last` wrote to them here, and how often and when unasked on any channel."""
    here = _PRIVATE & Q(channel=channel)
    unasked = _PRIVATE & ~Q(purpose="reply")
    return (
        rows.filter(created_at__lte=at)
        .values("contact")
        .annotate(
            first=Min("created_at", filter=here),
            last=Max("created_at", filter=here),
            unasked_last=Max("created_at", filter=unasked),
            unasked=Count("pk", filter=unasked & Q(created_at__gt=at - _QUARTER)),
            week=Count("pk", filter=unasked & Q(created_at__gt=at - _WEEK)),
        )
    )


def unanswered(rows: QuerySet[Delivery], channel: Channel, at: datetime) -> QuerySet[Any, Any]:
    """Of each `contact` how many private words of ours (`since`) stand here since they last wrote."""
    theirs = Engagement.objects.filter(
        contact=OuterRef("contact"),
        channel=channel,
        kind=Engagement.Kind.MESSAGE,
        occurred_at__gte=OuterRef("created_at"),
        occurred_at__lte=at,
    )
    here = rows.filter(_PRIVATE, ~Exists(theirs), channel=channel, created_at__lte=at)
    return here.values("contact").annotate(since=Count("pk"))


def same_texts(channel: Channel, digests: Iterable[str], at: datetime) -> QuerySet[Delivery]:
    """What lately went to somebody with one of these texts."""
    return Delivery.objects.filter(
        brand_id=channel.brand_id,
        text_digest__in=digests,
        created_at__gt=at - _RECENT,
        contact__isnull=False,
    ).exclude(state__in=_NOT_COUNTED)
