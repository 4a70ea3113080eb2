"""Asking other people's sites for a page, politely: feeds of a blog, and pages that say that they mention ours.

Every address was chosen by somebody else.  Only web addresses are asked, and only public ones, judged at each step of the
way: a name is resolved once and the connection goes to an address that was judged.  What our own installation names as its
own (`ASKFIRST_INSIDE`) may stand inside.  An answer may be neither long nor slow, and no host is asked for more than two
things at a time.
"""

from __future__ import annotations

import asyncio
import email.utils
import socket
import zlib
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urldefrag, urljoin, urlsplit
from weakref import WeakKeyDictionary

import httpcore
import httpx
from django.conf import settings

from askfirst.networks.reach import Exempt, Exempts, Guarded, Inside
from askfirst.sentence import Sentence, words_of
from askfirst.wire.fetch import CONNECT_SECONDS, lower, trusted

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST = 30.0
"""Seconds for all of it, redirects included."""
REDIRECTS = 5
OF_ONE_HOST = 2
"""Questions to one host at a time."""
LONGEST_WAIT = timedelta(days=1)
"""What a site may ask us to wait."""
_MOVED = frozenset({HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.PERMANENT_REDIRECT})
_ONWARD = _MOVED | {HTTPStatus.FOUND, HTTPStatus.SEE_OTHER, HTTPStatus.TEMPORARY_REDIRECT}
_LATER = frozenset({408, 425, 429, 500, 502, 503, 504})
_PORTS = {"http": 80, "https": 443}

_turns: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[str, asyncio.Semaphore]] = WeakKeyDictionary()


class NotReached(Exception):  # noqa: N818 -- it says what the matter is
    """No page came; the sentence is for the team.

    `is_final`: it will not come later either.  `wait`: how long the site asks us to wait; None: it does not say.
    """

    def __init__(
        self, message: str, *, is_final: bool, wait: timedelta | None = None, status: int = 0
    ) -> None:
        super().__init__(message)
        self.is_final, self.wait, self.status = is_final, wait, status


@dataclass(frozen=True, kw_only=True, slots=True)
class Got:
    """What came.  `url` is where it lies, `moved` where one should ask from now on: empty as before."""

    status: int
    """200 or 304."""
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    """Names in lower case."""
    body: bytes = b""
    moved: str = ""


async def ask(url: str, *, most: int, headers: Mapping[str, str] | None = None) -> Got:
    """Ask for the page at `url`.

    Args:
        url: `http:` or `https:`.
        most: bytes; what is longer is given up as soon as that is seen.
        headers: beside ours, such as `if-none-match`.

    Raises:
        NotReached: with a sentence that names no address inside.
    """
    try:
        async with asyncio.timeout(LONGEST):
            return await _asked(url, most, dict(headers or {}))
    except TimeoutError as error:
        raise NotReached(
            Sentence("it did not come within %(seconds)s seconds", seconds=int(LONGEST)), is_final=False
        ) from error


async def _asked(url: str, most: int, headers: dict[str, str]) -> Got:
    free = inside()
    ours = {"user-agent": f"Askfirst/0.1 (+{settings.ADDRESS})", "accept-encoding": "gzip", **headers}
    moved, is_lasting = "", True
    async with httpcore.AsyncConnectionPool(ssl_context=trusted(), network_backend=Guarded(free)) as pool:
        for _ in range(REDIRECTS + 1):
            url, parts = allowed(url)
            async with _turn(parts.netloc.lower()):
                status, said, content = await _one(pool, url, ours, most)
            if status in _ONWARD:
                is_lasting = is_lasting and status in _MOVED
                url = _onward(parts, url, said)
                moved = url if is_lasting else moved
                continue
            _judge(status, said)
            return Got(status=status, url=url, headers=said, body=content, moved=moved)
    raise NotReached(Sentence("it was sent on more than %(times)s times", times=REDIRECTS), is_final=True)


def inside() -> Exempts:
    """What may be reached although it is no public address."""
    return Exempts(tuple(Exempt(host, port) for host, port in settings.INSIDE))


def allowed(url: str) -> tuple[str, SplitResult]:
    """An address that may be asked, in ASCII, and its parts.

    Raises:
        NotReached: it is no web address.
    """
    try:
        url = str(httpx.URL(url))
        parts = urlsplit(url)
        _ = parts.port
    except (ValueError, httpx.InvalidURL) as error:
        raise NotReached(Sentence("its address cannot be used"), is_final=True) from error
    if parts.scheme not in _PORTS or not parts.hostname or parts.username is not None:
        raise NotReached(Sentence("its address cannot be used"), is_final=True)
    return url, parts


