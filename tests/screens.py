"""Pictures of every screen for the documentation: `python -m tests.screens`, or `make screenshots`.

With names (`python -m tests.screens poll note`) only these are taken.

Harbour Coffee plays its scene, and a browser looks at it wide, narrow, in the dark and from right to left.  What is
drawn lies in docs/images/screens and is shown by docs/screens.md, which is written here too.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests import browser, screens_prepared

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "images" / "screens"
DOCUMENT = ROOT / "docs" / "screens.md"
SCENE_SECONDS = 150
PATIENCE = 300
QUALITY, LOWER_QUALITY = 78, 62
WIDE, NARROW = {"width": 1360, "height": 860}, {"width": 390, "height": 844}
VARIANTS: dict[str, dict[str, Any]] = {
    "wide": {"viewport": WIDE},
    "dark": {"viewport": WIDE, "color_scheme": "dark"},
    "narrow": {"viewport": NARROW, "is_mobile": True, "has_touch": True},
    "right-to-left": {"viewport": WIDE},
}
SCREENS: dict[str, tuple[str, str, str]] = {
    "inbox": ("Olivia", "/inbox/", "The inbox"),
    "conversation": ("Olivia", "first thread", "A conversation, with the verdict before anything is typed"),
    "public": ("Olivia", "first public thread", "A public word of somebody, and the two ways to answer"),
    "asks": ("Olivia", "/asks/", "Questions, with a name and without"),
    "wall": ("Olivia", "/wall/", "The walls of all networks"),
    "people": ("Olivia", "/people/", "People"),
    "person": ("Olivia", "first person", "One person, with all that is known"),
    "reach": ("Olivia", "/reach/", "Ways to reach"),
    "search": ("Olivia", "/search/?q=coffee", "Search"),
    "reports": ("Olivia", "/reports/", "Reports"),
    "channels": ("Olivia", "/settings/channels/", "Channels"),
    "settings": ("Olivia", "/settings/", "Settings"),
    "lists": ("Olivia", "/settings/lists/1/", "A list: its words, who joined, and how people come to it"),
    "campaign": ("Olivia", "/campaigns/1/write/", "One text to many, as it is written"),
    "dry-run": ("Olivia", "/campaigns/1/dry-run/", "Who would get it, who not, and why"),
    "health": ("Olivia", "/settings/health/", "How mail to lists is received"),
    "page": ("", "/@harbour/", "The brand's own page"),
    "join": ("", "/@harbour/lists/", "What one may ask to be told of"),
    "messages": ("", "/@harbour/messages/", "A visitor's messages"),
}
"""Name of the picture: who looks (a member, or a visitor), where, and what stands under it."""
NEWEST: dict[str, tuple[str, str, str]] = {
    "offer": ("Olivia", "an offer to everybody", "An offer to everybody, its words, and the ways on"),
    "mix": ("Olivia", "/reports/mix/", "What was said in public, by kind"),
    "in-public": ("Olivia", "/reports/public/", "What posts and polls have won"),
    "polls": ("Olivia", "/polls/new/?template=hear", "A poll, from a question to begin with"),
    "poll": ("Olivia", "/polls/1/", "What came of a poll"),
    "vote": ("", "/@harbour/polls/1/", "A vote, and a yes beside it that is confirmed by mail"),
    "request": ("Olivia", "/people/requests/1/", "A friend request, read by points"),
    "exposure": ("Olivia", "what others see", "What a new friend would see"),
    "brief": ("Olivia", "/people/1/brief/", "A brief, before anything is written to somebody"),
    "notes": ("Olivia", "/notes/", "Personal notes, and who might get one"),
    "note": ("Olivia", "/notes/1/", "A note that is anybody’s, beside the brief"),
    "import": ("Olivia", "/settings/lists/1/import/1/", "A list out of another tool"),
}
"""As SCREENS, of what a member has prepared first (`_prepare`); drawn in three ways, for pictures are heavy."""


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home, _demo(Path(home)) as said, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser.PROGRAM, args=browser.ARGUMENTS)
        address = re.search(r"(http://\S+?)/@harbour/", said).group(1)  # type: ignore[union-attr]
        state = _signed_in(chromium, re.search(r"Olivia.*?\n\s*(http\S+)", said).group(1))  # type: ignore[union-attr]
        wanted = set(sys.argv[1:]) or {*SCREENS, *NEWEST}
        if wanted & {*NEWEST}:
            screens_prepared.prepare(chromium, address, state)
        for name in (one for one in (*SCREENS, *NEWEST) if one in wanted):
            who, where, _ = (SCREENS | NEWEST)[name]
            for variant in _variants(name):
                given = {"base_url": address, "storage_state": state if who else None} | VARIANTS[variant]
                _draw(chromium, FOLDER / f"{name}-{variant}.jpg", where, given)
        chromium.close()
    _document()


def _variants(name: str) -> list[str]:
    return [variant for variant in VARIANTS if name in SCREENS or variant != "right-to-left"]


@contextmanager
def _demo(home: Path) -> Iterator[str]:
    """The demo, after its scene; what it printed."""
    log = home / "said.txt"
    environ = os.environ | {"COLUMNS": "400", "NO_COLOR": "1"}
    with log.open("w") as file:
        command = [
            sys.executable,
            "-m",
            "askfirst",
            "demo",
            "--home",
            str(home / "demo"),
            "--listen",
            "127.0.0.1:8099",
        ]
        demo = subprocess.Popen(
            command, stdout=file, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, env=environ
        )
    try:
        until = time.monotonic() + PATIENCE
        while "signs that member in" not in log.read_text():
            if demo.poll() is not None or time.monotonic() > until:
                sys.exit(f"The demo did not start:\n{log.read_text()}")
            time.sleep(0.5)
        time.sleep(SCENE_SECONDS)
        yield log.read_text()
    finally:
        demo.send_signal(signal.SIGINT)
        demo.wait(60)


def _signed_in(chromium: Browser, link: str) -> Any:
    context = chromium.new_context()
    page = context.new_page()
    page.goto(link)
    page.get_by_role("button", name=re.compile("Sign in as")).click()
    page.wait_for_url("**/inbox/")
    state = context.storage_state()
    context.close()
    return state


def _draw(chromium: Browser, file: Path, where: str, options: dict[str, Any]) -> None:
    context = chromium.new_context(reduced_motion="reduce", **options)
    if file.stem.endswith("right-to-left"):
        context.add_cookies([{"name": "askfirst_language", "value": "ar", "url": str(options["base_url"])}])
    page = context.new_page()
    _go(page, where)
    page.wait_for_timeout(600)
    name = file.stem.removesuffix(f"-{next(one for one in VARIANTS if file.stem.endswith(one))}")
    page.screenshot(path=file, type="jpeg", quality=QUALITY if name in SCREENS else LOWER_QUALITY)
    context.close()


def _go(page: Page, where: str) -> None:
    if where.startswith("/"):
        page.goto(where)
        return
    if where in screens_prepared.ACTS:
        screens_prepared.ACTS[where](page)
        return
    listed = {"first person": "/people/", "first public thread": "/inbox/?kind=comment"}.get(where, "/inbox/")
    page.goto(listed)
    links = page.locator("a[href*='/people/']" if where == "first person" else ".thread-row a")
    numbered = [
        href
        for href in links.evaluate_all("all => all.map(one => one.getAttribute('href'))")
        if re.search(r"/\d+/", href)
    ]
    if numbered:
        page.goto(numbered[0])


def _document() -> None:
    parts = [
        "# How it looks",
        "",
        "Harbour Coffee after its scene: wide, narrow, in the dark, and from right to left. Made by `make screenshots`.",
        "",
    ]
    for name, (_, _, title) in (SCREENS | NEWEST).items():
        parts += [f"## {title}", "", f"![{title}](images/screens/{name}-wide.jpg)", ""]
        parts += [
            f"![{title}, {variant}](images/screens/{name}-{variant}.jpg)"
            for variant in _variants(name)
            if variant != "wide"
        ]
        parts.append("")
    DOCUMENT.write_text("\n".join(parts))


if __name__ == "__main__":
    main()
