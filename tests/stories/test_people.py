"""Two who are one: a look before it, the merge, and taking them apart again, at a real browser."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.stories import acts

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.stories.conftest import People

pytestmark = [pytest.mark.story, pytest.mark.one_database]


def _is_for_everybody(page: Page) -> None:
    found = Axe().run(page, options={"resultTypes": ["violations"]})
    assert found.violations_count == 0, found.generate_report()


def test_two_who_are_one_are_merged_after_a_look_and_taken_apart_again(people: People) -> None:
    for name in ("Ana Lopes", "Ana from Porto"):
        acts.write(people(name), f"{name} was here", name=name)
    olivia = people("olivia")
    acts.row(olivia, "Ana from Porto").wait_for()
    olivia.get_by_role("link", name="People", exact=True).click()
    olivia.get_by_role("link", name=re.compile("Ana Lopes")).click()
    expect(olivia.get_by_role("heading", name="Ana Lopes", level=1)).to_be_visible()
    here = olivia.url
    olivia.get_by_role("link", name="Find the other entry").click()
    olivia.get_by_label("Search names and addresses").fill("porto")
    olivia.keyboard.press("Enter")
    olivia.get_by_role("link", name=re.compile("Ana from Porto")).click()
    expect(olivia.get_by_text("“Ana Lopes” stays, “Ana from Porto” does not.")).to_be_visible()
    look = olivia.url
    expect(
        olivia.get_by_role("row", name=re.compile("to answer them")).get_by_text("You may write")
    ).to_have_count(4)
    olivia.get_by_label("How do you know that they are one person?").fill("She said so at the till")
    olivia.get_by_role("button", name="Merge them").click()
    expect(olivia.get_by_text("They are one person now.")).to_be_visible()
    talks = olivia.get_by_role("heading", name="Conversations").locator("..").get_by_role("listitem")
    expect(talks).to_have_count(2)
    olivia.get_by_role("button", name="Take apart again").click()
    expect(olivia.get_by_role("heading", name="Ana from Porto", level=1)).to_be_visible()
    expect(talks).to_have_count(1)
    assert people.complaints == []
    for place in ("/people/", here, f"{here}merge/", look, f"{here}addresses/", f"{here}forget/"):
        olivia.goto(place)
        _is_for_everybody(olivia)
    olivia.goto("about:blank")
    people.complaints.clear()  # axe itself adds styles to the page
