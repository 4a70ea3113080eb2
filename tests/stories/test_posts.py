"""What everybody reads: an offer is held and something better is said, a blog becomes posts, and the mix is measured."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.networks.scripted_http import Says, ScriptedHttp
from tests.networks.test_feeds import rss
from tests.stories import acts
from tests.stories.clear import assert_clear
from tests.stories.product import Founded, Product, installation, wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Locator, Page

    from tests.stories.conftest import People

pytestmark = [pytest.mark.story, pytest.mark.one_database]
OFFER = "Only today: 20 % off all our beans. Order now while stocks last, don’t miss out."
TIN = (
    "<title>How to keep beans fresh</title><guid isPermaLink='false'>1</guid><link>https://blog.harbour.example/tin</link>"
    "<description>A tin that closes, a dark shelf, and never the fridge.</description>"
)
STATION = (
    "<title>The water of our street</title><guid isPermaLink='false'>2</guid><link>https://blog.harbour.example/water</link>"
    "<description>Soft water makes a sweeter cup, and a filter helps where it is hard.</description>"
)


class Blog:
    """The team's blog: what stands on it, newest first."""

    def __init__(self, there: ScriptedHttp) -> None:
        self.entries = [TIN]
        self.address = there.url
        there.otherwise = lambda _: Says(200, {"content-type": "application/rss+xml"}, rss(*self.entries))


@pytest.fixture(scope="module")
def blog() -> Iterator[Blog]:
    with ScriptedHttp() as there:
        yield Blog(there)


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory, founded: Founded, blog: Blog) -> Iterator[Product]:
    """Harbour Coffee with a list for offers, and a blog in its own network."""
    inside = blog.address.removeprefix("http://")
    with installation(tmp_path_factory.mktemp("posts"), like=founded, ASKFIRST_INSIDE=inside) as product:
        product.run(
            "list", "add", "Bean offers", "--network", "page", "--words", "en=We tell you of offers of beans."
        )
        product.serve()
        yield product


@pytest.mark.row("O9")
def test_a_new_entry_of_the_blog_becomes_a_draft_and_is_published_by_one_press(
    people: People, blog: Blog
) -> None:
    olivia = people("olivia")
    olivia.goto("/settings/feeds/")
    assert_clear(olivia, people)
    olivia.get_by_label("Address of a blog").fill(blog.address)
    olivia.get_by_role("button", name="Add", exact=True).click()
    feed = olivia.get_by_role("listitem").filter(has_text="Harbour")
    expect(feed).to_contain_text("asked again", timeout=30_000)
    assert_clear(olivia, people)

    blog.entries.insert(0, STATION)
    feed.get_by_role("button", name="Ask now").click()
    wait_until(
        lambda: olivia.goto("/posts/") and olivia.get_by_role("link", name="The water of our street").count(),
        "a draft stands among the posts",
        30,
    )
    assert_clear(olivia, people)
    olivia.get_by_role("link", name="The water of our street").click()
    expect(_words(olivia)).to_have_value(
        re.compile(r"Soft water makes .*\s+https://blog\.harbour\.example/water")
    )
    assert_clear(olivia, people)
    olivia.get_by_role("button", name="Publish", exact=True).click()
    _stands_on_the_page(people, "Soft water makes a sweeter cup")
    olivia.goto("/posts/")
    out = olivia.get_by_role("region", name="Let out").get_by_role("article")
    expect(out).to_contain_text("Soft water makes a sweeter cup")


@pytest.mark.row("O2")
@pytest.mark.row("O3")
@pytest.mark.row("O4")
def test_an_offer_to_everybody_is_marked_and_held_and_something_better_is_said(people: People) -> None:
    mara = people("mara")
    mara.goto("/posts/new/")
    _words(mara).press_sequentially(OFFER)
    live = mara.get_by_role("status").filter(has_text="Reads like an offer.")
    expect(live.locator("mark").filter(has_text="Only today")).to_be_visible()
    expect(live.get_by_role("meter", name="Offer")).to_be_visible()
    expect(live.locator(".reading-why")).to_have_count(1)
    mara.get_by_role("button", name="Publish", exact=True).click()
    held = mara.get_by_role("alert").filter(has_text="This reads like an offer.")
    expect(held).to_contain_text("Nothing was published yet")
    expect(held.locator("mark").filter(has_text="Order now")).to_be_visible()
    expect(held.get_by_role("button", name="Bean offers")).to_be_visible()
    expect(held.get_by_role("link", name="Ask a question")).to_be_visible()
    expect(mara.get_by_role("button", name="Ask for approval")).to_be_visible()
    assert_clear(mara, people)

    held.get_by_role("link", name="Share an article").click()
    entry = mara.get_by_role("article").filter(has_text="How to keep beans fresh")
    assert_clear(mara, people)
    entry.get_by_role("button", name="Write a post from it").click()
    expect(_words(mara)).to_have_value(re.compile("A tin that closes, a dark shelf"))
    mara.get_by_role("button", name="Publish", exact=True).click()
    _stands_on_the_page(people, "A tin that closes, a dark shelf")

    mara.goto("/posts/new/")
    _words(mara).fill(OFFER)
    mara.get_by_role("button", name="Publish", exact=True).click()
    mara.get_by_role("alert").get_by_role("button", name="Bean offers").click()
    expect(mara.get_by_text("Only who joined Bean offers gets this. Nothing has left yet.")).to_be_visible()
    expect(mara.get_by_label("Text", exact=True)).to_have_value(OFFER)

    mara.goto("/reports/mix/")
    said = mara.get_by_role("region", name="What you say in public")
    expect(said).to_contain_text("2 posts")
    expect(said.get_by_role("img", name=re.compile("Useful [1-9]")).first).to_be_visible()
    assert_clear(mara, people)
    mara.goto("/reports/public/")
    assert_clear(mara, people)


@pytest.mark.row("O5")
def test_who_answers_a_stranger_with_an_offer_looks_at_the_stranger_first(people: People) -> None:
    ana, olivia = people("Ana"), people("olivia")
    acts.write_on_wall(ana, "Which tin do you use at home?", name="Ana")
    olivia.goto("/inbox/")
    acts.row(olivia, "Ana").click()
    text = olivia.get_by_label("Your public answer")
    text.fill(OFFER)
    answer = olivia.get_by_role("button", name="Answer in public").last
    answer.click()
    held = olivia.get_by_role("alert").filter(has_text="This answers Ana with an offer.")
    expect(held).to_contain_text("Look first at who asked")
    assert_clear(olivia, people)
    with olivia.expect_popup() as opened:
        held.get_by_role("link", name="Read the brief of Ana").click()
    brief = opened.value
    expect(brief.get_by_role("main")).to_contain_text("Which tin do you use at home?")
    brief.close()
    expect(text).to_have_value(OFFER)
    text.fill("A plain one that closes. How do you keep yours?")
    answer.click()
    expect(acts.talk(olivia)).to_contain_text("A plain one that closes.")
    ana.goto("/@harbour/")
    expect(ana.get_by_role("article").filter(has_text="A plain one that closes.")).to_be_visible()
    expect(ana.get_by_text("Only today")).to_have_count(0)


def _words(member: Page) -> Locator:
    return member.get_by_label("What everybody should read")


def _stands_on_the_page(people: People, words: str) -> None:
    visitor = people("Vera")
    wait_until(
        lambda: visitor.goto("/@harbour/") and visitor.get_by_text(words).count(), f"{words!r} stands there"
    )
