"""What was sent without an answer: it is looked for where one can look, and a person is asked only where that fails."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from askfirst.brand.models import Channel, Notification
from askfirst.consent import ledger
from askfirst.consent.models import Entry
from askfirst.gate import doubts, echoes, outbox, outcomes, overdue
from askfirst.gate.models import Attempt, Delivery
from askfirst.networks import catalog
from askfirst.networks.base import Event, EventKind, Failure, NetworkError, Receipt
from askfirst.networks.memory import Lost
from askfirst.networks.pulls import ReadBack
from askfirst.wire import answers, connectors, dispatch, settle
from tests.scripted import Scripted
from tests.web.desk import Desk

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from askfirst.networks.base import Envelope
    from tests.world import World

State = Delivery.State


class Readable(Scripted, ReadBack):
    """A network that can be read: `found` says what the next looks find, afterwards what was carried out."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Receipt | Exception | None] = []
        self.looks: list[tuple[Envelope, datetime]] = []

    async def find(self, envelope: Envelope, since: datetime) -> Receipt | None:
        self.looks.append((envelope, since))
        told = self.found.pop(0) if self.found else None
        if isinstance(told, Exception):
            raise told
        return told

    def external_id(self, key: str) -> str:  # noqa: ARG002 -- only its answer tells
        return ""

    async def post(self, request: Envelope) -> Receipt:
        await super().post(request)
        return Receipt(external_id=f"there-{len(self.sent)}")


_network = Readable()


def connector(_settings: Mapping[str, object]) -> Readable:
    """The one readable network of this process."""
    return _network


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> Readable:
    mail = catalog.NETWORKS["email"]
    monkeypatch.setitem(catalog.NETWORKS, "email", replace(mail, module=__name__))  # type: ignore[arg-type]
    _network.__init__()  # type: ignore[misc] -- as new
    return _network


def _in_doubt(world: World, network: Readable) -> Delivery:
    """A message to Ana whose answer was lost."""
    world.posted()
    network.answers.append(Lost())
    dispatch.send_due()
    found = Delivery.objects.get()
    assert found.state == State.UNCERTAIN
    return found


def _pass_by(seconds: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """So long after the last try."""
    started = Attempt.objects.order_by("-pk").values_list("started_at", flat=True)[0]
    monkeypatch.setattr(settle.timezone, "now", lambda: started + timedelta(seconds=seconds))


def _told() -> list[str]:
    return list(Notification.objects.filter(kind=Notification.Kind.FAILED).values_list("title", flat=True))


def test_what_is_found_on_the_network_was_sent_and_nobody_is_asked(
    world: World, network: Readable, monkeypatch: pytest.MonkeyPatch
) -> None:
    delivery = _in_doubt(world, network)
    assert settle.look_due() == 0, "what was just taken may not show yet"
    _pass_by(31, monkeypatch)
    network.found = [Receipt(external_id="m-1")]
    assert settle.look_due() == 1
    dispatch.record_left()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.external_id, delivery.lease_until) == (State.SENT, "m-1", None)
    assert world.mail_thread("ana@fans.test").messages.filter(is_ours=True).count() == 1
    assert (_told(), len(network.tries), settle.look_due()) == ([], 1, 0)
    envelope, since = network.looks[0]
    assert envelope.text == "Yes, from nine."
    assert since == Attempt.objects.get().started_at - doubts.SKEW


def test_the_conversation_says_that_it_is_being_looked_for(
    world: World, network: Readable, monkeypatch: pytest.MonkeyPatch
) -> None:
    _in_doubt(world, network)
    network.found = [NetworkError("busy", failure=Failure.RETRY)] * 3
    place = f"/inbox/{world.mail_thread('ana@fans.test').pk}/"
    assert "It is being looked for there" in Desk(world.caleb).sees(place)
    for seconds in (31, 121, 601):
        _pass_by(seconds, monkeypatch)
        settle.look_due()
    said = Desk(world.caleb).sees(place)
    assert "Nobody knows whether it arrived" in said
    assert "It is being looked for there" not in said


