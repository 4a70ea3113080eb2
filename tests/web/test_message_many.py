"""The page for a message to many says what the rules would say to each person the brand knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from askfirst.consent import ledger
from askfirst.gate.models import Decision, Delivery
from askfirst.people.models import Contact, Handle
from askfirst.web import message_many
from tests.web.desk import Desk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.world import World

PATH = "/message-many/"


@pytest.fixture
def desk(world: World) -> Iterator[Desk]:
    cache.clear()
    yield Desk(world.mara)
    cache.clear()


def known_by_mail(world: World, name: str, *, has_confirmed: bool = False) -> Contact:
    """Somebody in London whose address we have; they may have joined the list and confirmed it."""
    person = Contact.objects.create(brand=world.harbour, name=name, country="GB", time_zone="Europe/London")
    address = f"{name.lower()}@fans.test"
    Handle.objects.create(
        brand=world.harbour, contact=person, network="email", address=address, key=address, evidence="told us"
    )
    for act in ("requested", "confirmed") if has_confirmed else ():
        ledger.record(person, act, purpose="marketing", evidence="the form")
    return person


def test_everybody_is_counted_by_verdict_with_reasons_and_what_would_help(world: World, desk: Desk) -> None:
    world.connect_mail()
    known_by_mail(world, "Ana", has_confirmed=True)
    for name in ("Li", "Tom", "Zoe"):
        known_by_mail(world, name)
    ledger.stop(Contact.objects.get(name="Zoe"), reason="asked", evidence="by phone")
    said = desk.sees(PATH)
    assert "Everybody you know, asked one by one" in said
    assert "4 people, asked at" in said
    assert "One private message to 4 people does not exist on a page." in said
    assert "By email" in said
    assert "consent-base.suppressed" in said
    assert "For one of them it would help: " in said
    assert not Delivery.objects.exists()
    assert not Decision.objects.exists()


def test_more_people_cost_no_more_queries(world: World, desk: Desk) -> None:
    world.connect_mail()
    counts = []
    for more in (3, 200):
        Contact.objects.bulk_create([Contact(brand=world.harbour) for _ in range(more)])
        desk.sees(PATH)
        with CaptureQueriesContext(connection) as seen:
            desk.sees(PATH)
        counts.append(len(seen))
    assert counts[0] == counts[1]
    assert counts[0] <= 60


def test_many_people_are_asked_about_on_request_and_the_answer_is_kept(
    world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(message_many, "AT_ONCE", 2)
    for name in ("Ana", "Li", "Tom"):
        world.visitor(name, "like")
    said = desk.sees(PATH)
    assert "You know 3 people. To ask about each takes about 1 second" in said
    assert "asked at" not in said
    assert "3 people, asked at" in desk.sees(f"{PATH}?ask=everybody")
    with CaptureQueriesContext(connection) as seen:
        assert "3 people, asked at" in desk.sees(PATH)
    assert not [one["sql"] for one in seen if "people_handle" in one["sql"]]


def test_too_many_for_a_page_are_told_where_the_answer_is(
    world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(message_many, "AT_ONCE", 1)
    monkeypatch.setattr(message_many, "MOST", 2)
    for name in ("Ana", "Li", "Tom"):
        world.visitor(name, "like")
    said = desk.sees(f"{PATH}?ask=everybody")
    assert "askfirst audience people --brand harbour --channel page" in said


def test_another_brands_people_are_not_counted(world: World, desk: Desk) -> None:
    for name in ("Ana", "Li"):
        world.visitor(name, "like")
    assert "0 people, asked at" in Desk(world.nils).sees(PATH)
