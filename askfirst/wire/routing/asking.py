"""Somebody asks to be a friend or a follower."""

from __future__ import annotations

from typing import TYPE_CHECKING

from askfirst.friends import requests
from askfirst.friends.models import Request
from askfirst.wire.routing.shared import at, who

if TYPE_CHECKING:
    from askfirst.brand.models import Channel
    from askfirst.networks.base import Event


def request(channel: Channel, told: Event, is_history: bool) -> None:
    """It waits for a member.  Out of an export it is read at once by what stands there: nothing can be looked up."""
    handle = who(channel, told)
    source = Request.Source.EXPORT if is_history else Request.Source.NETWORK
    moment = at(told) if told.occurred_at else None
    made = requests.receive(channel, handle, source=source, at=moment, note=told.text)
    if made and is_history:
        requests.read(made)
