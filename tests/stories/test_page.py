"""The page: strangers write to it, find their conversation again, and are told when something cannot be."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.stories import acts
from tests.stories.product import wait_until

if TYPE_CHECKING:
    from playwright.sync_api import Route

    from tests.stories.conftest import People

pytestmark = [pytest.mark.story, pytest.mark.one_database]


@pytest.mark.row("F1")
def test_a_stranger_writes_with_nothing_but_a_name(people: People) -> None:
    ana, caleb = people("Ana"), people("caleb")
    acts.write(ana, "Are you open on Sunday?", name="Ana")
    expect(acts.open_talk(caleb, "Ana")).to_contain_text("Are you open on Sunday?")
    ana.reload()
    expect(acts.press_message(ana)).to_contain_text("Are you open on Sunday?")


@pytest.mark.row("F1")
def test_who_likes_the_page_and_who_does_not_write_alike(people: People) -> None:
    liker, caleb = people("Lia"), people("caleb")
    liker.get_by_role("button", name="Like", pressed=False).click()
    expect(liker.get_by_role("button", name="Liked")).to_have_attribute("aria-pressed", "true")
    acts.write(liker, "I like your cups", name="Lia")
    expect(acts.open_talk(caleb, "Lia")).to_contain_text("I like your cups")


@pytest.mark.row("F1")
@pytest.mark.row("F2")
def test_all_of_it_works_without_scripts(people: People) -> None:
    bo, caleb = people("Bo", java_script_enabled=False), people("caleb", java_script_enabled=False)
    bo.get_by_role("link", name="Message", exact=True).click()
    bo.get_by_label("Your name").fill("Bo")
    bo.get_by_label("Your message").fill("Plain and simple")
    bo.get_by_role("button", name="Send").click()
    expect(bo.get_by_role("listitem").filter(has_text="Plain and simple")).to_be_visible()
    wait_until(lambda: caleb.goto("/inbox/") and acts.row(caleb, "Bo").count(), "Bo is in the inbox")
    acts.row(caleb, "Bo").click()
    caleb.get_by_label("Your message").fill("Simply answered")
    caleb.get_by_role("button", name="Send").click()
    answer = bo.get_by_role("listitem").filter(has_text="Simply answered")
    wait_until(lambda: bo.goto("/@harbour/message/") and answer.count(), "the answer has come")


@pytest.mark.row("F2")
def test_an_answer_is_announced_on_the_page_and_stands_in_their_messages(people: People) -> None:
    mia, caleb = people("Mia"), people("caleb")
    acts.write(mia, "Do you have oat milk?", name="Mia")
    mia.keyboard.press("Escape")
    acts.open_talk(caleb, "Mia")
    acts.answer(caleb, "Yes, and almond milk.")
    expect(acts.unread_badge(mia)).to_contain_text("1")
    mia.reload()
    expect(acts.unread_badge(mia)).to_contain_text("1")
    acts.unread_badge(mia).click()
    line = mia.get_by_role("main").get_by_role("link").filter(has_text="Yes, and almond milk.")
    expect(line).to_contain_text("new")
    line.click()
    said = mia.get_by_role("region", name="Conversation with Harbour Coffee").get_by_role("listitem")
    expect(said.filter(has_text="Do you have oat milk?")).to_be_visible()
    expect(said.filter(has_text="Yes, and almond milk.")).to_be_visible()
    mia.reload()
    expect(acts.unread_badge(mia)).not_to_contain_text("1")


@pytest.mark.row("F2")
def test_an_answer_that_comes_while_the_dialog_is_closed_is_not_read(people: People) -> None:
    """The page asks once more after the first message; that its answer comes late does not mean that somebody looks."""
    rosa, caleb = people("Rosa"), people("caleb")
    late: list[Route] = []
    acts.write(rosa, "Is there cake?", name="Rosa")

    def keep(route: Route) -> None:
        late.append(route)

    rosa.route(re.compile(r"/message/(\?|$)"), keep)
    rosa.keyboard.press("Escape")
    rosa.evaluate("htmx.trigger('#talk-lines', 'refresh')")  # its own time may be over by now
    wait_until(lambda: rosa.wait_for_timeout(50) or late, "the page has asked")
    acts.open_talk(caleb, "Rosa")
    acts.answer(caleb, "Orange cake.")
    late[0].continue_()
    expect(acts.unread_badge(rosa)).to_contain_text("1")
    rosa.reload()
    expect(acts.unread_badge(rosa)).to_contain_text("1")


@pytest.mark.row("F2")
def test_who_is_answered_in_public_is_told_in_every_window_until_they_have_read_it(people: People) -> None:
    """Without a reload, in both windows; and reading it in one clears the number in the other."""
    una, caleb, other = people("Una"), people("caleb"), people("Otto")
    una.get_by_text("Write on the wall").click()
    una.get_by_label("What do you want to say?").fill("Your cups are lovely")
    una.get_by_label("Your name").locator("visible=true").fill("Una")
    una.get_by_role("button", name="Post in public").click()
    expect(una.get_by_text("Your cups are lovely")).to_be_visible()
    second = una.context.new_page()
    second.goto("/@harbour/you/")
    wait_until(lambda: caleb.goto("/inbox/") and acts.row(caleb, "Una").count(), "it is in the inbox")
    acts.row(caleb, "Una").click()
    caleb.get_by_label("Your public answer").fill("We are glad.")
    caleb.locator("#reply-form").get_by_role("button", name="Answer in public").click()
    expect(acts.unread_badge(una)).to_contain_text("1", timeout=25_000)
    expect(acts.unread_badge(second)).to_contain_text("1")
    expect(acts.unread_badge(other)).not_to_contain_text("1")
    acts.unread_badge(una).click()
    told = una.get_by_role("listitem").filter(has_text="We are glad.")
    expect(told).to_contain_text("Harbour Coffee answered your post in public")
    expect(told).to_contain_text("new")
    expect(acts.unread_badge(second)).not_to_contain_text("1")
    told.get_by_role("link", name="answered your post in public").click()
    expect(una.get_by_text("We are glad.")).to_be_in_viewport()


@pytest.mark.row("F6")
def test_the_owner_switches_messages_off_and_an_open_page_says_so_at_once(people: People) -> None:
    nora, olivia = people("Nora"), people("olivia")
    olivia.goto("/settings/page/")
    olivia.get_by_role("button", name="Switch messages off").click()
    try:
        closed = nora.get_by_role("link", name="Messages are off")
        expect(closed).to_be_visible()
        closed.click()
        expect(acts.dialog(nora)).to_contain_text("not taking messages at the moment")
        expect(acts.dialog(nora)).to_contain_text("owner has switched them off")
        expect(acts.dialog(nora).get_by_role("button", name="Send")).to_have_count(0)
    finally:
        olivia.get_by_role("button", name="Switch messages on").click()
    expect(acts.dialog(nora).get_by_role("button", name="Send")).to_be_visible()
    acts.write(nora, "There you are again", name="Nora")


@pytest.mark.row("F6")
def test_words_typed_before_the_switch_are_kept_to_be_copied(people: People) -> None:
    typing, olivia = people("Pia", java_script_enabled=False), people("olivia")
    typing.goto("/@harbour/message/")
    typing.get_by_label("Your name").fill("Pia")
    typing.get_by_label("Your message").fill("A long thought")
    olivia.goto("/settings/page/")
    olivia.get_by_role("button", name="Switch messages off").click()
    try:
        expect(olivia.get_by_role("button", name="Switch messages on")).to_be_visible()
        typing.get_by_role("button", name="Send").click()
        expect(typing.get_by_role("main")).to_contain_text("not taking messages at the moment")
        expect(typing.get_by_label("Not sent.")).to_have_value("A long thought")
    finally:
        olivia.get_by_role("button", name="Switch messages on").click()


@pytest.mark.row("F1")
@pytest.mark.parametrize(
    ("text", "sentence"),
    [("x" * 5_001, "5,000"), ("   ", "Write a few words"), ("", "Write a few words")],
    ids=["too long", "only spaces", "empty"],
)
def test_what_cannot_be_sent_is_explained_and_stays_typed(people: People, text: str, sentence: str) -> None:
    quin = people("Quin")
    box = acts.press_message(quin)
    box.get_by_label("Your name").fill("Quin")
    box.get_by_label("Your message").fill(text)
    box.get_by_role("button", name="Send").click()
    expect(box.get_by_role("alert")).to_contain_text(sentence)
    expect(box.get_by_label("Your message")).to_have_value(text)
    expect(box.get_by_label("Your name")).to_have_value("Quin")


def test_script_and_control_characters_arrive_as_the_letters_they_are(people: People) -> None:
    rex, caleb = people("Rex"), people("caleb")
    text = "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\"> \x00\x07\x1b[31m end"
    acts.press_message(rex)
    acts.dialog(rex).get_by_label("Your message").evaluate("(area, text) => { area.value = text }", text)
    acts.dialog(rex).get_by_label("Your name").fill("Rex <b>")
    acts.dialog(rex).get_by_role("button", name="Send").click()
    expect(acts.dialog(rex).get_by_role("listitem").filter(has_text="<script>")).to_be_visible()
    said = acts.open_talk(caleb, "Rex <b>")
    expect(said).to_contain_text("<script>document.title='owned'</script><img src=x")
    expect(said).to_contain_text("end")
    assert "owned" not in caleb.title() + rex.title()
    assert "\x00" not in (said.text_content() or "")


def test_a_form_that_holds_raw_bytes_is_answered_with_a_sentence(people: People) -> None:
    sam = people("Sam", java_script_enabled=False)
    sam.goto("/@harbour/message/")
    cookie = {one["name"]: one["value"] for one in sam.context.cookies()}
    answer = sam.request.post(
        "/@harbour/message/",
        headers={"Content-Type": "application/x-www-form-urlencoded", "Referer": sam.url},
        data=b"csrfmiddlewaretoken="
        + next(value for name, value in cookie.items() if "csrf" in name).encode()
        + b"&key=k&name=Sam&text=%ff%fe%00%01caf%e9",
    )
    assert answer.status < 500
    assert answer.status != 403, answer.text()


@pytest.mark.row("F6")
@pytest.mark.row("T3")
def test_questions_open_before_an_open_page_and_are_the_askers_until_they_are_answered(
    people: People,
) -> None:
    uma, bo, olivia = people("Uma"), people("Bo", java_script_enabled=False), people("olivia")
    expect(uma.get_by_role("heading", name="What is open here")).to_be_visible()
    expect(uma.get_by_text("Questions")).to_have_count(0)
    olivia.goto("/settings/page/")
    olivia.get_by_role("button", name="Switch questions on").click()
    try:
        uma.get_by_text("Ask a question").click()
        uma.get_by_label("Your question").fill("Do you roast decaf?")
        uma.get_by_label("Your name").locator("visible=true").fill("Uma")
        uma.get_by_role("button", name="Ask", exact=True).click()
        expect(uma.get_by_role("main")).to_contain_text("Asked, not answered yet")
        bo.goto("/@harbour/ask/")
        bo.get_by_label("Your question").fill("A long question")
        bo.get_by_label("Your name").fill("Bo")
        wait_until(lambda: olivia.goto("/inbox/") and acts.row(olivia, "Uma").count(), "it is in the inbox")
        acts.row(olivia, "Uma").click()
        olivia.get_by_label("Your public answer").fill("Every second Friday.")
        olivia.locator("#reply-form").get_by_role("button", name="Answer in public").click()
        expect(uma.get_by_role("main")).to_contain_text("answered your question in public")
        expect(uma.get_by_role("main")).to_contain_text("Every second Friday.")
    finally:
        olivia.goto("/settings/page/")
        olivia.get_by_role("button", name="Switch questions off").click()
        expect(olivia.get_by_role("button", name="Switch questions on")).to_be_visible()
    bo.get_by_role("button", name="Ask", exact=True).click()
    expect(bo.get_by_role("main")).to_contain_text("Questions are closed.")
    expect(bo.get_by_label("Not sent.")).to_have_value("A long question")


@pytest.mark.row("F6")
@pytest.mark.row("F7")
def test_what_is_taken_from_most_goes_before_their_eyes_and_no_typed_word_with_it(people: People) -> None:
    typing, looking, olivia = people("Ike"), people("Jo"), people("olivia")
    typing.get_by_text("Write on the wall").click()
    typing.get_by_label("What do you want to say?").fill("My long story")
    olivia.goto("/settings/rollout/posts/")
    olivia.get_by_label("Share of people").fill("0")
    olivia.get_by_role("button", name="Save").click()
    try:
        expect(olivia.get_by_role("listitem").filter(has_text="Posts by visitors")).to_contain_text(
            "Nobody yet"
        )
        expect(looking.get_by_text("Posts by visitors: not everywhere yet")).to_be_visible()
        expect(looking.get_by_text("Write on the wall")).to_have_count(0)
        expect(typing.get_by_role("alert")).to_contain_text("has just been closed here")
        expect(typing.get_by_label("What do you want to say?")).to_have_value("My long story")
    finally:
        olivia.goto("/settings/rollout/posts/")
        olivia.get_by_label("Share of people").fill("100")
        olivia.get_by_role("button", name="Save").click()
    expect(looking.get_by_text("Write on the wall")).to_be_visible()


def test_the_owner_sees_the_page_before_it_is_saved(people: People) -> None:
    olivia = people("olivia")
    olivia.goto("/settings/page/")
    olivia.get_by_label("Tagline").fill("Roasted by the water")
    shown = olivia.frame_locator("iframe[title='Preview of your page']")
    expect(shown.get_by_text("Roasted by the water")).to_be_visible()
    olivia.reload()
    expect(olivia.get_by_label("Tagline")).to_have_value("")
