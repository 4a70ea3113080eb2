"""The generated function and the slow walk say the same, whatever is asked and whatever is already known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from askfirst.policy import expressions, lower, printer
from askfirst.policy import fold as folding
from askfirst.policy.check import read_condition
from askfirst.policy.expressions import Const, Expr, IsNull, Not, Or
from askfirst.policy.facts import Kind
from askfirst.policy.lower import unguarded
from askfirst.policy.parse import ExpressionError
from askfirst.policy.reference import truth
from tests.policy.drawing import CONDITIONS, KNOWN, NULLABLE, SMALL, differs, rows, text_of
from tests.profiles import sized

if TYPE_CHECKING:
    from askfirst.policy.facts import Value

MANY = settings(max_examples=sized(40, 6_000))


@MANY
@given(CONDITIONS, rows(), KNOWN)
def test_the_generated_function_means_what_the_tree_means(
    expr: Expr, row: dict[str, Value], known: set[str]
) -> None:
    assert not differs(expr, row, known)


@MANY
@given(CONDITIONS)
def test_a_condition_that_is_written_down_is_read_back_as_it_was(expr: Expr) -> None:
    assert text_of(read_condition(text_of(expr), SMALL)) == text_of(expr)


@MANY
@given(CONDITIONS, rows())
def test_only_a_missing_fact_that_is_not_guarded_makes_a_condition_unknown(
    expr: Expr, row: dict[str, Value]
) -> None:
    if truth(expr, row) is None:
        assert any(row[name] is None for name in unguarded(expr, NULLABLE))


@MANY
@given(st.text(max_size=80))
def test_nothing_but_located_mistakes_comes_out_of_any_text(text: str) -> None:
    assert all(mistake.startswith("line ") for mistake in _mistakes_of(text))


def _mistakes_of(text: str) -> tuple[str, ...]:
    try:
        read_condition(text, SMALL)
    except ExpressionError as wrong:
        return wrong.mistakes
    return ()


def _no_guards(self: lower.Lowering, expr: Expr) -> Expr:
    return expr if self.is_wanted else lower._opposite(expr)


def _guards_forgotten_when_unknown(self: lower.Lowering, expr: Expr) -> Expr:
    test = expr if self.is_wanted else lower._opposite(expr)
    guards = [Not(IsNull(expressions.Name(name))) for name in unguarded(expr, self.nullable)]
    return test if isinstance(expr, IsNull) else expressions.all_of([*guards, test])


def _not_is_true(self: lower.Lowering, operand: Expr, *, value: bool) -> Expr:
    return self.but(is_wanted=value if self.is_wanted else not value, when_unknown=False).of(operand)


def _negation_keeps_unknown_false(self: lower.Lowering, expr: expressions.Name, *, is_nullable: bool) -> Expr:
    if not is_nullable:
        return expr if self.is_wanted else Not(expr)
    return expressions.IsTruth(expr, self.is_wanted)


def _joined_alike(self: lower.Lowering, expr: Any, operands: tuple[Expr, ...]) -> Expr:
    join = expressions.any_of if isinstance(expr, Or) else expressions.all_of
    return join(self.of(one) for one in operands)


def _guard_seen_everywhere(expr: Any, operands: Any) -> frozenset[str]:
    return frozenset(one.operand.name for one in operands if isinstance(one, IsNull))


def _null_is_false(expr: Expr, left: Expr, right: Expr) -> Expr:
    if any(isinstance(part, Const) and part.value is None for part in (left, right)):
        return Const(False, Kind.BOOL)
    return ORIGINAL_OF_TWO(expr, left, right)


def _coalesce_lost(expr: Expr, local: frozenset[str]) -> str:
    if isinstance(expr, expressions.Coalesce):
        return printer.python(expr.operand, local) + " or 0"
    return ORIGINAL_TERM(expr, local)


ORIGINAL_OF_TWO = folding._of_two
ORIGINAL_TERM = printer._term

Drawn = tuple[Expr, dict[str, "Value"], set[str]]
NOTHING: set[str] = set()
GUARDED = (
    "(tally IS NULL) AND (tally > 1)",
    "(tally IS NULL) OR (tally > 1)",
    "(tally IS NOT NULL) AND (tally > 1)",
    "(tally IS NOT NULL) OR (tally > 1)",
)
"""A guard on its own side and on the wrong one: chance draws the same name twice too seldom."""
MUTANTS: dict[str, tuple[Any, str, Any]] = {
    "a comparison without its guards": (lower.Lowering, "compared", _no_guards),
    "unknown counted as false": (lower.Lowering, "compared", _guards_forgotten_when_unknown),
    "NOT … IS TRUE without unknown": (lower.Lowering, "certainly", _not_is_true),
    "a bare fact without unknown": (lower.Lowering, "bare", _negation_keeps_unknown_false),
    "NOT over AND without turning it": (lower.Lowering, "joined", _joined_alike),
    "a guard believed on the wrong side": (lower, "_guarded", _guard_seen_everywhere),
    "a known NULL folded to false": (folding, "_of_two", _null_is_false),
    "a lost COALESCE": (printer, "_term", _coalesce_lost),
    "<= turned into >=": (lower, "OPPOSITE", {**expressions.OPPOSITE, "<=": ">="}),
    "< printed as <=": (printer, "SIGNS", {"=": "==", "<>": "!=", "<": "<="}),
    "= printed as !=": (printer, "SIGNS", {"=": "!=", "<>": "!="}),
}


@pytest.fixture(scope="module")
def drawn() -> list[Drawn]:
    """The same for every mutant, each condition with its neighbours' facts too: drawing is what takes time."""
    found: list[Drawn] = []

    @settings(max_examples=sized(500, 5_000), database=None, derandomize=True, phases=[Phase.generate])
    @given(CONDITIONS, rows(), KNOWN)
    def draw(expr: Expr, row: dict[str, Value], known: set[str]) -> None:
        found.append((expr, row, known))

    draw()
    people = [row for _, row, _ in found]
    guarded = [(read_condition(text, SMALL), row, NOTHING) for text in GUARDED for row in people[:50]]
    return guarded + [
        (expr, row, known)
        for number, (expr, _, known) in enumerate(found)
        for row in people[number : number + 20]
    ]


@pytest.mark.parametrize("text", GUARDED)
@pytest.mark.parametrize("tally", [None, 1, 2])
def test_a_guard_is_believed_on_its_own_side_only(text: str, tally: int | None) -> None:
    assert not differs(read_condition(text, SMALL), {"tally": tally}, NOTHING)


def test_without_a_mutant_nothing_that_was_drawn_differs(drawn: list[Drawn]) -> None:
    assert not any(differs(*one) for one in drawn[::5])


@pytest.mark.parametrize("mutant", MUTANTS)
def test_a_mutant_is_caught(mutant: str, drawn: list[Drawn], monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of these mistakes, made on purpose, is found by the comparison above."""
    owner, name, wrong = MUTANTS[mutant]
    monkeypatch.setattr(owner, name, wrong)
    assert any(_differs_or_fails(*one) for one in drawn)


def _differs_or_fails(expr: Expr, row: dict[str, Value], known: set[str]) -> bool:
    try:
        return differs(expr, row, known)
    except TypeError:
        return True
