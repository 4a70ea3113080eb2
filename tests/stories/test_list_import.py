"""A list out of another tool: looked over, tried out, read, and taken back, in front of the product."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.stories.clear import assert_clear
from tests.stories.test_lists import make

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.stories.conftest import People

pytestmark = [pytest.mark.story, pytest.mark.one_database, pytest.mark.row("O1")]
LINES = 2500
WORDS = "We write to you about our roasts."
FILE = {
    "name": "old newsletter.csv",
    "mimeType": "text/csv",
    "buffer": "\n".join(
        (
            "Who;Joined;From;State",
            "nobody;01/02/2024;198.51.100.7;active",
            *(f"fan{number}@fans.test;05/06/2024;203.0.113.{number % 250};active" for number in range(LINES)),
            "gone@fans.test;;;unsubscribed",
            "quiet@fans.test;;;active",
        )
    ).encode(),
}


def begin(mara: Page, name: str) -> None:
    """A list, and the file for it."""
    make(mara, name, "Harbour Coffee writes to you about its roasts.")
    mara.get_by_role("link", name="Import and export").click()
    mara.get_by_label("CSV, or a zip with several").set_input_files([FILE])  # type: ignore[list-item]
    mara.get_by_role("button", name="Look at it").click()
    expect(mara.get_by_role("heading", name="What the columns tell")).to_be_visible()


def outcome(mara: Page, label: str) -> Locator:
    return mara.get_by_role("listitem").filter(has=mara.get_by_role("heading", name=label, exact=True))


def test_a_list_is_brought_along_and_taken_back(people: People) -> None:
    mara = people("mara")
    begin(mara, "Old newsletter")
    expect(mara.get_by_label("who", exact=True)).to_have_value("address")
    expect(mara.get_by_label("state", exact=True)).to_have_value("standing")
    mara.get_by_label("joined", exact=True).select_option(label="When they agreed")
    mara.get_by_label("from", exact=True).select_option(label="Where: page or address of the net")
    mara.get_by_label("By what").fill("the form in our shop")
    mara.get_by_label("What they read before").fill(WORDS)
    mara.get_by_role("button", name="See what would come of it").click()
    expect(mara.get_by_role("heading", name="What would come of it")).to_be_visible()
    # 05/06/2024 is a day in May or in June: nobody comes onto the list by it.
    expect(outcome(mara, "Would come onto the list")).to_contain_text("0")
    expect(outcome(mara, "Would be known, not on the list")).to_contain_text("can be read in two ways")
    mara.get_by_label("Days are written").select_option(label="31/05/2024, the day first")
    mara.get_by_role("button", name="See once more what would come of it").click()
    expect(outcome(mara, "Would come onto the list")).to_contain_text("2,500")
    expect(outcome(mara, "Would be stopped")).to_contain_text("they left")
    expect(outcome(mara, "Cannot be used")).to_contain_text("Line 2")
    assert_clear(mara, people)
    mara.get_by_role("button", name="Bring them along").click()
    expect(mara.get_by_role("heading", name="What came of it", exact=True)).to_be_visible()
    expect(outcome(mara, "On the list")).to_contain_text("2,500")
    with mara.expect_download() as told:
        mara.get_by_role("link", name="Every line as CSV").click()
    lines = told.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == LINES + 4
    assert lines[1] == "old newsletter.csv,2,Cannot be used,it is no mail address that can be written to"
    mara.goto("/settings/lists/")
    expect(mara.get_by_role("link", name="Old newsletter")).to_contain_text("2,500 people")

    mara.get_by_role("link", name="Old newsletter").click()
    mara.get_by_role("link", name="Import and export").click()
    mara.get_by_role("link", name="old newsletter.csv").click()
    mara.get_by_role("button", name="Take it back").click()
    expect(mara.get_by_text("Taken back.", exact=True)).to_be_visible()
    expect(mara.get_by_text("2,501 lines of the ledger were answered")).to_be_visible()
    mara.goto("/settings/lists/")
    expect(mara.get_by_role("link", name="Old newsletter")).to_contain_text("0 people")


@pytest.mark.parametrize(("width", "colours"), [(1360, "light"), (320, "dark")])
def test_nobody_is_shut_out_of_it(people: People, width: int, colours: Any) -> None:
    mara = people(
        "mara", viewport={"width": width, "height": 900}, color_scheme=colours, reduced_motion="reduce"
    )
    begin(mara, f"Of {width}")
    assert_clear(mara, people)
    mara.get_by_role("button", name="See what would come of it").click()
    # It stands there when all was looked at: until then the page is made anew.
    expect(mara.get_by_role("link", name="Every line as CSV")).to_be_visible()
    assert_clear(mara, people)
    mara.get_by_role("link", name="Import and export").click()
    assert_clear(mara, people)
