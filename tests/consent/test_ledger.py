"""What people agreed to and forbade: it only grows, the newest word on a subject holds, and a stop outlives names."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from askfirst.consent import ledger, standing
from askfirst.consent.models import Entry, Suppression
from askfirst.people import resolve
from askfirst.people.models import Contact, Handle
from tests.world import days_ago

if TYPE_CHECKING:
    from tests.world import World

pytestmark = pytest.mark.both_databases
Act = Entry.Act
CASES: list[tuple[list[Any], str]] = [
    ([], "none"),
    ([Act.REQUESTED], "pending"),
    ([Act.REQUESTED, Act.CONFIRMED], "active"),
    ([Act.CONFIRMED, Act.REQUESTED], "active"),
    ([Act.CONFIRMED, Act.WITHDRAWN], "left"),
    ([Act.CONFIRMED, Act.WITHDRAWN, Act.REQUESTED], "pending"),
    ([Act.WITHDRAWN], "left"),
    ([Act.CONFIRMED, Act.OBJECTED], "left"),
    ([Act.OBJECTED, Act.REQUESTED, Act.CONFIRMED], "active"),
    ([Act.CONFIRMED, Act.SUPPRESSED], "blocked"),
    ([Act.SUPPRESSED, Act.REQUESTED], "blocked"),
    ([Act.SUPPRESSED, Act.REQUESTED, Act.CONFIRMED], "blocked"),
    ([Act.SUPPRESSED, Act.WITHDRAWN, Act.OBJECTED], "blocked"),
    ([Act.CONFIRMED, Act.SUPPRESSED, Act.LIFTED], "left"),
    ([Act.SUPPRESSED, Act.LIFTED, Act.REQUESTED, Act.CONFIRMED], "active"),
    ([Act.LIFTED], "none"),
    ([Act.CONFIRMED, Act.LIFTED], "active"),
]


@pytest.fixture
def ana(world: World) -> Contact:
    world.visitor("Ana", "message", "Hello")
    return world.contact("Ana")


def state(contact: Contact, purpose: str = "marketing", at: datetime | None = None) -> standing.State:
    return standing.states([contact], purpose, at=at)[contact.pk]


@pytest.mark.parametrize(("acts", "expected"), CASES)
def test_the_lines_of_the_ledger_together_say_what_holds(
    ana: Contact, acts: list[str], expected: str
) -> None:
    for act in acts:
        ledger.record(ana, act, purpose="marketing", evidence="ticked the box")
    assert state(ana).state == expected
    assert state(ana, "survey").state == "none"


def test_what_is_said_of_every_purpose_holds_for_each(ana: Contact) -> None:
    ledger.record(ana, Act.CONFIRMED, purpose="marketing", evidence="box")
    ledger.record(ana, Act.WITHDRAWN, evidence="left everything")
    assert (state(ana).state, state(ana, "survey").state) == ("left", "left")


def test_a_consent_ends_by_itself_on_its_day(ana: Contact) -> None:
    end = timezone.now() + timedelta(days=1)
    ledger.record(ana, Act.CONFIRMED, purpose="marketing", evidence="box", expires_at=end)
    assert state(ana).state == "active"
    assert state(ana, at=end).state == "stale"
    assert state(ana, at=end - timedelta(microseconds=1)).state == "active"


def test_when_they_agreed_and_when_they_objected_are_known(ana: Contact) -> None:
    ledger.record(ana, Act.OBJECTED, evidence="no advertising please")
    objected = state(ana)
    assert objected.objected_at is not None
    ledger.record(ana, Act.REQUESTED, purpose="marketing", evidence="form")
    assert state(ana).objected_at == objected.objected_at
    ledger.record(ana, Act.CONFIRMED, purpose="marketing", evidence="link")
    assert state(ana).given_at is not None


@pytest.mark.parametrize("verb", ["update", "delete"])
def test_a_line_cannot_be_changed_or_removed(ana: Contact, verb: str) -> None:
    ledger.record(ana, Act.CONFIRMED, purpose="marketing", evidence="box")
    rows = Entry.objects.all()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        rows.update(act=Act.WITHDRAWN) if verb == "update" else rows._raw_delete(rows.db)


def test_a_stop_is_for_every_address_and_twice_is_harmless(world: World, ana: Contact) -> None:
    mail = {"network": "email", "address": "ana@fans.test", "key": "ana@fans.test", "evidence": "x"}
    Handle.objects.create(brand=world.harbour, contact=ana, **mail)
    at = days_ago(1)
    for _ in range(2):
        ledger.stop(ana, reason="asked", evidence="STOP\x00 (stop s1)", at=at)
    assert Suppression.objects.count() == 2
    assert Entry.objects.get().evidence == "STOP (stop s1)"
    assert Entry.objects.get().occurred_at == at
    assert set(Suppression.objects.values_list("since", flat=True)) == {at}
    assert ledger.suppressed(world.harbour, ana.handles.all()) == {one.pk for one in ana.handles.all()}
    assert ledger.suppressed(world.northwind, ana.handles.all()) == set()


def test_a_member_may_add_to_the_list_and_no_member_of_another_brand_may(world: World, ana: Contact) -> None:
    with pytest.raises(PermissionDenied, match="belongs to somebody else"):
        ledger.stop(ana, reason="member", evidence="x", member=world.nils)
    with pytest.raises(PermissionDenied, match="Writer may not"):
        ledger.stop(ana, reason="member", evidence="x", member=world.wim)
    ledger.stop(ana, reason="member", evidence="said so on the phone", member=world.caleb)
    assert (Entry.objects.get().actor, Entry.objects.get().member) == ("member", world.caleb)
    assert Suppression.objects.get().member == world.caleb


def test_only_the_person_lifts_it_and_both_are_kept(world: World, ana: Contact) -> None:
    ledger.stop(ana, reason="asked", evidence="STOP")
    ledger.lift(ana, evidence="pressed the button")
    assert ledger.suppressed(world.harbour, ana.handles.all()) == set()
    assert state(ana).state == "left"
    assert list(Entry.objects.values_list("act", "actor")) == [("suppressed", "person"), ("lifted", "person")]
    ledger.stop(ana, reason="asked", evidence="STOP again")
    assert Suppression.objects.filter(lifted_at=None).count() == 1
    assert Suppression.objects.count() == 2


def test_a_stop_outlives_everything_that_is_known_of_the_person(world: World, ana: Contact) -> None:
    ledger.stop(ana, reason="asked", evidence="STOP")
    Contact.objects.filter(pk=ana.pk).update(name="")
    Handle.objects.filter(contact=ana).update(key="gone", address="gone")
    stranger = resolve.resolve(
        world.page.channel, resolve.Seen(address=" VISITOR-Ana ", evidence="came again")
    )
    assert stranger.contact != ana
    assert ledger.suppressed(world.harbour, [stranger]) == {stranger.pk}
    assert "ana" not in Suppression.objects.get().digest


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Ana@Fans.test", "ana@fans.TEST ", True),
        ("stra\u00dfe@x.test", "STRASSE@x.test", True),
        ("e\u0301va@x.test", "\u00e9va@x.test", True),
        ("ana@fans.test", "ana+shop@fans.test", False),
        ("ana@fans.test", "a.na@fans.test", False),
    ],
)
def test_two_spellings_are_one_address_and_a_tag_makes_another(
    settings: Any, one: str, other: str, *, same: bool
) -> None:
    assert (ledger.digest("email", one) == ledger.digest("email", other)) is same
    assert ledger.digest("email", one) != ledger.digest("page", one)
    before = ledger.digest("email", one)
    settings.DIGEST_KEY = "another key"
    assert ledger.digest("email", one) != before


def test_any_number_of_people_costs_one_query(world: World) -> None:
    for name in ("Ana", "Bea", "Li"):
        world.visitor(name, "message", "Hello")
    people, handles = list(Contact.objects.all()), list(Handle.objects.all())
    with CaptureQueriesContext(connection) as seen:
        standing.states(people, "marketing")
        ledger.suppressed(world.harbour, handles)
    assert len(seen) == 3, "who they turned out to be, the ledger, the stop list"
