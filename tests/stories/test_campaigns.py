"""A campaign: an agency's writer drafts it, the owner approves it, and it reaches those who asked and are still there."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.stories import acts
from tests.stories.post import BRAND, letter, text_of
from tests.stories.product import Founded, Product, installation, wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

    from tests.stories.conftest import People
    from tests.stories.post import PostOffice

pytestmark = [pytest.mark.story, pytest.mark.one_database, pytest.mark.row("E6")]
TEXT = "Hello {{first_name|there}}, the new harvest is in."


@pytest.fixture(scope="module")
def product(
    tmp_path_factory: pytest.TempPathFactory, founded: Founded, post: PostOffice
) -> Iterator[Product]:
    """Harbour Coffee with a mailbox, a list, and a writer of an agency."""
    links = f"smtp://{post.servers.host}:{post.servers.smtp_port}"
    with installation(
        tmp_path_factory.mktemp("campaigns"), like=founded, ASKFIRST_MAIL=links, ASKFIRST_MAIL_FROM=BRAND
    ) as product:
        post.connect(product)
        product.run("list", "add", "Harvest news", "--most", "20", "--words", "en=We write about harvests.")
        product.be_noon()
        product.serve()
        yield product


@pytest.fixture
def wim(people: People, product: Product) -> Page:
    """Signed in by the link that an owner gave them; they may write, and not read the inbox."""
    if "Wim" in product.sessions:
        return people("Wim")
    said = product.ask("member", "add", "wim@agency.test", "--name", "Wim Post", "--role", "writer")
    page = people("Wim")
    page.goto(f"{product.address}{urlsplit(said['sign_in']).path}")
    page.get_by_role("button", name="Sign in as").click()
    page.wait_for_url("**/campaigns/")
    product.sessions["Wim"] = page.context.storage_state()
    return page


def written(wim: Page) -> None:
    """A new campaign with a subject and a text, kept without a press on Save."""
    wim.goto("/campaigns/new/")
    wim.get_by_label("Name").fill("The new harvest")
    wim.get_by_label("Harvest news").check()
    wim.get_by_role("button", name="Go on to the words").click()
    wim.get_by_label("Subject").fill("The new harvest")
    wim.get_by_label("Text", exact=True).fill("Hello {{nickname}}")
    look = wim.get_by_role("region", name="As it is read")
    expect(look.get_by_text("nickname is no field")).to_be_visible()
    wim.get_by_label("Text", exact=True).fill(TEXT)
    expect(look.get_by_text("Hello Ana, the new harvest is in.")).to_be_visible()
    look.get_by_label("Read as").select_option(label="somebody whose name nobody knows")
    expect(look.get_by_text("Hello there, the new harvest is in.")).to_be_visible()
    expect(wim.get_by_text(re.compile(r"Saved as version \d"))).to_be_visible()
    wim.reload()
    expect(wim.get_by_label("Text", exact=True)).to_have_value(TEXT)


def test_a_writer_drafts_the_owner_approves_and_it_reaches_who_asked_and_is_still_there(
    people: People, post: PostOffice, product: Product, wim: Page
) -> None:
    for who in ("ana", "bilal", "chen"):
        acts.join(people(who.title()), post, who, "Harvest news")
    written(wim)
    wim.get_by_role("link", name="Approval").click()
    wim.get_by_role("button", name="Ask for a yes").click()
    expect(wim.get_by_text("It waits for a yes.")).to_be_visible()

    olivia = people("olivia")
    olivia.goto("/settings/page/")
    olivia.get_by_label("Postal address").fill("1 Quay Street, Harbour")
    olivia.get_by_role("button", name="Save").click()
    olivia.goto("/campaigns/")
    olivia.get_by_role("link", name="The new harvest").click()
    olivia.get_by_label("Comment", exact=True).fill("Good, go.")
    olivia.get_by_role("button", name="Approve this version").click()
    olivia.get_by_role("link", name="Next: sending").click()
    olivia.get_by_label("At that hour of each person’s own clock").check()
    # By the brand's clock, where it is about noon: an hour earlier on the next day.
    tomorrow = (datetime.now(UTC) - timedelta(hours=1)).replace(hour=11) + timedelta(days=1)
    olivia.get_by_label("Day and hour", exact=True).fill(tomorrow.strftime("%Y-%m-%dT%H:%M"))
    olivia.get_by_role("button", name="Save").click()
    expect(olivia.get_by_text("3 get it, 0 are held, 0 do not")).to_be_visible()
    olivia.get_by_role("button", name="Send it at its hour").click()
    how_far = olivia.get_by_role("list", name="How far it is")
    expect(how_far).to_contain_text("3 their turn comes", timeout=30_000)

    post.send(letter("Chen <chen@fans.test>", "STOP"))
    mara = people("mara")
    left = mara.locator(".verdict-figure.deny dd")

    def has_left() -> bool:
        mara.goto(f"{olivia.url.removesuffix('results/')}dry-run/")
        return left.inner_text() == "1"

    wait_until(has_left, "Chen has left", 30)
    product.let_turns_come()
    expect(how_far).to_contain_text("2 let out", timeout=30_000)
    why = olivia.get_by_role("region", name="Who did not get it, or not yet, and why")
    expect(why.get_by_role("row").filter(has_text="consent-base.")).to_contain_text("not allowed")
    for who in ("ana", "bilal"):
        mail = post.arrived(f"{who}@fans.test", "Hello there, the new harvest is in.")
        assert "Leave this list" in text_of(mail)
        assert mail["List-Unsubscribe"]
    expect(olivia.locator("[data-moving] .tag", has_text="Sent")).to_be_visible(timeout=30_000)
    assert not [mail for mail in post.mails_of("chen@fans.test") if "new harvest" in text_of(mail)]


def test_somebody_else_wrote_meanwhile_and_neither_loses_a_word(wim: Page, people: People) -> None:
    wim.goto("/campaigns/new/")
    wim.get_by_label("Name").fill("Two at once")
    wim.get_by_role("button", name="Go on to the words").click()
    wim.get_by_label("Subject").fill("First")
    expect(wim.get_by_text("Saved as version 1.")).to_be_visible()
    mara = people("mara")
    mara.goto(wim.url)
    mara.get_by_label("Text", exact=True).fill("Mara's words")
    expect(mara.get_by_text("Saved as version 2.")).to_be_visible()
    wim.get_by_label("Text", exact=True).fill("Wim's words")
    expect(wim.get_by_text("Mara Lind saved version 2 while you were writing.").first).to_be_visible()
    expect(wim.get_by_text("Mara's words")).to_be_visible()
    expect(wim.get_by_label("Text", exact=True)).to_have_value("Wim's words")
    wim.get_by_role("button", name="Save").click()
    expect(wim.get_by_text("Saved as version 3.")).to_be_visible()
