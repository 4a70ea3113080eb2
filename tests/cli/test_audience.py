"""`askfirst audience decide`: everybody in a table at once, as a person and as a program ask for it."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from askfirst.policy.sets import run
from askfirst.policy.words import instant
from tests.policy.sets import tables

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Said

    Askfirst = Callable[..., Said]

QUESTION = ["--network", "page", "--form", "direct", "--purpose", "reply", "--on", "2026-11-21T12:00Z"]
KNOWN = ["--fact", "is_account_published=yes", "--fact", "is_inbound_enabled=yes"]
PERSON: dict[str, Any] = {
    "thread_opened_by": "person",
    "last_inbound_at": 1_795_255_200_000_000,
    "has_blocked_us": False,
    "has_messages_off": False,
    "is_reachable": True,
    "is_suppressed": False,
}


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    rows = [{**PERSON, "is_suppressed": nth < 3} for nth in range(10)]
    return tables.parquet(rows, tmp_path / "facts.parquet")


def test_it_says_who_gets_it_who_does_not_and_why(askfirst: Askfirst, facts: Path, tmp_path: Path):
    out = tmp_path / "verdicts.parquet"
    said = askfirst("audience", "decide", str(facts), *QUESTION, *KNOWN, "--out", str(out))
    assert said.code == 0
    assert "10 people, policy" in said.text
    assert "[consent-base.suppressed, deny]" in said.text
    assert "what would help one of them" in said.text
    assert pl.read_parquet(out / "*.parquet").get_column("verdict").to_list() == ["deny"] * 3 + ["allow"] * 7


@pytest.mark.row("Z5")
def test_every_engine_says_of_everybody_what_decide_says_of_one(askfirst: Askfirst, tmp_path: Path):
    rows = [
        {**PERSON, "is_suppressed": nth % 3 == 0, "has_blocked_us": None if nth % 5 == 0 else nth % 2 == 0}
        for nth in range(12)
    ]
    table = tables.parquet(rows, tmp_path / "facts.parquet")
    one_by_one = [
        askfirst("decide", *QUESTION, *KNOWN, *_as_options(row), "--json").data["verdict"] for row in rows
    ]
    assert set(one_by_one) == {"allow", "hold", "deny"}
    for engine in ("polars", "duckdb"):
        out = tmp_path / engine
        askfirst("audience", "decide", str(table), *QUESTION, *KNOWN, "--engine", engine, "--out", str(out))
        assert pl.read_parquet(out / "*.parquet").get_column("verdict").to_list() == one_by_one


def _as_options(row: dict[str, Any]) -> list[str]:
    said = {name: _in_words(value) for name, value in row.items() if value is not None}
    return [part for name, value in said.items() for part in ("--fact", f"{name}={value}")]


def _in_words(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return instant(value).isoformat() if isinstance(value, int) else str(value)


def test_json_holds_every_reason_with_its_people(askfirst: Askfirst, facts: Path):
    said = askfirst("audience", "decide", str(facts), *QUESTION, *KNOWN, "--json", "--engine", "duckdb")
    assert said.data["verdicts"] == {"allow": 7, "hold": 0, "deny": 3}
    assert {"rule": "consent-base.suppressed", "people": 3}.items() <= max(
        said.data["reasons"], key=lambda one: one["rule"] == "consent-base.suppressed"
    ).items()


def test_the_exit_code_tells_whether_anybody_gets_it(askfirst: Askfirst, tmp_path: Path):
    stopped = tables.parquet([{**PERSON, "is_suppressed": True}], tmp_path / "stopped.parquet")
    assert askfirst("audience", "decide", str(stopped), *QUESTION, *KNOWN).code == 3
    waiting = tables.parquet([{**PERSON, "has_blocked_us": None}], tmp_path / "waiting.parquet")
    assert askfirst("audience", "decide", str(waiting), *QUESTION, *KNOWN).code == 4


def test_sqlite_is_asked_in_place(askfirst: Askfirst, tmp_path: Path):
    with sqlite3.connect(tmp_path / "facts.sqlite3") as connection:
        connection.execute("CREATE TABLE fans (handle TEXT, is_suppressed INTEGER, has_blocked_us INTEGER)")
        connection.execute("INSERT INTO fans VALUES ('ana', 1, 0), ('bob', 0, NULL)")
    connection.close()
    options = [
        "--engine",
        "sqlite",
        "--database",
        str(tmp_path / "facts.sqlite3"),
        "--key",
        "handle",
        "--json",
    ]
    said = askfirst("audience", "decide", "fans", *QUESTION, *KNOWN, *options)
    assert said.data["people"] == 2
    assert said.data["verdicts"]["deny"] >= 1


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (["--fact", "likes_cats=yes"], "there is no fact `likes_cats`"),
        (["--fact", "is_suppressed=no"], "column `is_suppressed`: it is also given for everybody."),
        (["--key", "email"], "column `email`: the table has no such column."),
        (["--engine", "abacus"], "There is no engine `abacus`."),
        (["--engine", "postgres"], "Name it: --database postgresql://"),
        (["--fact", "likes_page"], "is not a fact"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence_each(
    askfirst: Askfirst, facts: Path, options: list[str], complaint: str
):
    said = askfirst("audience", "decide", str(facts), *QUESTION, *options)
    assert said.code == 1
    assert complaint in said.complaint


def test_a_run_that_is_stopped_says_what_was_kept(
    askfirst: Askfirst, facts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def stopped(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(run.Answers, "counts", stopped)
    said = askfirst("audience", "decide", str(facts), *QUESTION, *KNOWN, "--out", str(tmp_path / "out"))
    assert said.code == 1
    assert "run the same again to go on" in said.complaint
