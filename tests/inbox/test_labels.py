"""Labels and teams are made, renamed, merged and given up; conversations stay whatever happens to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied

from askfirst.brand import teams
from askfirst.brand.models import Team
from askfirst.inbox import labels, sorting
from askfirst.inbox.labels import CannotLabel
from askfirst.inbox.models import Label, Thread

if TYPE_CHECKING:
    from tests.world import World


def test_a_label_is_made_renamed_merged_and_deleted_and_conversations_follow(world: World) -> None:
    for name in ("Ana", "Tom"):
        world.visitor(name, "message", "Hello")
    ana, tom = world.thread("Ana"), world.thread("Tom")
    broken = labels.save(world.olivia, "  broken   cup ", "red")
    damage = labels.save(world.olivia, "damage", "amber")
    sorting.label(world.caleb, ana, broken, is_on=True)
    sorting.label(world.caleb, ana, damage, is_on=True)
    sorting.label(world.caleb, tom, broken, is_on=True)
    assert list(labels.labels(world.olivia).values_list("name", "used")) == [("broken cup", 2), ("damage", 1)]

    labels.save(world.olivia, "Broken", "red", broken)
    assert str(ana.labels.get(pk=broken.pk)) == "Broken"
    assert labels.merge(world.olivia, broken, damage) == 2
    assert list(labels.labels(world.olivia).values_list("name", "used")) == [("damage", 2)]
    assert [one.name for one in ana.labels.all()] == ["damage"], "it bears the word once"
    assert labels.delete(world.olivia, damage) == 2
    assert Thread.objects.count() == 2


def test_what_cannot_be_a_label_or_a_team_says_why(world: World) -> None:
    kept = labels.save(world.olivia, "damage", "amber")
    theirs = Label.objects.create(brand=world.northwind, name="damage")
    for name, colour, sentence in (
        (" ", "red", "Write the word"),
        ("x" * 41, "red", "at most 40"),
        ("Damage", "red", "already: merge the two"),
        ("new", "pink", "no such colour"),
    ):
        with pytest.raises(CannotLabel, match=sentence):
            labels.save(world.olivia, name, colour)
    with pytest.raises(CannotLabel, match="merged into itself"):
        labels.merge(world.olivia, kept, kept)
    for refused in (
        lambda: labels.labels(world.caleb),
        lambda: labels.save(world.caleb, "x", "red"),
        lambda: labels.save(world.olivia, "x", "red", theirs),
        lambda: labels.merge(world.olivia, kept, theirs),
        lambda: labels.delete(world.nils, kept),
        lambda: teams.save(world.caleb, "Care", []),
    ):
        with pytest.raises(PermissionDenied):
            refused()
    for name, members, sentence in (
        ("", [], "Write the team"),
        ("x" * 61, [], "at most 60"),
        ("Care", [world.wim.pk], "may not read the inbox"),
        ("Care", [world.nils.pk], "works here no longer"),
    ):
        with pytest.raises(teams.CannotTeam, match=sentence):
            teams.save(world.olivia, name, members)
    assert not Team.objects.exists()


def test_a_team_changes_its_members_and_is_given_up_without_its_conversations(world: World) -> None:
    world.visitor("Ana", "message", "Hello")
    ana = world.thread("Ana")
    care = teams.save(world.olivia, "Care", [world.caleb.pk])
    sorting.set_team(world.olivia, ana, care)
    with pytest.raises(teams.CannotTeam, match="already"):
        teams.save(world.olivia, "care", [])
    teams.save(world.olivia, "Front desk", [world.caleb.pk, world.mara.pk], care)
    assert list(teams.teams(world.olivia).values_list("name", "given")) == [("Front desk", 1)]
    assert {str(one) for one in care.members.all()} == {"Caleb Reed", "Mara Lind"}
    teams.delete(world.olivia, care)
    assert Thread.objects.get().team is None
