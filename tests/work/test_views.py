"""Saved views: a list kept under a name, one's own or the team's, and brought back after it was deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from askfirst.brand.models import Member
from askfirst.work import views
from askfirst.work.models import View

if TYPE_CHECKING:
    from tests.world import World


def _names(member: Member) -> list[str]:
    return [view.name for view in views.of(member)]


def test_a_view_is_ones_own_or_the_teams_and_never_another_brands(world: World) -> None:
    own = views.save(world.caleb, "  Urgent \n today ", "?priority=2")
    shared = views.save(world.caleb, "Closing", "?sort=closing", is_shared=True)
    assert _names(world.caleb) == ["Closing", "Urgent today"], "the team's first"
    assert _names(world.mara) == ["Closing"]
    assert _names(world.nils) == []
    for who, what in ((world.mara, own), (world.nils, own), (world.nils, shared)):
        with pytest.raises(Http404):
            views.view(who, what.pk)
        with pytest.raises(PermissionDenied):
            views.delete(who, what)
    views.change(world.mara, shared, name="Closing soon")
    assert _names(world.caleb) == ["Closing soon", "Urgent today"]


def test_what_the_team_shares_is_for_those_to_change_who_answer(world: World) -> None:
    viewer = Member.objects.create_user(
        "vera@harbour.test", None, brand=world.harbour, name="V", role="viewer"
    )
    shared = views.save(world.caleb, "Closing", "", is_shared=True)
    assert _names(viewer) == ["Closing"]
    assert not views.may_share(viewer)
    views.save(viewer, "My own", "?view=later")
    for refused in (
        lambda: views.save(viewer, "For all", "", is_shared=True),
        lambda: views.change(viewer, shared, name="x"),
        lambda: views.delete(viewer, shared),
        lambda: views.show_instead(viewer, shared, "?sort=waiting"),
        lambda: views.show_as_before(viewer, shared),
        lambda: views.save(world.wim, "Wim's", ""),
    ):
        with pytest.raises(PermissionDenied):
            refused()


def test_a_deleted_view_comes_back_for_a_day_unless_its_name_is_taken(world: World) -> None:
    view = views.save(world.caleb, "Urgent", "?priority=2")
    views.delete(world.caleb, view)
    assert _names(world.caleb) == []
    views.bring_back(world.caleb, view)
    assert _names(world.caleb) == ["Urgent"]
    views.delete(world.caleb, view)
    views.save(world.caleb, "Urgent", "?priority=1")
    with pytest.raises(ValueError, match="“Urgent” already"):
        views.bring_back(world.caleb, view)
    assert views.forget_deleted() == 0
    View.objects.filter(pk=view.pk).update(deleted_at=timezone.now() - views.KEPT * 2)
    assert views.forget_deleted() == 1


def test_a_name_that_cannot_be_is_refused_with_a_sentence(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    views.save(world.caleb, "Urgent", "")
    for name, sentence in (
        (" \x00", "Give the view a name"),
        ("x" * 61, "60 letters"),
        ("Urgent", "already"),
    ):
        with pytest.raises(ValueError, match=sentence):
            views.save(world.caleb, name, "")
    other = views.save(world.caleb, "Other", "")
    with pytest.raises(ValueError, match="already"):
        views.change(world.caleb, other, name="Urgent")
    assert views.save(world.mara, "Urgent", "").name == "Urgent", "two members may think of one name"
    monkeypatch.setattr(views, "MOST", 2)
    with pytest.raises(ValueError, match="delete one first"):
        views.save(world.caleb, "One more", "")
