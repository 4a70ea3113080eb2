"""Whoever's leaving is written down before a message to them is begun does not get it: a list's, or one person's answer.

Two connections at work: what is committed first counts, whatever the clocks said when somebody pressed.
"""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction

from askfirst.brand.models import Channel
from askfirst.consent import ledger
from askfirst.consent.models import Entry, Suppression
from askfirst.gate import many, outbox
from askfirst.gate.models import Attempt, Delivery
from askfirst.people.models import Handle
from askfirst.wire import dispatch
from tests.campaigns.stage import Stage
from tests.campaigns.test_leaving_hands import once_before, waiting
from tests.databases import PATIENCE, together
from tests.world import make_world

if TYPE_CHECKING:
    from collections.abc import Callable

    from askfirst.people.models import Contact
    from tests.databases import Database
    from tests.scripted import Scripted
    from tests.world import World

A_MOMENT = 0.3
"""Seconds: long enough for another thread to stand in line."""


def of(address: str) -> Contact:
    return Handle.objects.select_related("contact__brand").get(network="email", key=address).contact


def stops(contact: Contact) -> None:
    ledger.stop(contact, reason=Suppression.Reason.ASKED, evidence="Please stop")


def test_who_stops_us_after_their_answer_was_asked_about_and_before_it_is_begun_does_not_get_it(
    world: World, network: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.posted("ana@fans.test", "Yes, from nine.")
    world.posted("ben@fans.test", "Until six.")
    once_before(monkeypatch, outbox, "begin", lambda: stops(of("ana@fans.test")))
    assert dispatch.send_due() == 2
    assert [letter.to for letter in network.sent] == ["ben@fans.test"]
    stopped = Delivery.objects.get(to="ana@fans.test")
    assert (stopped.state, stopped.tries.count()) == ("stopped", 0)


def test_what_happens_to_others_meanwhile_holds_up_nobodys_answer(
    world: World, network: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("ana", "ben", "cem"):
        world.posted(f"{name}@fans.test")
    Delivery.objects.filter(to="cem@fans.test").update(state="stopped")
    real, left = outbox.begin, iter(range(50))

    def begin(*given: Any) -> Any:
        next(left)  # fifty times would be for ever
        stops(of("cem@fans.test"))
        return real(*given)

    monkeypatch.setattr(outbox, "begin", begin)
    assert dispatch.send_due() == 2
    assert {letter.to for letter in network.sent} == {"ana@fans.test", "ben@fans.test"}
    assert next(left) == 1, "it was begun at the first go"


def one_mail(kind: str) -> tuple[Contact, Callable[[], object]]:
    """Somebody for whom a mail waits, of a list or an answer, and what takes it from them."""
    if kind == "list":
        stage = waiting(Stage(people=1))
        return stage.people[0], lambda: stage.leave(stage.people[0])
    make_world().posted("ana@fans.test")
    return of("ana@fans.test"), lambda: stops(of("ana@fans.test"))


@pytest.mark.parametrize("kind", ["list", "answer"])
def test_a_leaving_that_is_written_and_not_yet_committed_is_waited_for_and_counts(
    kind: str, database: Database, network: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    contact, leave = one_mail(kind)
    asked, written = threading.Event(), threading.Event()
    give = dispatch._Hand.give

    def then(hand: Any, ready: Any) -> Any:
        asked.set()
        assert written.wait(PATIENCE)
        return give(hand, ready)

    monkeypatch.setattr(dispatch._Hand, "give", then)

    def leaves() -> None:
        assert asked.wait(PATIENCE)
        with transaction.atomic():
            leave()
            written.set()
            time.sleep(A_MOMENT)

    found = together(dispatch.send_due, leaves)
    assert not any(isinstance(one, Exception) for one in found), found
    assert network.sent == []
    stopped = Delivery.objects.get(contact=contact)
    assert (stopped.state, stopped.tries.count()) == ("stopped", 0)


@pytest.mark.parametrize("kind", ["list", "answer"])
def test_who_presses_while_it_is_begun_stands_in_the_ledger_after_it_whenever_they_pressed(
    kind: str, database: Database, network: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    contact, leave = one_mail(kind)
    held, pressed = threading.Event(), threading.Event()
    mark = many.mark

    def then(*given: Any, **more: Any) -> Any:
        found = mark(*given, **more)
        if more.get("is_held"):
            held.set()
            assert pressed.wait(PATIENCE)
            time.sleep(A_MOMENT)
        return found

    monkeypatch.setattr(many, "mark", then)

    def leaves() -> None:
        assert held.wait(PATIENCE)
        pressed.set()
        leave()

    found = together(dispatch.send_due, leaves)
    assert not any(isinstance(one, Exception) for one in found), found
    assert len(network.sent) == 1
    begun, line = Attempt.objects.get().started_at, Entry.objects.filter(contact=contact).latest("pk")
    assert line.occurred_at < begun, "they pressed first"
    assert line.recorded_at > begun, "and it was written down when it had been begun"


def test_lines_of_the_ledger_bear_the_moment_at_which_they_took_their_place(database: Database) -> None:
    stage = Stage(people=6)
    found = together(*(lambda one=one: stage.leave(one) for one in stage.people))
    assert not any(isinstance(one, Exception) for one in found), found
    moments = list(Entry.objects.filter(brand=stage.world.harbour).order_by("number").values_list("recorded_at", flat=True))  # fmt: skip
    assert moments == sorted(moments)
    assert Channel.objects.filter(pk=stage.channel.pk).exists()
