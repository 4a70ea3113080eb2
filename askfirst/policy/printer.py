"""Lowered conditions to Python source: one function that tests many of them and answers with a mask.

No author's text reaches the source: facts are checked names, constants are printed with `repr`.
"""

from __future__ import annotations

from collections import Counter
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
    walk,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from askfirst.policy.facts import Facts

SIGNS = {"=": "==", "<>": "!="}


def python(expr: Expr, local: frozenset[str] = frozenset()) -> str:  # noqa: PLR0911  - one line for each kind of node
    """The Python text of a lowered expression over a record `f`; names in `local` are local variables."""
    match expr:
        case Name(name=name):
            return name if name in local else f"f.{name}"
        case Const(value=value):
            return repr(value)
        case Not(operand=IsNull(operand=operand)):
            return f"{python(operand, local)} is not None"
        case IsNull(operand=operand):
            return f"{python(operand, local)} is None"
        case Not(operand=IsTruth(operand=operand, value=value)):
            return f"{python(operand, local)} is not {value}"
        case IsTruth(operand=operand, value=value):
            return f"{python(operand, local)} is {value}"
        case And(operands=operands):
            return " and ".join(_inside(one, local) for one in operands)
        case Or(operands=operands):
            return " or ".join(_inside(one, local) for one in operands)
    return _term(expr, local)


def _term(expr: Expr, local: frozenset[str]) -> str:
    match expr:
        case Compare(op=op, left=left, right=right):
            return f"{python(left, local)} {SIGNS.get(op, op)} {python(right, local)}"
        case Arith(op=op, left=left, right=right):
            return f"({python(left, local)} {op} {python(right, local)})"
        case Coalesce(operand=operand, other=other):
            name = python(operand, local)
            return f"({other.value!r} if {name} is None else {name})"
        case Not(operand=In(operand=operand, values=values)):
            return f"{python(operand, local)} not in {_listed(values)}"
        case In(operand=operand, values=values):
            return f"{python(operand, local)} in {_listed(values)}"
        case Not(operand=operand):
            return f"not {_inside(operand, local)}"
    raise TypeError(f"{type(expr).__name__} is no part of a condition")


def _inside(expr: Expr, local: frozenset[str]) -> str:
    text = python(expr, local)
    return f"({text})" if isinstance(expr, (And, Or)) else text


def _listed(values: tuple[Const, ...]) -> str:
    return f"({', '.join(repr(const.value) for const in values)},)"


def mask_source(tests: Sequence[Sequence[tuple[int, Expr]]]) -> str:
    """The source of `fired(f)`.  Each group is a chain of (bit, condition): its first that holds sets its bit."""
    local = _often_read([condition for group in tests for _, condition in group])
    lines = ["def fired(f):", *(f"    {name} = f.{name}" for name in sorted(local)), "    m = 0"]
    for group in tests:
        for nth, (bit, condition) in enumerate(group):
            lines.append(f"    {'elif' if nth else 'if'} {python(condition, local)}: m |= {1 << bit}")
    return "\n".join([*lines, "    return m", ""])


def mask_function(source: str) -> Callable[[Facts], int]:
    """Compile what `mask_source` printed."""
    names: dict[str, Callable[[Facts], int]] = {}
    exec(compile(source, "<policy>", "exec"), {"__builtins__": {}}, names)  # noqa: S102  - our own print of checked trees
    return names["fired"]


def _often_read(conditions: list[Expr]) -> frozenset[str]:
    counts = Counter(node.name for one in conditions for node in walk(one) if isinstance(node, Name))
    return frozenset(name for name, count in counts.items() if count > 1)
