"""What networks answer to what was handed over, written down: that they have it, or what a refusal says of it, of the person, of us."""

from __future__ import annotations

import logging
import time
from functools import partial
from typing import TYPE_CHECKING

from django.db import DatabaseError, InterfaceError, connection, transaction
from django.utils import timezone

from askfirst.brand import health, notify
from askfirst.brand.models import Notification
from askfirst.consent.models import Suppression
from askfirst.gate import bouncing, list_mail, outbox, outcomes, tickets
from askfirst.gate.models import Delivery
from askfirst.networks.base import Failure, NetworkError, Receipt
from askfirst.networks.email.status import Trouble, classify, enhanced_code
from askfirst.people import resolve
from askfirst.sentence import Sentence
from askfirst.wire import connectors, leaving, telling

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

log = logging.getLogger(__name__)

SETTLE_TRIES = 30
SETTLE_PAUSE = 1.0
"""Seconds.  A database that goes away while a network answers is waited for: what we know must not become a doubt."""


def settle(deliveries: list[Delivery], answers: list[Receipt | NetworkError]) -> None:
    """What was taken is written down at once for all of it, and each refusal by itself."""
    heard_at = timezone.now()
    pairs = list(zip(deliveries, answers, strict=True))
    if taken := [(delivery, answer) for delivery, answer in pairs if isinstance(answer, Receipt)]:
        _stubbornly(lambda: arrived(taken))
    for delivery, answer in pairs:
        if isinstance(answer, NetworkError):
            _stubbornly(partial(_refused, delivery, answer, heard_at))


def _stubbornly(write: Callable[[], None]) -> None:
    for left in reversed(range(SETTLE_TRIES)):
        try:
            write()
        except (DatabaseError, InterfaceError) as error:
            if not left:
                raise
            log.warning("what became of a delivery cannot be written down yet (%s)", error)
            if not connection.in_atomic_block:
                connection.close()
            time.sleep(SETTLE_PAUSE)
        else:
            return


def _refused(delivery: Delivery, answer: NetworkError, heard_at: datetime) -> None:
    # Committed by itself and first: whatever fails after it, nobody writes to this person again.
    _believe(delivery, answer, heard_at)
    with transaction.atomic():
        outcomes.fail(delivery, answer)
        if delivery.state == Delivery.State.UNCERTAIN and connectors.can_find(delivery.channel):
            telling.tell_screens(delivery)  # it is looked for before a person is asked
        elif delivery.state in {Delivery.State.REFUSED, Delivery.State.UNCERTAIN}:
            telling.tell_author(
                delivery, Notification.Kind.FAILED, Sentence("A message could not be delivered")
            )
        else:
            telling.tell_screens(delivery)


def arrived(taken: Sequence[tuple[Delivery, Receipt]]) -> None:
    """The networks have these.  Whoever was asked to look need not any more, and their channels work."""
    with transaction.atomic():
        in_doubt = outbox.settle(taken)
        for delivery, _ in taken:
            if delivery.pk in in_doubt:
                notify.take_back(delivery.brand, f"delivery:{delivery.pk}")
    for channel in {delivery.channel for delivery, _ in taken}:
        if channel.troubles.get("sending") and health.well(channel.pk, "sending"):
            outbox.wake(channel.pk)


def _believe(delivery: Delivery, error: NetworkError, heard_at: datetime) -> None:
    """What a refusal says about the person goes into our books before anybody asks again."""
    if delivery.contact is None:
        return
    if error.failure is Failure.PERSON_STOPPED:
        evidence = f"{delivery.channel.network} refused delivery {delivery.pk}: {error}"
        reason = Suppression.Reason.BLOCKED
        who = (delivery.channel, delivery.contact, delivery.to)
        leaving.by_signal(*who, reason, evidence=evidence, at=heard_at)
        tickets.refused(delivery, heard_at)
    elif delivery.channel.network == list_mail.MAIL:
        _weigh(delivery, error, heard_at)
    elif error.failure is Failure.UNREACHABLE:
        resolve.unreachable(delivery.channel, delivery.contact, delivery.to, since=heard_at)


def _weigh(delivery: Delivery, error: NetworkError, at: datetime) -> None:
    """What a mail server's refusal at the door says of the address, or of us.  What is tried again says nothing yet."""
    if not error.is_permanent or error.failure is Failure.OUR_MISTAKE:
        return
    code = enhanced_code(error.code)
    whose = classify(code, error.code)
    if error.failure is Failure.UNREACHABLE and whose is Trouble.UNKNOWN:
        whose = Trouble.ADDRESS
    bouncing.came_back(delivery, whose, code=code, at=at, key=f"delivery:{delivery.pk}")
