"""Whole tables: what is refused and how it is said, what is kept of a run that stopped, and what the answer tells."""

from __future__ import annotations

import json
import sqlite3
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from askfirst.policy import FactError, Verdict, bundled, decide
from askfirst.policy.facts import FACTS, Facts
from askfirst.policy.kinds import LAST_INSTANT
from askfirst.policy.program import Policy
from askfirst.policy.sets import engines, tally
from askfirst.policy.sets.mistakes import SourceError, TableError
from askfirst.policy.sets.plan import Question, plan
from askfirst.policy.sets.run import decide_table
from tests.policy.sets import tables
from tests.policy.sets.drawing import with_defaults

if TYPE_CHECKING:
    from pathlib import Path

    from askfirst.policy.sets.tally import Summary

NOW = 1_795_255_200_000_000
KNOWN: dict[str, Any] = {
    "now": NOW,
    "network": "page",
    "form": "direct",
    "purpose": "reply",
    "is_promotional": False,
    "is_account_published": True,
    "is_inbound_enabled": True,
}
HOUR = 3_600_000_000
PERSON: dict[str, Any] = {
    "thread_opened_by": "person",
    "last_inbound_at": NOW - 3 * HOUR,
    "has_blocked_us": False,
    "has_messages_off": False,
    "is_reachable": True,
    "is_suppressed": False,
}
FILES = ("polars", "duckdb")


def asked(table: Path, engine: str = "polars", out: Path | None = None, **known: Any) -> Summary:
    opened = engines.source(engine, str(table))
    try:
        return decide_table(bundled(), Question(known={**KNOWN, **known}), opened, out)
    finally:
        opened.close()


def refused(table: Path, engine: str) -> set[tuple[str, str, int]]:
    with pytest.raises(TableError) as caught:
        asked(table, engine)
    return {(one.column, str(one.trouble), one.rows) for one in caught.value.mistakes}


@pytest.fixture
def people(tmp_path: Path) -> Path:
    """Ninety who wrote three hours ago, of whom nine are on the stop list, and ten of whom something is not known."""
    rows = [{**PERSON, "is_suppressed": nth % 10 == 0} for nth in range(90)]
    rows += [{**PERSON, "has_blocked_us": None} for _ in range(10)]
    return tables.parquet(rows, tmp_path / "people.parquet", row_group_size=20)


@pytest.mark.parametrize("engine", FILES)
def test_the_answer_says_who_gets_it_who_does_not_and_why(engine: str, people: Path) -> None:
    summary = asked(people, engine)
    assert summary.people == 100
    assert summary.verdicts == {Verdict.ALLOW: 81, Verdict.HOLD: 10, Verdict.DENY: 9}
    counted = {(one.rule, str(one.effect)): one.people for one in summary.reasons}
    assert counted["consent-base.suppressed", "deny"] == 9
    waiting = next(one for one in summary.reasons if one.is_unknown and one.effect == "hold")
    assert waiting.people == 10
    assert "has_blocked_us" in waiting.says


@pytest.mark.parametrize("engine", FILES)
def test_each_group_that_does_not_get_it_has_an_example_and_what_would_help(
    engine: str, tmp_path: Path
) -> None:
    rows = [{**PERSON, "thread_opened_by": "nobody", "last_inbound_at": None} for _ in range(30)]
    file = tables.parquet(rows, tmp_path / "strangers.parquet")
    summary = asked(file, engine)
    group = summary.groups[0]
    facts = Facts(**with_defaults(KNOWN, rows[group.example]))
    assert group.people == 30
    assert group.verdict is decide(bundled(), facts).verdict is Verdict.DENY
    assert any("write" in one.lower() for one in group.helps)


def test_sentences_fill_in_what_is_known_of_all_and_name_what_is_not(people: Path) -> None:
    summary = asked(people, audience_size=40, is_approved=True, purpose="marketing", is_promotional=True)
    said = " ".join(one.says for one in summary.reasons)
    assert "{" not in said
    assert " 40 people" in said


