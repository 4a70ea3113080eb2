"""Polls for the team: from a template to the wall, results, who said what, and files to take along."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from askfirst.consent import lists
from askfirst.consent.lists import Wanted as WantedList
from askfirst.drafts.models import Draft
from askfirst.wall import access, polls
from askfirst.wall.models import Choice, Poll, Vote
from askfirst.wall.poll_templates import TEMPLATES
from tests.wall.test_polls import opened, vote
from tests.web.desk import Desk
from tests.web.guests import Guest, words

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tests.world import World


def table(answer: HttpResponse) -> list[list[str]]:
    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


@pytest.mark.row("E1")
def test_from_a_template_to_the_wall_and_to_the_results(world: World) -> None:
    lists.make(None, world.harbour, WantedList(name="New beans by mail"), {"en": "We write."})
    mara = Desk(world.mara)
    assert "Nothing was asked yet" in mara.sees("/polls/")
    begun = mara.get("/polls/new/?template=hear").content.decode()
    assert "What would you like to hear from us about?" in begun
    fields = {
        "question": "What would you like to hear from us about?",
        "choice": ["New things we make", "Offers", ""],
        "choice_on": [str(world.harbour.pk * 0 + lists.joinable(world.harbour)[0].pk), "", ""],
        "is_multiple": "yes",
        "takes_comments": "yes",
        "shows": "voted",
        "closes_at": "",
    }
    kept = mara.post("/polls/new/", **fields)
    assert "As visitors would see it" in words(kept)
    poll = Poll.objects.get()
    assert "polls" not in Guest(world).sees().casefold()
    assert "is on its way to the wall" in words(mara.post(f"/polls/{poll.pk}/publish/", key="k"))
    world.work()
    guest = Guest(world, "Ana")
    assert "New things we make" in guest.sees()
    vote(world, poll, "Ana", "Offers", "New things we make", words="Mostly beans")
    seen = mara.sees(f"/polls/{poll.pk}/")
    assert "Mostly beans" in seen
    assert "100 % 1" in seen
    assert f"/@harbour/polls/{poll.pk}/?choice={Choice.objects.get(text='Offers').pk}" in seen
    assert "What would you like to hear from us about? Open several choices Voted 1" in mara.sees("/polls/")
    assert "What would you like" not in words(mara.fragment(f"/polls/{poll.pk}/", "poll")), "results alone"
    assert "The poll has ended." in words(mara.post(f"/polls/{poll.pk}/close/"))
    assert "Ended" in mara.sees(f"/polls/{poll.pk}/")


@pytest.mark.parametrize("template", [one.key for one in TEMPLATES])
def test_every_template_can_be_kept_as_it_is(world: World, template: str) -> None:
    mara = Desk(world.mara)
    begun = mara.get(f"/polls/new/?template={template}").content.decode()
    found = next(one for one in TEMPLATES if one.key == template)
    typed = {
        "question": str(found.question),
        "about": str(found.about),
        "choice": re.findall(r'name="choice"[^>]* value="([^"]+)"', begun),
        "shows": found.shows,
    }
    assert len(typed["choice"]) == len(found.choices)
    assert "Nobody outside sees it" in words(mara.post("/polls/new/", **typed))


def test_what_cannot_be_kept_says_why_beside_it_and_loses_nothing(world: World) -> None:
    mara = Desk(world.mara)
    good = {"question": "Which one?", "choice": ["A", "B"], "shows": "voted"}
    for typed, says in (
        ({"question": ""}, "Write the question"),
        ({"choice": ["A"]}, "at least 2 choices"),
        ({"choice": [f"no. {number}" for number in range(200)]}, "These are 200 choices"),
        ({"shows": "nobody"}, "Select a valid choice"),
        ({"closes_at": "tomorrow"}, "Write the day and the hour"),
        ({"closes_at": "2020-01-01T10:00"}, "has passed already"),
    ):
        answer = mara.sends("/polls/new/", good | typed)
        assert answer.status_code == 422, typed
        assert says in words(answer)
        assert 'value="A"' in answer.content.decode() or "no. 199" in answer.content.decode()
    more = mara.sends("/polls/new/", good | {"choice": ["A", "B", "", ""], "more": "yes"})
    assert more.status_code == 200
    assert more.content.decode().count('name="choice"') == 8
    assert not Poll.objects.exists()


def test_a_draft_is_changed_and_thrown_away_and_what_is_open_is_not(world: World) -> None:
    mara = Desk(world.mara)
    mara.post("/polls/new/", question="Which one?", choice=["A", "B"], shows="voted")
    poll = Poll.objects.get()
    assert "Which one?" in mara.sees(f"/polls/{poll.pk}/edit/")
    mara.post(f"/polls/{poll.pk}/edit/", question="Which two?", choice=["C", "D"], shows="team")
    assert "Which two?" in mara.sees(f"/polls/{poll.pk}/")
    assert mara.sends(f"/polls/{poll.pk}/edit/", {"question": "", "choice": ["C", "D"]}).status_code == 422
    assert mara.sends(f"/polls/{poll.pk}/edit/", {"more": "yes"}).status_code == 200
    assert "thrown away" in words(mara.post(f"/polls/{poll.pk}/remove/"))
    open_one = opened(world)
    assert "stays as it is" in words(mara.post(f"/polls/{open_one.pk}/remove/"))
    answer = mara.sends(
        f"/polls/{open_one.pk}/edit/", {"question": "X", "choice": ["C", "D"], "shows": "team"}
    )
    assert answer.status_code == 422
    assert "stays as it is" in words(answer)
    assert "stays as it is" in words(mara.post(f"/polls/{open_one.pk}/publish/", key="again"))


def test_what_is_personal_in_it_gets_a_second_look(world: World) -> None:
    mara = Desk(world.mara)
    mara.post(
        "/polls/new/", question="Do you still reach us by +44 20 7946 0958?", choice=["A", "B"], shows="voted"
    )
    poll = Poll.objects.get()
    looked = mara.sends(f"/polls/{poll.pk}/publish/", {"key": "k"})
    assert looked.status_code == 409
    assert "a phone number" in words(looked)
    digest = re.search(r'name="insist" value="([^"]+)"', looked.content.decode())
    assert digest
    mara.post(f"/polls/{poll.pk}/publish/", key="k", insist=digest[1])
    world.work()
    assert polls.state(access.poll(world.mara, poll.pk)) is polls.State.OPEN


def test_what_waits_and_what_was_refused_say_so(world: World) -> None:
    mara = Desk(world.mara)
    mara.post("/polls/new/", question="Which?", choice=["A", "B"], shows="voted")
    poll = Poll.objects.get()
    draft = polls.publish(world.mara, poll)
    Draft.objects.filter(pk=draft.pk).update(delivery=None, state=Draft.State.WAITING)
    assert "right to approve it" in mara.sees(f"/polls/{poll.pk}/")
    assert "waits for an approval" in words(mara.post(f"/polls/{poll.pk}/publish/"))
    Draft.objects.filter(pk=draft.pk).update(state=Draft.State.REFUSED)
    assert "It was not let out" in mara.sees(f"/polls/{poll.pk}/")


def test_the_end_is_moved_or_refused_with_a_sentence(world: World) -> None:
    mara, poll = Desk(world.mara), opened(world)
    assert "Write the day and the hour" in words(mara.post(f"/polls/{poll.pk}/end/", closes_at="soon"))
    assert "has passed already" in words(mara.post(f"/polls/{poll.pk}/end/", closes_at="2020-01-01T10:00"))
    later = timezone.localtime(timezone.now() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    assert "The end is kept." in words(mara.post(f"/polls/{poll.pk}/end/", closes_at=later))
    assert access.poll(world.mara, poll.pk).closes_at is not None
    draft = polls.make(
        world.mara,
        world.page,
        polls.Wanted(question="Q", choices=[polls.Offered(text="A"), polls.Offered(text="B")]),
    )
    assert "nothing to end" in words(mara.post(f"/polls/{draft.pk}/close/"))


def test_who_chose_what_is_narrowed_and_what_was_said_is_hidden_and_shown_again(world: World) -> None:
    poll = opened(world, shows="always")
    vote(world, poll, "Ana", "Tastings", words="On Fridays")
    vote(world, poll, "Tom", "New beans")
    caleb = Desk(world.caleb)
    only = caleb.sees(f"/polls/{poll.pk}/?choice={Choice.objects.get(poll=poll, text='New beans').pk}")
    assert "Tom" in only
    assert "On Fridays" not in only
    assert "Tom" not in caleb.sees(f"/polls/{poll.pk}/?said=yes").partition("Who chose what")[2]
    said = Vote.objects.exclude(text="").get()
    assert "On Fridays" in Guest(world).sees(f"polls/{poll.pk}/")
    caleb.post(f"/polls/{poll.pk}/votes/{said.pk}/hide/")
    assert "On Fridays" not in Guest(world).sees(f"polls/{poll.pk}/")
    assert "hidden from visitors" in caleb.sees(f"/polls/{poll.pk}/")
    caleb.post(f"/polls/{poll.pk}/votes/{said.pk}/hide/", on="no")
    assert "On Fridays" in Guest(world).sees(f"polls/{poll.pk}/")
    other = opened(world)
    assert caleb.sends(f"/polls/{other.pk}/votes/{said.pk}/hide/").status_code == 404


def test_files_hold_no_formula_and_who_chose_what_only_for_who_may(world: World) -> None:
    poll = opened(world, "=SUM(A1)", "B")
    vote(world, poll, "Ana", "=SUM(A1)", words="=HYPERLINK(1)")
    olivia, caleb = Desk(world.olivia), Desk(world.caleb)
    numbers = table(caleb.get(f"/polls/{poll.pk}/export/numbers/"))
    assert numbers == [["Choice", "Votes"], ["'=SUM(A1)", "1"], ["B", "0"], ["People who voted", "1"]]
    people = table(olivia.get(f"/polls/{poll.pk}/export/people/"))
    assert people[1][1:4] == ["Ana", "'=SUM(A1)", "'=HYPERLINK(1)"]
    assert caleb.get(f"/polls/{poll.pk}/export/people/").status_code == 403
    assert "export/people/" not in caleb.get(f"/polls/{poll.pk}/").content.decode()
    whole = json.loads(olivia.get(f"/polls/{poll.pk}/export/json/").content)
    assert [one["votes"] for one in whole["choices"]] == [1, 0]
    assert whole["votes"][0]["name"] == "Ana"
    assert "votes" not in json.loads(caleb.get(f"/polls/{poll.pk}/export/json/").content)
    assert olivia.get(f"/polls/{poll.pk}/export/xml/").status_code == 404


def test_who_may_only_read_sees_results_and_no_button(world: World) -> None:
    poll = opened(world)
    seen = Desk(world.caleb).sees(f"/polls/{poll.pk}/")
    assert "Results" in seen
    assert "End it now" not in seen
    assert "New poll" not in Desk(world.caleb).sees("/polls/")
    assert Desk(world.wim).get("/polls/").status_code == 403
    assert Desk(world.nils).get(f"/polls/{poll.pk}/").status_code == 404
