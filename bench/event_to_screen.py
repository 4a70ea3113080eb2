"""How long from the commit of a message to its words on another person's screen?

    python bench/event_to_screen.py

A second process commits what a visitor says; a member has the conversation open in a real Chromium, which hears of it by
the live stream and fetches the line.  Measured from the moment at which the commit returned to the moment at which the
words stood in the DOM, on one machine and so by one clock.  PostgreSQL is a cluster of the bench's own.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from playwright.sync_api import sync_playwright
from rich.console import Console
from rich.table import Table

from tests.browser import ARGUMENTS, PROGRAM
from tests.live.product import Hands, Product, installed
from tests.postgres import NoPostgres, database

if TYPE_CHECKING:
    from playwright.sync_api import Browser

MESSAGES = 100
WARM_UP = 5
PAUSE_SECONDS = 0.15
WATCH = """
window.seen = {};
new MutationObserver(() => {
  const now = performance.timeOrigin + performance.now();
  for (const [word] of document.body.innerText.matchAll(/word-[0-9a-f]+-\\d+-end/g))
    if (!(word in window.seen)) window.seen[word] = now;
}).observe(document.body, { childList: true, subtree: true, characterData: true });
"""
AIMS = {"SQLite": 1000, "PostgreSQL": 300}


def measured(product: Product, browser: Browser) -> list[float]:
    """Milliseconds for each message."""
    hands = Hands(product)
    brand = hands.do("found", name="Harbour")
    thread = hands.do("receive", contact=brand["contact"], text="Hello")["thread"]
    page = _member_at(product, browser, brand["cookie"], f"/inbox/{thread}/")
    mark = f"{time.time_ns():x}"
    times = [
        _one(hands, page, brand["contact"], f"word-{mark}-{number}-end")
        for number in range(WARM_UP + MESSAGES)
    ]
    page.context.close()
    hands.close()
    return times[WARM_UP:]


def _member_at(product: Product, browser: Browser, cookie: str, path: str) -> Any:
    context = browser.new_context()
    name, _, value = cookie.partition("=")
    context.add_cookies([{"name": name, "value": value, "url": product.address}])
    page = context.new_page()
    page.goto(product.address + path)
    page.wait_for_timeout(1000)  # the stream says hello
    page.evaluate(WATCH)
    return page


def _one(hands: Hands, page: Any, contact: int, word: str) -> float:
    committed = hands.do("receive", contact=contact, text=word)["committed"]
    page.wait_for_function("word => word in window.seen", arg=word, timeout=15_000)
    seen: float = page.evaluate("word => window.seen[word]", word)
    time.sleep(PAUSE_SECONDS)
    return seen - committed * 1000


def on_one(url: str, browser: Browser) -> list[float]:
    """The figures on one database; an empty address means SQLite."""
    os.environ["DATABASE_URL"] = url
    with (
        tempfile.TemporaryDirectory(prefix="askfirst-bench-") as folder,
        installed(Path(folder)) as product,
        product.serving("--no-worker"),
    ):
        return measured(product, browser)


def row(name: str, times: list[float]) -> list[str]:
    """Name, p50, p95, worst, aim."""
    cuts = statistics.quantiles(times, n=20)
    is_met = "met" if cuts[18] < AIMS[name] else "missed"
    return [
        name,
        f"{statistics.median(times):.0f}",
        f"{cuts[18]:.0f}",
        f"{max(times):.0f}",
        f"p95 < {AIMS[name]}: {is_met}",
    ]


def main() -> None:
    """Measure on both databases and print one table."""
    table = Table(
        "Database", "p50 ms", "p95 ms", "worst ms", "aim", title=f"From commit to screen, {MESSAGES} messages"
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=PROGRAM, args=ARGUMENTS)
        table.add_row(*row("SQLite", on_one("", browser)))
        try:
            with database() as url:
                table.add_row(*row("PostgreSQL", on_one(url, browser)))
        except NoPostgres as reason:
            sys.stderr.write(f"{reason}\n")
        browser.close()
    Console().print(table)


if __name__ == "__main__":
    main()
