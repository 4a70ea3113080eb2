"""People who take part: greeted when they come, asked by a poll, found by what they did, and written to as themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.stories import acts
from tests.stories.clear import assert_clear
from tests.stories.post import BRAND, text_of
from tests.stories.product import Founded, Product, installation, wait_until
from tests.world import zone_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.stories.conftest import People
    from tests.stories.post import PostOffice

pytestmark = [pytest.mark.story, pytest.mark.one_database]
GREETING = "Welcome to the pier. What can we do for you?"
QUESTION = "Which bean shall we roast next?"
ANYBODY = "Dear Sir or Madam, we would like to thank you for your loyalty to our company and wish you a pleasant season."
PERSONAL = "Dear Bilal, you wrote that the plum cake was gone by noon. From Friday on we keep a piece for the ferry at six. Yours, Olivia"


@pytest.fixture(scope="module")
def product(
    tmp_path_factory: pytest.TempPathFactory, founded: Founded, post: PostOffice
) -> Iterator[Product]:
    """Harbour Coffee at noon, with a mailbox and a list."""
    links = f"smtp://{post.servers.host}:{post.servers.smtp_port}"
    with installation(
        tmp_path_factory.mktemp("engaged"), like=founded, ASKFIRST_MAIL=links, ASKFIRST_MAIL_FROM=BRAND
    ) as product:
        post.connect(product)
        product.run("list", "add", "Roastery news", "--words", "en=We write to you about our roasts.")
        product.be_noon()
        product.serve()
        yield product


@pytest.mark.row("E7")
def test_the_welcome_is_read_by_who_opens_a_conversation_and_sent_to_nobody(people: People) -> None:
    olivia, bea = people("olivia"), people("Bea")
    olivia.goto("/settings/page/")
    olivia.get_by_label("Greeting").fill(GREETING)
    olivia.get_by_role("button", name="Save").first.click()
    expect(olivia.get_by_label("Greeting")).to_have_value(GREETING)
    expect(bea.get_by_text(GREETING)).to_have_count(0)
    expect(acts.press_message(bea)).to_contain_text(GREETING)
    assert_clear(bea, people)
    acts.write(bea, "Are you open on Sunday?", name="Bea")
    expect(acts.dialog(bea).get_by_role("listitem").filter(has_text=GREETING)).to_have_count(0)
    expect(acts.unread_badge(bea)).not_to_contain_text("1")


@pytest.mark.row("E1")
def test_a_vote_with_a_word_lets_nobody_write_before_the_mail_is_confirmed(
    people: People, post: PostOffice
) -> None:
    olivia, ana = people("olivia"), people("Ana")
    olivia.goto("/polls/")
    assert_clear(olivia, people)
    olivia.get_by_role("link", name="Ask the first question").click()
    olivia.get_by_label("Question", exact=True).fill(QUESTION)
    olivia.get_by_label("Choice 1", exact=True).fill("Sidamo")
    olivia.get_by_label("Choice 2", exact=True).fill("Huila")
    olivia.get_by_label("People may say something with their vote").check()
    olivia.get_by_label("beside the vote").select_option(label="Roastery news")
    assert_clear(olivia, people)
    olivia.get_by_role("button", name="Keep, and look at it").click()
    expect(olivia.get_by_role("region", name="As visitors would see it")).to_contain_text("Sidamo")
    assert_clear(olivia, people)
    olivia.get_by_role("button", name="Open the poll").click()
    wait_until(lambda: ana.goto("/@harbour/") and ana.get_by_text(QUESTION).count(), "the poll stands there")
    assert_clear(ana, people)

    ana.get_by_role("link", name="Vote and say more").click()
    ana.get_by_label("Sidamo").check()
    ana.get_by_label("What would you like to say with it?").fill("With bergamot, please")
    ana.get_by_label("Your name").fill("Ana")
    ana.locator("summary").filter(has_text="Yes, write to me about Roastery news").click()
    ana.get_by_role("checkbox", name="Yes, write to me about Roastery news").check()
    ana.get_by_label("Your email").fill("ana@fans.test")
    assert_clear(ana, people)
    ana.get_by_role("button", name="Vote", exact=True).click()
    expect(ana.get_by_role("heading", name="One more step: your mail")).to_be_visible()
    assert_clear(ana, people)

    poll = olivia.get_by_role("main")
    olivia.reload()
    expect(poll).to_contain_text("With bergamot, please")
    won = poll.locator(".figure").filter(has_text="Opt-ins won")
    expect(won).to_contain_text("0")
    link = acts.CONFIRM.search(text_of(post.arrived("ana@fans.test", "- Roastery news. ")))
    assert link
    ana.goto(urlsplit(link[0]).path)
    ana.get_by_role("button", name="Yes, write to me").click()
    expect(ana.get_by_role("heading", name="You are on the list")).to_be_visible()
    olivia.reload()
    expect(won).to_contain_text("1")
    expect(poll.get_by_role("row").filter(has_text="Sidamo").first).to_contain_text("100 %")
    assert_clear(olivia, people)


@pytest.mark.row("E2")
@pytest.mark.row("E3")
def test_who_takes_part_is_found_and_gets_a_letter_that_is_about_them(
    people: People, post: PostOffice
) -> None:
    """Bilal left his mail address at the till; what he says in public makes him one who takes part."""
    bilal, olivia = people("Bilal", timezone_id=zone_at(12)), people("olivia")
    acts.write_on_wall(bilal, "The plum cake was gone by noon", name="Bilal")
    acts.write_on_wall(bilal, "Do you bake more on Fridays?")
    acts.comment(bilal, "The plum cake", "I mean the one with cinnamon")
    acts.write(bilal, "The ferry at six is mine")

    def is_proposed() -> bool:
        olivia.goto("/notes/")
        return bool(candidate.count())

    candidate = (
        olivia.get_by_role("region", name="Who might get one")
        .get_by_role("listitem")
        .filter(has_text="Bilal")
    )
    wait_until(is_proposed, "Bilal is proposed")
    expect(candidate).to_contain_text("Wrote on the wall")
    assert_clear(olivia, people)
    candidate.get_by_role("link", name="Bilal").click()
    assert_clear(olivia, people)
    olivia.goto(f"{olivia.url.removesuffix('brief/')}addresses/")
    olivia.get_by_label("Network", exact=True).select_option(label="Email")
    olivia.get_by_label("Address", exact=True).fill("bilal@fans.test")
    olivia.get_by_label("How do you know that it is theirs?").fill("His card at the till")
    olivia.get_by_role("button", name="Keep").click()
    olivia.goto("/notes/")
    candidate.get_by_role("button", name="Begin").click()

    brief = olivia.get_by_role("complementary", name="What the rules say, and who they are")
    expect(brief).to_contain_text("The plum cake was gone by noon")
    olivia.get_by_label("Where it goes").select_option(label="hello@harbour.test · Email")
    olivia.get_by_label("Subject, where it is a mail").fill("The plum cake")
    olivia.get_by_label("The note").fill(ANYBODY)
    noticed = olivia.locator("#findings")
    expect(noticed).to_contain_text("Greets nobody")
    expect(noticed).to_contain_text("Nothing about them")
    assert_clear(olivia, people)
    olivia.get_by_label("The note").fill(PERSONAL)
    expect(noticed).not_to_contain_text("Greets nobody")
    expect(noticed).not_to_contain_text("Nothing about them")
    olivia.get_by_role("button", name="Save").click()
    olivia.get_by_role("button", name="Send", exact=True).click()
    mail = post.arrived("bilal@fans.test", "From Friday on we keep a piece")
    assert "Dear Bilal" in text_of(mail)
    olivia.goto("/notes/")
    expect(olivia.get_by_role("region", name="Sent, and what came of it")).to_contain_text("No answer yet")
    assert_clear(olivia, people)
    olivia.goto("/settings/bands/")
    assert_clear(olivia, people)
