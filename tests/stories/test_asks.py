"""A flood of questions: asked on the page with a name and without, sorted by keys, answered together, seen by whoever asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from askfirst.sandbox.browser import Browser as Fan

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.stories.conftest import People

pytestmark = [pytest.mark.story, pytest.mark.one_database]


def open_place(olivia: Page, place: str) -> None:
    """Open what is closed, as the owner does."""
    olivia.goto("/settings/page/")
    olivia.locator(f'form[action$="/open/{place}/"] button').click()
    expect(olivia.locator(f'form[action$="/open/{place}/"] input[name=on][value=no]')).to_have_count(1)


def ask(people: People, text: str, name: str = "") -> dict[str, str]:
    """Somebody asks from a browser without scripts; what that browser keeps."""
    fan = Fan(people.product.address)
    fan.open("/@harbour/ask/")
    fan.submit(
        "/@harbour/ask/", text=text, **({"name": name, "nameless": ""} if name else {"nameless": "on"})
    )
    cookies = fan.cookies
    fan.close()
    return cookies


def read(people: People, cookies: dict[str, str], path: str) -> str:
    """The same browser looks at another page."""
    fan = Fan(people.product.address, cookies)
    try:
        return fan.open(path)
    finally:
        fan.close()


def barriers(page: Page) -> list[str]:
    """What would keep somebody out of this screen."""
    given = {"resultTypes": ["violations"], "preload": False}
    found = Axe().run(page, options=given).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in found]


@pytest.mark.row("T3", "T4")
def test_a_flood_of_questions_is_worked_off_by_keys_and_one_answer(people: People) -> None:
    olivia, caleb = people("olivia"), people("caleb")
    open_place(olivia, "asks")
    open_place(olivia, "anonymous_asks")
    caleb.goto("/asks/")
    expect(caleb.get_by_text("No question waits")).to_be_visible()
    cookies = ask(people, "Do you ship to Spain?", "Ana")
    ask(people, "do you ship to spain")
    ask(people, "Cheap beans at https://beans.example", "Spammer")
    row = caleb.locator(".ask-row")
    expect(row).to_have_count(3)
    expect(row.filter(has_text="It holds a link.")).to_have_count(1)

    assert barriers(caleb) == []

    caleb.goto(row.first.locator(".ask-text a").get_attribute("href") or "")
    expect(caleb.get_by_role("heading", name="As it will stand, for everybody to read")).to_be_visible()
    assert barriers(caleb) == []
    caleb.goto("/asks/")

    # One key goes from question to question, one ticks, one calls it spam; and that can be undone.
    row.first.locator(".ask-text a").focus()
    caleb.keyboard.press("!")
    expect(row).to_have_count(2)
    caleb.get_by_role("button", name="Undo").click()
    expect(row).to_have_count(3)
    row.filter(has_text="beans").get_by_role("checkbox").check()
    caleb.get_by_role("button", name="Spam", exact=True).click()
    expect(row).to_have_count(2)

    caleb.get_by_role("link", name="Asked alike").click()
    caleb.get_by_role("button", name="Answer what is ticked together…").click()
    expect(caleb.get_by_label("The answer")).to_be_visible()
    assert barriers(caleb) == []
    caleb.get_by_label("The answer").fill("Yes, for six euros.")
    caleb.get_by_role("button", name="Publish under each").click()
    expect(caleb.get_by_text("2 questions answered together")).to_be_visible()
    expect(caleb.get_by_text("No question waits")).to_be_visible()

    caleb.goto("/wall/")
    answered = caleb.locator(".strand").filter(has_text="Yes, for six euros.")
    expect(answered).to_have_count(2)  # they have left, and the wall follows what happens
    wall = people("Wim")
    expect(wall.locator("article").filter(has_text="Yes, for six euros.")).to_have_count(2)
    assert "beans.example" not in wall.content()
    assert "Yes, for six euros." in read(people, cookies, "/@harbour/messages/")
