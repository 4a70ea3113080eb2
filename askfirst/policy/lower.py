"""Three values to two, once: the result never meets an unknown, so every language reads it alike.

`lowered(c)` is true exactly where the condition is TRUE; `lowered(c, when_unknown=True)` also where it is unknown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from askfirst.policy.expressions import (
    OPPOSITE,
    And,
    Coalesce,
    Compare,
    Const,
    Expr,
    IsNull,
    IsTruth,
    Name,
    Not,
    Or,
    all_of,
    any_of,
    children,
)
from askfirst.policy.facts import FACTS, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from askfirst.policy.facts import Fact

NULLABLE = frozenset(fact.name for fact in FACTS.values() if fact.nullable)


def nullable_names(facts: Mapping[str, Fact]) -> frozenset[str]:
    """The facts that may be NULL."""
    return frozenset(fact.name for fact in facts.values() if fact.nullable)


def lowered(expr: Expr, *, when_unknown: bool = False, nullable: frozenset[str] = NULLABLE) -> Expr:
    """The two-valued condition."""
    return Lowering(nullable, is_wanted=True, when_unknown=when_unknown).of(expr)


def unguarded(expr: Expr, nullable: frozenset[str] = NULLABLE) -> tuple[str, ...]:
    """The facts whose NULL can make the condition unknown, in the order in which they stand there."""
    found: dict[str, None] = {}
    _collect(expr, nullable, found)
    return tuple(found)


def _collect(expr: Expr, nullable: frozenset[str], found: dict[str, None]) -> None:
    match expr:
        case Name(name=name):
            found.update({name: None} if name in nullable else {})
        case IsNull() | Coalesce():
            pass
        case And(operands=operands) | Or(operands=operands):
            rest = nullable - _guarded(expr, operands)
            for operand in operands:
                _collect(operand, rest, found)
        case _:
            for child in children(expr):
                _collect(child, nullable, found)


class Lowering:
    """How one part is read: is it wanted true or false, and does unknown count as what is wanted?"""

    __slots__ = ("is_wanted", "nullable", "when_unknown")

    def __init__(self, nullable: frozenset[str], *, is_wanted: bool, when_unknown: bool) -> None:
        self.nullable = nullable
        self.is_wanted = is_wanted
        self.when_unknown = when_unknown

    def of(self, expr: Expr) -> Expr:  # noqa: PLR0911  - one line for each kind of node
        match expr:
            case And(operands=operands) | Or(operands=operands):
                return self.joined(expr, operands)
            case Not(operand=operand):
                return self.but(is_wanted=not self.is_wanted).of(operand)
            case IsTruth(operand=operand, value=value):
                return self.certainly(operand, value=value)
            case Const(value=value):
                return Const(self.when_unknown if value is None else value is self.is_wanted, Kind.BOOL)
            case Name(name=name):
                return self.bare(expr, is_nullable=name in self.nullable)
            case Coalesce(operand=operand, other=other):
                return self.but(when_unknown=other.value is self.is_wanted).of(operand)
        return self.compared(expr)

    def but(self, *, is_wanted: bool | None = None, when_unknown: bool | None = None) -> Lowering:
        return Lowering(
            self.nullable,
            is_wanted=self.is_wanted if is_wanted is None else is_wanted,
            when_unknown=self.when_unknown if when_unknown is None else when_unknown,
        )

    def joined(self, expr: And | Or, operands: tuple[Expr, ...]) -> Expr:
        """AND wanted true, or OR wanted false, needs all of them; the guards go first."""
        inner = self.but()
        inner.nullable = self.nullable - _guarded(expr, operands)
        parts = [inner.of(one) for one in sorted(operands, key=lambda one: not _is_guard(one))]
        return all_of(parts) if isinstance(expr, And) is self.is_wanted else any_of(parts)

    def certainly(self, operand: Expr, *, value: bool) -> Expr:
        """`operand IS value` is never unknown: wanted false, it means the other value or unknown."""
        if self.is_wanted:
            return self.but(is_wanted=value, when_unknown=False).of(operand)
        return self.but(is_wanted=not value, when_unknown=True).of(operand)

    def bare(self, expr: Name, *, is_nullable: bool) -> Expr:
        if not is_nullable:
            return expr if self.is_wanted else Not(expr)
        if self.when_unknown:
            return Not(IsTruth(expr, not self.is_wanted))
        return IsTruth(expr, self.is_wanted)

    def compared(self, expr: Expr) -> Expr:
        test = expr if self.is_wanted else _opposite(expr)
        if isinstance(expr, IsNull):
            return test
        guards = [IsNull(Name(name)) for name in unguarded(expr, self.nullable)]
        if self.when_unknown:
            return any_of([*guards, test])
        return all_of([*(Not(guard) for guard in guards), test])


def _opposite(expr: Expr) -> Expr:
    if isinstance(expr, Compare):
        return Compare(OPPOSITE[expr.op], expr.left, expr.right)
    return Not(expr)


def _is_guard(expr: Expr) -> bool:
    return isinstance(expr, IsNull) or (isinstance(expr, Not) and isinstance(expr.operand, IsNull))


def _guarded(expr: And | Or, operands: Iterable[Expr]) -> frozenset[str]:
    """In `x IS NULL OR …` and in `x IS NOT NULL AND …` the rest need not ask about x again."""
    if isinstance(expr, And):
        operands = [one.operand for one in operands if isinstance(one, Not)]
    tests = [one.operand for one in operands if isinstance(one, IsNull)]
    return frozenset(one.name for one in tests if isinstance(one, Name))
