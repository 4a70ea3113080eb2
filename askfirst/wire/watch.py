"""An ear for silence: a channel that used to hear and hears nothing for much longer than usual is looked into.

The longest pause of each day is kept, so the cost does not grow with what has come in.  The team is told once; what was
lost on the way is fetched where the network can be read back.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from askfirst.brand import health
from askfirst.brand.models import Channel
from askfirst.networks.base import BadSettings
from askfirst.networks.hooks import Hooked
from askfirst.networks.pulls import Polled
from askfirst.sentence import Sentence, together
from askfirst.wire import connectors

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

log = logging.getLogger(__name__)

PART = "hearing"
DAYS = 14
"""So many days with something in them say what is usual."""
FEWEST_DAYS = 3
"""Before that nobody knows what is usual."""
SHORTEST = timedelta(hours=6)
"""No shorter silence is worth a word."""
MUCH_LONGER = 2
"""So many times the longest pause of the last days."""
LAST = "last"
"""The key under which stands when something last came in, as of the last look; the others are days."""


def listen(reconcile: Callable[[int], object]) -> int:
    """Look at every channel.  `reconcile` is given the id of one that may have lost something.  Returns how many have fallen silent."""
    now = timezone.now()
    rows = Channel.objects.exclude(state=Channel.State.OFF).exclude(network="page")
    return sum(_listened(channel, now, reconcile) for channel in rows.exclude(last_event_at=None))


def _listened(channel: Channel, now: datetime, reconcile: Callable[[int], object]) -> bool:
    assert channel.last_event_at is not None  # noqa: S101 -- asked for those that have heard something
    heard = _heard(channel)
    if heard != channel.pauses:
        Channel.objects.filter(pk=channel.pk).update(pauses=heard)
    if channel.silence_told_at:
        if channel.last_event_at > channel.silence_told_at:
            Channel.objects.filter(pk=channel.pk).update(silence_told_at=None)
            health.well(channel.pk, PART)
        return False
    limit = _limit(heard)
    if limit is None or now - channel.last_event_at < limit:
        return False
    return _fell_silent(channel, now, reconcile)


def _heard(channel: Channel) -> dict[str, float | str]:
    """The pauses, with the one that ended since the last look."""
    assert channel.last_event_at is not None  # noqa: S101 -- asked for those that have heard something
    newest, known = channel.last_event_at, parse_datetime(str(channel.pauses.get(LAST, "")))
    if known and newest <= known:
        return dict(channel.pauses)
    days = {day: pause for day, pause in channel.pauses.items() if day != LAST}
    pause, day = (newest - known).total_seconds() if known else 0.0, newest.date().isoformat()
    days[day] = max(pause, days.get(day, 0.0))
    kept = dict(sorted(days.items())[-DAYS:])
    return {**kept, LAST: newest.isoformat()}


def _limit(heard: dict[str, float | str]) -> timedelta | None:
    """From when on a silence is much longer than usual; None: nobody knows yet what is usual."""
    pauses = [float(pause) for day, pause in heard.items() if day != LAST]
    if len(pauses) < FEWEST_DAYS:
        return None
    return max(SHORTEST, MUCH_LONGER * timedelta(seconds=max(pauses)))


def _fell_silent(channel: Channel, now: datetime, reconcile: Callable[[int], object]) -> bool:
    """Tell it once; of two workers one does."""
    if not Channel.objects.filter(pk=channel.pk, silence_told_at=None).update(silence_told_at=now):
        return False
    try:
        network = connectors.of(channel)
    except BadSettings:
        return False  # it says already that it has to be connected again
    assert channel.last_event_at is not None  # noqa: S101 -- asked for those that have heard something
    is_read = isinstance(network, Polled)
    health.trouble(
        channel.pk, PART, _sentence(channel, is_pushed=isinstance(network, Hooked), is_read=is_read)
    )
    if is_read:
        log.info("%s has fallen silent: what may have been lost is fetched", channel)
        reconcile(channel.pk)
    return True


def _sentence(channel: Channel, *, is_pushed: bool, is_read: bool) -> str:
    assert channel.last_event_at is not None  # noqa: S101 -- asked for those that have heard something
    said = [
        Sentence(
            "Nothing has come in since %(moment)s, which is much longer than usual here.",
            moment=channel.last_event_at,
        )
    ]
    if channel.forged_at and channel.forged_at > channel.last_event_at:
        said.append(
            Sentence(
                "What was pushed since then was refused for its signature: compare the secret here and there."
            )
        )
    elif is_pushed:
        said.append(Sentence("The network may have stopped pushing: press “Check now”, which asks it anew."))
    if is_read:
        said.append(Sentence("What may have been lost is being fetched."))
    return together(*said)
