"""From masks to verdicts: each combination that occurs is asked of the program itself, once."""

from __future__ import annotations

import operator
from functools import reduce
from typing import TYPE_CHECKING

import polars as pl

from askfirst.policy.model import Effect, Layer, Verdict
from askfirst.policy.sets.plan import WORD

if TYPE_CHECKING:
    from askfirst.policy.model import Answer, Spoken
    from askfirst.policy.sets.plan import Plan

VERDICTS = pl.Enum([str(verdict) for verdict in Verdict])
LAYERS = pl.Enum([str(layer) for layer in Layer])
KINDS = pl.UInt32
"""Five layers with six sorts each, at most."""
KIND = "kind"
"""The column that says which sorts of signals a mask holds."""


class Decoder:
    """Knows the answers to one question.

    A verdict depends only on which sorts of signals are there: of a layer, with an effect, for want of a fact or not.
    So one mask of each combination of sorts is enough to ask the program about.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._answers: dict[int, Answer] = {}
        sorts: dict[tuple[object, ...], int] = {}
        for bit, signal in enumerate(plan.program.signals):
            if signal.spoken.effect is not Effect.ADVISE:
                sort = sort_of(signal.spoken)
                sorts[sort] = sorts.get(sort, 0) | 1 << bit
        self._sorts = tuple(sorts.values())

    def answer(self, kind: int) -> Answer:
        """What the program answers to masks of one kind."""
        if kind not in self._answers:
            one_of_each = sum(bits & -bits for nth, bits in enumerate(self._sorts) if kind >> nth & 1)
            self._answers[kind] = self.plan.program.answer(one_of_each)
        return self._answers[kind]

    def kinds(self) -> pl.Expr:
        """The kind of a mask, from its columns."""
        sorts = [
            pl.when(self.has_any(bits)).then(pl.lit(1 << nth, dtype=KINDS)).otherwise(pl.lit(0, dtype=KINDS))
            for nth, bits in enumerate(self._sorts)
        ]
        return reduce(operator.or_, sorts, pl.lit(0, dtype=KINDS)).alias(KIND)

    def has_any(self, bits: int) -> pl.Expr:
        """Is one of these bits set?"""
        words = [
            (pl.col(name) & pl.lit(here, dtype=pl.Int64)) != 0
            for name, here in zip(self.plan.masks, split(bits, len(self.plan.masks)), strict=True)
            if here
        ]
        return pl.any_horizontal(*words) if words else pl.lit(value=False)

    def decoded(self, table: pl.DataFrame) -> pl.DataFrame:
        """A table with mask columns, in its order, with kind, verdict and the layer that decided."""
        sorted_out = table.with_columns(self.kinds())
        kinds = sorted_out.get_column(KIND).unique().to_list()
        answers = [self.answer(kind) for kind in kinds]
        said = pl.DataFrame(
            {
                KIND: kinds,
                "verdict": [str(answer.verdict) for answer in answers],
                "layer": [deciding_layer(answer) for answer in answers],
            },
            schema={KIND: KINDS, "verdict": VERDICTS, "layer": LAYERS},
        )
        return sorted_out.join(said, on=KIND, how="left", maintain_order="left")

    def verdicts(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Each row's verdict and deciding layer, its masks and the version of the policy."""
        return self.decoded(rows).select(
            self.plan.key,
            "verdict",
            "layer",
            *self.plan.masks,
            pl.lit(self.plan.policy.version).alias("policy_version"),
        )


def deciding_layer(answer: Answer) -> str | None:
    """The first layer with the verdict of the whole; none where every layer says yes."""
    if answer.verdict is Verdict.ALLOW:
        return None
    return next(str(one.layer) for one in answer.layers if one.verdict is answer.verdict)


def split(bits: int, words: int) -> tuple[int, ...]:
    """A mask of any length in pieces of 63 bits."""
    return tuple(bits >> nth * WORD & (1 << WORD) - 1 for nth in range(words))


def joined(words: tuple[int, ...]) -> int:
    """The mask whose pieces these are, as `Program.answer` takes it."""
    return sum(word << nth * WORD for nth, word in enumerate(words))


def sort_of(spoken: Spoken) -> tuple[object, ...]:
    """All that a layer's verdict looks at."""
    return (spoken.rule.layer, spoken.effect, spoken.is_unknown, spoken.rule.effect)
