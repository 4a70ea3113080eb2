"""What stands of us on networks: read from there when somebody asks, and taken down where somebody wants it gone."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from askfirst.brand.changes import announce
from askfirst.brand.models import Channel
from askfirst.friends import exhibits
from askfirst.friends.models import Exhibit, Reading
from askfirst.networks.base import BadSettings, Failure, NetworkError
from askfirst.networks.exhibits import Exhibiting
from askfirst.networks.exports import own_posts
from askfirst.sentence import Sentence, words_of
from askfirst.wire import connectors, imports, loop

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from askfirst.brand.models import Brand

log = logging.getLogger(__name__)

MOST_PAGES = 250
"""Ten thousand posts: beyond that the newest ones are read, and the page says so."""
AT_ONCE = 10
LATER = timedelta(minutes=5)
_NOT_CONNECTED = Sentence("The channel is not connected, or its network lets no program do that.")


def work_off() -> int:
    """One round.  Returns how much was taken up."""
    return read_due() + take_down_due()


def can_read(channel: Channel) -> bool:
    """Whether a program can read what stands there, and take it down."""
    return channel.state != Channel.State.OFF and _network(channel) is not None


def _network(channel: Channel) -> Exhibiting | None:
    try:
        network = connectors.of(channel)
    except BadSettings:
        return None
    return network if isinstance(network, Exhibiting) else None


def read_due() -> int:
    """Read what somebody asked for.  Returns how many channels were read."""
    rows = Reading.objects.filter(done_at=None, try_after__lte=timezone.now())
    due = list(rows.select_related("channel__brand").order_by("try_after")[:2])
    for held in due:
        Reading.objects.filter(pk=held.pk).update(try_after=timezone.now() + LATER)
        _read(held)
    return len(due)


def _read(held: Reading) -> None:
    network = _network(held.channel)
    if network is None:
        _done(held, 0, _NOT_CONNECTED)
        return
    began, count, after, trouble = timezone.now(), 0, "", ""
    try:
        for number in range(MOST_PAGES):
            page = loop.run(network.own(after))
            exhibits.keep(held.channel, page.things, str(held.channel))
            count, after = count + len(page.things), page.after
            if not after:
                break
            if number == MOST_PAGES - 1:
                trouble = Sentence("Only the newest %(count)s were read.", count=f"{count:,}")
    except NetworkError as error:
        if not error.is_permanent and error.failure is not Failure.CREDENTIALS:
            later = timezone.now() + (error.retry_after or LATER)
            Reading.objects.filter(pk=held.pk).update(try_after=later, trouble=words_of(error))
            return
        _done(held, count, words_of(error))
        return
    if not trouble:
        _gone(held.channel, began)
    _done(held, count, trouble)


def _gone(channel: Channel, began: datetime) -> None:
    """What the network showed before and shows no longer was taken down there."""
    rows = Exhibit.objects.filter(channel=channel, heard_from=str(channel)[:120], taken_down_at=None)
    rows.filter(seen_at__lt=began).update(taken_down_at=timezone.now())


def _done(held: Reading, count: int, trouble: str) -> None:
    Reading.objects.filter(pk=held.pk).update(done_at=timezone.now(), count=count, trouble=trouble)
    announce(held.channel.brand, "exhibits", channel=held.channel_id)


def take_down_due() -> int:
    """Take down what members want gone.  Returns how many were tried."""
    rows = Exhibit.objects.filter(
        taken_down_at=None, take_down_at__isnull=False, take_down_after__lte=timezone.now(), trouble=""
    )
    due = list(rows.select_related("channel__brand").order_by("take_down_after", "pk")[:AT_ONCE])
    for one in due:
        _take_down(one)
    return len(due)


def _take_down(one: Exhibit) -> None:
    rows = Exhibit.objects.filter(pk=one.pk)
    network = _network(one.channel)
    if network is None:
        rows.update(trouble=_NOT_CONNECTED)
        return
    try:
        loop.run(network.take_down(one.external_id))
    except NetworkError as error:
        if error.is_permanent or error.failure is Failure.CREDENTIALS:
            rows.update(trouble=words_of(error))
        else:
            rows.update(take_down_after=timezone.now() + (error.retry_after or LATER))
        return
    rows.update(taken_down_at=timezone.now(), text="", marks=[], weight=0)
    announce(one.brand, "exhibits", channel=one.channel_id)


def bring(brand: Brand, path: Path, address: str) -> tuple[Channel, int]:
    """Read a download of Facebook's or Instagram's; its channel, and how many posts and albums were new.

    Raises:
        BadInput: no such download, or damaged.
        LookupError: nobody said which account it is of.
    """
    network, things = own_posts.read(path)
    channel = imports.channel_for(brand, network, address)
    return channel, exhibits.keep(channel, things, f"{network} download")
