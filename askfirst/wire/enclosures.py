"""Files that lie with a network: written down with the message they belong to, fetched later, put where they belong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from askfirst.brand import files
from askfirst.networks import catalog
from askfirst.wire.models import Enclosure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from askfirst.brand.models import Channel
    from askfirst.networks.base import Media

MOST = 20
"""Files of one message."""


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
    found = [
        f"{files.plain_name(one.name or 'a file')} may be looked at on {network} and not be kept: it is not shown here"
        for one in media
        if one.is_fleeting
    ]
    if len(media) > MOST:
        found.append(f"{len(media)} files came with this; the first {MOST} are fetched")
    return found


def forget(channel: Channel, external_id: str) -> None:
    """What it belongs to was taken back: nothing is fetched for it any more."""
    Enclosure.objects.filter(channel=channel, external_id=external_id).delete()
