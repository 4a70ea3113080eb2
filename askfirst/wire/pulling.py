"""Asking networks what is new: each channel at its own pace, by one worker at a time, resuming where it stopped.

Where nothing is pushed this is how things come in; elsewhere it finds what was lost on the way.  What a pull brings is
committed together with how far it read, so that a process that dies repeats a pull and loses nothing.
"""

from __future__ import annotations

import asyncio
import logging
import random
from concurrent import futures
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import DatabaseError, transaction
from django.db.models import Q
from django.utils import timezone

from askfirst.brand import health
from askfirst.brand.models import PROVISIONAL, Channel
from askfirst.networks.base import BadInput, BadSettings, Failure, NetworkError
from askfirst.networks.pulls import Polled
from askfirst.sentence import Sentence, words_of
from askfirst.wire import connectors, group_commit, intake, loop
from askfirst.wire.models import PullCursor

if TYPE_CHECKING:
    from concurrent.futures import Future

    from askfirst.networks.pulls import Pulled

log = logging.getLogger(__name__)

PART = "reading"
"""The part of a channel that is troubled when it cannot be asked."""
RECONCILE = timedelta(minutes=15)
"""How often one looks for what was lost where things are pushed."""
LONGEST_PULL = 90
"""Seconds; a long poll waits by itself."""
LEASE = timedelta(seconds=LONGEST_PULL + 30)
FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(minutes=15)
PATIENCE = 3
"""Failures in a row after which who connects channels is told; a network may be away for a moment."""
OTHERWISE = ("page", "email")
"""Networks that come in by ways of their own."""
AT_ONCE = 200
"""Channels that one process asks at the same time."""


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Turn:
    """One pull of one channel, with all that it needs: nothing of it asks the database."""

    channel: Channel
    network: Polled
    value: str
    since: datetime
    lease_until: datetime


_under_way: dict[Turn, Future[None]] = {}


def pull_due() -> int:
    """Begin to pull every channel whose turn it is.  Returns how many were begun; they go on by themselves."""
    turns = _taken(timezone.now())
    for turn in turns:
        _under_way[turn] = loop.begin(_pull(turn))
    return len(turns)


def enrol() -> int:
    """Give every channel that can be asked its cursor, beginning with the day it was connected.  Returns how many are new."""
    unknown = (
        Channel.objects.filter(pull=None).exclude(state=Channel.State.OFF).exclude(network__in=OTHERWISE)
    )
    unknown = unknown.exclude(address__startswith=PROVISIONAL)
    new = [channel for channel in unknown.select_related("brand") if _polled(channel)]
    for channel in new:
        PullCursor.objects.get_or_create(channel=channel, defaults={"since": channel.connected_at})
    return len(new)


def soon(channel: int) -> None:
    """Look at once: it was connected again, or has been silent for longer than usual."""
    PullCursor.objects.filter(channel=channel).update(due_at=timezone.now(), failures=0)


def wait(seconds: float) -> bool:
    """Whether what is under way came to its end in this time."""
    return not futures.wait(list(_under_way.values()), seconds).not_done


def end(seconds: float = 1.0) -> None:
    """For a worker that ends, before its loop does: what takes longer is broken off, and others may ask at once."""
    wait(seconds)
    _clear()
    for turn, future in list(_under_way.items()):
        future.cancel()
        mine = PullCursor.objects.filter(channel=turn.channel, lease_until=turn.lease_until)
        mine.update(lease_until=None)
    _under_way.clear()


def _polled(channel: Channel) -> Polled | None:
    """Its connector where it can be asked; None where it cannot, for now or ever."""
    try:
        network = connectors.of(channel)
    except BadSettings:
        return None
    return network if isinstance(network, Polled) else None


def _taken(now: datetime) -> list[Turn]:
    """The channels whose turn it is and that nobody else asks, each with a lease."""
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    due = PullCursor.objects.filter(free, due_at__lte=now).exclude(channel__state=Channel.State.OFF)
    _clear()
    rows = due.exclude(channel__in=[turn.channel.pk for turn in _under_way])
    room = max(AT_ONCE - len(_under_way), 0)
    turns = (_take(row, now) for row in rows.select_related("channel__brand").order_by("due_at")[:room])
    return [turn for turn in turns if turn]


