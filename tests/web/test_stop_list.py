"""The stop list for the team: what it says of an address that is typed, and adding to it; nobody of the team takes off."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from askfirst.consent import ledger, standing, stop_list
from askfirst.consent.models import Entry, Suppression
from tests.consent import asking
from tests.consent.test_leaving import joined

if TYPE_CHECKING:
    from askfirst.brand.models import Member
    from tests.world import World

pytestmark = pytest.mark.row("O6")
PLACE = "/settings/stops/"


def post(member: Member, status: int = 200, **typed: str) -> str:
    browser = Client()
    browser.force_login(member)
    answer = browser.post(PLACE, typed, follow=True)
    assert answer.status_code == status
    return answer.content.decode()


def test_an_address_that_is_typed_says_why_it_is_on_it_and_who_takes_it_off(world: World) -> None:
    ana = joined(asking.news(world.harbour))
    ledger.stop(ana, reason=Suppression.Reason.COMPLAINT, evidence="reported by their provider")
    page = post(world.caleb, do="find", network="email", address=" ANA@fans.test ")
    assert "the person reported our message" in page
    assert "Nobody of the team, whatever the role." in page
    assert "is not on the stop list" in post(world.caleb, do="find", network="email", address="ben@fans.test")


def test_what_another_brand_stopped_is_not_told(world: World) -> None:
    stop_list.add(world.nils, "email", asking.ANA, "said so")
    assert "is not on the stop list" in post(world.caleb, do="find", network="email", address=asking.ANA)


def test_an_address_that_nobody_knows_can_be_added_and_is_kept_unreadable(world: World) -> None:
    page = post(
        world.caleb, do="add", network="email", address="eve@fans.test", evidence="said so on the phone"
    )
    assert "It is on the stop list" in page
    (row,) = Suppression.objects.all()
    assert (row.reason, row.member, row.digest) == (
        "member",
        world.caleb,
        ledger.digest("email", "eve@fans.test"),
    )
    assert not Entry.objects.exists()


def test_somebody_whom_the_brand_knows_is_stopped_as_a_person(world: World) -> None:
    news = asking.news(world.harbour)
    ana = joined(news)
    post(world.caleb, do="add", network="email", address=asking.ANA, evidence="said so")
    post(world.caleb, do="add", network="email", address=asking.ANA, evidence="said so again")
    assert standing.states([ana], news.purpose, on=news)[ana.pk].state == "blocked"
    assert Suppression.objects.get().evidence == "said so"


def test_for_one_list_only_that_list_is_stopped(world: World) -> None:
    news, events = asking.news(world.harbour), asking.news(world.harbour, "Tastings", purpose="event")
    ana = joined(news, events)
    post(world.caleb, do="add", network="email", address=asking.ANA, evidence="said so", list=str(news.pk))
    assert standing.states([ana], news.purpose, on=news)[ana.pk].state == "left"
    assert standing.states([ana], events.purpose, on=events)[ana.pk].state == "active"
    handles = list(ana.handles.all())
    assert ledger.suppressed(world.harbour, handles) == set()
    assert ledger.suppressed(world.harbour, handles, news) == {handles[0].pk}


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"do": "find", "address": " "}, "Type an address"),
        ({"do": "add", "address": "", "evidence": "x"}, "Type an address"),
        ({"do": "add", "address": "a" * 300, "evidence": "x"}, "No address is that long"),
        ({"do": "add", "address": "eve@fans.test", "evidence": " "}, "how you know"),
        ({"do": "add", "address": "eve@fans.test", "evidence": "x" * 501}, "500 characters"),
        ({"do": "add", "address": "eve@fans.test", "evidence": "x", "list": "999"}, "no such list"),
        ({"do": "add", "address": "eve@fans.test", "evidence": "x", "list": "x"}, "no such list"),
    ],
)
def test_what_cannot_be_gets_a_sentence_and_keeps_what_was_typed(
    world: World, typed: dict[str, str], says: str
) -> None:
    page = post(world.caleb, 422, network="email", **typed)
    assert says in page
    assert typed["address"].strip() in page
    assert not Suppression.objects.exists()


def test_who_may_not_suppress_sees_nothing_of_it(world: World) -> None:
    post(world.wim, 403, do="find", network="email", address=asking.ANA)
    with pytest.raises(PermissionDenied):
        stop_list.newest(world.wim)


def test_the_page_counts_by_reason_and_names_nobody(world: World) -> None:
    ana = joined(asking.news(world.harbour))
    ledger.stop(ana, reason=Suppression.Reason.ASKED, evidence="wrote stop")
    browser = Client()
    browser.force_login(world.caleb)
    page = browser.get(PLACE).content.decode()
    assert "the person asked us to stop" in page
    assert asking.ANA not in page
