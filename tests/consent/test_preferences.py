"""Wishes are kept as they were said; who asks for less needs no proof, who asks for more does."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from askfirst.consent import preferences, standing
from askfirst.consent.leaving import How
from askfirst.consent.models import Entry, Preference
from askfirst.consent.preferences import CannotWish, NeedsFreshLink, Wishes
from tests.consent import asking
from tests.consent.test_leaving import joined

if TYPE_CHECKING:
    from askfirst.people.models import Contact
    from tests.world import World

PAGE = How(mechanism=Entry.Mechanism.PREFERENCES, place="/@harbour/preferences/", evidence="on their page")
SOON = timezone.now() + timedelta(days=30)
LATER = SOON + timedelta(days=30)
TIGHTER = [
    (Wishes(), Wishes(most=2)),
    (Wishes(), Wishes(most=0)),
    (Wishes(most=2), Wishes(most=1)),
    (Wishes(most=2), Wishes(most=2, days=14)),
    (Wishes(most=2, days=30), Wishes(most=0, days=7)),
    (Wishes(), Wishes(networks=frozenset({"email"}))),
    (Wishes(networks=frozenset({"email"})), Wishes(networks=frozenset({"email", "telegram"}))),
    (Wishes(), Wishes(quiet_from=1260, quiet_until=480)),
    (Wishes(quiet_from=1320, quiet_until=420), Wishes(quiet_from=1260, quiet_until=480)),
    (Wishes(), Wishes(paused_until=SOON)),
    (Wishes(paused_until=SOON), Wishes(paused_until=LATER)),
]


@pytest.fixture
def ana(world: World) -> Contact:
    return joined(asking.news(world.harbour))


@pytest.mark.parametrize(("before", "after"), TIGHTER)
def test_less_may_be_asked_for_from_any_link(ana: Contact, before: Wishes, after: Wishes) -> None:
    preferences.save(ana, before, PAGE)
    line = preferences.save(ana, after, PAGE)
    assert line
    assert line.act == Entry.Act.NARROWED
    assert preferences.of(ana) == after


@pytest.mark.parametrize(("after", "before"), TIGHTER)
def test_more_needs_a_fresh_link(ana: Contact, before: Wishes, after: Wishes) -> None:
    preferences.save(ana, before, PAGE)
    with pytest.raises(NeedsFreshLink):
        preferences.save(ana, after, PAGE)
    assert preferences.of(ana) == before
    line = preferences.save(ana, after, PAGE, may_widen=True)
    assert line
    assert line.act == Entry.Act.WIDENED
    assert preferences.of(ana) == after


def test_what_is_less_in_one_way_and_more_in_another_needs_a_fresh_link(ana: Contact) -> None:
    preferences.save(ana, Wishes(most=4, days=28), PAGE)
    with pytest.raises(NeedsFreshLink):
        preferences.save(ana, Wishes(most=1, days=7), PAGE)


def test_what_was_wished_before_and_now_stands_in_the_ledger(ana: Contact) -> None:
    preferences.save(ana, Wishes(most=2, quiet_from=1260, quiet_until=480), PAGE)
    preferences.save(ana, Wishes(most=1, quiet_from=1260, quiet_until=480, networks=frozenset({"x"})), PAGE)
    line = Entry.objects.filter(contact=ana).latest("number")
    assert line.evidence == (
        "on their page: at most 1 in 7 days, none from 21:00 to 08:00, none by x; "
        "before: at most 2 in 7 days, none from 21:00 to 08:00"
    )


def test_a_wish_takes_nobody_off_their_list(world: World, ana: Contact) -> None:
    on = world.harbour.lists.get()
    preferences.save(ana, Wishes(most=0), PAGE, on=on)
    preferences.save(ana, Wishes(paused_until=SOON), PAGE)
    assert standing.states([ana], on.purpose, on=on)[ana.pk].state == "active"
    assert preferences.of_lists(ana) == {on.pk: Wishes(most=0), None: Wishes(paused_until=SOON)}


def test_saved_twice_it_is_one_line(ana: Contact) -> None:
    preferences.save(ana, Wishes(most=2), PAGE)
    assert preferences.save(ana, Wishes(most=2), PAGE) is None
    assert Entry.objects.filter(contact=ana, act=Entry.Act.NARROWED).count() == 1


def test_a_pause_that_is_over_holds_nobody(ana: Contact) -> None:
    preferences.save(ana, Wishes(paused_until=SOON), PAGE)
    Preference.objects.update(paused_until=timezone.now() - timedelta(seconds=1))
    assert preferences.of(ana) == Wishes()
    preferences.save(ana, Wishes(most=1), PAGE)
    assert preferences.of(ana) == Wishes(most=1)


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        (Wishes(most=-1), "most"), (Wishes(most=5000), "most"), (Wishes(most=1, days=0), "days"),
        (Wishes(days=9999), "days"), (Wishes(quiet_from=60), "quiet"), (Wishes(quiet_until=60), "quiet"),
        (Wishes(quiet_from=60, quiet_until=60), "quiet"), (Wishes(quiet_from=-1, quiet_until=5), "quiet"),
        (Wishes(quiet_from=1, quiet_until=1440), "quiet"),
        (Wishes(paused_until=timezone.now() + timedelta(days=4000)), "pause"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_not_kept_and_says_where(ana: Contact, wanted: Wishes, field: str) -> None:
    with pytest.raises(CannotWish) as refused:
        preferences.save(ana, wanted, PAGE)
    assert refused.value.field == field
    assert preferences.of(ana) == Wishes()
