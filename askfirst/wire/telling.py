"""Word of what became of a delivery: to the member who wanted it said, and to the screens on which it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from askfirst.brand import notify
from askfirst.brand.changes import announce
from askfirst.inbox.models import Reply

if TYPE_CHECKING:
    from askfirst.gate.models import Delivery


def tell_author(delivery: Delivery, kind: str, title: str) -> None:
    """A note to the member who wanted it said, and word to the screens on which it stands."""
    member = delivery.decision.member
    thread = _thread_of(delivery)
    if member:
        news = notify.News(
            kind=kind,
            title=title,
            excerpt=delivery.state_reason,
            link=f"/inbox/{thread}/" if thread else "/wall/",
            subject=f"delivery:{delivery.pk}",
        )
        notify.notify(delivery.brand, [member], news)
    announce(delivery.brand, "delivery", delivery=delivery.pk, thread=thread)


def tell_screens(delivery: Delivery) -> None:
    announce(delivery.brand, "delivery", delivery=delivery.pk, thread=_thread_of(delivery))


def _thread_of(delivery: Delivery) -> int:
    return Reply.objects.filter(draft__delivery=delivery).values_list("thread", flat=True).first() or 0
