"""`/hooks/<network>/<key>/` as a bare ASGI application: what a network pushes is verified, committed, and answered.

GET    the handshake, where the network has one
POST   a batch: 200 once every piece of it is on disk; a repeat is answered alike and changes nothing

400  it is not what this network pushes       408  it took too long to arrive
401  it is not signed by the network          413  it is longer than anything that a network pushes
403  the handshake is not ours                503  the database cannot be reached, or the channel must be connected again
404  nothing is received at this address
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from django.db import Error

from askfirst.networks.base import BadInput, BadSettings
from askfirst.networks.hooks import LONGEST, Forged, Knock, Welcome
from askfirst.wire import doors, group_commit
from askfirst.wire.doors import Door, NoDoor

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from askfirst.wire.models import Event

    Scope = Mapping[str, Any]
    Receive = Callable[[], Awaitable[dict[str, Any]]]
    Send = Callable[[dict[str, Any]], Awaitable[None]]

log = logging.getLogger(__name__)

PATH = "/hooks/"
THREADS = 4
KNOWN_SECONDS = 10.0
"""How long a channel and its credentials are taken as they were read."""
SECOND_LOOK = 1.0
"""A signature that does not fit what was read longer ago than this is tried once more: the secret may be new."""
MOST_DOORS = 1000
BODY_SECONDS = 15.0
"""How long a body may take to arrive."""
MOST_HELD = 64_000_000
"""Bytes of bodies in memory at one time; more is asked to come again."""
COMMIT_SECONDS = 30.0


class Refused(Exception):  # noqa: N818 -- reads as what it is
    """What the network is told; it reads the number, and a person who looks for a mistake the sentence."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class Hooks:
    """The application.  Nothing of it waits on the event loop: what asks the database does so in threads."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="hook")
        self._doors: OrderedDict[tuple[str, str], Door] = OrderedDict()
        self._held = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            welcome = await self._answer(scope, receive)
        except Refused as refusal:
            welcome = Welcome(body=f"{refusal}\n".encode(), status=refusal.status)
        except Error as error:
            log.warning("a push could not be kept: %s", error)
            welcome = Welcome(body=b"It cannot be kept at the moment. Please send it again.\n", status=503)
        await _say(send, welcome)

    def stop(self) -> None:
        """Let the threads go, when what they do is done."""
        self._threads.shutdown(wait=False)

    async def _answer(self, scope: Scope, receive: Receive) -> Welcome:
        network, key = _address(scope["path"])
        if scope["method"] not in {"GET", "POST"}:
            raise Refused(405, "Networks look at this address with GET and push to it with POST.")
        door = await self._door(network, key)
        if scope["method"] == "GET":
            return await self._handshake(door, _knock(scope, b""))
        body = await self._body(scope, receive)
        try:
            await self._keep(door, _knock(scope, body))
        finally:
            self._held -= len(body)
        return Welcome(body=b"")

    async def _door(self, network: str, key: str, *, newest: bool = False) -> Door:
        """What stands behind an address: as it was a moment ago or, while the database is away, as it was last."""
        known = self._doors.get((network, key))
        if known and not newest and time.monotonic() - known.read_at < KNOWN_SECONDS:
            return known
        try:
            found: Door = await self._in_thread(doors.look_up, network, key)
        except NoDoor as error:
            self._doors.pop((network, key), None)
            raise Refused(404, str(error)) from error
        except BadSettings as error:
            raise Refused(503, "This channel has to be connected again. Please send it later.") from error
        except Error:
            if known is None:
                raise
            return known
        if known:
            found.marked_at = known.marked_at
        self._doors[network, key] = found
        if len(self._doors) > MOST_DOORS:
            self._doors.popitem(last=False)
        return found

    async def _handshake(self, door: Door, knock: Knock) -> Welcome:
        try:
            welcome = door.network.challenge(knock)
        except Forged as error:
            raise Refused(403, str(error)) from error
        except BadInput as error:
            raise Refused(400, str(error)) from error
        self._note(door, "handshake_at")
        return welcome

    async def _body(self, scope: Scope, receive: Receive) -> bytes:
        """The body, counted in `_held`."""
        length = dict(scope["headers"]).get(b"content-length", b"0")
        if length.isdigit() and int(length) > LONGEST:
            raise Refused(413, f"At most {LONGEST:,} bytes are taken at once.")
        body = bytearray()
        try:
            async with asyncio.timeout(BODY_SECONDS):
                await self._read(receive, body)
        except BaseException as error:
            self._held -= len(body)
            if isinstance(error, TimeoutError):
                raise Refused(408, "This took too long to arrive. Please send it again.") from error
            raise
        return bytes(body)

    async def _read(self, receive: Receive, body: bytearray) -> None:
        is_more = True
        while is_more:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise Refused(400, "The connection ended before all had arrived.")
            chunk = message.get("body", b"")
            body += chunk
            self._held += len(chunk)
            if len(body) > LONGEST:
                raise Refused(413, f"At most {LONGEST:,} bytes are taken at once.")
            if self._held > MOST_HELD:
                raise Refused(503, "Too much comes in at once. Please send it again in a moment.")
            is_more = message.get("more_body", False)

    async def _keep(self, door: Door, knock: Knock) -> None:
        try:
            rows = await self._rows(door, knock)
        except Forged as error:
            log.warning("a push to %s was refused: %s", door.channel, error)
            self._note(door, "forged_at")
            raise Refused(401, str(error)) from error
        except BadInput as error:
            log.warning("a push to %s could not be read: %s", door.channel, error)
            raise Refused(400, str(error)) from error
        try:
            await asyncio.wait_for(asyncio.wrap_future(group_commit.hand_over(rows)), COMMIT_SECONDS)
        except TimeoutError as error:
            raise Refused(503, "It could not be kept in time. Please send it again.") from error
        self._note(door, "last_push_at")

    async def _rows(self, door: Door, knock: Knock) -> list[Event]:
        try:
            rows: list[Event] = await self._in_thread(doors.rows_of, door, knock)
        except Forged:
            if time.monotonic() - door.read_at < SECOND_LOOK:
                raise
            newest = await self._door(door.channel.network, door.channel.hook_key or "", newest=True)
            rows = await self._in_thread(doors.rows_of, newest, knock)
        return rows

    def _note(self, door: Door, what: str) -> None:
        if door.is_due(what):
            self._threads.submit(doors.mark, door, what)

    async def _in_thread(self, act: Callable[..., Any], *arguments: object) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._threads, act, *arguments)


def _address(path: str) -> tuple[str, str]:
    parts = path.removeprefix(PATH).rstrip("/").split("/")
    if len(parts) != 2 or not all(parts):
        raise Refused(404, "Nothing is received at this address.")
    return parts[0], parts[1]


def _knock(scope: Scope, body: bytes) -> Knock:
    headers: dict[str, str] = {}
    for name, value in scope["headers"]:
        known, text = name.decode("latin-1").lower(), value.decode("latin-1")
        headers[known] = f"{headers[known]}, {text}" if known in headers else text
    query = dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))
    return Knock(method=scope["method"], query=query, headers=headers, body=body)


async def _say(send: Send, welcome: Welcome) -> None:
    headers = [
        (b"content-type", f"{welcome.content_type}; charset=utf-8".encode()),
        (b"content-length", str(len(welcome.body)).encode()),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
    ]
    if welcome.status == 503:
        headers.append((b"retry-after", b"30"))
    await send({"type": "http.response.start", "status": welcome.status, "headers": headers})
    await send({"type": "http.response.body", "body": welcome.body})
