"""What follows when mail comes back: whose problem it is, and when an address is given up.

    the address is dead (5.1.1, no such domain)        given up at once
    nobody says why (5.0.0)                            a point; given up at the second within a week
    the mailbox is full, or slow until it was too late half a point; at three points a test mail, and its answer decides
    they refuse mail because of us (5.7.x, spam …)     our problem, never the person's

At most one report a day counts for an address; all is forgotten after 30 days without one, or once they write to us.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from askfirst.consent import dead
from askfirst.consent.ledger import digest
from askfirst.gate import health
from askfirst.gate.models import Score, Signal
from askfirst.people.models import Engagement, Handle
from askfirst.people.resolve import key_of

if TYPE_CHECKING:
    from datetime import datetime

    from askfirst.gate.models import Delivery

FORGET = timedelta(days=30)
VAGUE = timedelta(days=7)
"""Two reports that do not say why, so close together, mean a dead address."""
HARD, SOFT = 2, 1
"""In half points."""
ENOUGH = 6
"""Half points at which a test mail is asked for."""
PROBE = "probe:"
"""Begins the key of a test mail."""
_OURS = {"reputation", "quota", "content"}
_DEAD = {"address", "routing"}
_PASSING = {"full", "temporary"}


def came_back(delivery: Delivery, trouble: str, *, code: str, at: datetime, key: str) -> bool:
    """A report says that this mail did not arrive.  Returns whether its address is given up now.

    Args:
        delivery: With its contact, channel and list.
        trouble: Whose problem it is, in the words of `networks.email.status`; any other counts as not said.
        code: Enhanced status code, such as `5.1.1`, for the books; empty where there is none.
        at: When it was reported.
        key: By which the same report is known again.
    """
    kind = _kind(trouble)
    is_new = health.signal(delivery.channel, kind, key=key, delivery=delivery, detail=code, at=at)
    if kind == Signal.Kind.REPUTATION or delivery.contact is None or not is_new:
        return False
    is_probe = delivery.key.startswith(PROBE)
    if trouble in _DEAD or is_probe or _is_too_much(delivery, trouble, at):
        evidence = f"mail {delivery.pk} came back: {code or trouble}"
        dead.bury(delivery.contact, delivery.channel.network, delivery.to, evidence=evidence, at=at)
        return True
    return False


def _kind(trouble: str) -> str:
    if trouble in _OURS:
        return Signal.Kind.REPUTATION
    return Signal.Kind.SOFT if trouble in _PASSING else Signal.Kind.BOUNCE


def _is_too_much(delivery: Delivery, trouble: str, at: datetime) -> bool:
    """Add to the score of the address; at its limit ask for a test mail.  True: it is given up without one."""
    points = SOFT if trouble in _PASSING else HARD
    where = {
        "brand_id": delivery.brand_id,
        "network": delivery.channel.network,
        "digest": digest(delivery.channel.network, delivery.to),
    }
    with transaction.atomic():
        row, is_first = Score.objects.get_or_create(
            **where, defaults={"halves": points, "last_at": at, "last": delivery}
        )
        if is_first:
            return False
        row = Score.objects.select_for_update(no_key=True).get(pk=row.pk)
        if at.date() <= row.last_at.date():
            return False
        is_old = at - row.last_at > FORGET or _wrote_since(delivery, row.last_at)
        is_again = points == HARD and row.halves >= HARD and at - row.last_at <= VAGUE
        if is_again and not is_old:
            return True
        row.halves = points if is_old else row.halves + points
        row.last_at, row.last = at, delivery
        if is_old:
            row.probe_at = row.probed_at = None
        elif row.halves >= ENOUGH and row.probe_at is None:
            row.probe_at = at
        row.save()
    return False


def _wrote_since(delivery: Delivery, since: datetime) -> bool:
    """A human reply: the address lives, whatever servers say."""
    here = Q(network=delivery.channel.network, key=key_of(delivery.to))
    handles = Handle.objects.filter(here, brand_id=delivery.brand_id)
    rows = Engagement.objects.filter(kind=Engagement.Kind.MESSAGE, occurred_at__gt=since)
    return rows.filter(Q(handle__in=handles) | Q(handle=None, contact=delivery.contact)).exists()
