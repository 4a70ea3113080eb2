"""Parquet files with Polars, streaming: the engine unless another is asked for."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from askfirst.policy.expressions import Coalesce, Compare, Const, Expr, In, Name, walk
from askfirst.policy.facts import FACTS
from askfirst.policy.kinds import Kind
from askfirst.policy.sets import frames
from askfirst.policy.sets.mistakes import SourceError
from askfirst.policy.sets.parquet import Footers
from askfirst.policy.sets.source import Found, Stored, refuse, wrong_values

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from askfirst.policy.sets.parquet import Rows
    from askfirst.policy.sets.plan import Plan
    from askfirst.policy.sets.source import Part


class PolarsSource:
    """One file or all files of a folder; all of them must have the same columns, in whatever order."""

    engine = "polars"
    plan: Plan

    def __init__(self, path: Path) -> None:
        self.footers = Footers(path)

    def columns(self) -> dict[str, Stored]:
        self.footers.annotated  # noqa: B018 -- says in our words what is no Parquet
        first, *others = [
            {name: stored(kind) for name, kind in self._scan(file).collect_schema().items()}
            for file in self.footers.files
        ]
        for file, columns in zip(self.footers.files[1:], others, strict=True):
            if strange := {name for name, _ in first.items() ^ columns.items()}:
                raise SourceError(
                    f"{file} and {self.footers.files[0]} do not have the same columns: {', '.join(sorted(strange))} "
                    "stand in one of them only, or hold something else there. Write all files with the same columns."
                )
        return first

    def open(self, plan: Plan) -> None:
        self.plan = plan
        names = self._doubted(plan)
        found: dict[str, Found] = {}
        for file in self.footers.files if names else ():
            for name, one in looked_at(self._scan(file), names, plan.key).items():
                found[name] = _added(found.get(name, Found()), one)
        refuse(wrong_values(found, plan.key))

    def parts(self) -> list[Part]:
        return self.footers.parts()

    def rows(self, part: Part) -> pl.DataFrame:
        return frames.rows(self.plan, self._reading(part.place)).collect(engine="streaming")

    def counts(self, part: Part) -> pl.DataFrame:
        return frames.counts(self.plan, self._reading(part.place)).collect(engine="streaming")

    def people(self, keys: list[Any]) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        for file in self.footers.files:
            wanted = [key for key in keys if key not in {one[self.plan.key] for one in found}]
            if wanted:
                table = read(self._scan(file), self.plan, self.plan.columns)
                found += (
                    table.filter(pl.col(self.plan.key).is_in(wanted)).collect(engine="streaming").to_dicts()
                )
        return found

    def close(self) -> None:
        pass

    def _doubted(self, plan: Plan) -> list[str]:
        """Columns to look at; of words those that some rule reads, unless their own type vouches for them."""
        schemas = [self._scan(file).collect_schema() for file in self.footers.files]
        words = [name for name in plan.read if not all(_is_vouched(name, schema[name]) for schema in schemas)]
        return list(dict.fromkeys([*self.footers.doubted(plan.columns, plan.key), *words]))

    def _reading(self, rows: Rows) -> pl.LazyFrame:
        return coded(
            read(self._scan(rows.file).slice(rows.first, rows.count), self.plan, self.plan.read), self.plan
        )

    def _scan(self, file: str) -> pl.LazyFrame:
        return pl.scan_parquet(file, glob=False)


def opened(table: str, _database: str) -> PolarsSource:
    """The source for a path."""
    return PolarsSource(Path(table))


def stored(kind: pl.DataType) -> Stored:
    """How Polars keeps a column."""
    if isinstance(kind, pl.Datetime):
        return Stored.INSTANT if kind.time_zone else Stored.NAIVE
    if isinstance(kind, (pl.String, pl.Categorical, pl.Enum)):
        return Stored.WORDS
    if isinstance(kind, pl.Boolean):
        return Stored.TRUTH
    return Stored.WHOLE if kind.is_integer() else Stored.OTHER


def _is_vouched(name: str, kind: pl.DataType) -> bool:
    fact = FACTS[name]
    return fact.kind is not Kind.ENUM or (
        isinstance(kind, pl.Enum) and set(kind.categories) <= set(fact.values)
    )


def read(table: pl.LazyFrame, plan: Plan, names: Iterable[str]) -> pl.LazyFrame:
    """Key and facts as the conditions expect them: numbers in 64 bits, and words that can be compared."""
    schema = table.collect_schema()
    beside = _beside_another(plan)
    return table.select(
        pl.col(plan.key), *(_column(name, schema[name], is_beside=name in beside) for name in names)
    )


def _column(name: str, kind: pl.DataType, *, is_beside: bool) -> pl.Expr:
    column = pl.col(name)
    if isinstance(kind, pl.Datetime):
        return column.dt.epoch("us")
    if kind.is_integer() and kind != pl.Int64:
        return column.cast(pl.Int64)
    if isinstance(kind, (pl.Categorical, pl.Enum)) and (is_beside or kind != pl.Enum(FACTS[name].values)):
        return column.cast(pl.String)
    return column


def _beside_another(plan: Plan) -> set[str]:
    """Columns that a rule compares with another column: both are read as text."""
    found: set[str] = set()
    for node in _nodes(plan):
        match node:
            case Compare(left=Name(name=left), right=Name(name=right)):
                found.update((left, right))
    return found


OTHER_WORD = "~"
"""Stands for every text that no rule names; no fact may hold this sign."""


WORTH_CODING = 4
"""A look-up costs as much as so many comparisons of text."""


def coded(table: pl.LazyFrame, plan: Plan) -> pl.LazyFrame:
    """Texts that are often compared, and only with constants, as small numbers: looked up once instead of once a rule."""
    named = sorted(
        {one for node in _nodes(plan) if isinstance(node, Const) and isinstance(one := node.value, str)}
    )
    kind, beside = pl.Enum([*named, OTHER_WORD]), _beside_another(plan)
    often = _comparisons(plan)
    texts = [
        name
        for name in plan.read
        if FACTS[name].kind is Kind.TEXT and name not in beside and often[name] > WORTH_CODING
    ]
    return table.with_columns(
        pl.when(pl.col(name).is_not_null())
        .then(pl.col(name).cast(kind, strict=False).fill_null(pl.lit(OTHER_WORD, dtype=kind)))
        .alias(name)
        for name in texts
    )


def _comparisons(plan: Plan) -> Counter[str]:
    """How often each column is compared with a constant."""
    found: Counter[str] = Counter()
    for node in _nodes(plan):
        match node:
            case Compare(left=Name(name=name)) | Compare(right=Name(name=name)):
                found[name] += 1
            case In(operand=Name(name=name), values=values):
                found[name] += len(values)
    return found


def _nodes(plan: Plan) -> Iterator[Expr]:
    """Every node of every condition, the constants of lists and defaults included."""
    for one in (one for word in plan.words for chain in word.chains for one, _ in chain):
        for node in walk(one):
            yield node
            if isinstance(node, In):
                yield from node.values
            if isinstance(node, Coalesce):
                yield node.other


def looked_at(table: pl.LazyFrame, names: Iterable[str], key: str) -> dict[str, Found]:
    """Count what no fact may be, in one pass."""
    schema = table.collect_schema()
    asked = []
    for name in names:
        wrong = pl.lit(value=False) if name == key else _is_wrong(name, schema[name])
        shown = (
            pl.col(name).cast(pl.String)
            if name != key and stored(schema[name]) is Stored.WORDS
            else pl.col(name)
        )
        asked += [
            pl.col(name).null_count().alias(f"{name} nulls"),
            wrong.sum().alias(f"{name} wrong"),
            shown.filter(wrong).first().alias(f"{name} example"),
        ]
    row = table.select(asked).collect(engine="streaming").row(0, named=True)
    return {
        name: Found(
            nulls=row[f"{name} nulls"], wrong=row[f"{name} wrong"] or 0, example=row[f"{name} example"]
        )
        for name in names
    }


def _is_wrong(name: str, kind: pl.DataType) -> pl.Expr:
    fact, column = FACTS[name], _column(name, kind, is_beside=False)
    if fact.kind in {Kind.BOOL, Kind.TEXT}:
        return pl.lit(value=False)
    if fact.kind is Kind.ENUM:
        return column.is_not_null() & column.cast(pl.Enum(fact.values), strict=False).is_null()
    if kind == pl.UInt64:
        return (pl.col(name) > fact.high).fill_null(value=False)
    return (~column.is_between(fact.low, fact.high)).fill_null(value=False)


def _added(one: Found, other: Found) -> Found:
    return Found(
        nulls=one.nulls + other.nulls,
        wrong=one.wrong + other.wrong,
        example=one.example if one.example is not None else other.example,
    )
