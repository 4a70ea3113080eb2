"""Another parser of the same language puts AND, OR, NOT and the comparisons in the same places."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
import sqlglot
from hypothesis import given
from sqlglot import exp

from askfirst.policy import expressions
from askfirst.policy.facts import HOUR, Kind
from askfirst.policy.program import bundled
from tests.policy.drawing import CONDITIONS, text_of

if TYPE_CHECKING:
    from askfirst.policy.model import Rule

SIGNS = {
    exp.Sub: "-",
    exp.Add: "+",
    exp.Mul: "*",
    exp.EQ: "=",
    exp.NEQ: "<>",
    exp.LT: "<",
    exp.LTE: "<=",
    exp.GT: ">",
    exp.GTE: ">=",
}
UNIT = {"our_hours": 1, "our_days": 24}
RULES = [rule for pack in bundled().packs for rule in pack.rules]


@pytest.mark.parametrize("rule", RULES, ids=[rule.id for rule in RULES])
def test_a_rule_reads_the_same_in_both_parsers(rule: Rule) -> None:
    assert theirs(_parsed(rule.text)) == ours(rule.when)


@given(CONDITIONS)
def test_a_random_condition_reads_the_same_in_both_parsers(expr: expressions.Expr) -> None:
    assert theirs(_parsed(text_of(expr))) == ours(expr)


def _parsed(text: str) -> Any:
    """`hours` and `days` are functions of ours; sqlglot has some of these names for its own."""
    return sqlglot.parse_one(re.sub(r"\b(hours|days)\(", r"our_\1(", text), read="duckdb")


def theirs(node: Any) -> str:  # noqa: PLR0911 -- one line for each kind of node
    """Sqlglot's tree in one line."""
    match node:
        case exp.Paren():
            return theirs(node.this)
        case exp.And() | exp.Or():
            parts = [_unwrapped(one) for one in _terms(node)]
            return f"{type(node).__name__}({','.join(theirs(one) for one in parts)})"
        case exp.Not():
            return f"Not({theirs(node.this)})"
        case exp.Between():
            value, low, high = (theirs(node.args[key]) for key in ("this", "low", "high"))
            return f"And(>=({value},{low}),<=({value},{high}))"
        case exp.In():
            return f"In({theirs(node.this)},{','.join(theirs(one) for one in node.expressions)})"
        case exp.Is():
            return f"Is({theirs(node.this)},{node.expression.sql()})"
        case exp.Coalesce():
            return f"Coalesce({theirs(node.this)},{theirs(node.expressions[0])})"
        case exp.Anonymous():
            return f"{UNIT[node.this] * int(node.expressions[0].sql())}h"
    if type(node) in SIGNS:
        return f"{SIGNS[type(node)]}({theirs(node.left)},{theirs(node.right)})"
    return str(node.sql())


def _terms(node: Any) -> list[Any]:
    """The operands of a chain, as it was written: what stands in parentheses stays one operand."""
    same = type(node)
    left = _terms(node.left) if isinstance(node.left, same) else [node.left]
    right = _terms(node.right) if isinstance(node.right, same) else [node.right]
    return [*left, *right]


def _unwrapped(node: Any) -> Any:
    return node.this if isinstance(node, exp.Paren) else node


def ours(expr: expressions.Expr) -> str:  # noqa: PLR0911 -- one line for each kind of node
    """Our tree in one line."""
    match expr:
        case expressions.And(operands=operands) | expressions.Or(operands=operands):
            return f"{type(expr).__name__}({','.join(ours(one) for one in operands)})"
        case expressions.Not(operand=operand):
            return f"Not({ours(operand)})"
        case expressions.In(operand=operand, values=values):
            return f"In({ours(operand)},{','.join(ours(one) for one in values)})"
        case expressions.IsNull(operand=operand):
            return f"Is({ours(operand)},NULL)"
        case expressions.IsTruth(operand=operand, value=value):
            return f"Is({ours(operand)},{str(value).upper()})"
        case expressions.Coalesce(operand=operand, other=other):
            return f"Coalesce({ours(operand)},{ours(other)})"
        case (
            expressions.Compare(op=op, left=left, right=right)
            | expressions.Arith(op=op, left=left, right=right)
        ):
            return f"{op}({ours(left)},{ours(right)})"
    return _leaf(expr)


def _leaf(expr: expressions.Expr) -> str:
    if isinstance(expr, expressions.Name):
        return expr.name
    assert isinstance(expr, expressions.Const)
    if expr.kind is Kind.DUR:
        return f"{int(expr.value or 0) // HOUR}h"
    if expr.kind is Kind.BOOL:
        return str(expr.value).upper()
    return f"'{expr.value}'" if isinstance(expr.value, str) else str(expr.value)
