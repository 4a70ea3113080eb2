"""What only a person may send: decided like everything else, sent by them, and kept as their word."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from askfirst.brand.models import Notification
from askfirst.consent import ledger
from askfirst.consent.models import Suppression
from askfirst.gate import by_hand, outbox
from askfirst.gate.models import Delivery, Receipt
from askfirst.inbox import replies
from askfirst.networks import catalog
from askfirst.networks.base import Capabilities, Form, HandOff, Unsupported
from askfirst.wire import dispatch
from tests.scripted import Scripted
from tests.web.desk import Desk
from tests.web.guests import words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from askfirst.inbox.models import Reply
    from askfirst.networks.base import Envelope
    from tests.world import World

State = Delivery.State
NOBODY = "stranger@fans.test"


class Closed(Scripted):
    """A network that opens its private messages to no program."""

    by_hand = frozenset({Form.DIRECT})
    capabilities = Capabilities(forms=frozenset({Form.PUBLIC_REPLY}), text_limit=3_000)

    def handoff(self, envelope: Envelope) -> HandOff:
        if envelope.to == NOBODY:
            raise Unsupported("there is no page for this addressee")
        address = f"https://closed.test/{envelope.to}"
        return HandOff(address=address, text=envelope.text, steps=("Press Message.", "Paste the text."))


_network = Closed()


def connector(_settings: Mapping[str, object]) -> Closed:
    """The one such network of this process."""
    return _network


@pytest.fixture(autouse=True)
def network(monkeypatch: pytest.MonkeyPatch) -> Closed:
    mail = catalog.NETWORKS["email"]
    closed = replace(mail, module=__name__, capabilities=Closed.capabilities)
    monkeypatch.setitem(catalog.NETWORKS, "email", closed)  # type: ignore[arg-type] -- a dictionary for the test
    _network.__init__()  # type: ignore[misc] -- as new
    return _network


def _handed(world: World, address: str = "ana@fans.test") -> Reply:
    reply = world.posted(address)
    assert Delivery.objects.get().state == State.HANDED
    return reply


def _ours(world: World) -> list[tuple[str, list[str]]]:
    rows = world.mail_thread("ana@fans.test").messages.filter(is_ours=True)
    return [(message.text, message.remarks) for message in rows]


def test_what_a_person_says_that_they_sent_is_kept_as_their_word(world: World, network: Closed) -> None:
    reply = _handed(world)
    assert dispatch.send_due() == 0
    desk = Desk(world.caleb)
    thread = desk.sees(f"/inbox/{reply.thread_id}/")
    assert "Send by hand…" in thread
    assert "Waiting for you to send it" in thread
    page = desk.get(f"/inbox/replies/{reply.pk}/by-hand/")
    assert "Press Message." in words(page)
    assert 'href="https://closed.test/ana@fans.test"' in page.content.decode()
    desk.post(f"/inbox/replies/{reply.pk}/by-hand/", act="sent", text="Yes, from nine!")
    assert _ours(world) == [("Yes, from nine!", ["Sent by hand, as Caleb Reed says."])]
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.decision.verdict) == (State.SENT, "allow")
    assert network.tries == [], "no program sent anything"
    assert not by_hand.said_sent(delivery.pk, "twice", world.caleb)


def test_what_was_not_sent_after_all_is_taken_back(world: World) -> None:
    reply = _handed(world)
    Desk(world.caleb).post(f"/inbox/replies/{reply.pk}/by-hand/", act="not-sent")
    assert Delivery.objects.get().state == State.STOPPED
    assert _ours(world) == []
    again = Desk(world.caleb).get(f"/inbox/replies/{reply.pk}/by-hand/", follow=True)
    assert again.redirect_chain, "it is not theirs to send any more"  # type: ignore[attr-defined]


def test_who_said_stop_meanwhile_is_not_written_to(world: World) -> None:
    reply = _handed(world)
    contact = Delivery.objects.get().contact
    assert contact is not None
    ledger.stop(contact, reason=Suppression.Reason.ASKED, evidence="they wrote STOP")
    said = words(Desk(world.caleb).get(f"/inbox/replies/{reply.pk}/by-hand/", follow=True))
    assert "It may not be said any more" in said
    assert Delivery.objects.get().state == State.STOPPED
    assert not replies.sent_by_hand(world.caleb, reply, "anyway")
    assert not by_hand.still_allowed(Delivery.objects.get())


def test_what_the_gate_refuses_is_handed_to_nobody(world: World) -> None:
    world.event("message", actor="ana@fans.test", text="STOP writing to me")
    contact = world.mail_thread("ana@fans.test").contact
    ledger.stop(contact, reason=Suppression.Reason.ASKED, evidence="they wrote STOP")
    world.mail_reply("ana@fans.test", "But why?")
    assert not Delivery.objects.exists()


def test_nobody_says_anything_for_a_day(world: World) -> None:
    _handed(world)
    Delivery.objects.update(created_at=timezone.now() - outbox.HAND_TIME + timedelta(minutes=1))
    assert dispatch.tidy() == 0
    Delivery.objects.update(created_at=timezone.now() - outbox.HAND_TIME)
    dispatch.tidy()
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.state_reason) == (State.EXPIRED, "nobody said that they sent it")
    assert Notification.objects.filter(
        member=world.caleb, title__contains="A message was not sent in time"
    ).exists()


def test_a_role_that_may_not_write_says_nothing(world: World) -> None:
    reply = _handed(world)
    with pytest.raises(PermissionDenied):
        replies.sent_by_hand(world.wim, reply, "x")
    assert not Receipt.objects.exists()


def test_an_addressee_without_a_page_is_said_and_can_still_be_written_to(world: World) -> None:
    reply = _handed(world, NOBODY)
    said = words(Desk(world.caleb).get(f"/inbox/replies/{reply.pk}/by-hand/"))
    assert "there is no page for this addressee." in said
    assert "I sent this" in said


def test_what_a_program_may_send_is_never_handed_over(world: World) -> None:
    assert not by_hand.is_meant(world.page.channel, Form.DIRECT)
    mail = world.connect_mail()
    assert by_hand.is_meant(mail, Form.DIRECT)
    assert not by_hand.is_meant(mail, Form.PUBLIC_REPLY)
    assert not by_hand.is_meant(mail, Form.PUBLIC_POST), "the network knows no such thing"
    mail.network = "nowhere"
    assert not by_hand.is_meant(mail, Form.DIRECT)
