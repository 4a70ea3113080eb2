"""The sandbox's clock.  Every rule, header, token and retry asks this one and no other.

It runs at the pace of the real one from wherever it was set, or stands still where it was frozen.  Years pass in no time:
`move(timedelta(days=400))`.  It may also be set back; what happened later then lies in the future.
"""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Clock:
    """A clock that can be set, moved, frozen and let run.  Safe to use from several threads."""

    def __init__(self, at: datetime | None = None, *, is_frozen: bool = False) -> None:
        """`at`: where it begins, otherwise the real time; `is_frozen`: it stands still until it is moved."""
        self._lock = threading.Lock()
        self._moved: list[Callable[[], None]] = []
        self._offset = timedelta()
        self._frozen_at: datetime | None = None
        if at is not None:
            self._offset = _aware(at) - datetime.now(UTC)
        if is_frozen:
            self._frozen_at = _aware(at) if at is not None else datetime.now(UTC)

    @property
    def now(self) -> datetime:
        """The world's time, in UTC."""
        with self._lock:
            return self._now()

    @property
    def is_frozen(self) -> bool:
        return self._frozen_at is not None

    @property
    def offset(self) -> timedelta:
        """How far it is from the real time while it runs."""
        return self._offset

    @property
    def milliseconds(self) -> int:
        """Since 1970, as Meta and LinkedIn write instants."""
        return milliseconds(self.now)

    @property
    def seconds(self) -> int:
        """Since 1970, as most others write instants."""
        return milliseconds(self.now) // 1000

    @property
    def header(self) -> str:
        """The value of an HTTP `Date` header."""
        return format_datetime(self.now, usegmt=True)

    def set(self, at: datetime) -> datetime:
        """Go to that instant, whether it runs or stands."""
        with self._lock:
            self._go(_aware(at))
        return self._tell()

    def move(self, by: timedelta) -> datetime:
        """Go on by so much; back, where it is negative."""
        with self._lock:
            self._go(self._now() + by)
        return self._tell()

    def freeze(self, at: datetime | None = None) -> datetime:
        """Stand still, at that instant or where it is."""
        with self._lock:
            self._frozen_at = self._now() if at is None else _aware(at)
        return self._tell()

    def run(self) -> datetime:
        """Go on from where it stands."""
        with self._lock:
            if self._frozen_at is not None:
                self._offset = self._frozen_at - datetime.now(UTC)
                self._frozen_at = None
        return self._tell()

    def when_moved(self, tell: Callable[[], None]) -> None:
        """Call `tell` after every setting, moving, freezing and starting."""
        self._moved.append(tell)

    def _now(self) -> datetime:
        return self._frozen_at if self._frozen_at is not None else datetime.now(UTC) + self._offset

    def _go(self, at: datetime) -> None:
        if self._frozen_at is not None:
            self._frozen_at = at
        self._offset = at - datetime.now(UTC)

    def _tell(self) -> datetime:
        for tell in self._moved:
            tell()
        return self.now


def milliseconds(at: datetime) -> int:
    """Milliseconds since 1970."""
    return (at - EPOCH) // timedelta(milliseconds=1)


def _aware(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError(f"{at.isoformat()} has no time zone: write it with one, such as {at.isoformat()}Z")
    return at.astimezone(UTC)
