"""What became of what we sent: delivered, read, delayed, come back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from askfirst.brand import notify
from askfirst.brand.changes import announce
from askfirst.brand.models import Notification
from askfirst.gate import outbox
from askfirst.gate.models import Delivery, Receipt
from askfirst.inbox import marks
from askfirst.inbox.models import Message
from askfirst.people import resolve
from askfirst.wire.routing.shared import Step, Unheard, at, ours

if TYPE_CHECKING:
    from askfirst.brand.models import Channel
    from askfirst.networks.base import Event


def bounce(channel: Channel, told: Event, _is_history: bool) -> None:
    """It came back."""
    if ours(channel, told) is None:
        return
    delivery = outbox.report(channel, told.target, Receipt.Kind.BOUNCED, told.reason)
    if delivery is None or delivery.contact is None:
        return
    if told.is_permanent:
        resolve.unreachable(channel, delivery.contact, delivery.to, since=at(told))
    notify.notify(
        channel.brand,
        notify.readers(channel.brand),
        notify.News(
            kind=Notification.Kind.FAILED,
            title=f"Your message to {delivery.to} came back",
            excerpt=told.reason,
            link=f"/people/{delivery.contact_id}/",
            subject=f"delivery:{delivery.pk}",
        ),
    )
    announce(channel.brand, "delivery", delivery=delivery.pk)


def receipt(kind: str) -> Step:
    """The network says how far it came."""

    def step(channel: Channel, told: Event, _is_history: bool) -> None:
        if ours(channel, told) is None:
            return
        delivery = outbox.report(channel, told.target, kind, told.reason)
        if delivery is None:
            return
        if kind == Receipt.Kind.READ:
            _mark_read(delivery)
        announce(channel.brand, "delivery", delivery=delivery.pk)

    return step


def _mark_read(delivery: Delivery) -> None:
    message = (
        Message.objects.select_related("thread__brand", "thread__contact").filter(delivery=delivery).first()
    )
    if message:
        marks.read_by_them(message.thread.contact, message.thread, upto=message.pk)
    elif delivery.recorded_at is None:
        raise Unheard("it was read before it stood in its thread")
