"""Stories: people at real browsers in front of the running product."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests import browser
from tests.mail_servers import require_mail_servers
from tests.stories.post import PostOffice
from tests.stories.product import Forge, Founded, Product, installation

if TYPE_CHECKING:
    from collections.abc import Iterator

expect.set_options(timeout=15_000)
MEANT = re.compile(r"net::ERR_|status of 4|htmx:(sendError|sendAbort|afterRequest)")
"""What a browser says of a lost connection, of what a page that is left no longer asks, and of what was refused; which refusals are meant is in REFUSED."""
REFUSED = frozenset({409, 422, 429})
"""A form that comes back with a sentence."""


class People:
    """`people("Ana")` is a stranger's browser on the page; `people("caleb")` a member's, signed in at the inbox.

    Whatever their browsers complained of is kept: a story in which a script failed or a policy was broken has failed.
    """

    def __init__(self, browser: Browser, product: Product) -> None:
        self.browser = browser
        self.product = product
        self.complaints: list[str] = []
        self._contexts: list[BrowserContext] = []

    def __call__(self, who: str, **choices: Any) -> Page:
        state = self.product.sessions.get(who)
        context = self.browser.new_context(
            base_url=self.product.address,
            **{"viewport": {"width": 1360, "height": 860}, "storage_state": state} | choices,
        )
        context.set_default_timeout(15_000)
        self._contexts.append(context)
        page = context.new_page()
        self._listen(who, page)
        if not who.islower():
            page.goto("/@harbour/")
        elif state:
            page.goto("/inbox/")
        else:
            self._sign_in(who, page)
        return page

    def close(self) -> None:
        for context in self._contexts:
            context.close()

    def _sign_in(self, who: str, page: Page) -> None:
        page.goto(self.product.sign_in_link(who))
        page.get_by_role("button", name="Sign in as").click()
        page.wait_for_url("**/inbox/")
        self.product.sessions[who] = page.context.storage_state()

    def _listen(self, who: str, page: Page) -> None:
        page.on("pageerror", lambda error: self.complaints.append(f"{who}: {error}"))
        page.on("response", lambda answer: self._answered(who, answer.status, answer.url))
        page.on("console", lambda said: self._heard(who, said.type, said.text))

    def _answered(self, who: str, status: int, url: str) -> None:
        if status >= 400 and status not in REFUSED:
            self.complaints.append(f"{who}: {url} answered {status}")

    def _heard(self, who: str, kind: str, text: str) -> None:
        if (kind == "error" and not MEANT.search(text)) or text.startswith("[Warning]"):
            self.complaints.append(f"{who}: {text}")


@pytest.fixture(scope="session", name="browser")
def _browser() -> Iterator[Browser]:
    if browser.PROGRAM is None:
        pytest.fail("There is no Chromium. Install one (on Debian: apt-get install chromium-headless-shell).")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=browser.PROGRAM, args=browser.ARGUMENTS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Founded]:
    """Harbour Coffee with its members on the first day; nothing runs there, each file's product begins as its copy."""
    forge = Forge()
    with installation(tmp_path_factory.mktemp("founded"), forge=forge) as product:
        yield Founded(product.home, forge)
    forge.close()


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory, founded: Founded) -> Iterator[Product]:
    """Harbour Coffee, running, for the stories of one file."""
    with installation(tmp_path_factory.mktemp("product"), like=founded) as product:
        product.serve()
        yield product


@pytest.fixture(scope="session")
def _post_office() -> Iterator[PostOffice]:
    require_mail_servers()
    with PostOffice.open() as office:
        yield office


@pytest.fixture(scope="module")
def post(_post_office: PostOffice) -> PostOffice:
    """A real mail server pair, with a mailbox for the brand and some for people; each file finds them empty."""
    _post_office.clear()
    return _post_office


@pytest.fixture
def people(browser: Browser, product: Product) -> Iterator[People]:
    everybody = People(browser, product)
    yield everybody
    everybody.close()
    assert not everybody.complaints
