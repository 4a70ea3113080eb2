"""Labels, teams and priorities: what stands on a conversation, who is told, and what the log says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied

from askfirst.brand.models import Notification, Team
from askfirst.inbox import access, marks, sorting
from askfirst.inbox.models import Act, Label

if TYPE_CHECKING:
    from tests.world import World


def log(world: World) -> list[tuple[str, str, str, str, str]]:
    """What was done with Ana's conversation, oldest first."""
    rows = Act.objects.filter(thread=world.thread("Ana")).select_related("member").order_by("pk")
    return [(row.kind, row.before, row.after, str(row.member or ""), row.by) for row in rows]


def test_what_is_put_on_a_conversation_stands_there_once_and_in_its_log(world: World) -> None:
    world.visitor("Ana", "message", "My cup arrived broken")
    thread = world.thread("Ana")
    care = Team.objects.create(brand=world.harbour, name="Care")
    care.members.add(world.caleb, world.mara, world.wim)
    broken = Label.objects.create(brand=world.harbour, name="broken")
    Notification.objects.all().delete()

    assert sorting.label(world.caleb, thread, broken, is_on=True)
    assert not sorting.label(world.caleb, thread, broken, is_on=True), "it is on already"
    assert sorting.set_team(world.caleb, thread, care)
    assert not sorting.set_team(world.caleb, thread, care)
    assert sorting.set_priority(None, thread, 2, by="the rule ‘broken things’")
    assert not sorting.set_priority(None, thread, 2, by="the rule ‘broken things’")
    fresh = access.thread(world.caleb, thread.pk)
    assert (str(fresh.team), fresh.get_priority_display(), [str(one) for one in fresh.labels.all()]) == (
        "Care",
        "Urgent",
        ["broken"],
    )
    told = Notification.objects.values_list("member__name", "title", "link")
    assert list(told) == [("Mara Lind", "A conversation was given to Care", f"/inbox/{thread.pk}/")], (
        "Caleb did it himself, and Wim may not read it"
    )

    assert sorting.label(world.caleb, thread, broken, is_on=False)
    assert not sorting.label(world.caleb, thread, broken, is_on=False)
    assert sorting.set_team(world.caleb, thread, None)
    assert log(world) == [
        ("labelled", "", "broken", "Caleb Reed", ""),
        ("team", "", "Care", "Caleb Reed", ""),
        ("priority", "Normal", "Urgent", "", "the rule ‘broken things’"),
        ("unlabelled", "broken", "", "Caleb Reed", ""),
        ("team", "Care", "", "Caleb Reed", ""),
    ]


def test_nobody_sorts_what_is_not_theirs_and_nothing_is_done_by_nobody(world: World) -> None:
    world.visitor("Ana", "message", "Hello")
    thread = world.thread("Ana")
    theirs = Label.objects.create(brand=world.northwind, name="broken")
    their_team = Team.objects.create(brand=world.northwind, name="Care")
    ours = Label.objects.create(brand=world.harbour, name="broken")
    for refused in (
        lambda: sorting.label(world.wim, thread, ours, is_on=True),
        lambda: sorting.label(world.nils, thread, theirs, is_on=True),
        lambda: sorting.label(world.caleb, thread, theirs, is_on=True),
        lambda: sorting.set_team(world.caleb, thread, their_team),
        lambda: sorting.set_priority(None, thread, 1),
        lambda: marks.assign(None, thread, world.mara),
        lambda: marks.assign(None, thread, world.nils, by="a rule"),
        lambda: marks.set_state(None, thread, "done"),
    ):
        with pytest.raises(PermissionDenied):
            refused()
    with pytest.raises(ValueError, match="7 is not a valid"):
        sorting.set_priority(world.caleb, thread, 7)
    assert log(world) == []
