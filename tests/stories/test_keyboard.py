"""A member works a whole morning without a mouse; and what the product says where there is no line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from askfirst.sandbox.browser import Browser as Fan
from tests.stories import acts
from tests.stories.product import Founded, Product, installation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Locator, Page

    from tests.stories.conftest import People

pytestmark = [pytest.mark.story, pytest.mark.one_database, pytest.mark.row("Z2")]
FANS = [f"Fan {number}" for number in range(1, 11)]


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory, founded: Founded) -> Iterator[Product]:
    """Ten people wrote over night."""
    with installation(tmp_path_factory.mktemp("keyboard"), like=founded) as product:
        product.serve()
        for name in FANS:
            fan = Fan(product.address)
            fan.open("/@harbour/message/")
            fan.submit("/@harbour/message/", name=name, text=f"{name} asks when you open")
            fan.close()
        yield product


def _rows(member: Page) -> Locator:
    return member.get_by_role("list", name="Conversations").locator("li[data-thread]")


def _open_is(member: Page, name: str) -> None:
    expect(acts.conversation(member).get_by_role("heading", name=name, exact=True, level=2)).to_be_visible()
    expect(member.locator("#scroller")).to_be_focused()


def test_ten_conversations_are_sorted_out_by_keys_alone(people: People) -> None:
    caleb = people("caleb")
    press = caleb.keyboard.press
    expect(_rows(caleb)).to_have_count(10)
    press("j")
    press("Enter")
    _open_is(caleb, "Fan 10")
    press("r")
    caleb.keyboard.type("From nine o’clock.")
    press("Control+Enter")
    acts.left(caleb, "From nine o’clock.")
    press("Escape")
    press("Shift+E")
    _open_is(caleb, "Fan 9")
    expect(_rows(caleb)).to_have_count(9)
    press("n")
    caleb.keyboard.type("Asks every week, jklezx?")
    press("Control+Enter")
    expect(acts.talk(caleb).get_by_text("Asks every week, jklezx?")).to_be_visible()
    press("Escape")
    press("Shift+A")
    expect(caleb.locator("#assignee-head")).to_have_value(
        str(caleb.locator("#talk").get_attribute("data-member"))
    )
    expect(_rows(caleb).filter(has_text="Fan 9").first).to_contain_text("you")
    press("z")
    press("Enter")
    expect(caleb.get_by_text("Put off.")).to_be_visible()
    expect(_rows(caleb)).to_have_count(8)
    press("u")
    _open_is(caleb, "Fan 8")
    press("Shift+U")
    expect(caleb.get_by_text("Unread again.")).to_be_visible()
    expect(_rows(caleb).filter(has_text="Fan 8").first).to_have_class("thread-row is-unread")
    for name in ("Fan 7", "Fan 6", "Fan 5", "Fan 4", "Fan 3", "Fan 2", "Fan 1"):
        press("Shift+E")
        _open_is(caleb, name)
        expect(_rows(caleb)).to_have_count(int(name[-1]))
    press("e")
    expect(_rows(caleb)).to_have_count(0)


def test_the_palette_leads_everywhere_and_does_everything(people: People) -> None:
    olivia = people("olivia")
    press, palette = olivia.keyboard.press, olivia.get_by_role("dialog", name="Go anywhere, do anything")
    text = palette.get_by_role("combobox")
    olivia.goto("/reports/")
    press("Control+k")
    expect(text).to_be_focused()
    olivia.keyboard.type("fan 3")
    first = palette.get_by_role("group", name="Conversations").get_by_role("option").first
    expect(first).to_contain_text("Fan 3")
    expect(first).to_have_attribute("aria-selected", "true")
    expect(text).to_have_attribute("aria-activedescendant", str(first.get_attribute("id")))
    press("Enter")
    expect(
        acts.conversation(olivia).get_by_role("heading", name="Fan 3", exact=True, level=2)
    ).to_be_visible()
    acts.answer_box(olivia).fill("Half a")
    press("Control+k")
    olivia.keyboard.type("give olivia")
    expect(palette.get_by_role("option")).to_have_count(0)
    text.fill("give you")
    expect(palette.get_by_role("option").first).to_have_text("Give it to you")
    press("Enter")
    expect(olivia.locator("#assignee-head")).to_have_value(
        str(olivia.locator("#talk").get_attribute("data-member"))
    )
    expect(acts.answer_box(olivia)).to_have_value("Half a")
    expect(acts.answer_box(olivia)).to_be_focused()
    press("Control+k")
    olivia.keyboard.type("dark")
    expect(palette.get_by_role("option").first).to_have_text("Dark colours")
    press("Enter")
    expect(olivia.locator("html")).to_have_attribute("data-theme", "dark")
    press("Control+k")
    lately = palette.get_by_role("group", name="Lately").get_by_role("option")
    expect(lately.first).to_contain_text("Fan 3")
    press("Escape")
    expect(palette).to_be_hidden()


def test_keys_are_changed_and_switched_off(people: People) -> None:
    olivia = people("olivia")
    press = olivia.keyboard.press
    olivia.goto("/settings/keys/")
    olivia.get_by_label("Light or dark").fill("q")
    olivia.get_by_role("button", name="Save").click()
    expect(olivia.get_by_text("Saved. It holds in every browser of yours.")).to_be_visible()
    olivia.wait_for_load_state()  # the words are there before the keys
    before = olivia.locator("html").get_attribute("data-theme")
    press("Shift+D")
    assert olivia.locator("html").get_attribute("data-theme") == before
    press("q")
    expect(olivia.locator("html")).to_have_attribute("data-theme", "dark")
    press("?")
    keys = olivia.get_by_role("dialog", name="Keyboard shortcuts")
    with olivia.expect_response("**/settings/keys/switch/"):
        keys.get_by_label("Single keys work outside of text fields").uncheck()
    press("Escape")
    olivia.reload()
    press("?")
    press("q")
    expect(keys).to_be_hidden()
    expect(olivia.locator("html")).to_have_attribute("data-theme", "dark")


def test_without_a_line_it_says_so_and_keeps_nothing_of_anybody(people: People) -> None:
    caleb = people("caleb")
    caleb.evaluate("navigator.serviceWorker.ready.then((one) => one.active.state)")
    caleb.goto("/people/")
    kept = caleb.evaluate(
        """async () => (await Promise.all((await caches.keys()).map(async (name) =>
            (await (await caches.open(name)).keys()).map((one) => new URL(one.url).pathname)))).flat()"""
    )
    assert "/offline/" in kept
    assert [one for one in kept if not one.startswith("/static/")] == ["/offline/"]
    caleb.context.set_offline(offline=True)
    caleb.goto("/people/")
    expect(caleb.get_by_role("heading", name="No connection")).to_be_visible()
    expect(caleb.get_by_text("Caleb")).to_have_count(0)
    caleb.context.set_offline(offline=False)
    expect(caleb.get_by_role("heading", name="People").first).to_be_visible()
    manifest = caleb.request.get("/app.webmanifest").json()
    assert manifest["start_url"] == "/inbox/"
    assert all(caleb.request.get(icon["src"]).status == 200 for icon in manifest["icons"])
