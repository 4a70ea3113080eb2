"""Polls: what a team makes, what people choose, who sees what came of it, and that a vote permits nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from askfirst.brand.models import Change
from askfirst.consent import lists
from askfirst.consent.lists import Wanted as WantedList
from askfirst.drafts.models import Draft
from askfirst.gate.question import Question
from askfirst.gate.release import ask
from askfirst.networks.base import Form
from askfirst.people.models import Engagement
from askfirst.wall import access, polls, talk, votes
from askfirst.wall.models import Choice, Poll, Vote
from askfirst.wall.polls import CannotKeep, Offered, State, Wanted
from askfirst.wire import forgetting, merging, portrait, routing
from askfirst.wire.models import Event

if TYPE_CHECKING:
    from tests.world import World

pytestmark = pytest.mark.both_databases

QUESTION = "What would you like to hear from us about?"


def wanted(*choices: str, **more: object) -> Wanted:
    offered = [Offered(text=one) for one in choices or ("New beans", "Tastings", "Nothing")]
    return Wanted(question=QUESTION, choices=offered, **more)  # type: ignore[arg-type]


def opened(world: World, *choices: str, **more: object) -> Poll:
    """A poll that stands on the wall."""
    poll = polls.make(world.mara, world.page, wanted(*choices, **more))
    polls.publish(world.mara, poll)
    world.work()
    return access.poll(world.mara, poll.pk)


def pk(poll: Poll, text: str) -> str:
    return str(Choice.objects.get(poll=poll, text=text).pk)


def vote(
    world: World, poll: Poll, name: str, *chosen: str, words: str = "", at: datetime | None = None
) -> None:
    more = {"at": at} if at else {}
    ids = tuple(pk(poll, one) for one in chosen)
    world.visitor(name, "vote", words, target=str(poll.pk), choices=ids, **more)


def counts(poll: Poll) -> dict[str, int]:
    found = votes.results([poll])[poll.pk]
    return {one.text: found.many.get(one.pk, 0) for one in poll.choices.all()} | {"voters": found.voters}


def test_a_poll_goes_out_as_a_post_through_the_gate(world: World) -> None:
    poll = polls.make(world.mara, world.page, wanted(about="Choose what suits you."))
    assert polls.state(poll) is State.DRAFT
    with pytest.raises(Http404):
        access.public_poll(world.page, poll.pk)
    draft = polls.publish(world.mara, poll)
    assert draft.decision is not None
    assert draft.decision.verdict == "allow"
    assert draft.text == f"{QUESTION}\n\nChoose what suits you.\n\n– New beans\n– Tastings\n– Nothing"
    poll = access.poll(world.mara, poll.pk)
    assert polls.state(poll) is State.LEAVING
    world.work()
    poll = access.public_poll(world.page, poll.pk)
    assert polls.state(poll) is State.OPEN
    post = votes.post_of(poll)
    assert post is not None
    talk.hide(world.mara, post, is_hidden=True)
    assert polls.state(access.poll(world.mara, poll.pk)) is State.HIDDEN
    with pytest.raises(Http404):
        access.public_poll(world.page, poll.pk)


def test_what_waits_or_was_refused_is_said_so_and_can_be_tried_again(world: World) -> None:
    poll = polls.make(world.mara, world.page, wanted())
    draft = polls.publish(world.mara, poll)
    Draft.objects.filter(pk=draft.pk).update(delivery=None, state=Draft.State.WAITING)
    assert polls.state(access.poll(world.mara, poll.pk)) is State.WAITING
    with pytest.raises(CannotKeep, match="waits for an approval"):
        polls.publish(world.mara, poll)
    Draft.objects.filter(pk=draft.pk).update(state=Draft.State.REFUSED)
    assert polls.state(access.poll(world.mara, poll.pk)) is State.REFUSED
    polls.publish(world.mara, poll)
    world.work()
    assert polls.state(access.poll(world.mara, poll.pk)) is State.OPEN


@pytest.mark.parametrize(
    ("given", "field", "says"),
    [
        (wanted("One"), "choices", "at least 2"),
        (wanted(*(f"no. {number}" for number in range(200))), "choices", "200 choices"),
        (wanted("Same", "same"), "choices", "twice"),
        (wanted("x" * 121, "y"), "choices", "121"),
        (Wanted(question=" ", choices=[]), "question", "question"),
        (Wanted(question="q" * 301, choices=[]), "question", "301"),
        (wanted(shows="nobody"), "shows", "who sees"),
        (wanted(closes_at=datetime(2020, 1, 1, tzinfo=UTC)), "closes_at", "later"),
    ],
)
def test_what_is_no_poll_is_refused_with_a_sentence(
    world: World, given: Wanted, field: str, says: str
) -> None:
    with pytest.raises(CannotKeep, match=says) as refused:
        polls.make(world.mara, world.page, given)
    assert refused.value.field == field
    assert not Poll.objects.exists()


def test_a_list_beside_a_choice_must_take_people_and_be_the_brands_own(world: World) -> None:
    theirs = lists.make(None, world.northwind, WantedList(name="News"), {"en": "We write."})
    with pytest.raises(CannotKeep, match="takes nobody"):
        polls.make(
            world.mara,
            world.page,
            Wanted(question="Q", choices=[Offered(text="A", on=theirs), Offered(text="B")]),
        )
    with pytest.raises(CannotKeep, match="empty line"):
        polls.make(
            world.mara,
            world.page,
            Wanted(question="Q", choices=[Offered(text="", on=theirs), Offered(text="B")]),
        )
    with pytest.raises(CannotKeep, match="takes nobody"):
        polls.make(world.mara, world.page, wanted(on=theirs))


def test_only_who_may_publish_makes_opens_and_ends_polls_and_only_of_their_own_brand(world: World) -> None:
    poll = polls.make(world.mara, world.page, wanted())
    for deed in (
        lambda: polls.make(world.caleb, world.page, wanted()),
        lambda: polls.change(world.caleb, poll, wanted()),
        lambda: polls.publish(world.nils, poll),
        lambda: polls.close(world.nils, poll),
        lambda: polls.remove(world.nils, poll),
        lambda: polls.set_end(world.nils, poll, None),
    ):
        with pytest.raises(PermissionDenied):
            deed()
    with pytest.raises(Http404):
        access.poll(world.nils, poll.pk)
    with pytest.raises(PermissionDenied):
        access.polls(world.wim)
    with pytest.raises(Http404):
        access.public_poll(world.northwind_page, opened(world).pk)


def test_a_draft_is_changed_and_thrown_away_and_what_people_have_read_is_not(world: World) -> None:
    poll = polls.make(world.mara, world.page, wanted())
    polls.change(world.mara, poll, wanted("Yes", "No", is_multiple=True))
    poll = access.poll(world.mara, poll.pk)
    assert [one.text for one in poll.choices.all()] == ["Yes", "No"]
    with pytest.raises(CannotKeep, match="nothing to end"):
        polls.close(world.mara, poll)
    polls.remove(world.mara, poll)
    assert not Poll.objects.exists()
    poll = opened(world)
    for deed in (
        lambda: polls.change(world.mara, poll, wanted("Other", "Things")),
        lambda: polls.remove(world.mara, poll),
        lambda: polls.publish(world.mara, poll),
    ):
        with pytest.raises(CannotKeep, match="stays as it is"):
            deed()


def test_one_person_has_one_vote_and_changes_it_until_the_end(world: World) -> None:
    poll = opened(world)
    vote(world, poll, "Ana", "New beans")
    vote(world, poll, "Tom", "Tastings", words="On Fridays")
    assert counts(poll) == {"New beans": 1, "Tastings": 1, "Nothing": 0, "voters": 2}
    vote(world, poll, "Ana", "Tastings")
    assert counts(poll) == {"New beans": 0, "Tastings": 2, "Nothing": 0, "voters": 2}
    vote(world, poll, "Ana")
    assert counts(poll) == {"New beans": 0, "Tastings": 1, "Nothing": 0, "voters": 1}
    assert [one.text for one in votes.said_with(poll, is_team=False)] == ["On Fridays"]
    assert Engagement.objects.filter(kind="vote").count() == 2, "who changes a vote did one thing"
    polls.close(world.mara, poll)
    polls.close(world.mara, poll)
    poll = access.poll(world.mara, poll.pk)
    assert polls.state(poll) is State.OVER
    vote(world, poll, "Ana", "New beans")
    vote(world, poll, "Li", "New beans")
    assert counts(poll) == {"New beans": 0, "Tastings": 1, "Nothing": 0, "voters": 1}
    with pytest.raises(CannotKeep, match="has ended"):
        polls.set_end(world.mara, poll, timezone.now() + timedelta(days=1))


def test_a_vote_counts_by_when_it_was_made_and_not_by_when_we_hear_of_it(world: World) -> None:
    poll = opened(world)
    made_at = timezone.now()
    polls.close(world.mara, poll)
    vote(world, poll, "Ana", "Tastings", at=made_at)
    assert counts(poll)["Tastings"] == 1


def test_duplicated_and_reordered_votes_end_in_the_same_state(world: World) -> None:
    now = timezone.now()
    for order in permutations(range(3)):
        poll = opened(world)
        chosen = ["New beans", "Tastings", "Nothing"]
        for number in (*order, *order):
            world.visitor(
                "Ana",
                "vote",
                target=str(poll.pk),
                choices=(pk(poll, chosen[number]),),
                at=now + timedelta(milliseconds=number),
                id=f"v{poll.pk}-{number}",
            )
        assert counts(poll) == {"New beans": 0, "Tastings": 0, "Nothing": 1, "voters": 1}


def test_several_choices_where_the_poll_takes_them_and_nowhere_else(world: World) -> None:
    many = opened(world, is_multiple=True)
    vote(world, many, "Ana", "New beans", "Tastings")
    assert counts(many) == {"New beans": 1, "Tastings": 1, "Nothing": 0, "voters": 1}
    one = opened(world)
    vote(world, one, "Ana", "New beans", "Tastings")
    world.visitor("Tom", "vote", target=str(one.pk), choices=(pk(many, "Nothing"),))
    world.visitor("Li", "vote", target="999999", choices=("1",))
    assert counts(one)["voters"] == 0
    failures = " ".join(Event.objects.filter(failures__gt=0).values_list("failure", flat=True))
    assert "takes one choice" in failures
    assert "does not offer" in failures
    assert "no poll" in failures


def test_who_sees_the_results_is_asked_in_one_place(world: World) -> None:
    now = timezone.now()
    table = {
        "always": (True, True, True),
        "voted": (False, True, True),
        "ended": (False, False, True),
        "team": (False, False, False),
    }
    for shows, (looker, voter, later) in table.items():
        poll = opened(world, shows=shows, closes_at=now + timedelta(hours=1))
        end = now + timedelta(hours=1)
        assert votes.may_see(poll, has_voted=False) is looker
        assert votes.may_see(poll, has_voted=True) is voter
        assert votes.may_see(poll, has_voted=False, at=end) is later
        Change.objects.all().delete()
        vote(world, poll, "Ana", "Tastings")
        told = Change.objects.filter(kind="poll")
        assert told.filter(is_public=True).exists() is (shows == "always"), (
            "that somebody voted is a result too"
        )
        assert "choice" not in str(list(told.values_list("payload", flat=True)))


def test_the_end_can_be_moved_while_it_is_open(world: World) -> None:
    poll = opened(world)
    end = timezone.now() + timedelta(days=2)
    polls.set_end(world.mara, poll, end)
    assert access.poll(world.mara, poll.pk).closes_at == end
    with pytest.raises(CannotKeep, match="later"):
        polls.set_end(world.mara, poll, timezone.now() - timedelta(days=1))
    polls.set_end(world.mara, poll, None)
    assert access.poll(world.mara, poll.pk).closes_at is None


def test_what_is_said_with_a_vote_can_be_hidden_from_visitors(world: World) -> None:
    poll = opened(world)
    vote(world, poll, "Tom", "Tastings", words="Rude words")
    (said,) = votes.said_with(poll, is_team=True)
    polls.hide(world.caleb, access.vote(world.caleb, poll, said.pk), is_hidden=True)
    assert votes.said_with(poll, is_team=False) == []
    assert len(votes.said_with(poll, is_team=True)) == 1
    assert counts(poll)["Tastings"] == 1, "the vote counts as before"
    with pytest.raises(PermissionDenied):
        access.vote(world.nils, poll, said.pk)
    with pytest.raises(Http404):
        access.vote(world.caleb, poll, 999_999)
    quiet = opened(world, takes_comments=False)
    vote(world, quiet, "Tom", "Tastings", words="Not asked for")
    assert not Vote.objects.get(poll=quiet).text


def test_a_vote_alone_permits_nothing_that_promotes(world: World) -> None:
    poll = opened(world)
    vote(world, poll, "Tom", "New beans")
    tom = world.contact("Tom")
    handle = tom.handles.get()
    about = votes.reference(poll, handle)
    for form in (Form.DIRECT, Form.PRIVATE_REPLY):
        for reference in ("", about):
            for purpose in ("marketing", "reply", "service"):
                question = Question(
                    channel=world.page.channel, contact=tom, form=form, purpose=purpose, about=reference
                )
                assert ask(question).verdict != "allow", (form, reference, purpose)


def test_two_votes_of_one_person_are_one_and_are_two_again_when_taken_apart(world: World) -> None:
    poll = opened(world)
    vote(world, poll, "Ana", "New beans")
    vote(world, poll, "Li", "Tastings")
    held = merging.merge(world.olivia, world.contact("Ana"), world.contact("Li"), evidence="the same phone")
    assert counts(poll) == {"New beans": 0, "Tastings": 1, "Nothing": 0, "voters": 1}
    vote(world, poll, "Ana", "Nothing")
    assert counts(poll) == {"New beans": 0, "Tastings": 0, "Nothing": 1, "voters": 1}
    merging.undo(world.olivia, held)
    assert counts(poll) == {"New beans": 0, "Tastings": 1, "Nothing": 1, "voters": 2}


def test_who_is_forgotten_leaves_a_number_and_no_word(world: World) -> None:
    poll = opened(world)
    vote(world, poll, "Tom", "Tastings", words="My number is 0700 900")
    tom = world.contact("Tom")
    assert portrait.portrait(world.olivia, tom)["votes"][0]["chosen"] == ["Tastings"]
    report = forgetting.forget(world.olivia, tom)
    assert counts(poll)["Tastings"] == 1
    assert not Vote.objects.exclude(text="").exists()
    assert any(one["what"] == "votes in polls" and one["count"] == 1 for one in report.stays)
    assert not any(b"0700" in bytes(one) for one in Event.objects.values_list("raw", flat=True))
    assert routing.route_pending() == 0
