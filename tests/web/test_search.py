"""The search page: what it shows to whom, and that nothing typed can hurt it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from askfirst.brand.query import read
from askfirst.inbox import marks
from askfirst.inbox.models import Message
from askfirst.people import search as people
from askfirst.people.models import Contact, Handle
from askfirst.wall.models import Post
from tests.web.desk import Desk

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

    from tests.world import World

HOSTILE = (
    "<script>alert(1)</script> roast",
    '" OR words : * NOT "',
    "'; DROP TABLE inbox_message; --",
    "\\ ' & | ! <-> :* ()",
    "\x00roast\x00",
    "roast " * 500,
    "😀" * 300,
    "from: channel:%00 label:' kind:x has:y before:z after:99999d",
    'from:"%" channel:"_" label:"\'" roast',
    "-" * 200,
    "*",
    "before:0001-01-01 after:9999-12-31 x",
    "\ud800",
)


@pytest.fixture
def said(world: World) -> World:
    world.visitor("Ana", "message", "Is the <b>Röst</b> ready? Roast it dark.")
    world.visitor("Tom", "wall_post", "The best roast in town")
    world.visitor("Yusuf", "comment", "Their roast is fine", target=Post.objects.get().external_id)
    marks.note(world.caleb, world.thread("Ana"), "She likes a dark roast.")
    Contact.objects.filter(pk=world.contact("Ana").pk).update(name="Ana Roastmann")
    return world


def test_what_is_found_stands_in_groups_with_the_words_marked(said: World) -> None:
    answer = Desk(said.caleb).get("/search/?q=roast")
    html = answer.content.decode()
    for group in ("people", "conversations", "messages", "public", "notes"):
        assert f'id="group-{group}"' in html
    assert html.count("<mark>") == 9
    assert "&lt;b&gt;Röst&lt;/b&gt;" in html
    assert f"#message-{Message.objects.get().pk}" in html
    marked = Desk(said.caleb).get("/search/?q=ros").content.decode()
    assert "&lt;b&gt;<mark>Röst</mark>&lt;/b&gt;" in marked


def test_one_group_goes_on_page_by_page_with_and_without_scripts(said: World) -> None:
    thread = said.thread("Ana")
    Message.objects.bulk_create(
        Message(
            brand=said.harbour, thread=thread, channel=thread.channel, is_ours=False, author="Ana",
            text=f"roast {number}", said_at=timezone.now(), external_id=f"roast-{number}",
        )
        for number in range(30)
    )  # fmt: skip
    desk = Desk(said.caleb)
    assert "group=messages" in desk.get("/search/?q=roast").content.decode()
    first = desk.get("/search/?q=roast&group=messages")
    more = first.context["groups"][0].more
    assert len(first.context["groups"][0].hits) == 20
    rest = desk.fragment(f"/search/{more}", "more-messages")
    assert len(rest.context["groups"][0].hits) == 11
    assert rest.content.decode().lstrip().startswith("<li>")
    assert 'id="found"' not in desk.fragment("/search/?q=roast", "found").content.decode()


@pytest.mark.parametrize("typed", HOSTILE)
def test_whatever_is_typed_gives_a_page(said: World, typed: str) -> None:
    desk = Desk(said.caleb)
    for path in ("/search/", "/inbox/"):
        answer = desk.browser.get(
            path, {"q": typed.encode("utf-8", "surrogatepass").decode("utf-8", "replace")}
        )
        assert answer.status_code == 200
        assert "<script>alert" not in answer.content.decode()


def test_whatever_stands_in_the_address_of_a_group_gives_a_page(said: World) -> None:
    desk = Desk(said.caleb)
    for group in ("messages", "public", "conversations", "people", "notes", "x"):
        for below in ("-1", "9" * 40, "x", "2026-01-01_x", "1.2.3", "end.end", "２"):
            answer = desk.browser.get("/search/", {"q": "roast", "group": group, "below": below})
            assert answer.status_code == 200


def test_nobody_sees_what_is_not_theirs_to_read(said: World) -> None:
    assert "Nothing found" in Desk(said.nils).sees("/search/?q=roast")
    assert Desk(said.wim).get("/search/?q=roast").status_code == 403


def test_the_number_of_queries_does_not_grow_with_what_is_found(
    said: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    desk = Desk(said.caleb)
    for name in ["Bea", "Cem", "Dov", "Eve"]:
        said.visitor(name, "message", "another roast")
        said.visitor(name, "wall_post", "roast for all")
    desk.get("/search/?q=roast")
    with django_assert_max_num_queries(40):
        desk.get("/search/?q=roast")


@pytest.mark.parametrize(
    ("typed", "finds"),
    [
        ("Katharina", ["Katharina Müller"]),
        ("kathrina", ["Katharina Müller"]),
        ("mulelr", ["Katharina Müller"]),
        ("katarina muler", ["Katharina Müller"]),
        ("kmueler", ["Katharina Müller"]),
        ("Zbigniew", []),
        ("zz", []),
    ],
)
def test_a_name_is_found_although_it_was_typed_wrongly(world: World, typed: str, finds: list[str]) -> None:
    for name, address in (("Katharina Müller", "kmueller@fans.test"), ("Konrad Maler", "konrad@else.test")):
        contact = Contact.objects.create(brand=world.harbour, name=name)
        Handle.objects.create(
            brand=world.harbour, contact=contact, network="email", address=address, key=address, evidence="x"
        )
    Contact.objects.create(brand=world.northwind, name="Katharina Nord")
    found = people.find(world.caleb, read(typed, timezone.localdate()))
    assert [one.name for one in (*found.contacts, *found.nearly)] == finds
