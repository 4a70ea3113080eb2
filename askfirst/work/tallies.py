"""What reports count, kept ready: whatever changes in a conversation is counted again, by the worker or before a report.

The database writes down what changed (`recounts`).  A conversation's turns and ends follow from its own rows alone, and
a quarter of an hour from what was said in it: so whatever came late, was moved, merged or forgotten is counted right.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.db.models import Exists, F, Min, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from askfirst.inbox.models import Act, Message
from askfirst.inbox.talk import ENDED
from askfirst.work.models import Ending, Quarter, Recount, Turn
from askfirst.work.recounts import QUARTER_SECONDS, counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

BATCH = 2000
AT_ONCE = 10
"""Batches of one turn of the worker."""
_DAY = 24 * 3600 // QUARTER_SECONDS
_LOCK = 7_120_031
"""The advisory lock under which PostgreSQL lets one process count at a time; SQLite has one writer anyway."""
UNDONE = timedelta(seconds=60)
"""What is opened again within so long was not meant to be at an end."""
_BEGIN = datetime(1970, 1, 1, tzinfo=UTC)

# Counted from the end of a conversation, everything up to our next answer, that answer included, bears one number.
_TURNS = """
WITH numbered AS (
  SELECT brand_id, thread_id, channel_id, is_ours, said_at, delivery_id,
    SUM(CASE WHEN is_ours THEN 1 ELSE 0 END) OVER (PARTITION BY thread_id ORDER BY said_at DESC, id DESC) AS turn
  FROM inbox_message
  WHERE NOT is_automatic AND thread_id IN ({threads})
), turns AS (
  SELECT brand_id, thread_id, MAX(channel_id) AS channel_id, turn,
    MIN(CASE WHEN NOT is_ours THEN said_at END) AS asked_at,
    MAX(CASE WHEN is_ours THEN said_at END) AS answered_at,
    MAX(CASE WHEN is_ours THEN delivery_id END) AS delivery_id
  FROM numbered GROUP BY brand_id, thread_id, turn
)
INSERT INTO work_turn (brand_id, channel_id, thread_id, member_id, asked_at, seconds)
SELECT turns.brand_id, turns.channel_id, turns.thread_id, drafts_draft.author_id, asked_at, {seconds}
FROM turns LEFT JOIN drafts_draft ON drafts_draft.delivery_id = turns.delivery_id
WHERE asked_at IS NOT NULL
"""
# SQLite counts in days: what is finer than a millisecond is its rounding.
_SECONDS = {
    "sqlite": "round((julianday(answered_at) - julianday(asked_at)) * 86400.0, 3)",
    "postgresql": "round(extract(epoch FROM answered_at - asked_at)::numeric, 3)::double precision",
}


def keep_up() -> int:
    """Count again what changed, as much as one turn of the worker may take.  Returns how many changes were looked at."""
    return sum(_some() for _ in range(AT_ONCE))


def catch_up() -> None:
    """Count again everything that has changed until now: a report that follows is exact."""
    newest = Recount.objects.order_by("-pk").values_list("pk", flat=True).first()
    while newest is not None and Recount.objects.filter(pk__lte=newest).exists():
        _some()


def _some() -> int:
    if not Recount.objects.exists():
        return 0
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        # Read first: what is counted below is at least as new as what was written down until here.
        marks = list(Recount.objects.order_by("pk")[:BATCH])
        if marks:
            _count_threads({mark.thread_id for mark in marks})
            _count_quarters({(mark.brand_id, mark.number) for mark in marks if mark.number is not None})
            Recount.objects.filter(pk__in=[mark.pk for mark in marks]).delete()
    return len(marks)


def _count_threads(threads: set[int]) -> None:
    Turn.objects.filter(thread__in=threads).delete()
    Ending.objects.filter(thread__in=threads).delete()
    named = ", ".join(str(int(thread)) for thread in sorted(threads))
    with connection.cursor() as cursor:
        cursor.execute(_TURNS.format(threads=named, seconds=_SECONDS[connection.vendor]))
    Ending.objects.bulk_create(_ends(threads))


def _count_quarters(quarters: set[tuple[int, int]]) -> None:
    for brand, first, last in _stretches(quarters):
        Quarter.objects.filter(brand=brand, number__gte=first, number__lte=last).delete()
        since, until = (number * QUARTER_SECONDS for number in (first, last + 1))
        which = "brand_id = %s AND said_at >= %s AND said_at < %s"
        with connection.cursor() as cursor:
            cursor.execute(
                counted(connection.vendor).replace("%", "%%").format(which=which),
                [brand, _moment(since), _moment(until)],
            )


def _stretches(quarters: set[tuple[int, int]]) -> Iterator[tuple[int, int, int]]:
    """The brand, the first and the last of what lies within a day: looked up at once."""
    held: tuple[int, int, int] | None = None
    for brand, number in sorted(quarters):
        if held and held[0] == brand and number - held[1] < _DAY:
            held = (brand, held[1], number)
            continue
        if held:
            yield held
        held = (brand, number, number)
    if held:
        yield held


def _moment(seconds: int) -> Any:
    return connection.ops.adapt_datetimefield_value(datetime.fromtimestamp(seconds, UTC))


def _ends(threads: Iterable[int]) -> Iterator[Ending]:
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
        ends.filter(thread__in=threads)
        .annotate(earlier_at=Subquery(earlier))
        .annotate(begun_at=Subquery(first), in_public=F("thread__post"), made_at=F("thread__created_at"))
        .annotate(on=F("thread__channel_id"))
    )
    named = (
        "brand_id",
        "on",
        "thread_id",
        "member_id",
        "at",
        "begun_at",
        "earlier_at",
        "in_public",
        "made_at",
    )
    for brand, channel, thread, member, at, begun_at, earlier_at, in_public, made_at in rows.values_list(
        *named
    ):
        begun = made_at if in_public and earlier_at is None else begun_at
        seconds = max((at - begun).total_seconds(), 0.0) if begun else None
        yield Ending(
            brand_id=brand, channel_id=channel, thread_id=thread, member_id=member, at=at, seconds=seconds
        )
