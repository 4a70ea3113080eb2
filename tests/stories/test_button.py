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

    from playwright.sync_api import Page

    from tests.stories.conftest import People

pytestmark = [pytest.mark.story, pytest.mark.one_database]


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


def test_a_visitor_of_the_brands_own_website_writes_without_leaving_it(people: People) -> None:
    olivia, vera, caleb = people("olivia"), people("Vera"), people("caleb")
    pasted: list[str] = []
    with website(pasted) as site, website(pasted, "localhost") as elsewhere:
        pasted.append(paste(olivia, f"{site}\n{elsewhere}"))
        vera.goto(site)
        vera.get_by_role("link", name="Message Harbour Coffee").click()
        panel = vera.get_by_role("dialog", name="Message Harbour Coffee")
        inside = panel.frame_locator("iframe")
        inside.get_by_label("Your name").fill("Vera")
        inside.get_by_label("Your message").fill("Do you ship beans?")
        inside.get_by_role("button", name="Send").click()
        expect(inside.get_by_role("listitem").filter(has_text="Do you ship beans?")).to_be_visible()
        expect(acts.open_talk(caleb, "Vera")).to_contain_text("Do you ship beans?")

        vera.get_by_role("button", name="Close").click()
        expect(panel).to_be_hidden()
        expect(vera.get_by_role("link", name="Message Harbour Coffee")).to_be_focused()

        vera.goto(elsewhere)
        vera.get_by_role("link", name="Message Harbour Coffee").click()
        stranger = vera.get_by_role("dialog").frame_locator("iframe")
        with vera.expect_popup() as opened:
            stranger.get_by_role("link", name="Open the conversation").click()
        expect(opened.value.get_by_role("listitem").filter(has_text="Do you ship beans?")).to_be_visible()
        paste(olivia, "")


def test_a_site_that_is_not_listed_cannot_show_it_and_its_button_opens_a_window(people: People) -> None:
    olivia, wim = people("olivia"), people("Wim")
    pasted: list[str] = []
    with website(pasted) as site:
        pasted.append(paste(olivia, ""))
        wim.goto(site)
        with wim.expect_popup() as opened:
            wim.get_by_role("link", name="Message Harbour Coffee").click()
        expect(opened.value.get_by_label("Your message")).to_be_visible()

        pasted[:] = [f'<iframe title=trap src="{opened.value.url}"></iframe>']
        wim.goto(site)
        with wim.expect_console_message(lambda said: "frame-ancestors 'none'" in said.text):
            wim.reload()
        people.complaints.clear()
