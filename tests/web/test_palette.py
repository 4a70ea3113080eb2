"""The palette: a few letters find what this member may open and do, and nothing of anybody else."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest

from askfirst.brand.models import Member, Team
from askfirst.brand.roles import Role
from askfirst.inbox.models import Label, Thread
from askfirst.web.fuzzy import LETTERS, WHOLE, WORDS, fit
from askfirst.work.models import Macro
from tests.web.desk import Desk

if TYPE_CHECKING:
    from pytest_django.fixtures import DjangoAssertNumQueries

    from tests.world import World

pytestmark = pytest.mark.row("Z2")
HOSTILE = ("x" * 5000, "' OR 1=1 --", '"', "from:", "\x00", "<script>", "a* -b", "%", "🙂", "label:")


def _lines(member: Member, q: str = "", thread: object = "", recent: str = "") -> list[str]:
    """The words of the palette's lines, in their order."""
    answer = Desk(member).fragment(f"/palette/?{urlencode({'q': q, 'thread': thread, 'recent': recent})}")
    assert answer.status_code == 200
    told = re.findall(r'palette-word">(.*?)</bdi>', answer.content.decode())
    return [unescape(one) for one in told]


@pytest.fixture
def ana(world: World) -> Thread:
    world.visitor("Ana", "message", "hello, are you open", files=())
    world.visitor("Tom", "message", "a question", files=())
    world.work()
    return world.thread("Ana")


@pytest.mark.parametrize(
    ("typed", "name", "how"),
    [
        ("rep", "Reports", WHOLE), ("house", "House rules", WHOLE), ("rules", "House rules", WORDS),
        ("in rul", "Rules for the inbox", WORDS), ("hsr", "House rules", LETTERS), ("munr", "Mark as unread", LETTERS),
        ("unr", "Mark as unread", WORDS), ("ouse", "House rules", 0), ("z", "House rules", 0), ("", "Reports", LETTERS),
        ("rost", "Röst the beans", WHOLE), ("RÖST", "rost", WHOLE),
    ],
)  # fmt: skip
def test_a_few_letters_fit_a_name_or_do_not(typed: str, name: str, how: float) -> None:
    assert fit(typed, name) == how


def test_people_conversations_and_pages_are_found_the_best_first(world: World, ana: Thread) -> None:
    assert _lines(world.caleb, "ana")[:2] == ["Ana", "Ana"], "the conversation, and the person"
    assert _lines(world.caleb, "rep")[0] == "Reports"
    assert _lines(world.caleb, "nothing is called so qqq") == []


def test_with_a_conversation_it_does_what_the_buttons_do(world: World, ana: Thread) -> None:
    label = Label.objects.create(brand=world.harbour, name="praise")
    Team.objects.create(brand=world.harbour, name="Care")
    Macro.objects.create(brand=world.harbour, name="Close it", steps=[{"do": "state", "to": "done"}])
    lines = _lines(world.caleb, thread=ana.pk)
    for one in (
        "Done",
        "No reply needed",
        "Give it to you",
        "Give it to Care",
        "Label praise",
        "Priority: Urgent",
        "Macro: Close it",
    ):
        assert one in lines
    assert "Give it to nobody" not in lines, "it is nobody's already"
    page = Desk(world.caleb).fragment(f"/palette/?q=label&thread={ana.pk}").content.decode()
    assert unescape(page).count(f'{{"with_labels": "1", "labels": [{label.pk}]}}') == 1
    ana.labels.add(label)
    assert "Take off the label praise" in _lines(world.caleb, "praise", thread=ana.pk)


def test_who_may_only_read_is_offered_no_deed(world: World, ana: Thread) -> None:
    Member.objects.filter(pk=world.caleb.pk).update(role=Role.VIEWER)
    viewer = Member.objects.get(pk=world.caleb.pk)
    lines = _lines(viewer, thread=ana.pk)
    assert "Done" not in lines
    assert "Team" not in lines
    assert "Reports" in lines


def test_another_brand_finds_nothing_of_ours(world: World, ana: Thread) -> None:
    recent = f"thread:{ana.pk},person:{ana.contact_id}"
    assert "Ana" not in _lines(world.nils, "ana")
    assert "Ana" not in _lines(world.nils, recent=recent)
    assert "Done" not in _lines(world.nils, thread=ana.pk)


def test_what_was_chosen_lately_stands_first(world: World, ana: Thread) -> None:
    recent = f"page:reports,thread:{ana.pk},page:gone,person:999999,thread:x,,do:done"
    assert _lines(world.caleb, recent=recent)[:2] == ["Reports", "Ana"]
    assert _lines(world.caleb, thread=ana.pk, recent=recent)[:3] == ["Reports", "Ana", "Done"]


@pytest.mark.parametrize("typed", HOSTILE)
def test_whatever_is_typed_it_answers(world: World, ana: Thread, typed: str) -> None:
    _lines(world.caleb, typed, thread=typed, recent=typed)


def test_it_asks_as_often_for_many_as_for_two(
    world: World, ana: Thread, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    desk = Desk(world.caleb)
    for number in range(6):
        world.visitor(f"Ana {number}", "message", "hello", files=())
    world.work()
    with django_assert_max_num_queries(20):
        desk.fragment(f"/palette/?q=ana&thread={ana.pk}")
