"""Nothing leaves without a decision, and what was decided is what happens."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.utils import timezone

from askfirst.consent import ledger
from askfirst.drafts.models import Draft
from askfirst.drafts.submit import withdraw
from askfirst.gate import release
from askfirst.gate.models import Decision, Delivery
from askfirst.gate.question import Question
from askfirst.inbox import talk
from askfirst.networks.base import Form
from askfirst.people import resolve
from askfirst.people.models import Handle

if TYPE_CHECKING:
    from tests.world import World


def test_an_answer_to_somebody_who_wrote_is_sent(world: World) -> None:
    world.visitor("Ana", "message", "Are you open on Sunday?")
    reply = world.reply("Ana", "Yes, from nine.")
    assert reply.draft.decision.verdict == "allow"
    world.work()
    assert world.said_to("Ana") == ["Yes, from nine."]
    assert reply.draft.decision.facts["thread_opened_by"] == "person"


def test_a_fan_who_only_liked_the_page_cannot_be_written_to_first(world: World) -> None:
    world.visitor("Tom", "like")
    tom = world.contact("Tom")
    answer = release.ask(Question(channel=world.page.channel, contact=tom, purpose="service", text="Hi Tom"))
    assert answer.verdict == "deny"
    reasons = release.reasons_as_rows(answer)
    denied = [reason for reason in reasons if reason["effect"] == "deny"]
    assert denied
    assert all(reason["says"] for reason in denied)
    assert any(reason["source"] for reason in denied)


def test_a_denied_wish_is_kept_with_its_reasons_and_makes_no_delivery(world: World) -> None:
    world.visitor("Tom", "like")
    handle = Handle.objects.get(contact=world.contact("Tom"))
    thread = talk.thread_for(world.page.channel, handle)
    reply = talk.reply(world.caleb, thread, talk.Wish(text="Thanks for liking us", purpose="service"))
    assert reply.draft.state == Draft.State.REFUSED
    assert reply.draft.delivery is None
    assert reply.draft.decision.reasons
    assert not Delivery.objects.exists()


def test_one_comment_gets_one_private_reply(world: World) -> None:
    post = world.visitor("Yusuf", "wall_post", "My order never came")
    thread = talk.begin_about(world.page.channel, Handle.objects.get(contact=world.contact("Yusuf")), post)
    first = talk.private_reply(world.caleb, thread, "Let us look into it", about=post, key="a")
    second = talk.private_reply(world.caleb, thread, "Still there?", about=post, key="b")
    assert first.draft.decision.verdict == "allow"
    assert second.draft.decision.verdict == "deny"
    world.work()
    assert world.said_to("Yusuf") == ["Let us look into it"]


def test_a_person_on_the_stop_list_is_never_written_to(world: World) -> None:
    world.visitor("Ana", "message", "Hello")
    ledger.stop(world.contact("Ana"), reason="asked", evidence="said so on the phone", member=world.caleb)
    assert world.reply("Ana", "Hello Ana").draft.decision.verdict == "deny"


def test_stopping_between_release_and_send_stops_the_send(world: World) -> None:
    world.visitor("Ana", "message", "Hello")
    reply = world.reply("Ana", "Hello Ana")
    world.visitor("Ana", "stop")
    world.work()
    delivery = Delivery.objects.get(draft=reply.draft)
    assert delivery.state == Delivery.State.STOPPED
    assert delivery.stopped_by is not None
    assert delivery.stopped_by.stage == Decision.Stage.RECHECK
    assert delivery.state_reason
    assert world.said_to("Ana") == []


def test_the_same_wish_twice_is_one_message(world: World) -> None:
    world.visitor("Ana", "message", "Hello")
    first = world.reply("Ana", "Hello Ana", key="browser-1")
    second = world.reply("Ana", "Hello Ana", key="browser-1")
    assert first.pk == second.pk
    world.work()
    world.work()
    assert world.said_to("Ana") == ["Hello Ana"]


def test_what_has_not_left_can_be_taken_back(world: World) -> None:
    world.visitor("Ana", "message", "Hello")
    reply = world.reply("Ana", "Oops")
    assert withdraw(reply.draft)
    world.work()
    assert world.said_to("Ana") == []
    sent = world.reply("Ana", "Hello Ana")
    world.work()
    assert not withdraw(sent.draft)


def test_a_viewer_or_writer_cannot_write_to_people(world: World) -> None:
    world.visitor("Ana", "message", "Hello")
    with pytest.raises(PermissionDenied, match="Writer may not write to people"):
        world.reply("Ana", "Hello", member=world.wim)
    assert not Draft.objects.exists()


@pytest.mark.parametrize("verdict", ["hold", "deny"])
def test_the_database_itself_refuses_a_delivery_without_permission(world: World, verdict: str) -> None:
    world.visitor("Ana", "message", "Hello")
    allowed = world.reply("Ana", "Hello Ana").draft.decision
    refused = Decision.objects.create(
        brand=world.harbour,
        channel=world.page.channel,
        stage="release",
        verdict=verdict,
        facts={},
        layers=[],
        reasons=[],
        policy_version="x",
        decided_at=timezone.now(),
    )
    common = {"brand": world.harbour, "channel": world.page.channel, "form": "direct", "purpose": "reply"}
    with pytest.raises(DatabaseError, match="allows it"), transaction.atomic():
        Delivery.objects.create(decision=refused, key="k", text_digest="", **common)
    with pytest.raises(DatabaseError, match="allows it"), transaction.atomic():
        Delivery.objects.filter(decision=allowed).update(decision=refused)


@pytest.mark.parametrize("verb", ["update", "delete"])
def test_a_decision_cannot_be_changed_or_removed(world: World, verb: str) -> None:
    world.visitor("Ana", "message", "Hello")
    decision = world.reply("Ana", "Hello Ana").draft.decision
    rows = Decision.objects.filter(pk=decision.pk)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        rows.update(verdict="deny") if verb == "update" else rows._raw_delete(rows.db)


def test_many_fans_at_once_are_refused_with_reasons(world: World) -> None:
    world.visitor("Tom", "like")
    question = Question(
        channel=world.page.channel,
        contact=world.contact("Tom"),
        purpose="marketing",
        audience_size=5000,
        text="Sale!",
    )
    answer = release.ask(question)
    assert answer.verdict == "deny"
    assert {str(layer.layer) for layer in answer.layers} >= {"network", "consent", "house", "manners"}


def test_a_public_reply_needs_no_thread(world: World) -> None:
    post = world.visitor("Yusuf", "wall_post", "Where do you roast?")
    question = Question(
        channel=world.page.channel,
        contact=world.contact("Yusuf"),
        form=Form.PUBLIC_REPLY,
        about=post,
        text="By the water",
    )
    assert release.ask(question).verdict == "allow"


def test_an_edge_that_ended_is_no_fact_any_more(world: World) -> None:
    world.visitor("Tom", "like")
    question = Question(channel=world.page.channel, contact=world.contact("Tom"), purpose="service")
    assert release.ask(question).facts.likes_page is True
    resolve.unrelate(world.page.channel, world.contact("Tom").handles.get(), "likes")
    assert release.ask(question).facts.likes_page is False
