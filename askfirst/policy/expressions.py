"""The tree of a condition.  Nothing but these nodes can stand in a rule.

A condition goes this way: text → `parse` → `check` → `fold` → `lower` → Python.  Every node knows the offset in its
text at which it begins; two nodes that say the same are equal wherever they stand.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from askfirst.policy.facts import Kind, Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


@dataclass(frozen=True, slots=True)
class Expr:
    """Anything that has a value: true, false, a number, a word, or unknown."""

    at: int = field(default=0, compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Name(Expr):
    """A fact."""

    name: str


@dataclass(frozen=True, slots=True)
class Const(Expr):
    """A value written down.  `value` is None only in a folded tree, where a fact was known to be unknown."""

    value: Value
    kind: Kind


@dataclass(frozen=True, slots=True)
class Arith(Expr):
    """`left + right`, `left - right` or `left * right`."""

    op: str
    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class Coalesce(Expr):
    """`operand`, or `other` where that is unknown."""

    operand: Expr
    other: Const


@dataclass(frozen=True, slots=True)
class Compare(Expr):
    """`left op right`, op being one of = <> < <= > >=."""

    op: str
    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class In(Expr):
    """`operand` is one of the values."""

    operand: Expr
    values: tuple[Const, ...]


@dataclass(frozen=True, slots=True)
class IsNull(Expr):
    """The fact is unknown; never itself unknown."""

    operand: Expr


@dataclass(frozen=True, slots=True)
class IsTruth(Expr):
    """The condition is certainly `value`; never itself unknown."""

    operand: Expr
    value: bool


@dataclass(frozen=True, slots=True)
class Not(Expr):
    """The opposite; unknown stays unknown."""

    operand: Expr


@dataclass(frozen=True, slots=True)
class And(Expr):
    """All of them."""

    operands: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Or(Expr):
    """Any of them."""

    operands: tuple[Expr, ...]


TRUE = Const(True, Kind.BOOL)
FALSE = Const(False, Kind.BOOL)

OPPOSITE = {"=": "<>", "<>": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}


def children(expr: Expr) -> tuple[Expr, ...]:
    """The nodes directly below, from left to right."""
    match expr:
        case Arith(left=left, right=right) | Compare(left=left, right=right):
            return (left, right)
        case And(operands=operands) | Or(operands=operands):
            return operands
        case (
            Coalesce(operand=operand)
            | In(operand=operand)
            | IsNull(operand=operand)
            | IsTruth(operand=operand)
        ):
            return (operand,)
        case Not(operand=operand):
            return (operand,)
    return ()


def walk(expr: Expr) -> Iterator[Expr]:
    """The node and everything below it."""
    yield expr
    for child in children(expr):
        yield from walk(child)


def names_in(expr: Expr) -> tuple[str, ...]:
    """The facts a condition reads, each once, in the order in which they first stand there."""
    return tuple(dict.fromkeys(node.name for node in walk(expr) if isinstance(node, Name)))


def all_of(operands: Iterable[Expr]) -> Expr:
    """Their conjunction without what cannot matter."""
    return _joined(And, tuple(operands), neutral=TRUE, ruling=FALSE)


def any_of(operands: Iterable[Expr]) -> Expr:
    """Their disjunction without what cannot matter."""
    return _joined(Or, tuple(operands), neutral=FALSE, ruling=TRUE)


def _joined(node: type[And | Or], operands: tuple[Expr, ...], *, neutral: Const, ruling: Const) -> Expr:
    kept: dict[Expr, None] = {}
    for operand in operands:
        kept.update(dict.fromkeys(operand.operands if isinstance(operand, node) else (operand,)))
    kept.pop(neutral, None)
    if ruling in kept:
        return ruling
    if len(kept) < 2:
        return next(iter(kept), neutral)
    return node(tuple(kept))
