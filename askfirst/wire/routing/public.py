"""What was said in public: on our own page and on the walls of other networks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from askfirst.manners.tone import tone_of
from askfirst.people import resolve
from askfirst.people.models import Engagement
from askfirst.wall import asks, heard, votes
from askfirst.wall.models import Post
from askfirst.wire import enclosures, strands
from askfirst.wire.routing.shared import at, who

if TYPE_CHECKING:
    from askfirst.brand.models import Channel
    from askfirst.networks.base import Event
    from askfirst.people.models import Contact, Handle

NOBODY = "Somebody who gave no name"


def comment(channel: Channel, told: Event, is_history: bool) -> None:
    """They said something under a post."""
    handle = who(channel, told)
    said = _said(channel, told, handle.contact)
    _engage(channel, handle, said, Engagement.Kind.COMMENT)
    alone = strands.alone(channel, told.external_id)
    row = heard.receive_comment(channel, said)
    if row and alone:
        strands.adopt(row, alone)
    strands.bring_up(row, is_new=True, is_history=is_history)
    enclosures.expect(channel, told.external_id, told.media)


def wall_post(channel: Channel, told: Event, is_history: bool) -> None:
    """They wrote on our wall."""
    handle = who(channel, told)
    said = _said(channel, told, handle.contact)
    _engage(channel, handle, said, Engagement.Kind.WALL_POST)
    strands.bring_up(heard.receive_post(channel, said), is_new=True, is_history=is_history)
    enclosures.expect(channel, told.external_id, told.media)


def mention(channel: Channel, told: Event, is_history: bool) -> None:
    """They spoke of us: it stands on the team's wall where the network has walls."""
    handle = who(channel, told)
    said = _said(channel, told, handle.contact, kind=Post.Kind.MENTION)
    _engage(channel, handle, said, Engagement.Kind.MENTION)
    if heard.has_wall(channel) and channel.network != heard.OWN:
        strands.bring_up(heard.receive_post(channel, said), is_new=True, is_history=is_history)
        enclosures.expect(channel, told.external_id, told.media)


def ask(channel: Channel, told: Event, is_history: bool) -> None:
    """They asked our blog something, with their name or without."""
    handle = who(channel, told) if told.actor else None
    contact = handle.contact if handle else None
    said = asks.hinted(channel, _said(channel, told, contact, kind=Post.Kind.ASK), told.extra.get("seconds"))
    if handle:
        _engage(channel, handle, said, Engagement.Kind.ASK)
    strands.bring_up(heard.receive_post(channel, said), is_new=True, is_history=is_history)
    enclosures.expect(channel, told.external_id, told.media)


def vote(channel: Channel, told: Event, is_history: bool) -> None:
    """They chose something in a poll.  It is no consent to anything."""
    handle = who(channel, told)
    chosen = [str(one) for one in told.extra.get("choices", ())]
    said = votes.Said(external_id=told.external_id, at=at(told), chosen=chosen, text=told.text)
    poll = votes.receive(channel, handle, told.target, said)
    if poll and chosen and not is_history:
        resolve.engage(
            channel, handle, Engagement.Kind.VOTE, reference=votes.reference(poll, handle), at=said.at
        )


def echo(channel: Channel, told: Event, is_history: bool) -> None:
    """We said something in public by another tool."""
    said = heard.Said(
        external_id=told.external_id,
        at=at(told),
        author=channel.brand.name,
        text=told.text,
        target=told.target,
        in_reply_to=told.in_reply_to,
        remarks=(*told.remarks, *enclosures.remarks(channel, told.media)),
    )
    if told.target or told.in_reply_to:
        strands.bring_up(heard.receive_comment(channel, said), is_history=is_history)
    else:
        heard.receive_post(channel, said)
    enclosures.expect(channel, told.external_id, told.media)


def _said(
    channel: Channel,
    told: Event,
    contact: Contact | None,
    *,
    kind: Post.Kind = Post.Kind.POST,
) -> heard.Said:
    return heard.Said(
        external_id=told.external_id,
        at=at(told),
        author=told.actor_name or (str(contact) if contact else NOBODY),
        text=told.text,
        contact=contact,
        is_anonymous=contact is None,
        kind=kind,
        target=told.target,
        in_reply_to=told.in_reply_to,
        remarks=(*told.remarks, *enclosures.remarks(channel, told.media)),
    )


def _engage(channel: Channel, handle: Handle, said: heard.Said, kind: str) -> None:
    tone = tone_of(said.text)
    resolve.engage(channel, handle, kind, reference=said.external_id, at=said.at, tone=tone)
