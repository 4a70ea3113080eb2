"""`askfirst decide`: the question with facts given by hand.  No database is there."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Said

    Askfirst = Callable[..., Said]

ANSWERING = [
    "--network", "page", "--at", "2026-11-21T12:00Z",
    "--fact", "thread_opened_by=person", "--fact", "last_inbound_at=-3h", "--fact", "is_inbound_enabled=yes",
    "--fact", "has_blocked_us=no", "--fact", "has_messages_off=no", "--fact", "is_reachable=yes",
    "--fact", "is_account_published=yes",
]  # fmt: skip


def test_an_answer_to_somebody_who_wrote_is_allowed(askfirst: Askfirst):
    said = askfirst("decide", *ANSWERING)
    assert said.text.startswith("ALLOW: You may write")
    assert "Layers: network allow" in said.text
    assert said.code == 0


def test_a_pitch_to_somebody_who_only_likes_the_page_is_denied_with_reasons_and_ways(askfirst: Askfirst):
    said = askfirst("decide", "--network", "facebook", "--purpose", "marketing", "--fact", "likes_page=yes")
    assert said.code == 3
    assert said.text.startswith("DENY: ")
    assert "A like opens nothing" in said.text
    assert "developers.facebook.com" in said.text
    assert "What would help:" in said.text
    assert "Open now:" in said.text


def test_what_is_not_known_holds(askfirst: Askfirst):
    said = askfirst("decide", "--network", "page", "--fact", "thread_opened_by=person")
    assert said.code == 4
    assert said.text.startswith("HOLD: ")


def test_a_network_that_nobody_has_rules_for_holds(askfirst: Askfirst):
    assert askfirst("decide", "--network", "sms").code == 4


def test_the_same_question_on_another_day_has_another_answer(askfirst: Askfirst):
    question = ["decide", "--network", "facebook", "--json", "--fact", "thread_opened_by=person"]
    written = ["--fact", "last_inbound_at=-3d", "--fact", "has_blocked_us=no"]
    before, after = (
        {one["rule"] for one in askfirst(*question, *written, "--at", day).data["reasons"]}
        for day in ("2014-06-01", "2026-11-21")
    )
    assert "facebook.window" not in before
    assert "facebook.window" in after


def test_json_holds_everything_that_the_screen_says(askfirst: Askfirst):
    said = askfirst("decide", "--network", "facebook", "--purpose", "marketing", "--json")
    assert said.code == 3
    assert said.data["verdict"] == "deny"
    assert [layer["layer"] for layer in said.data["layers"]] == [
        "network",
        "law",
        "consent",
        "house",
        "manners",
    ]
    assert all(reason["says"] for reason in said.data["reasons"])
    assert set(said.data) >= {
        "at",
        "headline",
        "next_change",
        "opens_at",
        "would_help",
        "ways",
        "policy_version",
    }


def test_the_answer_says_when_it_changes(askfirst: Askfirst):
    said = askfirst("decide", *ANSWERING, "--network", "facebook", "--json").data
    assert said["verdict"] == "allow"
    assert said["next_change"]["at"].startswith("2026-11-22T09:00:00")
    assert said["next_change"]["verdict"] == "deny"
    assert "closes in 21 h" in said["headline"]


def test_facts_may_come_from_a_file_and_options_win(askfirst: Askfirst, tmp_path: Path):
    file = tmp_path / "facts.json"
    file.write_text(json.dumps({"network": "facebook", "purpose": "marketing", "likes_page": True}))
    assert askfirst("decide", "--facts", str(file)).code == 3
    assert askfirst("decide", "--facts", str(file), *ANSWERING, "--purpose", "reply").code == 0


def test_facts_may_come_from_standard_input(askfirst: Askfirst):
    asked = json.dumps({"network": "facebook", "purpose": "marketing", "now": "2026-11-21T12:00:00Z"})
    assert askfirst("decide", "--facts", "-", stdin=asked).code == 3


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--network", "faecbook"], "did you mean `facebook`?"),
        ([], "`network` is missing"),
        (["--network", "page", "--fact", "likes"], "write its name, `=`, and its value"),
        (["--network", "page", "--fact", "likes_pgae=yes"], "did you mean `likes_page`?"),
        (["--network", "page", "--fact", "likes_page=perhaps"], "give true or false"),
        (["--network", "page", "--at", "yesterday"], "is not an instant"),
        (["--network", "page", "--fact", "text_length=-1"], "lies between"),
        (["--facts", "/nowhere.json"], "cannot be read as JSON"),
    ],
)
def test_a_mistake_is_said_with_its_remedy(askfirst: Askfirst, arguments: list[str], sentence: str):
    said = askfirst("decide", *arguments)
    assert said.code == 1
    assert sentence in said.complaint


def test_all_mistakes_are_said_at_once(askfirst: Askfirst):
    said = askfirst("decide", "--network", "nowhere", "--form", "shouted", "--fact", "likes_page=perhaps")
    assert said.complaint.count("\n") == 2


def test_it_is_a_usage_error_to_ask_with_an_option_that_does_not_exist(askfirst: Askfirst):
    assert askfirst("decide", "--netwrok", "page").code == 2


def test_it_needs_no_django_and_no_data_folder(tmp_path: Path):
    home = tmp_path / "not there"
    script = (
        "import sys; from askfirst.cli.main import app\n"
        "try: app(['decide', '--network', 'page'])\n"
        "except SystemExit as end: print(end.code, 'django' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={"ASKFIRST_HOME": str(home), "PATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.endswith("3 False\n")
    assert not home.exists()
