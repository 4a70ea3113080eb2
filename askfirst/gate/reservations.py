"""What a message takes while it is on its way: a credit where it costs one, a place in every counter, a ticket.

Set aside with the decision, used up when it has left, given back when it will not leave.  Callers have a transaction.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from askfirst.gate import counters, credits, tickets  # noqa: A004 -- the word for it
from askfirst.gate.models import Delivery

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from askfirst.brand.models import Channel
    from askfirst.policy.facts import Facts


def hold(channel: Channel, contact: int | None, to: str) -> None:
    """Stand in line for all of it until the transaction ends, so that of two for the last one, one gets it."""
    credits.hold(channel)
    counters.hold(channel, contact, to)
    tickets.hold(channel, contact)


def hold_again(delivery: Delivery) -> None:
    """The same for a message that is on its way.  Its own row first, as everybody who settles it does."""
    network = delivery.channel.network
    if credits.is_paid(network) or counters.is_limited(network) or tickets.has_tickets(network):
        rows = Delivery.objects.select_for_update(of=("self",), no_key=True)
        list(rows.filter(pk=delivery.pk).values_list("pk"))
        hold(delivery.channel, delivery.contact_id, delivery.to)


def reserve(delivery: Delivery, facts: Facts) -> None:
    """Set aside what it needs and does not have yet, after `hold`.

    Raises:
        Overdrawn, NoTicket: it needs a credit or a ticket, there is none, and no rule has said so.
    """
    credits.use(delivery, facts)
    counters.reserve(delivery, facts)
    tickets.reserve(delivery, facts)


def confirm(delivery: Delivery, at: datetime) -> None:
    """It has left.  Saying so twice changes nothing."""
    confirm_many([(delivery, at)])


def confirm_many(left: Sequence[tuple[Delivery, datetime]]) -> None:
    """These have left, each at its instant."""
    for delivery, at in left:
        credits.confirm(delivery, at)
    counters.confirm(left)
    tickets.confirm(left)


def doubt(delivery: Delivery, at: datetime) -> None:
    """It may have left at that instant: it counts as if it had.  What it costs stays set aside until somebody knows."""
    counters.confirm([(delivery, at)])
    tickets.confirm([(delivery, at)])


def reserve_again(delivery: Delivery, at: datetime) -> None:
    """Somebody looked, and it has not left: what counted as if it had is set aside again."""
    counters.reserve_again(delivery, at)
    tickets.reserve_again(delivery, at)


def give_back(delivery: Delivery, at: datetime) -> None:
    """It will not leave.  What has left stays used up."""
    credits.give_back(delivery, at)
    counters.give_back(delivery, at)
    tickets.give_back(delivery, at)
