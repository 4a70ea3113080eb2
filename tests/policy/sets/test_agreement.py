"""Python function = oracle = Polars = DuckDB = SQLite, for random conditions and for every pack."""

from __future__ import annotations

import sqlite3
import tempfile
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import duckdb
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from askfirst.policy import bundled
from askfirst.policy.expressions import And, Arith, Compare, Const, Name, Not, Or
from askfirst.policy.kinds import Kind
from askfirst.policy.printer import mask_function, mask_source
from askfirst.policy.sets import engines, frames, sql
from askfirst.policy.sets.decode import Decoder, deciding_layer, split
from askfirst.policy.sets.isolate import isolated
from askfirst.policy.sets.plan import WORD, Question, plan
from tests.policy.drawing import SMALL
from tests.policy.sets import tables
from tests.policy.sets.drawing import asked, audiences, examples, meant, word_of

if TYPE_CHECKING:
    from askfirst.policy.expressions import Expr
    from askfirst.policy.kinds import Value
    from tests.policy.sets.drawing import Audience

    Asked = tuple[list[Expr], list[dict[str, Value]], set[str]]


def wanted(question: Asked) -> list[int]:
    conditions, people, _ = question
    return [meant(conditions, person) for person in people]


def word(question: Asked) -> Any:
    conditions, people, shared = question
    return word_of(conditions, {name: people[0][name] for name in shared})


def python(question: Asked) -> list[int]:
    chains = [tuple((bit.bit_length() - 1, one) for one, bit in chain) for chain in word(question).chains]
    fired = mask_function(mask_source(chains))
    return [fired(SimpleNamespace(**person)) for person in question[1]]  # type: ignore[arg-type]


def with_polars(question: Asked) -> list[int]:
    found = tables.frame(question[1], SMALL).lazy().select("person", frames.mask(word(question)))
    return found.collect(engine="streaming").sort("person").get_column("mask_0").to_list()


def test_random_conditions_mean_in_python_polars_duckdb_and_sqlite_what_the_oracle_means() -> None:
    """Hundreds of conditions, alone and beside each other, with any facts folded in and any facts missing."""
    quick, small = duckdb.connect(), sqlite3.connect(":memory:")

    @examples(25)
    @given(asked())
    def compared(question: Asked) -> None:
        meant_masks = wanted(question)
        assert python(question) == meant_masks
        assert with_polars(question) == meant_masks
        query = f"SELECT person, {sql.mask(word(question))} FROM facts"  # noqa: S608 -- printed from trees
        tables.filled(question[1], SMALL, small)
        assert tables.masks_of(small.execute(query).fetchall()) == meant_masks
        tables.filled(question[1], SMALL, quick)
        assert tables.masks_of(quick.execute(query).fetchall()) == meant_masks

    compared()
    quick.close()
    small.close()


def test_every_pack_says_the_same_in_python_polars_duckdb_and_sqlite_as_the_oracle() -> None:
    @examples(3)
    @given(audiences())
    def compared(drawn: Audience) -> None:
        with tempfile.TemporaryDirectory() as folder:
            file = tables.parquet(drawn.people, Path(folder) / "facts.parquet", row_group_size=25)
            base = tables.sqlite_file(drawn.people, Path(folder) / "facts.sqlite3")
            tables.must_agree(
                drawn.known,
                drawn.people,
                engines.source("polars", str(file)),
                engines.source("duckdb", str(file)),
                engines.source("sqlite", "facts", str(base)),
            )

    compared()


@examples(15)
@given(st.data(), st.sampled_from(("facebook", "email", "page", "matrix")))
def test_one_mask_of_each_kind_answers_for_all_of_that_kind(data: st.DataObject, network: str) -> None:
    question = Question(
        known={"network": network, "now": 1_795_255_200_000_000, "form": "direct", "purpose": "reply"}
    )
    ready = plan(bundled(), question, ["person"])
    masks = data.draw(
        st.lists(st.integers(0, 2 ** len(ready.program.signals) - 1), min_size=1, max_size=20, unique=True)
    )
    words = [split(mask, len(ready.masks)) for mask in masks]
    table = pl.DataFrame(words, schema=dict.fromkeys(ready.masks, pl.Int64), orient="row")
    said = Decoder(ready).decoded(table)
    for mask, row in zip(masks, said.iter_rows(named=True), strict=True):
        answer = ready.program.answer(mask)
        assert (row["verdict"], row["layer"]) == (str(answer.verdict), deciding_layer(answer))


def test_more_rules_than_bits_take_more_columns() -> None:
    question = Question(
        known={"network": "facebook", "now": 1_795_255_200_000_000, "form": "direct", "purpose": "reply"}
    )
    ready = plan(bundled(), question, ["person", "consent_state", "is_suppressed"])
    assert len(ready.program.signals) > WORD
    assert ready.masks[:2] == ("mask_0", "mask_1")
    assert len(ready.masks) == -(-len(ready.program.signals) // WORD)


def test_a_known_clock_leaves_a_bare_column_to_compare() -> None:
    passed = Arith("-", Const(100, Kind.TS), Name("seen"))
    assert isolated(Compare("<", passed, Const(30, Kind.DUR))) == Compare(
        ">", Name("seen"), Const(70, Kind.INT)
    )
    either = Or((Not(Name("flag")), And((Name("maybe"), Compare("<=", Const(3, Kind.INT), Name("count"))))))
    assert sql.condition(isolated(either)) == "NOT flag OR (maybe AND count >= 3)"


def test_a_constant_that_64_bits_cannot_hold_stays_where_it_is() -> None:
    far = Compare(">", Arith("+", Name("count"), Const(2**62, Kind.INT)), Const(-(2**63) + 1, Kind.INT))
    assert isolated(far) == far
    near = Compare("=", Arith("+", Const(2, Kind.INT), Name("count")), Const(5, Kind.INT))
    assert sql.condition(isolated(near)) == "count = 3"
    assert sql.condition(
        isolated(Compare("<", Arith("-", Name("count"), Const(2, Kind.INT)), Const(-5, Kind.INT)))
    ) == ("count < (-3)")


def test_a_text_that_could_end_a_quotation_is_refused() -> None:
    with pytest.raises(ValueError, match="signs that no fact may hold"):
        sql.literal("x' OR 'y")
    assert sql.literal(None) == "NULL"
    for print_condition in (sql.condition, frames.condition):
        with pytest.raises(TypeError):
            print_condition(object())  # type: ignore[arg-type]
