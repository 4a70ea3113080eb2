"""Random conditions and facts for the property tests: a small registry in which values often collide."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from askfirst.policy.expressions import (
    And,
    Arith,
    Coalesce,
    Compare,
    Const,
    Expr,
    In,
    IsNull,
    IsTruth,
    Name,
    Not,
    Or,
)
from askfirst.policy.facts import FACTS, HOUR, REGISTRY, Fact, Kind, Scope, Value
from askfirst.policy.fold import fold
from askfirst.policy.lower import lowered, nullable_names
from askfirst.policy.printer import mask_function, mask_source
from askfirst.policy.program import bundled
from askfirst.policy.reference import truth

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hypothesis.strategies import SearchStrategy


def _fact(name: str, kind: Kind, *, nullable: bool = False, values: tuple[str, ...] = ()) -> Fact:
    bounds = {Kind.INT: (-3, 3), Kind.TS: (0, 5 * HOUR), Kind.DUR: (-3 * HOUR, 3 * HOUR)}.get(kind, (0, 0))
    null = "unknown" if nullable else ""
    return Fact(
        name=name,
        kind=kind,
        scope=Scope.PERSON,
        doc="",
        null=null,
        values=values,
        low=bounds[0],
        high=bounds[1],
    )


WORDS = ("red", "green", "blue")
SMALL: dict[str, Fact] = {
    fact.name: fact
    for fact in (
        _fact("now", Kind.TS),
        _fact("flag", Kind.BOOL),
        _fact("maybe", Kind.BOOL, nullable=True),
        _fact("perhaps", Kind.BOOL, nullable=True),
        _fact("count", Kind.INT),
        _fact("tally", Kind.INT, nullable=True),
        _fact("seen", Kind.TS, nullable=True),
        _fact("heard", Kind.TS, nullable=True),
        _fact("pause", Kind.DUR, nullable=True),
        _fact("colour", Kind.ENUM, values=WORDS),
        _fact("shade", Kind.ENUM, nullable=True, values=WORDS),
        _fact("place", Kind.TEXT, nullable=True),
    )
}
NULLABLE = nullable_names(SMALL)


def values_of(fact: Fact) -> SearchStrategy[Value]:
    """What a fact of the small registry may be, NULL included."""
    values: dict[Kind, SearchStrategy[Value]] = {
        Kind.BOOL: st.booleans(),
        Kind.INT: st.integers(-3, 3),
        Kind.TS: st.integers(0, 5).map(lambda hours: hours * HOUR),
        Kind.DUR: st.integers(-3, 3).map(lambda hours: hours * HOUR),
        Kind.ENUM: st.sampled_from(WORDS),
        Kind.TEXT: st.sampled_from(("DE", "US")),
    }
    return st.none() | values[fact.kind] if fact.nullable else values[fact.kind]


def rows() -> SearchStrategy[dict[str, Value]]:
    """Facts about one person."""
    return st.fixed_dictionaries({name: values_of(fact) for name, fact in SMALL.items()})


def _names(kind: Kind, *, nullable: bool = False) -> SearchStrategy[Expr]:
    names = [fact.name for fact in SMALL.values() if fact.kind is kind and (fact.nullable or not nullable)]
    return st.sampled_from(names).map(Name)


def _const(kind: Kind) -> SearchStrategy[Const]:
    if kind is Kind.ENUM:
        return st.sampled_from(WORDS).map(lambda word: Const(word, Kind.TEXT))
    if kind is Kind.DUR:
        return st.integers(-3, 3).map(lambda hours: Const(hours * HOUR, kind))
    return values_of(_fact("x", kind)).map(lambda value: Const(value, kind))


def _coalesced(kind: Kind) -> SearchStrategy[Expr]:
    return st.builds(Coalesce, _names(kind, nullable=True), _const(kind))


def _sum(op: str, left: SearchStrategy[Expr], right: SearchStrategy[Expr]) -> SearchStrategy[Expr]:
    return st.builds(lambda one, other: Arith(op, one, other), left, right)


INT = _names(Kind.INT) | _const(Kind.INT) | _coalesced(Kind.INT)
INTS = INT | _sum("+", INT, INT) | _sum("-", INT, INT) | _sum("*", INT, INT)
TS = _names(Kind.TS)
DUR = _names(Kind.DUR) | _const(Kind.DUR) | _coalesced(Kind.DUR) | _sum("-", TS, TS) | _sum("-", TS, TS)
DURS = DUR | _sum("+", DUR, DUR) | _sum("*", DUR, INT) | _sum("*", INT, DUR)
TSS = TS | _sum("+", TS, DUR) | _sum("-", TS, DUR) | _sum("+", DUR, TS)
ORDER = st.sampled_from(("=", "<>", "<", "<=", ">", ">="))
ALIKE = st.sampled_from(("=", "<>"))
WORD = _names(Kind.ENUM) | _coalesced(Kind.ENUM)


def _listed(operand: SearchStrategy[Expr], kind: Kind) -> SearchStrategy[Expr]:
    return st.builds(In, operand, st.lists(_const(kind), min_size=1, max_size=3).map(tuple))


LEAVES: SearchStrategy[Expr] = st.one_of(
    _names(Kind.BOOL),
    _coalesced(Kind.BOOL),
    st.sampled_from((True, False)).map(lambda value: Const(value, Kind.BOOL)),
    st.builds(Compare, ORDER, INTS, INTS),
    st.builds(Compare, ORDER, DURS, DURS),
    st.builds(Compare, ORDER, TSS, TSS),
    st.builds(Compare, ALIKE, WORD, _const(Kind.ENUM)),
    st.builds(Compare, ALIKE, _names(Kind.ENUM), _names(Kind.ENUM)),
    st.builds(Compare, ALIKE, _names(Kind.TEXT), _const(Kind.TEXT)),
    _listed(WORD, Kind.ENUM),
    _listed(INTS, Kind.INT),
    st.builds(IsNull, st.sampled_from(sorted(NULLABLE)).map(Name)),
)


def _grown(inner: SearchStrategy[Expr]) -> SearchStrategy[Expr]:
    several = st.lists(inner, min_size=2, max_size=4).map(tuple)
    return st.one_of(
        several.map(And), several.map(Or), inner.map(Not), st.builds(IsTruth, inner, st.booleans())
    )


CONDITIONS: SearchStrategy[Expr] = st.recursive(LEAVES, _grown, max_leaves=12)
KNOWN = st.sets(st.sampled_from(sorted(SMALL)))


def text_of(expr: Expr) -> str:  # noqa: PLR0911, C901 -- one line for each kind of node
    """A condition as an author would write it, with every parenthesis that could be wanted."""
    match expr:
        case Name(name=name):
            return name
        case Const(value=value, kind=kind):
            return _constant(value, kind)
        case Arith(op=op, left=left, right=right):
            return f"({text_of(left)} {op} {text_of(right)})"
        case Compare(op=op, left=left, right=right):
            return f"{text_of(left)} {op} {text_of(right)}"
        case Coalesce(operand=operand, other=other):
            return f"COALESCE({text_of(operand)}, {text_of(other)})"
        case In(operand=operand, values=values):
            return f"{text_of(operand)} IN ({', '.join(map(text_of, values))})"
        case IsNull(operand=operand):
            return f"{text_of(operand)} IS NULL"
        case IsTruth(operand=operand, value=value):
            return f"({text_of(operand)}) IS {str(value).upper()}"
        case Not(operand=operand):
            return f"NOT ({text_of(operand)})"
        case And(operands=operands):
            return " AND ".join(f"({text_of(one)})" for one in operands)
        case Or(operands=operands):
            return " OR ".join(f"({text_of(one)})" for one in operands)
    raise TypeError(expr)


def _constant(value: Value, kind: Kind) -> str:
    if kind is Kind.BOOL:
        return str(value).upper()
    if kind is Kind.DUR:
        return f"hours({int(value or 0) // HOUR})"
    return f"'{value}'" if kind in {Kind.TEXT, Kind.ENUM} else str(value)


def differs(expr: Expr, row: Mapping[str, Value], known: set[str]) -> bool:
    """Does the generated function say something else than the slow walk, with some facts folded in?"""
    meant = truth(expr, row)
    folded = fold(expr, {name: row[name] for name in known}, SMALL)
    surely = lowered(folded, nullable=NULLABLE)
    maybe = lowered(folded, when_unknown=True, nullable=NULLABLE)
    fired = mask_function(mask_source([[(0, surely)], [(1, maybe)]]))(SimpleNamespace(**row))  # type: ignore[arg-type]
    return fired != (meant is True) + 2 * (meant is not False)


def real_values(fact: Fact, now: int) -> SearchStrategy[Value]:
    """What a fact of the product's registry may be, near the moment of asking."""
    values: dict[Kind, SearchStrategy[Value]] = {
        Kind.BOOL: st.booleans(),
        Kind.INT: st.integers(fact.low, min(fact.high, 5) if fact.unit == "count" else fact.high),
        Kind.TS: st.one_of(
            st.sampled_from((1, 23, 24, 25, 71, 167, 168, 169, 24 * 89, 24 * 90, 24 * 200)).map(
                lambda hours: now - hours * HOUR
            ),
            st.integers(now - 300 * 24 * HOUR, now + 30 * 24 * HOUR),
        ),
        Kind.ENUM: st.sampled_from(fact.values or ("",)),
        Kind.TEXT: st.sampled_from(("DE", "FR", "US", "CA", "GB", "AU", "JP", "US-FL")),
    }
    return st.none() | values[fact.kind] if fact.nullable else values[fact.kind]


