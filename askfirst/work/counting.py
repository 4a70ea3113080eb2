"""What reports are made of, asked of the database: how much was said when, what waited how long, what was brought to an end.

Each is a fixed number of queries over one period.  Sorting and grouping is the database's; what comes back is one row for
each hour, or three small numbers for each answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connection
from django.db.models import CharField, Count, Exists, F, Func, Min, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from askfirst.drafts.models import Draft
from askfirst.inbox.models import Act, Label, Message, Thread
from askfirst.inbox.talk import ENDED
from askfirst.wall.models import Comment, Post

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

LOOK = timedelta(days=8)
"""The begin of what is answered is looked for so long before the period: no network's window is longer."""
LATER = timedelta(days=30)
"""An answer is looked for so long behind the period."""
UNDONE = timedelta(seconds=60)
"""What is opened again within so long was not meant to be at an end."""
CHUNK = 5000
_BEGIN = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """One brand's time, from `since` up to `until`."""

    brand: int
    since: datetime
    until: datetime


class Said(NamedTuple):
    """So much was said in one hour (in UTC) on one channel: by them, by us, by our rules."""

    hour: datetime
    channel: int
    theirs: int
    ours: int
    automatic: int


class Answered(NamedTuple):
    """They began to wait; after so many seconds a person answered.  None: nobody has."""

    seconds: float | None
    channel: int
    thread: int
    member: int | None


class Ended(NamedTuple):
    """A conversation was brought to an end so many seconds after they had begun it.  None: nobody knows since when."""

    seconds: float | None
    channel: int
    thread: int
    member: int | None
    state: str


class _Hour(Func):
    """`2026-11-22 08`, in UTC."""

    output_field = CharField()

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        return self.as_sql(compiler, connection, template="substr(%(expressions)s, 1, 13)", **more)

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        template = "to_char(%(expressions)s AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24')"
        return self.as_sql(compiler, connection, template=template, **more)


def said(span: Span) -> Iterator[Said]:
    """How much was said, by hour and channel; privately and in public.  The brand's own posts answer nobody and do not count."""
    ours = Q(contact=None, is_anonymous=False)
    sources: list[tuple[QuerySet[Any], Q, Q]] = [
        (Message.objects.all(), Q(is_ours=True, is_automatic=False), Q(is_automatic=True)),
        (Comment.objects.all(), ours, Q(pk__in=[])),
        (Post.objects.exclude(ours), Q(pk__in=[]), Q(pk__in=[])),
    ]
    for rows, by_us, by_rule in sources:
        lately = rows.filter(brand_id=span.brand, said_at__gte=span.since, said_at__lt=span.until)
        grouped = lately.annotate(hour=_Hour("said_at")).values("hour", "channel_id").order_by()
        counted = grouped.annotate(
            all=Count("pk"), by_us=Count("pk", filter=by_us), by_rule=Count("pk", filter=by_rule)
        )
        for row in counted:
            hour = datetime.strptime(row["hour"], "%Y-%m-%d %H").replace(tzinfo=UTC)
            theirs = row["all"] - row["by_us"] - row["by_rule"]
            yield Said(hour, row["channel_id"], theirs, row["by_us"], row["by_rule"])


# Counted from the end of a conversation, everything up to our next answer, that answer included, bears one number.
_TURNS = """
WITH numbered AS (
  SELECT thread_id, channel_id, is_ours, said_at, delivery_id,
    SUM(CASE WHEN is_ours THEN 1 ELSE 0 END) OVER (PARTITION BY thread_id ORDER BY said_at DESC, id DESC) AS turn
  FROM inbox_message
  WHERE brand_id = %s AND NOT is_automatic AND said_at >= %s AND said_at < %s
), turns AS (
  SELECT thread_id, MAX(channel_id) AS channel_id, turn,
    MIN(CASE WHEN NOT is_ours THEN said_at END) AS asked_at,
    MAX(CASE WHEN is_ours THEN said_at END) AS answered_at,
    MAX(CASE WHEN is_ours THEN delivery_id END) AS delivery_id
  FROM numbered GROUP BY thread_id, turn
)
SELECT {seconds}, turns.channel_id, turns.thread_id, drafts_draft.author_id
FROM turns LEFT JOIN drafts_draft ON drafts_draft.delivery_id = turns.delivery_id
WHERE asked_at >= %s AND asked_at < %s
"""
_SECONDS = {
    "sqlite": "(julianday(answered_at) - julianday(asked_at)) * 86400.0",
    "postgresql": "CAST(EXTRACT(EPOCH FROM answered_at - asked_at) AS double precision)",
}


def answered(span: Span) -> Iterator[Answered]:
    """How long they waited for a person's answer: privately from the first thing that was not answered, in public each word."""
    adapt = connection.ops.adapt_datetimefield_value
    since, until = adapt(span.since), adapt(span.until)
    wide = [span.brand, adapt(span.since - LOOK), adapt(span.until + LATER), since, until]
    with connection.cursor() as cursor:
        cursor.execute(_TURNS.format(seconds=_SECONDS[connection.vendor]), wide)
        while rows := cursor.fetchmany(CHUNK):
            # SQLite counts in days: what is finer than a millisecond is its rounding.
            yield from (Answered(None if row[0] is None else round(row[0], 3), *row[1:]) for row in rows)
    yield from _answered_in_public(span)


