"""A member looks for what somebody once said, with nothing but the keyboard, and lands at the very message."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from askfirst.sandbox import cast
from askfirst.sandbox.browser import Browser as Fan

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.stories.conftest import People
    from tests.stories.product import Product

pytestmark = [pytest.mark.story, pytest.mark.one_database]
SAID = {
    "Ana Silva": "Is the dark roast of this week still to be had? And until when?",
    "Noah Peters": "The roaster on the corner says you close at noon, is that so?",
    cast.KENJI.name: cast.JAPANESE,
    cast.GRACE.name: cast.MARKUP + " roast",
}


def _pictures(page: Page, name: str) -> None:
    """For whoever wants to look: ASKFIRST_PICTURES names a folder."""
    if folder := os.environ.get("ASKFIRST_PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png")


def test_search_by_keyboard_leads_to_the_message(people: People, product: Product) -> None:
    for name, text in SAID.items():
        fan = Fan(product.address)
        fan.open("/@harbour/message/")
        fan.submit("/@harbour/message/", name=name, text=text)
        fan.close()
    caleb = people("caleb")
    caleb.goto("/reach/")
    caleb.keyboard.press("/")
    box = caleb.get_by_role("searchbox")
    expect(box).to_be_focused()
    _pictures(caleb, "search-empty")
    caleb.keyboard.type("roast")
    messages = caleb.get_by_role("region", name="Messages")
    expect(messages.get_by_role("listitem")).to_have_count(3)
    expect(messages.locator("mark").first).to_have_text("roast")
    _pictures(caleb, "search-wide")
    found = Axe().run(caleb, options={"resultTypes": ["violations"], "preload": False})
    assert found.violations_count == 0, found.generate_report()
    people.complaints.clear()  # axe itself adds styles to the page
    caleb.set_viewport_size({"width": 320, "height": 700})
    assert caleb.evaluate("document.documentElement.scrollWidth") <= 320
    caleb.set_viewport_size({"width": 390, "height": 844})
    _pictures(caleb, "search-narrow")
    caleb.emulate_media(color_scheme="dark")
    caleb.set_viewport_size({"width": 1360, "height": 860})
    _pictures(caleb, "search-dark")
    box.fill("roast from:ana")
    expect(messages.get_by_role("listitem")).to_have_count(1)
    expect(caleb.get_by_role("link", name="from:ana")).to_be_visible()
    _pictures(caleb, "search-filter")
    box.focus()
    caleb.keyboard.press("ArrowDown")
    caleb.keyboard.press("Enter")
    caleb.wait_for_url("**/inbox/*/**")
    expect(caleb.get_by_role("article").filter(has_text="dark roast")).to_be_in_viewport()
    caleb.goto("/search/?q=zzzzq")
    expect(caleb.get_by_role("heading", name="Nothing found")).to_be_visible()
    _pictures(caleb, "search-nothing")
