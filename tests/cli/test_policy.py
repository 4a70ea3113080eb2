"""`askfirst policy`: check, show and explain the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Said

    Askfirst = Callable[..., Said]

pytestmark = pytest.mark.one_database  # rules are files
WRONG = """
id = "mine"
layer = "house"
title = "Ours"
default = "allow"
otherwise = "Nothing speaks against it."
colour = "green"

[[rule]]
id = "mine.one"
effect = "forbid"
when = "likes_pgae"
why = "No."

[[rule]]
id = "mine.one"
effect = "deny"
when = "likes_page AND"
from = "soon"
why = "No."
"""


def test_the_packs_that_come_with_the_product_are_in_order(askfirst: Askfirst):
    said = askfirst("policy", "check", "--json")
    assert said.code == 0
    assert said.data["mistakes"] == []
    assert {"page", "email", "facebook"} <= set(said.data["packs"])


def test_every_mistake_of_a_pack_is_said_at_once(askfirst: Askfirst, tmp_path: Path):
    file = tmp_path / "mine.toml"
    file.write_text(WRONG)
    said = askfirst("policy", "check", str(file))
    assert said.code == 1
    for part in ("colour", "forbid", "likes_page", "mine.one", "`from`"):
        assert part in said.text


def test_a_file_that_is_not_there_is_said(askfirst: Askfirst):
    said = askfirst("policy", "check", "/nowhere/mine.toml")
    assert said.code == 1
    assert "/nowhere/mine.toml cannot be read" in said.complaint


def test_packs_are_listed_and_read(askfirst: Askfirst):
    assert "facebook" in askfirst("policy", "show").text
    assert {"page", "email"} <= {pack["id"] for pack in askfirst("policy", "show", "--json").data}
    said = askfirst("policy", "show", "facebook")
    assert "facebook.window: deny (network, since 2020-03-04)" in said.text
    rules = askfirst("policy", "show", "facebook", "--json").data["rules"]
    assert all(rule["source"]["title"] for rule in rules)


def test_a_rule_is_explained_with_its_source(askfirst: Askfirst):
    said = askfirst("policy", "explain", "facebook.window")
    assert said.code == 0
    assert "developers.facebook.com" in said.text
    assert askfirst("policy", "explain", "facebook.window", "--json").data["since"] == "2020-03-04"


def test_a_rule_or_pack_that_does_not_exist_is_said(askfirst: Askfirst):
    assert "did you mean `facebook.window`?" in askfirst("policy", "explain", "facebook.windw").complaint
    said = askfirst("policy", "show", "myspace")
    assert said.code == 1
    assert "There is: " in said.complaint


HOUSE = """
id = "mine"
layer = "house"
title = "Ours"
default = "allow"
otherwise = "Nothing speaks against it."

[[rule]]
id = "mine.short"
effect = "hold"
when = "text_length > 500"
why = "We write short."
"""
CASES = """
[base]
now = 2026-11-21T10:00:00Z
network = "page"
form = "direct"
purpose = "reply"

[[case]]
title = "a long text"
facts = { text_length = 501 }
speak = ["mine.short"]

[[case]]
title = "a text at the limit"
facts = { text_length = LENGTH }
silent = ["mine.short"]
"""


def test_a_rule_that_can_never_speak_is_to_be_mended(askfirst: Askfirst, tmp_path: Path):
    file = tmp_path / "mine.toml"
    file.write_text(HOUSE.replace("text_length > 500", "form = 'direct' AND form = 'public_post'"))
    said = askfirst("policy", "check", str(file))
    assert said.code == 1
    assert "rule `mine.short`, `when`: this can never be true" in said.text


def test_a_rule_without_a_case_is_to_be_mended(askfirst: Askfirst, tmp_path: Path):
    (tmp_path / "mine.toml").write_text(HOUSE)
    (tmp_path / "cases.toml").write_text(CASES.replace('speak = ["mine.short"]', "").replace("LENGTH", "500"))
    said = askfirst(
        "policy", "coverage", str(tmp_path / "cases.toml"), "--pack", str(tmp_path / "mine.toml"), "--json"
    )
    assert said.code == 1
    assert {"rule": "mine.short", "speaking": 0, "silent": 1} in said.data


def test_cases_of_ones_own_are_run_against_a_pack_of_ones_own(askfirst: Askfirst, tmp_path: Path):
    (tmp_path / "mine.toml").write_text(HOUSE)
    cases = tmp_path / "cases.toml"
    own = ("policy", "test", str(cases), "--pack", str(tmp_path / "mine.toml"))
    cases.write_text(CASES.replace("LENGTH", "500"))
    assert askfirst(*own).code == 0
    cases.write_text(CASES.replace("LENGTH", "501"))
    said = askfirst(*own)
    assert said.code == 1
    assert "a text at the limit: `mine.short` speaks and should be silent" in said.text


def test_cases_that_cannot_be_read_are_said(askfirst: Askfirst, tmp_path: Path):
    cases = tmp_path / "cases.toml"
    for text in (
        "case =",
        "base = {}",
        "case = 5",
        "[[case]]\nfacts = 5",
        "[[case]]\nfacts = {}",
        CASES.replace("LENGTH", "'x'"),
        CASES.replace('["mine.short"]', '"mine.short"').replace("LENGTH", "500"),
        CASES.replace("2026-11-21T10:00:00Z", "'soon'").replace("LENGTH", "500"),
    ):
        cases.write_text(text)
        said = askfirst("policy", "test", str(cases))
        assert said.code == 1
        assert "The cases cannot be read" in said.complaint


def test_the_bundled_cases_cover_every_rule(askfirst: Askfirst):
    assert askfirst("policy", "coverage").code == 0
    assert askfirst("policy", "test").code == 0


def test_show_reads_one_rule_too(askfirst: Askfirst):
    assert "A page only answers" in askfirst("policy", "show", "facebook.test_first_word").text


def test_two_days_are_told_apart(askfirst: Askfirst):
    found = askfirst("policy", "diff", "2020-03-04", "2020-03-03", "--json").data
    assert "facebook.open_window" in found["began"]
    assert "facebook.plus_one" in found["ended"]
    assert found["turned"]
    said = askfirst("policy", "diff", "2020-03-03", "2020-03-04").text
    assert "began     facebook.open_window: " in said
    assert askfirst("policy", "diff", "2020-03-04", "2020-03-04").text.endswith("nothing\n")


def test_a_day_that_is_none_is_said(askfirst: Askfirst):
    said = askfirst("policy", "diff", "soon", "2020-03-04")
    assert said.code == 1
    assert "`soon` is no day" in said.complaint
