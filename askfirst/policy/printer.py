"""Lowered conditions to Python source: one function that tests many of them and answers with a mask.

No author's text reaches the source: facts are checked names, constants are printed with `repr`.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from askfirst.policy.branches import Layout, laid_out
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

    from askfirst.policy.branches import Chain
    from askfirst.policy.facts import Facts, Value

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


def mask_source(chains: Sequence[Chain], *, in_branches: bool = False) -> str:
    """The source of `fired(f)`.  Each chain of (bit, condition): its first condition that holds sets its bit.

    `in_branches` takes ten times as long to make and answers several times as fast.
    """
    body = _block(laid_out(chains) if in_branches else Layout(tuple(chains)), frozenset(), "    ")
    return "\n".join(["def fired(f):", "    m = 0", *body, "    return m", ""])


def _block(layout: Layout, known: frozenset[str], indent: str) -> list[str]:
    """The lines of a layout; what it reads more than once and is not `known` yet becomes a local variable first."""
    read = _often_read(layout) - known
    local = known | read
    lines = [f"{indent}{name} = f.{name}" for name in sorted(read)]
    for chain in layout.chains:
        for nth, (bit, condition) in enumerate(chain):
            lines.append(f"{indent}{'elif' if nth else 'if'} {python(condition, local)}: m |= {1 << bit}")
    for name, branches in layout.splits:
        for nth, branch in enumerate(branches):
            word = "elif" if nth else "if"
            test = f"{word} {_is_one_of(name, branch.values, local)}:" if branch.values else "else:"
            lines += [
                indent + test,
                *(_block(branch.inside, local, indent + "    ") or [f"{indent}    pass"]),
            ]
    return lines


def _is_one_of(name: str, values: Sequence[Value], local: frozenset[str]) -> str:
    fact = python(Name(name), local)
    if len(values) > 1:
        return f"{fact} in {tuple(values)!r}"
    (value,) = values
    return f"{fact} {'is' if value is None or isinstance(value, bool) else '=='} {value!r}"


def mask_function(source: str) -> Callable[[Facts], int]:
    """Compile what `mask_source` printed."""
    names: dict[str, Callable[[Facts], int]] = {}
    exec(compile(source, "<policy>", "exec"), {"__builtins__": {}}, names)  # noqa: S102  - our own print of checked trees
    return names["fired"]


def _often_read(layout: Layout) -> frozenset[str]:
    """What the tests of one block read more than once, and what its branches are chosen by."""
    conditions = [condition for chain in layout.chains for _, condition in chain]
    counts = Counter(node.name for one in conditions for node in walk(one) if isinstance(node, Name))
    return frozenset(
        {name for name, count in counts.items() if count > 1} | {name for name, _ in layout.splits}
    )