def _answered_in_public(span: Span) -> Iterator[Answered]:
    """Each word of theirs with the first of ours that names it, or that stands under it."""
    theirs = Q(contact__isnull=False) | Q(is_anonymous=True)
    ours = Comment.objects.filter(contact=None, is_anonymous=False, said_at__gte=OuterRef("said_at"))
    to_comment = ours.filter(post=OuterRef("post"), answers=OuterRef("external_id"))
    to_post = ours.filter(Q(answers="") | Q(answers=OuterRef("external_id")), post=OuterRef("pk"))
    lately = {
        "brand_id": span.brand,
        "said_at__gte": span.since,
        "said_at__lt": span.until,
        "taken_back_at": None,
    }
    keys = _strands(span)
    for rows, answers in (
        (Comment.objects.filter(theirs, **lately), to_comment),
        (Post.objects.filter(theirs, **lately), to_post),
    ):
        first = answers.order_by("said_at", "pk")
        found = rows.annotate(
            answered_at=Subquery(first.values("said_at")[:1]), by=Subquery(first.values("delivery")[:1])
        ).values_list(
            "said_at",
            "answered_at",
            "channel_id",
            "contact_id",
            "pk" if answers is to_post else "post_id",
            "by",
        )
        listed = list(found)
        author = _authors([row[5] for row in listed if row[5]])
        for said_at, answered_at, channel, contact, post, by in listed:
            seconds = (answered_at - said_at).total_seconds() if answered_at else None
            yield Answered(seconds, channel, keys.get((post, contact), 0), author.get(by))


def _strands(span: Span) -> dict[tuple[int, int | None], int]:
    """The thread of each person under each post."""
    rows = Thread.objects.filter(brand_id=span.brand, post__gt=0, last_at__gte=span.since)
    return {(post, contact): pk for post, contact, pk in rows.values_list("post", "contact_id", "pk")}


def _authors(deliveries: list[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for begin in range(0, len(deliveries), CHUNK):
        part = deliveries[begin : begin + CHUNK]
        found |= dict(Draft.objects.filter(delivery__in=part).values_list("delivery_id", "author_id"))
    return found


def ended(span: Span) -> Iterator[Ended]:
    """What was brought to an end, by whom, and how long after they had begun it."""
    state = {"thread": OuterRef("thread"), "kind": Act.Kind.STATE}
    reopened = Exists(
        Act.objects.filter(**state, at__gt=OuterRef("at"), at__lte=OuterRef("at") + Value(UNDONE)).exclude(
            after__in=ENDED
        )
    )
    ends = (
        Act.objects.filter(kind=Act.Kind.STATE, after__in=ENDED).exclude(before__in=ENDED).filter(~reopened)
    )
    earlier = ends.filter(thread=OuterRef("thread"), at__lt=OuterRef("at")).order_by("-at").values("at")[:1]
    asked = Message.objects.filter(
        thread=OuterRef("thread"), is_ours=False, said_at__lte=OuterRef("at"),
        said_at__gt=Coalesce(OuterRef("earlier_at"), Value(_BEGIN)),
    )  # fmt: skip
    first = asked.order_by().values("thread").annotate(first=Min("said_at")).values("first")
    rows = (
        ends.filter(brand_id=span.brand, at__gte=span.since, at__lt=span.until)
        .annotate(earlier_at=Subquery(earlier))
        .annotate(begun_at=Subquery(first), in_public=F("thread__post"), made_at=F("thread__created_at"))
    )
    named = (
        "at",
        "begun_at",
        "earlier_at",
        "in_public",
        "made_at",
        "thread__channel_id",
        "thread_id",
        "member_id",
        "after",
    )
    for at, begun_at, earlier_at, in_public, made_at, channel, thread, member, after in rows.values_list(
        *named
    ).iterator(CHUNK):
        begun = made_at if in_public and earlier_at is None else begun_at
        seconds = max((at - begun).total_seconds(), 0.0) if begun else None
        yield Ended(seconds, channel, thread, member, after)


def states(brand: int) -> dict[str, int]:
    """How many conversations are in each state now."""
    rows = Thread.objects.filter(brand_id=brand).values("state").order_by().annotate(many=Count("pk"))
    return {row["state"]: row["many"] for row in rows}


def entered(span: Span) -> dict[str, int]:
    """How often conversations came into each state in that time, by a person's or a rule's act."""
    rows = Act.objects.filter(brand_id=span.brand, kind=Act.Kind.STATE, at__gte=span.since, at__lt=span.until)
    counted = rows.values("after").order_by().annotate(many=Count("pk"))
    return {row["after"]: row["many"] for row in counted}


def labelled(brand: int) -> dict[int, list[int]]:
    """Which labels each conversation bears; those that bear none are not there."""
    found: dict[int, list[int]] = {}
    rows = Label.threads.through.objects.filter(label__brand_id=brand).values_list("thread_id", "label_id")
    for thread, label in rows.iterator(CHUNK):
        found.setdefault(thread, []).append(label)
    return found
