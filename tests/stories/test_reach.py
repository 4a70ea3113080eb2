"""Ways to reach: the whole brand's, day by day, and one person's."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.stories import acts

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.stories.conftest import People

pytestmark = [pytest.mark.story, pytest.mark.one_database]


def row(member: Page, network: str) -> Locator:
    return member.get_by_role("row").filter(has=member.get_by_role("rowheader", name=re.compile(network)))


@pytest.mark.row("N1")
@pytest.mark.row("X1")
@pytest.mark.row("T1")
def test_the_overview_tells_what_each_network_was_open_for_on_any_day(people: People) -> None:
    mara = people("mara")
    mara.get_by_role("link", name="Ways to reach").click()
    expect(mara.get_by_role("heading", name="Today, ")).to_be_visible()
    facebook = row(mara, "Facebook").get_by_role("cell").nth(1)
    expect(facebook.get_by_role("list").first).not_to_contain_text("three days ago")
    mara.get_by_label("On", exact=True).fill("2013-12-01")
    expect(mara.get_by_role("heading", name="1 December 2013")).to_be_visible()
    expect(facebook.get_by_role("list").first).to_contain_text("Who wrote to you three days ago")
    expect(row(mara, "Tumblr").get_by_role("cell").nth(1).get_by_role("list").first).to_contain_text(
        "Whom you have followed for a month"
    )
    expect(row(mara, "^X").get_by_role("cell").nth(1).get_by_role("list").first).to_contain_text(
        "Who has followed or liked you for a month"
    )
    mara.reload()
    expect(mara.get_by_role("heading", name="1 December 2013")).to_be_visible()


@pytest.mark.row("Z3")
def test_one_walks_from_change_to_change_and_reads_what_changed(people: People) -> None:
    mara = people("mara")
    mara.goto("/reach/?on=2015-08-06&country=US")
    mara.get_by_role("link", name="Change before").click()
    expect(mara.get_by_role("heading", name="5 August 2015")).to_be_visible()
    changed = mara.get_by_role("region", name="What changed on that day")
    expect(changed).to_contain_text("A page may answer a comment or wall post privately")
    mara.get_by_label("Through the years").focus()
    mara.keyboard.press("Home")
    expect(mara.get_by_label("On", exact=True)).not_to_have_value("2015-08-05")
    expect(mara.get_by_role("heading", name="5 August 2015")).to_have_count(0)


@pytest.mark.row("N2")
@pytest.mark.row("P2")
def test_a_persons_page_shows_every_way_with_its_answer_and_what_would_open_it(people: People) -> None:
    lia, tom, mara = people("Lia"), people("Tom"), people("mara")
    acts.write(lia, "Do you roast on Mondays?", name="Lia")
    tom.get_by_role("button", name="Like", pressed=False).click()
    acts.open_talk(mara, "Lia")
    mara.goto("/people/")
    mara.get_by_role("main").get_by_role("link", name="Lia").first.click()
    ways = mara.get_by_role("region", name="Ways to reach them")
    expect(ways).to_contain_text("You may write")
    mara.get_by_label("Relation").select_option("client")
    mara.get_by_role("button", name="Keep").click()
    expect(mara.get_by_role("heading", name="Best reached by The page")).to_be_visible()
    expect(mara.get_by_role("complementary")).to_contain_text("It is open now.")
    mara.goto("/people/")
    mara.get_by_role("main").get_by_role("link", name="Somebody without a name").first.click()
    expect(ways).to_contain_text("What would open it")
    expect(ways).to_contain_text("They write to you")
    expect(ways).not_to_contain_text("You may write")
