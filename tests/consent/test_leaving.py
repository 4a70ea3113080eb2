"""Who leaves has left at once and once; they can take it back in the same breath, and nothing else brings them back."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from askfirst.consent import confirming, leaving, ledger, memberships, standing
from askfirst.consent.leaving import How
from askfirst.consent.models import Entry, Membership
from tests.consent import asking

if TYPE_CHECKING:
    from askfirst.consent.models import List
    from askfirst.people.models import Contact
    from tests.world import World

CLICK = How(
    mechanism=Entry.Mechanism.ONE_CLICK, place="mail “July roast”", evidence="one click in the header"
)
AT_ONCE = How(mechanism=Entry.Mechanism.LINK, place="mail “July roast”", evidence="took it back at once")


@pytest.fixture
def news(world: World) -> List:
    return asking.news(world.harbour)


@pytest.fixture
def events(world: World) -> List:
    return asking.news(world.harbour, "Tastings", purpose="event")


def joined(*on: List, address: str = asking.ANA) -> Contact:
    """Somebody is on these lists: they asked, and confirmed by the link."""
    token, _ = asking.mail(asking.ask(*on, address=address))
    return confirming.by_link(on[0].brand, token).contact


def state(contact: Contact, on: List) -> str:
    kept = Membership.objects.get(contact=contact, list=on).state
    computed = standing.states([contact], on.purpose, on=on)[contact.pk].state
    assert kept == computed
    return computed


def test_who_leaves_a_list_has_left_it_and_is_still_on_the_others(news: List, events: List) -> None:
    ana = joined(news, events)
    (line,) = leaving.leave(ana, news, CLICK)
    assert (state(ana, news), state(ana, events)) == ("left", "active")
    assert (line.act, line.mechanism, line.place, line.actor) == (
        "withdrawn", "one_click", "mail “July roast”", "person",
    )  # fmt: skip


def test_pressed_twice_it_is_one_line(news: List) -> None:
    ana = joined(news)
    leaving.leave(ana, news, CLICK)
    assert leaving.leave(ana, news, CLICK) == []
    assert Entry.objects.filter(contact=ana, act=Entry.Act.WITHDRAWN).count() == 1


def test_who_is_not_on_a_list_can_still_say_that_they_want_none_of_it(world: World, news: List) -> None:
    world.visitor("Tom", "message", "Hello")
    tom = world.contact("Tom")
    leaving.leave(tom, news, CLICK)
    assert state(tom, news) == "left"


def test_who_leaves_everything_is_on_no_list_and_has_objected(news: List, events: List) -> None:
    ana = joined(news, events)
    leaving.leave_everything(ana, CLICK)
    assert (state(ana, news), state(ana, events)) == ("left", "left")
    assert standing.states([ana], "marketing")[ana.pk].objected_at is not None
    assert leaving.has_left_everything(ana)
    assert leaving.leave_everything(ana, CLICK) == []


def test_who_came_back_after_leaving_everything_can_leave_everything_again(news: List) -> None:
    ana = joined(news)
    leaving.leave_everything(ana, CLICK)
    joined(news)
    assert state(ana, news) == "active"
    assert not leaving.has_left_everything(ana)
    assert leaving.leave_everything(ana, CLICK)
    assert state(ana, news) == "left"


def test_a_request_that_waited_cannot_be_confirmed_after_leaving(news: List) -> None:
    ana = joined(news)
    leaving.leave(ana, news, CLICK)
    token, _ = asking.mail(asking.ask(news))
    leaving.leave_everything(ana, CLICK)
    with pytest.raises(confirming.CannotConfirm):
        confirming.by_link(news.brand, token)


def test_taken_back_at_once_it_is_as_it_was(news: List, events: List) -> None:
    ana = joined(news, events)
    before = standing.states([ana], news.purpose, on=news)[ana.pk]
    lines = leaving.leave_everything(ana, CLICK)
    assert set(leaving.take_back([line.pk for line in lines], AT_ONCE)) == {news, events}
    after = standing.states([ana], news.purpose, on=news)[ana.pk]
    assert (after.state, after.basis, after.expires_at) == (before.state, before.basis, before.expires_at)
    assert state(ana, events) == "active"


def test_taking_back_brings_nobody_on_a_list_on_which_they_never_were(world: World, news: List) -> None:
    world.visitor("Tom", "message", "Hello")
    tom = world.contact("Tom")
    lines = leaving.leave(tom, news, CLICK)
    assert leaving.take_back([line.pk for line in lines], AT_ONCE) == []
    assert state(tom, news) == "left"


def test_what_was_said_since_cannot_be_taken_back_with_it(news: List) -> None:
    ana = joined(news)
    lines = leaving.leave(ana, news, CLICK)
    ledger.record(ana, Entry.Act.OBJECTED, evidence="no advertising")
    assert leaving.take_back([line.pk for line in lines], AT_ONCE) == []
    assert leaving.take_back([], AT_ONCE) == []
    assert state(ana, news) == "left"


def test_who_agreed_for_a_year_has_agreed_no_longer_by_taking_back(world: World) -> None:
    yearly = asking.news(world.harbour, "Yearbook", months=12)
    ana = joined(yearly)
    until = standing.states([ana], yearly.purpose, on=yearly)[ana.pk].expires_at
    lines = leaving.leave(ana, yearly, CLICK)
    leaving.take_back([line.pk for line in lines], AT_ONCE)
    assert standing.states([ana], yearly.purpose, on=yearly)[ana.pk].expires_at == until


def test_of_two_who_turned_out_to_be_one_both_have_left(world: World, news: List) -> None:
    ana = joined(news)
    other = joined(news, address="ana.b@fans.test")
    other.merged_into, other.merged_at = ana, timezone.now()
    other.save(update_fields=["merged_into", "merged_at"])
    leaving.leave(other, news, CLICK)
    assert standing.states([ana], news.purpose, on=news)[ana.pk].state == "left"


def test_the_ledger_computes_what_leaving_wrote(news: List, events: List) -> None:
    ana = joined(news, events)
    lines = leaving.leave(ana, news, CLICK)
    leaving.take_back([line.pk for line in lines], AT_ONCE)
    leaving.leave(ana, events, CLICK)
    kept = {row.list_id: row.state for row in memberships.of(ana)}
    memberships.rebuild(news.brand)
    assert {row.list_id: row.state for row in memberships.of(ana)} == kept


def test_it_is_written_as_of_when_it_was_said(world: World, news: List) -> None:
    ana = joined(news)
    said = timezone.now() + timedelta(microseconds=1)
    how = How(mechanism="mail", place="mail", evidence="unsubscribe", at=said)
    assert leaving.leave(ana, news, how)[0].occurred_at == said
