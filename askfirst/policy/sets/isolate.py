"""Put constants on one side: `now - t < 14 days` with a known clock becomes `t > constant`, a test on a bare column."""

from __future__ import annotations

from typing import cast

from askfirst.policy.check import LARGEST
from askfirst.policy.expressions import And, Arith, Compare, Const, Expr, Not, Or
from askfirst.policy.kinds import Kind

MIRRORED = {"=": "=", "<>": "<>", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


def isolated(expr: Expr) -> Expr:
    """The same two-valued condition, its comparisons with a constant written as `part op constant`."""
    match expr:
        case And(operands=operands):
            return And(tuple(isolated(one) for one in operands))
        case Or(operands=operands):
            return Or(tuple(isolated(one) for one in operands))
        case Not(operand=operand):
            return Not(isolated(operand))
        case Compare(op=op, left=Const() as left, right=right) if _is_number(left):
            return _against(MIRRORED[op], right, left)
        case Compare(op=op, left=left, right=Const() as right) if _is_number(right):
            return _against(op, left, right)
    return expr


def _is_number(const: Const) -> bool:
    return isinstance(const.value, int) and not isinstance(const.value, bool)


def _against(op: str, part: Expr, limit: Const) -> Expr:
    """Take one constant after another from the left side to the right, as long as the right can be counted in 64 bits."""
    moved = _moved(op, part, cast("int", limit.value))
    return Compare(op, part, limit) if moved is None else moved


def _moved(op: str, part: Expr, at: int) -> Expr | None:
    match part:
        case (
            Arith(op="+", left=inner, right=Const(value=int(other)))
            | Arith(op="+", left=Const(value=int(other)), right=inner)
        ):
            return _within(op, inner, at - other)
        case Arith(op="-", left=inner, right=Const(value=int(other))):
            return _within(op, inner, at + other)
        case Arith(op="-", left=Const(value=int(other)), right=inner):
            return _within(MIRRORED[op], inner, other - at)
    return None


def _within(op: str, inner: Expr, limit: int) -> Expr | None:
    return _against(op, inner, Const(limit, Kind.INT)) if abs(limit) <= LARGEST else None
