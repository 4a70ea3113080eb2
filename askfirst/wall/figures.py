"""What came of what the brand says in public: who did something because of it, by day, by account and by post.

People are counted who did something.  How many saw it is known for the brand's own page alone, as openings; other networks
do not tell us, and nothing is made up for them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Max, Min, Sum
from django.db.models.functions import TruncDate

from askfirst.brand.models import Channel
from askfirst.people.models import Engagement
from askfirst.wall import openings
from askfirst.wall.models import Comment, Opening, Post, Vote

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from django.db.models import QuerySet

    from askfirst.brand.models import Brand

LATER = timedelta(days=1)
"""Who does something again so long after the first time in the period has come back."""
POSTS, NEWEST = 20, 500
"""So many are shown, of so many that are looked at."""
PAGE = "page"
"""The network of the brand's own page."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Day:
    """One day by the brand's clock."""

    day: date
    opened: int
    """How often the page or a post on it was opened."""
    deeds: int
    """What people did toward the brand, on all networks."""


@dataclass(frozen=True, kw_only=True, slots=True)
class People:
    """Who did something."""

    deeds: int = 0
    people: int = 0
    came_back: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Account:
    """One connected account."""

    channel: Channel
    posts: int
    """Of the brand itself, in the period."""
    did: People
    opened: int | None
    """None: the network does not tell."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Earned:
    """One post of the brand, and what came of it until now."""

    post: Post
    answers: int
    """Comments and votes of others."""
    people: int
    """Who gave them."""
    opened: int | None
    """How often it was opened alone; None: the network does not tell."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Figures:
    """A period."""

    days: list[Day]
    did: People
    opened: int
    did_here: People
    """Who did something on the brand's own page."""
    accounts: list[Account]
    posts: list[Earned]

    @property
    def rate(self) -> float | None:
        """People who did something on the page, of a hundred openings of it; None: it was not opened."""
        return 100 * self.did_here.people / self.opened if self.opened else None


def figures(brand: Brand, first: date, last: date) -> Figures:
    """From one day to another, both included, by the brand's clock.  A number of queries that is the same for any size."""
    openings.write()
    zone = ZoneInfo(brand.time_zone)
    begin = datetime.combine(first, time(), zone)
    end = datetime.combine(last + timedelta(days=1), time(), zone)
    deeds = Engagement.objects.filter(brand=brand, occurred_at__gte=begin, occurred_at__lt=end).order_by()
    said = ours(brand).filter(said_at__gte=begin, said_at__lt=end)
    opened = Opening.objects.filter(page__brand=brand, day__gte=first, day__lte=last)
    by_day = dict(opened.values_list("day").annotate(all=Sum("many")))
    done = dict(deeds.values_list(TruncDate("occurred_at", tzinfo=zone)).annotate(all=Count("pk")))
    accounts = _accounts(brand, deeds, said, sum(by_day.values()))
    return Figures(
        days=[
            Day(day=day, opened=by_day.get(day, 0), deeds=done.get(day, 0))
            for day in (first + timedelta(days=number) for number in range((last - first).days + 1))
        ],
        did=_people(deeds),
        opened=sum(by_day.values()),
        did_here=next((one.did for one in accounts if one.channel.network == PAGE), People()),
        accounts=accounts,
        posts=_posts(said),
    )


def ours(brand: Brand) -> QuerySet[Post]:
    """What the brand itself said, and what still stands."""
    said = Post.objects.filter(brand=brand, contact=None, is_anonymous=False, is_placeholder=False)
    return said.filter(kind=Post.Kind.POST, taken_back_at=None)


def _people(deeds: QuerySet[Engagement]) -> People:
    counted = deeds.aggregate(deeds=Count("pk"), people=Count("contact", distinct=True))
    return People(**counted, came_back=_back(deeds.values("contact")).count())


def _back(grouped: QuerySet[Any]) -> QuerySet[Any]:
    """Of people, those who did something again a day later or more."""
    seen: QuerySet[Any] = grouped.annotate(first=Min("occurred_at"), last=Max("occurred_at"))
    return seen.filter(last__gte=F("first") + LATER)


def _accounts(brand: Brand, deeds: QuerySet[Engagement], said: QuerySet[Post], opened: int) -> list[Account]:
    counted = {
        row["channel"]: row
        for row in deeds.values("channel").annotate(deeds=Count("pk"), people=Count("contact", distinct=True))
    }
    back = Counter(_back(deeds.values("channel", "contact")).values_list("channel", flat=True))
    posts = dict(said.order_by().values_list("channel").annotate(many=Count("pk")))
    return [
        Account(
            channel=channel,
            posts=posts.get(channel.pk, 0),
            did=People(
                deeds=counted[channel.pk]["deeds"],
                people=counted[channel.pk]["people"],
                came_back=back[channel.pk],
            )
            if channel.pk in counted
            else People(),
            opened=opened if channel.network == PAGE else None,
        )
        for channel in Channel.objects.filter(brand=brand).order_by("pk")
        if channel.pk in counted or channel.pk in posts
    ]


def answers_to(posts: Collection[int]) -> dict[int, int]:
    """How many comments and votes of others each of these posts has: two queries."""
    theirs = Comment.objects.filter(post__in=posts, taken_back_at=None).exclude(
        contact=None, is_anonymous=False
    )
    many: Counter[int] = Counter(theirs.values_list("post", flat=True))
    votes = Vote.objects.filter(poll__draft__delivery__post__in=posts, choices__isnull=False).distinct()
    many.update(votes.values_list("poll__draft__delivery__post", flat=True))
    return dict(many)


def _posts(said: QuerySet[Post]) -> list[Earned]:
    """The newest of the period, those that earned most first."""
    rows = list(said.select_related("channel").order_by("-said_at", "-pk")[:NEWEST])
    who: dict[int, list[int | None]] = defaultdict(list)
    theirs = Comment.objects.filter(post__in=rows, taken_back_at=None).exclude(
        contact=None, is_anonymous=False
    )
    for post, contact in theirs.values_list("post", "contact"):
        who[post].append(contact)
    votes = Vote.objects.filter(poll__draft__delivery__post__in=rows, choices__isnull=False).distinct()
    for post, contact in votes.values_list("poll__draft__delivery__post", "contact"):
        who[post].append(contact)
    opened = dict(Opening.objects.filter(post__in=rows).values_list("post").annotate(all=Sum("many")))
    found = [
        Earned(
            post=post,
            answers=len(who[post.pk]),
            people=len({contact for contact in who[post.pk] if contact}),
            opened=opened.get(post.pk, 0) if post.page_id else None,
        )
        for post in rows
    ]
    return sorted(found, key=lambda one: (-one.answers, -(one.opened or 0), -one.post.pk))[:POSTS]
