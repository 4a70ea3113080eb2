"""Lists: somebody asks on the page, their mail lets them in, and a website's own form does the same without a script."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import httpx
import pytest
from playwright.sync_api import expect

from tests.stories import acts
from tests.stories.post import BRAND, text_of
from tests.stories.product import Founded, Product, installation
from tests.stories.test_button import website

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

    from tests.stories.conftest import People
    from tests.stories.post import PostOffice

pytestmark = [pytest.mark.story, pytest.mark.one_database, pytest.mark.row("O1")]
DIGITS = re.compile(r"^(\d{3} \d{3})\s*$", re.MULTILINE)


@pytest.fixture(scope="module")
def product(
    tmp_path_factory: pytest.TempPathFactory, founded: Founded, post: PostOffice
) -> Iterator[Product]:
    """Harbour Coffee with a mailbox, and with a server for the mails by which people confirm."""
    links = f"smtp://{post.servers.host}:{post.servers.smtp_port}"
    with installation(
        tmp_path_factory.mktemp("lists"), like=founded, ASKFIRST_MAIL=links, ASKFIRST_MAIL_FROM=BRAND
    ) as product:
        post.connect(product)
        product.serve()
        yield product


def make(mara: Page, name: str, words: str, keyword: str = "") -> None:
    """Make a list, as marketing does."""
    mara.goto("/settings/lists/new/")
    mara.get_by_role("textbox", name="Name", exact=True).fill(name)
    mara.get_by_label("English").fill(words)
    mara.get_by_label("Word that joins it").fill(keyword)
    mara.get_by_role("button", name="Make the list").click()
    expect(mara.get_by_text(f"“{name}” can be joined now.")).to_be_visible()


def test_somebody_joins_by_the_button_of_the_mail_and_another_by_its_digits(
    people: People, post: PostOffice, product: Product
) -> None:
    mara, ana, bilal = people("mara"), people("Ana"), people("Bilal")
    make(mara, "Roastery news", "Harbour Coffee writes to you about its roasts.")
    ana.goto("/@harbour/")
    ana.get_by_role("link", name="Roastery news").click()
    expect(ana.get_by_text("Harbour Coffee writes to you about its roasts.")).to_be_visible()
    ana.get_by_label("Your email").fill("ana@fans.test")
    ana.get_by_role("button", name="Ask to be told").click()
    expect(ana.get_by_role("heading", name="One more step: your mail")).to_be_visible()
    mail = post.arrived("ana@fans.test", "Roastery news. At most 1 message a week.")
    link = acts.CONFIRM.search(text_of(mail))
    assert link
    ana.goto(link[0])
    ana.get_by_role("button", name="Yes, write to me").click()
    expect(ana.get_by_role("heading", name="You are on the list")).to_be_visible()
    expect(ana.get_by_text("Receipt: harbour-2-")).to_be_visible()
    receipt = post.arrived("ana@fans.test", "Receipt: harbour-2-")
    assert [part.get_content_type() for part in receipt.iter_attachments()] == ["application/json"]

    bilal.goto("/@harbour/lists/roastery-news/")
    bilal.get_by_label("Your email").fill("bilal@fans.test")
    bilal.get_by_role("button", name="Ask to be told").click()
    digits = DIGITS.search(text_of(post.arrived("bilal@fans.test", "six digits")))
    assert digits
    bilal.get_by_label("The six digits").fill("000000" if digits[1] != "000 000" else "111111")
    bilal.get_by_role("button", name="Confirm").click()
    expect(bilal.get_by_role("alert")).to_contain_text("try 4 more times")
    bilal.get_by_label("The six digits").fill(digits[1])
    bilal.get_by_role("button", name="Confirm").click()
    expect(bilal.get_by_role("heading", name="You are on the list")).to_be_visible()

    mara.goto("/settings/lists/")
    expect(mara.get_by_role("link", name="Roastery news")).to_contain_text("2 people")


def test_a_form_on_the_brands_own_website_needs_no_script(people: People, post: PostOffice) -> None:
    mara, olivia = people("mara"), people("olivia")
    make(mara, "Open days", "Harbour Coffee tells you of its open days.")
    mara.get_by_text("A form for your own website").click()
    pasted = [mara.locator("#copy-form").inner_text()]
    chen = people("Chen", java_script_enabled=False)
    with website(pasted) as site:
        olivia.goto("/settings/button/")
        olivia.get_by_label("Sites that may show it").fill(site)
        olivia.get_by_role("button", name="Save").click()
        chen.goto(site)
        chen.get_by_label("Your email").fill("chen@fans.test")
        chen.get_by_role("button", name="Ask to be told").click()
        expect(chen.get_by_role("heading", name="One more step: your mail")).to_be_visible()
    link = acts.CONFIRM.search(text_of(post.arrived("chen@fans.test", "Open days")))
    assert link
    chen.goto(link[0])
    chen.get_by_role("button", name="Yes, write to me").click()
    expect(chen.get_by_role("heading", name="You are on the list")).to_be_visible()


def test_a_program_asks_for_somebody_by_the_key_of_the_list_and_they_confirm(
    people: People, post: PostOffice, product: Product
) -> None:
    mara, dora = people("mara"), people("Dora")
    make(mara, "Till news", "Harbour Coffee tells you what is new at the till.")
    mara.get_by_label("Where it is used").fill("the till")
    mara.get_by_role("button", name="Make a key").click()
    key = mara.locator("#copy-key").inner_text()
    place = f"{product.address}/api/lists/harbour/till-news/"
    with httpx.Client(headers={"Authorization": f"Bearer {key}"}) as till:
        words = till.get(place).json()["words"][0]
        asked = {"address": "dora@fans.test", "version": words["version"], "language": words["language"]}
        assert till.post(place, json=asked).status_code == 202
        assert on_it(mara, "Till news", "0 people")
        link = acts.CONFIRM.search(text_of(post.arrived("dora@fans.test", "Till news")))
        assert link
        dora.goto(link[0])
        dora.get_by_role("button", name="Yes, write to me").click()
        expect(dora.get_by_role("heading", name="You are on the list")).to_be_visible()
        assert on_it(mara, "Till news", "1 person")
        mara.get_by_role("link", name="Till news").click()
        mara.get_by_role("button", name="Switch off the key").click()
        expect(mara.get_by_text("That key opens nothing any more.")).to_be_visible()
        assert till.post(place, json=asked).status_code == 401


def on_it(mara: Page, name: str, many: str) -> bool:
    mara.goto("/settings/lists/")
    return many in mara.get_by_role("link", name=name).inner_text()
