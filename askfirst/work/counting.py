"""What reports are made of, asked of the database: how much was said when, what waited how long, what was brought to an end.

Each is a fixed number of queries over one period.  What was said one to one is kept counted (`tallies`); what was said in
public is counted here.  Answers and ends come as columns: of a million messages there are half a million of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl
from django.db.models import BigIntegerField, Count, Func, OuterRef, Q, Subquery

from askfirst.drafts.models import Draft
from askfirst.gate.columns import read
from askfirst.inbox.models import Act, Label, Thread
from askfirst.wall.models import Comment, Post
from askfirst.work.models import Ending, Quarter, Turn
from askfirst.work.recounts import NUMBER, QUARTER_SECONDS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from django.db.models import QuerySet

CHUNK = 5000
SCHEMA = {"channel": pl.Int64, "thread": pl.Int64, "member": pl.Int64, "seconds": pl.Float64}
"""The columns of answers and of ends.  `member` null: nobody knows who; `seconds` null: nobody has answered, or nobody knows
since when."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """One brand's time, from `since` up to `until`."""

    brand: int
    since: datetime
    until: datetime


class Said(NamedTuple):
    """So much was said in one quarter of an hour (since 1970, UTC) on one channel: by them, by us, by our rules."""

    number: int
    channel: int
    theirs: int
    ours: int
    automatic: int


class _Quarter(Func):
    """In which quarter of an hour a moment lies."""

    output_field = BigIntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        # Once for the template, once for the parameters.
        template = NUMBER["sqlite"].replace("%", "%%%%").format(at="%(expressions)s")
        return self.as_sql(compiler, connection, template=template, **more)

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        template = NUMBER["postgresql"].format(at="%(expressions)s")
        return self.as_sql(compiler, connection, template=template, **more)


def said(span: Span) -> Iterator[Said]:
    """How much was said; privately and in public.  The brand's own posts answer nobody and do not count."""
    numbers = {
        "number__gte": int(span.since.timestamp()) // QUARTER_SECONDS,
        "number__lt": int(span.until.timestamp()) // QUARTER_SECONDS,
    }
    rows = Quarter.objects.filter(brand_id=span.brand, **numbers)
    columns = ("number", "channel_id", "theirs", "ours", "automatic")
    yield from map(Said._make, rows.values_list(*columns).iterator(CHUNK))
    ours = Q(contact=None, is_anonymous=False)
    sources: list[tuple[QuerySet[Any], Q]] = [
        (Comment.objects.all(), ours),
        (Post.objects.exclude(ours), Q(pk__in=[])),
    ]
    for spoken, by_us in sources:
        lately = spoken.filter(brand_id=span.brand, said_at__gte=span.since, said_at__lt=span.until)
        grouped = lately.annotate(number=_Quarter("said_at")).values("number", "channel_id").order_by()
        for row in grouped.annotate(all=Count("pk"), by_us=Count("pk", filter=by_us)):
            yield Said(row["number"], row["channel_id"], row["all"] - row["by_us"], row["by_us"], 0)


def answered(span: Span) -> pl.DataFrame:
    """How long they waited for a person's answer: privately from the first thing that was not answered, in public each word."""
    rows = Turn.objects.filter(brand_id=span.brand, asked_at__gte=span.since, asked_at__lt=span.until)
    privately = read(rows.values_list("channel", "thread", "member_id", "seconds"), **SCHEMA)
    in_public = pl.DataFrame(list(_answered_in_public(span)), schema=SCHEMA, orient="row")
    return pl.concat([privately, in_public])


def ended(span: Span) -> pl.DataFrame:
    """What was brought to an end, by whom, and how long after they had begun it."""
    rows = Ending.objects.filter(brand_id=span.brand, at__gte=span.since, at__lt=span.until)
    return read(rows.values_list("channel", "thread", "member_id", "seconds"), **SCHEMA)


def _answered_in_public(span: Span) -> Iterator[tuple[int, int, int | None, float | None]]:
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
            yield channel, keys.get((post, contact), 0), author.get(by), seconds


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


def states(brand: int) -> dict[str, int]:
    """How many conversations are in each state now."""
    rows = Thread.objects.filter(brand_id=brand).values("state").order_by().annotate(many=Count("pk"))
    return {row["state"]: row["many"] for row in rows}


def entered(span: Span) -> dict[str, int]:
    """How often conversations came into each state in that time, by a person's or a rule's act."""
    rows = Act.objects.filter(brand_id=span.brand, kind=Act.Kind.STATE, at__gte=span.since, at__lt=span.until)
    counted = rows.values("after").order_by().annotate(many=Count("pk"))
    return {row["after"]: row["many"] for row in counted}


def labelled(brand: int) -> pl.DataFrame:
    """Which labels each conversation bears, as `thread` and `label`."""
    rows = Label.threads.through.objects.filter(label__brand_id=brand)
    return read(rows.values_list("thread_id", "label_id"), thread=pl.Int64, label=pl.Int64)
