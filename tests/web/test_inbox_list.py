"""The list of conversations: what stands in it, in which order, and what it costs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from askfirst.consent import ledger
from askfirst.consent.models import Suppression
from askfirst.inbox import listing, marks
from tests.web.desk import SCRIPTED, Desk
from tests.web.guests import words
from tests.world import days_ago

if TYPE_CHECKING:
    from askfirst.brand.models import Member
    from tests.world import World


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world.caleb)


def _people(world: World, count: int) -> None:
    for number in range(count):
        world.visitor(f"Fan {number:03}", "message", f"Question {number:03}", at=days_ago(1 + number / 10))


def _rows(html: bytes) -> list[str]:
    return re.findall(r'id="row-(\d+)"', html.decode())


def test_who_writes_stands_on_top_as_unread_with_their_first_words(world: World, desk: Desk) -> None:
    world.visitor("Ana", "message", "Do you still have the Ethiopian beans?", at=days_ago(1))
    world.visitor("Yusuf", "message", "When do you open?")
    html = desk.get("/inbox/").content.decode()
    assert html.index("When do you open?") < html.index("Ethiopian beans")
    assert html.count("is-unread") == 2
    assert ">2</span>" in html[html.index('id="inbox-badge"') :][:120]


def test_what_a_member_has_read_is_unread_for_nobody_but_their_colleagues(world: World, desk: Desk) -> None:
    world.visitor("Ana", "message", "Hello?")
    desk.post(f"/inbox/{world.thread('Ana').pk}/read/")
    assert "is-unread" not in desk.get("/inbox/").content.decode()
    assert "is-unread" in Desk(world.mara).get("/inbox/").content.decode()


def test_tabs_show_mine_nobodys_and_done(world: World, desk: Desk) -> None:
    for name in ("Ana", "Yusuf", "Lea"):
        world.visitor(name, "message", f"{name} was here")
    marks.assign(world.olivia, world.thread("Ana"), world.caleb)
    marks.set_state(world.olivia, world.thread("Lea"), "done")
    assert "Ana was here" in desk.sees("/inbox/?view=mine")
    assert "Yusuf was here" not in desk.sees("/inbox/?view=mine")
    assert "Yusuf was here" in desk.sees("/inbox/?view=unassigned")
    assert "Lea was here" not in desk.sees("/inbox/?view=unassigned")
    assert "Lea was here" in desk.sees("/inbox/?view=done")


def test_search_finds_names_and_what_was_said(world: World, desk: Desk) -> None:
    world.visitor("Ana", "message", "the grinder has a broken lid")
    world.visitor("Ana", "message", "never mind")
    world.visitor("Yusuf", "message", "hello")
    assert "Ana" in desk.sees("/inbox/?q=grinder")
    assert "Yusuf" not in desk.sees("/inbox/?q=grinder")
    assert "Yusuf" in desk.sees("/inbox/?q=yus")


def test_an_empty_list_says_what_to_do_next(desk: Desk) -> None:
    assert "They begin with your visitors" in desk.sees("/inbox/")
    assert "Try fewer letters" in desk.sees("/inbox/?q=nobody")
    assert "It comes back by itself when they write again" in desk.sees("/inbox/?view=done")


def test_scrolling_on_shows_everybody_once(world: World, desk: Desk) -> None:
    _people(world, 45)
    first = desk.get("/inbox/").content
    more = re.search(r'hx-get="(/inbox/rows/\?after=[^"]+)"', first.decode())
    assert more
    second = desk.fragment(more[1].replace("&amp;", "&")).content
    assert len(_rows(first)) == listing.PAGE
    assert sorted({*_rows(first), *_rows(second)}) == sorted([*_rows(first), *_rows(second)])
    assert len(_rows(second)) == 45 - listing.PAGE


def test_a_cursor_that_nobody_gave_shows_the_beginning(world: World, desk: Desk) -> None:
    _people(world, 2)
    assert len(_rows(desk.get("/inbox/rows/?after=%00nonsense").content)) == 2


def test_a_row_is_fetched_alone_and_leaves_a_list_that_it_does_not_belong_to(
    world: World, desk: Desk
) -> None:
    world.visitor("Ana", "message", "Hello?")
    pk = world.thread("Ana").pk
    assert "Hello?" in words(desk.fragment(f"/inbox/{pk}/row/"))
    assert desk.fragment(f"/inbox/{pk}/row/?view=done").status_code == 204


def test_a_row_says_in_the_same_words_as_the_composer_where_one_may_not_write(
    world: World, desk: Desk
) -> None:
    world.visitor("Ana", "message", "Hello?")
    world.visitor("Yusuf", "message", "Please leave me alone")
    ledger.stop(world.contact("Yusuf"), reason=Suppression.Reason.ASKED, evidence="said so")
    yusuf, ana = (words(desk.fragment(f"/inbox/{world.thread(name).pk}/row/")) for name in ("Yusuf", "Ana"))
    assert "Only this way" in yusuf or "Not now" in yusuf
    bar = words(desk.fragment(f"/inbox/{world.thread('Yusuf').pk}/verdict/"))
    assert ("Only this way" in bar) == ("Only this way" in yusuf)
    assert "this way" not in ana
    assert "Not now" not in ana


def test_a_door_that_closes_soon_says_when(world: World, desk: Desk) -> None:
    world.visitor("Ana", "message", "Hello?", at=days_ago(0.9))
    world.reply("Ana", "Hello!")
    world.work()
    row = words(desk.fragment(f"/inbox/{world.thread('Ana').pk}/row/"))
    assert re.search(r"You may write, closes in \d h", row)


def test_another_brands_conversations_are_not_there(world: World) -> None:
    world.visitor("Ana", "message", "Only for Harbour")
    pk = world.thread("Ana").pk
    stranger = Desk(world.nils)
    assert "Only for Harbour" not in stranger.sees("/inbox/?q=Harbour")
    assert stranger.fragment(f"/inbox/{pk}/row/").status_code == 204
    for part in ("", "stream/", "head/", "verdict/", "why/", "earlier/?before=x"):
        assert stranger.get(f"/inbox/{pk}/{part}").status_code == 404
    for act in ("read", "typing", "reply", "note", "assign", "state"):
        assert stranger.browser.post(f"/inbox/{pk}/{act}/", {"text": "x"}).status_code == 404


def test_a_writer_who_may_not_read_is_told_so(world: World) -> None:
    answer = Desk(world.wim).get("/inbox/")
    assert answer.status_code == 403
    assert "may not read the inbox" in words(answer)


def test_nobody_signed_in_is_sent_to_sign_in_and_comes_back(world: World, desk: Desk) -> None:
    desk.browser.logout()
    answer = desk.get("/inbox/?view=mine")
    assert answer.status_code == 302
    assert answer.headers["Location"].endswith("?next=/inbox/%3Fview%3Dmine")
    fragment = desk.browser.get("/inbox/rows/", HTTP_HX_CURRENT_URL="http://testserver/inbox/7/", **SCRIPTED)
    assert fragment.headers["HX-Redirect"].endswith("?next=/inbox/7/")


def _queries(member: Member, path: str) -> int:
    desk = Desk(member)
    with CaptureQueriesContext(
        connection,
    ) as counted:
        assert desk.get(path).status_code == 200
    return len(counted)


def test_the_list_costs_the_same_for_two_people_and_for_forty(world: World) -> None:
    _people(world, 2)
    few = _queries(world.caleb, "/inbox/")
    _people(world, 45)
    marks.assign(world.olivia, world.thread("Fan 003"), world.mara)
    assert _queries(world.caleb, "/inbox/") == few <= 29
    assert _queries(world.caleb, "/inbox/rows/") <= 20
