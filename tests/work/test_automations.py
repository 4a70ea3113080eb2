"""Rules for the inbox: each is asked once for what happens, answers through the gate, and never starts another."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from askfirst.brand.models import Change
from askfirst.drafts.models import Approval, Draft
from askfirst.inbox import marks, talk
from askfirst.inbox.models import Act, Label, Message, Thread
from askfirst.people import resolve
from askfirst.work import automations, away, hours, running
from askfirst.work.automations import Wanted
from askfirst.work.macros import CannotKeep
from askfirst.work.models import Automation, CannedReply, Cursor, Hours, Run

if TYPE_CHECKING:
    from askfirst.brand.models import Member
    from tests.world import World

ALWAYS = {str(day): [("00:00", "00:00")] for day in range(7)}


@pytest.fixture(autouse=True)
def _the_feed_begins(world: World) -> None:
    Cursor.objects.create(name=running.FEED, upto=0)


def rule(
    world: World, name: str, *steps: dict[str, Any], member: Member | None = None, **more: Any
) -> Automation:
    wanted = Wanted(name=name, steps=steps, **({"when": "message", "conditions": {}} | more))
    return automations.save(member or world.olivia, wanted)


def canned(world: World, text: str) -> CannedReply:
    return CannedReply.objects.create(brand=world.harbour, name=text[:20], text=text)


def log(name: str, world: World) -> list[tuple[str, str, str]]:
    rows = Act.objects.filter(thread=world.thread(name)).order_by("pk")
    return [(row.kind, row.after or row.before, row.by) for row in rows]


def test_a_rule_sorts_and_answers_what_fits_once_and_its_answer_is_not_a_persons(world: World) -> None:
    broken = Label.objects.create(brand=world.harbour, name="broken")
    sorry = canned(world, "Sorry, {first_name|there}. We look at it today.")
    made = rule(
        world,
        "broken things",
        {"do": "label", "label": broken.pk},
        {"do": "reply", "canned": sorry.pk},
        conditions={"words": ["broken", "kapu*"], "channel": [world.page.channel_id], "assigned": "no"},
    )
    world.visitor("Ana", "message", "Mein Becher ist KAPUTT")
    world.visitor("Tom", "message", "An unbroken cup")
    running.run_due()
    Cursor.objects.update(upto=0)  # the worker died before it wrote down how far it was
    running.run_due()
    world.work()
    assert world.said_to("Ana") == ["Sorry, Ana. We look at it today."]
    assert world.said_to("Tom") == [], "a whole word is meant"
    assert log("Ana", world) == [("labelled", "broken", "the rule ‘broken things’")]
    assert Run.objects.get().automation == made

    draft = Draft.objects.get()
    assert draft.decision
    assert draft.decision.facts["authored_by"] == "rule"
    yes = Approval.objects.get(draft=draft)
    assert (yes.member, yes.comment) == (world.olivia, "the rule ‘broken things’")
    thread = world.thread("Ana")
    said = Message.objects.get(thread=thread, is_ours=True)
    assert (said.author, said.is_automatic) == ("Harbour Coffee", True)
    assert (thread.state, thread.waiting_since is not None, thread.assignee) == ("open", True, None), (
        "nobody has answered yet"
    )


def test_nobody_gets_two_automatic_answers_in_a_day_and_no_program_gets_any(world: World) -> None:
    hello = canned(world, "Hello. We read this.")
    first = rule(world, "first", {"do": "reply", "canned": hello.pk})
    second = rule(world, "second", {"do": "reply", "canned": hello.pk})
    world.visitor("Ana", "message", "Hello")
    running.run_due()
    world.work()
    world.visitor("Ana", "message", "Hello again")
    running.run_due()
    world.work()
    assert world.said_to("Ana") == ["Hello. We read this."]
    problems = {said for row in Run.objects.all() for said in row.problems}
    assert problems == {"They have had an automatic answer within a day, so nothing was said."}
    assert first.runs.count() == second.runs.count() == 2

    mail = world.connect_mail()
    robot = resolve.resolve(mail, resolve.Seen(address="robot@fans.test", evidence="it wrote"))
    talk.receive(
        mail, robot, talk.Said(external_id="r1", at=timezone.now(), author="Robot", text="I am away.")
    )
    running.run_due()
    world.work()
    assert not Message.objects.filter(thread=world.mail_thread("robot@fans.test"), is_ours=True).exists()
    assert "written by a program" in Run.objects.order_by("-pk").first().problems[0]  # type: ignore[union-attr]


def test_words_changed_since_wait_for_a_person_and_so_do_those_of_nobody(world: World) -> None:
    hello = canned(world, "Hello.")
    made = rule(world, "hello", {"do": "reply", "canned": hello.pk})
    assert automations.stale([made]) == set()
    CannedReply.objects.update(text="Buy two, pay one.")
    assert automations.stale([made]) == {made.pk}
    world.visitor("Ana", "message", "Hello")
    running.run_due()
    world.work()
    assert world.said_to("Ana") == []
    assert Draft.objects.get().state == Draft.State.WAITING
    assert "wait for somebody to approve" in Run.objects.get().problems[0]

    world.olivia.is_active = False
    world.olivia.save()
    world.visitor("Tom", "message", "Hello")
    running.run_due()
    assert "Nobody answers for what this rule says" in Run.objects.order_by("-pk").first().problems[0]  # type: ignore[union-attr]


def test_what_a_rule_does_starts_no_rule_and_what_a_member_does_starts_one(world: World) -> None:
    rule(
        world,
        "close it",
        {"do": "state", "to": "done"},
        when="state",
        conditions={"state": ["open", "waiting"]},
    )
    rule(world, "open it", {"do": "state", "to": "open"}, when="state", conditions={"state": ["done"]})
    world.visitor("Ana", "message", "Hello")
    running.run_due()
    assert log("Ana", world) == []
    marks.set_state(world.caleb, world.thread("Ana"), "done")
    for _ in range(5):
        running.run_due()
    assert log("Ana", world) == [("state", "done", ""), ("state", "open", "the rule ‘open it’")]


def test_rules_are_asked_in_order_of_what_is_so_by_then_and_only_while_they_are_on(world: World) -> None:
    first = rule(world, "take it", {"do": "assign", "member": world.mara.pk}, conditions={"vip": "yes"})
    second = rule(world, "urgent", {"do": "priority", "to": 2}, conditions={"assigned": "yes"})
    world.visitor("Ana", "message", "Hello")
    world.contact("Ana").__class__.objects.filter(pk=world.contact("Ana").pk).update(is_vip=True)
    running.run_due()
    assert [row[1] for row in log("Ana", world)] == ["Mara Lind", "Urgent"]
    automations.move(world.olivia, second, up=True)
    assert [one.name for one in automations.automations(world.olivia)] == ["urgent", "take it"]
    automations.switch(world.olivia, first, is_on=False)
    world.visitor("Tom", "message", "Hello")
    running.run_due()
    assert log("Tom", world) == []
    world.visitor("Nora", "message", "While it was off")
    automations.switch(world.olivia, first, is_on=True)
    running.run_due()
    assert Run.objects.filter(thread=world.thread("Nora")).count() == 0


def test_public_words_are_sorted_and_never_answered_by_a_rule(world: World) -> None:
    label = Label.objects.create(brand=world.harbour, name="praise")
    rule(
        world,
        "praise",
        {"do": "label", "label": label.pk},
        when="word",
        conditions={"words": ["lovely"], "kind": ["wall_post"]},
    )
    world.visitor("Yusuf", "wall_post", "What a LOVELY place")
    running.run_due()
    (thread,) = Thread.objects.filter(post__gt=0)
    assert [str(one) for one in thread.labels.all()] == ["praise"]
    hello = canned(world, "Hello.")
    with pytest.raises(CannotKeep, match="answers nobody in public"):
        rule(world, "x", {"do": "reply", "canned": hello.pk}, when="word")


def test_a_rule_by_the_clock_is_asked_once_for_each_time_of_waiting(world: World) -> None:
    waits = rule(
        world,
        "too long",
        {"do": "priority", "to": 1},
        when="waiting",
        minutes=30,
        conditions={"words": ["cup"]},
    )
    soon = rule(world, "hurry", {"do": "priority", "to": 2}, when="closing", minutes=60)
    Automation.objects.update(since=timezone.now() - timedelta(hours=5))
    for name, text in (("Ana", "My cup"), ("Tom", "My hat")):
        world.visitor(name, "message", text)
    ago = timezone.now() - timedelta(minutes=31)
    Thread.objects.update(waiting_since=ago)
    assert (running.run_timed(), running.run_timed()) == (2, 0), "each is asked about once"
    assert [len(log(name, world)) for name in ("Ana", "Tom")] == [1, 0]
    assert Run.objects.filter(automation=waits, is_taken=True).count() == 1

    Thread.objects.filter(pk=world.thread("Tom").pk).update(closes_at=timezone.now() + timedelta(minutes=50))
    assert (running.run_timed(), running.run_timed()) == (1, 0)
    assert log("Tom", world) == [("priority", "Urgent", "the rule ‘hurry’")]
    assert soon.runs.count() == 1


def test_what_makes_no_sense_is_not_kept_and_only_who_may_keeps_it(world: World) -> None:
    step = {"do": "priority", "to": 1}
    for more, sentence in (
        ({"when": "never"}, "Choose when"),
        ({"when": "waiting", "minutes": 0}, "Say how long"),
        ({"when": "state", "steps": [{"do": "reply", "canned": 1}]}, "no reason to write"),
        ({"name": " "}, "Give it a name"),
    ):
        typed: dict[str, Any] = {"name": "x", "when": "message", "conditions": {}, "steps": [step]}
        wanted = Wanted(**{**typed, **more})
        with pytest.raises(CannotKeep, match=sentence):
            automations.save(world.olivia, wanted)
    made = rule(world, "x", step)
    with pytest.raises(CannotKeep, match="already"):
        rule(world, "X", step)
    for refused in (
        lambda: rule(world, "y", step, member=world.caleb),
        lambda: automations.automations(world.mara),
        lambda: automations.delete(world.nils, made),
        lambda: automations.switch(world.nils, made, is_on=False),
        lambda: automations.move(world.nils, made, up=True),
    ):
        with pytest.raises(PermissionDenied):
            refused()
    automations.delete(world.olivia, made)
    assert not Automation.objects.exists()


def test_the_away_text_is_said_once_in_an_absence_and_names_the_hour(world: World) -> None:
    tomorrow = (timezone.now() + timedelta(days=1)).weekday()
    week = {str(tomorrow): [("09:00", "17:00")]}
    hours.save(
        world.olivia, week, [], is_away_on=True, away_text="Hello {first_name|there}, we answer from {back}."
    )
    world.visitor("Ana", "message", "Anybody there?")
    running.run_due()
    world.visitor("Ana", "message", "Hello?")
    running.run_due()
    world.work()
    assert world.said_to("Ana") == [f"Hello Ana, we answer from {hours.day_name(tomorrow)} 09:00."]
    assert world.thread("Ana").waiting_since is not None
    Hours.objects.update(week=ALWAYS)
    world.visitor("Tom", "message", "And now?")
    running.run_due()
    world.work()
    assert world.said_to("Tom") == []


def test_a_feed_without_rules_costs_no_transaction_and_leaves_other_brands_alone(world: World) -> None:
    world.visitor("Ana", "message", "Hello")
    assert running.run_due() == 0
    step = {"do": "priority", "to": 1}
    automations.save(world.nils, Wanted(name="theirs", when="message", conditions={}, steps=[step]))
    world.visitor("Tom", "message", "Hello")
    running.run_due()
    assert Cursor.objects.get().upto == Change.objects.order_by("-pk").first().pk  # type: ignore[union-attr]
    assert not Run.objects.exists()
    assert away.answer(world.thread("Tom"), Message.objects.order_by("-pk").first()) == ""  # type: ignore[arg-type]
