"""How a list is doing: who stands where, how many asked and how many of them confirmed, and from where they came."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Q
from django.utils import timezone

from askfirst.consent.models import Entry, Membership, Request

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from askfirst.brand.models import Brand
    from askfirst.consent.models import List

LATELY = timedelta(days=30)
MOST_SOURCES = 8
_JOINS = (Entry.Act.CONFIRMED, Entry.Act.JOINED, Entry.Act.IMPORTED)
_LEAVES = (Entry.Act.WITHDRAWN, Entry.Act.OBJECTED, Entry.Act.SUPPRESSED)


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """A page, form, conversation or file, and how many it brought."""

    place: str
    many: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Figures:
    """Of one list.  `on` and `waiting` are today's; all else is of the last thirty days."""

    on: int
    waiting: int
    joined: int
    left: int
    asked: int
    lapsed: int
    sources: tuple[Source, ...]


def on_each(lists: Iterable[List], at: datetime | None = None) -> dict[int, int]:
    """How many people are on each list today, by its id: one query for any number."""
    now = at or timezone.now()
    active = Membership.objects.filter(list__in=list(lists), state=Membership.State.ACTIVE)
    valid = active.filter(Q(expires_at=None) | Q(expires_at__gt=now), contact__merged_into=None)
    return dict(valid.order_by().values_list("list").annotate(many=Count("pk")))


def won_at(brand: Brand, places: Iterable[str]) -> dict[str, int]:
    """How many people joined a list because of what stood at each of these places, such as a poll: one query.

    Somebody is won once they have confirmed it.  Places at which nobody was won are left out.
    """
    joins = Entry.objects.filter(brand=brand, act__in=_JOINS, place__in=list(places))
    return dict(joins.order_by().values_list("place").annotate(many=Count("contact", distinct=True)))


def of(one: List, at: datetime | None = None) -> Figures:
    """The figures of a list at an instant; now unless given."""
    now = at or timezone.now()
    since = now - LATELY
    lines = Entry.objects.filter(list=one, occurred_at__gt=since)
    joins = lines.filter(act__in=_JOINS)
    asked = Request.objects.filter(brand=one.brand_id, notices__list=one)
    lately = asked.filter(asked_at__gt=since).aggregate(
        asked=Count("pk", distinct=True),
        lapsed=Count("pk", distinct=True, filter=Q(lapsed_at__isnull=False, mailed_at__isnull=False)),
    )
    waiting = asked.filter(confirmed_at=None, lapsed_at=None, expires_at__gt=now)
    places = joins.order_by().values_list("place").annotate(many=Count("contact", distinct=True))
    return Figures(
        on=on_each([one], now).get(one.pk, 0),
        waiting=waiting.values("endpoint").distinct().count(),
        joined=joins.values("contact").distinct().count(),
        left=lines.filter(act__in=_LEAVES).values("contact").distinct().count(),
        asked=lately["asked"],
        lapsed=lately["lapsed"],
        sources=tuple(
            Source(place=place, many=many) for place, many in places.order_by("-many", "place")[:MOST_SOURCES]
        ),
    )
