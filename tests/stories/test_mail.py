"""Mail: what real mail programs send stands in the inbox, and the answer lies in their mailbox, in the same thread."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.stories import acts
from tests.stories.post import BRAND, letter, text_of
from tests.stories.product import Founded, Product, installation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.stories.conftest import People
    from tests.stories.post import PostOffice

pytestmark = [pytest.mark.story, pytest.mark.one_database, pytest.mark.row("N3")]
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63f8cfc0f01f0005000"
    "1ff89993d1d0000000049454e44ae426082"
)
HTML = """<p>Is the <b>large</b> room free?</p><script>document.title = "owned"</script>
<img src="https://tracker.test/pixel.gif" onerror="document.title = 'owned'"><a href="javascript:document.title='owned'">here</a>"""


@pytest.fixture(scope="module")
def product(
    tmp_path_factory: pytest.TempPathFactory, founded: Founded, post: PostOffice
) -> Iterator[Product]:
    """Harbour Coffee with a mailbox, and with a server for links that visitors asked for."""
    links = f"smtp://{post.servers.host}:{post.servers.smtp_port}"
    with installation(
        tmp_path_factory.mktemp("mail"), like=founded, ASKFIRST_MAIL=links, ASKFIRST_MAIL_FROM=BRAND
    ) as product:
        post.connect(product)
        product.serve()
        yield product


def test_a_mail_with_markup_and_a_file_becomes_a_conversation_in_which_nothing_runs(
    people: People, post: PostOffice
) -> None:
    caleb = people("caleb")
    mail = letter("Ana Ferreira <ana@fans.test>", "Is the large room free?", subject="The room", html=HTML)
    mail.add_attachment(PIXEL, maintype="image", subtype="png", filename="plan.png")
    mail.add_attachment(b"<script>alert(1)</script>", maintype="text", subtype="html", filename="evil.html")
    post.send(mail)
    expect(acts.row(caleb, "Ana Ferreira")).to_be_visible(timeout=30_000)
    said = acts.open_talk(caleb, "Ana Ferreira")
    expect(said).to_contain_text("Is the large room free?")
    expect(said.get_by_role("img", name="plan.png")).to_be_visible()
    said.get_by_text("As it was sent").click()
    expect(said.locator("b")).to_have_text("large")
    assert said.locator("script, [onerror], [href^='javascript:']").count() == 0
    assert "owned" not in caleb.title()
    with caleb.expect_download() as download:
        said.get_by_role("link", name="evil.html").click()
    assert download.value.suggested_filename == "evil.html"


def test_the_answer_lies_in_their_mailbox_in_the_same_thread_and_so_does_the_next(
    people: People, product: Product, post: PostOffice
) -> None:
    caleb = people("caleb")
    first = post.send(letter("Bilal Aydin <bilal@fans.test>", "Do you roast on Mondays?", subject="Roasting"))
    expect(acts.row(caleb, "Bilal Aydin")).to_be_visible(timeout=30_000)
    acts.open_talk(caleb, "Bilal Aydin")
    acts.answer(caleb, "We do, from seven.")
    answer = post.arrived("bilal@fans.test", "We do, from seven.")
    assert answer["References"].split()[-1] == first
    assert answer["In-Reply-To"] == first
    assert answer["Subject"] == "Re: Roasting"
    assert BRAND in answer["From"]
    product.restart()
    again = letter("Bilal Aydin <bilal@fans.test>", "Thank you!", subject="Re: Roasting")
    again["In-Reply-To"] = answer["Message-ID"]
    again["References"] = f"{answer['References']} {answer['Message-ID']}"
    post.send(again)
    expect(acts.talk(caleb)).to_contain_text("Thank you!", timeout=30_000)
    assert len([mail for mail in post.mails_of("bilal@fans.test") if "from seven" in text_of(mail)]) == 1


def test_mail_that_comes_back_is_told_in_words(people: People, post: PostOffice) -> None:
    caleb = people("caleb")
    post.send(letter("Ghost <ghost@bouncing.test>", "Can you hear me?"))
    expect(acts.row(caleb, "Ghost")).to_be_visible(timeout=30_000)
    acts.open_talk(caleb, "Ghost")
    acts.answer_box(caleb).fill("Loud and clear.")
    acts.send(caleb).click()
    expect(acts.bubble(caleb, "Loud and clear.")).to_contain_text("Came back", timeout=30_000)
    expect(acts.bubble(caleb, "Loud and clear.")).to_contain_text(re.compile("exist|unknown", re.IGNORECASE))
    expect(acts.verdict(caleb)).not_to_contain_text(acts.MAY)
    caleb.reload()
    expect(acts.bubble(caleb, "Loud and clear.")).to_contain_text("Came back")


@pytest.mark.row("F2")
def test_page_and_mail_stand_alike_in_the_messages_of_who_owns_both(people: People, post: PostOffice) -> None:
    chen, caleb = people("Chen"), people("caleb")
    post.send(letter("Chen Li <chen@fans.test>", "A letter from me", subject="By mail"))
    expect(acts.row(caleb, "Chen Li")).to_be_visible(timeout=30_000)
    chen.goto("/@harbour/come-in/")
    chen.get_by_label("Your email").fill("chen@fans.test")
    chen.get_by_role("button", name="Send me a link").click()
    mail = post.arrived("chen@fans.test", "/come-in/")
    link = re.search(r"http://\S+/come-in/\S+", text_of(mail))
    assert link
    chen.goto(link[0])
    chen.get_by_role("main").get_by_role("button").click()
    acts.unread_badge(chen).click()
    expect(chen.get_by_role("main").get_by_role("link").filter(has_text="A letter from me")).to_be_visible()
    chen.goto("/@harbour/")
    acts.write(chen, "And a word on the page")
    chen.goto("/@harbour/messages/")
    lines = chen.get_by_role("main").get_by_role("listitem")
    for words in ("A letter from me", "And a word on the page"):
        expect(lines.filter(has_text=words)).to_be_visible()
    chen.reload()
    lines.filter(has_text="A letter from me").get_by_role("link").click()
    expect(chen.get_by_role("listitem").filter(has_text="A letter from me")).to_be_visible()
