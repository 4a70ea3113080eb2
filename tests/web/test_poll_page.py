"""A poll before visitors: only the button votes, one browser has one vote, and no output tells what its viewer may not see."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core import mail
from django.utils import timezone

from askfirst.brand import rollout
from askfirst.consent import lists
from askfirst.consent.lists import Wanted as WantedList
from askfirst.consent.models import Entry, Membership
from askfirst.wall import access, polls, votes
from askfirst.wall.models import Choice, Poll, Vote
from askfirst.wire import list_mail
from askfirst.wire.models import Event
from tests.wall.test_polls import opened
from tests.web.guests import Guest, words

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tests.world import World


def pk(poll: Poll, text: str) -> int:
    return Choice.objects.get(poll=poll, text=text).pk


def votes_for(guest: Guest, poll: Poll, *chosen: str, **typed: Any) -> HttpResponse:
    """Look at the poll, tick, press the button; the worker then puts it into its place."""
    guest.get(f"polls/{poll.pk}/")
    answer = guest.post(f"polls/{poll.pk}/vote/", choice=[pk(poll, one) for one in chosen], **typed)
    guest.world.work()
    return answer


def many(poll: Poll) -> dict[str, int]:
    found = votes.results([poll])[poll.pk]
    return {one.text: found.many[one.pk] for one in poll.choices.all() if found.many.get(one.pk)}


def test_a_visitor_votes_on_the_wall_and_changes_it_until_the_end(world: World) -> None:
    poll = opened(world)
    guest = Guest(world)
    assert "Tastings" in guest.sees()
    assert "You see the results once you have voted." in guest.sees()
    answer = votes_for(guest, poll, "Tastings")
    assert answer.status_code == 302
    seen = guest.sees(f"polls/{poll.pk}/")
    assert "Your vote counts" in seen
    assert "100 % 1" in seen
    assert "1 person voted" in seen
    votes_for(guest, poll, "New beans")
    votes_for(guest, poll, "Tastings")
    assert many(poll) == {"Tastings": 1}
    guest.post(f"polls/{poll.pk}/vote/", take_back="yes")
    world.work()
    assert many(poll) == {}
    assert "Your vote is taken back" in guest.sees(f"polls/{poll.pk}/")
    polls.close(world.mara, poll)
    late = votes_for(guest, poll, "New beans", text="But why?")
    assert late.status_code == 409
    assert "This poll has ended, so your vote was not counted." in words(late)
    assert "But why?" in words(late)
    assert many(poll) == {}


def test_what_was_pressed_is_seen_before_it_has_found_its_place(world: World) -> None:
    poll = opened(world)
    guest = Guest(world)
    guest.get(f"polls/{poll.pk}/")
    guest.post(f"polls/{poll.pk}/vote/", choice=pk(poll, "Tastings"))
    assert not Vote.objects.exists()
    assert "100 % 1" in guest.sees(f"polls/{poll.pk}/")
    guest.post(f"polls/{poll.pk}/vote/", choice=pk(poll, "Nothing"))
    assert "1 person voted" in guest.sees()
    world.work()
    assert many(poll) == {"Nothing": 1}


def test_a_link_names_a_choice_and_only_the_button_votes(world: World) -> None:
    poll = opened(world)
    guest = Guest(world)
    place = f"polls/{poll.pk}/?choice={pk(poll, 'Tastings')}"
    shown = guest.get(place)
    guest.browser.head(f"/@harbour/{place}")
    guest.get(f"polls/{poll.pk}/vote/")
    guest.browser.head(f"/@harbour/polls/{poll.pk}/vote/")
    world.work()
    assert "It counts once you press Vote" in words(shown)
    assert re.search(rf'value="{pk(poll, "Tastings")}" checked', shown.content.decode())
    assert shown.content.decode().count(" checked") == 1
    assert not Event.objects.filter(external_id__contains="vote").exists()
    assert not Vote.objects.exists()
    assert " checked" not in guest.get(f"polls/{poll.pk}/?choice=999").content.decode()
    assert " checked" not in guest.get(f"polls/{poll.pk}/?choice=%22%3E").content.decode()


def test_what_cannot_be_a_vote_is_refused_with_a_sentence_and_loses_nothing(world: World) -> None:
    poll, other = opened(world), opened(world, "Yes", "No")
    guest = Guest(world)
    guest.get()
    table: list[tuple[dict[str, Any], str]] = [
        ({}, "Choose something first."),
        ({"choice": [pk(poll, "Tastings"), pk(poll, "Nothing")]}, "This poll takes one choice"),
        ({"choice": pk(other, "Yes")}, "This poll does not offer that."),
        ({"choice": "x"}, "This poll does not offer that."),
        ({"choice": pk(poll, "Tastings"), "text": "Hm", "name": ""}, "Write your name"),
        ({"choice": pk(poll, "Tastings"), "text": "x" * 1001}, "1,001 characters"),
    ]
    for typed, says in table:
        answer = guest.browser.post(f"/@harbour/polls/{poll.pk}/vote/", {"name": "Mina", **typed})
        assert answer.status_code == 422, typed
        assert says in words(answer)
        assert str(typed.get("text", "")) in answer.content.decode()
    world.work()
    assert not Vote.objects.exists()
    assert guest.get("polls/999999/").status_code == 404


def test_a_browser_that_brings_nothing_back_has_no_vote_and_keeps_what_it_chose(world: World) -> None:
    poll = opened(world)
    stranger = Guest(world)
    answer = stranger.post(f"polls/{poll.pk}/vote/", choice=pk(poll, "Tastings"))
    assert answer.status_code == 409
    assert "press Vote once more" in words(answer)
    assert f'value="{pk(poll, "Tastings")}" checked' in answer.content.decode()
    assert stranger.post(f"polls/{poll.pk}/vote/", choice=pk(poll, "Tastings")).status_code == 302
    forged = Guest(world)
    forged.browser.cookies[f"askfirst_visitor_{world.harbour.pk}"] = "eyJhIjoiYSJ9:forged"
    assert forged.post(f"polls/{poll.pk}/vote/", choice=pk(poll, "Tastings")).status_code == 409
    world.work()
    assert many(poll) == {"Tastings": 1}


def test_two_presses_at_once_by_somebody_new_are_one_vote(world: World) -> None:
    poll = opened(world)
    guest = Guest(world)
    guest.get()
    before = guest.browser.cookies.output()
    guest.post(f"polls/{poll.pk}/vote/", choice=pk(poll, "Tastings"))
    twin = Guest(world)
    twin.browser.cookies.load(before.replace("Set-Cookie: ", ""))
    twin.post(f"polls/{poll.pk}/vote/", choice=pk(poll, "Tastings"))
    world.work()
    assert many(poll) == {"Tastings": 1}


def everything(guest: Guest, poll: Poll) -> str:
    """The source of all that a visitor is given of a poll, without what differs by chance or names the poll itself."""
    post = votes.post_of(access.poll(guest.world.mara, poll.pk))
    assert post is not None
    places = (
        "",
        f"polls/{poll.pk}/",
        f"polls/{poll.pk}/results.json",
        f"posts/{post.pk}/",
        f"posts/{post.pk}/?part=post",
        "messages/",
        "you/",
    )
    texts = [guest.get(place, follow=True).content.decode() for place in places]
    steady = re.sub(
        r'(csrf\w*|X-CSRFToken|name="key"|name="shown"|data-last)("?[^>\s]*?"[^"]*")+', "", "\n".join(texts)
    )
    steady = re.sub(r"<time[^>]*>[^<]*</time>", "", steady)
    return re.sub(r'value="[^"]{20,}"|[0-9a-f]{8}-[0-9a-f-]{27}|&quot;[\w-]{30,}&quot;', "", steady)


@pytest.mark.parametrize("shows", ["voted", "ended", "team"])
def test_no_output_tells_somebody_who_may_not_see_the_results_anything_of_them(
    world: World, shows: str
) -> None:
    poll = opened(world, shows=shows, closes_at=timezone.now() + timedelta(days=1))
    looker = Guest(world)
    looker.get()
    before = everything(looker, poll)
    for name, chosen in (("Ana", "Tastings"), ("Tom", "Tastings"), ("Li", "New beans")):
        votes_for(Guest(world, name), poll, chosen, text=f"I am {name}")
    assert many(poll) == {"Tastings": 2, "New beans": 1}
    after = everything(looker, poll)
    assert after == before, "what others chose changes nothing of what they are given"
    assert json.loads(looker.get(f"polls/{poll.pk}/results.json").content)["voters"] is None
    if shows != "voted":
        voter = Guest(world, "Zoe")
        votes_for(voter, poll, "Nothing")
        assert "voted" not in voter.sees(f"polls/{poll.pk}/").replace("browser voted", "")
        assert "You chose: Nothing" in voter.sees(f"polls/{poll.pk}/")
        assert "I am Ana" not in voter.sees(f"polls/{poll.pk}/")
    Poll.objects.update(closes_at=timezone.now() - timedelta(minutes=1))
    told = json.loads(looker.get(f"polls/{poll.pk}/results.json").content)
    if shows == "team":
        assert told["voters"] is None
        assert "I am Ana" not in looker.sees(f"polls/{poll.pk}/")
        assert "%" not in looker.sees(f"polls/{poll.pk}/")
    else:
        assert told["voters"] in {3, 4}
        assert "I am Ana" in looker.sees(f"polls/{poll.pk}/")


def test_results_that_everybody_sees_stand_there_before_voting_and_what_is_hidden_does_not(
    world: World,
) -> None:
    poll = opened(world, shows="always", is_multiple=True)
    votes_for(Guest(world, "Ana"), poll, "Tastings", "New beans", text="Both, please")
    seen = Guest(world).sees(f"polls/{poll.pk}/")
    assert "1 person voted" in seen
    assert "Both, please" in seen
    assert "You may choose several." in seen
    (said,) = votes.said_with(poll, is_team=True)
    polls.hide(world.caleb, said, is_hidden=True)
    assert "Both, please" not in Guest(world).sees(f"polls/{poll.pk}/")


def with_list(world: World, **more: Any) -> Poll:
    """A poll with a list beside the vote; the list takes people by one press on its own form."""
    on = lists.make(
        None,
        world.harbour,
        WantedList(name="New beans by mail", single_because="It is short."),
        {"en": "We write to you when new beans come in."},
    )
    return opened(world, on=on, **more)


CODE = re.compile(r"\b(\d{3} \d{3})\b")


@pytest.mark.row("E1")
@pytest.mark.row("E8")
def test_yes_write_to_me_counts_once_it_is_confirmed_and_the_poll_is_in_the_proof(world: World) -> None:
    world.connect_mail()
    poll = with_list(world)
    guest = Guest(world)
    notice = lists.notices(poll.on)["en"]  # type: ignore[arg-type]
    assert notice.text in guest.sees(f"polls/{poll.pk}/")
    wrong = votes_for(guest, poll, "Tastings", notice=notice.pk, email="mina@")
    assert wrong.status_code == 422
    assert "is not a mail address" in words(wrong)
    assert not Vote.objects.exists(), "nothing is done by halves"
    answer = votes_for(guest, poll, "Tastings", notice=notice.pk, email="mina@fans.test")
    assert "/lists/asked/" in answer.headers["Location"]
    assert many(poll) == {"Tastings": 1}
    assert not Membership.objects.filter(state=Membership.State.ACTIVE).exists()
    assert not Entry.objects.exists(), "nothing is in the ledger before it is confirmed"
    list_mail.send_due()
    code = CODE.search(str(mail.outbox[-1].body))
    assert code
    asked = answer.headers["Location"].removeprefix("/@harbour/")
    done = guest.browser.post(f"/@harbour/{asked}code/", {"code": code[1]})
    assert done.status_code == 302, words(done)
    assert Membership.objects.filter(list=poll.on, state=Membership.State.ACTIVE).count() == 1
    proof = Entry.objects.get(act=Entry.Act.REQUESTED)
    assert (proof.mechanism, proof.notice, proof.place) == ("poll", notice, f"/@harbour/polls/{poll.pk}/")
    assert f"answered the poll “{poll.question}” with “Tastings”" in proof.evidence


def test_a_list_that_the_poll_does_not_offer_is_refused(world: World) -> None:
    poll = opened(world)
    other = lists.make(None, world.harbour, WantedList(name="Others"), {"en": "We write."})
    theirs = lists.make(None, world.northwind, WantedList(name="Theirs"), {"en": "We write."})
    guest = Guest(world)
    for one, says in ((other, "does not offer that list"), (theirs, "Choose at least one list")):
        notice = lists.notices(one)["en"].pk
        answer = votes_for(guest, poll, "Tastings", notice=notice, email="mina@fans.test")
        assert answer.status_code == 422
        assert says in words(answer), words(answer)
    assert not Vote.objects.exists()


def test_polls_that_have_not_come_to_everybody_take_no_vote_of_the_others(world: World) -> None:
    poll = opened(world)
    rollout.roll_out(world.olivia, "polls", rollout.Wanted(share=0))
    guest = Guest(world)
    assert "Polls: not everywhere yet, and not for you" in guest.sees()
    answer = votes_for(guest, poll, "Tastings")
    assert answer.status_code == 409
    assert "Polls have not come to everybody yet" in words(answer)
    assert not Vote.objects.exists()
