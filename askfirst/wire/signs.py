"""Small signs on networks that have them: that we have read what they wrote, and that somebody is writing to them.

The inbox announces both for its own screens; here the same announcements reach the person's network.  A sign says nothing
in words, is never queued, and is lost without harm.  Whoever asked to be left alone gets none.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Max
from django.utils import timezone

from askfirst.brand.models import Change, Channel
from askfirst.consent import ledger
from askfirst.inbox.models import Message, Thread
from askfirst.networks import catalog
from askfirst.networks.base import BadSettings, NetworkError, Unsupported
from askfirst.networks.marks import Mark, Marking
from askfirst.wire import connectors, loop
from askfirst.wire.models import Heartbeat

if TYPE_CHECKING:
    from django.db.models import QuerySet

log = logging.getLogger(__name__)

KINDS = ("read", "typing")
MOST = 200
"""Announcements in one look."""
REPEAT = timedelta(seconds=8)
"""How long one sign of typing lasts on a network, about."""
ALIVE = timedelta(seconds=40)
"""A worker without a sign for so long shows nothing; another takes over."""
SECONDS = 10
"""For one sign; then nobody waits for it any more."""


class Signs:
    """Follows the feed from its first look on.  Of several workers the first by name shows signs, the others look on."""

    def __init__(self, worker: str) -> None:
        self._worker = worker
        self._seen: int | None = None
        self._typed: dict[int, float] = {}

    def look(self) -> int:
        """Show what was announced since the last look.  Returns how many signs were shown."""
        if self._seen is None:
            self._seen = Change.objects.aggregate(newest=Max("pk"))["newest"] or 0
        rows = list(Change.objects.filter(pk__gt=self._seen, kind__in=KINDS).order_by("pk")[:MOST])
        if not rows:
            return 0
        self._seen = rows[-1].pk
        if not self._is_first():
            return 0
        wanted = {(row.payload.get("thread"), _mark(row)) for row in rows} - {(None, None)}
        return sum(self._show(thread, mark) for thread, mark in sorted(wanted, key=str) if thread and mark)

    def _is_first(self) -> bool:
        alive = Heartbeat.objects.filter(at__gt=timezone.now() - ALIVE).order_by("name")
        first = alive.values_list("name", flat=True).first()
        return first is None or first == self._worker

    def _show(self, pk: int, mark: Mark) -> bool:
        thread = _marked_threads().filter(pk=pk).first()
        now = timezone.now().timestamp()
        if thread is None or (mark is Mark.TYPING and now - self._typed.get(pk, 0) < REPEAT.total_seconds()):
            return False
        if mark is Mark.TYPING:
            self._typed = {one: at for one, at in self._typed.items() if now - at < REPEAT.total_seconds()}
            self._typed[pk] = now
        newest = Message.objects.filter(thread=thread, is_ours=False).order_by("-pk").first()
        if newest is None or ledger.suppressions(thread.brand, [thread.theirs]):
            return False
        return _set(thread, mark, newest.external_id)


def _mark(row: Change) -> Mark | None:
    by = row.payload.get("by")
    if row.kind == "read":
        return Mark.SEEN if by == "team" else None
    return Mark.TYPING if by else None


def _marked_threads() -> QuerySet[Thread]:
    rows = Thread.objects.select_related("brand", "channel__brand", "handle").filter(post=0)
    return rows.filter(channel__network__in=catalog.NETWORKS, channel__state=Channel.State.OK)


def _set(thread: Thread, mark: Mark, message: str) -> bool:
    try:
        network = connectors.of(thread.channel)
        if not isinstance(network, Marking):
            return False
        loop.run(_shown(network, mark, thread.theirs.address, message))
    except (BadSettings, NetworkError, Unsupported, TimeoutError) as why:
        log.info("no sign of %s in thread %s: %s", mark, thread.pk, why)
        return False
    return True


async def _shown(network: Marking, mark: Mark, to: str, message: str) -> None:
    async with asyncio.timeout(SECONDS):
        await network.mark(mark, to=to, message=message)
