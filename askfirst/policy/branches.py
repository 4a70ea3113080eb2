"""Many conditions, laid out so that few of them have to be looked at.

What most of them ask first (in which shape is it said, does it promote anything, where is the person) is asked once,
and below each answer stand only the conditions that can still hold, without the part that is settled.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from askfirst.policy.expressions import (
    FALSE,
    TRUE,
    Compare,
    Const,
    Expr,
    In,
    IsNull,
    Name,
    children,
    names_in,
    walk,
)
from askfirst.policy.facts import FACTS, Kind
from askfirst.policy.fold import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from askfirst.policy.facts import Fact, Value

SPLITS = ("form", "message_tag", "is_promotional", "purpose", "person_country")
"""The facts that are worth a branch, in this order."""
FEWEST = 8
"""A branch pays from so many conditions on."""

Chain: TypeAlias = "tuple[tuple[int, Expr], ...]"
"""(bit, condition) pairs: the first condition that holds sets its bit."""


@dataclass(frozen=True, slots=True)
class Branch:
    """What is left to ask where a fact has one of these values; `values` empty: any other value."""

    values: tuple[Value, ...]
    inside: Layout


@dataclass(frozen=True, slots=True)
class Layout:
    """Conditions to test in any case, then one branch after the value of `name`."""

    chains: tuple[Chain, ...]
    splits: tuple[tuple[str, tuple[Branch, ...]], ...] = ()


def laid_out(chains: Sequence[Chain], splits: tuple[str, ...] = SPLITS) -> Layout:
    """The same conditions in branches."""
    if not splits:
        return Layout(tuple(chains))
    name, *rest = splits
    asking, others = _told_apart(name, chains)
    if len(asking) < FEWEST:
        return laid_out(chains, tuple(rest))
    beside = laid_out(others, tuple(rest))
    branches = tuple(
        Branch(
            values, laid_out(left, () if values == (None,) else tuple(rest))
        )  # what is rarely unknown needs no more
        for values, left in _classes(name, asking)
    )
    return Layout(beside.chains, (*beside.splits, (name, branches)))


def _told_apart(name: str, chains: Sequence[Chain]) -> tuple[list[Chain], list[Chain]]:
    """The chains that ask about a fact in a way that branches can answer, and the others."""
    found: tuple[list[Chain], list[Chain]] = ([], [])
    for chain in chains:
        found[not _is_told_apart(name, [condition for _, condition in chain])].append(chain)
    return found


def _is_told_apart(name: str, conditions: Sequence[Expr]) -> bool:
    """It is asked about, and of a word only whether it is one of some constants, or NULL.

    What compares a word with another fact, or what stands in its place, tells more values apart than it mentions.
    """
    if all(name not in names_in(condition) for condition in conditions):
        return False
    if FACTS[name].kind is Kind.BOOL:
        return True
    nodes = (node for condition in conditions for node in walk(condition))
    return all(_has_constants(node) for node in nodes if Name(name) in children(node))


def _has_constants(node: Expr) -> bool:
    if isinstance(node, Compare):
        return any(isinstance(part, Const) for part in children(node))
    return isinstance(node, (In, IsNull))


def _classes(name: str, chains: Sequence[Chain]) -> list[tuple[tuple[Value, ...], tuple[Chain, ...]]]:
    """Values between which no condition tells belong together; the class of all that are not mentioned comes last."""
    fact = FACTS[name]
    alike = _alike(name, chains)
    classes = [(tuple(values), _left(chains, name, values[0])) for values in alike]
    if fact.nullable:
        classes.append(((None,), _left(chains, name, None)))
    other = _any_other(fact, [value for values in alike for value in values])
    return classes if other is None else [*classes, ((), _left(chains, name, other))]


def _alike(name: str, chains: Sequence[Chain]) -> list[list[Value]]:
    """The values that the conditions mention, together with those that stand in just the same places."""
    if FACTS[name].kind is Kind.BOOL:
        return [[True], [False]]
    places: dict[Value, list[int]] = {}
    nodes = (node for chain in chains for _, condition in chain for node in walk(condition))
    for place, node in enumerate(nodes):
        for value in _mentioned(name, node):
            places.setdefault(value, []).append(place)
    found: dict[tuple[int, ...], list[Value]] = {}
    for value, where in places.items():
        found.setdefault(tuple(where), []).append(value)
    return list(found.values())


def _mentioned(name: str, node: Expr) -> Iterator[Value]:
    if isinstance(node, In) and node.operand == Name(name):
        yield from (const.value for const in node.values)
    elif isinstance(node, Compare):
        parts = (node.left, node.right)
        yield from (part.value for part in parts if isinstance(part, Const) and Name(name) in parts)


def _any_other(fact: Fact, mentioned: Sequence[Value]) -> Value:
    """A value that stands for all that are not mentioned; None where there is none."""
    if fact.kind is Kind.TEXT:
        return "".join(str(value) for value in mentioned) + "."
    return next((value for value in fact.values if value not in mentioned), None)


def _left(chains: Sequence[Chain], name: str, value: Value) -> tuple[Chain, ...]:
    """What is left of the conditions once a fact is known."""
    left = (_known(chain, name, value) for chain in chains)
    return tuple(chain for chain in left if chain)


def _known(chain: Chain, name: str, value: Value) -> Chain:
    found: list[tuple[int, Expr]] = []
    for bit, condition in chain:
        rest = fold(condition, {name: value})
        if rest == FALSE:
            continue
        found.append((bit, rest))
        if rest == TRUE:
            break
    return tuple(found)
