"""Spark, a real one on two cores: few questions, for each costs a second, and many conditions in each."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given

from askfirst.policy import bundled
from askfirst.policy.sets import engines, sql
from askfirst.policy.sets.engines import spark_engine
from askfirst.policy.sets.mistakes import SourceError, TableError
from askfirst.policy.sets.plan import Question
from askfirst.policy.sets.run import decide_table
from tests import profiles
from tests.policy.drawing import SMALL
from tests.policy.sets import tables
from tests.policy.sets.drawing import asked, audiences, examples, meant, word_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.policy.sets.drawing import Audience

MASTER = "local[2]"
KNOWN = {"now": 1_795_255_200_000_000, "network": "email", "form": "direct", "purpose": "marketing"}
MISSING = spark_engine.missing()

only_deep = pytest.mark.skipif(
    profiles.NAME != "deep",
    reason="Spark takes seconds for every question: with TEST_PROFILE=deep; the packs are compared always",
)
needs_spark = pytest.mark.skipif(bool(MISSING), reason=f"NOT TESTED ON SPARK. {MISSING}")


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        session = spark_engine.session(MASTER)
        yield session
        session.stop()


@needs_spark
@only_deep
@pytest.mark.filterwarnings("ignore")
def test_random_conditions_mean_what_the_oracle_means(spark: Any, tmp_path: Path) -> None:
    @examples(1)
    @given(asked(most=30, people=60))
    def compared(question: Any) -> None:
        conditions, people, shared = question
        known = {name: people[0][name] for name in shared}
        tables.frame(people, SMALL).write_parquet(tmp_path / "small.parquet")
        spark.read.parquet(str(tmp_path / "small.parquet")).createOrReplaceTempView("small")
        masks = ", ".join(
            f"{sql.mask(word_of(conditions[first : first + 10], known))} AS mask_{first}"
            for first in range(0, len(conditions), 10)
        )
        rows = spark.sql(f"SELECT person, {masks} FROM small ORDER BY person").collect()  # noqa: S608 -- printed
        for row, person in zip(rows, people, strict=True):
            for first in range(0, len(conditions), 10):
                assert row[f"mask_{first}"] == meant(conditions[first : first + 10], person)

    compared()


@needs_spark
@pytest.mark.filterwarnings("ignore")
def test_every_pack_says_the_same(spark: Any, tmp_path: Path) -> None:
    @examples(1)
    @given(audiences(count=100))
    def compared(drawn: Audience) -> None:
        file = tables.parquet(drawn.people, tmp_path / "facts.parquet")
        tables.must_agree(drawn.known, drawn.people, engines.source("spark", str(file), MASTER))

    compared()


@needs_spark
@only_deep
@pytest.mark.filterwarnings("ignore")
def test_a_folder_is_decided_file_by_file_and_mistakes_are_named(spark: Any, tmp_path: Path) -> None:
    people: list[dict[str, Any]] = [{"consent_state": "active", "outbound_7d": nth % 3} for nth in range(50)]
    (tmp_path / "facts").mkdir()
    for nth in range(2):
        tables.parquet(people, tmp_path / "facts" / f"{nth}.parquet")
    source = engines.source("spark", str(tmp_path / "facts"), MASTER)
    summary = decide_table(bundled(), Question(known=KNOWN), source, tmp_path / "out.parquet")
    source.close()
    assert summary.people == 100
    assert len(list((tmp_path / "out.parquet").glob("*.parquet"))) == 2
    tables.parquet([{"consent_state": "perhaps"}], tmp_path / "facts" / "1.parquet")
    tables.parquet([{"consent_state": "active"}], tmp_path / "facts" / "0.parquet")
    source = engines.source("spark", (tmp_path / "facts").as_uri(), MASTER)
    with pytest.raises(TableError, match="unknown value `perhaps` in 1 row"):
        decide_table(bundled(), Question(known=KNOWN), source)
    source.close()
    (tmp_path / "facts" / "1.parquet").unlink()
    source = engines.source("spark", (tmp_path / "facts").as_uri(), MASTER)
    assert decide_table(bundled(), Question(known=KNOWN), source).people == 1
    source.close()


def test_without_spark_or_java_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tables.parquet([{"outbound_7d": 1}], tmp_path / "facts.parquet")
    monkeypatch.setattr(spark_engine, "import_module", _no_module)
    with pytest.raises(SourceError, match="make spark"):
        engines.source("spark", str(file))
    monkeypatch.setattr(spark_engine, "import_module", lambda name: name)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(SourceError, match="Java 17"):
        engines.source("spark", str(file))


def _no_module(name: str) -> None:
    raise ImportError(name)
