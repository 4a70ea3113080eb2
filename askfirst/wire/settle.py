"""Doubts are settled by looking: what was sent without an answer is looked for where the network can be read.

find it there → sent; not there after the last look → sent again; cannot be looked up → a person looks.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from askfirst.brand.models import Channel, Notification
from askfirst.gate import doubts
from askfirst.networks.base import BadSettings, NetworkError, Receipt
from askfirst.networks.pulls import ReadBack
from askfirst.wire import answers, connectors, dispatch, loop, telling

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from askfirst.gate.models import Delivery

log = logging.getLogger(__name__)

LONGEST_LOOK = 45
"""Seconds; shorter than a lease, so that no other worker looks as well."""

Found = Receipt | str | None
"""Where it stands; why it could not be looked up; or None: it is not there."""


def look_due() -> int:
    """Look for what is due.  Returns how many were looked for."""
    now = timezone.now()
    taken = [delivery for delivery in doubts.due(now, _readable()) if doubts.take(delivery, now)]
    if taken:
        found = loop.run(_all([_look(delivery) for delivery in taken]))
        for delivery, one in zip(taken, found, strict=True):
            _conclude(delivery, one)
    return len(taken)


def _readable() -> list[int]:
    """Ids of the channels with doubts where one can look."""
    held = Channel.objects.filter(pk__in=doubts.channels())
    return [channel.pk for channel in held if connectors.can_find(channel)]


def _look(delivery: Delivery) -> Awaitable[Found]:
    """All that needs the database is read here; what is returned runs on the loop."""
    letter, since = dispatch.envelope(delivery), doubts.since(delivery)
    try:
        network = connectors.of(delivery.channel)
    except BadSettings as error:
        return _said(str(error))
    if not isinstance(network, ReadBack):
        return _said("this network cannot be read")

    async def look() -> Found:
        try:
            async with asyncio.timeout(LONGEST_LOOK):
                return await network.find(letter, since)
        except NetworkError as error:
            return str(error)
        except TimeoutError:
            return f"no answer in {LONGEST_LOOK} seconds"
        except Exception as error:
            log.exception("looking for %s failed in a way that nobody foresaw", letter.key)
            return f"{type(error).__name__}: {error}"

    return look()


async def _said(why: str) -> Found:
    return why


async def _all(looks: list[Awaitable[Found]]) -> list[Found]:
    return list(await asyncio.gather(*looks))


def _conclude(delivery: Delivery, found: Found) -> None:
    if isinstance(found, Receipt) and not doubts.is_anothers(delivery, found.external_id):
        answers.arrived([(delivery, found)])
        telling.tell_screens(delivery)
        return
    with transaction.atomic():
        if doubts.note(delivery, _words(found), is_absent=found is None):
            telling.tell_author(delivery, Notification.Kind.FAILED, dispatch.PLEASE_LOOK)
        else:
            telling.tell_screens(delivery)


def _words(found: Found) -> str:
    if found is None:
        return "it is not there"
    if isinstance(found, Receipt):
        return f"only an earlier message with the same words is there: {found.external_id}"
    return f"it could not be looked up: {found}"
