"""What large tables have now and then: columns of which nothing is known, and files that are gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from askfirst.policy import Verdict
from tests.policy.sets import tables
from tests.policy.sets.test_tables import FILES, PERSON, asked

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("engine", FILES)
def test_a_column_in_which_nothing_is_known_is_read(engine: str, tmp_path: Path) -> None:
    people = tables.parquet([{**PERSON, "last_inbound_at": None}] * 3, tmp_path / "people.parquet")
    summary = asked(people, engine)
    assert (summary.people, summary.verdicts[Verdict.ALLOW]) == (3, 0)


def test_the_answer_about_a_file_that_is_gone_goes_too(tmp_path: Path) -> None:
    table, out = tmp_path / "people", tmp_path / "answer"
    table.mkdir()
    for name in ("a", "b"):
        tables.parquet([PERSON] * 3, table / f"{name}.parquet")
    assert asked(table, out=out).people == 6
    (table / "b.parquet").unlink()
    assert asked(table, out=out).people == 3
    assert len(list(out.glob("*.parquet"))) == 1
