"""Which step each kind of event takes: the written registry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from askfirst.consent.models import Suppression
from askfirst.gate.models import Receipt
from askfirst.networks.base import EventKind
from askfirst.people.models import Relationship
from askfirst.wire.routing import account, asking, edges, granting, public, reports, stops, talking

if TYPE_CHECKING:
    from collections.abc import Mapping

    from askfirst.wire.routing.shared import Step

_Kind = Relationship.Kind
STEPS: Mapping[EventKind, Step] = {
    EventKind.MESSAGE: talking.message,
    EventKind.ECHO: talking.echo,
    EventKind.EDIT: talking.edit,
    EventKind.DELETE: talking.delete,
    EventKind.REACTION: talking.reaction(is_on=True),
    EventKind.UNREACTION: talking.reaction(is_on=False),
    EventKind.COMMENT: public.comment,
    EventKind.WALL_POST: public.wall_post,
    EventKind.MENTION: public.mention,
    EventKind.ASK: public.ask,
    EventKind.VOTE: public.vote,
    EventKind.LIKE: edges.like,
    EventKind.UNLIKE: edges.unlike,
    EventKind.SHARE: edges.share,
    EventKind.FOLLOW: edges.edge(_Kind.FOLLOWS, holds=True),
    EventKind.UNFOLLOW: stops.unfollow,
    EventKind.WE_FOLLOW: edges.edge(_Kind.FOLLOWED, holds=True),
    EventKind.WE_UNFOLLOW: edges.edge(_Kind.FOLLOWED, holds=False),
    EventKind.CONNECT: edges.edge(_Kind.CONNECTED, holds=True),
    EventKind.KNOWN: edges.known,
    EventKind.REQUEST: asking.request,
    EventKind.STOP: stops.stop(Suppression.Reason.ASKED),
    EventKind.BLOCK: stops.stop(Suppression.Reason.BLOCKED),
    EventKind.UNBLOCK: stops.unblock,
    EventKind.RESUME: stops.resume,
    EventKind.GRANT: granting.grant,
    EventKind.COMPLAINT: stops.complaint,
    EventKind.BOUNCE: reports.bounce,
    EventKind.DELAY: reports.receipt(Receipt.Kind.DELAYED),
    EventKind.DELIVERED: reports.receipt(Receipt.Kind.DELIVERED),
    EventKind.READ: reports.receipt(Receipt.Kind.READ),
    EventKind.WARNING: account.warning,
    EventKind.REVOKED: account.revoked,
    EventKind.OTHER: account.other,
}
