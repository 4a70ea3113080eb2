"""The connector of a channel, with the channel's settings and its credentials in the clear."""

from __future__ import annotations

from typing import TYPE_CHECKING

from askfirst.brand import vault
from askfirst.gate import accounts
from askfirst.networks.base import BadSettings
from askfirst.networks.catalog import connector
from askfirst.networks.pulls import ReadBack

if TYPE_CHECKING:
    from askfirst.brand.models import Channel
    from askfirst.networks.base import Network


def of(channel: Channel) -> Network:
    """Ready to speak.

    Raises:
        BadSettings: a setting cannot work, or the credentials cannot be opened; the sentence says what to do.
    """
    try:
        return connector(
            channel.network, {**accounts.settings_of(channel), **vault.open_credentials(channel)}
        )
    except vault.VaultClosed as closed:
        raise BadSettings(str(closed)) from closed


def can_find(channel: Channel) -> bool:
    """Whether one can look there for what was said."""
    try:
        return isinstance(of(channel), ReadBack)
    except BadSettings:
        return False