def test_what_three_looks_do_not_find_is_sent_again(
    world: World, network: Readable, monkeypatch: pytest.MonkeyPatch
) -> None:
    delivery = _in_doubt(world, network)
    for seconds, due in ((31, 1), (60, 0), (121, 1), (300, 0), (601, 1), (700, 0)):
        _pass_by(seconds, monkeypatch)
        assert settle.look_due() == due, seconds
    delivery.refresh_from_db()
    assert (delivery.state, delivery.state_reason) == (State.FAILED, doubts.SENT_AGAIN)
    assert [one.detail for one in delivery.receipts.filter(kind="looked")] == ["it is not there"] * 3
    Delivery.objects.update(not_before=delivery.created_at)
    dispatch.send_due()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.external_id, len(network.tries)) == (State.SENT, "there-2", 2)
    assert _told() == []


def test_what_is_sent_again_and_lost_again_is_looked_for_from_the_beginning(
    world: World, network: Readable, monkeypatch: pytest.MonkeyPatch
) -> None:
    _in_doubt(world, network)
    for seconds in (31, 121, 601):
        _pass_by(seconds, monkeypatch)
        settle.look_due()
    network.answers.append(Lost())
    Delivery.objects.update(not_before=Delivery.objects.get().created_at)
    dispatch.send_due()
    assert Delivery.objects.get().state == State.UNCERTAIN
    assert settle.look_due() == 0
    _pass_by(31, monkeypatch)
    assert settle.look_due() == 1


@pytest.mark.parametrize("why", [NetworkError("busy", failure=Failure.RETRY), RuntimeError("broken")])
def test_what_cannot_be_looked_up_in_the_end_is_shown_to_a_person(
    world: World, network: Readable, monkeypatch: pytest.MonkeyPatch, why: Exception
) -> None:
    delivery = _in_doubt(world, network)
    network.found = [None, None, why]
    for seconds in (31, 121, 601):
        assert _told() == []
        _pass_by(seconds, monkeypatch)
        settle.look_due()
    delivery.refresh_from_db()
    assert delivery.state == State.UNCERTAIN
    assert _told() == [dispatch.PLEASE_LOOK]
    _pass_by(5000, monkeypatch)
    assert settle.look_due() == 0
    assert overdue.clear_up(delivery.pk, has_arrived=True)


