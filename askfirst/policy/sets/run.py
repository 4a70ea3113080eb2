"""Decide about a whole table, part by part: what is finished is kept, and not done again."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from askfirst.policy.sets.decode import Decoder
from askfirst.policy.sets.mistakes import SourceError
from askfirst.policy.sets.plan import Plan, Question, plan
from askfirst.policy.sets.source import refuse, wrong_types
from askfirst.policy.sets.tally import Summary, Tally

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from askfirst.policy.program import Policy
    from askfirst.policy.sets.source import Part, Source

    Progress = Callable[[int, int], None]
    """Called with the people decided so far and the people there are."""

LABEL = "askfirst"
"""The key under which a part of an answer says, in its Parquet footer, what it answers."""


def decide_table(
    policy: Policy,
    question: Question,
    source: Source,
    out: Path | None = None,
    progress: Progress = lambda _done, _all: None,
) -> Summary:
    """Decide about everybody in a table.

    With `out`, a folder, each person's verdict is written there in Parquet files;
    a part that stands there already, for the same question, policy and rows, is kept.

    Raises:
        FactError: what is known is wrong or not enough.
        TableError: the table's columns or values are wrong.
        SourceError: the table cannot be read, or `out` holds something else.
    """
    ready = prepared(policy, question, source)
    answer = Answers(ready, out) if out else None
    source.open(ready)
    parts = source.parts()
    if answer:
        answer.make_room(parts)
    decoder = Decoder(ready)
    tally = Tally(ready, decoder)
    everybody, done = sum(part.rows for part in parts), 0
    progress(done, everybody)
    for part in parts:
        tally.add(answer.counts(part, source, decoder) if answer else source.counts(part))
        done += part.rows
        progress(done, everybody)
    return tally.summary(source)


def prepared(policy: Policy, question: Question, source: Source) -> Plan:
    """The plan for this table, its columns checked by name and type.

    Raises:
        FactError, TableError, SourceError: as `decide_table`.
    """
    columns = source.columns()
    ready = plan(policy, question, columns)
    refuse(wrong_types(columns, ready.columns))
    return ready


@dataclass(frozen=True, slots=True)
class Answers:
    """The folder in which the verdicts stand, a file for each part."""

    plan: Plan
    folder: Path

    def make_room(self, parts: list[Part]) -> None:
        """Make the folder; parts of an earlier table that no longer exist are taken out.

        Raises:
            SourceError: it holds the answer to another question, or is no folder.
        """
        if self.folder.exists() and not self.folder.is_dir():
            raise SourceError(
                f"{self.folder} is a file. Name a folder for the answer, or one that does not exist yet."
            )
        self.folder.mkdir(parents=True, exist_ok=True)
        wanted = {self.file(part) for part in parts}
        for found in sorted(self.folder.glob("*.parquet")):
            if self._label(found).get("question") != self.plan.id:
                raise SourceError(
                    f"{self.folder} holds the answer to another question or of another policy ({found.name}). "
                    "Nothing was changed. Name another folder, or delete this one."
                )
            if found not in wanted:
                found.unlink()

    def counts(self, part: Part, source: Source, decoder: Decoder) -> pl.DataFrame:
        """Write the part unless it stands there already; masks, `people` and `example` of it."""
        file = self.file(part)
        if self._label(file) != self._said(part):
            self._write(decoder.verdicts(source.rows(part)), part)
        return counted(pl.scan_parquet(file), self.plan)

    def file(self, part: Part) -> Path:
        """Where a part stands."""
        return self.folder / f"part-{part.nth:05}.parquet"

    def _write(self, verdicts: pl.DataFrame, part: Part) -> None:
        """Whole or not at all: under its name stands only what is on disk."""
        file = self.file(part)
        draft = file.with_suffix(".unfinished")
        verdicts.write_parquet(draft, metadata={LABEL: json.dumps(self._said(part))}, statistics=True)
        with draft.open("rb") as written:
            os.fsync(written.fileno())
        draft.replace(file)

    def _said(self, part: Part) -> dict[str, str]:
        return {"question": self.plan.id, "policy": self.plan.policy.version, "part": part.mark}

    def _label(self, file: Path) -> dict[str, str]:
        try:
            label: dict[str, str] = json.loads(pl.read_parquet_metadata(file).get(LABEL, "{}"))
        except (OSError, pl.exceptions.PolarsError):
            return {}
        return label


def counted(verdicts: pl.LazyFrame, plan: Plan) -> pl.DataFrame:
    """How many people have each mask, and one of them, from an answer."""
    return (
        verdicts.group_by(plan.masks)
        .agg(pl.len().alias("people").cast(pl.Int64), pl.col(plan.key).min().alias("example"))
        .collect(engine="streaming")
    )
