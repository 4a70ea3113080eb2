"""Behind an address at which a network pushes: whose channel it is, whether the push is genuine, and whose each piece is.

Everything here may wait for the database: it runs in threads, never on an event loop.  The database is asked so seldom
(a door is known for some seconds) that no thread keeps a connection.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import connection
from django.utils import timezone

from askfirst.brand import health
from askfirst.brand.models import Channel
from askfirst.networks.base import BadSettings
from askfirst.networks.hooks import Forged, Hooked
from askfirst.sentence import Sentence
from askfirst.wire import connectors, intake

if TYPE_CHECKING:
    from collections.abc import Iterable

    from askfirst.networks.hooks import Knock, Piece
    from askfirst.wire.models import Event

log = logging.getLogger(__name__)

STRANGER = "account"
"""The part of a channel that is troubled when things of somebody else's account come in."""
MARK_EVERY = 10.0
"""Seconds between two notes that something was pushed: they cost a write each."""
CLOCKS_DIFFER = timedelta(minutes=5)
"""How old a signed moment may be, or how far ahead of ours: who keeps a push and sends it again later is refused."""


class NoDoor(LookupError):  # noqa: N818 -- it says what the matter is
    """Nothing is pushed to that address."""


@dataclass(slots=True)
class Door:
    """One address with what is needed to open it, read a moment ago."""

    channel: Channel
    network: Hooked
    read_at: float
    marked_at: dict[str, float] = field(default_factory=dict)
    """When which note was last made, by the clock of this process."""

    def is_due(self, what: str) -> bool:
        """Whether such a note has to be made; if so it counts as made."""
        now = time.monotonic()
        if now - self.marked_at.get(what, -MARK_EVERY) < MARK_EVERY:
            return False
        self.marked_at[what] = now
        return True


def look_up(network: str, key: str) -> Door:
    """The door at `/hooks/<network>/<key>/`.  A channel that is switched off hears on: it may be that somebody says stop.

    Raises:
        NoDoor: there is none, or this network pushes nothing.
        BadSettings: the channel has to be connected again; what is pushed meanwhile is the network's to repeat.
    """
    try:
        rows = Channel.objects.select_related("brand").filter(network=network, hook_key=key)
        channel = rows.first() if key else None
        if channel is None:
            raise NoDoor("Nothing is received at this address.")
        found = connectors.of(channel)
        if not isinstance(found, Hooked):
            raise NoDoor("This network pushes nothing.")
        return Door(channel=channel, network=found, read_at=time.monotonic())
    finally:
        connection.close()


def rows_of(door: Door, knock: Knock) -> list[Event]:
    """What was pushed, verified and taken apart, each piece as a row of the channel that it is for.

    Raises:
        Forged: it is not from the network, or older than it may be.
        BadInput: it is not what the network pushes.
        django.db.Error: it cannot be looked up whose they are.
    """
    door.network.verify(knock)
    require_fresh(door.network, knock)
    pieces = list(door.network.pieces(knock.body))
    strange = sorted({one.account for one in pieces} - {"", door.channel.address})
    if not strange:
        return _rows(door.channel, pieces)
    others = _others(door, knock, strange)
    rows = []
    for piece in pieces:
        channel = others.get(piece.account, door.channel)
        if channel:
            rows += _rows(channel, [piece])
    return rows


def require_fresh(network: Hooked, knock: Knock) -> None:
    """Raises `Forged` where the network signs the moment of sending and that moment is long past, or yet to come."""
    signed_at = network.signed_at(knock)
    if signed_at and abs(timezone.now() - signed_at) > CLOCKS_DIFFER:
        minutes = int(CLOCKS_DIFFER.total_seconds() // 60)
        raise Forged(
            f"this was signed more than {minutes} minutes from now, by our clock: nothing was kept; look at both clocks"
        )


def _rows(channel: Channel, pieces: Iterable[Piece]) -> list[Event]:
    return [intake.row(channel, piece.raw, piece.external_id) for piece in pieces]


def _others(door: Door, knock: Knock, accounts: list[str]) -> dict[str, Channel | None]:
    """Which of the brand's own channels those accounts are, if their app has signed this as well; None: nobody's.

    What is nobody's is kept nowhere: it may be another brand's, and they have an address of their own.
    """
    try:
        rows = Channel.objects.select_related("brand").filter(
            brand=door.channel.brand_id, network=door.channel.network, address__in=accounts
        )
        known = {one.address: one for one in rows if _is_same_app(one, knock)}
        unknown = [account for account in accounts if account not in known]
        if unknown:
            health.trouble(door.channel.pk, STRANGER, _of_strangers(unknown))
        return {account: known.get(account) for account in accounts}
    finally:
        connection.close()


def _is_same_app(channel: Channel, knock: Knock) -> bool:
    try:
        network = connectors.of(channel)
        if isinstance(network, Hooked):
            network.verify(knock)
            return True
    except (Forged, BadSettings) as error:
        log.info("a push names %s, whose connector does not accept it: %s", channel, error)
    return False


def _of_strangers(accounts: list[str]) -> str:
    named = ", ".join(f"`{account[:60]}`" for account in accounts[:5])
    return Sentence(
        "Things of other accounts come in here: %(accounts)s. They were not kept. Connect that account as a channel of this "
        "brand or, if it is not yours, take it off the app at the network.",
        accounts=named,
    )


def mark(door: Door, what: str) -> None:
    """Note at the channel that something came to its hook now: `last_push_at`, `handshake_at` or `forged_at`."""
    try:
        Channel.objects.filter(pk=door.channel.pk).update(**{what: timezone.now()})
    except Exception:
        log.warning("%s: it could not be noted at the channel", what, exc_info=True)
    finally:
        connection.close()
