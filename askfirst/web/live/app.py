"""`/live/` as a bare ASGI application: server-sent events, no framework in the way.

    GET /live/                 a member, by their session
    GET /live/?brand=harbour   a visitor of that brand's page, by their cookie
    ?last=81                   begin behind that row; the header Last-Event-ID, which browsers send after a break, wins

Each event is named after the kind of change and carries ids only; `reset` asks to load the page anew.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.db import Error, close_old_connections
from django.http.request import split_domain_port, validate_host

from askfirst.web.live import frames
from askfirst.web.live.hub import Hub, Stream
from askfirst.web.live.listeners import Listener, cookies_of, identify

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    Scope = Mapping[str, Any]
    Receive = Callable[[], Awaitable[dict[str, Any]]]
    Send = Callable[[dict[str, Any]], Awaitable[None]]

QUIET_SECONDS = 25.0
GOODBYE_SECONDS = 1.0
LARGEST_ID = 2**63 - 1


class Refused(Exception):  # noqa: N818 -- reads as what it is
    """No stream for this request; the message is for the person who looks at the answer."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class Live:
    """The application.  It starts its pump with the first listener."""

    def __init__(self) -> None:
        self._hub: Hub | None = None
        self._lookups = ThreadPoolExecutor(4, thread_name_prefix="live lookup")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            stream = await self._open(scope)
        except Refused as refusal:
            await _refuse(send, refusal)
            return
        hub = self._running_hub()
        hub.join_in(stream)
        try:
            await self._serve(hub, stream, receive, send)
        finally:
            hub.leave(stream)

    def stop(self) -> None:
        """End all streams, so that a server can end."""
        if self._hub:
            self._hub.stop()

    def _running_hub(self) -> Hub:
        if self._hub is None:
            self._hub = Hub(asyncio.get_running_loop())
            self._hub.start()
        return self._hub

    async def _open(self, scope: Scope) -> Stream:
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        query = parse_qs(scope["query_string"].decode("latin-1"))
        if scope["method"] != "GET":
            raise Refused(405, "This address streams what happens: open it with GET.")
        if not _is_same_origin(headers):
            raise Refused(403, "This stream is for our own pages only.")
        since = _since(headers.get("last-event-id") or query.get("last", [""])[0])
        loop = asyncio.get_running_loop()
        cookies, slug = cookies_of(headers.get("cookie", "")), query.get("brand", [""])[0]
        return Stream(await loop.run_in_executor(self._lookups, _identify, cookies, slug), since)

    async def _serve(self, hub: Hub, stream: Stream, receive: Receive, send: Send) -> None:
        """Send until the listener has gone, is too slow, or may hear nothing any more."""
        await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
        tasks = [
            asyncio.ensure_future(work)
            for work in (_talk(hub, stream, send), _gone(receive), stream.is_slow.wait())
        ]
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        with suppress(TimeoutError, OSError):
            await asyncio.wait_for(send({"type": "http.response.body", "body": b""}), GOODBYE_SECONDS)


_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),  # nginx would hold events back
    (b"x-content-type-options", b"nosniff"),
]


async def _talk(hub: Hub, stream: Stream, send: Send) -> None:
    while True:
        try:
            batch = await asyncio.wait_for(stream.queue.get(), QUIET_SECONDS)
        except TimeoutError:
            batch = frames.still_here(hub.at)
        if batch is None:
            return
        await send({"type": "http.response.body", "body": batch, "more_body": True})


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _refuse(send: Send, refusal: Refused) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": refusal.status, "headers": headers})
    await send({"type": "http.response.body", "body": f"{refusal}\n".encode()})


def _identify(cookies: Mapping[str, str], slug: str) -> Listener:
    try:
        close_old_connections()
        listener = identify(cookies, slug)
    except Error as error:
        raise Refused(503, "The database cannot be reached at the moment; try again in a minute.") from error
    finally:
        close_old_connections()
    if listener is None:
        raise Refused(404 if slug else 403, "There is no such page." if slug else "Sign in to listen.")
    return listener


def _since(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and int(text) <= LARGEST_ID else None


def _is_same_origin(headers: Mapping[str, str]) -> bool:
    """Whether one of our own pages asks.  Programs that are no browser send neither header."""
    host, origin = headers.get("host", ""), headers.get("origin", "")
    if not validate_host(split_domain_port(host)[0], settings.ALLOWED_HOSTS):
        return False
    if headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        return False
    return not origin or urlsplit(origin).netloc == host or origin in settings.CSRF_TRUSTED_ORIGINS
