"""An owner writes a rule in the browser, is shown the mistake under its word, and what the rule would have changed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.stories import acts

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.stories.conftest import People
    from tests.stories.product import Product

pytestmark = [pytest.mark.story, pytest.mark.one_database]
SENTENCE = "This week Olivia reads each answer before it leaves."
WRONG = "form = 'direct' AND purpse = 'reply'\nAND NOT is_approved"


@pytest.mark.row("Z3")
def test_a_rule_with_a_mistake_is_mended_tried_saved_obeyed_and_taken_back(
    people: People, product: Product
) -> None:
    ana, caleb, olivia = people("Ana"), people("caleb"), people("olivia")
    acts.write(ana, "Are you open on Sunday?", name="Ana")
    acts.open_talk(caleb, "Ana")
    acts.answer(caleb, "Yes, from nine.")

    _to_the_rules(olivia)
    olivia.get_by_role("link", name="Write a rule").click()
    olivia.get_by_label("The sentence that people read").fill(SENTENCE)
    olivia.get_by_label("Short name").fill("Olivia reads first")
    when = olivia.get_by_label("When it speaks")
    when.fill(WRONG)
    said = olivia.locator("#when-said")
    expect(said).to_contain_text("There is no fact purpse (did you mean purpose?)")
    _stands_under(said.locator(".remark-says"), said.locator("mark"))

    when.fill(WRONG.replace("purpse", "purpose"))
    expect(said).to_contain_text("It can be read.")
    expect(olivia.get_by_role("button", name=re.compile("^Save"))).to_have_count(0)
    olivia.get_by_role("button", name="See what it would have changed").click()
    looked = olivia.get_by_role("region", name="What it would have changed")
    expect(looked).to_contain_text("It would have held 1 of 1 in the last 30 days.")
    expect(looked.get_by_role("link", name="Ana").first).to_be_visible()
    olivia.get_by_role("button", name=re.compile("^Save")).click()
    expect(olivia.get_by_role("list", name="Your rules")).to_contain_text(SENTENCE)

    caleb.reload()
    expect(acts.verdict(caleb)).to_contain_text(SENTENCE)
    expect(acts.verdict(caleb)).not_to_contain_text(acts.MAY)
    product.restart()
    caleb.reload()
    expect(acts.verdict(caleb)).to_contain_text(SENTENCE)

    _to_the_rules(olivia)
    olivia.get_by_role("button", name="Undo: no rules of our own").click()
    expect(olivia.get_by_role("list", name="Your rules")).to_have_count(0)
    expect(olivia.get_by_text("Version 2 is in force.")).to_be_visible()
    caleb.reload()
    expect(acts.verdict(caleb)).to_contain_text(acts.MAY)
    olivia.get_by_role("link", name="Version 1").click()
    olivia.get_by_role("button", name="Use this version again").click()
    expect(olivia.get_by_role("list", name="Your rules")).to_contain_text(SENTENCE)
    caleb.reload()
    expect(acts.verdict(caleb)).to_contain_text(SENTENCE)


def test_without_scripts_a_rule_is_written_the_same_way(people: People) -> None:
    people("olivia")
    olivia = people("olivia", java_script_enabled=False)
    olivia.goto("/settings/house/rules/new/")
    olivia.get_by_label("The sentence that people read").fill("Nothing in capitals.")
    olivia.get_by_label("Short name").fill("plain")
    olivia.get_by_label("It only speaks").check()
    olivia.get_by_label("When it speaks").fill("text_lenth > 400")
    olivia.get_by_role("button", name="See what it would have changed").click()
    expect(olivia.locator("#when-said")).to_contain_text("did you mean text_length?")
    expect(olivia.get_by_label("The sentence that people read")).to_have_value("Nothing in capitals.")
    olivia.get_by_label("When it speaks").fill("text_length > 400")
    olivia.get_by_role("button", name="See what it would have changed").click()
    olivia.get_by_role("button", name=re.compile("^Save")).click()
    expect(olivia.get_by_role("list", name="Your rules")).to_contain_text("Nothing in capitals.")


def _to_the_rules(owner: Page) -> None:
    owner.goto("/settings/")
    owner.get_by_role("main").get_by_role("link", name="House rules").click()
    expect(owner.get_by_role("heading", name="House rules", level=1)).to_be_visible()


def _stands_under(remark: Locator, word: Locator) -> None:
    """The sentence begins below the word, at its first letter."""
    below, above = remark.bounding_box(), word.bounding_box()
    assert below
    assert above
    assert below["y"] >= above["y"]
    assert abs(below["x"] - above["x"]) < 4
