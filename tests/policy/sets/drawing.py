"""Random tables: conditions over the small registry, and people over the product's own."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from hypothesis import settings
from hypothesis import strategies as st

from askfirst.policy import bundled
from askfirst.policy.expressions import Const, walk
from askfirst.policy.facts import FACTS
from askfirst.policy.fold import fold
from askfirst.policy.kinds import DAY, HOUR, Fact, Kind, Scope, Value
from askfirst.policy.lower import lowered
from askfirst.policy.sets.isolate import isolated
from askfirst.policy.sets.plan import Word
from tests.policy.drawing import CONDITIONS, INSTANTS, NULLABLE, SMALL, WORDS
from tests.policy.sets.oracle import HALF, weigh
from tests.profiles import sized

if TYPE_CHECKING:
    from collections.abc import Mapping

    from askfirst.policy.expressions import Expr

SHARED = {Scope.CLOCK, Scope.CAMPAIGN}


def examples(count: int) -> settings:
    """So many examples in a usual run, and thirty times as many in a deep one."""
    return settings(max_examples=sized(count, 30 * count))


@st.composite
def asked(
    draw: st.DrawFn, most: int = 5, people: int = 12
) -> tuple[list[Expr], list[dict[str, Value]], set[str]]:
    """Conditions, people, and the facts that are the same for all of these people."""
    conditions = draw(st.lists(CONDITIONS, min_size=1, max_size=most))
    rng = random.Random(draw(st.integers(0, 2**32)))
    shared = {name for name in SMALL if rng.random() < draw(st.sampled_from((0.0, 0.3, 0.7)))}
    same = {name: small_value(rng, SMALL[name]) for name in shared}
    found = [{name: small_value(rng, fact) for name, fact in SMALL.items()} | same for _ in range(people)]
    return conditions, found, shared


def small_value(rng: random.Random, fact: Fact) -> Value:
    """What a fact of the small registry may be: so few values that they often meet."""
    if fact.nullable and rng.random() < 0.3:
        return None
    if fact.kind is Kind.BOOL:
        return rng.random() < 0.5
    if fact.kind is Kind.INT:
        return rng.randint(-3, 3)
    if fact.kind in {Kind.TS, Kind.DUR}:
        return rng.randint(fact.low // HOUR, fact.high // HOUR) * HOUR
    return rng.choice(WORDS if fact.values else ("DE", "US"))


def word_of(conditions: list[Expr], known: Mapping[str, Value]) -> Word:
    """One mask column for many conditions: a bit where each is true, the next one where it is unknown."""
    chains = []
    for nth, expr in enumerate(conditions):
        folded = fold(expr, known, SMALL)
        surely = isolated(lowered(folded, nullable=NULLABLE))
        maybe = isolated(lowered(folded, when_unknown=True, nullable=NULLABLE))
        chains.append(((surely, 1 << 2 * nth), (maybe, 2 << 2 * nth)))
    return Word(name="mask_0", fixed=0, chains=tuple(chains))


def meant(conditions: list[Expr], person: Mapping[str, Value]) -> int:
    """The mask that the oracle gives."""
    weights = [weigh(expr, person) for expr in conditions]
    return sum(
        (1 if weight == 1 else 2 if weight == HALF else 0) << 2 * nth for nth, weight in enumerate(weights)
    )


LENGTHS = sorted(
    {
        abs(int(node.value))
        for pack in bundled().packs
        for rule in pack.rules
        for node in walk(rule.when)
        if isinstance(node, Const) and node.kind is Kind.DUR and node.value
    }
)
"""Every length of time that some rule names: its borders are where mistakes live."""
NETWORKS = [*sorted({pack.network for pack in bundled().packs if pack.network}), "matrix"]


@dataclass(frozen=True, slots=True)
class Audience:
    """What is known of all, and people who differ in the rest; some facts are neither given nor columns."""

    known: dict[str, Value]
    people: list[dict[str, Value]] = field(repr=False)


@st.composite
def audiences(draw: st.DrawFn, count: int = 60) -> Audience:
    """Random people on a random network on a random day, with random facts shared, varied and left out."""
    now = draw(INSTANTS) + draw(st.sampled_from((0, 1, 12 * HOUR, DAY - 1)))
    rng = random.Random(draw(st.integers(0, 2**32)))
    network = draw(st.sampled_from(NETWORKS))
    shared = {name for name, fact in FACTS.items() if fact.scope in SHARED or rng.random() < 0.3}
    left_out = {name for name, fact in FACTS.items() if not fact.is_required and rng.random() < 0.1}
    calm = draw(st.sampled_from((0.0, 0.5, 0.9)))
    known = {name: a_value(rng, FACTS[name], now, calm) for name in FACTS if name in shared - left_out}
    varied = [name for name in FACTS if name not in shared | left_out]
    people = [{name: a_value(rng, FACTS[name], now, calm) for name in varied} for _ in range(count)]
    return Audience({**known, "now": now, "network": network}, people)


def a_value(rng: random.Random, fact: Fact, now: int, calm: float) -> Value:
    """What a fact may be: most of the time something usual, else anything, its borders included."""
    if not fact.is_required and rng.random() < calm:
        return fact.default
    if fact.nullable and rng.random() < 0.25:
        return None
    if fact.kind is Kind.BOOL:
        return rng.random() < 0.5
    if fact.values:
        return rng.choice(fact.values)
    if fact.kind is Kind.TEXT:
        return rng.choice(("DE", "US", "CA", "GB", "JP"))
    return _number(rng, fact, now)


def _number(rng: random.Random, fact: Fact, now: int) -> int:
    if fact.kind is Kind.TS:
        at = now - rng.choice(LENGTHS) + rng.choice((-1, 0, 0, 1))
        found = rng.choice((at, at, at, now, now + rng.randrange(-400, 400) * DAY, fact.low, fact.high))
    elif fact.kind is Kind.DUR:
        found = rng.choice((*LENGTHS, fact.low, fact.high))
    else:
        found = rng.choice(
            (fact.low, fact.low + 1, rng.randint(fact.low, fact.high), rng.randint(0, 6), fact.high)
        )
    return min(max(found, fact.low), fact.high)


def with_defaults(known: Mapping[str, Value], person: Mapping[str, Value]) -> dict[str, Any]:
    """Everything that is known about one person."""
    return {**{name: fact.default for name, fact in FACTS.items()}, **known, **person}
