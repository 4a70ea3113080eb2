"""Put what is already known into a condition: known facts become constants, and what they settle disappears."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
    all_of,
    any_of,
)
from askfirst.policy.facts import FACTS, Kind
from askfirst.policy.reference import value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from askfirst.policy.facts import Fact, Value


def fold(expr: Expr, known: Mapping[str, Value], facts: Mapping[str, Fact] = FACTS) -> Expr:
    """The same condition for everybody of whom `known` holds; a fact may also be known to be NULL."""
    match expr:
        case Name(name=name):
            return Const(known[name], facts[name].kind) if name in known else expr
        case Const():
            return expr
        case And(operands=operands):
            return all_of(fold(one, known, facts) for one in operands)
        case Or(operands=operands):
            return any_of(fold(one, known, facts) for one in operands)
    return _settled(_rebuilt(expr, known, facts))


def _rebuilt(expr: Expr, known: Mapping[str, Value], facts: Mapping[str, Fact]) -> Expr:  # noqa: PLR0911  - one line for each kind of node
    def below(part: Expr) -> Expr:
        return fold(part, known, facts)

    match expr:
        case Arith(op=op, left=left, right=right):
            return Arith(op, below(left), below(right))
        case Compare(op=op, left=left, right=right):
            return Compare(op, below(left), below(right))
        case Coalesce(operand=operand, other=other):
            return Coalesce(below(operand), other)
        case In(operand=operand, values=values):
            return In(below(operand), values)
        case IsNull(operand=operand):
            return IsNull(below(operand))
        case IsTruth(operand=operand, value=wanted):
            return IsTruth(below(operand), wanted)
        case Not(operand=operand):
            return Not(below(operand))
    raise TypeError(f"{type(expr).__name__} is no part of a condition")


def _settled(expr: Expr) -> Expr:
    """A part whose operands are all constants, or one of them NULL, is a constant itself."""
    match expr:
        case Arith(left=left, right=right) | Compare(left=left, right=right):
            return _of_two(expr, left, right)
        case Coalesce(operand=Const() as operand, other=other):
            return other if operand.value is None else operand
        case In(operand=Const()) | IsNull(operand=Const()) | IsTruth(operand=Const()) | Not(operand=Const()):
            return Const(value(expr, {}), Kind.BOOL)
    return expr


def _of_two(expr: Expr, left: Expr, right: Expr) -> Expr:
    kind = Kind.INT if isinstance(expr, Arith) else Kind.BOOL
    if any(isinstance(part, Const) and part.value is None for part in (left, right)):
        return Const(None, kind)
    if isinstance(left, Const) and isinstance(right, Const):
        return Const(value(expr, {}), kind)
    return expr
