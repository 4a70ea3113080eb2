"""Servers that people name themselves: only public ones are spoken to, unless a sandbox stands in between.

Where everybody may have a server of their own, a name could lead into our own house.  A name is judged before it is kept,
what it leads to before every call, and the connection goes to an address that was judged.
"""

from __future__ import annotations

import asyncio
import ipaddress
import re
import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import httpcore

from askfirst.networks.base import BadSettings, Failure, NetworkError
from askfirst.sentence import Sentence, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_SHARED = ipaddress.ip_network("100.64.0.0/10")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_NAME = re.compile(r"(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
_AT_HOME = (".localhost", ".local", ".internal", ".lan", ".home.arpa", ".test", ".invalid")


class Inside(OSError):  # noqa: N818 -- it says what the matter is
    """The name leads to an address that is not a public one."""


@dataclass(frozen=True, slots=True)
class Exempt:
    """One host and port that may be reached although it is no public one: the sandbox that a channel goes through."""

    host: str
    port: int

    def covers(self, host: str, port: int) -> bool:
        return (host, port) == (self.host, self.port)


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
            Sentence(
                "%(label)s: `%(setting)s` is the public name of a server, such as social.example; `%(given)s` is "
                "not",
                label=label,
                setting=setting,
                given=given,
            )
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
        raise NetworkError(
            Sentence(
                "%(label)s: %(name)s cannot be found: %(why)s", label=label, name=name, why=words_of(error)
            ),
            failure=Failure.RETRY,
        ) from error
    if not found or not all(is_public(ipaddress.ip_address(one.partition("%")[0])) for one in found):
        raise NetworkError(
            Sentence(
                "%(label)s: %(name)s does not lead to a public address, so nothing is sent there",
                label=label,
                name=name,
            ),
            failure=Failure.CREDENTIALS,
        )


async def resolve(name: str) -> list[str]:
    """The addresses of a host name."""
    found = await asyncio.get_running_loop().getaddrinfo(name, 443)
    return sorted({str(one[4][0]) for one in found})


def is_public(address: Address) -> bool:
    """Whether anybody on the internet is reached there, and nobody in a network of ours."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if inner is None and address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
    elif address in _SHARED:
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved


@dataclass(frozen=True, slots=True)
class Exempts:
    """Several such, named by who runs the installation: sites that stand in their own network on purpose."""

    ones: tuple[Exempt, ...] = ()

    def covers(self, host: str, port: int) -> bool:
        return any(one.covers(host, port) for one in self.ones)


class Guarded(httpcore.AsyncNetworkBackend):
    """Connects to public addresses only, and to the very address that was judged."""

    def __init__(self, free: Exempt | Exempts | None) -> None:
        self._free = free
        self._plain = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 -- as httpcore has it
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = list(dict.fromkeys(str(one[4][0]).partition("%")[0] for one in found))
        is_free = self._free is not None and self._free.covers(host, port)
        if not is_free and not all(is_public(ipaddress.ip_address(one)) for one in addresses):
            raise Inside(f"{host} is not a public address")
        return await self._plain.connect_tcp(
            addresses[0], port, timeout=timeout, local_address=local_address, socket_options=socket_options
        )

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
