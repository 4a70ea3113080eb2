"""Live: what one says is on the other's screen without a reload, also after a tunnel and after a restart."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from playwright.sync_api import expect

from askfirst.sandbox.browser import Browser as Fan
from tests.stories import acts

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

    from tests.stories.conftest import People
    from tests.stories.product import Product

pytestmark = [pytest.mark.story, pytest.mark.row("F8")]


def test_words_typing_and_read_marks_cross_both_ways_without_a_reload(people: People) -> None:
    ana, caleb = people("Ana"), people("caleb")
    acts.write(ana, "One", name="Ana")
    expect(acts.row(caleb, "Ana")).to_contain_text("One")
    acts.open_talk(caleb, "Ana")
    box = acts.dialog(ana)
    expect(box.get_by_role("listitem").filter(has_text="One")).to_contain_text("Seen")
    acts.answer_box(caleb).press_sequentially("Tw")
    expect(box).to_contain_text("Harbour Coffee is writing")
    acts.answer(caleb, "Two")
    expect(box.get_by_role("listitem").filter(has_text="Two")).to_be_visible()
    expect(acts.bubble(caleb, "Two")).to_contain_text("Seen")
    box.get_by_label("Your message").press_sequentially("Thr")
    expect(acts.conversation(caleb)).to_contain_text("Ana is typing")
    acts.write(ana, "Three")
    expect(acts.talk(caleb)).to_contain_text("Three")
    expect(acts.row(caleb, "Ana")).to_contain_text("Three")


MANY_TABS = 8
"""More than the six connections that a browser keeps to one house."""


def test_a_row_of_open_tabs_keeps_none_of_them_waiting(people: People) -> None:
    caleb, fay = people("caleb"), people("Fay")
    caleb.context.add_init_script(
        "Object.defineProperty(document, 'hidden', { get: () => !globalThis.isLookedAt })"
    )
    tabs = [caleb.context.new_page() for _ in range(MANY_TABS)]
    for tab in tabs:
        tab.goto("/inbox/", wait_until="domcontentloaded")
        tab.wait_for_timeout(500)
    acts.write(fay, "Which of them will see this?", name="Fay")
    tabs[-1].evaluate("globalThis.isLookedAt = true; document.dispatchEvent(new Event('visibilitychange'))")
    expect(acts.row(tabs[-1], "Fay")).to_contain_text("Which of them")
    expect(acts.row(caleb, "Fay")).to_contain_text("Which of them")


@pytest.mark.one_database
def test_what_happens_while_a_screen_is_on_its_way_stands_on_it(people: People, product: Product) -> None:
    """The script of the screen comes late, and what it is to show has come in before it."""
    olivia, caleb = people("olivia"), people("caleb", service_workers="block")
    held: list[Route] = []
    caleb.route(re.compile(r"/askfirst/inbox\.[^/]*js"), lambda asked: held.append(asked))  # noqa: PLW0108 -- Playwright marks what it is given
    caleb.goto("/inbox/", wait_until="commit")
    caleb.wait_for_timeout(1_000)
    assert held, "the page has asked for its script"
    gil = Fan(product.address)
    gil.open("/@harbour/message/")
    gil.submit("/@harbour/message/", name="Gil", text="Between two scripts")
    gil.close()
    expect(acts.row(olivia, "Gil")).to_be_visible()
    caleb.wait_for_timeout(1_000)
    for request in held:
        request.continue_()
    expect(acts.row(caleb, "Gil")).to_contain_text("Between two scripts")


def test_both_catch_up_by_themselves_after_they_were_offline(people: People) -> None:
    ben, caleb, mara = people("Ben"), people("caleb"), people("mara")
    acts.write(ben, "Before the tunnel", name="Ben")
    acts.open_talk(caleb, "Ben")
    caleb.context.set_offline(True)
    acts.write(ben, "While you were away")
    caleb.context.set_offline(False)
    expect(acts.talk(caleb)).to_contain_text("While you were away")
    ben.context.set_offline(True)
    acts.open_talk(mara, "Ben")
    acts.answer(mara, "We have answered meanwhile")
    ben.context.set_offline(False)
    expect(acts.dialog(ben)).to_contain_text("We have answered meanwhile")


def test_open_screens_go_on_after_the_product_was_restarted(people: People, product: Product) -> None:
    cleo, caleb = people("Cleo"), people("caleb")
    acts.write(cleo, "See you after the break", name="Cleo")
    acts.open_talk(caleb, "Cleo")
    product.restart()
    acts.write(cleo, "Here I am again")
    expect(acts.talk(caleb)).to_contain_text("Here I am again")
    acts.answer(caleb, "So are we")
    expect(acts.dialog(cleo)).to_contain_text("So are we")


def test_a_published_post_is_on_every_members_wall_without_a_reload(people: People) -> None:
    mara, caleb, gus = people("mara"), people("caleb"), people("Gus")
    caleb.goto("/wall/")
    acts.publish(mara, "The terrace is open")
    for member in (mara, caleb):
        expect(member.get_by_role("article").filter(has_text="The terrace is open")).to_be_visible()
    mara.get_by_label("What everybody should read").fill("Half a thought")
    gus.reload()
    acts.comment(gus, "The terrace is open", "With dogs?", name="Gus")
    for member in (mara, caleb):
        strand = member.get_by_role("article").filter(has_text="The terrace is open")
        expect(strand).to_contain_text("With dogs?")
        expect(member.get_by_role("navigation", name="Show")).to_contain_text("Not answered 1")
    expect(mara.get_by_label("What everybody should read")).to_have_value("Half a thought")


def test_what_the_page_asks_for_by_itself_fails_in_silence_and_is_made_up_for(people: People) -> None:
    hal, caleb = people("Hal"), people("caleb")
    acts.write(hal, "Is anybody there?", name="Hal")
    acts.open_talk(caleb, "Hal")
    box = acts.dialog(hal)
    box.get_by_label("Your message").fill("Half a thought")
    hal.route("**/@harbour/message*/**", lambda route: route.abort())
    with hal.expect_event("requestfailed"):
        acts.answer(caleb, "We are")
    hal.wait_for_timeout(300)
    expect(box.get_by_role("alert")).to_have_count(0)
    expect(box.get_by_label("Your message")).to_have_value("Half a thought")
    hal.unroute_all()
    hal.context.set_offline(True)
    hal.context.set_offline(False)
    expect(box).to_contain_text("We are")
    expect(box.get_by_label("Your message")).to_have_value("Half a thought")


def test_who_names_the_last_event_it_saw_is_told_all_that_came_after(
    people: People, product: Product
) -> None:
    dan, caleb = people("Dan"), people("caleb")
    acts.write(dan, "First", name="Dan")
    expect(acts.row(caleb, "Dan")).to_contain_text("First")
    before = _last_id(caleb)
    for text in ("Second", "Third"):
        acts.write(dan, text)
        expect(acts.row(caleb, "Dan")).to_contain_text(text)
    told = _told(caleb, product, before, 2)
    assert [kind for _, kind, _ in told].count("message") == 2
    numbers = [number for number, _, _ in told]
    assert numbers == sorted(numbers)
    assert min(numbers) > before


def test_a_visitor_is_never_told_of_other_visitors(people: People, product: Product) -> None:
    eva, caleb = people("Eva"), people("caleb")
    acts.write(eva, "Mine alone", name="Eva")
    expect(acts.row(caleb, "Eva")).to_be_visible()
    before = _last_id(caleb)
    acts.write(people("Finn"), "Not for Eva", name="Finn")
    expect(acts.row(caleb, "Finn")).to_be_visible()
    acts.write(eva, "And again mine")
    expect(acts.row(caleb, "Eva")).to_contain_text("And again mine")
    acts.open_talk(caleb, "Eva")
    acts.answer(caleb, "For Eva")
    told = _told(eva, product, before, 1)
    assert {data["thread"] for _, kind, data in told if kind == "message"} == {
        int(caleb.url.rstrip("/").rpartition("/")[2])
    }


def _last_id(page: Page) -> int:
    """The newest row of the feed, as a fresh screen carries it."""
    page.reload()
    return int(page.locator("body").get_attribute("data-last") or 0)


def _told(page: Page, product: Product, last: int, messages: int) -> list[tuple[int, str, dict[str, Any]]]:
    """Ask for the stream as this browser would after a break, until so many messages were told."""
    cookies = {one["name"]: one["value"] for one in page.context.cookies()}
    brand = {} if "/inbox/" in page.url else {"brand": "harbour"}
    told: list[tuple[int, str, dict[str, Any]]] = []
    with (
        httpx.Client(base_url=product.address, cookies=cookies, timeout=15) as client,
        client.stream("GET", "/live/", params=brand, headers={"Last-Event-ID": str(last)}) as stream,
    ):
        block: dict[str, str] = {}
        for line in stream.iter_lines():
            if found := re.match(r"(id|event|data): ?(.*)", line):
                block[found[1]] = found[2]
            elif not line and block.get("id") and block.get("event") not in {None, "hello"}:
                told.append((int(block["id"]), block["event"], json.loads(block.get("data") or "{}")))
                if [kind for _, kind, _ in told].count("message") >= messages:
                    return told
                block = {}
    raise AssertionError("the stream ended early")
