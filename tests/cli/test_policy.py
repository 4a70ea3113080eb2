"""`askfirst policy`: check, show and explain the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Said

    Askfirst = Callable[..., Said]

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
