"""Questions: nobody sees them before they are answered in public, and who gave no name is answered in public only."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from askfirst.brand.models import Change, Notification
from askfirst.inbox.models import Thread
from askfirst.networks import page as network
from askfirst.people.models import Contact, Engagement
from askfirst.wall import asks, opening
from askfirst.wall.models import Post
from askfirst.wire import intake, routing
from askfirst.work import asks as work

if TYPE_CHECKING:
    from pytest_django.fixtures import DjangoAssertNumQueries

    from tests.world import World

pytestmark = pytest.mark.both_databases


def ask(
    world: World, text: str = "Do you roast decaf?", *, name: str = "Ana", seconds: int | None = 60
) -> Post:
    """Somebody asks; without a name where it is empty."""
    told = network.Said(
        kind="ask",
        id=f"ask-{Post.objects.count()}",
        visitor=f"visitor-{name.lower()}" if name else "",
        name=name,
        text=text,
        seconds=seconds,
        at=datetime.now(UTC),
    )
    intake.accept(world.page.channel, network.write(told), told.id)
    routing.route_pending()
    return Post.objects.select_related("channel__brand", "contact").get(external_id=told.id)


def thread(post: Post) -> Thread:
    return Thread.objects.get(channel=post.channel, post=post.pk)


@pytest.mark.row("T3")
def test_a_question_stands_on_no_wall_and_calls_the_team(world: World) -> None:
    asked = ask(world)
    assert (asked.kind, asked.published_at, asked.hints) == ("ask", None, [])
    assert (thread(asked).kind, thread(asked).state) == ("ask", "open")
    assert "Ana asked you" in Notification.objects.filter(member=world.caleb).values_list("title", flat=True)
    assert not Change.objects.filter(kind="comment", is_public=True).exists(), (
        "no screen of a stranger hears of it"
    )
    assert Change.objects.filter(kind="comment", contact=asked.contact_id).exists(), "the asker's own does"
    assert list(asks.waiting(world.harbour)) == [asked]
    assert Engagement.objects.get(kind="ask").contact == asked.contact


@pytest.mark.row("T3")
def test_answered_in_public_it_stands_there_with_its_answer(world: World) -> None:
    asked = ask(world)
    draft = asks.publish_answer(world.caleb, asked, "Yes, on Fridays.", key="a")
    assert draft.decision is not None
    assert draft.decision.verdict == "allow"
    asked.refresh_from_db()
    assert asked.published_at is None, "until the answer has left"
    world.work()
    asked.refresh_from_db()
    assert asked.published_at is not None
    assert asked.comments.get().text == "Yes, on Fridays."
    assert Change.objects.filter(kind="comment", is_public=True).exists()
    assert (thread(asked).state, thread(asked).waiting_since) == ("waiting", None)
    assert not asks.waiting(world.harbour).exists()
    (told,) = asks.asked(world.page, [world.contact("Ana")])
    assert (told.state, [one.text for one in told.answers]) == ("published", ["Yes, on Fridays."])


@pytest.mark.row("T3")
def test_a_name_can_be_answered_privately_and_the_question_stays_off_the_wall(world: World) -> None:
    asked = ask(world)
    draft = work.answer_privately(world.caleb, asked, "For you, yes.", key="p")
    assert draft.decision is not None
    assert draft.decision.verdict == "allow"
    world.work()
    asked.refresh_from_db()
    assert asked.published_at is None
    assert world.said_to("Ana") == ["For you, yes."]
    assert asks.asked(world.page, [world.contact("Ana")])[0].state == "private"
    assert not asks.waiting(world.harbour).exists()


@pytest.mark.row("T3")
def test_who_gave_no_name_is_answered_in_public_only_and_nothing_leads_to_them(world: World) -> None:
    asked = ask(world, name="")
    assert asked.is_anonymous
    assert asked.contact is None
    assert not Contact.objects.exists()
    draft = work.answer_privately(world.caleb, asked, "Psst", key="p")
    assert draft.decision is not None
    assert draft.decision.verdict == "deny"
    assert "page.no_address" in [reason["rule"] for reason in draft.decision.reasons]
    assert draft.delivery is None
    telling = asks.publish_answer(world.caleb, asked, "Call Ana on +44 20 7946 0018.", key="t")
    assert telling.decision is not None
    assert telling.decision.verdict == "deny", "with somebody's number in it no way is open"
    asks.publish_answer(world.caleb, asked, "Yes.", key="a")
    world.work()
    (told,) = asks.asked(world.page, [], [asked.external_id])
    assert told.state == "published"
    assert asks.asked(world.page, [], ["somebody else's"]) == []


def test_what_gets_no_answer_says_so_to_its_asker_and_waits_for_nobody(world: World) -> None:
    asked = ask(world)
    work.decline(world.caleb, asked)
    assert thread(asked).state == "no_reply"
    assert asks.asked(world.page, [world.contact("Ana")])[0].state == "declined"
    assert not asks.waiting(world.harbour).exists()
    asks.decline(world.caleb, asked, is_declined=False)
    assert asks.asked(world.page, [world.contact("Ana")])[0].state == "waiting"


@pytest.mark.parametrize(
    ("text", "seconds", "hints"),
    [
        ("Do you roast decaf?", 60, []),
        ("Do you roast decaf?", None, []),
        ("Cheap beans at https://beans.example", 60, ["link"]),
        ("Look at beans.shop now", 60, ["link"]),
        ("do you   ROAST decaf", 1, ["fast"]),
        ("word " * 100, 12, ["fast"]),
        ("Is it open?", 60, ["repeated"]),
        ("is it OPEN!!", 60, ["repeated"]),
    ],
)
def test_hints_say_what_may_be_no_honest_question(
    world: World, text: str, seconds: int | None, hints: list[str]
) -> None:
    ask(world, "Is it open?", name="Tom")
    assert ask(world, text, name="Ana", seconds=seconds).hints == hints
    assert set(hints) <= set(asks.HINTS)


def test_only_who_may_write_answers_and_only_their_own(world: World) -> None:
    asked = ask(world)
    for forbidden in (
        lambda: asks.publish_answer(world.nils, asked, "x", key="x"),
        lambda: asks.decline(world.nils, asked),
        lambda: asks.decline(world.wim, asked),
        lambda: work.answer_privately(world.nils, asked, "x", key="y"),
        lambda: opening.set_open(world.caleb, world.page, "asks", is_on=True),
        lambda: opening.limit_asks(world.nils, world.page, 3),
    ):
        with pytest.raises(PermissionDenied):
            forbidden()
    world.visitor("Ana", "wall_post", "I like it here")
    post = Post.objects.get(kind="post")
    with pytest.raises(ValueError, match="no question"):
        asks.publish_answer(world.caleb, post, "x", key="z")


def test_what_is_open_is_the_owners_to_say(world: World) -> None:
    assert [place for place in opening.PLACES if opening.is_open(world.page, place)] == [
        "messages",
        "comments",
        "posts",
    ]
    opening.set_open(world.olivia, world.page, "anonymous_asks", is_on=True)
    assert not opening.is_open(world.page, "anonymous_asks"), (
        "without questions there are none without a name"
    )
    opening.set_open(world.olivia, world.page, "asks", is_on=True)
    assert opening.is_open(world.page, "anonymous_asks")
    assert Change.objects.filter(kind="page", is_public=True, payload={"takes_asks": True}).exists()
    with pytest.raises(KeyError):
        opening.set_open(world.olivia, world.page, "polls", is_on=True)
    with pytest.raises(ValueError, match="from 1 to 100"):
        opening.limit_asks(world.olivia, world.page, 0)
    opening.limit_asks(world.olivia, world.page, 7)
    world.page.refresh_from_db()
    assert world.page.asks_a_day == 7


def test_a_flood_of_questions_costs_the_same_few_queries_to_show(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(4):
        ask(world, f"Question {number}")
    ana = world.contact("Ana")
    with django_assert_num_queries(3):
        assert len(asks.asked(world.page, [ana])) == 4
    assert asks.asked_since(world.page, [world.contact("Ana")], timezone.now().replace(hour=0, minute=0)) <= 4
