"""What people ask in words, on every network alike: to stop, or to leave the list of the message that they answer.

A connector may know a stop of its network's own; what it leaves as a message is read here.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from askfirst.consent import links
from askfirst.consent.links import Kind
from askfirst.networks import stopping
from askfirst.networks.base import Event, EventKind
from askfirst.networks.stopping import Asks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from askfirst.brand.models import Channel

LEAVES = "leaves"
"""In `Event.extra` of a stop: it came to the mailto address of one message, and is about that message's list alone."""
_SUBJECT = re.compile(rf"\s*(?:\w{{1,4}}:\s*)*{links.WORD}[\s:]+(\S+)\s*", re.IGNORECASE)
_OF_A_PROGRAM = re.compile(
    r"(?is)\s*(?:this (?:e-?mail|message) (?:was|is) (?:automatically|auto)[- ]?generated.{0,200})?\s*"
)
"""What mail programs write where their reader wrote nothing."""


def heard(channel: Channel, told: Sequence[Event]) -> list[Event]:
    """What was told, and what its words ask for."""
    stopped = {one.actor for one in told if one.kind is EventKind.STOP}
    return [event for one in told for event in _heard(channel, one, stopped)]


def may_ask_to_stop(told: Event) -> bool:
    """It speaks of stopping among other words: somebody has to read what is meant."""
    return not told.extra.get("is_automatic") and stopping.read(told.text, told.subject) is Asks.MAYBE


def _heard(channel: Channel, told: Event, stopped: set[str]) -> Iterator[Event]:
    if told.kind is not EventKind.MESSAGE:
        yield told
        return
    token = _token(told) if channel.network == "email" else ""
    if token:
        yield _stop(told, {LEAVES: token})
        if not _OF_A_PROGRAM.fullmatch(told.text) or told.attachments:
            yield replace(told, subject=links.WORD.capitalize())
        return
    yield told
    is_said = stopping.is_stop(told.text, told.subject) and not told.extra.get("is_automatic")
    if is_said and told.actor not in stopped:
        yield _stop(told, {"is_in_words": True})


def _token(told: Event) -> str:
    """The token of our mailto address, if it is one of ours; also behind what mail programs put before a subject."""
    found = _SUBJECT.fullmatch(told.subject)
    return found[1] if found and links.key_of(Kind.MAILTO, found[1]) else ""


def _stop(told: Event, extra: dict[str, object]) -> Event:
    return Event(
        kind=EventKind.STOP,
        external_id=f"{told.external_id}#stop",
        occurred_at=told.occurred_at,
        actor=told.actor,
        actor_name=told.actor_name,
        text=told.text or told.subject,
        extra=extra,
    )
