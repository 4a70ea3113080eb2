"""How people and the brand stand to each other: likes, shares, follows, connections."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from askfirst.people import resolve
from askfirst.people.models import Engagement, Relationship
from askfirst.wire.routing.shared import Step, at, source, unnamed, who

if TYPE_CHECKING:
    from askfirst.brand.models import Channel
    from askfirst.networks.base import Event


def edge(kind: str, *, holds: bool) -> Step:
    """An edge begins or ends."""

    def step(channel: Channel, told: Event, _is_history: bool) -> None:
        if (
            kind == Relationship.Kind.FOLLOWED and told.target
        ):  # our own act: the person is whom it was done to
            told = replace(told, actor=told.target, actor_name="")
        handle = who(channel, told)
        moment = at(told) if told.occurred_at else None
        if holds:
            resolve.relate(channel, handle, kind, since=moment, source=source(told))
        else:
            resolve.unrelate(channel, handle, kind, until=moment, source=source(told))

    return step


def like(channel: Channel, told: Event, is_history: bool) -> None:
    """Of the page itself it is an edge; of a post it is something they did."""
    if not told.target:
        edge(Relationship.Kind.LIKES, holds=True)(channel, told, is_history)
    handle = who(channel, told)
    resolve.engage(channel, handle, Engagement.Kind.LIKE, reference=unnamed(told), at=at(told))


def unlike(channel: Channel, told: Event, is_history: bool) -> None:
    """Of the page itself it ends the edge; that a post was liked once remains so."""
    if not told.target:
        edge(Relationship.Kind.LIKES, holds=False)(channel, told, is_history)


def share(channel: Channel, told: Event, _is_history: bool) -> None:
    """They passed on something of ours: something they did, and nothing more.  What we pass on ourselves is nobody's deed."""
    if resolve.key_of(told.actor) == resolve.key_of(channel.address):
        return
    handle = who(channel, told)
    resolve.engage(channel, handle, Engagement.Kind.SHARE, reference=unnamed(told), at=at(told))


def known(channel: Channel, told: Event, _is_history: bool) -> None:
    """Standing on a list is no consent: a person, and nothing more."""
    who(channel, told)
