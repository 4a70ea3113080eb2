"""What became of what we sent: delivered, read, delayed, come back."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from askfirst.brand import notify
from askfirst.brand.changes import announce
from askfirst.brand.models import Notification
from askfirst.gate import bouncing, health, outcomes
from askfirst.gate.models import Delivery, Receipt, Signal
from askfirst.inbox import marks
from askfirst.inbox.models import Message
from askfirst.networks.base import Form
from askfirst.networks.email.status import Trouble
from askfirst.people import resolve
from askfirst.sentence import Sentence
from askfirst.wire.routing.shared import Step, Unheard, at, ours

if TYPE_CHECKING:
    from askfirst.brand.models import Channel
    from askfirst.networks.base import Event

CLOCKS = timedelta(seconds=2)
"""By how much a network's clock may be behind ours."""
_PRIVATE = (Form.DIRECT, Form.PRIVATE_REPLY)
_KNOWN_BY: dict[str, tuple[str, ...]] = {
    Receipt.Kind.DELIVERED: (Receipt.Kind.DELIVERED, Receipt.Kind.READ),
    Receipt.Kind.READ: (Receipt.Kind.READ,),
}
"""What of a later or equal report makes one superfluous."""


def bounce(channel: Channel, told: Event, _is_history: bool) -> None:
    """It came back."""
    if ours(channel, told) is None or told.extra.get("is_ours") is False:
        strange(channel, told)
        return
    delivery = outcomes.report(channel, told.target, Receipt.Kind.BOUNCED, told.reason)
    if delivery is None or delivery.contact is None:
        return
    if "trouble" in told.extra:
        _weigh(delivery, told)
    elif told.is_permanent:
        resolve.unreachable(channel, delivery.contact, delivery.to, since=at(told))
    announce(channel.brand, "delivery", delivery=delivery.pk)
    if delivery.on_id:
        return  # whoever wrote to many sees a number, and no name
    notify.notify(
        channel.brand,
        notify.readers(channel.brand),
        notify.News(
            kind=Notification.Kind.FAILED,
            title=Sentence("Your message to %(address)s came back", address=delivery.to),
            excerpt=told.reason,
            link=f"/people/{delivery.contact_id}/",
            subject=f"delivery:{delivery.pk}",
        ),
    )


def _weigh(delivery: Delivery, told: Event) -> None:
    """What a mail that came back says of the address, or of us."""
    code, trouble = str(told.extra.get("status", "")), str(told.extra["trouble"])
    if told.actor and resolve.key_of(told.actor) != resolve.key_of(delivery.to):
        trouble = (
            Trouble.UNKNOWN
        )  # about another address, to which theirs may pass mail on: it needs a second word
    bouncing.came_back(delivery, trouble, code=code, at=at(told), key=f"delivery:{delivery.pk}")


def strange(channel: Channel, told: Event) -> None:
    """A report about nothing of ours, perhaps forged: it changes nothing, and is counted."""
    health.signal(channel, Signal.Kind.STRANGE, key=told.external_id, detail=str(told.kind), at=at(told))


def receipt(kind: str) -> Step:
    """The network says how far it came."""

    def step(channel: Channel, told: Event, _is_history: bool) -> None:
        if told.extra.get("is_watermark"):
            for external_id in _until(channel, told, kind):
                _report(channel, external_id, kind, told.reason)
        elif ours(channel, told) is not None:
            _report(channel, told.target, kind, told.reason)

    return step


def _report(channel: Channel, external_id: str, kind: str, reason: str) -> None:
    delivery = outcomes.report(channel, external_id, kind, reason)
    if delivery is None:
        return
    if kind == Receipt.Kind.READ:
        _mark_read(delivery)
    announce(channel.brand, "delivery", delivery=delivery.pk)


def _until(channel: Channel, told: Event, kind: str) -> list[str]:
    """Ids of what had left for that person by then and has no such report yet; none, where nobody says until when."""
    if told.occurred_at is None:
        return []
    rows = Delivery.objects.filter(
        channel=channel, to=told.actor, form__in=_PRIVATE, sent_at__lte=told.occurred_at + CLOCKS
    )
    rows = rows.exclude(external_id="").exclude(receipts__kind__in=_KNOWN_BY[kind])
    return list(rows.order_by("pk").values_list("external_id", flat=True))


def _mark_read(delivery: Delivery) -> None:
    message = (
        Message.objects.select_related("thread__brand", "thread__contact").filter(delivery=delivery).first()
    )
    if message:
        marks.read_by_them(message.thread.them, message.thread, upto=message.pk)
    elif delivery.recorded_at is None:
        raise Unheard("it was read before it stood in its thread")
