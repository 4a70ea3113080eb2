"""The head of a conversation: put off, done, given away, sorted; and brought back as it was, by one press."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from askfirst.brand import changes
from askfirst.brand.models import Change, Team
from askfirst.inbox import marks, talk
from askfirst.inbox.models import Label, Message
from askfirst.web import putting_off
from tests.web.desk import SCRIPTED, Desk
from tests.web.guests import words
from tests.world import days_ago

if TYPE_CHECKING:
    from tests.world import World

LONDON = ZoneInfo("Europe/London")


@pytest.fixture
def desk(world: World) -> Desk:
    world.visitor("Ana", "message", "Are you open on Sunday?", at=days_ago(1))
    return Desk(world.caleb)


def _at(world: World, part: str = "") -> str:
    return f"/inbox/{world.thread('Ana').pk}/{part}"


@pytest.mark.parametrize(
    ("now", "offered"),
    [
        (datetime(2026, 3, 4, 10, 0, tzinfo=LONDON), ["11:00", "18:00", "tomorrow 09:00", "Monday 09:00"]),
        (datetime(2026, 3, 4, 17, 30, tzinfo=LONDON), ["18:30", "tomorrow 09:00", "Monday 09:00"]),
        # The clocks go forward in the night; and on a Sunday the next Monday is tomorrow.
        (datetime(2026, 3, 28, 20, 0, tzinfo=LONDON), ["21:00", "tomorrow 09:00", "Monday 09:00"]),
        (datetime(2026, 3, 29, 20, 0, tzinfo=LONDON), ["21:00", "tomorrow 09:00"]),
    ],
)
def test_what_is_offered_are_hours_to_come_by_the_brands_clock(now: datetime, offered: list[str]) -> None:
    found = putting_off.choices(now.astimezone(UTC), LONDON)
    assert [choice.when for choice in found] == offered
    assert all(choice.at > now for choice in found)


def test_put_off_says_until_when_and_can_be_brought_back_at_once(world: World, desk: Desk) -> None:
    answer = desk.browser.post(_at(world, "state/"), {"state": "later", "later": "tomorrow"}, **SCRIPTED)
    shown = words(answer)
    assert "Put off." in shown
    assert "It comes back tomorrow 09:00" in shown
    thread = world.thread("Ana")
    assert (thread.state, thread.later_until and thread.later_until.astimezone(LONDON).hour) == ("later", 9)
    assert "You put it off until tomorrow 09:00" in desk.sees(_at(world))
    desk.post(_at(world, "state/"), state="open", undo="1")
    assert world.thread("Ana").state == "open"
    assert world.thread("Ana").waiting_since is not None, "they wait as they waited before"


def test_without_scripts_undo_stands_on_the_page_that_comes_next(world: World, desk: Desk) -> None:
    done = desk.post(_at(world, "state/"), state="done")
    assert "Marked done." in words(done)
    undo = re.search(r'id="undo".*?name="state" value="(\w+)"', done.content.decode(), re.DOTALL)
    assert undo
    assert undo[1] == "open"
    needless = desk.post(_at(world, "state/"), state="no_reply")
    assert "No reply needed" in words(needless)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"later": "custom", "custom": ""}, "Choose a day and an hour"),
        ({"later": "custom", "custom": "soon"}, "Choose a day and an hour"),
        ({"later": "custom", "custom": "2001-01-01T09:00"}, "That hour has passed"),
        ({"later": "custom", "custom": "9999-01-01T09:00"}, "more than a year away"),
        ({"until": "2001-01-01T09:00:00+00:00"}, "That hour has passed"),
    ],
)
def test_an_hour_that_cannot_be_is_refused_with_a_sentence(
    world: World, desk: Desk, typed: dict[str, str], sentence: str
) -> None:
    assert sentence in words(desk.browser.post(_at(world, "state/"), {"state": "later", **typed}, **SCRIPTED))
    assert sentence in words(desk.post(_at(world, "state/"), state="later", **typed))
    assert "Choose what to do" in words(desk.post(_at(world, "state/"), state="elsewhere"))
    assert world.thread("Ana").state == "open"


def test_an_hour_of_ones_own_is_by_the_brands_clock(world: World, desk: Desk) -> None:
    day = (timezone.now() + timedelta(days=30)).date()
    desk.post(_at(world, "state/"), state="later", later="custom", custom=f"{day}T08:15")
    until = world.thread("Ana").later_until
    assert until
    assert f"{until.astimezone(LONDON):%Y-%m-%d %H:%M}" == f"{day} 08:15"


def test_teams_labels_and_priority_are_given_and_taken_and_told(world: World, desk: Desk) -> None:
    team = Team.objects.create(brand=world.harbour, name="Roastery")
    red = Label.objects.create(brand=world.harbour, name="Complaint", colour="red")
    foreign = Label.objects.create(brand=world.northwind, name="Foreign")
    desk.post(_at(world, "assign/"), assignee=str(world.mara.pk))
    desk.post(_at(world, "assign/"), assignee=f"team-{team.pk}")
    thread = world.thread("Ana")
    assert (thread.assignee, thread.team) == (None, team)
    both = {"labels": [str(red.pk), str(foreign.pk)], "with_labels": "1", "priority": "2"}
    desk.browser.post(_at(world, "sort/"), both)
    assert list(world.thread("Ana").labels.all()) == [red]
    shown = desk.sees(_at(world))
    for said in (
        "You gave it to Mara Lind",
        "the team Roastery",
        "label “Complaint”",
        "to Urgent",
        "things before",
    ):
        assert said in shown
    desk.browser.post(_at(world, "sort/"), {"with_labels": "1", "priority": "9"})
    assert not world.thread("Ana").labels.exists()
    assert world.thread("Ana").priority == 2
    assert desk.browser.post(_at(world, "assign/"), {"assignee": "team-999"}).status_code == 404
    wim = words(desk.post(_at(world, "assign/"), assignee=str(world.wim.pk)))
    assert "cannot read the inbox" in wim


def test_who_looks_at_it_is_told_to_the_team_and_to_nobody_else(world: World, desk: Desk) -> None:
    for state in ("come", "here", "gone"):
        assert desk.browser.post(_at(world, f"here/?is={state}"), **SCRIPTED).status_code == 204
    told = [(row.payload["is_here"], row.payload["asks"]) for row in Change.objects.filter(kind="presence")]
    assert told == [(True, True), (True, False), (False, False)]
    assert not Change.objects.filter(kind="presence").exclude(contact=0, is_public=False).exists()
    assert Desk(world.nils).browser.post(_at(world, "here/")).status_code == 404


def test_two_at_once_the_slower_reply_waits_with_its_words(world: World, desk: Desk) -> None:
    mara = Desk(world.mara)
    known = re.search(r'name="known" value="([^"]+)"', desk.get(_at(world)).content.decode())
    assert known
    mara.post(_at(world, "reply/"), text="Yes, from nine.", key="m", known=known[1])
    held = desk.post(_at(world, "reply/"), text="No idea.", key="c", known=known[1])
    assert "Mara Lind answered a moment ago" in words(held)
    assert "Yes, from nine." in words(held)
    assert re.search(r'id="reply-text"[^>]*>No idea\.<', held.content.decode())
    world.work()
    assert world.said_to("Ana") == ["Yes, from nine."]
    again = desk.post(_at(world, "reply/"), text="No idea.", key="c", known=known[1], all_the_same="1")
    assert "answered a moment ago" not in words(again)
    assert world.thread("Ana").replies.count() == 2, "it was put before the gate"


def test_one_message_is_answered_and_the_answer_shows_which(world: World, desk: Desk) -> None:
    world.visitor("Ana", "message", "And on Monday?")
    asked = Message.objects.get(text="Are you open on Sunday?")
    line = desk.fragment(_at(world, f"quote/?quote={asked.pk}"), target="quoting")
    assert "Are you open on Sunday?" in words(line)
    assert desk.get(_at(world, f"quote/?quote={asked.pk}")).status_code == 302
    desk.post(_at(world, "reply/"), text="From nine.", key="q", quote=str(asked.pk))
    world.work()
    said = Message.objects.get(text="From nine.")
    assert said.answers == asked.external_id
    html = desk.get(_at(world)).content.decode()
    assert re.search(rf'id="message-{said.pk}".*?href="#message-{asked.pk}"', html, re.DOTALL)
    assert "message that is not here" not in words(desk.get(_at(world)))
    thread = world.thread("Ana")
    lost = talk.Said(external_id="m9", at=days_ago(0), author="Ana", text="That", answers=("long-gone",))
    talk.receive(thread.channel, thread.theirs, lost)
    assert "An earlier message that is not here" in desk.sees(_at(world))


def test_a_name_in_a_note_stands_out_and_most_for_who_is_named(world: World, desk: Desk) -> None:
    marks.note(world.caleb, world.thread("Ana"), "@Mara <b>look</b>")
    mine = Desk(world.mara).get(_at(world)).content.decode()
    assert '<mark class="mention is-me"' in mine
    assert "&lt;b&gt;look" in mine
    assert '<mark class="mention">@Mara</mark>' in desk.get(_at(world)).content.decode()


def test_what_was_true_for_a_moment_is_forgotten_before_what_happened(world: World, desk: Desk) -> None:
    desk.browser.post(_at(world, "here/?is=come"), **SCRIPTED)
    marks.note(world.caleb, world.thread("Ana"), "stays")
    an_hour_ago = timezone.now() - timedelta(hours=1)
    Change.objects.update(created_at=an_hour_ago)
    marks.note(world.caleb, world.thread("Ana"), "the newest")
    assert changes.forget_old() == 1
    kept = set(Change.objects.values_list("kind", flat=True))
    assert "note" in kept
    assert "presence" not in kept
