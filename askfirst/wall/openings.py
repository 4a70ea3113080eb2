"""How often the brand's page was opened: counted by day, and never by person.

No cookie is set for it, nothing of the browser is kept, and what says of itself that it is a program is left out.  So this
counts openings and not people: somebody who comes three times is three.  They are written down together every few
seconds, so what was opened in the last ones before a process ended may be missing.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.db import OperationalError, transaction
from django.db.models import F
from django.utils import timezone

from askfirst.brand.programs import is_program
from askfirst.wall.models import Opening

if TYPE_CHECKING:
    from datetime import date

    from askfirst.wall.models import Page

log = logging.getLogger(__name__)
HELD_FOR = 5.0
"""Seconds for which openings are added up before they are written down together."""


class _Held:
    """What this process has counted and not written down."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.many: Counter[tuple[int, int | None, date]] = Counter()
        self.written_at = 0.0

    def add(self, page: int, post: int | None, day: date) -> bool:
        """One more.  True: it is time to write down what is held."""
        with self.lock:
            self.many[page, post, day] += 1
            return time.monotonic() - self.written_at >= HELD_FOR

    def take(self) -> dict[tuple[int, int | None, date], int]:
        """All of it, which is held no more."""
        with self.lock:
            taken, self.many = dict(self.many), Counter()
            self.written_at = time.monotonic()
            return taken

    def put_back(self, taken: dict[tuple[int, int | None, date], int]) -> None:
        """They could not be written down."""
        with self.lock:
            self.many.update(taken)


_held = _Held()


def count(page: Page, post: int | None, agent: str) -> None:
    """The page, or one post alone, was opened by a program that calls itself `agent`."""
    if is_program(agent):
        return
    day = timezone.now().astimezone(ZoneInfo(page.brand.time_zone)).date()
    if _held.add(page.pk, post, day):
        write()


def write() -> None:
    """Write down what is held; before figures are read, too.  What a busy database does not take is held on."""
    taken = _held.take()
    try:
        with transaction.atomic():
            for (page, post, day), many in taken.items():
                which: dict[str, Any] = {"page_id": page, "post_id": post, "day": day}
                row, _ = Opening.objects.get_or_create(**which)
                Opening.objects.filter(pk=row.pk).update(many=F("many") + many)
    except OperationalError:
        log.warning("openings of the page could not be written down yet", exc_info=True)
        _held.put_back(taken)
