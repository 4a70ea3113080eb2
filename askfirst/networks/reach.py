"""Servers that people name themselves: only public ones are spoken to, unless a sandbox stands in between.

Where everybody may have a server of their own, a name could lead into our own house.  A name is judged before it is kept,
and what it leads to before every call; between that look and the connection it could still change.
"""

from __future__ import annotations

import asyncio
import ipaddress
import re

from askfirst.networks.base import BadSettings, Failure, NetworkError

_NAME = re.compile(r"(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
_AT_HOME = (".localhost", ".local", ".internal", ".lan", ".home.arpa", ".test", ".invalid")


def public_name(given: str, label: str, setting: str) -> str:
    """The host name in `given`, in lower case and ASCII; `https://` before it and `/` behind it may stand.

    Raises:
        BadSettings: it is no name, or one that leads nowhere public.
    """
    name = given.strip().removeprefix("https://").rstrip("/").casefold()
    try:
        name = name.encode("idna").decode()
    except UnicodeError:
        name = ""
    if not _NAME.fullmatch(name) or name.endswith(_AT_HOME):
        raise BadSettings(
            f"{label}: `{setting}` is the public name of a server, such as social.example; `{given}` is not"
        )
    return name


async def require_public(name: str, label: str) -> None:
    """Look up where `name` leads.

    Raises:
        NetworkError: nowhere, or to an address that is not public.
    """
    try:
        found = await resolve(name)
    except OSError as error:
        raise NetworkError(f"{label}: {name} cannot be found: {error}", failure=Failure.RETRY) from error
    if not found or not all(ipaddress.ip_address(one.partition("%")[0]).is_global for one in found):
        raise NetworkError(
            f"{label}: {name} does not lead to a public address, so nothing is sent there",
            failure=Failure.CREDENTIALS,
        )


async def resolve(name: str) -> list[str]:
    """The addresses of a host name."""
    found = await asyncio.get_running_loop().getaddrinfo(name, 443)
    return sorted({str(one[4][0]) for one in found})
