"""Who is behind a handle, what they did, and which edges hold."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.http import Http404
from django.utils import timezone

from askfirst.people import access, resolve
from askfirst.people.models import Contact, Engagement, Handle, Relationship, Sighting
from askfirst.people.profile import profile
from tests.databases import together
from tests.world import days_ago, make_world

if TYPE_CHECKING:
    from tests.databases import Database
    from tests.world import World

pytestmark = pytest.mark.both_databases


def seen(address: str, name: str = "") -> resolve.Seen:
    return resolve.Seen(address=address, name=name, evidence="wrote to us")


def test_two_spellings_are_one_person_and_a_name_is_learnt_once(world: World) -> None:
    first = resolve.resolve(world.page.channel, seen("Ana"))
    assert first.contact.name == ""
    second = resolve.resolve(world.page.channel, seen(" ANA ", "Ana"))
    third = resolve.resolve(world.page.channel, seen("ana", "Somebody Else"))
    assert first == second == third
    assert Contact.objects.get().name == "Ana"
    assert Handle.objects.get().address == "Ana"


def test_two_networks_and_two_brands_are_never_joined_by_an_address(world: World) -> None:
    found = {
        resolve.resolve(channel, seen("ana@fans.test")).contact_id
        for channel in (world.page.channel, world.connect_mail(), world.northwind_page.channel)
    }
    assert len(found) == 3


def test_several_who_meet_a_stranger_at_once_make_one_person(database: Database) -> None:
    world = make_world()
    found = together(*[lambda: resolve.resolve(world.page.channel, seen("ana", "Ana")).pk] * 5)
    assert len(set(found)) == 1
    assert Contact.objects.count() == Handle.objects.count() == 1


def test_a_stranger_whom_another_process_met_in_between_is_theirs(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    create = Contact.objects.create

    def slow(**values: object) -> Contact:
        mine = create(**values)
        monkeypatch.setattr(Contact.objects, "create", create)
        resolve.resolve(world.page.channel, seen("ana"))
        return mine

    monkeypatch.setattr(Contact.objects, "create", slow)
    resolve.resolve(world.page.channel, seen("ana"))
    assert Contact.objects.count() == Handle.objects.count() == 1


def test_what_they_did_is_written_down_once_and_for_good(world: World) -> None:
    world.visitor("Ana", "message", "Hello", id="m1")
    ana = world.contact("Ana")
    assert not resolve.engage(
        world.page.channel, ana.handles.get(), "message", reference="m1", at=timezone.now()
    )
    acts = Engagement.objects.all()
    assert acts.count() == 1
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        acts.update(occurred_at=timezone.now())


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_likes_and_unlikes_give_the_same_edges_in_any_order_and_however_often(
    world: World, order: tuple[int, ...]
) -> None:
    ana = resolve.resolve(world.page.channel, seen("ana"))
    times = [days_ago(day) for day in (4, 3, 2, 1)]
    for number in (*order, *order):
        if number % 2:
            resolve.unrelate(world.page.channel, ana, "likes", until=times[number], source=f"unlike {number}")
        else:
            resolve.relate(world.page.channel, ana, "likes", since=times[number], source=f"like {number}")
    edges = Relationship.objects.order_by("since").values_list("since", "until")
    assert list(edges) == [(times[0], times[1]), (times[2], times[3])]
    assert Sighting.objects.count() == 4


def test_liking_again_begins_a_new_edge(world: World) -> None:
    for kind in ("like", "unlike", "like"):
        world.visitor("Tom", kind)
    held = Relationship.objects.order_by("pk")
    assert [edge.until is None for edge in held] == [False, True]


def test_an_edge_whose_beginning_nobody_knows_is_there_and_its_start_stays_unknown(world: World) -> None:
    tom = resolve.resolve(world.page.channel, seen("tom"))
    resolve.relate(world.page.channel, tom, "follows", since=None, source="export")
    assert Relationship.objects.get().since is None
    resolve.relate(world.page.channel, tom, "follows", since=days_ago(9), source="follow 1")
    assert Relationship.objects.get().since is not None
    resolve.relate(world.page.channel, tom, "follows", since=days_ago(3), source="follow 2")
    edge = Relationship.objects.get()
    assert edge.since is not None
    assert edge.since < days_ago(8), "a known start is never replaced by a later one"
    resolve.unrelate(world.page.channel, tom, "follows")
    assert Relationship.objects.get().until is not None


def test_a_beginning_and_an_end_at_one_instant_is_an_end(world: World) -> None:
    tom, at = resolve.resolve(world.page.channel, seen("tom")), days_ago(1)
    resolve.unrelate(world.page.channel, tom, "likes", until=at, source="b")
    resolve.relate(world.page.channel, tom, "likes", since=at, source="a")
    assert Relationship.objects.get().until == at


def test_an_end_without_any_beginning_is_no_edge(world: World) -> None:
    tom = resolve.resolve(world.page.channel, seen("tom"))
    resolve.unrelate(world.page.channel, tom, "likes")
    assert not Relationship.objects.exists()


def test_what_was_sighted_cannot_be_changed(world: World) -> None:
    world.visitor("Tom", "like")
    rows = Sighting.objects.all()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        rows._raw_delete(rows.db)


def test_members_see_their_own_people_forty_at_a_time(world: World) -> None:
    Contact.objects.bulk_create([Contact(brand=world.harbour, name=f"P{n}") for n in range(45)])
    Contact.objects.create(brand=world.northwind, name="Hidden")
    first = access.page(world.caleb)
    second = access.page(world.caleb, after=first.after)
    assert (len(first.contacts), len(second.contacts), second.after) == (40, 5, "")
    assert access.page(world.caleb, access.Filter(words="hidden")).contacts == []
    assert [one.name for one in access.page(world.nils, access.Filter(words="hid")).contacts] == ["Hidden"]


def test_nobody_reaches_a_person_of_another_brand_or_without_the_right(world: World) -> None:
    world.visitor("Ana", "message", "Hello")
    ana = world.contact("Ana")
    assert access.contact(world.caleb, ana.pk) == ana
    with pytest.raises(Http404):
        access.contact(world.nils, ana.pk)
    with pytest.raises(PermissionDenied):
        access.contact(world.wim, ana.pk)


def test_people_are_found_by_address_and_fans_are_counted_once(world: World) -> None:
    world.visitor("Tom", "like")
    world.visitor("Ana", "like")
    world.visitor("Ana", "unlike", at=timezone.now() + timedelta(0))
    tom = world.contact("Tom")
    resolve.relate(world.page.channel, tom.handles.get(), "follows", since=None, source="x")
    assert access.count_fans(world.page.channel) == 1
    assert access.page(world.caleb, access.Filter(words="visitor-TOM")).contacts == [tom]
    known = profile(tom)
    assert (len(known.handles), len(known.ties), len(known.acts)) == (1, 2, 1)


def test_rows_say_what_they_are(world: World) -> None:
    world.visitor("Tom", "like")
    handle, edge, act = Handle.objects.get(), Relationship.objects.get(), Engagement.objects.get()
    assert [str(one) for one in (handle, edge, act, Sighting.objects.get())] == [
        "visitor-tom",
        "Tom likes the page",
        "Tom liked",
        "Tom likes the page: yes",
    ]
    assert str(Contact(pk=7)) == "Somebody without a name, no. 7"
