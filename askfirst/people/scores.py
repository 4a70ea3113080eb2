"""How engaged people are, written down: one deed at a time, some people anew, or a whole base in one statement.

Every way ends in the same rows.  What is kept is made of `Engagement` alone, so a merge, an address that turns out to be
somebody else's and a forgetting need no more than `rescore`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, SmallIntegerField, Value
from django.db.models.functions import Coalesce, Least

from askfirst.people import points, score_sql
from askfirst.people.models import Contact, Engagement, Score

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from askfirst.brand.models import Brand

AT_ONCE = 500
"""People in one statement: SQLite takes no more than some thousands of values."""


def add(act: Engagement) -> None:
    """One more deed, which has just been written down.  It costs the same however much they did before."""
    if act.kind not in points.BITS:
        return
    at = min(act.occurred_at, act.recorded_at)
    with transaction.atomic():
        # Who adds at the same time waits here, and then sees this deed among those of its day.
        row = Score.objects.select_for_update().get_or_create(
            contact_id=act.contact_id, defaults={"brand_id": act.brand_id}
        )[0]
        if _of_its_day(act) <= points.MOST_A_DAY:
            gained = points.points_of(act.kind, act.tone) * points.growth(points.day_of(at))
            name = "words" if act.kind in points.WORDS else "light"
            setattr(row, name, getattr(row, name) + gained)
        row.value = points.together(row.words, row.light)
        row.kinds |= points.BITS[act.kind]
        row.breadth = row.kinds.bit_count()
        row.deeds += 1
        row.last_at = max(row.last_at or at, at)
        row.save()


def _of_its_day(act: Engagement) -> int:
    """How many such deeds there are on that day, this one among them."""
    begins, ends = points.day_begins(min(act.occurred_at, act.recorded_at))
    rows = Engagement.objects.filter(
        contact=act.contact_id, channel=act.channel_id, kind=act.kind, occurred_at__gte=begins
    ).annotate(
        done_at=Least("occurred_at", "recorded_at"),
        sounded=Coalesce(F("tone"), Value(0), output_field=SmallIntegerField()),
    )
    same = rows.filter(done_at__gte=begins, done_at__lt=ends, sounded=act.tone or 0)
    return same[: points.MOST_A_DAY + 1].count()


def rescore(people: Iterable[int]) -> None:
    """Make the scores of these people anew, out of what is theirs now.  Who did nothing that is weighed has none."""
    wanted = sorted(set(people))
    deeds = Engagement.objects.filter(
        contact=OuterRef("contact"), contact__forgotten_at=None, kind__in=list(points.BITS)
    )
    for some in _parts(wanted):
        with transaction.atomic():
            # Who adds a deed meanwhile waits for these rows, and adds to what is written now.
            known = Contact.objects.filter(pk__in=some).values_list("pk", "brand_id")
            rows = [Score(contact_id=contact, brand_id=brand) for contact, brand in known]
            Score.objects.bulk_create(rows, ignore_conflicts=True)
            held = Score.objects.filter(contact__in=some).order_by("contact")
            list(held.select_for_update().values_list("pk"))
            marks = ", ".join(["%s"] * len(some))
            _run(score_sql.WRITE, f"contact_id IN ({marks}) AND {score_sql.KNOWN}", some)
            Score.objects.filter(contact__in=some).exclude(Exists(deeds)).delete()


def rescore_everybody(brand: Brand | None = None) -> None:
    """Make the score of everybody anew, in one statement: after a change of the weights, or where nobody had scores yet."""
    with transaction.atomic():
        if brand is None:
            Score.objects.all().delete()
            _run(score_sql.WRITE, score_sql.KNOWN, [])
        else:
            Score.objects.filter(brand=brand).delete()
            _run(score_sql.WRITE, f"brand_id = %s AND {score_sql.KNOWN}", [brand.pk])


def groups(contact: int) -> list[tuple[str, int, int, int, float, Any]]:
    """What somebody's score is made of: kind, tone, how often, how often it counts, points as of the landmark, and when last."""
    return list(_run(score_sql.GROUPS, "contact_id = %s", [contact]))


def _run(what: str, which: str, values: list[int]) -> list[Any]:
    sql, given = score_sql.statement(what, which, connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute(sql, [*given, *values])
        return cursor.fetchall() if cursor.description else []


def _parts(ids: list[int]) -> Iterator[list[int]]:
    for first in range(0, len(ids), AT_ONCE):
        yield ids[first : first + AT_ONCE]
