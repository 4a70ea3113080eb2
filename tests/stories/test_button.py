"""The button on the brand's own website: a visitor of that site writes without leaving it."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.stories import acts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import FrameLocator, Page

    from tests.stories.conftest import People

pytestmark = [pytest.mark.story, pytest.mark.one_database]
BUTTON = "Message Harbour Coffee"


@contextmanager
def website(pasted: list[str], host: str = "127.0.0.1") -> Iterator[str]:
    """A website of the brand, on this machine, with what was pasted into it."""

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = (
                f"<!doctype html><meta charset=utf-8><title>Beans</title><h1>Our beans</h1>{''.join(pasted)}"
            )
            self.send_response(200)
            self.send_header("content-type", "text/html")
            self.end_headers()
            self.wfile.write(page.encode())

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield f"http://{host}:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


def paste(olivia: Page, site: str) -> str:
    """List a site and copy what is to be pasted there."""
    olivia.goto("/settings/button/")
    olivia.get_by_label("Sites that may show it").fill(site)
    olivia.get_by_role("button", name="Save").click()
    expect(olivia.get_by_text("Saved.")).to_be_visible()
    return olivia.locator("#copy-snippet").inner_text()


def opened(visitor: Page) -> FrameLocator:
    """Press the button in the corner of a website."""
    visitor.get_by_role("button", name=BUTTON).click()
    return visitor.get_by_role("dialog", name=BUTTON).frame_locator("iframe")


def write(inside: FrameLocator, text: str, name: str = "") -> None:
    if name:
        inside.get_by_label("Your name").fill(name)
    inside.get_by_label("Your message").fill(text)
    inside.get_by_role("button", name="Send").click()
    expect(inside.get_by_role("listitem").filter(has_text=text)).to_be_visible()


@pytest.mark.row("N4")
def test_a_visitor_of_the_brands_own_website_writes_without_leaving_it(people: People) -> None:
    olivia, vera, caleb = people("olivia"), people("Vera"), people("caleb")
    pasted: list[str] = []
    # To a browser these are two websites; the second is another site than the product's own address, 127.0.0.1.
    with website(pasted) as site, website(pasted, "localhost") as elsewhere:
        pasted.append(paste(olivia, f"{site}\n{elsewhere}"))
        vera.goto(site)
        inside = opened(vera)
        expect(inside.get_by_label("Your name")).to_be_focused()
        write(inside, "Do you ship beans?", "Vera")
        expect(acts.open_talk(caleb, "Vera")).to_contain_text("Do you ship beans?")

        vera.keyboard.press("Escape")
        button = vera.get_by_role("button", name=BUTTON)
        expect(button).to_be_focused()
        acts.answer(caleb, "Yes, to everywhere.")
        expect(vera.get_by_role("button", name=f"{BUTTON}, 1 unread")).to_be_visible()
        vera.reload()
        expect(vera.get_by_role("button", name=f"{BUTTON}, 1 unread")).to_be_visible()
        expect(opened(vera).get_by_role("listitem").filter(has_text="Yes, to everywhere.")).to_be_visible()
        vera.reload()
        panel = vera.get_by_role("dialog", name=BUTTON)
        expect(panel).to_be_visible()
        panel.get_by_role("button", name="Close").click()
        expect(panel).to_be_hidden()
        expect(vera.get_by_role("button", name=BUTTON, exact=True)).to_be_visible()

        # Cookies are kept for the frame on that other site alone: she is somebody new there, and found again.
        vera.goto(elsewhere)
        write(opened(vera), "Are you here too?", "Vera Elsewhere")
        vera.reload()
        again = vera.get_by_role("dialog", name=BUTTON).frame_locator("iframe")
        expect(again.get_by_role("listitem").filter(has_text="Are you here too?")).to_be_visible()
        expect(again.get_by_text("Do you ship beans?")).to_have_count(0)
        expect(again.get_by_text("for this site alone")).to_be_visible()
        cookies = {one["name"]: one for one in vera.context.cookies() if one.get("partitionKey")}
        assert "askfirst_framed" in cookies
        paste(olivia, "")


@pytest.mark.row("N4")
def test_a_site_that_is_not_listed_cannot_show_it_and_its_button_opens_a_window(people: People) -> None:
    olivia, wim = people("olivia"), people("Wim")
    pasted: list[str] = []
    with website(pasted) as site:
        in_a_window = paste(olivia, "")
        pasted[:] = [in_a_window]
        wim.goto(site)
        with wim.expect_popup() as popup:
            wim.get_by_role("button", name=BUTTON).click()
        expect(popup.value.get_by_label("Your message")).to_be_visible()

        # Whoever copies the tag of another site and changes it gets a link, and the browser shows nothing of ours.
        pasted[:] = [in_a_window.replace('"window"', '"frame"')]
        wim.set_viewport_size({"width": 390, "height": 800})
        wim.goto(site)
        with wim.expect_console_message(lambda said: "frame-ancestors 'none'" in said.text):
            wim.get_by_role("button", name=BUTTON).click()
        panel = wim.get_by_role("dialog", name=BUTTON)
        expect(panel.get_by_role("status")).to_contain_text("It opens in a window of its own.")
        box = panel.bounding_box()
        assert box is not None
        assert (round(box["width"]), round(box["height"])) == (390, 800), "on a phone it fills the screen"
        with wim.expect_popup() as popup:
            panel.get_by_role("link", name="Open the conversation").click()
        expect(popup.value.get_by_label("Your message")).to_be_visible()
        people.complaints.clear()
