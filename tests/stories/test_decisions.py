"""Every message has its decision: it is stored, every no is explained, and the visitor reads the same reasons."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.stories import acts

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.stories.conftest import People
    from tests.stories.product import Product

pytestmark = [pytest.mark.story, pytest.mark.one_database]
DENY = 3


@pytest.mark.row("Z1")
@pytest.mark.row("Z4")
def test_who_asks_why_they_got_a_message_reads_the_decision_it_left_with(
    people: People, product: Product
) -> None:
    ana, caleb = people("Ana"), people("caleb")
    acts.write(ana, "May I bring my dog?", name="Ana")
    acts.open_talk(caleb, "Ana")
    acts.answer(caleb, "Dogs are welcome.")
    product.restart()
    sheet = _why(ana, "Dogs are welcome.")
    expect(sheet).to_contain_text("it was checked whether you may be written to")
    expect(sheet).to_contain_text("You wrote to")
    expect(sheet).to_contain_text("page.")
    caleb.reload()
    decided = _decided(caleb, "Ana")
    decided.locator("summary").filter(has_text="Caleb Reed").first.click()
    expect(decided).to_contain_text(acts.MAY)
    expect(decided.get_by_text("Every one of the five must say yes.").first).to_be_visible()


@pytest.mark.row("Z2")
@pytest.mark.row("Z4")
def test_who_stops_us_there_is_left_alone_at_once_until_they_allow_it_again(
    people: People, product: Product
) -> None:
    ben, caleb = people("Ben"), people("caleb")
    acts.write(ben, "Just this once", name="Ben")
    acts.open_talk(caleb, "Ben")
    acts.answer(caleb, "Of course.")
    expect(acts.verdict(caleb)).to_contain_text(acts.MAY)
    _why(ben, "Of course.").get_by_role("button", name="Stop messages from Harbour Coffee").click()
    expect(ben.get_by_role("heading", name="Harbour Coffee no longer writes to you")).to_be_visible()
    expect(acts.verdict(caleb)).not_to_contain_text(acts.MAY)
    expect(acts.send(caleb)).to_have_count(0)
    product.restart()
    caleb.reload()
    expect(acts.verdict(caleb)).to_contain_text(re.compile(f"{acts.NOT_NOW}|{acts.ONLY}"))
    ben.get_by_role("main").get_by_role("button", name="Hear from Harbour Coffee again").click()
    expect(acts.send(caleb)).to_be_visible()


@pytest.mark.row("Z1")
@pytest.mark.row("Z2")
def test_a_wish_that_came_too_late_is_refused_in_words_and_the_refusal_is_kept(people: People) -> None:
    cleo, caleb = people("Cleo"), people("caleb")
    acts.write(cleo, "A question", name="Cleo")
    acts.open_talk(caleb, "Cleo")
    stale = people("caleb", java_script_enabled=False)
    stale.goto(caleb.url)
    stale.get_by_label("Your message").fill("Too late for this")
    _stop(cleo)
    stale.get_by_role("button", name="Send").click()
    expect(stale.get_by_label("Your message")).to_have_value("Too late for this")
    expect(stale.locator("#verdict")).to_contain_text(re.compile(f"{acts.NOT_NOW}|{acts.ONLY}"))
    cleo.goto("/@harbour/messages/")
    expect(cleo.get_by_role("main")).not_to_contain_text("Too late for this")
    decided = _decided(caleb, "Cleo")
    refused = decided.get_by_role("listitem").filter(has_text="Caleb Reed").first
    expect(refused).to_contain_text(re.compile(f"{acts.NOT_NOW}|{acts.ONLY}"))
    refused.locator("summary").first.click()
    expect(refused).to_contain_text("Only they can lift that")


@pytest.mark.row("Z2")
def test_the_command_line_gives_the_same_answer_as_the_composer(people: People, product: Product) -> None:
    dan, caleb = people("Dan"), people("caleb")
    acts.write(dan, "Hello there", name="Dan")
    acts.open_talk(caleb, "Dan")
    (page, *_) = product.ask("reach", "Dan", "--purpose", "reply")["channels"]
    assert page["verdict"] == "allow"
    expect(acts.verdict(caleb)).to_contain_text(acts.MAY)
    caleb.get_by_label("This is").select_option("a promotion or an offer")
    expect(acts.verdict(caleb)).not_to_contain_text(acts.MAY)
    (page, *_) = product.ask("reach", "Dan", "--purpose", "marketing", expect=DENY)["channels"]
    reasons = [reason["says"] for reason in page["reasons"] if reason["effect"] == "deny"]
    acts.verdict(caleb).get_by_role("link", name="Why?").click()
    for sentence in reasons:
        expect(caleb.get_by_role("dialog", name="Why?")).to_contain_text(sentence)
    _stop(dan)
    assert product.ask("reach", "Dan", "--purpose", "reply", expect=DENY)["channels"][0]["verdict"] == "deny"


@pytest.mark.row("Z2")
def test_a_question_with_facts_given_by_hand_is_answered_by_the_same_rules(product: Product) -> None:
    facts = ["--fact", "likes_page=yes", "--fact", "last_inbound_at=never"]
    said = product.ask("decide", "--network", "page", "--purpose", "service", *facts, expect=DENY)
    assert said["verdict"] == "deny"
    (rule,) = [reason for reason in said["reasons"] if reason["rule"] == "page.first_word"]
    assert "A like, a follow, a vote or a visit opens nothing." in rule["says"]
    assert rule["source"]
    assert "page.first_word" in product.run(
        "decide", "--network", "page", "--purpose", "service", *facts, expect=DENY
    )


def _decided(member: Page, who: str) -> Locator:
    """What was decided about somebody, on the page that says all about them."""
    member.goto("/people/")
    member.get_by_role("main").get_by_role("link").filter(has_text=who).click()
    heading = member.get_by_role("heading", name="What was decided about them")
    return member.locator("section").filter(has=heading)


def _why(visitor: Page, text: str) -> Locator:
    visitor.goto("/@harbour/messages/")
    visitor.get_by_role("main").get_by_role("link").filter(has_text=text).click()
    said = visitor.get_by_role("listitem").filter(has_text=text)
    said.get_by_role("link", name="Why did I get this?").click()
    sheet = visitor.get_by_role("dialog", name="Why did I get this?")
    expect(sheet).to_contain_text(text)
    return sheet


def _stop(visitor: Page) -> None:
    visitor.goto("/@harbour/stop/")
    visitor.get_by_role("main").get_by_role("button", name="Stop messages from Harbour Coffee").click()
    expect(visitor.get_by_role("heading", name="no longer writes to you")).to_be_visible()
