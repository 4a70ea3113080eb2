"""Nobody is shut out of a screen: what axe finds, and what is wider than the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from axe_playwright_python.base import AXE_SCRIPT

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.stories.conftest import People

WIDE, NARROW = {"width": 1360, "height": 860}, {"width": 390, "height": 844}


def assert_clear(page: Page, people: People) -> None:
    """Whoever hears the page or presses its keys finds their way, in light and dark, wide and on a phone."""
    own = page.viewport_size or WIDE
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    found = barriers(page) + too_wide(page)
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    found += too_wide(page)
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    found += barriers(page, runOnly=["color-contrast"])
    page.emulate_media(color_scheme="light", reduced_motion="no-preference")
    page.set_viewport_size(own)  # type: ignore[arg-type]
    assert not found, f"{page.url}: " + "\n".join(found)
    page.wait_for_timeout(100)  # what the browser says of axe comes a moment after it
    people.complaints.clear()  # axe itself adds styles to the page


def barriers(page: Page, **options: Any) -> list[str]:
    """What axe finds.  A page learns axe once, and says only what it was asked for: its whole answer is far longer."""
    given = {"resultTypes": ["violations"], "preload": False, **options}
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate("given => axe.run(given).then(answer => answer.violations)", given)
    return [
        f"{one['id']}: {one['nodes'][0]['html']} {one['nodes'][0].get('failureSummary', '')}" for one in found
    ]


def too_wide(page: Page) -> list[str]:
    """Nothing may be scrolled sideways: not the screen, not a pane, not what was said."""
    wide: list[str] = (
        page.evaluate("""() => [document.documentElement, ...document.querySelectorAll("main, section, ol, [role=log], article, dialog")]
        .filter(box => box.scrollWidth > box.clientWidth + 1 && box.clientWidth && !/hidden|clip/.test(getComputedStyle(box).overflowX)
            && getComputedStyle(box).display !== "inline" && (box === document.documentElement || getComputedStyle(box).overflowX !== "visible"))
        .map(box => `${box.tagName}#${box.id}.${box.className} ${box.scrollWidth} > ${box.clientWidth}`)""")
    )
    return wide
