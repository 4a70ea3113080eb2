"""What everybody of a brand wishes, and what a list has promised them, as columns: as `wishes` says it of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from askfirst.consent.models import Preference
from askfirst.gate import lookups, wishes
from askfirst.gate.columns import INSTANT, Instant, read
from askfirst.gate.limits import stamp
from askfirst.policy.facts import DAY
from askfirst.policy.sets.plan import KEY

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any

    from django.db.models import Q, QuerySet

    from askfirst.consent.models import List
    from askfirst.gate.models import Delivery
    from askfirst.gate.question import Question

_WISHED = {
    KEY: pl.Int64,
    "is_unwanted": pl.Boolean,
    "paused_until": pl.Int64,
    "wish_opens_at": pl.Int64,
    "own_quiet_from": pl.Int64,
    "own_quiet_until": pl.Int64,
}


def wishes_of(who: Q, question: Question, at: datetime) -> pl.DataFrame:
    """The facts of those who wish something, one row a person.  Two queries; they are few among many."""
    found = wishes.of_people(who, question.on)
    caps = [cap for wish in found.values() for cap in wish.caps]
    wishing = Preference.objects.filter(who, most__isnull=False)
    theirs = lookups.left(wishes.reaching(wishing))
    instants = wishes.counted(theirs, at, caps)
    network = question.channel.network
    rows = [
        (contact, *map(_plain, wishes.facts_of(wish, network, instants.get(contact, []), at).values()))
        for contact, wish in found.items()
    ]
    return pl.DataFrame(rows, schema=_WISHED, orient="row")


def _plain(value: Any) -> Any:
    return stamp(value) if hasattr(value, "tzinfo") else value


def promise_of(rows: QuerySet[Delivery], on: List | None, at: datetime) -> pl.DataFrame:
    """From when one more of this list fits, of those to whom none does now.  One query, none where there is no list."""
    promised = wishes.promise(on)
    if not promised or not promised[0].most:
        return pl.DataFrame(schema={KEY: pl.Int64, "promise_opens_at": pl.Int64})
    cap = promised[0]
    mine = wishes.left(rows, at, cap.days).filter(on=on)
    found = read(
        mine.order_by().values_list("contact", Instant("left_at")), **{KEY: pl.Int64, "left": INSTANT}
    )
    nth = pl.col("left").sort(descending=True).slice(cap.most - 1, 1).first()
    opens = found.group_by(KEY).agg((nth + cap.days * DAY).alias("promise_opens_at"))
    return opens.filter(pl.col("promise_opens_at").is_not_null())
