"""What somebody did toward the brand, counted: by kind, and month by month for a small picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Max
from django.db.models.functions import TruncMonth
from django.utils import timezone

from askfirst.people.models import Engagement

if TYPE_CHECKING:
    from datetime import datetime

    from askfirst.people.models import Contact

MONTHS = 12


@dataclass(frozen=True, kw_only=True, slots=True)
class Kind:
    """One kind of deed: how often, and when last."""

    title: str
    count: int
    last_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Month:
    """One month: its first instant, how much they did in it, and its column in a picture a hundred units high."""

    begins_at: datetime
    count: int
    x: int
    y: int
    height: int


def kinds(contact: Contact) -> list[Kind]:
    """Each kind of what they did, the most frequent first: one query."""
    rows = Engagement.objects.filter(contact=contact).values("kind")
    counted = rows.annotate(n=Count("pk"), last=Max("occurred_at")).order_by("-n", "kind")
    return [
        Kind(title=str(Engagement.Kind(row["kind"]).label), count=row["n"], last_at=row["last"])
        for row in counted
    ]


def months(contact: Contact) -> list[Month]:
    """The last twelve months, the oldest first, those in which nothing happened too: one query."""
    begin = timezone.localtime().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    begins = [_before(begin, back) for back in reversed(range(MONTHS))]
    rows = Engagement.objects.filter(contact=contact, occurred_at__gte=begins[0])
    counted = rows.annotate(month=TruncMonth("occurred_at")).values("month").annotate(n=Count("pk"))
    counts = {(row["month"].year, row["month"].month): row["n"] for row in counted.order_by("month")}
    found = [counts.get((at.year, at.month), 0) for at in begins]
    most = max([*found, 1])
    heights = [round(96 * count / most) if count else 0 for count in found]
    return [
        Month(begins_at=at, count=count, x=nth * 24 + 4, y=100 - max(height, 2), height=max(height, 2))
        for nth, (at, count, height) in enumerate(zip(begins, found, heights, strict=True))
    ]


def _before(begin: datetime, back: int) -> datetime:
    month = begin.year * 12 + begin.month - 1 - back
    return begin.replace(year=month // 12, month=month % 12 + 1)
