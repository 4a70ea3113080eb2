"""Our own words coming back: which delivery they are, where the network's answer never told us its id."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from askfirst.gate import doubts, outbox, outcomes
from askfirst.gate.models import Delivery, Receipt
from askfirst.gate.question import digest_of
from askfirst.networks.base import Form
from askfirst.people.resolve import key_of

if TYPE_CHECKING:
    from askfirst.brand.models import Channel
    from askfirst.networks.base import Event

SEEN = "seen on the network"
_OPEN = (Delivery.State.SENDING, Delivery.State.UNCERTAIN)
_PUBLIC = (Form.PUBLIC_POST, Form.PUBLIC_REPLY)


def recognise(channel: Channel, echo: Event) -> Delivery | None:
    """The delivery that comes back as this echo, which is settled by it; None: it was not said through us.

    Known by the network's id, by our key where the network carries it, else by addressee and words while its answer
    is still out.
    """
    known = outcomes.report(channel, echo.external_id, Receipt.Kind.ACCEPTED, SEEN)
    if known or not echo.external_id:
        return known
    meant = _by_key(channel, echo.key) if echo.key else _by_words(channel, echo)
    if meant is None:
        return None
    outbox.foretell([(meant, echo.external_id)])
    return outcomes.report(channel, echo.external_id, Receipt.Kind.ACCEPTED, SEEN)


def _by_key(channel: Channel, key: str) -> Delivery | None:
    return Delivery.objects.filter(channel=channel, key=key).first()


def _by_words(channel: Channel, echo: Event) -> Delivery | None:
    rows = Delivery.objects.filter(
        channel=channel, state__in=_OPEN, external_id="", text_digest=digest_of(echo.text)
    ).order_by("pk")
    if echo.is_public:
        places = [place for place in (echo.target, echo.in_reply_to) if place]
        meant = rows.filter(Q(form=Form.PUBLIC_POST) | Q(in_reply_to__in=places), form__in=_PUBLIC)
        return next((row for row in meant if _may_be(row, echo)), None)
    whom = key_of(echo.target)
    private = rows.exclude(form__in=_PUBLIC)
    return next((row for row in private if key_of(row.to) == whom and _may_be(row, echo)), None)


def _may_be(delivery: Delivery, echo: Event) -> bool:
    """What was said before we tried to say it is somebody else's, however late it comes in."""
    return echo.occurred_at is None or echo.occurred_at >= doubts.since(delivery)
