"""What a condition means: a slow walk over the tree in Kleene's three values.  Every other reading is held to it."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Any, TypeVar

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

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from askfirst.policy.facts import Value

COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
T = TypeVar("T")

SUMS: dict[str, Callable[[int, int], int]] = {"+": operator.add, "-": operator.sub, "*": operator.mul}


def value(expr: Expr, facts: Mapping[str, Value]) -> Value:
    """The value of a checked expression; None is unknown."""
    match expr:
        case Name(name=name):
            return facts[name]
        case Const(value=written):
            return written
        case Coalesce(operand=operand, other=other):
            known = value(operand, facts)
            return other.value if known is None else known
        case Arith(op=op, left=left, right=right):
            return _known(SUMS[op], value(left, facts), value(right, facts))
        case _:
            return truth(expr, facts)


def truth(expr: Expr, facts: Mapping[str, Value]) -> bool | None:  # noqa: PLR0911  - one line for each kind of node
    """True, false or unknown."""
    match expr:
        case Compare(op=op, left=left, right=right):
            return _known(COMPARISONS[op], value(left, facts), value(right, facts))
        case In(operand=operand, values=values):
            return _any(_known(operator.eq, value(operand, facts), const.value) for const in values)
        case IsNull(operand=operand):
            return value(operand, facts) is None
        case IsTruth(operand=operand, value=wanted):
            return truth(operand, facts) is wanted
        case Not(operand=operand):
            return _not(truth(operand, facts))
        case And(operands=operands):
            return _not(_any(_not(truth(one, facts)) for one in operands))
        case Or(operands=operands):
            return _any(truth(one, facts) for one in operands)
    plain = value(expr, facts)
    return None if plain is None else bool(plain)


def _known(function: Callable[..., T], left: Value, right: Value) -> T | None:
    return None if left is None or right is None else function(left, right)


def _not(known: bool | None) -> bool | None:  # noqa: FBT001  - a truth value is what it is about
    return None if known is None else not known


def _any(truths: Iterable[bool | None]) -> bool | None:
    known = list(truths)
    if True in known:
        return True
    return None if None in known else False
