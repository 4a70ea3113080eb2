"""An open conversation: what was said, what is not said yet, and what a member may do with it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from askfirst.brand import files
from askfirst.gate import outbox, outcomes
from askfirst.gate.models import Delivery
from askfirst.inbox import marks, talk
from askfirst.networks.base import Failure, NetworkError, OutcomeUnknown
from tests.profiles import sized
from tests.web.desk import Desk
from tests.web.guests import words
from tests.world import days_ago

if TYPE_CHECKING:
    from tests.world import World


@pytest.fixture
def desk(world: World) -> Desk:
    world.visitor("Ana", "message", "Are you open on Sunday?", at=days_ago(1))
    return Desk(world.caleb)


def _at(world: World, part: str = "") -> str:
    return f"/inbox/{world.thread('Ana').pk}/{part}"


def test_what_they_said_stands_under_its_day_and_what_is_new_below_a_line(world: World, desk: Desk) -> None:
    desk.post(_at(world, "read/"))
    world.visitor("Ana", "message", "And on Monday?")
    html = desk.get(_at(world)).content.decode()
    stream = html[html.index('id="stream-items"') :]
    order = [stream.index(said) for said in ("Yesterday", "on Sunday?", "new-line", "on Monday?")]
    assert order == sorted(order)


def test_what_came_from_outside_is_shown_and_never_run(world: World, desk: Desk) -> None:
    world.visitor("Ana", "message", "<script>alert(1)</script><img src=x onerror=alert(2)>")
    html = desk.get(_at(world)).content.decode()
    assert "&lt;script&gt;alert(1)" in html
    assert "<img src=x" not in html
    assert "style=" not in html
    assert not re.search(r"<script(?![^>]* src=)", html)


def test_a_mail_shows_its_remarks_its_files_and_folds_what_it_quotes(world: World, desk: Desk) -> None:
    thread = world.thread("Ana")
    picture = files.keep(world.harbour, "lid.png", b"\x89PNG\r\n\x1a\n1")
    paper = files.keep(world.harbour, "invoice.pdf", b"%PDF-1.4")
    said = talk.Said(
        external_id="m1",
        at=days_ago(0),
        author="Ana",
        text="See the picture",
        html="<p>See the <b>picture</b></p>",
        quoted="> your parcel",
        remarks=["The sender could not be confirmed."],
        files=(picture, paper),
    )
    talk.receive(thread.channel, thread.handle, said)
    html = desk.get(_at(world)).content.decode()
    assert "The sender could not be confirmed." in html
    assert f'<img src="/files/{picture.token}/lid.png"' in html
    assert re.search(rf'href="/files/{paper.token}/invoice.pdf" download', html)
    assert re.search(r'<details class="quoted">.*your parcel', html, re.DOTALL)
    assert re.search(r'<details class="as-sent">.*<b>picture</b>', html, re.DOTALL)


@pytest.mark.parametrize("said", ["x" * 5000, "👋🏽☕", "مرحبا، هل لديكم قهوة؟", "a" * 300])
def test_any_length_and_script_is_shown_whole(world: World, desk: Desk, said: str) -> None:
    world.visitor("Ana", "message", said)
    html = desk.get(_at(world)).content.decode()
    assert said in html
    assert 'dir="auto"' in html


def test_an_empty_message_says_that_it_is_empty(world: World, desk: Desk) -> None:
    thread = world.thread("Ana")
    talk.receive(thread.channel, thread.handle, talk.Said(external_id="e", at=days_ago(0), author="Ana"))
    assert "An empty message" in desk.sees(_at(world))


def test_earlier_messages_come_in_above_none_twice(world: World, desk: Desk) -> None:
    for number in range(60):
        world.visitor("Ana", "message", f"word {number:02}.", at=days_ago(0.9 - number / 1000))
    html = desk.get(_at(world)).content.decode()
    more = re.search(r'hx-get="([^"]+/earlier/[^"]+)"', html)
    assert more
    older = desk.fragment(more[1]).content.decode()
    shown = re.findall(r'id="message-(\d+)"', older) + re.findall(r'id="message-(\d+)"', html)
    assert len(shown) == len(set(shown)) == 61


def test_an_open_window_grows_and_keeps_its_beginning(world: World, desk: Desk) -> None:
    html = desk.get(_at(world)).content.decode()
    begin = re.search(r'name="begin" value="([^"]+)"', html)
    assert begin
    world.visitor("Ana", "message", "One more thing")
    answer = desk.browser.get(_at(world, "stream/"), {"begin": begin[1], "seen": "0"})
    assert "Are you open on Sunday?" in words(answer)
    assert "One more thing" in words(answer)
    assert desk.get(_at(world, "stream/?begin=nonsense")).status_code == 400


def test_a_reply_waits_in_sight_and_can_be_taken_back_before_it_leaves(world: World, desk: Desk) -> None:
    answer = desk.post(_at(world, "reply/"), text="Yes, from 8.", key="k", purpose="reply")
    assert "Waiting to be sent" in words(answer)
    taken = re.search(r'action="(/inbox/replies/\d+/withdraw/)"', answer.content.decode())
    assert taken
    assert "Yes, from 8." not in words(desk.post(taken[1]))
    world.work()
    assert world.said_to("Ana") == []


def test_what_has_left_says_how_far_it_came(world: World, desk: Desk) -> None:
    desk.post(_at(world, "reply/"), text="Yes, from 8.", key="k")
    world.work()
    assert "Delivered" in desk.sees(_at(world))
    marks.read_by_them(world.contact("Ana"), world.thread("Ana"))
    assert "Seen" in desk.sees(_at(world))


def test_a_failure_is_told_in_words_and_can_be_tried_at_once(world: World, desk: Desk) -> None:
    desk.post(_at(world, "reply/"), text="Yes, from 8.", key="k")
    outcomes.fail(outbox.claim()[0], NetworkError("the network is closed for repairs", failure=Failure.RETRY))
    page = desk.get(_at(world))
    assert "Not sent yet" in words(page)
    assert "the network is closed for repairs" in words(page)
    again = re.search(r'action="(/inbox/replies/\d+/hurry/)"', page.content.decode())
    assert again
    desk.post(again[1])
    world.work()
    assert world.said_to("Ana") == ["Yes, from 8."]


def test_what_nobody_knows_about_is_settled_by_a_person(world: World, desk: Desk) -> None:
    desk.post(_at(world, "reply/"), text="Yes, from 8.", key="k")
    delivery = outbox.claim()[0]
    outcomes.fail(delivery, OutcomeUnknown("no answer in 45 seconds"))
    Delivery.objects.filter(pk=delivery.pk).update(state=Delivery.State.UNCERTAIN)
    page = desk.get(_at(world))
    assert "Nobody knows whether it arrived" in words(page)
    arrived = re.search(r'action="(/inbox/replies/\d+/arrived/)"', page.content.decode())
    assert arrived
    desk.post(arrived[1])
    world.work()
    assert world.said_to("Ana") == ["Yes, from 8."]
    assert "changed in the meantime" in words(desk.post(arrived[1]))


def test_a_note_stands_among_the_messages_as_a_note_and_leaves_nobodys_desk(world: World, desk: Desk) -> None:
    answer = desk.post(_at(world, "note/"), text="She is a regular")
    assert re.search(r"Note\s+by Caleb Reed\s*, only your team sees it .*She is a regular", words(answer))
    world.work()
    assert world.said_to("Ana") == []


def test_done_and_handing_over_take_effect_at_once(world: World, desk: Desk) -> None:
    desk.post(_at(world, "assign/"), assignee=str(world.mara.pk))
    desk.post(_at(world, "state/"), state="done")
    thread = world.thread("Ana")
    assert (thread.assignee, thread.state) == (world.mara, "done")
    assert desk.browser.post(_at(world, "assign/"), {"assignee": str(world.nils.pk)}).status_code == 404
    desk.post(_at(world, "assign/"), assignee="")
    assert world.thread("Ana").assignee is None


def test_a_conversation_costs_the_same_whatever_stands_in_it(world: World, desk: Desk) -> None:
    desk.post(_at(world, "reply/"), text="Yes.", key="k0")
    world.work()
    desk.post(_at(world, "note/"), text="A note")
    few = _queries(desk, _at(world))
    for number in range(sized(8, 40)):
        world.visitor("Ana", "message", f"word {number}")
        desk.post(_at(world, "reply/"), text=f"answer {number}", key=f"k{number}-")
        desk.post(_at(world, "note/"), text=f"note {number}")
    world.work()
    for number in range(3):
        desk.post(_at(world, "reply/"), text=f"waiting {number}", key=f"w{number}")
    assert _queries(desk, _at(world)) <= few + 2, "files of replies and their decisions: one query each"
    assert few <= 41


def _queries(desk: Desk, path: str) -> int:
    """Of the conversation alone, as a press on its row asks for it: the list beside it has a test of its own."""
    with CaptureQueriesContext(connection) as counted:
        assert desk.fragment(path, target="conversation").status_code == 200
    return len(counted)
