"""Who gets it and who does not, why, and what would have to be true: counted from masks, part by part."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from askfirst.policy.engine import what_would_help
from askfirst.policy.explain import help_line
from askfirst.policy.facts import FACTS, Facts
from askfirst.policy.lower import unguarded
from askfirst.policy.model import Effect, Layer, Verdict
from askfirst.policy.sets.decode import KIND, Decoder, joined, sort_of, split
from askfirst.policy.words import PLACEHOLDER, say

if TYPE_CHECKING:
    import re
    from collections.abc import Mapping

    from askfirst.policy.model import Answer, Spoken
    from askfirst.policy.sets.plan import Plan
    from askfirst.policy.sets.source import Source

MOST_GROUPS = 100_000
"""So many groups are kept apart; beyond them the smallest are let go, and their people still count everywhere else."""

STOPPERS = {Verdict.DENY: (Effect.DENY,), Verdict.HOLD: (Effect.HOLD,), Verdict.ALLOW: ()}


@dataclass(frozen=True, kw_only=True, slots=True)
class ReasonCount:
    """One rule, or the default of a layer, and how many people it speaks about."""

    rule: str
    layer: Layer
    effect: Effect
    is_unknown: bool
    """It speaks because a fact is missing."""
    says: str
    people: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """People whom the same rules stop, one of them as an example, and acts that would help that one."""

    verdict: Verdict
    layer: Layer
    rules: tuple[str, ...]
    people: int
    example: Any
    helps: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Summary:
    """The answer about everybody."""

    people: int
    verdicts: Mapping[Verdict, int]
    reasons: tuple[ReasonCount, ...]
    groups: tuple[Group, ...]
    """The largest groups of those who do not get it."""
    policy_version: str
    question: str


class Tally:
    """Adds up the parts."""

    def __init__(self, plan: Plan, decoder: Decoder) -> None:
        self.plan = plan
        self.decoder = decoder
        self.people = 0
        self.kinds: Counter[int] = Counter()
        self.bits: Counter[int] = Counter()
        self.groups: pl.DataFrame | None = None

    def add(self, counts: pl.DataFrame) -> None:
        """`counts` holds masks, `people` and `example`, each combination of masks once."""
        if counts.is_empty():
            return
        decoded = self.decoder.decoded(counts)
        self.people += int(counts.get_column("people").sum())
        by_kind = decoded.group_by(KIND).agg(pl.col("people").sum())
        self.kinds.update(dict(by_kind.iter_rows()))
        self._add_bits(decoded)
        self._add_groups(decoded)

    def summary(self, source: Source, most: int = 5) -> Summary:
        """The whole answer, with help for the largest `most` groups."""
        verdicts: Counter[Verdict] = Counter()
        for kind, people in self.kinds.items():
            verdicts[self.decoder.answer(kind).verdict] += people
        return Summary(
            people=self.people,
            verdicts={verdict: verdicts[verdict] for verdict in Verdict},
            reasons=tuple(sorted(self._reasons(), key=lambda one: (-one.people, one.rule))),
            groups=tuple(self._largest(source, most)),
            policy_version=self.plan.policy.version,
            question=self.plan.id,
        )

    def _add_bits(self, decoded: pl.DataFrame) -> None:
        """Count each rule where its layer names it: a rule that only might have said yes is silent where others decide."""
        named = {
            kind: _named(self.decoder.answer(kind)) for kind in decoded.get_column(KIND).unique().to_list()
        }
        sums = []
        for bit, signal in enumerate(self.plan.program.signals):
            is_set = self.decoder.has_any(1 << bit)
            sort = sort_of(signal.spoken)
            silent = [kind for kind, sorts in named.items() if sort not in sorts]
            if silent and signal.spoken.is_unknown:
                is_set &= ~pl.col(KIND).is_in(silent)
            sums.append(pl.col("people").filter(is_set).sum().alias(str(bit)))
        found = decoded.select(sums).row(0, named=True)
        self.bits.update({int(bit): people for bit, people in found.items() if people})

    def _add_groups(self, decoded: pl.DataFrame) -> None:
        stops = self._stops()
        here = (
            decoded.filter(pl.col("verdict") != str(Verdict.ALLOW))
            .with_columns(stops)
            .group_by("verdict", "layer", *self.plan.masks)
            .agg(pl.col("people").sum(), pl.col("example").min())
        )
        if self.groups is not None:
            here = (
                pl.concat([self.groups, here])
                .group_by("verdict", "layer", *self.plan.masks)
                .agg(pl.col("people").sum(), pl.col("example").min())
            )
        self.groups = here.sort("people", descending=True).head(MOST_GROUPS)

    def _stops(self) -> list[pl.Expr]:
        """Of each mask only the bits that stop: where rules deny, those; else those that hold."""
        words = len(self.plan.masks)
        denying, holding = (split(self._bits_of(effect), words) for effect in (Effect.DENY, Effect.HOLD))
        is_denied = pl.col("verdict") == str(Verdict.DENY)
        return [
            pl.when(is_denied).then(pl.col(name) & deny).otherwise(pl.col(name) & hold).alias(name)
            for name, deny, hold in zip(self.plan.masks, denying, holding, strict=True)
        ]

    def _bits_of(self, effect: Effect) -> int:
        signals = enumerate(self.plan.program.signals)
        return sum(1 << bit for bit, signal in signals if signal.spoken.effect is effect)

    def _reasons(self) -> list[ReasonCount]:
        found = [
            ReasonCount(
                rule=spoken.rule.id,
                layer=spoken.rule.layer,
                effect=spoken.effect,
                is_unknown=spoken.is_unknown,
                says=self._sentence(spoken),
                people=people,
            )
            for bit, people in self.bits.items()
            for spoken in [self.plan.program.signals[bit].spoken]
        ]
        return found + self._defaults()

    def _defaults(self) -> list[ReasonCount]:
        found: Counter[tuple[Layer, Verdict, str]] = Counter()
        for kind, people in self.kinds.items():
            for layer in self.decoder.answer(kind).layers:
                if layer.otherwise and layer.verdict not in {None, Verdict.ALLOW}:
                    found[layer.layer, layer.verdict or Verdict.HOLD, layer.otherwise] += people
        return [
            ReasonCount(
                rule=f"{layer}.default",
                layer=layer,
                effect=Effect(verdict.value),
                is_unknown=False,
                says=says,
                people=people,
            )
            for (layer, verdict, says), people in found.items()
        ]

    def _sentence(self, spoken: Spoken) -> str:
        """The rule's sentence; what differs from person to person stands in it by name."""
        known = self.plan.known

        def filled(match: re.Match[str]) -> str:
            name = match[1]
            if name in known:
                return say(FACTS[name], known[name], int(known["now"] or 0))
            return f"[{name.replace('_', ' ')}]"

        says = PLACEHOLDER.sub(filled, spoken.rule.why)
        if not spoken.is_unknown:
            return says
        lacking = [name for name in unguarded(spoken.rule.when) if known.get(name) is None]
        return f"Not known of these people: {' or '.join(lacking)}. The rule they may meet: “{says}”"

    def _largest(self, source: Source, most: int) -> list[Group]:
        if self.groups is None or self.groups.is_empty():
            return []
        rows = self.groups.head(most).to_dicts()
        people = {row[self.plan.key]: row for row in source.people([row["example"] for row in rows])}
        return [self._group(row, people.get(row["example"])) for row in rows]

    def _group(self, row: Mapping[str, Any], person: Mapping[str, Any] | None) -> Group:
        mask = joined(tuple(row[name] for name in self.plan.masks))
        signals = enumerate(self.plan.program.signals)
        rules = dict.fromkeys(signal.spoken.rule.id for bit, signal in signals if mask >> bit & 1)
        return Group(
            verdict=Verdict(row["verdict"]),
            layer=Layer(row["layer"]),
            rules=tuple(rules) or (f"{row['layer']}.default",),
            people=row["people"],
            example=row["example"],
            helps=self._helps(person) if person else (),
        )

    def _helps(self, person: Mapping[str, Any]) -> tuple[str, ...]:
        given = {name: person.get(name) for name in self.plan.columns if name in person}
        defaults = {name: FACTS[name].default for name in self.plan.columns}
        facts = Facts(**{**defaults, **given, **self.plan.known})
        return tuple(help_line(one) for one in what_would_help(self.plan.policy, facts))


def _named(answer: Answer) -> frozenset[tuple[object, ...]]:
    return frozenset(sort_of(spoken) for layer in answer.layers for spoken in layer.spoken)
