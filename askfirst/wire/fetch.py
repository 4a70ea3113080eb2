"""The one fetcher of files that lie elsewhere: every address in what comes in was chosen by somebody we do not know.

It speaks https to public addresses only.  A name is resolved once, every address behind it is judged, and the connection
goes to an address that was judged, so that no second answer of the name server leads into our own network.  It follows
no redirect to another host, believes no claim about size or type, and ends after a fixed time.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl
from functools import cache
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urljoin, urlsplit

import httpcore

from askfirst.networks.reach import Exempt, Guarded, Inside
from askfirst.sentence import Sentence, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from askfirst.networks.http import Call

CONNECT_SECONDS = 10.0
LONGEST_FETCH = 60.0
"""Seconds for all of it, however slowly it comes."""
REDIRECTS = 3
PORTS = {"http": 80, "https": 443}
_LATER = frozenset({408, 425, 429, 500, 502, 503, 504})


class NotFetched(Exception):  # noqa: N818 -- it says what the matter is
    """The file did not come; the sentence is for the team.  `is_final`: it will not come later either."""

    def __init__(self, message: str, *, is_final: bool) -> None:
        super().__init__(message)
        self.is_final = is_final


def exempt(through: str) -> Exempt | None:
    """What a channel's `through` exempts: a loopback address, and nothing where it names anything else."""
    try:
        parts = urlsplit(through)
        port = parts.port or PORTS.get(parts.scheme, 0)
        is_loopback = ipaddress.ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return None
    return Exempt(parts.hostname or "", port) if is_loopback else None


async def fetch(call: Call, *, most: int, through: str = "") -> bytes:
    """What lies there.

    Args:
        call: where, with the headers that our credentials need.
        most: bytes; a longer file is given up as soon as that is seen.
        through: the sandbox of the channel, if it has one.

    Raises:
        NotFetched: with a sentence that names no secret and no address inside.
    """
    try:
        async with asyncio.timeout(LONGEST_FETCH):
            return await _fetched(call, most, exempt(through))
    except TimeoutError as error:
        raise NotFetched(f"it did not come within {LONGEST_FETCH:.0f} seconds", is_final=False) from error


async def _fetched(call: Call, most: int, free: Exempt | None) -> bytes:
    backend = Guarded(free)
    url, headers = call.url, {"user-agent": "Askfirst/0.1", "accept-encoding": "identity", **call.headers}
    async with httpcore.AsyncConnectionPool(ssl_context=trusted(), network_backend=backend) as pool:
        for _ in range(REDIRECTS + 1):
            parts = _allowed(url, free)
            found = await _one(pool, url, headers, most)
            if isinstance(found, bytes):
                return found
            url = _onward(parts, url, found)
    raise NotFetched(Sentence("it was sent on more than %(times)s times", times=REDIRECTS), is_final=True)


async def _one(
    pool: httpcore.AsyncConnectionPool, url: str, headers: Mapping[str, str], most: int
) -> bytes | str:
    """The file, or where it is said to lie instead."""
    timeout = {
        "connect": CONNECT_SECONDS,
        "read": LONGEST_FETCH,
        "write": CONNECT_SECONDS,
        "pool": CONNECT_SECONDS,
    }
    try:
        async with pool.stream(
            "GET", url, headers=list(headers.items()), extensions={"timeout": timeout}
        ) as response:
            if HTTPStatus.MULTIPLE_CHOICES <= response.status < HTTPStatus.BAD_REQUEST:
                return _location(response)
            _judge(response.status)
            return await _body(response, most)
    except Inside as error:
        raise NotFetched(words_of(error), is_final=True) from error
    except socket.gaierror as error:
        raise NotFetched(
            Sentence("nobody knows the host %(host)s", host=str(urlsplit(url).hostname)), is_final=False
        ) from error
    except httpcore.UnsupportedProtocol as error:
        raise NotFetched(Sentence("its address cannot be used"), is_final=True) from error
    except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException, OSError) as error:
        said = str(error) or type(error).__name__
        raise NotFetched(
            Sentence(
                "the connection to %(host)s broke: %(what)s", host=str(urlsplit(url).hostname), what=said
            ),
            is_final=False,
        ) from error


async def _body(response: httpcore.Response, most: int) -> bytes:
    body = bytearray()
    async for chunk in response.aiter_stream():
        body += chunk
        if len(body) > most:
            raise NotFetched(
                Sentence("it is larger than the %(size)s MB that we keep", size=most // 1_000_000),
                is_final=True,
            )
    length = dict(lower(response.headers)).get("content-length", "")
    if length.isdecimal() and int(length) != len(body):
        raise NotFetched(Sentence("it broke off before its end"), is_final=False)
    if not body:
        raise NotFetched(Sentence("it is empty"), is_final=True)
    return bytes(body)


def _judge(status: int) -> None:
    if status in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
        raise NotFetched(f"it is not there any more ({status})", is_final=True)
    if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        raise NotFetched(f"we may not have it ({status})", is_final=True)
    if status != HTTPStatus.OK:
        raise NotFetched(f"the answer was {status}", is_final=status not in _LATER)


def _allowed(url: str, free: Exempt | None) -> SplitResult:
    """The parts of an address that may be asked."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or PORTS.get(parts.scheme, 0)
    except ValueError as error:
        raise NotFetched(Sentence("its address cannot be used"), is_final=True) from error
    if not host or parts.username is not None or parts.password is not None:
        raise NotFetched(Sentence("its address cannot be used"), is_final=True)
    is_free = free is not None and free.covers(host, port)
    if parts.scheme != "https" and not (is_free and parts.scheme == "http"):
        raise NotFetched("it does not lie at an https address", is_final=True)
    return parts


def _onward(parts: SplitResult, url: str, location: str) -> str:
    onward = urljoin(url, location)
    there = urlsplit(onward)
    if (there.scheme, there.netloc) != (parts.scheme, parts.netloc):
        raise NotFetched("it was sent on to another host, which we do not follow", is_final=True)
    return onward


def _location(response: httpcore.Response) -> str:
    found = dict(lower(response.headers)).get("location", "")
    if not found:
        raise NotFetched(f"the answer was {response.status}", is_final=True)
    return found


def lower(headers: Iterable[tuple[bytes, bytes]]) -> Iterable[tuple[str, str]]:
    """Headers as text, their names in lower case."""
    return ((name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in headers)


@cache
def trusted() -> ssl.SSLContext:
    """Whom we believe to be who they say."""
    return ssl.create_default_context()
