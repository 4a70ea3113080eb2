"""Lowered conditions to SQL: one text that DuckDB, SQLite, PostgreSQL and Spark read alike.

No author's text reaches it: facts are checked names, and texts hold nothing that could end a quotation.
"""

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
)
from askfirst.policy.taming import SAFE_TEXT

if TYPE_CHECKING:
    from askfirst.policy.kinds import Value
    from askfirst.policy.sets.plan import Chain, Plan, Word

INTEGER = "BIGINT"
"""The 64-bit integer; SQLite takes the word for its own one."""


def condition(expr: Expr) -> str:  # noqa: PLR0911  - one line for each kind of node
    """A two-valued condition as SQL; names are those of columns."""
    match expr:
        case Name(name=name):
            return name
        case Const(value=value):
            return literal(value)
        case Not(operand=IsNull(operand=operand)):
            return f"{condition(operand)} IS NOT NULL"
        case IsNull(operand=operand):
            return f"{condition(operand)} IS NULL"
        case Not(operand=IsTruth(operand=operand, value=value)):
            return f"{condition(operand)} IS NOT {literal(value)}"
        case IsTruth(operand=operand, value=value):
            return f"{condition(operand)} IS {literal(value)}"
        case And(operands=operands):
            return " AND ".join(_inside(one) for one in operands)
        case Or(operands=operands):
            return " OR ".join(_inside(one) for one in operands)
    return _term(expr)


def _term(expr: Expr) -> str:
    match expr:
        case Compare(op=op, left=left, right=right):
            return f"{condition(left)} {op} {condition(right)}"
        case Arith(op=op, left=left, right=right):
            return f"({condition(left)} {op} {condition(right)})"
        case Coalesce(operand=operand, other=other):
            return f"COALESCE({condition(operand)}, {literal(other.value)})"
        case Not(operand=In(operand=operand, values=values)):
            return f"{condition(operand)} NOT IN ({_listed(values)})"
        case In(operand=operand, values=values):
            return f"{condition(operand)} IN ({_listed(values)})"
        case Not(operand=operand):
            return f"NOT {_inside(operand)}"
    raise TypeError(f"{type(expr).__name__} is no part of a condition")


def _inside(expr: Expr) -> str:
    text = condition(expr)
    return f"({text})" if isinstance(expr, (And, Or)) else text


def _listed(values: tuple[Const, ...]) -> str:
    return ", ".join(literal(const.value) for const in values)


def literal(value: Value) -> str:
    """A value as SQL writes it.

    Raises:
        ValueError: a text with signs that no fact may hold.
    """
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int):
        return f"({value})" if value < 0 else str(value)
    if not SAFE_TEXT.fullmatch(value):
        raise ValueError(f"{value!r} holds signs that no fact may hold")
    return f"'{value}'"


def mask(word: Word) -> str:
    """One mask column: `CASE WHEN condition THEN bit … ELSE 0 END | …`."""
    return " | ".join([f"CAST({word.fixed} AS {INTEGER})", *(_case(chain) for chain in word.chains)])


def _case(chain: Chain) -> str:
    tests = " ".join(f"WHEN {condition(one)} THEN {bit}" for one, bit in chain)
    return f"CASE {tests} ELSE 0 END"


def rows_query(plan: Plan, table: str) -> str:
    """Who it is, and which rules fired: one row for each of `table`, a name or a query in parentheses."""
    masks = ", ".join(f"{mask(word)} AS {word.name}" for word in plan.words)
    return f"SELECT {quoted(plan.key)} AS {quoted(plan.key)}, {masks} FROM {table}"  # noqa: S608 -- printed from checked trees


def counts_query(plan: Plan, table: str) -> str:
    """How many people have each mask, and one of them."""
    masks = ", ".join(plan.masks)
    return (
        f"SELECT {masks}, COUNT(*) AS people, MIN({quoted(plan.key)}) AS example "  # noqa: S608 -- as above
        f"FROM ({rows_query(plan, table)}) AS fired GROUP BY {masks}"
    )


def quoted(name: str) -> str:
    """A column's name as every engine but Spark quotes it."""
    return '"' + name.replace('"', '""') + '"'
