"""What Django's system checks say of this installation: each with an id and a remedy."""

from __future__ import annotations

import os
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.core.checks import Warning as Advice

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


@register("askfirst")
def check_address(**_: Any) -> list[CheckMessage]:
    """People reach us over https, unless only this machine does."""
    if settings.IS_SECURE or any(settings.ADDRESS.startswith(f"http://{host}") for host in LOOPBACK):
        return []
    return [
        Advice(
            f"ASKFIRST_ADDRESS is {settings.ADDRESS}: passwords and messages would travel readable.",
            hint="Put a proxy with a certificate in front and set ASKFIRST_ADDRESS to its https address.",
            id="askfirst.W001",
        )
    ]


@register("askfirst")
def check_debug(**_: Any) -> list[CheckMessage]:
    """Details of errors are for the developer's own machine."""
    if settings.DEBUG and settings.IS_SECURE:
        return [
            Error(
                "ASKFIRST_DEBUG is True on an address that others reach: errors would show them settings and data.",
                hint="Unset ASKFIRST_DEBUG.",
                id="askfirst.E001",
            )
        ]
    return []


@register("askfirst")
def check_secrets(**_: Any) -> list[CheckMessage]:
    """The file of secrets is its owner's alone."""
    path = settings.SECRETS_FILE
    mode = path.stat().st_mode & 0o777
    if mode & 0o077:
        return [
            Error(
                f"{path} can be read by others (mode {mode:o}).",
                hint=f"Run `chmod 600 {path}`.",
                id="askfirst.E002",
            )
        ]
    if path.stat().st_uid != os.geteuid():
        return [
            Advice(
                f"{path} belongs to another user of this machine.",
                hint="Run Askfirst as the user who owns the data folder.",
                id="askfirst.W002",
            )
        ]
    return []


@register("askfirst")
def check_proxies(**_: Any) -> list[CheckMessage]:
    """Behind https stands a proxy of ours; without saying so, every visitor seems to come from it."""
    if settings.IS_SECURE and not settings.PROXIES:
        return [
            Advice(
                "ASKFIRST_ADDRESS is https, but ASKFIRST_PROXIES is 0: limits per visitor would count all visitors as one.",
                hint="Set ASKFIRST_PROXIES to the number of proxies in front, usually 1.",
                id="askfirst.W003",
            )
        ]
    return []
