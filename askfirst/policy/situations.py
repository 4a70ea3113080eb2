"""Situations in which a condition is met, or is not: examples for whoever writes a rule."""

from __future__ import annotations

from itertools import islice, product
from typing import TYPE_CHECKING

from askfirst.policy.expressions import Const, Expr, In, names_in, walk
from askfirst.policy.facts import FACTS, Kind, as_mapping, changed
from askfirst.policy.reference import value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from askfirst.policy.facts import Fact, Facts, Value

MOST_TRIED = 20_000
"""Situations tried before giving up: what is rarer than that is not found."""


def situation(when: Expr, base: Facts, *, is_met: bool) -> Facts | None:
    """A situation near `base` in which the condition is true, or is false; None where none was found.

    The facts that the condition names are tried at and beside every value that it compares them with.
    """
    known = as_mapping(base)
    names = [name for name in names_in(when) if name != "now"]
    choices = [_choices(FACTS[name], when, known) for name in names]
    for values in islice(product(*choices), MOST_TRIED):
        tried = dict(zip(names, values, strict=True))
        if value(when, {**known, **tried}) is is_met:
            return changed(base, tried)
    return None


def _choices(fact: Fact, when: Expr, known: dict[str, Value]) -> list[Value]:
    """What it is, then what may matter, then NULL."""
    found: list[Value] = [known[fact.name]]
    if fact.kind is Kind.BOOL:
        found += [True, False]
    elif fact.kind in {Kind.ENUM, Kind.TEXT}:
        words = [one for one in _constants(when, Kind.TEXT) if not fact.values or one in fact.values]
        found += [*words, *(fact.values[:1] or ("XX",)), *fact.values[-1:]]
    else:
        found += [number for number in _numbers(fact, when, known) if fact.low <= number <= fact.high]
    return list(dict.fromkeys([*found, *([None] if fact.nullable else [])]))


def _numbers(fact: Fact, when: Expr, known: dict[str, Value]) -> Iterator[int]:
    middle = known["now"] if fact.kind is Kind.TS else 0
    assert isinstance(middle, int)  # noqa: S101  - the registry says so
    kind = Kind.DUR if fact.kind is Kind.TS else fact.kind
    for constant in (0, *_constants(when, kind)):
        assert isinstance(constant, int)  # noqa: S101  - a constant of this kind
        for beside in (0, -1, 1):
            yield middle - constant + beside if fact.kind is Kind.TS else constant + beside
            yield middle + constant + beside


def _constants(when: Expr, kind: Kind) -> list[Value]:
    """The constants of one kind, each once, in the order of the text."""
    found: dict[Value, None] = {}
    for node in walk(when):
        parts = node.values if isinstance(node, In) else (node,)
        found.update({part.value: None for part in parts if isinstance(part, Const) and part.kind is kind})
    return list(found)
