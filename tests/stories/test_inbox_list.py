"""The list: narrowed, kept as a view, and worked through many at a time, while it goes on living."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from askfirst.sandbox.browser import Browser as Fan
from tests.stories import acts
from tests.stories.product import wait_until

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.stories.conftest import People
    from tests.stories.product import Product

pytestmark = [pytest.mark.story, pytest.mark.one_database]
NAMES = [f"Guest {number:02}" for number in range(23)]


def _say(product: Product, name: str, text: str) -> None:
    fan = Fan(product.address)
    fan.open("/@harbour/message/")
    fan.submit("/@harbour/message/", name=name, text=text)
    fan.close()


def _rows(member: Page) -> Locator:
    return member.get_by_role("list", name="Conversations").locator("li[data-thread]")


def _tick(member: Page, who: str) -> None:
    member.get_by_role("checkbox", name=f"Tick the conversation with {who}").check()


@pytest.mark.row("F8")
def test_a_list_is_narrowed_kept_and_worked_through_with_undo(people: People, product: Product) -> None:
    for name in NAMES:
        _say(product, name, f"{name} would like a table")
    caleb, olivia = people("caleb", viewport={"width": 1280, "height": 700}), people("olivia")
    expect(_rows(caleb)).to_have_count(23)

    # Narrowed, kept as a view, and found again.
    caleb.get_by_role("button", name="Filter").click()
    caleb.get_by_role("checkbox", name="Message", exact=True).check()
    caleb.get_by_label("Waiting", exact=True).select_option(label="Somebody waits for us")
    caleb.get_by_role("button", name="Show", exact=True).click()
    expect(caleb.get_by_role("link", name=re.compile("Message.*take this filter away"))).to_be_visible()
    caleb.get_by_text("Save as a view").click()
    caleb.get_by_label("Name of the view").fill("To be answered")
    caleb.get_by_role("button", name="Save", exact=True).click()
    view = caleb.get_by_role("navigation", name="Saved views").get_by_role("link", name="To be answered")
    expect(view).to_have_attribute("aria-current", "true")
    caleb.get_by_role("link", name="Clear filters").first.click()
    expect(view).not_to_have_attribute("aria-current", "true")

    # A few at once: they leave both lists, and come back into both.
    _tick(caleb, NAMES[22])
    _tick(caleb, NAMES[21])
    expect(caleb.get_by_text("2 ticked")).to_be_visible()
    caleb.get_by_role("form", name="Do with all that are ticked").get_by_role("button", name="Done").click()
    expect(caleb.get_by_text("2 conversations")).to_be_visible()
    for member in (caleb, olivia):
        expect(_rows(member)).to_have_count(21)
        expect(_rows(member).filter(has_text=NAMES[22])).to_have_count(0)
    caleb.get_by_role("button", name="Undo").click()
    for member in (caleb, olivia):
        expect(_rows(member).first).to_contain_text(NAMES[22])
        expect(_rows(member)).to_have_count(23)

    # All that match are the worker's; the line tells how far it is.
    caleb.get_by_role("button", name="Tick several").click()
    expect(caleb.get_by_text("All 23 that match")).to_be_visible()
    caleb.get_by_label("All 23 that match").check()
    caleb.get_by_role("button", name="No reply needed").click()
    expect(caleb.get_by_text("23 conversations", exact=True)).to_be_visible()
    for member in (caleb, olivia):
        expect(member.get_by_role("heading", name="No conversations wait here")).to_be_visible()
    caleb.get_by_role("button", name="Undo").click()
    for member in (caleb, olivia):
        expect(_rows(member)).to_have_count(23)


@pytest.mark.row("F8")
def test_new_mail_moves_nothing_under_the_eyes_of_who_reads_on(people: People, product: Product) -> None:
    caleb = people("caleb", viewport={"width": 1280, "height": 600})
    expect(_rows(caleb).first).to_be_visible()
    _rows(caleb).nth(15).scroll_into_view_if_needed()
    place = _rows(caleb).nth(15).bounding_box()
    name = _rows(caleb).nth(15).locator(".row-name").text_content()
    assert place
    assert name
    _say(product, "Zoe", "Somebody new")
    expect(caleb.get_by_role("button", name="1 new above")).to_be_visible()
    now = _rows(caleb).filter(has_text=name).bounding_box()
    assert now
    assert abs(now["y"] - place["y"]) < 2
    caleb.get_by_role("button", name="1 new above").click()
    expect(_rows(caleb).first).to_contain_text("Zoe")
    expect(_rows(caleb).first).to_be_in_viewport()
    acts.open_talk(caleb, "Zoe")
    wait_until(
        lambda: "is-unread" not in (_rows(caleb).first.get_attribute("class") or ""), "her line is read"
    )
