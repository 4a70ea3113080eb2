"""One question about everybody a brand knows: the facts of all of them, one verdict each, and the answer in numbers.

    question = Question(channel=mailbox, contact=None, purpose="marketing", text="…")
    summary = audience.decide(question, now)

It is the same question that `release` asks about one person: the same facts, the same policy, the same verdict.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from askfirst.gate import policies
from askfirst.gate.audience_facts import AT_A_TIME, Everybody
from askfirst.people.models import Contact
from askfirst.policy.sets import frames
from askfirst.policy.sets.decode import Decoder
from askfirst.policy.sets.engines.polars_engine import read, stored
from askfirst.policy.sets.plan import Question as Asked
from askfirst.policy.sets.run import decide_table, prepared
from askfirst.policy.sets.source import Part

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from pathlib import Path

    import polars as pl
    from django.db.models import QuerySet

    from askfirst.brand.models import Channel
    from askfirst.gate.question import Question
    from askfirst.policy.kinds import Value
    from askfirst.policy.sets.plan import Plan
    from askfirst.policy.sets.source import Stored
    from askfirst.policy.sets.tally import Summary

    Progress = Callable[[int, int], None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Facts:
    """The facts of an audience: what holds for all, and a table with one row a person and a column for each other fact."""

    known: Mapping[str, Value]
    table: pl.DataFrame


def facts_of(
    question: Question,
    at: datetime,
    *,
    said: Mapping[str, Any] | None = None,
    among: QuerySet[Contact] | None = None,
    progress: Progress = lambda _done, _all: None,
) -> Facts:
    """The facts of everybody the brand knows, or of those `among` them, at an instant.  As many queries for a million people as for one.

    The question leaves open who is addressed.  `said` holds facts about what is to be said that it does not carry, such as
    `has_unsubscribe`.  `progress` is told how many look-ups are done, and how many there are.

    Raises:
        ValueError: the question is about one person, or about one act or address of somebody.
        FactError: `said` holds something else, or a wrong value.
    """
    everybody = Everybody(question, at, said or {}, among)
    looking = everybody.parts().values()
    parts = []
    for done, look_up in enumerate(looking):
        progress(done, len(looking))
        parts.append(look_up())
    progress(len(looking), len(looking))
    return Facts(known=everybody.known, table=everybody.joined(parts))


def decide(  # noqa: PLR0913 -- the question, and how it is answered
    question: Question,
    at: datetime,
    *,
    said: Mapping[str, Any] | None = None,
    among: QuerySet[Contact] | None = None,
    out: Path | None = None,
    progress: Progress = lambda _done, _all: None,
) -> Summary:
    """Who gets it, who does not, why, and what would have to be true, by the rules in force for the brand.

    With `out`, a folder, each person's verdict is written there as Parquet.

    Raises:
        ValueError, FactError: as `facts_of`.
        SourceError: `out` cannot be used.
    """
    found = facts_of(question, at, said=said, among=among, progress=progress)
    policy = policies.of(question.channel.brand_id)
    return decide_table(policy, Asked(known=found.known), Gathered(found.table), out)


def verdicts(question: Question, at: datetime, *, among: QuerySet[Contact] | None = None) -> pl.DataFrame:
    """Each person's verdict, deciding layer, masks and the version of the policy.

    Raises:
        ValueError: as `facts_of`.
    """
    found = facts_of(question, at, among=among)
    source = Gathered(found.table)
    plan = prepared(policies.of(question.channel.brand_id), Asked(known=found.known), source)
    source.open(plan)
    return Decoder(plan).verdicts(frames.rows(plan, source.reading(found.table)).collect())


def to_everybody(question: Question) -> Question:
    """The same question, as one text to all whom the brand knows: the policy asks how many they are."""
    return replace(question, audience_size=max(count(question.channel), 1))


def count(channel: Channel) -> int:
    """How many people the brand of this channel knows."""
    return Contact.objects.filter(brand_id=channel.brand_id, merged_into=None, forgotten_at=None).count()


class Gathered:
    """A table of facts in memory, as a source of `decide_table`.  What comes out of our own rows is not doubted."""

    engine = "polars"
    plan: Plan

    def __init__(self, table: pl.DataFrame) -> None:
        self.table = table
        self.mark = uuid4().hex

    def columns(self) -> dict[str, Stored]:
        return {name: stored(kind) for name, kind in self.table.schema.items()}

    def open(self, plan: Plan) -> None:
        self.plan = plan

    def parts(self) -> list[Part]:
        """Pieces of the table.  It was gathered just now: no earlier answer holds the same."""
        starts = range(0, self.table.height, AT_A_TIME)
        return [
            Part(
                nth=nth,
                rows=min(AT_A_TIME, self.table.height - first),
                mark=f"{self.mark}:{first}",
                place=first,
            )
            for nth, first in enumerate(starts)
        ]

    def rows(self, part: Part) -> pl.DataFrame:
        return frames.rows(self.plan, self._piece(part)).collect()

    def counts(self, part: Part) -> pl.DataFrame:
        return frames.counts(self.plan, self._piece(part)).collect()

    def people(self, keys: list[Any]) -> list[dict[str, Any]]:
        is_asked = self.table.get_column(self.plan.key).is_in(keys)
        return read(self.table.filter(is_asked).lazy(), self.plan, self.plan.columns).collect().to_dicts()

    def close(self) -> None:
        pass

    def reading(self, table: pl.DataFrame) -> pl.LazyFrame:
        """Rows of the table as the rules read them."""
        return read(table.lazy(), self.plan, self.plan.read)

    def _piece(self, part: Part) -> pl.LazyFrame:
        return self.reading(self.table.slice(part.place, part.rows))
