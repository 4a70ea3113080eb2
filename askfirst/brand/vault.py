"""Channel credentials, encrypted at rest with keys that can be rotated."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import transaction

from askfirst.brand.models import Channel

if TYPE_CHECKING:
    from collections.abc import Sequence


class VaultClosed(Exception):  # noqa: N818 -- it says what the matter is
    """The credentials of a channel cannot be opened with any key that we have."""


def seal(credentials: dict[str, Any]) -> str:
    """Encrypt with the newest key."""
    return _keys(settings.CHANNEL_KEYS).encrypt(json.dumps(credentials).encode()).decode()


def unseal(sealed: str) -> dict[str, Any]:
    """What `seal` made, in the clear.

    Raises:
        VaultClosed: no key opens it.
    """
    try:
        opened = _keys(settings.CHANNEL_KEYS).decrypt(sealed.encode())
    except InvalidToken as error:
        raise VaultClosed("this cannot be opened with any key that we have") from error
    found: dict[str, Any] = json.loads(opened)
    return found


def open_credentials(channel: Channel) -> dict[str, Any]:
    """The channel's credentials in the clear; an empty dictionary where it has none.

    Raises:
        VaultClosed: no key opens them: connect the channel again, or restore `secrets.json`.
    """
    if not channel.sealed_credentials:
        return {}
    try:
        return unseal(channel.sealed_credentials)
    except VaultClosed as error:
        raise _closed(channel) from error


def resealed(sealed: str, keys: Sequence[str]) -> str:
    """What `seal` made, encrypted anew with the first of `keys`; the others only open.

    Raises:
        VaultClosed: no key opens it.
    """
    try:
        return _keys(keys).rotate(sealed.encode()).decode()
    except InvalidToken as error:
        raise VaultClosed("this cannot be opened with any key that we have") from error


def reseal(keys: Sequence[str]) -> int:
    """Encrypt every channel's credentials anew with the first of `keys`; the others only open.  Returns how many.

    Raises:
        VaultClosed: some cannot be opened with any of the keys; then none is changed.
    """
    vault = _keys(keys)
    with transaction.atomic():
        channels = list(Channel.objects.select_for_update(no_key=True).exclude(sealed_credentials=""))
        for channel in channels:
            try:
                channel.sealed_credentials = vault.rotate(channel.sealed_credentials.encode()).decode()
            except InvalidToken as error:
                raise _closed(channel) from error
        return Channel.objects.bulk_update(channels, ["sealed_credentials"])


def _closed(channel: Channel) -> VaultClosed:
    return VaultClosed(
        f"the credentials of {channel} cannot be opened: connect it again, or restore secrets.json from your backup"
    )


def _keys(keys: Sequence[str]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])
