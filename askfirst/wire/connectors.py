"""The connector of a channel, with the channel's settings and its credentials in the clear."""

from __future__ import annotations

from typing import TYPE_CHECKING

from askfirst.brand import vault
from askfirst.gate import accounts
from askfirst.networks import catalog
from askfirst.networks.base import BadSettings
from askfirst.networks.pulls import ReadBack

if TYPE_CHECKING:
    from askfirst.brand.models import Channel
    from askfirst.networks.base import Capabilities, Network


def of(channel: Channel) -> Network:
    """Ready to speak.

    Raises:
        BadSettings: a setting cannot work, or the credentials cannot be opened; the sentence says what to do.
    """
    try:
        return catalog.connector(
            channel.network, {**accounts.settings_of(channel), **vault.open_credentials(channel)}
        )
    except vault.VaultClosed as closed:
        raise BadSettings(str(closed)) from closed


def capabilities(channel: Channel) -> Capabilities:
    """What can be done there: the network's own word or, where each server has its own, that of the channel's server."""
    try:
        network = catalog.connector(channel.network, accounts.settings_of(channel))
    except BadSettings:
        return catalog.capabilities(channel.network)
    has_own = "capabilities" in vars(network)
    return network.capabilities if has_own else catalog.capabilities(channel.network)


def can_find(channel: Channel) -> bool:
    """Whether one can look there for what was said."""
    try:
        return isinstance(of(channel), ReadBack)
    except BadSettings:
        return False
