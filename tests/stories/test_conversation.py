"""One conversation before several people: nobody answers twice, a name in a note calls, and public is not private."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.stories import acts

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.stories.conftest import People

pytestmark = pytest.mark.story


@pytest.mark.row("F8")
def test_two_colleagues_see_each_other_and_the_slower_answer_waits(people: People) -> None:
    ana, caleb, mara = people("Ana"), people("caleb"), people("mara")
    acts.write(ana, "Are you open on Sunday?", name="Ana")
    acts.open_talk(caleb, "Ana")
    acts.open_talk(mara, "Ana")
    expect(_present(caleb)).to_contain_text("Mara Lind is looking at this too")
    expect(_present(mara)).to_contain_text("Caleb Reed is looking at this too")
    acts.answer_box(mara).press_sequentially("Yes,")
    expect(_present(caleb)).to_contain_text("Mara Lind is writing an answer")

    caleb.route(
        "**/stream/**", lambda route: route.abort()
    )  # what she sends does not reach his screen in time
    acts.answer(mara, "Yes, from nine.")
    acts.answer_box(caleb).fill("No idea, sorry.")
    acts.send(caleb).click()
    held = caleb.get_by_role("alert").filter(has_text="Mara Lind answered a moment ago")
    expect(held).to_contain_text("Yes, from nine.")
    expect(acts.answer_box(caleb)).to_have_value("No idea, sorry.")
    caleb.unroute_all()
    expect(acts.dialog(ana)).not_to_contain_text("No idea")

    mara.goto("/wall/")
    expect(_present(caleb)).not_to_contain_text("Mara Lind")
    caleb.get_by_role("tab", name="Note").click()
    note = caleb.get_by_label("Note for your team")
    note.fill("")
    note.press_sequentially("Ask @ma")
    expect(caleb.get_by_role("listbox").get_by_role("option", name="Mara Lind")).to_be_visible()
    note.press("Enter")
    expect(note).to_have_value("Ask @Mara Lind ")
    note.press_sequentially("about the hours")
    caleb.get_by_role("button", name="Add note").click()
    expect(acts.talk(caleb).locator(".note mark")).to_have_text("@Mara Lind")
    told = mara.get_by_role("status", name="What just came in")
    expect(told).to_contain_text("Caleb Reed named you in a note")


def test_put_off_undone_and_done_while_a_colleague_looks_on(people: People) -> None:
    bea, caleb, olivia = people("Bea"), people("caleb"), people("olivia")
    acts.write(bea, "When is the tasting?", name="Bea")
    acts.open_talk(caleb, "Bea")
    acts.open_talk(olivia, "Bea")
    head = acts.conversation(caleb)
    head.locator("#menu-later summary").click()
    head.get_by_role("button", name="Tomorrow morning").click()
    expect(head.locator("#undo")).to_contain_text("Put off.")
    expect(acts.talk(olivia)).to_contain_text("Caleb Reed put it off until tomorrow 09:00")
    head.get_by_role("button", name="Undo").click()
    expect(head.locator("#undo")).to_have_count(0)
    expect(acts.talk(olivia)).to_contain_text("Caleb Reed opened it again")
    head.get_by_role("button", name="Done", exact=True).click()
    expect(head.get_by_role("button", name="Open again")).to_be_visible()
    expect(acts.conversation(olivia).get_by_role("button", name="Open again")).to_be_visible()


@pytest.mark.row("F4")
def test_a_public_comment_is_answered_in_public_and_privately_from_the_inbox(people: People) -> None:
    mara, tess, caleb = people("mara"), people("Tess"), people("caleb")
    acts.publish(mara, "Beans from Sidamo are here.")
    tess.reload()
    acts.comment(tess, "Beans from Sidamo", "My last bag was stale!", name="Tess")
    caleb.goto("/inbox/")
    acts.row(caleb, "Tess").click()
    talk = acts.conversation(caleb)
    expect(talk.get_by_role("heading", name="In public: everybody can read it")).to_be_visible()
    expect(acts.talk(caleb)).to_contain_text("Beans from Sidamo")
    talk.get_by_label("Your public answer").fill("We are sorry to hear that.")
    talk.get_by_role("button", name="Answer in public").click()
    said = acts.talk(caleb).get_by_role("article").filter(has_text="We are sorry to hear that.")
    expect(said).to_contain_text("Everybody can read it")
    expect(talk.get_by_label("Your public answer")).to_have_value("")

    _way(talk, "Answer privately").click()
    expect(talk.get_by_role("heading", name="Only Tess can read it")).to_be_visible()
    expect(talk).to_contain_text("Private replies left: 1 of 1")
    talk.get_by_label("Your private answer").fill("May I send you a fresh one?")
    _way(talk, "Answer in public").click()
    expect(talk.get_by_label("Your public answer")).to_have_value("")
    _way(talk, "Answer privately").click()
    expect(talk.get_by_label("Your private answer")).to_have_value("May I send you a fresh one?")
    talk.get_by_role("button", name="Send privately").click()
    expect(acts.talk(caleb).get_by_role("link", name="Answered privately")).to_be_visible()
    expect(acts.unread_badge(tess)).to_contain_text("2")  # in public and privately
    tess.goto("/@harbour/")
    strand = tess.get_by_role("article").filter(has_text="My last bag was stale!")
    expect(strand).to_contain_text("We are sorry to hear that.")
    expect(strand).not_to_contain_text("May I send you a fresh one?")
    acts.talk(caleb).get_by_role("link", name="Answered privately").click()
    expect(acts.talk(caleb)).to_contain_text("May I send you a fresh one?")


@pytest.mark.row("F8")
def test_a_screen_that_was_offline_or_signed_out_catches_up_and_loses_no_word(people: People) -> None:
    cleo, caleb, mara = people("Cleo"), people("caleb"), people("mara")
    acts.write(cleo, "One", name="Cleo")
    acts.open_talk(caleb, "Cleo")
    caleb.context.set_offline(True)
    acts.write(cleo, "Two, while you were away")
    acts.open_talk(mara, "Cleo")
    mara.get_by_role("tab", name="Note").click()
    mara.get_by_label("Note for your team").fill("She is in a hurry")
    mara.get_by_role("button", name="Add note").click()
    mara.locator(".talk-head").get_by_label("Whose conversation it is").select_option(label="Yours")
    acts.answer_box(caleb).fill("Half a thought")
    caleb.context.set_offline(False)
    for said in ("Two, while you were away", "She is in a hurry", "Mara Lind took it over"):
        expect(acts.talk(caleb)).to_contain_text(said)
    expect(acts.answer_box(caleb)).to_have_value("Half a thought")

    place = caleb.url
    other = caleb.context.new_page()
    other.goto("/inbox/")
    session = next(one for one in caleb.context.cookies() if one["name"] == "askfirst_member")
    caleb.context.clear_cookies(name=session["name"])
    acts.send(caleb).click()
    expect(caleb).to_have_url(re.compile("/accounts/login/"))
    caleb.context.add_cookies([session])
    caleb.goto(place)
    expect(acts.answer_box(caleb)).to_have_value("Half a thought")


def _present(member: Page) -> Locator:
    return member.locator("#present")


def _way(talk: Locator, name: str) -> Locator:
    return talk.get_by_role("navigation", name="How to answer").get_by_role("link", name=name)
