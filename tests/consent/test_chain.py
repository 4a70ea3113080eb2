"""The seal on the ledger: what was written stays as it was, or everybody can see that it did not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import DatabaseError, connection, transaction

from askfirst.consent import chain, ledger, memberships, standing
from askfirst.consent.models import ChainHead, Entry, List, Membership

if TYPE_CHECKING:
    from askfirst.people.models import Contact
    from tests.world import World

pytestmark = pytest.mark.both_databases

Act = Entry.Act
_TRIGGERS = {"entry_append_only", "entry_no_update", "entry_no_delete"}


@pytest.fixture
def ana(world: World) -> Contact:
    world.visitor("Ana", "message", "Are you open on Sunday?")
    return world.contact("Ana")


@pytest.fixture
def news(world: World) -> List:
    return List.objects.create(brand=world.harbour, slug="news", name="News")


def _story(person: Contact, news: List) -> None:
    for act in (Act.REQUESTED, Act.CONFIRMED, Act.WITHDRAWN):
        ledger.record(person, act, purpose="marketing", list=news, evidence=f"she {act}")


def _behind_our_back(statement: str) -> None:
    """What somebody with the keys of the database does, who takes its own guards away first."""
    with connection.cursor() as cursor:
        for name in _TRIGGERS:
            on = " ON consent_entry" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS consent_{name}{on}")
        cursor.execute(statement)


def _flaws(world: World) -> list[str]:
    return [found.what for found in chain.verify(world.harbour) if isinstance(found, chain.Flaw)]


def test_an_untouched_ledger_holds_from_its_first_line_to_its_last(
    world: World, ana: Contact, news: List
) -> None:
    _story(ana, news)
    assert list(chain.verify(world.harbour)) == [3]
    assert list(chain.verify(world.northwind)) == [0]


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE consent_entry SET act = 'joined' WHERE number = 2", "what it says was changed"),
        ("UPDATE consent_entry SET evidence = 'something else' WHERE number = 2", "its evidence was changed"),
        ("DELETE FROM consent_entry WHERE number = 2", "lines 2 to 2 are missing"),
        ("DELETE FROM consent_entry WHERE number = 3", "the chain was 3 lines long"),
    ],
)
def test_whatever_is_changed_behind_our_back_is_found(
    world: World, ana: Contact, news: List, statement: str, says: str
) -> None:
    _story(ana, news)
    with transaction.atomic():
        _behind_our_back(statement)
        assert any(says in flaw for flaw in _flaws(world))
        transaction.set_rollback(True)


def test_the_database_itself_refuses_to_change_a_line_but_lets_its_evidence_be_blanked(
    world: World, ana: Contact, news: List
) -> None:
    _story(ana, news)
    for statement in ("UPDATE consent_entry SET act = 'joined'", "DELETE FROM consent_entry"):
        with (
            pytest.raises(DatabaseError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE consent_entry SET evidence = ''")
    assert list(chain.verify(world.harbour)) == [3]


def test_nothing_of_what_is_sealed_can_be_read_by_who_finds_it(ana: Contact, news: List) -> None:
    _story(ana, news)
    line = Entry.objects.get(number=2)
    assert "she" not in f"{line.seal}{line.evidence_digest}{line.before}"
    assert len(line.seal) == len(line.evidence_digest) == 64


def test_a_line_is_written_by_the_ledger_and_in_no_other_way(ana: Contact) -> None:
    with pytest.raises(TypeError, match=r"chain\.append"):
        Entry(brand=ana.brand, contact=ana, act=Act.CONFIRMED).save()
    assert not ChainHead.objects.exists()


def test_lines_of_two_brands_are_never_written_into_one_chain(world: World, ana: Contact) -> None:
    lines = [Entry(brand=brand, contact=ana, act=Act.OBJECTED) for brand in (world.harbour, world.northwind)]
    with pytest.raises(ValueError, match="several brands"):
        ledger.write(lines)


def test_who_stands_on_a_list_is_what_the_ledger_says(world: World, ana: Contact, news: List) -> None:
    _story(ana, news)
    ledger.record(ana, Act.REQUESTED, purpose="marketing", list=news, evidence="she came back")
    kept = Membership.objects.get(contact=ana, list=news)
    assert kept.state == standing.states([ana], "marketing", on=news)[ana.pk].state == "pending"
    Membership.objects.all().delete()
    assert memberships.rebuild(world.harbour) == 1
    assert Membership.objects.get(contact=ana).state == "pending"


def test_joining_one_list_agrees_to_no_other_and_leaving_everything_leaves_each(
    world: World, ana: Contact, news: List
) -> None:
    events = List.objects.create(brand=world.harbour, slug="events", name="Evenings")
    ledger.record(ana, Act.CONFIRMED, purpose="marketing", list=news, evidence="the button")
    assert standing.states([ana], "marketing", on=events)[ana.pk].state == "none"
    assert standing.states([ana], "marketing")[ana.pk].state == "none"
    ledger.record(ana, Act.WITHDRAWN, purpose="marketing", evidence="no more of anything")
    assert Membership.objects.get(contact=ana, list=news).state == "left"
