"""Messages of lists slow down and stop by themselves when much comes back; answers go on; a person lets them run again."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.utils import timezone

from askfirst.brand.models import Notification
from askfirst.gate import health, outbox, release
from askfirst.gate.models import Delivery, Health, Signal, Turn
from askfirst.gate.question import Parcel
from askfirst.wire import dispatch
from tests.gate.readers import letter, question, reader, sent
from tests.scripted import stand_in

if TYPE_CHECKING:
    from askfirst.brand.models import Channel
    from askfirst.consent.models import List
    from tests.scripted import Scripted
    from tests.world import World

pytestmark = pytest.mark.both_databases

Kind = Signal.Kind


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> Scripted:
    return stand_in(monkeypatch)


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if a hundredth of the mails were enough to say something."""
    told = health.limits("email")
    few = [
        health.Limit(**{**{name: getattr(one, name) for name in one.__slots__}, "least": 2, "fewest": 2})
        for one in told
    ]
    monkeypatch.setattr(health, "limits", lambda _network: tuple(few))


def mailbox(world: World) -> Channel:
    assert world.mail
    return world.mail


def complaints(world: World, on: List, number: int, kind: str = Kind.COMPLAINT) -> None:
    for _ in range(number):
        delivery = sent(world, on)
        health.signal(mailbox(world), kind, key=f"delivery:{delivery.pk}", delivery=delivery)


def test_two_complaints_of_few_mails_stop_the_list_and_the_team_is_told(world: World, many: None) -> None:
    on = letter(world)
    complaints(world, on, 2)
    assert Health.objects.get().state == "stopped"
    assert "2 of 2 messages" in Health.objects.get().why
    told = Notification.objects.filter(kind="channel").latest("pk")
    assert "Messages of lists have stopped" in told.title
    assert "@fans.test" not in told.title + told.excerpt, "a number, and no name"
    decision = release.ask(question(world, on, reader(world, on, "new@fans.test", country="DE")))
    assert decision.verdict == "hold"
    assert "received.stopped" in [reason.rule for reason in decision.reasons if reason.effect == "hold"]


def test_one_complaint_slows_and_does_not_stop(world: World, many: None) -> None:
    on = letter(world)
    sent(world, on)
    complaints(world, on, 1)
    assert Health.objects.get().state == "slowed"


def test_fewer_mails_than_say_something_change_nothing(world: World) -> None:
    on = letter(world)
    complaints(world, on, 5)
    assert not Health.objects.exclude(state="ok").exists()
    assert all(gauge.per_mille is None for gauge in health.gauges(mailbox(world)))


def test_the_same_word_twice_counts_once(world: World, many: None) -> None:
    on = letter(world)
    delivery = sent(world, on)
    sent(world, on)
    said = [
        health.signal(mailbox(world), Kind.COMPLAINT, key=f"delivery:{delivery.pk}", delivery=delivery)
        for _ in range(3)
    ]
    assert said == [True, False, False]
    assert next(g for g in health.gauges(mailbox(world)) if g.limit.kind == "complaint").came_back == 1


def test_while_stopped_answers_leave_and_messages_of_lists_keep_their_place(
    world: World, network: Scripted, many: None
) -> None:
    on = letter(world)
    contact = reader(world, on, "waiting@fans.test", country="DE")
    release.release(question(world, on, contact), Parcel(key="waits", to="waiting@fans.test", subject="News"))
    world.posted(text="Yes, from nine.")
    complaints(world, on, 2, Kind.BOUNCE)
    Delivery.objects.filter(state="queued").update(not_before=timezone.now())
    dispatch.send_due()
    assert network.texts == ["Yes, from nine."]
    assert Delivery.objects.get(key="waits").state == "queued"
    health.rearm(world.olivia, mailbox(world), "the form that bots filled in is gone")
    dispatch.send_due()
    assert "Two new roasts are here." in network.texts