@pytest.mark.parametrize("engine", FILES)
def test_every_mistake_of_the_values_is_named_with_its_rows(engine: str, tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [{**PERSON, "outbound_7d": 1, "consent_state": "active"} for _ in range(5)]
    rows[0]["last_inbound_at"] = -1
    rows[1]["last_inbound_at"] = LAST_INSTANT + 1
    rows[2]["outbound_7d"] = None
    rows[3]["thread_opened_by"] = "somebody"
    rows[4]["is_suppressed"] = None
    file = tables.parquet(rows, tmp_path / "wrong.parquet")
    assert refused(file, engine) == {
        ("last_inbound_at", "range", 2),
        ("outbound_7d", "null", 1),
        ("thread_opened_by", "value", 1),
        ("is_suppressed", "null", 1),
    }
    with pytest.raises(
        TableError, match=r"column `outbound_7d`: NULL.* in 1 row\. Write 0 where nothing is known\."
    ):
        asked(file, engine)


@pytest.mark.parametrize("engine", FILES)
def test_columns_of_a_wrong_type_are_named_with_what_to_write(engine: str, tmp_path: Path) -> None:
    file = tmp_path / "types.parquet"
    naive = pl.Series([datetime(2026, 1, 1)], dtype=pl.Datetime("us"))  # noqa: DTZ001 -- what is refused
    pl.DataFrame(
        {
            "person": [1],
            "is_suppressed": ["yes"],
            "outbound_7d": [1.5],
            "last_inbound_at": naive,
            "age_band": [3],
        }
    ).write_parquet(file)
    assert refused(file, engine) == {
        (name, "type", 0) for name in ("is_suppressed", "outbound_7d", "last_inbound_at", "age_band")
    }


@pytest.mark.parametrize("engine", FILES)
def test_columns_that_are_no_facts_or_known_already_are_named(engine: str, tmp_path: Path) -> None:
    file = tmp_path / "names.parquet"
    pl.DataFrame({"id": [1], "is_suppresed": [True], "now": [NOW], "is_promotional": [False]}).write_parquet(
        file
    )
    found = refused(file, engine)
    assert found == {
        ("person", "missing", 0),
        ("id", "unknown", 0),
        ("is_suppresed", "unknown", 0),
        ("now", "clash", 0),
        ("is_promotional", "clash", 0),
    }
    with pytest.raises(TableError, match="did you mean `is_suppressed`"):
        asked(file, engine)


@pytest.mark.parametrize("engine", FILES)
def test_other_orders_short_numbers_dictionaries_and_real_instants_are_read(
    engine: str, tmp_path: Path
) -> None:
    wrote = datetime.fromtimestamp(NOW / 1e6, UTC) - timedelta(hours=3)
    plain = tables.parquet([PERSON] * 4, tmp_path / "plain.parquet")
    other = tmp_path / "other.parquet"
    pl.DataFrame(
        {
            "is_reachable": [True] * 4,
            "outbound_7d": pl.Series([0] * 4, dtype=pl.UInt8),
            "last_inbound_at": pl.Series([wrote] * 4, dtype=pl.Datetime("ms", "Europe/Berlin")),
            "thread_opened_by": pl.Series(["person"] * 4, dtype=pl.Categorical),
            "consent_state": pl.Series(["none"] * 4, dtype=pl.Enum(FACTS["consent_state"].values)),
            "has_messages_off": [False] * 4,
            "has_blocked_us": [False] * 4,
            "is_suppressed": [False] * 4,
            "person": ["a", "b", "c", "d"],
        }
    ).write_parquet(other)
    assert (
        asked(other, engine).verdicts
        == asked(plain, engine).verdicts
        == {
            Verdict.ALLOW: 4,
            Verdict.HOLD: 0,
            Verdict.DENY: 0,
        }
    )


@pytest.mark.parametrize("engine", FILES)
def test_files_without_statistics_are_looked_at_instead(engine: str, tmp_path: Path) -> None:
    file = tables.parquet([{**PERSON, "outbound_7d": -1}], tmp_path / "bare.parquet", statistics=False)
    assert refused(file, engine) == {("outbound_7d", "range", 1)}
    tables.parquet([{**PERSON, "outbound_7d": 2}], file, statistics=False)
    assert asked(file, engine).people == 1


def test_numbers_too_large_for_64_bits_with_a_sign_are_out_of_range(tmp_path: Path) -> None:
    file = tmp_path / "large.parquet"
    pl.DataFrame({"person": [1], "outbound_7d": pl.Series([2**64 - 1], dtype=pl.UInt64)}).write_parquet(file)
    assert refused(file, "polars") == {("outbound_7d", "range", 1)}


def test_what_is_known_of_all_is_checked_too() -> None:
    with pytest.raises(FactError) as caught:
        plan(bundled(), Question(known={"now": NOW, "network": "pigeon", "colour": 1}), ["person"])
    said = " ".join(caught.value.mistakes)
    assert "pigeon" in said
    assert "there is no fact `colour`" in said
    assert "`purpose` is missing: give it for everybody, or as a column" in said


def test_a_network_without_rules_and_a_day_before_all_rules_let_nobody_pass(people: Path) -> None:
    strange = Policy(pack for pack in bundled().packs if pack.network != "page")
    opened = engines.source("polars", str(people))
    assert decide_table(strange, Question(known=KNOWN), opened).verdicts[Verdict.ALLOW] == 0
    early = asked(people, now="1999-01-01T00:00:00+00:00", network="facebook")
    assert early.verdicts[Verdict.ALLOW] == 0


@pytest.mark.parametrize("engine", FILES)
def test_a_run_that_stopped_goes_on_and_changes_nothing_that_is_finished(
    engine: str, people: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("askfirst.policy.sets.parquet.PART_ROWS", 40)
    out = tmp_path / "out.parquet"
    whole = asked(people, engine, out)
    parts = sorted(out.glob("*.parquet"))
    assert [pl.read_parquet(part).height for part in parts] == [40, 40, 20]
    parts[1].unlink()
    kept = {part: part.stat().st_mtime_ns for part in parts if part.exists()}
    assert asked(people, engine, out) == whole
    assert {part: part.stat().st_mtime_ns for part in kept} == kept
    rows = pl.read_parquet(out / "*.parquet")
    assert rows.columns[:3] == ["person", "verdict", "layer"]
    assert rows.get_column("policy_version").unique().to_list() == [bundled().version]
    assert rows.get_column("person").to_list() == list(range(100))


def test_a_part_appears_only_when_it_is_whole(
    people: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out.parquet"

    def dies(_frame: pl.DataFrame, file: Path, **_options: Any) -> None:
        file.write_bytes(b"PAR1 half of it")
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(pl.DataFrame, "write_parquet", dies)
        with pytest.raises(KeyboardInterrupt):
            asked(people, out=out)
    assert list(out.glob("*.parquet")) == []
    assert asked(people, out=out).people == 100


def test_the_answer_to_another_question_is_not_written_over(people: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.parquet"
    asked(people, out=out)
    before = (out / "part-00000.parquet").read_bytes()
    with pytest.raises(SourceError, match="the answer to another question"):
        asked(people, out=out, purpose="marketing")
    assert (out / "part-00000.parquet").read_bytes() == before
    (tmp_path / "file").write_text("")
    with pytest.raises(SourceError, match="is a file"):
        asked(people, out=tmp_path / "file")


def test_a_table_that_changed_is_decided_anew(people: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.parquet"
    assert asked(people, out=out).people == 100
    tables.parquet([PERSON] * 7, people)
    assert asked(people, out=out).verdicts[Verdict.ALLOW] == 7
    assert pl.read_parquet(out / "*.parquet").height == 7


def test_a_folder_of_files_is_one_table_if_all_have_the_same_columns(tmp_path: Path) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for nth in range(3):
        tables.parquet([PERSON] * 5, folder / f"{nth}.parquet")
    summaries = {engine: asked(folder, engine, tmp_path / engine) for engine in FILES}
    assert summaries["polars"].verdicts == summaries["duckdb"].verdicts
    assert summaries["polars"].people == 15
    tables.parquet([{**PERSON, "is_suppressed": False}], folder / "9.parquet")
    pl.read_parquet(folder / "9.parquet").with_columns(is_suppressed=1).write_parquet(folder / "9.parquet")
    with pytest.raises(SourceError, match="is_suppressed stand in one of them only, or hold something else"):
        asked(folder)
    tables.parquet([{"outbound_7d": 1}], folder / "9.parquet")
    with pytest.raises(SourceError, match="do not have the same columns"):
        asked(folder)


def test_nobody_is_an_answer_too(tmp_path: Path) -> None:
    file = tmp_path / "nobody.parquet"
    tables.parquet([PERSON], file)
    pl.read_parquet(file).head(0).write_parquet(file)
    summary = asked(file, out=tmp_path / "out.parquet")
    assert (summary.people, summary.reasons, summary.groups) == (0, (), ())


def test_duckdb_decides_about_a_join_of_files(tmp_path: Path) -> None:
    tables.parquet([PERSON] * 6, tmp_path / "talks.parquet")
    pl.DataFrame({"fan": [0, 3], "stopped": [True, True]}).write_parquet(tmp_path / "stops.parquet")
    query = tmp_path / "facts.sql"
    talks, stops = f"'{tmp_path}/talks.parquet' AS t", f"'{tmp_path}/stops.parquet' AS s"
    shown = "t.* EXCLUDE (is_suppressed), COALESCE(s.stopped, FALSE) AS is_suppressed"
    query.write_text(f"SELECT {shown} FROM {talks} LEFT JOIN {stops} ON s.fan = t.person;")  # noqa: S608 -- our own
    summary = asked(query, "duckdb", tmp_path / "out.parquet")
    assert summary.verdicts == {Verdict.ALLOW: 4, Verdict.HOLD: 0, Verdict.DENY: 2}
    assert summary.groups[0].example in {0, 3}
    query.write_text("SELECT * FROM nowhere")
    with pytest.raises(SourceError, match="DuckDB cannot read"):
        asked(query, "duckdb")
    with pytest.raises(SourceError, match="Check its name"):
        asked(tmp_path / "none.sql", "duckdb")


@pytest.mark.parametrize("engine", FILES)
def test_what_is_no_parquet_is_said(engine: str, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="There is no Parquet file"):
        asked(tmp_path / "none.parquet", engine)
    (tmp_path / "text.parquet").write_text("not at all")
    with pytest.raises(SourceError, match=r"cannot be read as Parquet|cannot read"):
        asked(tmp_path / "text.parquet", engine)


def test_engines_that_do_not_exist_or_lack_a_database_are_named() -> None:
    with pytest.raises(SourceError, match="Choose from: polars"):
        engines.source("abacus", "facts")
    with pytest.raises(SourceError, match="--database postgresql://"):
        engines.source("postgres", "facts")


def test_sqlite_decides_in_place_and_looks_at_every_value(tmp_path: Path) -> None:
    file = tables.sqlite_file(
        [{**PERSON, "consent_state": "active"} for _ in range(9)], tmp_path / "facts.sqlite3"
    )
    opened = engines.source("sqlite", "facts", f"sqlite:///{file}")
    summary = decide_table(bundled(), Question(known=KNOWN), opened, tmp_path / "out.parquet")
    assert summary.verdicts[Verdict.ALLOW] == 9
    assert opened.people([3])[0]["is_reachable"] is True
    opened.close()
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE facts SET is_reachable = 2 WHERE person = 1")
        connection.execute("UPDATE facts SET last_inbound_at = '2026-01-01' WHERE person > 6")
    connection.close()
    opened = engines.source("sqlite", "facts", str(file))
    with pytest.raises(TableError) as caught:
        decide_table(bundled(), Question(known=KNOWN), opened)
    opened.close()
    assert {(one.column, one.rows) for one in caught.value.mistakes} == {
        ("is_reachable", 1),
        ("last_inbound_at", 2),
    }
    with pytest.raises(SourceError, match="no SQLite file"):
        engines.source("sqlite", "facts", str(tmp_path / "none"))
    opened = engines.source("sqlite", "nothing", str(file))
    with pytest.raises(SourceError, match="no such table"):
        opened.columns()
    opened.close()


def test_a_table_in_a_database_is_cut_by_its_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("askfirst.policy.sets.engines.tables.PART_ROWS", 4)
    file = tables.sqlite_file([PERSON] * 10, tmp_path / "facts.sqlite3")
    opened = engines.source("sqlite", "facts", str(file))
    summary = decide_table(bundled(), Question(known=KNOWN), opened, tmp_path / "out.parquet")
    opened.close()
    assert summary.people == 10
    heights = [pl.read_parquet(part).height for part in sorted((tmp_path / "out.parquet").glob("*"))]
    assert heights == [4, 4, 2]


def test_the_smallest_groups_are_let_go_and_their_people_still_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tally, "MOST_GROUPS", 1)
    rows = [{**PERSON, "is_suppressed": True}] * 5 + [{**PERSON, "has_blocked_us": True}] * 3
    summary = asked(tables.parquet(rows, tmp_path / "facts.parquet"))
    assert [group.people for group in summary.groups] == [5]
    assert summary.verdicts[Verdict.DENY] == 8


def test_progress_is_told_part_by_part(people: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("askfirst.policy.sets.parquet.PART_ROWS", 40)
    told: list[tuple[int, int]] = []
    opened = engines.source("polars", str(people))
    decide_table(bundled(), Question(known=KNOWN), opened, progress=lambda *said: told.append(said))
    assert told == [(0, 100), (40, 100), (80, 100), (100, 100)]


def test_duckdb_reads_its_own_enums(tmp_path: Path) -> None:
    query = tmp_path / "enum.sql"
    query.write_text("SELECT 1 AS person, 'active'::ENUM('active', 'none') AS consent_state")
    assert asked(query, "duckdb").people == 1


def test_the_label_of_a_part_says_what_it_answers(people: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.parquet"
    summary = asked(people, out=out)
    label = json.loads(pl.read_parquet_metadata(out / "part-00000.parquet")["askfirst"])
    assert label["question"] == summary.question
    assert label["policy"] == bundled().version
