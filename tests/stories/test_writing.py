"""Writing an answer: ready words, undone, sent later; with no connection; and what is not for everybody's eyes."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from askfirst.sandbox import cast
from tests.stories import acts

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.stories.conftest import People
    from tests.stories.product import Product

pytestmark = [pytest.mark.story, pytest.mark.one_database]
SENDING = re.compile("Sending…")


def _menu(member: Page) -> Locator:
    member.get_by_role("button", name="Later, or done with it").click()
    return member.locator("#send-menu")


def test_ready_words_are_put_in_undone_with_their_file_and_sent_later(
    people: People, product: Product
) -> None:
    ana, caleb = people("Ana"), people("caleb")
    acts.write(ana, "Are you open on Sunday?", name="Ana")
    caleb.goto("/settings/words/")
    caleb.get_by_label("Name", exact=True).fill("sunday")
    caleb.get_by_label("Words", exact=True).fill(
        "Hello {first_name|there}, on Sunday from nine. {help_phone}"
    )
    caleb.get_by_role("button", name="Keep").click()
    caleb.get_by_label("For you").select_option("20 seconds")
    caleb.locator("#undo").get_by_role("button", name="Save").click()
    acts.open_talk(caleb, "Ana")
    box = acts.answer_box(caleb)
    box.press_sequentially("Yes. /sun")
    expect(
        caleb.get_by_role("listbox", name="Ready words").get_by_role("option", selected=True)
    ).to_contain_text("/sunday")
    box.press("Enter")
    expect(box).to_have_value("Yes. Hello Ana, on Sunday from nine. {help_phone}")
    caleb.keyboard.type("See you!")  # the gap is selected: what is typed takes its place
    expect(box).to_have_value("Yes. Hello Ana, on Sunday from nine. See you!")
    caleb.get_by_role("button", name="Emoji").click()
    caleb.get_by_label("Search emoji").fill("coffee")
    caleb.keyboard.press("Enter")
    expect(box).to_have_value("Yes. Hello Ana, on Sunday from nine. See you!☕")
    caleb.locator("#reply-form input[type=file]").set_input_files(
        {"name": "menu.png", "mimeType": "image/png", "buffer": cast.picture()}
    )
    expect(caleb.locator("#kept-files")).to_contain_text("menu.png")
    acts.send(caleb).click()
    sent = acts.bubble(caleb, "See you!")
    expect(sent).to_contain_text(SENDING)
    sent.get_by_role("button", name="Undo").click()
    expect(box).to_have_value("Yes. Hello Ana, on Sunday from nine. See you!☕")
    expect(caleb.locator("#kept-files")).to_contain_text("menu.png")
    expect(acts.talk(caleb).get_by_role("article").filter(has_text="See you!")).to_have_count(0)
    _menu(caleb).get_by_role("button", name="Tomorrow morning").click()
    waits = acts.bubble(caleb, "See you!")
    expect(waits).to_contain_text(re.compile("To be sent in .* 09:00"))
    expect(box).to_have_value("")
    caleb.reload()
    expect(acts.bubble(caleb, "See you!")).to_contain_text("To be sent")
    product.let_hours_come()
    acts.left(caleb, "See you!")
    expect(acts.press_message(ana)).to_contain_text("Hello Ana, on Sunday from nine.")


def test_a_menu_of_the_composer_stays_open_while_they_write_more(people: People) -> None:
    zita, caleb = people("Zita"), people("caleb")
    acts.write(zita, "Do you sell filters?", name="Zita")
    acts.open_talk(caleb, "Zita")
    acts.answer_box(caleb).fill("Yes, in every size")
    menu = _menu(caleb)
    hour = menu.get_by_label("Another day and hour")
    in_a_while = f"{datetime.now(UTC) + timedelta(days=3):%Y-%m-%dT09:30}"
    hour.fill(in_a_while)
    with caleb.expect_response("**/verdict/**"):
        acts.write(zita, "And cups?")
    acts.bubble(caleb, "And cups?")
    expect(hour).to_be_visible()
    expect(hour).to_have_value(in_a_while)
    menu.get_by_role("button", name="Then").click()
    expect(acts.bubble(caleb, "Yes, in every size")).to_contain_text("To be sent")


@pytest.mark.row("X2")
@pytest.mark.row("X3")
def test_what_is_personal_goes_private_and_where_it_cannot_they_are_told_how_to_reach_us(
    people: People,
) -> None:
    olivia, nia = people("olivia"), people("Nia")
    olivia.goto("/settings/page/")
    olivia.get_by_label("Help address").fill("help@harbour.test")
    olivia.get_by_role("button", name="Save").first.click()
    acts.write_on_wall(nia, "My grinder broke", name="Nia")
    olivia.goto("/inbox/")
    acts.row(olivia, "Nia").click()
    text = olivia.get_by_label("Your public answer")
    text.fill("So sorry. What is your order number?")
    expect(olivia.locator(".guard-live mark")).to_have_text("order number")
    olivia.get_by_role("button", name="Answer in public").last.click()
    expect(olivia.get_by_text("Nothing was published yet.")).to_be_visible()
    olivia.get_by_role("button", name="Answer privately instead").click()
    private = olivia.get_by_label("Your private answer")
    expect(private).to_have_value("So sorry. What is your order number?")
    olivia.get_by_role("button", name="Send privately").click()
    expect(text).to_have_value("")
    text.fill("So sorry. What is your order number?")
    olivia.get_by_role("button", name="Say how they reach you privately").click()
    expect(text).to_have_value(re.compile(r"^So sorry\. To keep your details private, .*help@harbour\.test"))
    olivia.get_by_role("button", name="Answer in public").last.click()
    nia.goto("/@harbour/")
    expect(nia.get_by_role("article").filter(has_text="help@harbour.test")).to_be_visible()
    expect(nia.get_by_text("order number")).to_have_count(0)


def test_what_is_typed_and_sent_without_a_line_is_kept_and_leaves_once_when_it_is_back(
    people: People,
) -> None:
    zora, mara = people("Zora"), people("mara")
    acts.write(zora, "Is there parking?", name="Zora")
    acts.open_talk(mara, "Zora")
    box = acts.answer_box(mara)
    mara.context.set_offline(True)
    box.fill("Yes, behind the house")
    acts.send(mara).click()
    expect(acts.bubble(mara, "behind the house")).to_contain_text("Waits for the connection")
    box.fill("and it costs nothing")
    mara.context.set_offline(False)
    acts.left(mara, "behind the house")
    expect(acts.talk(mara).get_by_role("article").filter(has_text="behind the house")).to_have_count(1)
    expect(box).to_have_value("and it costs nothing")
    again = people("mara")
    acts.open_talk(again, "Zora")
    expect(acts.answer_box(again)).to_have_value("and it costs nothing")
    with again.expect_response("**/keep/"):
        acts.answer_box(again).fill("and it costs nothing at all")
    box.fill("Free!")
    expect(mara.get_by_text("You also wrote this, in another window")).to_be_visible()
    mara.get_by_role("button", name="Put it below").click()
    expect(box).to_have_value("Free!\nand it costs nothing at all")


def test_whoever_is_signed_out_while_they_write_finds_their_words_again(
    people: People, product: Product
) -> None:
    omar, olivia = people("Omar"), people("olivia")
    acts.write(omar, "Do you roast on Mondays?", name="Omar")
    acts.open_talk(olivia, "Omar")
    place = olivia.url
    acts.answer_box(olivia).fill("Every Monday at six")  # whatever of it has been kept by then
    olivia.context.clear_cookies(name="askfirst_member")
    olivia.keyboard.press("Control+Enter")  # nothing is pressed where the page was quicker to find it out
    # The press and the page itself may both lead there, and one then ends the other's way.
    expect(olivia).to_have_url(re.compile("/accounts/login/"))
    olivia.wait_for_load_state()
    olivia.context.add_cookies(product.sessions["olivia"]["cookies"])
    olivia.goto(place)
    expect(acts.answer_box(olivia)).to_have_value("Every Monday at six")
    acts.send(olivia).click()
    acts.left(olivia, "Every Monday at six")
