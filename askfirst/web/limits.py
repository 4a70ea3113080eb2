"""How often one visitor, and one address of the net, may do something: a fixed window of a minute, an hour or a day."""

from __future__ import annotations

import hashlib
import time
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.cache import cache

if TYPE_CHECKING:
    from django.http import HttpRequest

MINUTE = 60
HOUR = 3600
DAY = 86_400
# Many people share one address: an office, a train, a phone network.
PER_ADDRESS = 10


class TooMany(Exception):  # noqa: N818 -- it says what the matter is
    """Too often.  `seconds` is how long to wait."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"wait {seconds} seconds")
        self.seconds = seconds


def count(request: HttpRequest, visitor: str) -> None:
    """One more deed of this visitor, from this address.

    Raises:
        TooMany: they sent more than `ASKFIRST_FORM_LIMIT` in a minute, or their address ten times that.
    """
    _count(f"visitor:{visitor}", settings.FORM_LIMIT, MINUTE)
    _count(f"address:{address_of(request)}", settings.FORM_LIMIT * PER_ADDRESS, MINUTE)


def count_rarely(subject: str, most: int) -> None:
    """One more of something that a person does a few times an hour at most, such as asking for a mail.

    Raises:
        TooMany: `subject` has had `most` of it within this hour.
    """
    _count(subject, most, HOUR)


def count_daily(subject: str, most: int) -> None:
    """One more of something of which a person may do a few in a day, such as asking a question.

    Raises:
        TooMany: `subject` has had `most` of it within this day.
    """
    _count(subject, most, DAY)


def address_of(request: HttpRequest) -> str:
    """Where a request comes from: as many steps back in X-Forwarded-For as there are proxies that we trust."""
    steps = [step.strip() for step in request.headers.get("X-Forwarded-For", "").split(",") if step.strip()]
    if settings.PROXIES and len(steps) >= settings.PROXIES:
        return steps[-settings.PROXIES]
    return str(request.META.get("REMOTE_ADDR", ""))


def _count(subject: str, most: int, window: int) -> None:
    now = time.time()
    number = int(now // window)
    # What is counted is what a person typed or where they are: the cache holds a digest and no address.
    key = f"limit:{window}:{number}:{hashlib.sha256(subject.encode()).hexdigest()}"
    cache.add(key, 0, window)
    try:
        counted = cache.incr(key)
    except ValueError:
        return  # the window closed between the two lines
    if counted > most:
        raise TooMany(int((number + 1) * window - now) + 1)
