"""What all steps share: who did it, when, and what to do where we do not know what it is about."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.utils import timezone

from askfirst.brand.models import Channel
from askfirst.consent import chain
from askfirst.gate import outbox
from askfirst.gate.models import Delivery
from askfirst.networks.base import Event, EventKind
from askfirst.people import resolve

if TYPE_CHECKING:
    from datetime import datetime

    from askfirst.people.models import Handle

Step = Callable[[Channel, Event, bool], None]
"""The channel, what was told, and whether it comes out of an export."""

_FIRST = {
    EventKind.MESSAGE: "wrote to us",
    EventKind.COMMENT: "commented",
    EventKind.WALL_POST: "wrote on the wall",
    EventKind.ASK: "asked us",
    EventKind.VOTE: "voted in a poll",
    EventKind.MENTION: "mentioned us",
    EventKind.LIKE: "liked the page",
    EventKind.SHARE: "passed on something of ours",
    EventKind.FOLLOW: "follows us",
    EventKind.WE_FOLLOW: "is followed by us",
    EventKind.CONNECT: "is connected with us",
    EventKind.REQUEST: "asked to be connected with us",
    EventKind.KNOWN: "stood on a list of ours",
    EventKind.REACTION: "reacted to what we said",
    EventKind.STOP: "asked us to stop",
    EventKind.GRANT: "granted our app something",
    EventKind.RESUME: "allowed us to write again",
}
"""How we first met somebody, in words."""


class Unheard(LookupError):  # noqa: N818 -- it says what the matter is
    """It is about something that we do not know (yet).  Given up after some hours: it was not ours, or came before us."""


def who(channel: Channel, told: Event) -> Handle:
    """The handle of who did it; made where it is new.

    Raises:
        ValueError: it does not say who did it.
    """
    seen = resolve.Seen(
        address=told.actor,
        name=told.actor_name,
        time_zone=str(told.extra.get("time_zone", "")),
        language=str(told.extra.get("language", "")),
        evidence=f"{_FIRST.get(told.kind, told.kind)}: {channel}, {at(told):%-d %B %Y}",
    )
    return resolve.resolve(channel, seen)


def at(told: Event) -> datetime:
    """When it happened; a clock that runs ahead of ours is not believed."""
    now = timezone.now()
    return min(told.occurred_at or now, now)


def source(told: Event) -> str:
    """By which a second word about the same thing is known; what only dates it is part of the fact itself."""
    return f"{told.kind} {told.external_id}"


def unnamed(told: Event) -> str:
    """The network's own name of a deed without words, by which it is counted once.

    Some networks put who did it into that name: then it is a keyed digest, for what people did stays when they are
    forgotten, and must not say who they were.
    """
    names_them = bool(told.actor) and told.actor.casefold() in told.external_id.casefold()
    return f"{told.kind}:{chain.keyed(told.external_id)}" if names_them else told.external_id


def ours(channel: Channel, told: Event) -> Delivery | None:
    """The delivery that a report is about.  None: the report itself shows that it is about nothing of ours.

    Raises:
        Unheard: we know of none (yet: a report may be faster than the answer that brings the id).
    """
    rows = Delivery.objects.select_related("contact").filter(channel=channel)
    found = rows.filter(external_id=told.target).order_by("pk").first() if told.target else None
    if found is None and told.key and told.target:
        found = rows.filter(key=told.key).first()
        if found:
            outbox.foretell([(found, told.target)])
    if found is None and told.extra.get("is_ours") is not False:
        raise Unheard(f"a {told.kind} about `{told.target}`, which we did not send")
    return found