def _clear() -> None:
    for turn in [turn for turn, future in _under_way.items() if future.done()]:
        del _under_way[turn]


def _take(row: PullCursor, now: datetime) -> Turn | None:
    until = now + LEASE
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    if not PullCursor.objects.filter(free, pk=row.pk, due_at__lte=now).update(lease_until=until):
        return None
    network = _polled(row.channel)
    if network is None:  # it cannot be asked as it is connected now: another look when that may have changed
        PullCursor.objects.filter(pk=row.pk).update(lease_until=None, due_at=now + RECONCILE)
        return None
    return Turn(channel=row.channel, network=network, value=row.value, since=row.since, lease_until=until)


async def _pull(turn: Turn) -> None:
    """One pull, and what comes of it.  On the loop; what asks the database does so in threads."""
    try:
        async with asyncio.timeout(LONGEST_PULL):
            pulled = await turn.network.pull(turn.value, turn.since)
        await loop.aside(_keep, turn, pulled)
    except TimeoutError:
        await loop.aside(
            _fail, turn, NetworkError(Sentence("it did not answer in time"), failure=Failure.RETRY)
        )
    except NetworkError as error:
        await loop.aside(_fail, turn, error)
    except DatabaseError as error:
        log.warning(
            "%s: what was pulled could not be kept: %s; the next pull brings it again", turn.channel, error
        )
    except Exception as error:
        log.exception("%s: pulling failed in a way that nobody foresaw", turn.channel)
        said = words_of(error) if isinstance(error, BadInput) else f"{type(error).__name__}: {error}"
        await loop.aside(_fail, turn, NetworkError(said, failure=Failure.OUR_MISTAKE))


def _keep(turn: Turn, pulled: Pulled) -> None:
    """What came, together with how far was read.  A worker that took too long has lost its turn and keeps nothing."""
    now = timezone.now()
    rows = [
        intake.row(turn.channel, piece.raw, piece.external_id)
        for piece in pulled.pieces
        if piece.account in {"", turn.channel.address}
    ]
    with transaction.atomic():
        mine = PullCursor.objects.filter(channel=turn.channel, lease_until=turn.lease_until)
        is_mine = mine.update(
            value=pulled.cursor,
            pulled_at=now,
            due_at=now if pulled.is_more else now + _pace(turn.network),
            lease_until=None,
            failures=0,
            trouble="",
        )
        if is_mine:
            group_commit.keep_many(rows)
    if turn.channel.troubles.get(PART):
        health.well(turn.channel.pk, PART)


def _fail(turn: Turn, error: NetworkError) -> None:
    """It could not be asked: later again, later each time; the cursor stays good."""
    now = timezone.now()
    with transaction.atomic():
        rows = PullCursor.objects.select_for_update(no_key=True)
        row = rows.filter(channel=turn.channel, lease_until=turn.lease_until).first()
        if row is None:
            return
        row.failures += 1
        pause = min(FIRST_PAUSE * 2 ** min(row.failures - 1, 16), LONGEST_PAUSE)
        row.due_at = now + max(error.retry_after or pause, _pace(turn.network))
        row.lease_until, row.trouble = None, str(error)[:2000]
        row.save()
    log.info("%s could not be asked: %s", turn.channel, error)
    if error.failure is Failure.CREDENTIALS or row.failures >= PATIENCE:
        health.trouble(
            turn.channel.pk, PART, Sentence("what is new could not be fetched: %(why)s", why=words_of(error))
        )


def _pace(network: Polled) -> timedelta:
    """Until the next pull; spread a little where it is a look for what was lost, so that channels do not go in step."""
    if network.is_only_way:
        return network.every
    return max(network.every, RECONCILE) * random.uniform(0.9, 1.1)  # noqa: S311 -- nobody gains by guessing it
