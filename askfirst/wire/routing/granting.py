"""What somebody granted our app by a control of the network: into the ledger with its scope, its end and its proof."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from askfirst.consent import grants
from askfirst.gate import tickets
from askfirst.networks import optins
from askfirst.wire import list_words
from askfirst.wire.routing.shared import at, source, who

if TYPE_CHECKING:
    from askfirst.brand.models import Channel
    from askfirst.networks.base import Event


def grant(channel: Channel, told: Event, is_history: bool) -> None:
    """Written down for a person who is known by it; what has ended by then is not.

    Where it is a ticket, it is kept to write by; who pressed the button of a request of ours asks to join its list.
    """
    handle, moment, until = who(channel, told), at(told), _until(told)
    if until and until <= moment:
        return
    grants.grant(
        handle.contact,
        channel.network,
        [told.reason[: grants.LONGEST_SCOPE]],
        evidence=f"{source(told)} on {channel.network}",
        at=moment,
        until=until,
        place=str(channel),
    )
    if told.extra.get(optins.TICKET) and tickets.has_tickets(channel.network):
        ticket = tickets.hear(channel, handle, _heard(told, until), moment)
        if ticket.on and not is_history:
            list_words.pressed(channel, handle, ticket.on, told)


def _heard(told: Event, until: datetime | None) -> tickets.Heard:
    named = {name: str(told.extra.get(name, "")) for name in (optins.TOPIC, optins.TITLE, optins.FREQUENCY)}
    return tickets.Heard(token=str(told.extra[optins.TICKET]), until=until, **named)


def _until(told: Event) -> datetime | None:
    """Raises ValueError where a connector's word for it is no time with a zone."""
    said = told.extra.get("until")
    if said is None:
        return None
    found = datetime.fromisoformat(str(said))
    if found.tzinfo is None:
        raise ValueError(f"`{said}` has no time zone, so nobody knows when the grant ends")
    return found
