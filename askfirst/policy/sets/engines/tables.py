"""What the engines that speak SQL share: reading columns, looking at their values, cutting a table into pieces."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from askfirst.policy.facts import FACTS
from askfirst.policy.kinds import Kind
from askfirst.policy.sets.source import PART_ROWS, Found, Part, Stored
from askfirst.policy.sets.sql import INTEGER, literal, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from askfirst.policy.kinds import Fact
    from askfirst.policy.sets.plan import Plan

WIDE = frozenset({Kind.INT, Kind.TS, Kind.DUR})


@dataclass(frozen=True, slots=True)
class Dialect:
    """What an engine calls things, with `{}` for the column."""

    micros: str = "{}"
    """From an instant to microseconds since 1970."""
    key: str = "{}"
    """A key that is no whole number."""


def reading(
    plan: Plan, table: str, names: Iterable[str], columns: Mapping[str, Stored], dialect: Dialect
) -> str:
    """Key and facts as the conditions expect them, as a query in parentheses."""
    key = quoted(plan.key)
    shown = key if columns[plan.key] is Stored.WHOLE else dialect.key.format(key)
    facts = [f"{_column(name, columns[name], dialect)} AS {name}" for name in names]
    return f"(SELECT {', '.join([f'{shown} AS {key}', *facts])} FROM {table}) AS facts"  # noqa: S608 -- checked names


def _column(name: str, stored: Stored, dialect: Dialect) -> str:
    if stored is Stored.INSTANT:
        return dialect.micros.format(name)
    if stored is Stored.CHOICE:
        return f"CAST({name} AS VARCHAR)"
    if FACTS[name].kind in WIDE and stored is Stored.WHOLE:
        return f"CAST({name} AS {INTEGER})"
    return name


def look_query(names: Sequence[str], key: str, table: str) -> str:
    """One row: of each column the NULLs, the values that no fact may have, and one of these."""
    asked = ["COUNT(*)"]
    for name in names:
        shown = quoted(key) if name == key else name
        wrong = "" if name == key else is_wrong(FACTS[name])
        asked.append(f"SUM(CASE WHEN {shown} IS NULL THEN 1 ELSE 0 END)")
        asked += (
            [f"SUM(CASE WHEN {wrong} THEN 1 ELSE 0 END)", f"MIN(CASE WHEN {wrong} THEN {shown} END)"]
            if wrong
            else ["0", "NULL"]
        )
    return f"SELECT {', '.join(asked)} FROM {table}"  # noqa: S608 -- checked names


def is_wrong(fact: Fact) -> str:
    """True where a value cannot be this fact's; empty where the column's type already rules that out."""
    if fact.kind in WIDE:
        return f"{fact.name} < {literal(fact.low)} OR {fact.name} > {literal(fact.high)}"
    if fact.kind is Kind.ENUM:
        return f"{fact.name} NOT IN ({', '.join(map(literal, fact.values))})"
    return ""


def found_in(row: Sequence[Any], names: Sequence[str]) -> dict[str, Found]:
    """What the row of a `look_query` says."""
    return {
        name: Found(nulls=row[1 + 3 * nth] or 0, wrong=row[2 + 3 * nth] or 0, example=row[3 + 3 * nth])
        for nth, name in enumerate(names)
    }


def borders_query(plan: Plan, table: str) -> str:
    """The key of each `PART_ROWS`th person, in order."""
    key = quoted(plan.key)
    return (
        f"SELECT {key} FROM (SELECT {key}, ROW_NUMBER() OVER (ORDER BY {key}) AS nth FROM {table}) AS numbered "  # noqa: S608 -- checked names
        f"WHERE nth % {PART_ROWS} = 0 ORDER BY {key}"
    )


def pieces(borders: Sequence[Any], people: int) -> list[Part]:
    """Pieces between keys: above the first border and up to the second."""
    ends = [None, *borders, None]
    return [
        Part(
            nth=nth,
            rows=min(PART_ROWS, people - nth * PART_ROWS),
            mark=f"{low}..{high}",
            place=(low, high),
        )
        for nth, (low, high) in enumerate(pairwise(ends))
        if people > nth * PART_ROWS
    ]


def between(plan: Plan, place: tuple[Any, Any], mark: str) -> tuple[str, list[Any]]:
    """The condition for a piece and its parameters; `mark` is how the engine writes a parameter."""
    key = quoted(plan.key)
    low, high = place
    tests = [f"{key} > {mark}" if low is not None else "", f"{key} <= {mark}" if high is not None else ""]
    said = " AND ".join(test for test in tests if test)
    return (f" WHERE {said}" if said else "", [one for one in place if one is not None])
