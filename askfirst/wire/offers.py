"""What can be connected, what each network needs for it, and whether what somebody gives is complete."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

from django.conf import settings

from askfirst.brand import vault
from askfirst.gate import accounts
from askfirst.networks import catalog
from askfirst.networks.base import BadSettings
from askfirst.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from askfirst.brand.models import Channel
    from askfirst.networks.base import Capabilities
    from askfirst.networks.joining import Guide

MADE = ("verify_token", "hook_secret")
"""Secrets of our own that a network shows us again; made where none is given."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """A network that can be connected."""

    name: str
    label: str
    guide: Guide
    capabilities: Capabilities


def choices() -> list[Choice]:
    """Every network that a guide leads to, by its label."""
    found = [_choice(name) for name in catalog.NETWORKS if _guide(name)]
    return sorted(found, key=lambda one: one.label.casefold())


def choice(network: str) -> Choice:
    """One of them.

    Raises:
        BadSettings: it cannot be connected this way; the message lists those that can.
    """
    if network not in catalog.NETWORKS or _guide(network) is None:
        names = ", ".join(f"`{one.name}`" for one in choices()) or "none yet"
        raise BadSettings(
            Sentence("`%(network)s` cannot be connected; these can: %(names)s", network=network, names=names)
        )
    return _choice(network)


def _choice(name: str) -> Choice:
    entry, guide = catalog.entry(name), _guide(name)
    assert guide is not None  # noqa: S101 -- asked for those that have one
    return Choice(name=name, label=entry.label, guide=guide, capabilities=entry.capabilities)


def _guide(name: str) -> Guide | None:
    found: Guide | None = getattr(import_module(catalog.entry(name).module), "GUIDE", None)
    return found


def secret_names(guide: Guide) -> set[str]:
    """The settings that are sealed: those a guide marks, those an agreement fills, those that we make."""
    marked = {field.name for field in guide.fields if field.is_secret}
    return marked | set(guide.oauth.keeps.values() if guide.oauth else ()) | set(MADE)


def completed(
    one: Choice, given: Mapping[str, Any], kept: Mapping[str, Any] | None = None, *, will_agree: bool = False
) -> dict[str, Any]:
    """What was given, beside what is kept already and what we make ourselves, fit for its connector.

    `will_agree`: the owner is asked next, and gives what is missing.

    Raises:
        BadSettings: something is unknown, missing or cannot work.
    """
    typed = {name: value for name, value in given.items() if value not in ("", None)}
    known = {field.name: field for field in one.guide.fields}
    filled = set(one.guide.oauth.keeps.values()) if one.guide.oauth else set()
    _require_known(one, set(typed) - filled - {"through"})
    full = {**(kept or {}), **typed}
    missing = [
        f"`{name}` ({field.label})"
        for name, field in known.items()
        if field.is_required
        and not field.is_ours
        and name not in full
        and not (will_agree and name in filled)
    ]
    if missing:
        raise BadSettings(
            Sentence("%(label)s also needs %(names)s", label=one.label, names=" and ".join(missing))
        )
    full |= {name: secrets.token_urlsafe(24) for name in MADE if name in known and name not in full}
    if settings.SANDBOX_URL and not kept:
        full.setdefault("through", settings.SANDBOX_URL)
    catalog.connector(one.name, full)
    return full


def kept_of(channel: Channel, guide: Guide, typed: Mapping[str, Any]) -> dict[str, Any]:
    """What stays when somebody fills in the form anew: the secrets, and what nobody is asked for.

    Where `typed` names another server the secrets do not stay: whoever runs that one would be shown them.

    Raises:
        VaultClosed: the secrets cannot be opened; all of them have to be given again.
    """
    secret = secret_names(guide)
    asked = {field.name for field in guide.fields if not field.is_ours and field.name not in secret}
    if _is_elsewhere(guide, given_of(channel), typed):
        asked |= secret
    return {name: value for name, value in given_of(channel).items() if name not in asked}


def open_of(channel: Channel, guide: Guide) -> dict[str, Any]:
    """What a person gave before that is no secret."""
    secret = secret_names(guide)
    asked = {field.name for field in guide.fields if not field.is_ours and field.name not in secret}
    return {name: value for name, value in accounts.settings_of(channel).items() if name in asked}


def _is_elsewhere(guide: Guide, held: Mapping[str, Any], typed: Mapping[str, Any]) -> bool:
    places = [field.name for field in guide.fields if field.is_place]
    return any(held.get(name, "") != typed.get(name, "") for name in places)


def _require_known(one: Choice, names: set[str]) -> None:
    known = [field.name for field in one.guide.fields]
    if unknown := sorted(names - set(known)):
        raise BadSettings(
            Sentence(
                "%(label)s knows no %(names)s; there are %(names_2)s",
                label=one.label,
                names=", ".join(f"`{name}`" for name in unknown),
                names_2=", ".join(f"`{name}`" for name in known),
            )
        )


def given_of(channel: Channel) -> dict[str, Any]:
    """All settings of a channel, secrets in the clear.

    Raises:
        VaultClosed: they cannot be opened.
    """
    return {**accounts.settings_of(channel), **vault.open_credentials(channel)}


def split(guide: Guide, given: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Apart: what is kept in the open, and what is sealed."""
    secret = secret_names(guide)
    plain = {name: value for name, value in given.items() if name not in secret}
    return plain, {name: value for name, value in given.items() if name in secret}
