"""Asking blogs what is new: each at its own pace, by one worker at a time, and no oftener than it is worth.

The pace follows the blog: half an hour after it brought something, longer the longer it brings nothing.  A site that says
how long an answer holds, or asks us to wait, is heard.  What an answer holds is kept with how far was read, in one
transaction: a process that dies asks once more and doubles nothing.
"""

from __future__ import annotations

import hashlib
import logging
import random
import re
from concurrent import futures
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import DatabaseError, transaction
from django.db.models import Q
from django.utils import timezone

from askfirst.brand import changes, notify
from askfirst.brand.models import Notification
from askfirst.drafts import feeds as drafts
from askfirst.drafts.models import Feed
from askfirst.networks import feeds
from askfirst.networks.base import BadInput
from askfirst.sentence import Sentence, words_of
from askfirst.wire import loop, sites
from askfirst.wire.sites import NotReached

if TYPE_CHECKING:
    from concurrent.futures import Future
    from datetime import datetime

    from askfirst.networks import items
    from askfirst.wire.sites import Got

log = logging.getLogger(__name__)

EVERY, SELDOM = timedelta(minutes=30), timedelta(hours=6)
"""Between two questions: after it brought something, and at the longest."""
SLOWER = 1.5
"""So much longer each time that it brought nothing."""
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=5), timedelta(days=1)
"""After a failure, doubling."""
GIVEN_UP = 30
"""Failures in a row after which it is asked no more and who added it is told: about three weeks."""
TRIES = 6
"""Places that are asked while a feed is looked for."""
AT_ONCE = 32
LEASE = timedelta(seconds=sites.LONGEST * TRIES + 60)
_WANTED = (
    "application/atom+xml, application/rss+xml, application/rdf+xml;q=0.9, application/xml;q=0.8, "
    "text/xml;q=0.8, text/html;q=0.5, */*;q=0.1"
)
_MAX_AGE = re.compile(r"(?:^|,)\s*max-age=(\d{1,9})", re.IGNORECASE)

_under_way: dict[Future[None], int] = {}


@dataclass(frozen=True, kw_only=True, slots=True)
class Turn:
    """One question to one blog, with all that it needs."""

    feed: Feed
    lease_until: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """What was read, where it lay, and what else the site names."""

    got: Got
    digest: str
    read: items.Feed | None
    """None: it says what it said the last time."""
    others: tuple[str, ...] = ()


def poll_due() -> int:
    """Begin to ask every blog whose turn it is.  Returns how many were begun; they go on by themselves."""
    turns = _taken(timezone.now())
    for turn in turns:
        _under_way[loop.begin(_poll(turn))] = turn.feed.pk
    return len(turns)


def wait(seconds: float) -> bool:
    """Whether what is under way came to its end in this time."""
    return not futures.wait(list(_under_way), seconds).not_done


def end() -> None:
    """For a worker that ends: what is under way is broken off, and others may ask at once."""
    wait(1.0)
    for future in _under_way:
        future.cancel()
    Feed.objects.filter(pk__in=_under_way.values()).update(lease_until=None)
    _under_way.clear()


def _taken(now: datetime) -> list[Turn]:
    for future in [future for future in _under_way if future.done()]:
        del _under_way[future]
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    due = Feed.objects.filter(free, state__in=[Feed.State.LOOKING, Feed.State.ON], due_at__lte=now)
    room = max(AT_ONCE - len(_under_way), 0)
    turns = []
    for feed in due.select_related("brand", "member").order_by("due_at", "pk")[:room]:
        until = now + LEASE
        if Feed.objects.filter(free, pk=feed.pk, due_at=feed.due_at).update(lease_until=until):
            turns.append(Turn(feed=feed, lease_until=until))
    return turns


async def _poll(turn: Turn) -> None:
    """One question, and what comes of it.  On the loop; what asks the database or reads long texts does so in threads."""
    feed = turn.feed
    try:
        found = await (_look(feed) if feed.state == Feed.State.LOOKING else _ask(feed, feed.address))
        await loop.aside(_keep, turn, found)
    except (NotReached, BadInput) as error:
        await loop.aside(_fail, turn, error)
    except DatabaseError as error:
        log.warning("%s: what was read could not be kept: %s; it is asked again", feed, error)
    except Exception as error:
        log.exception("%s: reading failed in a way that nobody foresaw", feed)
        said = Sentence("it cannot be read as a feed: %(what)s", what=type(error).__name__)
        await loop.aside(_fail, turn, BadInput(said))


async def _ask(feed: Feed, address: str) -> Found:
    """Ask one address; what says the same as the last time is not read."""
    headers = {"accept": _WANTED}
    if address == feed.address:
        headers |= {"if-none-match": feed.etag} if feed.etag else {}
        headers |= {"if-modified-since": feed.modified} if feed.modified else {}
    got = await sites.ask(address, most=feeds.LONGEST, headers=headers)
    digest = hashlib.sha256(got.body).hexdigest() if got.status == 200 else feed.digest
    if got.status == 304 or (digest == feed.digest and address == feed.address):
        return Found(got=got, digest=digest, read=None)
    read = await loop.aside(feeds.read, got.body, got.url, got.headers.get("content-type", ""))
    return Found(got=got, digest=digest, read=read)


