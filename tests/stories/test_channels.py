"""Connecting an account in a real browser: sign in at the network, live checks, copy, and what the page says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from askfirst.sandbox.server import Sandbox
from tests.stories.product import Founded, Product, installation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

    from tests.stories.conftest import People

pytestmark = [pytest.mark.story, pytest.mark.one_database]


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    there = Sandbox()
    with there.running() as there.address:  # type: ignore[attr-defined] -- for the product
        yield there


@pytest.fixture(scope="module")
def product(
    tmp_path_factory: pytest.TempPathFactory, founded: Founded, sandbox: Sandbox
) -> Iterator[Product]:
    """Harbour Coffee, with a sandbox in the place of the networks."""
    folder = tmp_path_factory.mktemp("channels")
    with installation(folder, like=founded, ASKFIRST_SANDBOX_URL=sandbox.address) as product:  # type: ignore[attr-defined]
        product.serve()
        yield product


def _at(page: Page, product: Product, place: str) -> None:
    page.goto(f"{product.address}/settings/channels/{place}")


def _is_clean(page: Page, where: str) -> None:
    """Nobody is shut out, and nothing is wider than the screen."""
    options = {"resultTypes": ["violations"], "preload": False}
    found = Axe().run(page, options=options).response["violations"]
    assert not found, f"{where}: {[(one['id'], one['nodes'][0]['html'][:120]) for one in found]}"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), where


def test_an_account_on_x_is_connected_by_signing_in_there(people: People, product: Product) -> None:
    olivia = people("olivia")
    _at(olivia, product, "connect/")
    olivia.get_by_role("link", name="X", exact=True).click()
    for label, value in (
        ("API key secret", "harbour-x-secret"),
        ("Bearer token of the app", "harbour-x-app"),
        ("Client ID", "harbour-x-client"),
        ("Client secret", "harbour-x-client-secret"),
    ):
        olivia.get_by_label(label, exact=True).fill(value)
    olivia.get_by_role("button", name="Sign in at X").click()
    olivia.get_by_role("link", name="Go on to X").click()
    expect(olivia.get_by_role("heading", name="@harbourcoffee")).to_be_visible(timeout=20_000)
    expect(olivia.get_by_text("Our hook was looked at")).to_be_visible()
    _at(olivia, product, "")
    expect(olivia.get_by_role("link", name="@harbourcoffee")).to_be_visible()


def test_a_token_that_does_not_work_is_said_and_can_be_copied_and_mended(
    people: People, product: Product, sandbox: Sandbox
) -> None:
    olivia = people("olivia", permissions=["clipboard-read", "clipboard-write"])
    _at(olivia, product, "connect/telegram/")
    olivia.get_by_label("Token").fill("777:AAbee7f0af2532c5fbac83e1461ef5b3e61")
    olivia.get_by_label("How messages come in").select_option("polling")
    olivia.get_by_role("button", name="Check and connect").click()
    expect(olivia.get_by_text("It is not connected yet")).to_be_visible(timeout=20_000)
    olivia.get_by_role("button", name="Copy", exact=True).click()
    assert olivia.evaluate("navigator.clipboard.readText()").startswith(
        "Telegram, Account: Telegram does not"
    )
    olivia.get_by_role("link", name="Go on connecting").click()
    token = next(one.value for one in sandbox.world.tokens.values() if one.network == "telegram")
    olivia.get_by_label("Token").fill(token)
    olivia.get_by_role("button", name="Check and keep").click()
    expect(olivia.get_by_role("heading", name="@harbour_bot")).to_be_visible(timeout=20_000)
    expect(olivia.get_by_text("Connected", exact=True)).to_be_visible()


@pytest.mark.parametrize(("colours", "width"), [("light", 1280), ("dark", 360)])
def test_nobody_is_shut_out(people: People, product: Product, colours: str, width: int) -> None:
    olivia = people("olivia", viewport={"width": width, "height": 800}, color_scheme=colours)
    for place in ("", "connect/", "connect/facebook/", "connect/telegram/", "connect/mastodon/"):
        _at(olivia, product, place)
        for summary in olivia.locator("main summary").all():
            summary.click()
        assert not people.complaints
        _is_clean(olivia, f"{place} in {colours} at {width}")
        people.complaints.clear()  # axe itself adds styles to the page
    _at(olivia, product, "")
    olivia.locator(".channel a").filter(has_text="@harbour").first.click()
    _is_clean(olivia, f"a channel in {colours} at {width}")
    people.complaints.clear()
