"""What comes in is kept as it came, before anybody is told that we have it; everything else happens after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from askfirst.brand.plain import plain
from askfirst.gate import accounts
from askfirst.networks.catalog import connector
from askfirst.wire.border import fit, short
from askfirst.wire.group_commit import keep
from askfirst.wire.models import Event

if TYPE_CHECKING:
    from datetime import datetime

    from askfirst.brand.models import Channel
    from askfirst.networks import base


def accept(channel: Channel, raw: bytes, external_id: str) -> bool:
    """Keep one thing that came in on `channel`.  Committed when this returns; False: we had it already."""
    return keep(row(channel, raw, external_id))


def row(channel: Channel, raw: bytes, external_id: str) -> Event:
    """One thing as it will be kept; nothing is written yet."""
    return Event(brand_id=channel.brand_id, channel=channel, external_id=short(plain(external_id)), raw=raw)


def pending(channel: Channel, address: str) -> list[base.Event]:
    """What came from `address` and is not in its place yet, so that its sender sees it at once."""
    waiting = Event.objects.filter(channel=channel, routed_at=None, failures=0).order_by("pk")[:50]
    return [told for row in waiting for told in _readable(channel, row) if told.actor == address]


def waiting(channel: Channel, ids: list[str]) -> list[base.Event]:
    """What came in under these ids and is not in its place yet; asked for by whoever alone knows that it is theirs."""
    if not ids:
        return []
    rows = Event.objects.filter(channel=channel, routed_at=None, failures=0, external_id__in=ids)
    return [told for row in rows.order_by("pk") for told in _readable(channel, row)]


def events(channel: Channel, raw: bytes) -> list[base.Event]:
    """What these bytes say, fit for our tables.  Reading needs the channel's settings and none of its secrets.

    Raises:
        BadInput: they are not what this network sends.
        BadSettings: the channel's settings cannot work.
    """
    return [fit(told) for told in connector(channel.network, accounts.settings_of(channel)).parse(raw)]


def discreet(channel: Channel, raw: bytes) -> bytes:
    """The same bytes without the secrets in them, once what they say is in its place."""
    return connector(channel.network, accounts.settings_of(channel)).discreet(raw)


@dataclass(frozen=True, kw_only=True, slots=True)
class Strange:
    """Something that came in and asks for a look: nobody here knows it, or it could not be put in its place (yet)."""

    at: datetime
    says: str
    is_waiting: bool


def strange(channel: Channel, most: int = 20) -> list[Strange]:
    """The newest of them, newest first.  They are kept as they came and do no harm."""
    unknown = Event.objects.filter(channel=channel).exclude(remark="").order_by("-pk")[:most]
    waiting = Event.objects.filter(channel=channel, routed_at=None, failures__gt=0).order_by("-pk")[:most]
    rows = {row.pk: row for row in [*unknown, *waiting]}
    return [
        Strange(at=row.received_at, says=row.failure or row.remark, is_waiting=row.routed_at is None)
        for _, row in sorted(rows.items(), reverse=True)
    ][:most]


def _readable(channel: Channel, row: Event) -> list[base.Event]:
    try:
        return events(channel, bytes(row.raw))
    except ValueError:
        return []  # routing says what is wrong with it