def test_another_message_with_the_same_words_proves_nothing(
    world: World, network: Readable, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.posted()
    dispatch.send_due()
    earlier = Delivery.objects.get()
    world.mail_reply("ana@fans.test", "Yes, from nine.")
    network.answers.append(Lost())
    dispatch.send_due()
    network.found = [Receipt(external_id=earlier.external_id)]
    _pass_by(31, monkeypatch)
    assert settle.look_due() == 1
    doubted = Delivery.objects.exclude(pk=earlier.pk).get()
    assert doubted.state == State.UNCERTAIN
    assert "only an earlier message with the same words is there" in doubted.receipts.last().detail  # type: ignore[union-attr]


def test_of_two_workers_one_looks(world: World, network: Readable, monkeypatch: pytest.MonkeyPatch) -> None:
    delivery = _in_doubt(world, network)
    _pass_by(31, monkeypatch)
    now = settle.timezone.now()
    assert doubts.take(delivery, now)
    assert not doubts.take(delivery, now)
    assert settle.look_due() == 0
    assert doubts.take(delivery, now + outbox.LEASE + timedelta(seconds=1)), "the other one died"


def test_a_doubt_that_a_person_settled_meanwhile_is_let_be(
    world: World, network: Readable, monkeypatch: pytest.MonkeyPatch
) -> None:
    delivery = _in_doubt(world, network)
    overdue.clear_up(delivery.pk, has_arrived=True)
    _pass_by(601, monkeypatch)
    assert settle.look_due() == 0
    for _ in doubts.LOOKS:
        assert not doubts.note(delivery, "it is not there", is_absent=True)
    delivery.refresh_from_db()
    assert delivery.state == State.SENT


def test_what_a_dead_worker_held_is_looked_for_before_a_person_is_asked(
    world: World, network: Readable, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.posted()
    outbox.begin(outbox.claim())
    Delivery.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    dispatch.tidy()
    assert _told() == []
    _pass_by(31, monkeypatch)
    network.found = [Receipt(external_id="m-9")]
    assert settle.look_due() == 1
    assert Delivery.objects.get().state == State.SENT


def test_a_channel_whose_credentials_cannot_be_opened_cannot_be_looked_at(
    world: World, network: Readable
) -> None:
    channel = world.connect_mail()
    assert connectors.can_find(channel)
    channel.sealed_credentials = "torn"
    assert not connectors.can_find(channel)


def test_a_stop_reaches_the_ledger_before_anything_else(
    world: World, network: Readable, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.posted()
    network.answers.append(NetworkError("blocked", failure=Failure.PERSON_STOPPED))
    monkeypatch.setattr(outcomes, "fail", _breaks)
    with pytest.raises(RuntimeError, match="afterwards"):
        dispatch.send_due()
    contact = Delivery.objects.get().contact
    assert contact is not None
    assert ledger.suppressed(world.harbour, contact.handles.all()), "it was kept although all else failed"


def _breaks(*_: object) -> None:
    raise RuntimeError("afterwards")


def test_a_stop_that_is_written_down_twice_is_one_line(world: World, network: Readable) -> None:
    world.posted()
    delivery = Delivery.objects.select_related("brand", "channel", "contact", "decision__member").get()
    heard_at = timezone.now()
    for _ in range(2):
        answers._refused(delivery, NetworkError("blocked", failure=Failure.PERSON_STOPPED), heard_at)
    assert Entry.objects.filter(act=Entry.Act.SUPPRESSED).count() == 1


def test_a_channel_that_sends_again_is_well_and_its_queue_leaves_by_itself(
    world: World, network: Readable
) -> None:
    world.posted()
    network.answers.append(NetworkError("the token is dead", failure=Failure.CREDENTIALS))
    dispatch.send_due()
    world.posted("bea@fans.test", "To Bea")
    assert Channel.objects.get(network="email").state == Channel.State.ATTENTION
    outbox.wake(Channel.objects.get(network="email").pk)
    dispatch.send_due()
    held = Channel.objects.get(network="email")
    assert (held.state, held.troubles) == (Channel.State.OK, {})
    dispatch.send_due()
    assert sorted(network.texts) == ["To Bea", "Yes, from nine."]


def _echo(world: World, text: str, **more: str) -> None:
    world.event("echo", id="m-echo", target="ana@fans.test", text=text, **more)


def test_our_own_words_coming_back_settle_a_doubt(world: World, network: Readable) -> None:
    delivery = _in_doubt(world, network)
    _echo(world, "Yes,  from nine.")
    dispatch.record_left()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.external_id) == (State.SENT, "m-echo")
    assert world.mail_thread("ana@fans.test").messages.filter(is_ours=True).count() == 1


def test_the_key_that_a_network_carries_settles_a_doubt_whatever_the_words(
    world: World, network: Readable
) -> None:
    delivery = _in_doubt(world, network)
    echo = Event(kind=EventKind.ECHO, external_id="m-1", key=delivery.key, text="changed on the way")
    found = echoes.recognise(delivery.channel, echo)
    assert found is not None
    assert (found.pk, found.state, found.external_id) == (delivery.pk, State.SENT, "m-1")


def test_the_same_words_of_an_earlier_hour_settle_nothing(world: World, network: Readable) -> None:
    delivery = _in_doubt(world, network)
    earlier = timezone.now() - timedelta(hours=1)
    echo = Event(
        kind=EventKind.ECHO,
        external_id="m-0",
        target=delivery.to,
        text=delivery.text,
        occurred_at=earlier,
    )
    assert echoes.recognise(delivery.channel, echo) is None
    assert echoes.recognise(delivery.channel, replace(echo, occurred_at=timezone.now())) is not None


@pytest.mark.parametrize(
    ("words", "to"), [("Something else.", "ana@fans.test"), ("Yes, from nine.", "bea@fans.test")]
)
def test_other_words_or_another_addressee_settle_nothing(
    world: World, network: Readable, words: str, to: str
) -> None:
    delivery = _in_doubt(world, network)
    echo = Event(kind=EventKind.ECHO, external_id="m-1", target=to, text=words)
    assert echoes.recognise(delivery.channel, echo) is None
    for unknown in (replace(echo, external_id=""), replace(echo, key="another key")):
        assert echoes.recognise(delivery.channel, unknown) is None
    delivery.refresh_from_db()
    assert delivery.state == State.UNCERTAIN


def test_a_public_answer_coming_back_is_known_by_what_it_answers(world: World, network: Readable) -> None:
    delivery = _in_doubt(world, network)
    Delivery.objects.update(form="public_reply", in_reply_to="c-1")
    echo = Event(kind=EventKind.ECHO, external_id="c-2", text=delivery.text, is_public=True)
    assert echoes.recognise(delivery.channel, replace(echo, target="c-9")) is None
    found = echoes.recognise(delivery.channel, replace(echo, in_reply_to="c-1"))
    assert found is not None
    assert found.state == State.SENT
