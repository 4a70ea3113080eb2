"""The live feed: what happened, in the order in which it was committed.

`announce` is called last in a transaction.  On PostgreSQL it takes one lock until commit, so that no row with a smaller
id can appear after a larger one was read; on SQLite writers stand in line anyway.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from askfirst.brand.models import Change

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from askfirst.brand.models import Brand

FEED_LOCK = 0x61736B  # any number that nothing else in this database locks
FEED_CHANNEL = "askfirst_feed"
KEPT = timedelta(days=2)
FLEETING, FLEETING_KEPT = ("typing", "presence"), timedelta(minutes=10)
"""What is true for a moment only, and how long its rows are kept."""


@dataclass(frozen=True, slots=True)
class Watcher:
    """Who listens: a member of a brand, a contact on the brand's page, or (neither) somebody who looks at it."""

    brand: int
    member: int = 0
    contact: int = 0

    def may_see(self, change: Change) -> bool:
        """Whether this row is theirs.  Asked for each row and each listener, at the moment of sending."""
        if change.brand_id != self.brand:
            return False
        if self.member:
            return change.is_for_members and change.member in (0, self.member)
        return change.is_public or (bool(self.contact) and change.contact == self.contact)


@dataclass(frozen=True, kw_only=True, slots=True)
class To:
    """Who may see a row: members unless `members` is false, one of them if `member` is given, one visitor, everybody."""

    members: bool = True
    member: int = 0
    contact: int = 0
    everybody: bool = False


TEAM = To()


_Change = tuple["Brand", str, To, dict[str, Any]]
_held: ContextVar[list[_Change] | None] = ContextVar("held announcements", default=None)


@contextmanager
def held_back() -> Iterator[None]:
    """For who does several things in one transaction: what they announce is written when the block ends, each thing once.

    Put it inside the transaction.  Where the block fails nothing is written.
    """
    outer, held = _held.get(), list[_Change]()
    token = _held.set(held)
    try:
        yield
    finally:
        _held.reset(token)
    if outer is not None:
        outer.extend(held)
        return
    for number, (brand, kind, to, payload) in enumerate(held):
        if held[number] not in held[:number]:
            _write(brand, kind, to, payload)


def announce(brand: Brand, kind: str, to: To = TEAM, **payload: Any) -> None:
    """Add a row to the feed.  The payload holds ids, never text: a screen asks for what it may see.

    Whoever calls this has all their rows already, or holds back what is announced until they have: what is locked after
    the feed can wait for somebody who waits for it.
    """
    held = _held.get()
    if held is None:
        _write(brand, kind, to, payload)
    else:
        held.append((brand, kind, to, payload))


def _write(brand: Brand, kind: str, to: To, payload: dict[str, Any]) -> None:
    with (
        transaction.atomic()
    ):  # the lock and the row belong together, also where the caller has no transaction
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [FEED_LOCK])
                cursor.execute(f"NOTIFY {FEED_CHANNEL}")
        Change.objects.create(
            brand=brand,
            kind=kind,
            contact=to.contact,
            member=to.member,
            is_for_members=to.members,
            is_public=to.everybody,
            payload=payload,
        )


def after(last: int, limit: int = 500) -> Iterable[Change]:
    """The rows behind id `last`, oldest first."""
    return Change.objects.filter(pk__gt=last).order_by("pk")[:limit]


def newest() -> int:
    """The id of the last row; 0 for an empty feed."""
    return Change.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def oldest() -> int:
    """The id of the first row that is still kept; 0 for an empty feed."""
    return Change.objects.order_by("pk").values_list("pk", flat=True).first() or 0


def forget_old() -> int:
    """Drop rows that nobody will ask for again.  The newest always stays, so that ids go on growing."""
    now = timezone.now()
    old = Q(created_at__lt=now - KEPT) | Q(created_at__lt=now - FLEETING_KEPT, kind__in=FLEETING)
    return Change.objects.filter(old, pk__lt=newest()).delete()[0]
