"""Leaving: by the mail program's own button, by the link in the text, by the preference page, by a word in a conversation."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote, urlsplit

import httpx
import pytest
from playwright.sync_api import expect

from tests.stories import acts
from tests.stories.post import BRAND, complaint, letter, text_of
from tests.stories.product import Founded, Product, installation, wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage

    from playwright.sync_api import Page

    from tests.stories.conftest import People
    from tests.stories.post import PostOffice

pytestmark = [pytest.mark.story, pytest.mark.one_database, pytest.mark.row("O1", "Z4")]
LESS = re.compile(r"https://\S+/less/\S+/")
MINE = re.compile(r"https://\S+/preferences/\S+/")
ONE_CLICK = re.compile(r"<(http[^>]+)>")
MAILTO = re.compile(r"<(mailto:[^>]+)>")


@pytest.fixture(scope="module")
def product(
    tmp_path_factory: pytest.TempPathFactory, founded: Founded, post: PostOffice
) -> Iterator[Product]:
    """Harbour Coffee with a mailbox and a list, as it stands behind a proxy that speaks TLS: one click needs `https:`."""
    links = f"smtp://{post.servers.host}:{post.servers.smtp_port}"
    with installation(
        tmp_path_factory.mktemp("leaving"), like=founded, ASKFIRST_MAIL=links, ASKFIRST_MAIL_FROM=BRAND
    ) as product:
        product.environ["ASKFIRST_ADDRESS"] = product.address.replace("http:", "https:")
        post.connect(product)
        product.run("list", "add", "Roasts", "--most", "20", "--words", "en=We write about roasts.")
        product.be_noon()
        product.serve()
        yield product


def sent(people: People, post: PostOffice, name: str, *to: str) -> list[EmailMessage]:
    """Mara writes to the list, Olivia approves and sends it; the mails that arrived."""
    mara, olivia = people("mara"), people("olivia")
    mara.goto("/campaigns/new/")
    mara.get_by_label("Name").fill(name)
    mara.get_by_label("Roasts").check()
    mara.get_by_role("button", name="Go on to the words").click()
    mara.get_by_label("Subject").fill(name)
    mara.get_by_label("Text", exact=True).fill(f"{name}: it is in the shop.")
    expect(mara.get_by_text(re.compile(r"Saved as version \d"))).to_be_visible()
    mara.get_by_role("link", name="Approval").click()
    mara.get_by_role("button", name="Ask for a yes").click()
    olivia.goto("/campaigns/")
    olivia.get_by_role("link", name=name).click()
    olivia.get_by_role("button", name="Approve this version").click()
    olivia.get_by_role("link", name="Next: sending").click()
    olivia.locator("button[value=start]").click()
    return [post.arrived(f"{who}@fans.test", f"{name}: it is in the shop.") for who in to]


def has_an_address(olivia: Page) -> None:
    """The law of many countries asks for one in such a mail."""
    olivia.goto("/settings/page/")
    olivia.get_by_label("Postal address").fill("Harbour Coffee, 1 Quay Street, Bristol")
    olivia.get_by_role("button", name="Save").first.click()
    expect(olivia.get_by_text("Saved").first).to_be_visible()


def on_the_list(mara: Page, many: str) -> bool:
    mara.goto("/settings/lists/")
    return many in mara.get_by_role("link", name="Roasts").inner_text()


def test_three_leave_in_three_ways_and_the_next_text_reaches_none_of_them(
    people: People, post: PostOffice, product: Product
) -> None:
    for who in ("ana", "bilal", "chen", "dora"):
        acts.join(people(who.title()), post, who, "Roasts")
    has_an_address(people("olivia"))
    ana, bilal, chen = sent(people, post, "The July roast", "ana", "bilal", "chen")
    mara = people("mara")

    # The button of Ana's mail program: a mail to the address in the header.
    mailto = MAILTO.search(str(ana["List-Unsubscribe"]))
    assert mailto
    asked = urlsplit(mailto[1])
    subject = parse_qs(asked.query)["subject"][0]
    post.send(letter("ana@fans.test", "", to=unquote(asked.path), subject=subject))
    wait_until(lambda: on_the_list(mara, "3 people"), "Ana has left", 30)

    # The link in the text, without scripts; not meant, and then meant.
    link = LESS.search(text_of(bilal))
    assert link
    page = people("Bilal", java_script_enabled=False)
    page.goto(urlsplit(link[0]).path)
    expect(page.get_by_text("b•••@fans.test")).to_be_visible()
    page.get_by_role("button", name="Leave", exact=True).click()
    page.get_by_role("button", name="I did not mean that").click()
    expect(page.get_by_text("It is as it was before.")).to_be_visible()
    assert on_the_list(mara, "3 people")
    page.get_by_role("button", name="Leave", exact=True).click()
    assert on_the_list(mara, "2 people")

    # Chen types an address and gets a link to all that they get.
    assert "Leave this list" in text_of(chen)
    page = people("Chen")
    page.goto("/@harbour/preferences/")
    page.get_by_label("Your email").fill("chen@fans.test")
    page.get_by_role("button", name="Send me a link").click()
    link = MINE.search(text_of(post.arrived("chen@fans.test", "It works for two hours")))
    assert link
    page.goto(urlsplit(link[0]).path)
    expect(page.get_by_text("We write about roasts.")).to_be_attached()
    wishes = page.get_by_role("region", name="What you wish")
    wishes.get_by_label("Messages").fill("2")
    wishes.get_by_label("in", exact=True).select_option(label="a month")
    wishes.get_by_role("button", name="Save").first.click()
    expect(page.get_by_text("Saved. It holds from now on.")).to_be_visible()
    expect(wishes.get_by_label("Messages")).to_have_value("2")
    page.get_by_text("The July roast").click()
    expect(page.get_by_text("You had agreed to hear from them about this").first).to_be_visible()
    page.get_by_role("button", name="Leave everything").click()
    expect(page.get_by_text("It is so: nothing comes that you did not ask for.")).to_be_visible()
    assert on_the_list(mara, "1 person")

    (dora,) = sent(people, post, "The August roast", "dora")
    for who in ("ana", "bilal", "chen"):
        assert not [one for one in post.mails_of(f"{who}@fans.test") if "The August roast" in text_of(one)]

    pressed_in_the_mail_program(product, dora, mara)
    assert on_the_list(mara, "0 people")


def pressed_in_the_mail_program(product: Product, mail: EmailMessage, mara: Page) -> None:
    """One POST by RFC 8058, twice, after programs have looked at every link and changed nothing."""
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    in_header, in_text = ONE_CLICK.search(str(mail["List-Unsubscribe"])), LESS.search(text_of(mail))
    assert in_header
    assert in_text
    button, link = urlsplit(in_header[1]).path, urlsplit(in_text[0]).path
    assert button.split("/")[-2] != link.split("/")[-2]
    with httpx.Client(base_url=product.address, headers={"User-Agent": "a mail program"}) as program:
        for place in (button, link):
            for method in ("GET", "HEAD", "OPTIONS"):
                program.request(method, place)
        assert on_the_list(mara, "1 person")
        for _twice in range(2):
            said = program.post(button, data={"List-Unsubscribe": "One-Click"})
            assert (said.status_code, said.history, "set-cookie" in said.headers) == (200, [], False)


def test_who_calls_a_mail_spam_gets_no_other_and_its_author_sees_a_number(
    people: People, post: PostOffice
) -> None:
    """The report lies in the brand's mailbox, as a provider's does."""
    has_an_address(people("olivia"))
    acts.join(people("Farah"), post, "farah", "Roasts")
    mara = people("mara")
    assert on_the_list(mara, "1 person")
    (mail,) = sent(people, post, "The September roast", "farah")
    post.send(complaint(mail))
    wait_until(lambda: on_the_list(mara, "0 people"), "nobody is on the list", 30)
    mara.goto("/campaigns/")
    mara.get_by_role("link", name="The September roast").click()
    expect(mara.locator(".figure").filter(has_text="Complaints")).to_contain_text("1")
    expect(mara.locator("main")).not_to_contain_text("farah@fans.test")
    mara.goto("/settings/stops/")
    mara.get_by_role("combobox", name="Network").first.select_option("email")
    mara.get_by_role("textbox", name="Address").first.fill("farah@fans.test")
    mara.get_by_role("button", name="Look").click()
    expect(mara.get_by_text("For everything that you send.")).to_be_visible()


def test_a_word_in_a_conversation_stops_what_was_to_be_sent(people: People) -> None:
    emil, caleb = people("Emil"), people("caleb")
    acts.write(emil, "Are you open on Sunday?", name="Emil Roth")
    expect(acts.row(caleb, "Emil Roth")).to_be_visible(timeout=30_000)
    acts.open_talk(caleb, "Emil Roth")
    expect(acts.verdict(caleb)).to_contain_text("You may write")
    acts.write(emil, "Stop, please")
    expect(acts.verdict(caleb)).to_contain_text("asked us to stop", timeout=30_000)