INSTANTS = st.sampled_from(
    [1_330_000_000, 1_340_000_000, 1_569_800_000, 1_583_280_000, 1_590_000_000, 1_777_240_000, 1_795_255_200]
).map(lambda seconds: seconds * 1_000_000)


CALM: dict[str, Value] = {
    **{fact.name: fact.default for fact in REGISTRY},
    "is_promotional": False,
    "has_blocked_us": False,
    "has_messages_off": False,
    "is_trigger_by_page": False,
    "is_account_published": True,
    "is_inbound_enabled": True,
    "is_domain_authenticated": True,
    "is_approved": True,
    "person_country": "JP",
    "business_country": "CH",
    "has_unsubscribe": True,
    "has_postal_address": True,
    "is_sender_identified": True,
    "is_automation_disclosed": True,
}
"""Facts with which little stands in the way, so that what is drawn decides."""
ALWAYS_DRAWN = {"form", "purpose", "local_minute", "last_inbound_at", "consent_state", "person_country"}
NETWORKS = tuple(sorted({pack.network for pack in bundled().packs if pack.network}))
"""Those that have a pack."""
NAMES = sorted(fact.name for fact in REGISTRY if fact.name not in {"now", "network"})


@st.composite
def real_facts(draw: st.DrawFn) -> dict[str, Value]:
    """Facts of the product's registry on one of the networks that have a pack; most of the time mostly calm ones."""
    now = draw(INSTANTS) + draw(st.integers(0, 24 * HOUR))
    odd = ALWAYS_DRAWN | draw(st.sets(st.sampled_from(NAMES), max_size=draw(st.sampled_from((0, 3, 8, 60)))))
    facts = {name: draw(real_values(FACTS[name], now)) for name in NAMES if name in odd}
    network = draw(st.sampled_from(NETWORKS))
    return {**CALM, **facts, "network": network, "now": now}
