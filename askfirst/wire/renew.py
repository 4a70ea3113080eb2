"""Credentials that expire are exchanged in time, by one worker, each channel at a moment of its own; what fails is told.

A lease on the channel's row stands for a lock: no transaction is held while a network answers.
"""

from __future__ import annotations

import logging
import zlib
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from askfirst.brand import health, vault
from askfirst.brand.changes import announce
from askfirst.brand.models import Channel
from askfirst.networks.base import BadSettings, Failure, NetworkError
from askfirst.networks.joining import Joining
from askfirst.sentence import Sentence, words_of
from askfirst.wire import connectors, join, loop, offers

if TYPE_CHECKING:
    from datetime import datetime

    from askfirst.networks.joining import Renewed

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)
"""Longer than any exchange takes."""
AGAIN = timedelta(minutes=10)
"""After a failure that may pass."""
AGAIN_LATER = timedelta(hours=6)
"""After one that only a new connection ends."""
WARN = timedelta(days=7)
"""How long before they expire the team hears of credentials that nobody can exchange."""
JITTER = 0.2
"""Up to this part of the time left is waited less long, so that a thousand channels do not come at once."""
HORIZON = timedelta(days=30)
"""No network wants its credentials exchanged earlier than so long before they expire."""
PART = "credentials"


def renew_due() -> int:
    """Exchange what is due.  Returns how many were exchanged."""
    now = timezone.now()
    rows = Channel.objects.filter(credentials_until__lt=now + HORIZON).exclude(state=Channel.State.OFF)
    due = [channel for channel in rows.select_related("brand") if _is_due(channel, now)]
    return sum(_renewed(channel.pk, now) for channel in due)


def _is_due(channel: Channel, now: datetime) -> bool:
    if channel.renewing_until and channel.renewing_until > now:
        return False
    assert channel.credentials_until is not None  # noqa: S101 -- asked for those that expire
    early = _before(channel)
    return channel.credentials_until - (early or WARN) * (1 + JITTER * _share(channel.pk)) <= now


def _before(channel: Channel) -> timedelta | None:
    """How long before they expire; None: nobody can exchange them."""
    try:
        network = connectors.of(channel)
    except BadSettings:
        return None
    return network.renew_before if isinstance(network, Joining) else None


def _share(pk: int) -> float:
    """Between 0 and 1, the same each time for the same channel."""
    return zlib.crc32(f"renew {pk}".encode()) / 0xFFFFFFFF


def _renewed(pk: int, now: datetime) -> bool:
    """Whether this worker exchanged them."""
    free = Q(renewing_until=None) | Q(renewing_until__lte=now)
    if not Channel.objects.filter(free, pk=pk).update(renewing_until=now + LEASE):
        return False  # another worker has just begun
    channel = Channel.objects.select_related("brand").get(pk=pk)
    if channel.credentials_until is None or not _is_due_again(channel, now):
        _free(channel, None)
        return False
    try:
        renewed = _exchanged(channel)
    except (NetworkError, BadSettings) as error:
        _failed(channel, error, now)
        return False
    if renewed is None:
        _cannot(channel, now)
        return False
    keep(channel, renewed, now)
    return True


def _is_due_again(channel: Channel, now: datetime) -> bool:
    """Another worker may have exchanged them between our look and our lease."""
    channel.renewing_until = None
    return _is_due(channel, now)


def _exchanged(channel: Channel) -> Renewed | None:
    network = connectors.of(channel)
    return loop.run(network.renew()) if isinstance(network, Joining) else None


def keep(channel: Channel, renewed: Renewed, now: datetime) -> None:
    """Put fresh credentials in the place of the old ones, and nothing else that changed meanwhile.

    Where somebody has connected the channel again in the meantime, theirs are newer and stay.
    """
    plain, sealed = offers.split(offers.choice(channel.network).guide, renewed.settings)
    with transaction.atomic():
        held = Channel.objects.select_for_update(no_key=True).get(pk=channel.pk)
        if held.sealed_credentials != channel.sealed_credentials:
            return
        held.settings = {**held.settings, **plain}
        held.sealed_credentials = vault.seal({**vault.open_credentials(held), **sealed})
        held.credentials_until = now + renewed.lasts if renewed.lasts else None
        held.renewing_until = None
        held.save(update_fields=["settings", "sealed_credentials", "credentials_until", "renewing_until"])
        announce(channel.brand, "channel", channel=channel.pk)
    health.well(channel.pk, PART)
    if set(held.troubles) & {"sending", "reading"}:
        join.speaks(held)  # they had expired: what waited for fresh ones goes on


def _failed(channel: Channel, error: Exception, now: datetime) -> None:
    """Tried again later.  The team hears of it at once where only they can help, else while there is still time."""
    is_final = not isinstance(error, NetworkError) or error.failure not in {Failure.RETRY, Failure.QUOTA}
    after = getattr(error, "retry_after", None) or (AGAIN_LATER if is_final else AGAIN)
    _free(channel, now + after)
    log.warning("%s: its credentials could not be exchanged: %s", channel, error)
    early = _before(channel) or WARN
    assert channel.credentials_until is not None  # noqa: S101 -- asked for those that expire
    if is_final or channel.credentials_until - now < early / 2:
        health.trouble(
            channel.pk,
            PART,
            Sentence(
                "%(until)s and could not be exchanged: %(why)s",
                until=_until(channel, now),
                why=words_of(error),
            ),
        )


def _cannot(channel: Channel, now: datetime) -> None:
    _free(channel, now + AGAIN_LATER)
    health.trouble(
        channel.pk,
        PART,
        Sentence("%(until)s: connect this channel again before then", until=_until(channel, now)),
    )


def _until(channel: Channel, now: datetime) -> str:
    until = channel.credentials_until
    if until is None or until <= now:
        return Sentence("Its credentials have expired")
    return Sentence("Its credentials are good until %(moment)s", moment=until)


def _free(channel: Channel, again: datetime | None) -> None:
    Channel.objects.filter(pk=channel.pk).update(renewing_until=again)
