"""One conversation before several people: nobody answers twice, a name in a note calls, and public is not private."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.stories import acts
from tests.stories.product import wait_until

if TYPE_CHECKING:
    from playwright.sync_api import APIResponse, Locator, Page, Route

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
    head.get_by_role("button", name="Undo").click()  # at once: it stands there for ten seconds
    expect(head.locator("#undo")).to_have_count(0)
    expect(acts.talk(olivia)).to_contain_text("Caleb Reed put it off until tomorrow 09:00")
    expect(acts.talk(olivia)).to_contain_text("Caleb Reed opened it again")
    head.get_by_role("button", name="Done", exact=True).click()
    expect(head.get_by_role("button", name="Open again")).to_be_visible()
    expect(acts.conversation(olivia).get_by_role("button", name="Open again")).to_be_visible()


def test_what_was_just_done_can_be_undone_though_the_news_of_it_came_first(people: People) -> None:
    """The live feed is quicker than the answer: what was asked for without the button does not take it away."""
    cora, caleb = people("Cora"), people("caleb")
    acts.write(cora, "Is there a tasting?", name="Cora")
    acts.open_talk(caleb, "Cora")
    head = acts.conversation(caleb)
    answers: list[tuple[Route, APIResponse]] = []
    news: list[Route] = []
    caleb.route("**/state/", lambda route: answers.append((route, route.fetch())))
    caleb.route(re.compile(r"/head/$"), lambda route: news.append(route))  # noqa: PLW0108 -- playwright keeps it by a mark
    head.get_by_role("button", name="Done", exact=True).click()
    wait_until(
        lambda: caleb.wait_for_timeout(50) or (answers and news), "the head is asked for before the answer"
    )
    done, said = answers[0]
    done.fulfill(response=said)
    expect(head.locator("#undo")).to_contain_text("Marked done.")
    with caleb.expect_response(re.compile(r"/head/$")):
        news[0].continue_()
    caleb.unroute_all()
    expect(head.get_by_role("button", name="Open again")).to_be_visible()
    caleb.wait_for_timeout(300)
    head.locator("#undo").get_by_role("button", name="Undo").click()
    expect(head.get_by_role("button", name="Done", exact=True)).to_be_visible()


def test_an_answer_that_comes_late_does_not_show_again_what_has_left_as_under_way(people: People) -> None:
    """What was sent is delivered, and the live feed has told of it, before the page hears what became of its press."""
    dina, caleb = people("Dina"), people("caleb")
    acts.write(dina, "May I bring my dog?", name="Dina")
    acts.open_talk(caleb, "Dina")
    answers: list[tuple[Route, APIResponse]] = []
    caleb.route("**/reply/", lambda route: answers.append((route, route.fetch())))
    acts.answer_box(caleb).fill("You may, on the terrace.")
    acts.send(caleb).click()
    acts.left(caleb, "You may, on the terrace.")
    wait_until(lambda: caleb.wait_for_timeout(50) or answers, "the answer was kept")
    answer, said = answers[0]
    with caleb.expect_response("**/reply/"):
        answer.fulfill(response=said)
    caleb.unroute_all()
    expect(acts.answer_box(caleb)).to_have_value("")
    caleb.wait_for_timeout(300)  # what it would do to the screen it has done by then
    acts.left(caleb, "You may, on the terrace.")


def test_a_menu_stays_open_under_the_answer_to_what_was_done_before(people: People) -> None:
    """Caleb takes a conversation over and at once wants to put it off: what comes back for the first closes nothing."""
    ezra, caleb = people("Ezra"), people("caleb")
    acts.write(ezra, "Do you sell grinders?", name="Ezra")
    acts.open_talk(caleb, "Ezra")
    answers: list[tuple[Route, APIResponse]] = []
    caleb.route("**/assign/", lambda route: answers.append((route, route.fetch())))
    caleb.keyboard.press("Shift+A")
    wait_until(lambda: caleb.wait_for_timeout(50) or answers, "it is his")
    caleb.keyboard.press("z")
    answer, said = answers[0]
    with caleb.expect_response("**/assign/"):
        answer.fulfill(response=said)
    caleb.unroute_all()
    caleb.wait_for_timeout(300)  # what it would do to the menu it has done by then
    caleb.keyboard.press("Enter")
    expect(acts.conversation(caleb).locator("#undo")).to_contain_text("Put off.")


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


def test_words_that_are_kept_while_their_composer_is_on_its_way_stand_in_it(people: People) -> None:
    ilse, caleb = people("Ilse"), people("caleb")
    acts.write_on_wall(ilse, "My bag was open", name="Ilse")
    caleb.goto("/inbox/")
    acts.row(caleb, "Ilse").click()
    talk = acts.conversation(caleb)
    _way(talk, "Answer privately").click()
    keeping: list[Route] = []
    caleb.route("**/keep/", lambda route: keeping.append(route))  # noqa: PLW0108 -- it wants a function of Python
    talk.get_by_label("Your private answer").fill("May I send you another one?")
    _way(talk, "Answer in public").click()
    expect(talk.get_by_label("Your public answer")).to_have_value("")
    while not keeping:  # the browser keeps them a second after the last letter
        caleb.wait_for_timeout(50)

    def made_before_they_were_kept(route: Route) -> None:
        made = route.fetch()
        keeping[0].fulfill(response=keeping[0].fetch())
        caleb.wait_for_timeout(300)
        route.fulfill(response=made)

    caleb.route("**/ways/**", made_before_they_were_kept)
    _way(talk, "Answer privately").click()
    expect(talk.get_by_label("Your private answer")).to_have_value("May I send you another one?")


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
