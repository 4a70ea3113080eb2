"""Words to a browser that no page of ours is open in: one request to its push service, and what the answer means.

Members and visitors are told by the same hands; what is said to whom, and when, is their own modules' to know.
"""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Protocol

import httpx
from django.conf import settings

from askfirst.brand import devices
from askfirst.networks import http, webpush
from askfirst.wire import loop

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

SECONDS = 15.0
LONGEST_TOPIC = 32
"""Signs, by RFC 8030."""
LEASE = timedelta(minutes=2)
"""While one worker has a push in hand; afterwards another takes it up."""
PAUSES = tuple(timedelta(seconds=seconds) for seconds in (10, 60, 300, 1800, 7200))
"""Between two tries; after the last one it is given up."""
LATE = timedelta(days=1)
"""What is older than this is not worth a noise."""
_GONE = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
# The browser took its words from somebody with another key: it must subscribe again.
_NOT_OURS = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})


class Reached(Protocol):
    """A browser as a row keeps it: its place at a push service, and its keys in base64url."""

    endpoint: str
    key: str
    secret: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Push:
    """What one browser is told; a push with the same `topic` replaces the one before it, made by `topic`."""

    to: Reached
    words: bytes
    topic: str
    is_urgent: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What a push service said; status 0: nothing could be asked, `says` why."""

    status: int
    says: str = ""
    wait: timedelta | None = None

    @property
    def is_good(self) -> bool:
        return HTTPStatus.OK <= self.status < HTTPStatus.MULTIPLE_CHOICES

    @property
    def is_gone(self) -> bool:
        """Nothing sent there will ever be read: the browser unsubscribed, or listens to somebody else."""
        return self.status in _GONE | _NOT_OURS

    @property
    def may_pass(self) -> bool:
        """Whether another try may end otherwise."""
        return (
            self.status in {0, HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.REQUEST_TIMEOUT}
            or self.status >= HTTPStatus.INTERNAL_SERVER_ERROR
        )

    def pause(self, tries: int) -> timedelta | None:
        """How long to wait after so many tries; None: no other try is worth it."""
        if not self.may_pass or tries >= len(PAUSES):
            return None
        return max(self.wait or PAUSES[tries], PAUSES[tries])


@dataclass(frozen=True, kw_only=True, slots=True)
class _Parcel:
    """One request to a push service."""

    endpoint: str
    headers: Mapping[str, str]
    body: bytes


def topic(what: str) -> str:
    """The one name that all news of one thing have, so that the newest replaces the others.  Nobody reads from it what it is."""
    return hashlib.sha256(f"{settings.DIGEST_KEY}\0{what}".encode()).hexdigest()[:LONGEST_TOPIC]


def send(pushes: Sequence[Push], now: datetime) -> list[Outcome]:
    """Hand all of them to their push services at once.  What became of each, in their order."""
    return loop.run(_post_all(_parcels(pushes, now))) if pushes else []


def _parcels(pushes: Iterable[Push], now: datetime) -> list[_Parcel]:
    """Made before the loop is asked: nothing on it may wait for the database."""
    key = devices.own_key()
    contact = settings.ADDRESS if settings.IS_SECURE else f"mailto:{settings.DEFAULT_FROM_EMAIL}"
    made = []
    for push in pushes:
        there = push.to
        headers = webpush.headers(
            there.endpoint, key, contact, now, keep=LATE, topic=push.topic, is_urgent=push.is_urgent
        )
        body = webpush.encrypt(push.words, webpush.keyed(there.endpoint, there.key, there.secret))
        made.append(_Parcel(endpoint=there.endpoint, headers=headers, body=body))
    return made


async def _post_all(parcels: Iterable[_Parcel]) -> list[Outcome]:
    return list(await asyncio.gather(*map(_post, parcels)))


async def _post(parcel: _Parcel) -> Outcome:
    try:
        client = http.client(is_guarded=True)
        sent = client.stream(
            "POST", parcel.endpoint, content=parcel.body, headers=dict(parcel.headers), timeout=SECONDS
        )
        async with sent as answer:  # nobody reads what it says: the status is the answer
            status, said = answer.status_code, answer.headers.get("retry-after", "").strip()
    except (httpx.HTTPError, OSError) as error:
        return Outcome(status=0, says=str(error) or type(error).__name__)
    wait = timedelta(seconds=min(int(said), int(LATE.total_seconds()))) if said.isdecimal() else None
    return Outcome(status=status, wait=wait)
