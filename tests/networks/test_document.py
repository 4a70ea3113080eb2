"""The pages that are made from the catalog, the guides and the tables of refusals."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from askfirst.networks import document
from askfirst.networks.base import Failure, Form
from askfirst.networks.catalog import NETWORKS
from askfirst.networks.document import Described, describe, described, network_page, networks_index
from askfirst.networks.http import HttpNetwork
from askfirst.networks.joining import Field, Guide

if TYPE_CHECKING:
    from askfirst.networks.base import Capabilities


@pytest.fixture(scope="module")
def networks() -> dict[str, Described]:
    return {one.name: one for one in described()}


def changed(one: Described, **capabilities: object) -> str:
    """The page of a network that could do other things."""
    can: Capabilities = replace(one.entry.capabilities, **capabilities)  # type: ignore[arg-type]
    return network_page(replace(one, entry=replace(one.entry, capabilities=can)))


def test_every_network_is_described_but_those_for_tests(networks: dict[str, Described]):
    assert set(networks) == set(NETWORKS) - {"memory"}
    assert all(one.connectors for one in networks.values())


def test_every_network_behind_http_has_a_guide_and_a_table_of_refusals(networks: dict[str, Described]):
    behind = {name for name, one in networks.items() if issubclass(one.connectors[0], HttpNetwork)}
    assert behind
    assert {name for name in behind if not networks[name].refusals} == set()
    assert {name for name in behind if networks[name].guide is None} == set()
    assert set(document.TABLES) == behind


def test_every_failure_says_what_happens_next():
    assert set(document.NEXT) == set(Failure)
    assert set(document.FORMS) == set(Form)


def test_a_page_says_what_is_possible_and_how_long_it_may_be(networks: dict[str, Described]):
    page = network_page(networks["facebook"])
    assert page.startswith("# Facebook\n")
    assert (
        "| Private message | yes | 2,000 characters | at most 30, 25 MB in all, without a text beside them |"
        in page
    )
    assert "| Public post | yes | 63,206 characters | – |" in page
    assert "- It says when something was read." in page
    assert "- Asked for every 15 minutes, to find what was lost on its way." in page


def test_what_no_program_may_do_is_told_as_done_by_hand(networks: dict[str, Described]):
    page = network_page(networks["linkedin"])
    assert "| Private message | by hand:" in page
    assert "| Private answer to a comment | no | – | – |" in page
    assert "What people did there may be kept for 48 hours only" in page


def test_a_refusal_stands_with_its_code_its_meaning_and_what_happens(networks: dict[str, Described]):
    rows = {code: then for code, _, then in networks["facebook"].refusals}
    assert rows["10/1893015"] == "stopped, and the person goes on the stop list"
    assert rows["1"] == "looked up on the network before anything is sent again"
    assert any(code.startswith("403 Forbidden: ") for code, _, _ in networks["telegram"].refusals)
    assert "429" in {code for code, _, _ in networks["mastodon"].refusals}


def test_whatever_a_guide_says_is_on_the_page(networks: dict[str, Described]):
    for one in networks.values():
        if one.guide is None:
            continue
        page = network_page(one)
        scopes = one.guide.oauth.scopes if one.guide.oauth else ()
        said = (*one.guide.needs, *one.guide.limits, *(scope.name for scope in scopes), one.guide.hook)
        assert [text for text in said if text not in page] == []
        assert all(f"| {field.label} |" in page for field in one.guide.fields if not field.is_ours)


def test_what_nobody_is_asked_for_is_not_on_the_page(networks: dict[str, Described]):
    ours = Field(name="secret", label="Made by us", is_ours=True)
    bare = replace(networks["page"], guide=Guide(needs=("A thing.",), fields=(ours,)))
    page = network_page(bare)
    assert "1. A thing." in page
    assert "Made by us" not in page
    assert "## What you are asked" not in page


def test_the_rules_are_linked_where_there_are_some(networks: dict[str, Described]):
    assert "(../reference/packs/x.md)" in network_page(networks["x"], "../reference/packs/x.md")
    assert "its rules" not in network_page(networks["x"])


def test_a_text_without_a_limit_and_any_number_of_files_are_told_so(networks: dict[str, Described]):
    page = changed(networks["facebook"], text_limit=None, text_limits={}, most_attachments=None)
    assert "| Private message | yes | any length | 25 MB in all, without a text beside them |" in page
    page = changed(networks["email"], has_subject=False, has_html=False)
    assert "- A message has a subject" not in page


def test_a_network_that_brings_nothing_in_says_nothing_of_it():
    memory = describe("memory")
    assert "## How things come in" not in network_page(memory)


def test_times_are_told_as_people_say_them(networks: dict[str, Described]):
    assert "every 30 seconds" in network_page(networks["mastodon"])
    assert document._span(timedelta(minutes=90)) == "90 minutes"
    assert "again and again, each time until there is something" in network_page(networks["matrix"])


def test_the_comparison_links_every_network_and_tells_what_differs(networks: dict[str, Described]):
    index = networks_index(list(networks.values()))
    for name, one in networks.items():
        assert f"| [{one.entry.label}]({name}.md) |" in index
    assert "| [LinkedIn](linkedin.md) | by hand | – | yes | yes |" in index
    assert "fetched from a mailbox |" in index
