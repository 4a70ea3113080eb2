"""The queue of questions as a member works through it: narrowed, decided about, answered by one or by many."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from askfirst.inbox.models import Label, Thread
from askfirst.wall import ask_queue
from askfirst.wall.models import Comment, Post
from askfirst.web.guard import digest_of
from tests.wall.test_asks import ask
from tests.web.desk import Desk
from tests.web.guests import words

if TYPE_CHECKING:
    from pytest_django.fixtures import DjangoAssertNumQueries

    from tests.world import World

pytestmark = pytest.mark.row("T4")


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world.caleb)


def flood(world: World, number: int, name: str = "Tom") -> list[Post]:
    said = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    return [ask(world, f"{said[one % 26] * 9} {said[one // 26] * 9}?", name=name) for one in range(number)]


def shown(desk: Desk, query: str = "") -> str:
    return desk.sees(f"/asks/{query}")


def test_the_queue_is_narrowed_by_state_person_channel_label_and_words(world: World, desk: Desk) -> None:
    by_ana, nameless = ask(world, "Do you roast decaf?"), ask(world, "Who are you?", name="")
    label = Label.objects.create(brand=world.harbour, name="beans")
    Thread.objects.get(post=by_ana.pk).labels.add(label)
    both, only = shown(desk), shown(desk, "?who=anonymous")
    assert "Do you roast decaf?" in both
    assert "Who are you?" in both
    assert "no name" in only
    assert "decaf" not in only
    for query in (
        "?who=named",
        "?q=decaf",
        "?q=ana+roast",
        f"?label={label.pk}",
        f"?sender={by_ana.contact_id}",
    ):
        assert "Who are you?" not in shown(desk, query), query
        assert "Do you roast decaf?" in shown(desk, query), query
    assert "No question fits" in shown(desk, "?channel=999999")
    for nasty in (
        "?state=x&who=y&order=z&channel=-1&label=%00&after=99999999999999999999&sender=x",
        "?q=%25%00'\"",
    ):
        assert desk.get(f"/asks/{nasty}").status_code == 200
    desk.post(f"/asks/{nameless.pk}/judge/", do="decline")
    assert "Who are you?" not in shown(desk)
    assert "Who are you?" in shown(desk, "?state=declined")


def test_one_persons_flood_stands_folded_and_unfolds(world: World, desk: Desk) -> None:
    flood(world, 9)
    ask(world, "Do you roast decaf?")
    seen = shown(desk)
    assert "and 4 more from the same person that day" in seen
    assert "They asked 5 questions within a day." in seen
    assert desk.get("/asks/").content.count(b'class="card ask-row"') == 6
    tom = world.contact("Tom")
    assert desk.get(f"/asks/?sender={tom.pk}").content.count(b'class="card ask-row"') == 9
    Post.objects.filter(contact=tom).update(said_at=timezone.now() - timedelta(days=1))
    world.page.asks_a_day = 9
    world.page.save()
    assert "more from the same person" not in shown(desk)
    assert [one.ask.author for one in ask_queue.part(world.caleb, ask_queue.Wanted(order="asker")).rows][
        -1
    ] == "Ana"


def test_a_flood_costs_the_same_few_queries(
    world: World, desk: Desk, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    flood(world, 3)
    ask(world, "Is it open?", name="")
    desk.get("/asks/")
    with django_assert_num_queries(18) as few:
        desk.get("/asks/")
    for number in range(20):
        ask(world, f"Number {number}", name=f"Visitor{number}")
    with django_assert_num_queries(len(few)):
        desk.get("/asks/")


@pytest.mark.row("T3")
def test_a_question_is_published_with_its_answer_or_answered_privately(world: World, desk: Desk) -> None:
    first, second = ask(world, "Do you roast decaf?"), ask(world, "Are you hiring?")
    page = words(desk.get(f"/asks/{first.pk}/"))
    for part in ("As it will stand, for everybody to read", "Do you roast decaf?", "You may write"):
        assert part in page
    answered = desk.post(f"/asks/{first.pk}/answer/", text="Yes, on Fridays.", key="a", then="")
    assert "Your answer is on its way" in words(answered)
    world.work()
    assert Comment.objects.get(post=first).text == "Yes, on Fridays."
    assert "Answered in public" in shown(desk, "?state=answered")
    page = words(desk.get(f"/asks/{second.pk}/?way=private"))
    assert "A private answer, for Ana alone" in page
    assert "Nobody else can read it" in words(
        desk.post(f"/asks/{second.pk}/answer/", text="For you, yes.", way="private", key="b")
    )
    world.work()
    assert world.said_to("Ana") == ["For you, yes."]
    again = desk.post(f"/asks/{second.pk}/answer/", text="Once more", way="private", key="c")
    assert "It was answered privately." in words(again)
    assert world.said_to("Ana") == ["For you, yes."]


@pytest.mark.row("T3")
def test_who_gave_no_name_has_no_private_way_and_no_way_at_all_for_what_is_personal(
    world: World, desk: Desk
) -> None:
    asked = ask(world, "Where is my parcel?", name="")
    private = words(desk.get(f"/asks/{asked.pk}/?way=private"))
    assert "Only this way They gave no name and no address" in private, private
    assert "They gave no name" in private
    assert "Send privately" not in private
    typed = "It waits, call Jo on +44 20 7946 0958."
    held = desk.post(f"/asks/{asked.pk}/answer/", text=typed, key="a")
    assert held.status_code == 409
    assert "No way is open for this answer." in words(held)
    assert "a phone number" in words(held)
    assert typed in held.content.decode().replace("&#x27;", "'"), "nothing that was typed is lost"
    assert "Publish all the same" not in words(held)
    # Whoever sends the form by hand meets the gate itself.
    insisted = desk.post(f"/asks/{asked.pk}/answer/", text=typed, key="b", insist=digest_of(typed))
    assert insisted.status_code == 409
    assert "this one holds personal data" in words(insisted)
    assert not Comment.objects.exists()
    fine = desk.post(f"/asks/{asked.pk}/answer/", text="It comes on Monday.", key="c")
    assert "Your answer is on its way" in words(fine)


def test_several_that_ask_the_same_get_one_answer_each_through_the_gate(world: World, desk: Desk) -> None:
    alike = [
        ask(world, "Do you ship to Spain?"),
        ask(world, "do you ship to SPAIN", name=""),
        ask(world, "Do you ship to Spain??", name="Tom"),
    ]
    other = ask(world, "What is decaf made of?")
    grouped = words(desk.get("/asks/?view=alike"))
    assert "3 questions that say nearly the same" in grouped
    assert "decaf" not in grouped
    assert "2 other questions say nearly the same" in words(desk.get(f"/asks/{alike[0].pk}/"))
    chosen = "&".join(f"ask={one.pk}" for one in alike)
    assert "One answer for 3 questions" in words(desk.get(f"/asks/answer/?{chosen}"))
    held = desk.post("/asks/answer/", ask=[one.pk for one in alike], text="Ask jo.smith@mail.test about it.")
    assert "No way is open for this answer." in words(held)
    assert "1 of them was asked without a name" in words(held)
    said = desk.post("/asks/answer/", ask=[one.pk for one in alike], text="Yes, for six euros.")
    assert "3 questions answered together" in words(said)
    world.work()
    assert set(Comment.objects.values_list("post", "text")) == {
        (one.pk, "Yes, for six euros.") for one in alike
    }
    assert list(ask_queue.matching(world.caleb, ask_queue.Wanted())) == [other]
    late = desk.post("/asks/answer/", ask=[alike[0].pk], text="Once more")
    assert "1 conversation needs a look" in words(late)
    assert "It has been answered already." in words(late)


def test_many_are_declined_or_called_spam_and_all_of_it_is_undone(world: World, desk: Desk) -> None:
    asked = [*flood(world, 3), ask(world, "Cheap beans at https://beans.example", name="")]
    assert "It holds a link." in shown(desk)
    desk.post("/asks/bulk/", do="spam", ask=[asked[0].pk, asked[3].pk])
    desk.post("/asks/bulk/", do="decline", everything="1", query="?who=named")
    assert "No question waits" in shown(desk)
    assert set(Thread.objects.values_list("state", flat=True)) == {"no_reply"}
    assert "https://beans.example" in shown(desk, "?state=spam")
    batch = world.caleb.batches.order_by("-pk").first()
    assert batch is not None
    desk.post(f"/inbox/batches/{batch.pk}/undo/")
    assert ask_queue.count(world.caleb, "waiting") == 2
    desk.post("/asks/bulk/", do="wait", ask=[asked[3].pk], query="?state=spam")
    assert ask_queue.count(world.caleb, "waiting") == 3
    assert Thread.objects.get(post=asked[3].pk).state == "open"
    assert Thread.objects.get(post=asked[3].pk).waiting_since is not None
    for nothing in (
        {"do": "spam"},
        {"do": "x", "ask": [asked[3].pk]},
        {"do": "spam", "ask": ["x", "-1", "9" * 30]},
    ):
        assert "Nothing was done" in words(desk.post("/asks/bulk/", **nothing))


def test_bad_input_is_said_and_kept(world: World, desk: Desk) -> None:
    asked = ask(world)
    place = f"/asks/{asked.pk}/answer/"
    assert "Write a few words first." in words(desk.post(place, text="  ", key="k"))
    long = desk.post(place, text="x" * 6_000, key="k")
    assert long.status_code == 422
    assert "x" * 6_000 in long.content.decode()
    assert "&lt;script&gt;" in desk.post(place, text="<script>" + "y" * 6_000, key="k").content.decode()
    assert "Choose some questions first" in words(desk.post("/asks/answer/", text="x"))
    assert not Comment.objects.exists()


def test_a_reader_sees_why_they_cannot_answer(world: World) -> None:
    asked = ask(world)
    world.wim.role = "viewer"
    world.wim.save()
    reader = Desk(world.wim)
    for path in ("/asks/", f"/asks/{asked.pk}/"):
        assert "Your role reads questions and does not answer them" in reader.sees(path)
    assert Desk(world.nils).get(f"/asks/{asked.pk}/").status_code == 404
    assert "No question waits" in Desk(world.nils).sees("/asks/")