async def _look(feed: Feed) -> Found:
    """Find the feed: what was typed may be one, or a page that names some, or a site that keeps one at a usual place."""
    got = await sites.ask(feed.address, most=feeds.LONGEST, headers={"accept": _WANTED})
    digest = hashlib.sha256(got.body).hexdigest()
    try:
        read = await loop.aside(feeds.read, got.body, got.url, got.headers.get("content-type", ""))
        return Found(got=got, digest=digest, read=read)
    except BadInput:
        if not feeds.is_page(got.body):
            raise
    named = feeds.find(got.body, got.url)
    for address in (named or feeds.usual(got.url))[: TRIES - 1]:
        try:
            found = await _ask(feed, address)
        except (NotReached, BadInput) as error:
            log.info("%s: no feed at %s: %s", feed, address, error)
            continue
        others = tuple(one for one in named if one != address)
        return Found(got=found.got, digest=found.digest, read=found.read, others=others)
    raise BadInput(
        Sentence(
            "this site names no feed that can be read; write the address of the feed itself, if it has one"
        )
    )


def _keep(turn: Turn, found: Found) -> None:
    """What came.  A worker that took too long has lost its turn and keeps nothing."""
    now = timezone.now()
    with transaction.atomic(), changes.held_back():
        rows = Feed.objects.select_for_update(of=("self",), no_key=True).select_related("brand")
        feed = rows.filter(pk=turn.feed.pk, lease_until=turn.lease_until).first()
        if feed is None:
            return
        is_found = feed.state == Feed.State.LOOKING
        _note(feed, found, now, is_found=is_found)
        made = drafts.take(feed, found.read, now) if found.read else 0
        if made or is_found:
            feed.brought_at = now if made else feed.brought_at
            feed.pause_seconds = int(EVERY.total_seconds())
        else:
            slower = max(feed.pause_seconds, EVERY.total_seconds()) * SLOWER
            feed.pause_seconds = int(min(slower, SELDOM.total_seconds()))
        feed.due_at = now + _pause(feed, found.got)
        feed.save()
        changes.announce(feed.brand, "feed", feed=feed.pk)


def _note(feed: Feed, found: Found, now: datetime, *, is_found: bool) -> None:
    got = found.got
    there = (got.url if is_found else "") or got.moved
    if there and there != feed.address:
        taken = Feed.objects.filter(brand=feed.brand_id, address=there).exclude(pk=feed.pk).exists()
        if not taken:
            feed.address = there[:1_000]
        elif is_found:
            feed.state, feed.lease_until = Feed.State.FAILED, None
            feed.trouble = Sentence("its feed, %(address)s, is read already", address=there)
    feed.etag, feed.modified = got.headers.get("etag", "")[:500], got.headers.get("last-modified", "")[:100]
    feed.digest, feed.asked_at, feed.lease_until = found.digest, now, None
    if feed.state != Feed.State.FAILED:
        feed.failures, feed.trouble = 0, ""
    if is_found and feed.state == Feed.State.LOOKING:
        feed.state, feed.others = Feed.State.ON, list(found.others)
    if found.read:
        feed.title = found.read.title or feed.title
        feed.site = found.read.site or feed.site


def _pause(feed: Feed, got: Got) -> timedelta:
    """Until the next question: as long as the answer holds, spread a little, so that blogs do not go in step."""
    told = _MAX_AGE.search(got.headers.get("cache-control", ""))
    holds = min(timedelta(seconds=int(told[1])), LONGEST_PAUSE) if told else timedelta(0)
    pace = timedelta(seconds=feed.pause_seconds) * random.uniform(0.9, 1.1)  # noqa: S311 -- nobody gains by guessing it
    return max(pace, holds)


def _fail(turn: Turn, error: NotReached | BadInput) -> None:
    """It could not be read: later again, later each time.  While it is looked for, and where it is gone, no more."""
    now = timezone.now()
    with transaction.atomic(), changes.held_back():
        rows = Feed.objects.select_for_update(of=("self",), no_key=True).select_related("brand", "member")
        feed = rows.filter(pk=turn.feed.pk, lease_until=turn.lease_until).first()
        if feed is None:
            return
        feed.failures += 1
        feed.lease_until, feed.asked_at, feed.trouble = None, now, words_of(error)
        pause = min(FIRST_PAUSE * 2 ** min(feed.failures - 1, 16), LONGEST_PAUSE)
        asked = getattr(error, "wait", None)
        feed.due_at = now + max(pause, asked or timedelta(0))
        is_gone = getattr(error, "is_final", False) or (
            feed.state == Feed.State.LOOKING and isinstance(error, BadInput)
        )
        if is_gone or feed.failures >= GIVEN_UP:
            feed.state = Feed.State.FAILED
            _tell(feed)
        feed.save()
        changes.announce(feed.brand, "feed", feed=feed.pk)
    log.info("%s could not be read: %s", turn.feed, error)


def _tell(feed: Feed) -> None:
    news = notify.News(
        kind=Notification.Kind.CHANNEL,
        title=Sentence("The blog %(name)s is not read any more", name=str(feed)[:100]),
        excerpt=feed.trouble,
        link="/settings/feeds/",
        subject=f"feed:{feed.pk}",
    )
    notify.notify(feed.brand, [feed.member], news)
