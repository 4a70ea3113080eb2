"""The work of a team: a rule answers, the away text answers who is left, a macro does several things and is undone."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from tests.stories import acts

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.stories.conftest import People

pytestmark = [pytest.mark.story, pytest.mark.one_database]


def _set_up(olivia: Page) -> None:
    """A label, ready words, a macro, a rule, and hours in which nobody is there now."""
    olivia.goto("/settings/labels/")
    olivia.get_by_label("Word").first.fill("broken")
    olivia.get_by_role("button", name="Make it").click()
    olivia.goto("/settings/words/")
    olivia.get_by_label("Name", exact=True).fill("hours")
    olivia.get_by_label("Words", exact=True).fill("We open at nine, {first_name|there}.")
    olivia.get_by_label("For whom").select_option("team")
    olivia.get_by_role("button", name="Keep").click()

    olivia.goto("/settings/macros/new/")
    olivia.get_by_label("Name").fill("Broken cup")
    olivia.get_by_label("Step 1").select_option(label="label it broken")
    olivia.get_by_label("Step 2").select_option(label="mark it as done")
    olivia.get_by_label("Leave this note").fill("A new cup is ordered")
    olivia.get_by_role("button", name="Save").click()
    expect(olivia.get_by_role("heading", name="Broken cup")).to_be_visible()

    olivia.goto("/settings/rules/new/")
    olivia.get_by_label("Name").fill("When we open")
    olivia.get_by_label("It says one of these").fill("open, opening hours")
    olivia.get_by_label("Step 1").select_option(label="answer with “hours”")
    olivia.get_by_role("button", name="Try it on the last 200").click()
    expect(olivia.get_by_role("region", name="It would have fitted")).to_be_visible()
    olivia.get_by_role("button", name="Save").click()
    expect(olivia.get_by_text("Olivia Hart has said yes to what it says.")).to_be_visible()

    tomorrow = f"{datetime.now(ZoneInfo('Europe/London')) + timedelta(days=1):%A}"
    olivia.goto("/settings/hours/")
    olivia.get_by_label(f"{tomorrow}, from, 1").fill("09:00")
    olivia.get_by_label(f"{tomorrow}, until, 1").fill("17:00")
    olivia.get_by_label("Answer by itself").check()
    olivia.get_by_label("What it says").fill("Thank you, {first_name|there}. We are back at {back}.")
    olivia.get_by_role("button", name="Save").click()
    expect(olivia.get_by_text("You are away now.")).to_be_visible()


def test_a_rule_and_the_away_text_answer_and_a_macro_is_undone(people: People) -> None:
    _set_up(people("olivia"))
    ana, tom = people("Ana"), people("Tom")
    acts.write(ana, "When do you OPEN?", name="Ana Lopez")
    expect(acts.dialog(ana).get_by_text("We open at nine, Ana.")).to_be_visible()
    acts.write(tom, "My cup is broken", name="Tom Reyes")
    expect(acts.dialog(tom).get_by_text("Thank you, Tom. We are back at")).to_be_visible()

    caleb = people("caleb")
    acts.open_talk(caleb, "Tom Reyes")
    expect(acts.talk(caleb).get_by_text("My cup is broken")).to_be_visible()
    caleb.get_by_label("More", exact=True).click()
    caleb.get_by_role("button", name="Broken cup").click()
    notice = caleb.get_by_role("status").filter(has_text="“Broken cup” is done.")
    expect(notice).to_be_visible()
    expect(acts.talk(caleb).get_by_text("A new cup is ordered")).to_be_visible()
    expect(acts.conversation(caleb).get_by_role("button", name="Open again")).to_be_visible()
    notice.get_by_role("button", name="Undo").click()
    expect(caleb.get_by_role("status").filter(has_text="“Broken cup” is undone.")).to_be_visible()
    expect(acts.conversation(caleb).get_by_role("button", name="Done", exact=True)).to_be_visible()

    acts.write(ana, "And on Sunday, are you open?")
    expect(acts.dialog(ana).get_by_text("We open at nine, Ana.")).to_have_count(1)
    caleb.goto("/reports/")
    expect(caleb.get_by_text("and 2 automatic answers")).to_be_visible()
