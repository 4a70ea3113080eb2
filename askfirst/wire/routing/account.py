"""What a network says about our own account, and what nobody knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from askfirst.brand import health
from askfirst.gate import health as signals
from askfirst.gate.models import Signal
from askfirst.sentence import Sentence

if TYPE_CHECKING:
    from askfirst.brand.models import Channel
    from askfirst.networks.base import Event

STANDING = "standing"
PERMISSION = "permission"


def warning(channel: Channel, told: Event, is_history: bool) -> None:
    """The network warns or restrains our account: who connects channels is told."""
    if not (is_history or _is_past(channel, told)):
        signals.signal(
            channel, Signal.Kind.WARNING, key=told.external_id, detail=told.reason, at=told.occurred_at
        )
        said = told.reason or told.text or Sentence("it does not say why")
        health.trouble(
            channel.pk, STANDING, Sentence("The network warns or restrains this account: %(what)s", what=said)
        )


def revoked(channel: Channel, told: Event, is_history: bool) -> None:
    """Our permission was taken back.  What comes in is still heard, what waits to be sent is kept."""
    if not (is_history or _is_past(channel, told)):
        why = f" ({told.reason})" if told.reason else ""
        health.trouble(
            channel.pk,
            PERMISSION,
            Sentence(
                "Our permission to speak for this account was taken back%(why)s: connect the channel again. "
                "What waits to be sent is kept.",
                why=why,
            ),
        )


def other(channel: Channel, told: Event, is_history: bool) -> None:
    """Nobody here knows it: it is kept as it came, and `Event.remark` names it to whoever looks after the channel."""


def _is_past(channel: Channel, told: Event) -> bool:
    """It was so before the channel was connected as it is now."""
    return told.occurred_at is not None and told.occurred_at < channel.connected_at
