"""Files that lie with a network: written down with the message they belong to, fetched later, put where they belong."""

from __future__ import annotations

import logging
import mimetypes
from concurrent import futures
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from askfirst.brand import changes, files
from askfirst.gate import accounts
from askfirst.inbox import afterwards
from askfirst.networks import base, catalog
from askfirst.networks.base import BadSettings, NetworkError
from askfirst.networks.http import Call, HttpNetwork
from askfirst.sentence import Sentence, words_of
from askfirst.wall import heard
from askfirst.wire import connectors, fetch, loop
from askfirst.wire.fetch import NotFetched
from askfirst.wire.models import Enclosure

if TYPE_CHECKING:
    from collections.abc import Sequence
    from concurrent.futures import Future

    from askfirst.brand.models import Channel, StoredFile
    from askfirst.networks.base import Media, Network

log = logging.getLogger(__name__)

MOST = 20
"""Files of one message."""
AT_ONCE = 16
"""Files that one process fetches at the same time."""
LEASE = timedelta(seconds=fetch.LONGEST_FETCH + 30)
PAUSES = (timedelta(seconds=30), timedelta(minutes=5), timedelta(hours=1), timedelta(hours=6))
"""Between two tries; after the last the text stands with a remark."""

_under_way: set[Future[None]] = set()


def expect(channel: Channel, external_id: str, media: Sequence[Media]) -> None:
    """Write down what is to be fetched for this message, post or comment.  Doing it twice changes nothing."""
    rows = [
        Enclosure(
            channel=channel,
            external_id=external_id,
            number=number,
            url=one.url,
            name=files.plain_name(one.name or "file"),
            needs_token=one.needs_token,
        )
        for number, one in enumerate(media[:MOST])
        if not one.is_fleeting
    ]
    if rows:
        Enclosure.objects.bulk_create(rows, ignore_conflicts=True)


def remarks(channel: Channel, media: Sequence[Media]) -> list[str]:
    """What is said about files that are not fetched."""
    network = catalog.label(channel.network)
    found: list[str] = [
        Sentence(
            "%(file)s may be looked at on %(network)s and not be kept: it is not shown here",
            file=files.plain_name(one.name) if one.name else Sentence("a file"),
            network=network,
        )
        for one in media
        if one.is_fleeting
    ]
    if len(media) > MOST:
        found.append(
            Sentence(
                "%(count)s files came with this; the first %(most)s are fetched", count=len(media), most=MOST
            )
        )
    return found


def forget(channel: Channel, external_id: str) -> None:
    """What it belongs to was taken back: nothing is fetched for it any more."""
    Enclosure.objects.filter(channel=channel, external_id=external_id).delete()


def fetch_due() -> int:
    """Begin to fetch what is due.  Returns how many were begun; they go on by themselves."""
    _under_way.difference_update([one for one in _under_way if one.done()])
    now = timezone.now()
    due = Enclosure.objects.filter(settled_at=None, try_after__lte=now).select_related("channel__brand")
    room = max(AT_ONCE - len(_under_way), 0)
    mine = [row for row in due.order_by("try_after")[:room] if _take(row)]
    for row in mine:
        _under_way.add(loop.begin(_fetch(row, *_way(row))))
    return len(mine)


def wait(seconds: float) -> bool:
    """Whether what is under way came to its end in this time."""
    return not futures.wait(list(_under_way), seconds).not_done


def _take(row: Enclosure) -> bool:
    """Fetch this one alone: until the lease ends nobody else does."""
    known = Enclosure.objects.filter(pk=row.pk, settled_at=None, try_after=row.try_after)
    return bool(known.update(try_after=timezone.now() + LEASE, tries=row.tries + 1))


def _way(row: Enclosure) -> tuple[Network | None, str]:
    """The connector, which knows whether our credentials go along, and the sandbox that it goes through."""
    through = str(accounts.settings_of(row.channel).get("through", ""))
    try:
        return connectors.of(row.channel), through
    except BadSettings:
        return None, through


async def _fetch(row: Enclosure, network: Network | None, through: str) -> None:
    try:
        media = base.Media(url=row.url, name=row.name, needs_token=row.needs_token)
        call = (
            await network.locate(media)
            if isinstance(network, HttpNetwork)
            else Call(method="GET", url=row.url)
        )
        content = await fetch.fetch(call, most=settings.UPLOAD_BYTES, through=through)
        await loop.aside(_attach, row, content)
    except NotFetched as error:
        await loop.aside(_miss, row, words_of(error), error.is_final)
    except NetworkError as error:
        await loop.aside(_miss, row, words_of(error), error.is_permanent)
    except Exception as error:
        log.exception("enclosure %s could not be fetched in a way that nobody foresaw", row.pk)
        await loop.aside(_miss, row, f"{type(error).__name__}: {error}", False)


def _attach(row: Enclosure, content: bytes) -> None:
    """It came: it stands with its message.  Where that was taken back meanwhile, it goes."""
    with transaction.atomic(), changes.held_back():
        if not _settled(row):
            return
        stored = files.keep(row.channel.brand, _named(row.name, content), content)
        if not _enclosed(row, stored):
            files.forget(stored)


def _miss(row: Enclosure, why: str, is_final: bool) -> None:  # noqa: FBT001 -- handed through by name of place
    """It did not come: later again or, if it never will, the text stands with a remark."""
    if not is_final and row.tries < len(PAUSES):
        pause = PAUSES[row.tries]
        Enclosure.objects.filter(pk=row.pk).update(try_after=timezone.now() + pause)
        return
    with transaction.atomic(), changes.held_back():
        if _settled(row):
            _enclosed(row, None, Sentence("%(file)s could not be fetched: %(why)s.", file=row.name, why=why))


def _settled(row: Enclosure) -> bool:
    """Whether it was still open; it is not any more."""
    open_still = Enclosure.objects.filter(pk=row.pk, settled_at=None)
    return bool(open_still.update(settled_at=timezone.now()))


def _enclosed(row: Enclosure, stored: StoredFile | None, remark: str = "") -> bool:
    return any(
        enclose(row.channel, row.external_id, stored, remark)
        for enclose in (afterwards.enclose, heard.enclose)
    )


def _named(name: str, content: bytes) -> str:
    """The name with the ending that belongs to what it is, where it has none."""
    if "." in name:
        return name
    return name + (mimetypes.guess_extension(files.content_type(name, content)) or "")