def test_while_slowed_one_leaves_where_ten_would_have(world: World, network: Scripted) -> None:
    on = letter(world)
    for number in range(3):
        contact = reader(world, on, f"r{number}@fans.test", country="DE")
        asked = question(world, on, contact, text=f"News {number}")
        release.release(asked, Parcel(key=f"q{number}", to=f"r{number}@fans.test", subject="News"))
    Health.objects.create(channel=mailbox(world), state="slowed")
    began = timezone.now()
    assert len(outbox.claim()) == 1
    until = Health.objects.get().slow_until
    assert until
    assert until > began
    Health.objects.update(slow_until=until + timedelta(minutes=1))  # whatever else the machine does meanwhile
    assert len(outbox.claim()) == 0
    Health.objects.update(slow_until=timezone.now() - timedelta(seconds=1))
    assert len(outbox.claim()) == 1


def test_what_a_worker_has_in_hand_when_it_stops_waits_and_is_not_lost(
    world: World, network: Scripted
) -> None:
    on = letter(world)
    contact = reader(world, on, country="DE")
    release.release(question(world, on, contact), Parcel(key="k", to="ana@fans.test", subject="News"))
    (claimed,) = outbox.claim()
    Health.objects.create(channel=mailbox(world), state="stopped")
    assert dispatch._Hand([claimed]).next() == []
    kept = Delivery.objects.get(key="k")
    assert (kept.state, kept.not_before > timezone.now()) == ("queued", True)


def test_only_a_person_with_the_right_lets_it_run_again_and_says_why(world: World, many: None) -> None:
    on = letter(world)
    complaints(world, on, 2)
    channel = mailbox(world)
    with pytest.raises(PermissionDenied):
        health.rearm(world.wim, channel, "please")
    with pytest.raises(PermissionDenied):
        health.rearm(world.nils, channel, "not my brand")
    with pytest.raises(ValueError, match="what has changed"):
        health.rearm(world.olivia, channel, "  ")
    health.rearm(world.olivia, channel, "the form is gone")
    held = Health.objects.get()
    assert (held.state, held.why) == ("ok", "the form is gone")
    assert [turn.member for turn in Turn.objects.order_by("pk")][-1] == world.olivia
    health.look(channel)
    assert Health.objects.get().state == "ok", "what came back before is not counted any more"
    with pytest.raises(ValueError, match="nothing is slowed down"):
        health.rearm(world.olivia, channel, "again")


def test_it_never_gets_milder_by_itself(world: World, many: None) -> None:
    on = letter(world)
    complaints(world, on, 2)
    for _ in range(30):
        sent_late = Delivery.objects.filter(on=on)
        sent_late.update(sent_at=timezone.now() - timedelta(days=60))
    health.look(mailbox(world))
    assert Health.objects.get().state == "stopped"


def test_high_complaints_are_remembered_as_gmail_remembers_them(world: World, many: None) -> None:
    on = letter(world)
    complaints(world, on, 2)
    health.rearm(world.olivia, mailbox(world), "the form is gone")
    decision = release.ask(question(world, on, reader(world, on, "new@fans.test", country="DE")))
    assert "deliverability.complaints_lately" in [reason.rule for reason in decision.reasons]


@pytest.mark.parametrize(
    ("states", "is_so"),
    [(("ok", "ok", "ok"), True), (("ok", "bad", "ok"), False), (("ok", "unknown", "ok"), None), ((), None)],
)
def test_only_what_was_seen_counts_as_authenticated(
    states: tuple[str, ...],
    is_so: bool | None,  # noqa: FBT001 -- a case of a test
) -> None:
    names = ("spf", "dkim", "dmarc")[: len(states)]
    lines = [{"what": what, "state": state} for what, state in zip(names, states, strict=True)]
    assert health.is_authenticated(lines) is is_so


@pytest.mark.parametrize("row", [Signal, Turn])
def test_what_came_back_cannot_be_rewritten(world: World, many: None, row: type[Signal | Turn]) -> None:
    complaints(world, letter(world), 2)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        row.objects.update(at=timezone.now())


def test_every_limit_names_its_reason_and_what_is_somebody_elses_its_source() -> None:
    for network in ("email", "facebook", "whatsapp", "telegram", "mastodon", "x"):
        kinds = [limit.kind for limit in health.limits(network)]
        assert len(kinds) == len(set(kinds))
        for limit in health.limits(network):
            assert limit.slow < limit.stop
            assert limit.why.endswith(".")
            assert limit.since is None or limit.source
