"""What an engine offers: a table of facts, looked at part by part."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

from askfirst.policy.facts import FACTS
from askfirst.policy.kinds import Kind
from askfirst.policy.sets.mistakes import ColumnMistake, TableError, Trouble

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import polars as pl

    from askfirst.policy.kinds import Fact
    from askfirst.policy.sets.plan import Plan

PART_ROWS = 1_000_000
"""At most so many rows are decided at a time, where the table can be read in pieces: that bounds the memory."""


class Stored(StrEnum):
    """How a column is stored, as far as it matters."""

    TRUTH = "true or false"
    WHOLE = "whole numbers"
    WORDS = "text"
    CHOICE = "words of a list of its own"
    INSTANT = "instants with a time zone"
    NAIVE = "instants without a time zone"
    ANYTHING = "values of any type"
    """SQLite: each row has a type of its own, which `trespasses` looks at."""
    OTHER = "something else"


ACCEPTED = {
    Kind.BOOL: {Stored.TRUTH, Stored.ANYTHING},
    Kind.INT: {Stored.WHOLE, Stored.ANYTHING},
    Kind.TS: {Stored.WHOLE, Stored.INSTANT, Stored.ANYTHING},
    Kind.DUR: {Stored.WHOLE, Stored.ANYTHING},
    Kind.ENUM: {Stored.WORDS, Stored.CHOICE, Stored.ANYTHING},
    Kind.TEXT: {Stored.WORDS, Stored.CHOICE, Stored.ANYTHING},
}

WANTED = {
    Kind.BOOL: "Write true and false.",
    Kind.INT: "Write whole numbers.",
    Kind.TS: "Write microseconds since 1970 in UTC as whole numbers, or instants with a time zone.",
    Kind.DUR: "Write microseconds as whole numbers.",
    Kind.ENUM: "Write text.",
    Kind.TEXT: "Write text.",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """A piece of a table.  `mark` changes when the piece does; two pieces with the same mark hold the same rows."""

    nth: int
    rows: int
    mark: str
    place: Any
    """Where it is, in the engine's own terms."""


class Source(Protocol):
    """A table of facts behind one engine.  `open` is called once, before everything below it."""

    engine: str

    def columns(self) -> Mapping[str, Stored]:
        """The table's columns and how they are stored."""

    def open(self, plan: Plan) -> None:
        """Get ready to ask this question.

        Raises:
            TableError: values that no fact may have, with the number of rows.
        """

    def parts(self) -> list[Part]:
        """The pieces, in a fixed order."""

    def rows(self, part: Part) -> pl.DataFrame:
        """Key and masks of everybody in a piece."""

    def counts(self, part: Part) -> pl.DataFrame:
        """Masks, `people` and `example` (a key) of a piece."""

    def people(self, keys: list[Any]) -> list[dict[str, Any]]:
        """Key and facts of a few people, as the rules read them."""

    def close(self) -> None:
        """Let go of whatever was held."""


def wrong_types(columns: Mapping[str, Stored], names: Iterable[str]) -> list[ColumnMistake]:
    """The columns that are not stored as their facts are."""
    return [
        ColumnMistake(Trouble.TYPE, name, f"it holds {columns[name]}", WANTED[FACTS[name].kind])
        for name in names
        if columns[name] not in ACCEPTED[FACTS[name].kind]
    ]


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """What a look at all values of a column found: rows without a value, rows with a wrong one, and one of those."""

    nulls: int = 0
    wrong: int = 0
    example: Any = None


def wrong_values(found: Mapping[str, Found], key: str) -> list[ColumnMistake]:
    """What is wrong with the values, as sentences."""
    mistakes = []
    for name, one in found.items():
        if name == key:
            if one.nulls:
                mistakes.append(
                    ColumnMistake(Trouble.NULL, name, "NULL", "Everybody needs a key.", one.nulls)
                )
            continue
        fact = FACTS[name]
        if one.nulls and not fact.nullable:
            mistakes.append(
                ColumnMistake(
                    Trouble.NULL,
                    name,
                    "NULL, and this fact always has a value",
                    _instead_of_null(fact),
                    one.nulls,
                )
            )
        if one.wrong:
            mistakes.append(_wrong_value(fact, one))
    return mistakes


def _instead_of_null(fact: Fact) -> str:
    return "Write a value." if fact.default is None else f"Write {fact.default} where nothing is known."


def _wrong_value(fact: Fact, found: Found) -> ColumnMistake:
    if fact.kind in {Kind.ENUM, Kind.TEXT}:
        words = f"Use one of {', '.join(fact.values)}." if fact.values else WANTED[fact.kind]
        return ColumnMistake(Trouble.VALUE, fact.name, f"unknown value `{found.example}`", words, found.wrong)
    if fact.kind is Kind.BOOL:
        return ColumnMistake(Trouble.TYPE, fact.name, f"`{found.example}`", WANTED[fact.kind], found.wrong)
    what = "an instant out of range" if fact.kind is Kind.TS else "out of range"
    remedy = f"It lies between {fact.low} and {fact.high} {fact.unit}".rstrip() + "."
    return ColumnMistake(Trouble.RANGE, fact.name, f"{what}, such as {found.example}", remedy, found.wrong)


def refuse(mistakes: list[ColumnMistake]) -> None:
    """Stop where there is something to mend.

    Raises:
        TableError: there is.
    """
    if mistakes:
        raise TableError(mistakes)
