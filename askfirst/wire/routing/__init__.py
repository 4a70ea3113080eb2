"""From what a network told us to where it belongs: one step for each kind of event, one module for each family of them.

A step may be taken twice and in any order: it looks before it writes, and the tables' own constraints are the guard.
What a step announces to screens is written last in its transaction (`changes.held_back`): an event may do several things.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.utils import timezone

from askfirst.brand import changes
from askfirst.brand.models import Channel
from askfirst.brand.plain import plain
from askfirst.networks.base import EventKind
from askfirst.wire import intake
from askfirst.wire.models import Event
from askfirst.wire.routing import words
from askfirst.wire.routing.shared import Unheard
from askfirst.wire.routing.steps import STEPS

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from askfirst.networks import base

log = logging.getLogger(__name__)

BATCH = 50
PATIENCE = 8
FIRST_PAUSE = timedelta(seconds=1)
REMARK = 200
FORBIDDING = frozenset({EventKind.STOP, EventKind.BLOCK, EventKind.COMPLAINT})
"""What goes into the consent ledger before anything else happens."""


def route_pending() -> int:
    """Put what waits into its place, oldest first.  Returns how many events were taken up."""
    taken = 0
    for pk in _due().values_list("pk", flat=True)[:BATCH]:
        taken += route(pk)
    return taken


def route(pk: int) -> int:
    """One event, in one transaction.  What cannot be routed stays, says why, and is tried again, later each time."""
    try:
        with transaction.atomic(), changes.held_back():
            event = _mine(pk)
            if event is None:
                return 0
            raw = bytes(event.raw)
            told = _stops_first(words.heard(event.channel, intake.events(event.channel, raw)))
            Event.objects.filter(pk=pk).update(routed_at=timezone.now(), failure="", remark=_remark(told))
            for one in told:
                apply(event.channel, one)
            kept = _kept(event.channel, raw, told)
            if kept != raw:
                Event.objects.filter(pk=pk).update(raw=kept)
    except Exception as error:  # noqa: BLE001 -- whatever it is, the event must not be lost and the others must go on
        _forbid(pk)
        _put_off(pk, error)
        return 1
    # After the commit: nobody who works with the channel waits for this.
    Channel.objects.filter(pk=event.channel_id).update(last_event_at=timezone.now())
    return 1


def apply(channel: Channel, told: base.Event, *, is_history: bool = False) -> None:
    """Do what one event means.  `is_history`: it comes out of an export, so nobody is called.

    Raises:
        LookupError: it answers something that we do not have (yet).
    """
    STEPS[told.kind](channel, told, is_history)


def _stops_first(told: list[base.Event]) -> list[base.Event]:
    """What somebody forbade is in the ledger before what they wrote is shown to anybody."""
    return sorted(told, key=lambda one: one.kind not in FORBIDDING)


def _kept(channel: Channel, raw: bytes, told: list[base.Event]) -> bytes:
    """What stays of it as it came.  The words of a change stand where they belong, and must be gone when taken back there."""
    is_change = bool(told) and all(one.kind is EventKind.EDIT for one in told)
    return b"" if is_change else intake.discreet(channel, raw)


def _forbid(pk: int) -> None:
    """It cannot be put in its place, but what it forbids holds at once: its words may wait, a stop must not."""
    try:
        with transaction.atomic(), changes.held_back():
            event = _mine(pk)
            if event is None:
                return
            for one in words.heard(event.channel, intake.events(event.channel, bytes(event.raw))):
                # Without a day of its own it would be a new line in the ledger at each try.
                if one.kind in FORBIDDING and (one.occurred_at or not event.failures):
                    apply(event.channel, one)
    except Exception as error:  # noqa: BLE001 -- why is said of the event itself, which is tried again
        log.info("event %s forbids nothing that can be written down yet: %s", pk, error)


def _remark(told: list[base.Event]) -> str:
    """What nobody here knows: it did no harm, and whoever looks after the channel may want to see it."""
    strange = [one.reason or one.external_id for one in told if one.kind is EventKind.OTHER]
    return f"not known here: {', '.join(dict.fromkeys(strange))}"[:REMARK] if strange else ""


def _due() -> QuerySet[Event]:
    return Event.objects.filter(routed_at=None, try_after__lte=timezone.now()).order_by("pk")


def _mine(pk: int) -> Event | None:
    rows = Event.objects.select_related("channel__brand").filter(pk=pk, routed_at=None)
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=True, of=("self",))
    return rows.first()


def _put_off(pk: int, error: Exception) -> None:
    is_expected = isinstance(error, (ValueError, LookupError))
    said = plain(str(error) if is_expected else f"{type(error).__name__}: {error}")[:2000]
    log.warning("event %s could not be routed: %s", pk, said, exc_info=not is_expected)
    event = Event.objects.get(pk=pk)
    event.failures += 1
    event.failure = said
    event.try_after = timezone.now() + FIRST_PAUSE * 4 ** min(event.failures - 1, PATIENCE)
    if isinstance(error, Unheard) and event.failures > PATIENCE:
        event.routed_at = timezone.now()
    event.save(update_fields=["failures", "failure", "try_after", "routed_at"])
