"""What was said is found by its words, by those who may read it, and no longer than it stands."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from askfirst.brand import files
from askfirst.brand.query import read
from askfirst.inbox import marks, search
from askfirst.inbox.filters import Filter, narrowed
from askfirst.inbox.models import Label, Message, Thread
from askfirst.wall.models import Post
from askfirst.work import finding

if TYPE_CHECKING:
    from askfirst.brand.models import Member
    from tests.world import World

pytestmark = pytest.mark.both_databases

SAID = {
    "Ana": "Is the Röst of this week still to be had? It’s for Café Zürich.",
    "Bea": "東京のコーヒーはおいしい 👍🏽",
    "Cem": "أريد قَهْوَة من فضلك",
    "Dov": "my order A-4711 roasted late, decaf please",
    "Eve": "สวัสดีครับ 커피를 주세요",
}


@pytest.fixture
def said(world: World) -> World:
    for name, text in SAID.items():
        world.visitor(name, "message", text)
    world.visitor("Ana", "message", "roast for northwind", page=world.northwind_page)
    return world


def _found(member: Member, typed: str, **more: int) -> list[str]:
    """Whose messages are found, the newest first."""
    query = read(typed, timezone.localdate())
    found = search.messages(member, query, search.scope(member, query), **more)
    return [row.thread.them.name for row in found.rows]


@pytest.mark.parametrize(
    ("typed", "whose"),
    [
        ("röst", ["Ana"]),
        ("ROST", ["Ana"]),
        ("roast", ["Dov"]),
        ("roast ", ["Dov"]),
        ("roasted -roasted", []),
        ("ro", ["Dov", "Ana"]),
        ("ro*", ["Dov", "Ana"]),
        ("r", []),
        ("zuri", ["Ana"]),
        ("it's", ["Ana"]),
        ('"still to be had"', ["Ana"]),
        ('"still be had"', []),
        ("コーヒー", ["Bea"]),
        ("京", ["Bea"]),
        ("京東", []),
        ("👍", ["Bea"]),
        ("قهوة", ["Cem"]),
        ("اريد", ["Cem"]),
        ("ดี", ["Eve"]),
        ("커피", ["Eve"]),
        ("a-4711", ["Dov"]),
        ("4711 -decaf", []),
        ("order -espresso", ["Dov"]),
        ("'; DROP TABLE inbox_message; --", []),
        ('" OR words : * NOT ""', []),
        ("roast & !decaf | <-> :*", []),
        ("\\ ' '' \\'", []),
        ("marks:b1", []),
    ],
)
def test_words_are_found_in_every_script_and_no_sign_is_an_order(
    said: World, typed: str, whose: list[str]
) -> None:
    assert _found(said.caleb, typed) == whose


def test_filters_narrow_what_is_found(said: World) -> None:
    said.reply("Dov", "It was roasted on Friday.")
    said.work()
    label = Label.objects.create(brand=said.harbour, name="Late ones")
    said.thread("Dov").labels.add(label)
    own = Message.objects.get(text__startswith="my order")
    own.files.add(files.keep(said.harbour, "bill.txt", b"bill"))
    Message.objects.filter(text__startswith="Is the").update(said_at=datetime(2025, 3, 1, tzinfo=UTC))
    finds = {
        "roasted": ["Dov", "Dov"],
        "roasted from:dov": ["Dov"],
        "roasted from:us": ["Dov"],
        "from:nobody-here": [],
        "from:ana": ["Ana"],
        "label:late": [],
        'label:"late ones"': ["Dov", "Dov"],
        "has:file": ["Dov"],
        "has:file roasted from:us": [],
        "before:2025-03-02": ["Ana"],
        "rost after:2025-03-01 before:2025-03-02": ["Ana"],
        "rost after:2025-03-02": [],
        "after:2026-02 before:2026-01": [],
        "order channel:page": ["Dov"],
        "order channel:email": [],
        "order kind:message": ["Dov"],
        "order kind:comment": [],
    }
    assert {typed: _found(said.olivia, typed) for typed in finds} == finds


def test_what_is_found_comes_in_pages_that_neither_overlap_nor_leave_out(said: World) -> None:
    thread = said.thread("Ana")
    Message.objects.bulk_create(
        Message(
            brand=said.harbour, thread=thread, channel=thread.channel, is_ours=False, author="Ana",
            text=f"same word number {number}", said_at=timezone.now(), external_id=f"same-{number}",
        )
        for number in range(25)
    )  # fmt: skip
    query = read("same", timezone.localdate())
    within = search.scope(said.caleb, query)
    texts: list[str] = []
    below = ""
    for _ in range(4):
        page = search.messages(said.caleb, query, within, most=10, below=int(below or 0))
        texts += [row.text for row in page.rows]
        below = page.below
        if not below:
            break
    assert texts == [f"same word number {number}" for number in reversed(range(25))]


def test_nobody_finds_what_they_may_not_read(said: World) -> None:
    assert _found(said.nils, "roast") == ["Ana"]
    assert _found(said.nils, "decaf") == []
    query = read("roast", timezone.localdate())
    for ask in (search.messages, search.notes, search.conversations):
        with pytest.raises(PermissionDenied):
            ask(said.wim, query, search.Scope())  # type: ignore[operator]
    with pytest.raises(PermissionDenied):
        search.matching(said.wim, "roast")
    marks.note(said.caleb, said.thread("Ana"), "She is the mayor, be kind about the roast.")
    assert [row.text[:3] for row in search.notes(said.mara, query, search.Scope()).rows] == ["She"]
    assert search.notes(said.nils, query, search.Scope()).rows == []


def test_a_note_is_found_by_who_wrote_it(said: World) -> None:
    marks.note(said.caleb, said.thread("Ana"), "She is the mayor.")
    marks.note(said.mara, said.thread("Ana"), "The mayor is a she.")

    def by(whom: str) -> list[str]:
        query = read(f"mayor {whom}", timezone.localdate())
        return [row.member.name for row in search.notes(said.mara, query, search.Scope()).rows]

    assert by("") == ["Mara Lind", "Caleb Reed"]
    assert by("from:reed") == ["Caleb Reed"]
    assert by("from:me") == ["Mara Lind"]
    assert by("from:nobody-here") == by("from:nils") == []


@pytest.mark.parametrize(
    ("zone", "finds"),
    [
        ("UTC", {"after:2025-03-01": [], "before:2025-03-01": ["Ana"]}),
        ("Pacific/Auckland", {"after:2025-03-01": ["Ana"], "before:2025-03-01": []}),
    ],
)
def test_a_day_is_a_day_of_the_reader(said: World, zone: str, finds: dict[str, list[str]]) -> None:
    Message.objects.exclude(text__startswith="Is the").update(said_at=datetime(2025, 1, 1, tzinfo=UTC))
    Message.objects.filter(text__startswith="Is the").update(said_at=datetime(2025, 2, 28, 12, tzinfo=UTC))
    with timezone.override(zone):
        assert {typed: _found(said.olivia, f"rost {typed}") for typed in finds} == finds


def test_the_list_shows_conversations_by_name_subject_and_what_was_said(said: World) -> None:
    Thread.objects.filter(pk=said.thread("Eve").pk).update(subject="Invoice for roasting")
    said.visitor("Ana", "wall_post", "What a lovely roastery")
    asked = Post.objects.get()
    said.visitor("Tom", "comment", "I love the espresso", target=asked.external_id)

    def shown(typed: str) -> set[str]:
        filter_ = Filter(words=typed, public=finding.spoken_in(said.caleb, typed))
        return {
            f"{row.contact}{' in public' if row.is_public else ''}" for row in narrowed(said.caleb, filter_)
        }

    assert shown("roast") == {"Dov", "Eve", "Ana in public"}
    assert shown("ana") == {"Ana", "Ana in public"}
    assert shown("visitor-ana") == {"Ana", "Ana in public"}
    assert shown("lovely") == shown("roast kind:post") == {"Ana in public"}
    assert shown("espresso") == {"Tom in public"}
    assert shown("roast* -invoice") == {"Dov", "Ana in public"}
    assert shown("order from:dov") == {"Dov"}
    assert shown("-roast") == shown("roast has:file") == shown("order from:ana") == set()
    assert len(shown("")) == 7


@pytest.mark.parametrize(("listed", "common"), [(1_000, 10_000), (0, 10_000), (0, 0)])
def test_the_list_shows_the_same_in_however_many_it_stands(
    said: World, monkeypatch: pytest.MonkeyPatch, listed: int, common: int
) -> None:
    """Few are listed, many are looked up, and most are met on the way."""
    monkeypatch.setattr(search, "MOST_LISTED", listed)
    monkeypatch.setattr(search, "COMMON", common)
    Message.objects.filter(text__startswith="Is the").update(said_at=datetime(2025, 3, 1, 9, tzinfo=UTC))

    def shown(typed: str) -> set[str]:
        return {str(row.contact) for row in narrowed(said.caleb, Filter(words=typed))}

    assert shown("roast") == {"Dov"}
    assert shown("ro") == {"Ana", "Dov"}
    assert shown("ro after:2025-03-01 before:2025-03-02") == {"Ana"}
    assert shown("ro after:2025-03-02") == {"Dov"}
    assert shown("of this week -roast") == {"Ana"}


def _raw(table: str, word: str) -> int:
    """In how many rows of an index a word stands, by nothing but the index."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"SELECT count(*) FROM {table} WHERE %s = ANY(tsvector_to_array(words))", [word])  # noqa: S608 -- ours
        else:
            cursor.execute(f"CREATE VIRTUAL TABLE temp.seen USING fts5vocab(main, {table}, 'row')")
            cursor.execute("SELECT coalesce(sum(doc), 0) FROM temp.seen WHERE term = %s", [word])
        found: int = cursor.fetchone()[0]
        if connection.vendor != "postgresql":
            cursor.execute("DROP TABLE temp.seen")
        return found


def test_what_is_edited_taken_back_or_forgotten_leaves_the_index(said: World) -> None:
    message = Message.objects.get(text__startswith="my order")
    assert _raw("inbox_message_words", "decaf") == 1
    Message.objects.filter(pk=message.pk).update(text="my order 4711, espresso please")
    assert (_raw("inbox_message_words", "decaf"), _raw("inbox_message_words", "espresso")) == (0, 1)
    Message.objects.filter(pk=message.pk).update(taken_back_at=timezone.now())
    assert _raw("inbox_message_words", "espresso") == 0
    note = marks.note(said.caleb, said.thread("Ana"), "secretword")
    assert _raw("inbox_note_words", "secretword") == 1
    note.delete()
    assert _raw("inbox_note_words", "secretword") == 0
    dov = said.contact("Dov")
    assert _raw("people_contact_words", "dov") == 1
    dov.name = ""
    dov.save()
    assert _raw("people_contact_words", "dov") == 0
    handle = dov.handles.get()
    word = handle.address.split("-")[-1].lower()
    assert _raw("people_handle_words", word) == 1
    type(handle).objects.filter(pk=handle.pk).update(address="gone")
    assert _raw("people_handle_words", word) == 0