def _turn(host: str) -> asyncio.Semaphore:
    turns = _turns.setdefault(asyncio.get_running_loop(), defaultdict(lambda: asyncio.Semaphore(OF_ONE_HOST)))
    if len(turns) > 10_000:  # those that nobody holds can be made anew
        for name in [name for name, turn in turns.items() if not turn.locked()]:
            del turns[name]
    return turns[host]


async def _one(
    pool: httpcore.AsyncConnectionPool, url: str, headers: Mapping[str, str], most: int
) -> tuple[int, dict[str, str], bytes]:
    host = str(urlsplit(url).hostname)
    timeout = dict.fromkeys(("connect", "write", "pool"), CONNECT_SECONDS) | {"read": LONGEST}
    try:
        async with pool.stream(
            "GET",
            urldefrag(url).url,
            headers=list(headers.items()),
            extensions={"timeout": timeout},
        ) as response:
            said = dict(lower(response.headers))
            wants = response.status == HTTPStatus.OK
            return response.status, said, await _body(response, said, most) if wants else b""
    except Inside as error:
        raise NotReached(words_of(error), is_final=True) from error
    except socket.gaierror as error:
        raise NotReached(Sentence("nobody knows the host %(host)s", host=host), is_final=False) from error
    except (httpcore.UnsupportedProtocol, httpcore.LocalProtocolError) as error:
        raise NotReached(Sentence("its address cannot be used"), is_final=True) from error
    except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException, OSError) as error:
        said_of = str(error) or type(error).__name__
        raise NotReached(
            Sentence("the connection to %(host)s broke: %(what)s", host=host, what=said_of), is_final=False
        ) from error


async def _body(response: httpcore.Response, said: Mapping[str, str], most: int) -> bytes:
    """All of it, unpacked; a small answer that unpacks into a large one is given up as well."""
    unpack = zlib.decompressobj(zlib.MAX_WBITS | 32) if said.get("content-encoding") == "gzip" else None
    body = bytearray()
    try:
        async for chunk in response.aiter_stream():
            body += unpack.decompress(chunk, most + 1 - len(body)) if unpack else chunk
            if len(body) > most:
                raise NotReached(
                    Sentence("it is larger than the %(size)s MB that we read", size=most // 1_000_000),
                    is_final=False,
                )
    except zlib.error as error:
        raise NotReached(Sentence("it cannot be unpacked"), is_final=False) from error
    return bytes(body)


def _judge(status: int, said: Mapping[str, str]) -> None:
    if status in {HTTPStatus.OK, HTTPStatus.NOT_MODIFIED}:
        return
    wait = retry_after(said)
    if status == HTTPStatus.GONE:
        raise NotReached(Sentence("the site says that it is gone for good"), is_final=True, status=status)
    if status == HTTPStatus.NOT_FOUND:
        raise NotReached(Sentence("it is not there (404)"), is_final=False, status=status)
    if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        raise NotReached(
            Sentence("the site does not let us read it (%(status)s)", status=int(status)),
            is_final=False,
            status=status,
        )
    if status == HTTPStatus.TOO_MANY_REQUESTS or wait is not None:
        raise NotReached(
            Sentence("the site asks us to wait (%(status)s)", status=int(status)),
            is_final=False,
            wait=wait,
            status=status,
        )
    raise NotReached(
        Sentence("the site answered %(status)s", status=int(status)),
        is_final=status not in _LATER,
        status=status,
    )


def retry_after(said: Mapping[str, str]) -> timedelta | None:
    """What `Retry-After` says, at most a day; None: nothing usable."""
    given = said.get("retry-after", "").strip()
    if given.isdecimal() and len(given) < 10:
        return min(timedelta(seconds=int(given)), LONGEST_WAIT)
    try:
        until = email.utils.parsedate_to_datetime(given)
    except ValueError:
        return None
    at = until if until.tzinfo else until.replace(tzinfo=UTC)
    return min(max(at - datetime.now(UTC), timedelta(0)), LONGEST_WAIT)


def _onward(parts: SplitResult, url: str, said: Mapping[str, str]) -> str:
    """Where it says it lies; from https never to plain http."""
    try:
        onward = urljoin(url, said.get("location", "").strip())
        there = urlsplit(onward)
    except ValueError as error:
        raise NotReached(Sentence("its address cannot be used"), is_final=True) from error
    if not said.get("location", "").strip():
        raise NotReached(Sentence("it was sent on to nowhere"), is_final=True)
    if parts.scheme == "https" and there.scheme == "http":
        onward = there._replace(scheme="https").geturl()
    return onward
