"""Are the words of a condition facts, do their types fit, can a number run over?  All mistakes at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from askfirst.policy.expressions import (
    Arith,
    Coalesce,
    Compare,
    Const,
    Expr,
    In,
    IsNull,
    Name,
    children,
)
from askfirst.policy.facts import FACTS, Fact, Kind
from askfirst.policy.parse import ExpressionError, Trouble, parse
from askfirst.policy.taming import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping

LARGEST = 2**63 - 1
"""What every database holds in its widest integer."""

ORDERED = frozenset({Kind.INT, Kind.TS, Kind.DUR})


@dataclass(frozen=True, slots=True)
class Shape:
    """What is known of a part before anything is evaluated: its type, its bounds, the words it may be."""

    kind: Kind
    low: int = 0
    high: int = 0
    values: tuple[str, ...] = ()
    name: str = ""


def read_condition(text: str, facts: Mapping[str, Fact] = FACTS) -> Expr:
    """The checked tree of a condition.

    Raises:
        ExpressionError: with every mistake that was found, each with line, column and a hint.
    """
    expr, troubles = parse(text)
    checker = Checker(facts)
    checker.condition(expr)
    if troubles or checker.troubles:
        raise ExpressionError(text, troubles + checker.troubles)
    return expr


class Checker:
    """Walks a tree once.  A part with a mistake has no shape, and what stands above it is not blamed for that."""

    def __init__(self, facts: Mapping[str, Fact]) -> None:
        self.facts = facts
        self.troubles: list[Trouble] = []

    def condition(self, expr: Expr) -> None:
        """It must be true, false or unknown."""
        shape = self.shape(expr)
        if shape and shape.kind is not Kind.BOOL:
            self.blame(expr, f"a condition is expected here, not {_a(shape)}")

    def blame(self, expr: Expr, what: str) -> None:
        self.troubles.append(Trouble(expr.at, what))

    def shape(self, expr: Expr) -> Shape | None:
        match expr:
            case Name():
                return self.fact(expr)
            case Const():
                return _shape_of(expr)
            case Arith():
                return self.arithmetic(expr)
            case Coalesce():
                return self.coalesce(expr)
            case _:
                self.boolean(expr)
                return Shape(Kind.BOOL)

    def boolean(self, expr: Expr) -> None:
        match expr:
            case Compare():
                self.compare(expr)
            case In():
                self.membership(expr)
            case IsNull(operand=operand):
                self.null(operand)
            case _:
                for operand in children(expr):
                    self.condition(operand)

    def fact(self, expr: Name) -> Shape | None:
        fact = self.facts.get(expr.name)
        if fact is None:
            self.blame(expr, f"there is no fact `{expr.name}`{did_you_mean(expr.name, self.facts)}")
            return None
        return Shape(fact.kind, fact.low, fact.high, fact.values, fact.name)

    def null(self, operand: Expr) -> None:
        shape = self.shape(operand)
        if not isinstance(operand, Name):
            self.blame(operand, "IS NULL asks about one fact")
        elif shape and not self.facts[operand.name].nullable:
            self.blame(operand, f"`{operand.name}` is never NULL")

    def coalesce(self, expr: Coalesce) -> Shape | None:
        shape = self.shape(expr.operand)
        if not isinstance(expr.operand, Name):
            self.blame(expr.operand, "COALESCE begins with a fact")
            return None
        if shape is None:
            return None
        other = _shape_of(expr.other)
        self.same(expr.other, shape, other)
        return Shape(
            shape.kind, min(shape.low, other.low), max(shape.high, other.high), shape.values, shape.name
        )

    def compare(self, expr: Compare) -> None:
        left, right = self.shape(expr.left), self.shape(expr.right)
        if left is None or right is None or not self.same(expr, left, right):
            return
        if left.kind is Kind.BOOL:
            self.blame(expr, "true and false are not compared: write the fact bare, or NOT and the fact")
        elif expr.op not in {"=", "<>"} and left.kind not in ORDERED:
            self.blame(expr, f"{_a(left)} has no order: use = or <>")

    def membership(self, expr: In) -> None:
        shape = self.shape(expr.operand)
        if shape is None:
            return
        if shape.kind is Kind.BOOL:
            self.blame(expr, "true and false are not listed: write the fact bare, or NOT and the fact")
            return
        for value in expr.values:
            self.same(value, shape, _shape_of(value))

    def same(self, expr: Expr, left: Shape, right: Shape) -> bool:
        """The two can be compared; a word must be one that the fact knows."""
        if {left.kind, right.kind} == {Kind.ENUM, Kind.TEXT}:
            return self.word(expr, left, right)
        if left.kind is not right.kind:
            self.blame(expr, f"cannot compare {left.kind} with {right.kind}{_hint(left, right)}")
            return False
        if left.kind is Kind.ENUM and left.values != right.values:
            self.blame(expr, f"`{left.name}` and `{right.name}` do not hold the same words")
            return False
        return True

    def word(self, expr: Expr, left: Shape, right: Shape) -> bool:
        enum, text = (left, right) if left.kind is Kind.ENUM else (right, left)
        if text.name:
            self.blame(expr, f"cannot compare {left.kind} with {right.kind}")
        elif text.values[0] not in enum.values:
            self.blame(
                _text_in(expr),
                f"{enum.name} has no value `{text.values[0]}`{did_you_mean(text.values[0], enum.values)}",
            )
        else:
            return True
        return False

    def arithmetic(self, expr: Arith) -> Shape | None:
        left, right = self.shape(expr.left), self.shape(expr.right)
        if left is None or right is None:
            return None
        kind = _RESULTS.get((left.kind, expr.op, right.kind))
        if kind is None:
            self.blame(expr, f"{left.kind} {expr.op} {right.kind} has no meaning{_hint(left, right)}")
            return None
        low, high = _bounds(expr.op, left, right)
        if low < -LARGEST or high > LARGEST:
            self.blame(expr, "this can become larger than any database can count")
            return None
        return Shape(kind, low, high)


_RESULTS = {
    (Kind.INT, "+", Kind.INT): Kind.INT,
    (Kind.INT, "-", Kind.INT): Kind.INT,
    (Kind.INT, "*", Kind.INT): Kind.INT,
    (Kind.DUR, "+", Kind.DUR): Kind.DUR,
    (Kind.DUR, "-", Kind.DUR): Kind.DUR,
    (Kind.DUR, "*", Kind.INT): Kind.DUR,
    (Kind.INT, "*", Kind.DUR): Kind.DUR,
    (Kind.TS, "-", Kind.TS): Kind.DUR,
    (Kind.TS, "+", Kind.DUR): Kind.TS,
    (Kind.TS, "-", Kind.DUR): Kind.TS,
    (Kind.DUR, "+", Kind.TS): Kind.TS,
}


def _bounds(op: str, left: Shape, right: Shape) -> tuple[int, int]:
    if op == "+":
        return left.low + right.low, left.high + right.high
    if op == "-":
        return left.low - right.high, left.high - right.low
    corners = [one * other for one in (left.low, left.high) for other in (right.low, right.high)]
    return min(corners), max(corners)


def _shape_of(const: Const) -> Shape:
    if isinstance(const.value, str):
        return Shape(const.kind, values=(const.value,))
    return Shape(const.kind, int(const.value or 0), int(const.value or 0))


def _text_in(expr: Expr) -> Expr:
    """The text among the two sides of a comparison: it is the word to mend."""
    return next((side for side in children(expr) if isinstance(side, Const)), expr)


def _hint(left: Shape, right: Shape) -> str:
    if {left.kind, right.kind} in ({Kind.DUR, Kind.INT}, {Kind.TS, Kind.INT}):
        return " (write a duration as hours(24))"
    if {left.kind, right.kind} == {Kind.TS, Kind.DUR}:
        return " (write now - the instant for a duration)"
    return ""


def _a(shape: Shape) -> str:
    return f"`{shape.name}` ({shape.kind})" if shape.name else f"{shape.kind}"
