"""Lowered conditions to Polars expressions.  The only modules that import Polars stand beside this one and below `engines`."""

from __future__ import annotations

import operator
from functools import reduce
from typing import TYPE_CHECKING, Any

import polars as pl

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
    from collections.abc import Callable

    from askfirst.policy.sets.plan import Chain, Plan, Word

COMPARED: dict[str, Callable[[Any, Any], pl.Expr]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
COUNTED: dict[str, Callable[[Any, Any], pl.Expr]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
}


def condition(expr: Expr) -> pl.Expr:  # noqa: PLR0911  - one line for each kind of node
    """A two-valued condition over columns named like facts."""
    match expr:
        case Name(name=name):
            return pl.col(name)
        case Const(value=value):
            return pl.lit(value, dtype=pl.Int64) if type(value) is int else pl.lit(value)
        case Not(operand=IsNull(operand=operand)):
            return condition(operand).is_not_null()
        case IsNull(operand=operand):
            return condition(operand).is_null()
        case IsTruth(operand=operand, value=value):
            certain = condition(operand).fill_null(not value)
            return certain if value else ~certain
        case And(operands=operands):
            return reduce(operator.and_, map(condition, operands))
        case Or(operands=operands):
            return reduce(operator.or_, map(condition, operands))
    return _term(expr)


def _term(expr: Expr) -> pl.Expr:
    match expr:
        case Compare(op=op, left=left, right=right):
            return COMPARED[op](condition(left), condition(right))
        case Arith(op=op, left=left, right=right):
            return COUNTED[op](condition(left), condition(right))
        case Coalesce(operand=operand, other=other):
            return condition(operand).fill_null(condition(other))
        case In(operand=operand, values=values):
            return _listed(operand, values)
        case Not(operand=operand):
            return ~condition(operand)
    raise TypeError(f"{type(expr).__name__} is no part of a condition")


def _listed(operand: Expr, values: tuple[Const, ...]) -> pl.Expr:
    tested = condition(operand)
    return reduce(operator.or_, (tested == condition(const) for const in values))


def mask(word: Word) -> pl.Expr:
    """One mask column."""
    bits = [pl.lit(word.fixed, dtype=pl.Int64), *map(_chosen, word.chains)]
    return reduce(operator.or_, bits).alias(word.name)


def _chosen(chain: Chain) -> pl.Expr:
    rest = pl.lit(0, dtype=pl.Int64)
    for test, bit in reversed(chain):
        rest = pl.when(condition(test)).then(pl.lit(bit, dtype=pl.Int64)).otherwise(rest)
    return rest


def rows(plan: Plan, table: pl.LazyFrame) -> pl.LazyFrame:
    """Who it is, and which rules fired; `table` has its columns as `reading` makes them."""
    return table.select(pl.col(plan.key), *map(mask, plan.words))


def counts(plan: Plan, table: pl.LazyFrame) -> pl.LazyFrame:
    """How many people have each mask, and one of them."""
    return (
        rows(plan, table)
        .group_by(plan.masks)
        .agg(pl.len().alias("people").cast(pl.Int64), pl.col(plan.key).min().alias("example"))
    )
