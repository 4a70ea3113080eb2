"""How it looks: whatever people write, nothing breaks out of its place, and nobody is shut out, in light and in dark."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from askfirst.sandbox import cast
from askfirst.sandbox.browser import Browser as Fan
from tests import profiles
from tests.stories import acts
from tests.stories.clear import barriers, too_wide
from tests.stories.product import Founded, Product, installation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Locator, Page

    from tests.stories.conftest import People

pytestmark = [pytest.mark.story, pytest.mark.one_database]
WIDTHS = (1440, 1024, 390)
SEED = 1974
PICTURE = {"files": ("picture.png", cast.picture(), "image/png")}
SAID: dict[str, str] = {
    cast.ANA.name: cast.OPENING_HOURS,
    cast.YUSUF.name: cast.EMOJI_ONLY,
    cast.NOAH.name: cast.COMPLAINT,
    cast.LAILA.name: cast.RIGHT_TO_LEFT,
    cast.MEILING.name: cast.CHINESE,
    cast.PRIYA.name: cast.HINDI_AND_ENGLISH,
    cast.GRACE.name: cast.MARKUP,
    cast.OLENA.name: cast.UKRAINIAN,
    cast.SOFIA.name: cast.SHORT,
    cast.KENJI.name: cast.JAPANESE,
    cast.THEO.name: cast.LONG_WORD,
    cast.BARTHOLOMEW.name: cast.long_letter(),
    cast.TOM.name: "",
}
"""Who says what; who says nothing sends a picture alone."""
_LETTERS = "abcdefghij ßøñ漢字かなעבריתعربيहिन्दी🙂👩‍👩‍👧‍👦\u200b\u202e\n\t—…"


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory, founded: Founded) -> Iterator[Product]:
    """Harbour Coffee after a busy day."""
    with installation(tmp_path_factory.mktemp("looks"), like=founded) as product:
        product.serve()
        chance = random.Random(SEED)
        for name, text in SAID.items():
            _say(product, name, text)
        for number in range(8):
            _say(
                product,
                f"Seed {number}",
                "".join(chance.choices(_LETTERS, k=chance.choice([1, 40, 900, 4900]))) + ".",
            )
        yield product


def _say(product: Product, name: str, text: str) -> None:
    fan = Fan(product.address)
    fan.open("/@harbour/message/")
    fan.submit("/@harbour/message/", files=None if text else PICTURE, name=name, text=text)
    fan.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_no_name_and_no_beginning_of_a_message_breaks_the_list(people: People, width: int) -> None:
    caleb = people("caleb", viewport={"width": width, "height": 900})
    expect(_lines(caleb)).to_have_count(len(SAID) + 8)
    _fits(caleb)


def test_no_message_breaks_the_conversation(people: People) -> None:
    caleb = people("caleb")
    expect(_lines(caleb)).to_have_count(len(SAID) + 8)
    for address in _lines(caleb).locator("> a").evaluate_all("links => links.map(link => link.href)"):
        caleb.goto(address)
        for width in WIDTHS:
            caleb.set_viewport_size({"width": width, "height": 900})
            expect(acts.talk(caleb).get_by_role("article").last).to_be_visible()
            _fits(caleb)


def _lines(member: Page) -> Locator:
    return member.get_by_role("list", name="Conversations").locator("li[data-thread]")


@pytest.mark.parametrize("width", WIDTHS)
def test_no_message_breaks_the_page(people: People, width: int) -> None:
    fan = people("Una", viewport={"width": width, "height": 844})
    _fits(fan)
    name = cast.BARTHOLOMEW.name
    for text in (cast.LONG_WORD, cast.RIGHT_TO_LEFT, cast.EMOJI_ONLY):
        acts.write(fan, text, name=name)
        _fits(fan)
        name = ""
    fan.goto("/@harbour/messages/")
    _fits(fan)


def _fits(page: Page) -> None:
    assert too_wide(page) == [], page.url


def _page(people: People) -> Page:
    return people("Vera")


def _dialog(people: People) -> Page:
    fan = people("Vera")
    acts.write(fan, "How do I look?", name="Vera")
    return fan


def _inbox(people: People) -> Page:
    return people("caleb")


def _filters(people: People) -> Page:
    caleb = people("caleb")
    caleb.get_by_role("button", name="Filter").click()
    expect(caleb.get_by_role("button", name="Show", exact=True)).to_be_visible()
    return caleb


def _many(people: People) -> Page:
    caleb = people("caleb", viewport={"width": 320, "height": 800})
    caleb.goto("/inbox/?waiting=any&sort=waiting")
    caleb.get_by_role("button", name="Tick several").click()
    caleb.get_by_role("button", name="More").click()
    expect(caleb.get_by_role("button", name="Put off", exact=True)).to_be_visible()
    return caleb


def _thread(people: People) -> Page:
    caleb = people("caleb")
    acts.open_talk(caleb, cast.GRACE.name)
    return caleb


def _ask(people: People) -> Page:
    olivia, vera = people("olivia"), people("Vera")
    olivia.goto("/settings/page/")
    for what in ("questions", "questions without a name"):
        switch = olivia.get_by_role("button", name=f"Switch {what} on", exact=True)
        if switch.count():
            switch.click()
    vera.get_by_text("Ask a question").click()
    return vera


def _why(people: People) -> Page:
    caleb = _thread(people)
    acts.verdict(caleb).get_by_role("link", name="Why?").click()
    expect(caleb.get_by_role("dialog", name="Why?")).to_be_visible()
    return caleb


def _at(who: str, address: str) -> Callable[[People], Page]:
    def go(people: People) -> Page:
        page = people(who)
        page.goto(address)
        return page

    return go


PLACES: dict[str, Callable[[People], Page]] = {
    "page": _page,
    "dialog": _dialog,
    "their messages": _at("Vera", "/@harbour/messages/"),
    "inbox": _inbox,
    "filters": _filters,
    "many at once": _many,
    "saved views": _at("caleb", "/inbox/views/"),
    "thread": _thread,
    "why": _why,
    "people": _at("caleb", "/people/"),
    "message many": _at("caleb", "/message-many/"),
    "campaigns": _at("mara", "/campaigns/"),
    "figures of campaigns": _at("mara", "/campaigns/figures/"),
    "wall": _at("olivia", "/wall/"),
    "settings": _at("olivia", "/settings/page/"),
    "who has what": _at("olivia", "/settings/rollout/"),
    "who has one thing": _at("olivia", "/settings/rollout/comments/"),
    "ask": _ask,
    "ready words": _at("olivia", "/settings/words/"),
    "house rules": _at("olivia", "/settings/house/"),
    "a house rule": _at("olivia", "/settings/house/rules/new/"),
    "reports": _at("caleb", "/reports/"),
    "a rule for the inbox": _at("olivia", "/settings/rules/new/"),
    "sign in": _at("Vera", "/accounts/login/"),
}


@pytest.mark.parametrize("place", PLACES)
def test_nobody_is_shut_out(people: People, place: str) -> None:
    page = PLACES[place](people)
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    assert not people.complaints
    assert barriers(page) == []
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    assert barriers(page, runOnly=["color-contrast"]) == [], "in the dark only the colours are others"
    people.complaints.clear()  # axe itself adds styles to the page


TEAM_PAGES = (
    "/search/?q=cake", "/notifications/", "/asks/", "/reach/", "/people/1/", "/people/1/lists/did/", "/people/1/merge/",
    "/inbox/1/why/", "/inbox/1/macros/", "/settings/", "/settings/keys/", "/settings/team/", "/settings/teams/",
    "/settings/labels/", "/settings/macros/", "/settings/macros/new/", "/settings/rules/", "/settings/hours/",
    "/settings/button/", "/settings/channels/", "/settings/channels/connect/", "/settings/channels/connect/telegram/",
    "/settings/channels/email/", "/settings/channels/1/limits/", "/settings/house/sources/", "/settings/words/",
    "/accounts/2fa/", "/offline/",
)  # fmt: skip
VISITOR_PAGES = (
    "/@harbour/you/",
    "/@harbour/stop/",
    "/@harbour/come-in/",
    "/@harbour/message/",
    "/@harbour/ask/",
)


def test_no_page_shuts_anybody_out_on_the_narrowest_screen(people: People) -> None:
    """Also what is 1280 wide and twice as large (WCAG 1.4.10) is 640 wide, so 320 says it for both."""
    narrow: dict[str, Any] = {"viewport": {"width": 320, "height": 700}, "reduced_motion": "reduce"}
    found: dict[str, list[str]] = {}
    _set_up_for_work(people("olivia"))
    for who, addresses in (("olivia", TEAM_PAGES), ("Una", VISITOR_PAGES)):
        page = people(who, **narrow)
        for address in addresses:
            page.goto(address)
            found[address] = _all_barriers(page)
    page = people("olivia", **narrow)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    found["the list of keys"] = _all_barriers(page)
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    expect(page.get_by_role("option").first).to_be_visible()
    found["the palette"] = _all_barriers(page)
    people.complaints.clear()  # axe itself adds styles to the page
    shut = [f"{place}: {barrier}" for place, barriers in found.items() for barrier in barriers]
    assert not shut, "\n".join(shut)


def _set_up_for_work(olivia: Page) -> None:
    """Lists that are empty on the first day have a line now, and a long one."""
    olivia.goto("/settings/words/")
    olivia.get_by_label("Name", exact=True).fill("opening hours")
    olivia.get_by_label("Words", exact=True).fill(
        "Hello {first_name|there}, " + "we are open from nine. " * 9
    )
    olivia.get_by_role("button", name="Keep", exact=True).click()
    expect(olivia.get_by_role("link", name="/opening hours")).to_be_visible()
    olivia.goto("/settings/labels/")
    olivia.get_by_label("Word", exact=True).first.fill("Donaudampfschifffahrtsgesellschaft")
    olivia.get_by_role("button", name="Make it").click()
    expect(olivia.get_by_role("button", name="Save", exact=False)).to_be_visible()


def _all_barriers(page: Page) -> list[str]:
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    found = too_wide(page) + barriers(page, rules={"target-size": {"enabled": True}})
    if (
        profiles.NAME != "deep"
    ):  # the colours are those of PLACES, where they are looked at in the dark each time
        return found
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    return found + barriers(page, runOnly=["color-contrast"])


def test_who_is_in_the_dark_already_sees_it_dark(people: People) -> None:
    backgrounds = {
        scheme: people("Vera", color_scheme=scheme).evaluate(
            "getComputedStyle(document.body).backgroundColor"
        )
        for scheme in ("light", "dark")
    }
    assert backgrounds["light"] != backgrounds["dark"]
