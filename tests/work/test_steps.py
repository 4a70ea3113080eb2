"""Steps are done to a conversation in their order, say why where they cannot, and are put back unless somebody was faster."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from askfirst.brand.models import Team
from askfirst.drafts.models import Draft
from askfirst.gate.models import Delivery
from askfirst.inbox import access, marks, sorting
from askfirst.inbox.models import Act, Label, Note, Reply, Thread
from askfirst.work.models import CannedReply
from askfirst.work.steps import put_back, take

if TYPE_CHECKING:
    from tests.world import World

BY = "the macro ‘broken cup’"


def stands(thread: Thread) -> dict[str, Any]:
    """What somebody sees of it."""
    held = Thread.objects.select_related("assignee", "team").get(pk=thread.pk)
    return {
        "state": held.state,
        "assignee": str(held.assignee or ""),
        "team": str(held.team or ""),
        "priority": held.get_priority_display(),
        "labels": sorted(held.labels.values_list("name", flat=True)),
        "waits": held.waiting_since is not None,
    }


@pytest.fixture
def ana(world: World) -> Thread:
    """Ana has written, and Caleb has the conversation before him."""
    world.visitor("Ana", "message", "My cup arrived broken")
    return access.thread(world.caleb, world.thread("Ana").pk)


def test_all_steps_are_done_and_put_back(world: World, ana: Thread) -> None:
    care = Team.objects.create(brand=world.harbour, name="Care")
    broken = Label.objects.create(brand=world.harbour, name="broken")
    new = Label.objects.create(brand=world.harbour, name="new")
    sorting.label(world.caleb, ana, new, is_on=True)
    sorry = CannedReply.objects.create(
        brand=world.harbour,
        name="sorry",
        text="Sorry, {first_name|there}. A new cup is on its way. {my_name}",
    )
    before = stands(ana)
    taken = take(
        world.caleb,
        ana,
        [
            {"do": "label", "label": broken.pk},
            {"do": "unlabel", "label": new.pk},
            {"do": "team", "team": care.pk},
            {"do": "assign", "member": world.mara.pk},
            {"do": "priority", "to": 1},
            {"do": "reply", "canned": sorry.pk},
            {"do": "note", "text": "Replacement ordered"},
            {"do": "state", "to": "waiting"},
            {"do": "later", "hours": 24},
        ],
        BY,
    )
    assert taken.problems == []
    assert stands(ana) == {
        "state": "later",
        "assignee": "Mara Lind",
        "team": "Care",
        "priority": "High",
        "labels": ["broken"],
        "waits": True,
    }
    said = Reply.objects.get(thread=ana)
    assert said.draft.text == "Sorry, Ana. A new cup is on its way. Caleb Reed"
    assert said.draft.decision
    assert (said.draft.authored_by, said.draft.decision.facts["authored_by"]) == ("template", "template")
    assert Note.objects.get(thread=ana).text == "Replacement ordered"
    assert {row.by for row in Act.objects.filter(thread=ana).exclude(after="new")} == {BY}

    assert put_back(ana, taken.before, member=world.caleb) == []
    assert stands(ana) == before
    assert Delivery.objects.get().state == Delivery.State.STOPPED, "it is taken back before it leaves"
    assert not Note.objects.filter(thread=ana).exists()
    world.work()
    assert world.said_to("Ana") == []


def test_what_somebody_changed_since_stays_theirs(world: World, ana: Thread) -> None:
    care = Team.objects.create(brand=world.harbour, name="Care")
    sorry = CannedReply.objects.create(brand=world.harbour, name="sorry", text="Sorry.")
    steps: list[dict[str, Any]] = [
        {"do": "state", "to": "done"},
        {"do": "assign", "member": "me"},
        {"do": "team", "team": care.pk},
        {"do": "priority", "to": 2},
        {"do": "reply", "canned": sorry.pk},
    ]
    taken = take(world.caleb, ana, steps, BY)
    world.work()
    assert world.said_to("Ana") == ["Sorry."]
    fresh = access.thread(world.mara, ana.pk)
    marks.assign(world.mara, fresh, world.mara)
    marks.set_state(world.mara, fresh, "no_reply")
    sorting.set_team(world.mara, fresh, None)
    sorting.set_priority(world.mara, fresh, -1)
    assert put_back(ana, taken.before, member=world.caleb) == [
        "What was said has left already, so it stays said.",
        "Its state was changed since, so it stays as it is.",
        "Somebody was given it since, so it stays theirs.",
        "A team was given it since, so it stays theirs.",
        "Its priority was changed since, so it stays as it is.",
    ]
    assert stands(ana)["assignee"] == "Mara Lind"


def test_a_step_that_cannot_be_done_says_why_and_keeps_no_other_from_it(world: World, ana: Thread) -> None:
    theirs = Label.objects.create(brand=world.northwind, name="broken")
    unknown = CannedReply.objects.create(brand=world.harbour, name="a", text="Call {help_phone}")
    long = CannedReply.objects.create(brand=world.harbour, name="b", text="x" * 100_000)
    yesterday = (timezone.now() - timedelta(days=1)).isoformat()
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"do": "dance"}, "There is no step “dance”."),
        ({}, "There is no step “”."),
        ({"do": "state", "to": "expired"}, "There is no state “expired” to put it into."),
        ({"do": "later", "hours": "24"}, "Say for how many hours"),
        ({"do": "later", "hours": 9000}, "Say for how many hours"),
        ({"do": "later", "until": "soon"}, "Nobody can tell until when"),
        ({"do": "later", "until": yesterday}, "until a moment that is over"),
        ({"do": "assign", "member": world.nils.pk}, "works here no longer"),
        ({"do": "assign", "member": world.wim.pk}, "Wim Post cannot read the inbox"),
        ({"do": "team", "team": 2**70}, "The team that it was to be given to is gone"),
        ({"do": "label", "label": theirs.pk}, "A label of this step is gone"),
        ({"do": "label", "label": True}, "A label of this step is gone"),
        ({"do": "priority", "to": 9}, "There is no such priority"),
        ({"do": "note", "text": " "}, "The note of this step is empty"),
        ({"do": "reply", "canned": 0}, "The ready words of this step are gone"),
        ({"do": "reply", "canned": unknown.pk}, "Nobody knows {help_phone} here"),
        ({"do": "reply", "canned": long.pk}, "and 5000 fit: shorten them"),
    ]
    steps: list[dict[str, Any]] = [*(step for step, _ in wrong), {"do": "priority", "to": 1}]
    taken = take(world.caleb, ana, steps, BY)
    assert len(taken.problems) == len(wrong)
    for said, (_, expected) in zip(taken.problems, wrong, strict=True):
        assert expected in said
    assert stands(ana)["priority"] == "High"
    assert taken.before == {"priority": {"was": 0, "now": 1}}


def test_who_may_not_write_runs_no_steps_and_what_the_gate_refuses_is_said(world: World, ana: Thread) -> None:
    with pytest.raises(PermissionDenied):
        take(world.wim, ana, [{"do": "state", "to": "done"}], BY)
    with pytest.raises(PermissionDenied):
        take(world.nils, ana, [{"do": "state", "to": "done"}], BY)
    world.visitor("Ana", "stop")
    sorry = CannedReply.objects.create(brand=world.harbour, name="sorry", text="Sorry.")
    taken = take(world.caleb, ana, [{"do": "reply", "canned": sorry.pk}], BY)
    assert len(taken.problems) == 1
    assert taken.problems[0].startswith("The ready words were not said. ")
    assert Draft.objects.get().state == Draft.State.REFUSED
