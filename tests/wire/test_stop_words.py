"""On every channel a word of stopping holds at once, and what may be one is marked for the team."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from askfirst.consent import ledger
from askfirst.consent.models import Entry
from askfirst.inbox import doubts
from askfirst.inbox.models import Thread
from askfirst.people.models import Handle
from tests.wire import letters

if TYPE_CHECKING:
    from tests.scripted import Scripted
    from tests.world import World

pytestmark = pytest.mark.row("O1")


def is_stopped(world: World, key: str) -> bool:
    handle = Handle.objects.get(brand=world.harbour, key=key)
    return handle.pk in ledger.suppressed(world.harbour, [handle])


@pytest.mark.parametrize("said", ["STOP", "Bitte abmelden", "darme de baja", "توقف"])
def test_said_on_the_brands_own_page_it_holds_at_once_and_stops_what_waits(world: World, said: str) -> None:
    world.visitor("Ana", "message", "Are you open on Sunday?")
    reply = world.reply("Ana", "Yes, from nine.")
    world.visitor("Ana", "message", said)
    world.work()
    assert is_stopped(world, "visitor-ana")
    assert world.said_to("Ana") == []
    reply.draft.delivery.refresh_from_db()
    assert reply.draft.delivery.state == "stopped"
    line = Entry.objects.filter(contact=world.contact("Ana")).latest("number")
    assert (line.act, line.actor, line.network) == ("suppressed", "person", "")
    assert line.evidence.startswith(said)


def test_said_on_a_network_whose_connector_knows_no_words_it_holds_as_well(
    world: World, network: Scripted
) -> None:
    world.event("message", actor="ana@fans.test", text="please stop")
    assert is_stopped(world, "ana@fans.test")


def test_heard_twice_it_is_one_line(world: World, network: Scripted) -> None:
    for _ in range(2):
        world.event("message", id="m-1", actor="ana@fans.test", text="stop")
    assert Entry.objects.filter(act=Entry.Act.SUPPRESSED).count() == 1


def test_a_mail_that_says_only_stop_is_one_line_and_not_two(world: World) -> None:
    letters.mail(world, "Hello", "Unsubscribe")
    assert Entry.objects.filter(act=Entry.Act.SUPPRESSED).count() == 1


@pytest.mark.parametrize(
    "said", ["We drive non-stop to Porto", "Can I stop by tomorrow?", "Where is the bus stop?"]
)
def test_what_is_no_stop_changes_nothing(world: World, said: str) -> None:
    world.visitor("Ana", "message", said)
    assert not is_stopped(world, "visitor-ana")
    assert not world.thread("Ana").labels.exists()


def test_what_may_be_one_is_marked_for_the_team_and_comes_first(world: World) -> None:
    world.visitor("Ana", "message", "Please stop sending me these every day")
    thread = world.thread("Ana")
    assert not is_stopped(world, "visitor-ana")
    assert [label.name for label in thread.labels.all()] == [doubts.STOP]
    assert thread.priority == Thread.Priority.HIGH


def test_a_mark_that_was_taken_off_comes_back_with_the_next_such_words_only(world: World) -> None:
    world.visitor("Ana", "message", "Please stop sending me these every day")
    thread = world.thread("Ana")
    thread.labels.clear()
    world.visitor("Ana", "message", "Thank you!")
    assert not thread.labels.exists()
