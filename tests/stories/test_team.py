"""The team: what came in is seen wherever they are, nobody is written to first, and nobody answers twice."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.stories import acts
from tests.stories.product import wait_until

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.stories.conftest import People

pytestmark = [pytest.mark.story, pytest.mark.one_database]


@pytest.mark.row("F3")
def test_a_message_is_seen_wherever_the_member_is_before_it_is_opened(people: People) -> None:
    caleb, olivia, ana = people("caleb"), people("olivia"), people("Ana")
    caleb.goto("/settings/")
    olivia.goto("/settings/page/")
    acts.write(ana, "Did I leave my umbrella with you?", name="Ana")
    for member in (caleb, olivia):
        notice = member.get_by_role("status", name="What just came in").get_by_role("link")
        expect(notice).to_contain_text("Ana")
        expect(notice).to_contain_text("Did I leave my umbrella")
        expect(acts.bell(member)).to_contain_text("1 new")
        expect(acts.inbox_link(member)).to_contain_text("1 unread")
    acts.bell(caleb).click()
    overview = caleb.locator("#news-popover")
    expect(overview.get_by_role("heading", name="What came in")).to_be_visible()
    line = overview.get_by_role("listitem").filter(has_text="Ana")
    expect(line).to_contain_text("Did I leave my umbrella with you?")
    expect(line.locator("time")).to_be_visible()
    caleb.reload()
    expect(acts.inbox_link(caleb)).to_contain_text("1 unread")


@pytest.mark.row("F3")
def test_opening_clears_the_badge_for_who_opened_and_for_nobody_else(people: People) -> None:
    caleb, olivia, ben = people("caleb"), people("olivia"), people("Ben")
    _read_all(caleb, olivia)
    acts.write(ben, "Is the back room free?", name="Ben")
    expect(acts.inbox_link(olivia)).to_contain_text("1 unread")
    acts.open_talk(caleb, "Ben")
    expect(acts.inbox_link(caleb)).not_to_contain_text("unread")
    expect(acts.bell(caleb)).not_to_contain_text("new")
    caleb.reload()
    expect(acts.inbox_link(caleb)).not_to_contain_text("unread")
    olivia.reload()
    expect(acts.inbox_link(olivia)).to_contain_text("1 unread")
    expect(acts.bell(olivia)).to_contain_text("new")


def _read_all(*members: Page) -> None:
    for member in members:
        for who in member.get_by_role("list", name="Conversations").locator(".row-name").all_text_contents():
            acts.open_talk(member, who)
        expect(acts.inbox_link(member)).not_to_contain_text("unread")


@pytest.mark.row("F4")
@pytest.mark.row("Z2")
def test_nobody_writes_first_to_somebody_who_only_likes_the_page(people: People) -> None:
    liker, caleb = people("Tom"), people("caleb")
    liker.get_by_role("button", name="Like", pressed=False).click()
    expect(liker.get_by_role("button", name="Liked")).to_be_visible()
    person = _newest_person(caleb)
    ways = caleb.get_by_role("article").filter(has_text="Harbour Coffee's page")
    expect(ways).to_contain_text(re.compile(f"{acts.ONLY}|{acts.NOT_NOW}"))
    expect(ways).to_contain_text("has not written to you")
    expect(ways.get_by_role("link", name="Write to this person")).to_have_count(0)
    ways.get_by_role("link", name="Why?").click()
    sheet = caleb.get_by_role("dialog", name="Why?")
    expect(sheet).to_contain_text("A like, a follow, a vote or a visit opens nothing.")
    expect(sheet).to_contain_text(re.compile(r"read \d+ \w+ 20\d\d"))
    expect(sheet).to_contain_text("page.first_word")
    expect(sheet.get_by_role("heading", name="What is open instead")).to_be_visible()
    expect(sheet.get_by_role("heading", name="What would change the answer")).to_be_visible()
    sheet.get_by_role("button", name="Close").click()
    caleb.goto(f"{person}write/1/")
    expect(caleb.get_by_role("main")).to_contain_text("Cannot be sent this way")
    expect(caleb.get_by_role("button", name="Send")).to_have_count(0)


def _newest_person(member: Page) -> str:
    nameless = (
        member.get_by_role("main")
        .get_by_role("link")
        .filter(has_text=re.compile(r"Somebody without a name, no. \d+"))
    )
    wait_until(lambda: member.goto("/people/") and nameless.count(), "the liker is among the people")
    nameless.last.click()
    expect(member.get_by_role("heading", name="Ways to reach them")).to_be_visible()
    return member.url


@pytest.mark.row("F4")
def test_one_comment_is_answered_privately_once_and_the_wall_is_told_in_one_click(people: People) -> None:
    mara, tess, caleb = people("mara"), people("Tess"), people("caleb")
    acts.publish(mara, "New beans from Huila are here.")
    tess.reload()
    acts.comment(tess, "New beans from Huila", "My last bag was stale!", name="Tess")
    caleb.goto("/wall/")
    item = caleb.locator(".item").filter(has_text="My last bag was stale!").last
    item.get_by_role("link", name="Answer privately").click()
    late = people("caleb", java_script_enabled=False)
    late.goto(caleb.url)
    late.get_by_label("Your private answer").fill("A second word")
    expect(caleb.get_by_role("main")).to_contain_text("Private replies left: 1 of 1")
    caleb.get_by_label("Your private answer").fill("I am sorry. May I send you a fresh one?")
    caleb.get_by_role("button", name="Send privately").click()
    expect(acts.unread_badge(tess)).to_contain_text("1")
    acts.unread_badge(tess).click()
    tess.get_by_role("main").get_by_role("link").filter(has_text="I am sorry.").click()
    expect(tess.get_by_role("listitem").filter(has_text="May I send you a fresh one?")).to_be_visible()

    caleb.goto("/wall/")
    item.get_by_role("link", name="we have written to you").click()
    caleb.get_by_role("button", name="Say it in public").click()
    tess.goto("/@harbour/")
    thread = tess.get_by_role("article").filter(has_text="My last bag was stale!")
    expect(thread).to_contain_text("written to you")
    expect(thread).not_to_contain_text("May I send you a fresh one?")

    late.get_by_role("button", name="Send privately").click()
    expect(late.get_by_role("main")).to_contain_text("Private replies left: 0 of 1")
    expect(late.get_by_role("main")).to_contain_text(re.compile(f"{acts.ONLY}|{acts.NOT_NOW}"))
    expect(late.get_by_label("Your private answer")).to_have_value("A second word")
    expect(late.get_by_role("button", name="Send privately")).to_have_count(0)
    late.get_by_text("Why?").click()
    expect(late.get_by_role("main")).to_contain_text("one private reply")


@pytest.mark.row("F5")
def test_message_all_fans_does_not_exist_and_says_why_and_what_does(people: People) -> None:
    fans = [people(name) for name in ("Uma", "Vic")]
    for fan in fans:
        fan.get_by_role("button", name="Like", pressed=False).click()
        expect(fan.get_by_role("button", name="Liked")).to_be_visible()
    mara = people("mara")
    mara.get_by_role("link", name="Message many people…").click()
    main = mara.get_by_role("main")
    expect(main.get_by_role("heading", name="Message many people")).to_be_visible()
    crowd = main.locator("section").filter(
        has=mara.get_by_role("heading", name="Everybody who likes or follows your page")
    )
    expect(crowd).to_contain_text(re.compile(r"\d+ people like or follow your page now"))
    expect(crowd).to_contain_text("A like, a follow, a vote or a visit opens nothing.")
    expect(crowd).to_contain_text("page.many")
    expect(crowd.get_by_role("heading", name="What is possible instead")).to_be_visible()
    expect(crowd.get_by_role("link").first).to_be_visible()
    expect(main).to_contain_text("attend")
    expect(main.get_by_role("textbox")).to_have_count(0)
    expect(main.get_by_role("button")).to_have_count(0)
    for fan in fans:
        fan.goto("/@harbour/messages/")
        expect(fan.get_by_role("main")).to_contain_text("No messages yet")


def test_the_second_to_answer_sees_the_first_answer_before_sending(people: People) -> None:
    caleb, mara, wes = people("caleb"), people("mara"), people("Wes")
    acts.write(wes, "Which of you is in charge?", name="Wes")
    acts.open_talk(caleb, "Wes")
    acts.open_talk(mara, "Wes")
    acts.answer_box(mara).press_sequentially("I think ")
    expect(acts.conversation(caleb)).to_contain_text("Mara Lind is writing an answer")
    acts.answer(caleb, "I am, how can I help?")
    expect(acts.talk(mara)).to_contain_text("I am, how can I help?")
    expect(acts.answer_box(mara)).to_have_value("I think ")
    expect(acts.row(mara, "Wes")).to_contain_text("Caleb Reed")


def test_three_conversations_are_answered_with_the_keyboard_alone(people: People) -> None:
    caleb = people("caleb")
    for name in ("Xan", "Yve", "Zoe"):
        acts.write(people(name), f"{name} asks", name=name)
        expect(acts.row(caleb, name)).to_be_visible()
    for name in ("Zoe", "Yve", "Xan"):
        caleb.goto("/inbox/")
        keys = caleb.keyboard
        for _ in range(20):
            keys.press("j")
            if f"{name} asks" in (caleb.locator(":focus").text_content() or ""):
                break
        keys.press("Enter")
        expect(acts.conversation(caleb).get_by_role("heading", name=name, level=2)).to_be_visible()
        keys.press("r")
        expect(acts.answer_box(caleb)).to_be_focused()
        keys.type(f"Dear {name}, yes.")
        keys.press("Control+Enter")
        acts.left(caleb, f"Dear {name}, yes.")
        keys.press("Escape")
        keys.press("e")
        expect(acts.conversation(caleb).get_by_role("button", name="Open again")).to_be_visible()
    caleb.goto("/inbox/?view=done")
    for name in ("Xan", "Yve", "Zoe"):
        expect(acts.row(caleb, name)).to_be_visible()


def test_words_that_are_too_long_are_refused_with_a_sentence_and_stay(people: People) -> None:
    caleb = people("caleb")
    acts.write(people("Abe"), "Tell me everything", name="Abe")
    acts.open_talk(caleb, "Abe")
    acts.answer_box(caleb).fill("y" * 5_001)
    expect(acts.conversation(caleb)).to_contain_text("1 too many")
    acts.send(caleb).click()
    expect(acts.conversation(caleb).get_by_role("alert")).to_contain_text("5,001 characters, and 5,000 fit")
    expect(acts.answer_box(caleb)).to_have_value("y" * 5_001)
