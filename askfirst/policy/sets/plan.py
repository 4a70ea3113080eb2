"""A question put to everybody: what is known of all of them goes into the rules, the rest are columns of a table."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Any

from askfirst.policy.expressions import FALSE, TRUE, Expr, names_in
from askfirst.policy.facts import FACTS
from askfirst.policy.fold import fold
from askfirst.policy.sets.isolate import isolated
from askfirst.policy.sets.mistakes import ColumnMistake, TableError, Trouble
from askfirst.policy.taming import FactError, did_you_mean, tamed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from askfirst.policy.kinds import Value
    from askfirst.policy.program import Policy, Program

KEY = "person"
"""The column that says who it is, unless the question names another."""

WORD = 63
"""Bits in one mask column: what every database holds without a sign."""

FOR_ALL = ("now", "network")
"""What a question must know for everybody: which rules are in force depends on it."""

Chain = tuple[tuple[Expr, int], ...]
"""Two-valued conditions and the bits of one mask column they stand for: the first that holds sets its own."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """What is asked about everybody: facts that hold for all of them, and the column that says who is who."""

    known: Mapping[str, Any]
    key: str = KEY


@dataclass(frozen=True, kw_only=True, slots=True)
class Word:
    """One mask column: the bits that everybody has, and the chains that set the others."""

    name: str
    fixed: int
    chains: tuple[Chain, ...]


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A question made ready for one table.

    `read` are the columns that can matter; `columns` all facts that the table has.
    """

    policy: Policy
    program: Program
    known: Mapping[str, Value]
    columns: tuple[str, ...]
    words: tuple[Word, ...]
    key: str = KEY

    @cached_property
    def read(self) -> tuple[str, ...]:
        """The columns that some rule still asks about, in the registry's order."""
        asked = {
            name for word in self.words for chain in word.chains for one, _ in chain for name in names_in(one)
        }
        return tuple(name for name in FACTS if name in asked)

    @cached_property
    def masks(self) -> tuple[str, ...]:
        """The names of the mask columns."""
        return tuple(word.name for word in self.words)

    @cached_property
    def id(self) -> str:
        """Names question and policy: verdicts with the same id may stand side by side."""
        said = {
            "policy": self.policy.hash,
            "known": dict(self.known),
            "columns": sorted(self.columns),
            "key": self.key,
        }
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]


def plan(policy: Policy, question: Question, columns: Iterable[str]) -> Plan:
    """Make a question ready for a table with these columns.

    A fact that is neither known nor a column is what the registry says of one that nobody gave.

    Raises:
        FactError: what is known is wrong or not enough.
        TableError: a column is no fact, is known already, or the key is missing.
    """
    names = tuple(columns)
    if mistakes := [*_wrong_names(names, question)]:
        raise TableError(mistakes)
    facts = tuple(name for name in names if name != question.key)
    known = _everything(question.known, facts)
    program = policy.program(str(known["network"]), int(known["now"] or 0))
    return Plan(
        policy=policy,
        program=program,
        known=known,
        columns=facts,
        words=tuple(_words(program, known)),
        key=question.key,
    )


def _wrong_names(names: tuple[str, ...], question: Question) -> Iterator[ColumnMistake]:
    if question.key not in names:
        remedy = "Name the column that says who it is."
        yield ColumnMistake(Trouble.MISSING, question.key, "the table has no such column", remedy)
    for name in names:
        if name == question.key:
            continue
        if name not in FACTS:
            what = f"there is no such fact{did_you_mean(name, FACTS)}"
            yield ColumnMistake(Trouble.UNKNOWN, name, what, "Rename it, or leave it out of the table.")
        elif name in FOR_ALL:
            what, remedy = (
                "all people of one question share it",
                "Ask once for each value, without this column.",
            )
            yield ColumnMistake(Trouble.CLASH, name, what, remedy)
        elif name in question.known:
            yield ColumnMistake(
                Trouble.CLASH, name, "it is also given for everybody", "Leave out one of the two."
            )


def _everything(known: Mapping[str, Any], columns: tuple[str, ...]) -> dict[str, Value]:
    """Everything that is not a column, checked."""
    found: dict[str, Value] = {}
    mistakes = [
        f"there is no fact `{name}`{did_you_mean(name, FACTS)}" for name in known if name not in FACTS
    ]
    for fact in FACTS.values():
        if fact.name in columns:
            continue
        if fact.name in known:
            try:
                found[fact.name] = tamed(fact, known[fact.name])
            except ValueError as wrong:
                mistakes.append(str(wrong))
        elif fact.is_required:
            mistakes.append(f"`{fact.name}` is missing: give it for everybody, or as a column")
        else:
            found[fact.name] = fact.default
    if mistakes:
        raise FactError(mistakes)
    return found


def _words(program: Program, known: Mapping[str, Value]) -> Iterator[Word]:
    chains = list(_chains(program, known))
    for nth in range(max(1, -(-len(program.signals) // WORD))):
        here = [part for chain in chains if (part := _part(chain, nth))]
        fixed = [part[0][1] for part in here if part[0][0] == TRUE]
        yield Word(
            name=f"mask_{nth}",
            fixed=sum(fixed),
            chains=tuple(part for part in here if part[0][0] != TRUE),
        )


def _chains(program: Program, known: Mapping[str, Value]) -> Iterator[list[tuple[Expr, int]]]:
    """One for each rule that can still speak: its conditions with the numbers of their bits."""
    for _, group in groupby(enumerate(program.signals), key=lambda pair: pair[1].spoken.rule.id):
        chain: list[tuple[Expr, int]] = []
        for bit, signal in group:
            condition = isolated(fold(signal.condition, known))
            if condition not in (FALSE, *(earlier for earlier, _ in chain)):
                chain.append((condition, bit))
            if condition == TRUE:
                break
        if chain:
            yield chain


def _part(chain: list[tuple[Expr, int]], nth: int) -> Chain:
    """What of a chain one mask column holds; an earlier condition whose bit is elsewhere still comes first."""
    bits = [(condition, 1 << bit % WORD if bit // WORD == nth else 0) for condition, bit in chain]
    while bits and not bits[-1][1]:
        bits.pop()
    return tuple(bits)
