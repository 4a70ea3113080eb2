"""The recipe for networks that are spoken to over HTTP: one request, one answer, and what every failure on the way means.

A connector fills four holes and nothing else::

    class Example(HttpNetwork):
        hosts = {"api": "https://api.example.com"}
        def build(self, envelope): ...          # Envelope -> Call
        def sign(self, call): ...               # the Call with our credentials
        def receipt(self, answer): ...          # a good Answer -> Receipt
        def refusal(self, answer): ...          # a bad Answer -> NetworkError

What may have been carried out is never simply repeated: a connection that breaks after the request left, an answer that
cannot be read and a 5xx without a word are `OutcomeUnknown`, unless the call says that repeating it is harmless.
"""

from __future__ import annotations

import asyncio
import email.utils
from abc import abstractmethod
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urlsplit
from urllib.request import getproxies
from weakref import WeakKeyDictionary

import httpcore
import httpx
import msgspec

from askfirst.networks.base import (
    Attachment,
    BadSettings,
    Envelope,
    Failure,
    Network,
    NetworkError,
    OutcomeUnknown,
    Receipt,
)
from askfirst.networks.reach import Guarded
from askfirst.sentence import Sentence

if TYPE_CHECKING:
    import ssl
    from collections.abc import Mapping

    from askfirst.networks.base import Media

CONNECT_SECONDS = 10.0
ANSWER_SECONDS = 30.0
ENDING_SECONDS = 30.0
"""For an answer that has begun: one that trickles for ever is given up."""
LONGEST_ANSWER = 10_000_000
"""Bytes; an answer that goes on and on is cut off there."""
AGENT = "Askfirst/0.1"

_READ = frozenset({"GET", "HEAD"})
_clients: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[bool, httpx.AsyncClient]] = WeakKeyDictionary()


@dataclass(frozen=True, kw_only=True, slots=True)
class Call:
    """One request to a network.  At most one of `json`, `form` and `content` is given; `files` go with `form`."""

    method: str
    url: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    json: Any = None
    form: Mapping[str, str] | None = None
    content: bytes | None = None
    files: Mapping[str, tuple[str, bytes, str]] | None = None
    """Field name: (file name, bytes, content type)."""
    uploads: tuple[Attachment, ...] = ()
    """Files that must be with the network before this call; see `HttpNetwork.upload`."""
    needs: Mapping[str, str] = field(default_factory=dict)
    """What must be looked up or opened before this call, in the connector's own words; see `HttpNetwork.ready`."""
    is_harmless: bool = False
    """Carried out twice it changes nothing more: reads are, and what has an idempotency key."""
    seconds: float | None = None
    """How long the answer may take; None: `ANSWER_SECONDS`."""

    @property
    def may_repeat(self) -> bool:
        return self.is_harmless or self.method in _READ

    def with_headers(self, **headers: str) -> Call:
        """The call with more headers; underscores of their names are written as hyphens."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return replace(self, headers={**self.headers, **named})


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What came back, whole."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes

    @property
    def is_good(self) -> bool:
        return HTTPStatus.OK <= self.status < HTTPStatus.MULTIPLE_CHOICES

    def json(self) -> Any:
        """The body read as JSON; an empty mapping where it is none, for what is wrong is said elsewhere."""
        try:
            return msgspec.json.decode(self.body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return {}

    def object(self) -> dict[str, Any]:
        """The JSON object of the body; empty where it is something else."""
        found = self.json()
        return found if isinstance(found, dict) else {}


class HttpNetwork(Network):
    """A network behind HTTP.  `post` and `ask` are the recipe and are not overridden."""

    hosts: ClassVar[Mapping[str, str]]
    """Short name: where the real network is reached, such as `https://graph.facebook.com`."""

    def __init__(self, *, through: str = "", own_hosts: Mapping[str, str] | None = None) -> None:
        """`through`: the address of a sandbox that stands for all hosts, as `<through>/<host name>`; empty for the real ones.

        `own_hosts`: in place of `hosts` of the same names, where everybody may have a server of their own.
        """
        self._through = through.rstrip("/")
        self._hosts = {**self.hosts, **(own_hosts or {})}

    def at(self, host: str, path: str) -> str:
        """The address of `path` on one of our `hosts`."""
        base = self._hosts[host]
        if self._through:
            base = f"{self._through}/{urlsplit(base).netloc}"
        return base + path

    async def post(self, request: Call) -> Receipt:
        """Look up what is needed, lay the files ready, then say it.  What could not be made ready leaves nothing half-said."""
        if request.needs:
            request = await self.ready(request)
        if request.uploads:
            names = [await self.upload(one) for one in request.uploads]
            request = self.attach(request, names)
        answer = await self.ask(request)
        receipt = self.receipt(answer)
        if not receipt.external_id:
            raise OutcomeUnknown(
                Sentence(
                    "%(label)s answered %(status)s without saying under which id it stands",
                    label=self.label,
                    status=answer.status,
                )
            )
        return receipt

    async def ask(self, call: Call) -> Answer:
        """Carry out one call.

        Raises:
            NetworkError: refused, or the network cannot be reached; nothing was done.
            OutcomeUnknown: it may have been carried out.
        """
        answer = await self._exchange(self.sign(call))
        if answer.is_good:
            return answer
        raise self._refused(answer, call)

    async def _exchange(self, call: Call) -> Answer:
        timeout = httpx.Timeout(call.seconds or ANSWER_SECONDS, connect=CONNECT_SECONDS)
        request = self._line().build_request(
            call.method,
            call.url,
            params=dict(call.query) or None,
            headers={"User-Agent": AGENT, **call.headers},
            json=call.json,
            data=dict(call.form) if call.form is not None else None,
            content=call.content,
            files=dict(call.files) if call.files else None,
            timeout=timeout,
        )
        try:
            async with asyncio.timeout((call.seconds or ANSWER_SECONDS) + ENDING_SECONDS):
                return await _whole(await self._line().send(request, stream=True))
        except TimeoutError as error:
            raise self._lost(
                call, Sentence("%(label)s did not come to an end of its answer", label=self.label)
            ) from error
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise NetworkError(
                Sentence("%(label)s cannot be reached: %(said)s", label=self.label, said=_said(error)),
                failure=Failure.RETRY,
            ) from error
        except (httpx.HTTPError, httpx.StreamError) as error:
            raise self._lost(
                call,
                Sentence("the connection to %(label)s broke: %(said)s", label=self.label, said=_said(error)),
            ) from error

    def _line(self) -> httpx.AsyncClient:
        """Through what it speaks."""
        return client()

    def _refused(self, answer: Answer, call: Call) -> NetworkError:
        told = self.refusal(answer)
        if told is not None:
            return told
        code = str(answer.status)
        after = retry_after(answer)
        if answer.status == HTTPStatus.UNAUTHORIZED:
            return NetworkError(
                Sentence(
                    "%(label)s does not accept our credentials any more: connect the channel again",
                    label=self.label,
                ),
                failure=Failure.CREDENTIALS,
                code=code,
            )
        if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
            return NetworkError(
                Sentence("%(label)s takes no more from us for now", label=self.label),
                failure=Failure.QUOTA,
                retry_after=after,
                code=code,
            )
        if answer.status == HTTPStatus.SERVICE_UNAVAILABLE and after is not None:
            return NetworkError(
                Sentence("%(label)s is busy", label=self.label),
                failure=Failure.RETRY,
                retry_after=after,
                code=code,
            )
        if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return self._lost(
                call, Sentence("%(label)s answered %(status)s", label=self.label, status=answer.status), code
            )
        return NetworkError(
            Sentence(
                "%(label)s refused the request (%(status)s): %(what)s",
                label=self.label,
                status=answer.status,
                what=_beginning(answer.body),
            ),
            failure=Failure.OUR_MISTAKE,
            code=code,
        )

    def _lost(self, call: Call, sentence: str, code: str = "") -> NetworkError:
        if call.may_repeat:
            return NetworkError(sentence, failure=Failure.RETRY, code=code)
        return OutcomeUnknown(
            Sentence("%(sentence)s; nobody knows whether it was carried out", sentence=sentence), code=code
        )

    async def ready(self, call: Call) -> Call:
        """The call with what it `needs` filled in, such as the room of a person.  Harmless when nothing is said afterwards."""
        raise NotImplementedError(f"{self.label} needs nothing beforehand: {dict(call.needs)}")

    async def locate(self, media: Media) -> Call:
        """The call that brings a file which the network laid ready.

        Our credentials go with it to the network's own hosts and nowhere else, whatever the address says.  A network
        whose address must be asked for first overrides this.

        Raises:
            NetworkError: the file is not there, or cannot be asked for now.
        """
        own = self._own(media.url)
        call = Call(method="GET", url=own or media.url)
        return self.sign(call) if own and media.needs_token else call

    def _own(self, url: str) -> str:
        """The address of something on one of our `hosts`, by the way on which we reach them; empty: it lies elsewhere."""
        if self._through and url.startswith(f"{self._through}/"):
            return url
        parts = urlsplit(url)
        for name, base in self._hosts.items():
            if parts.netloc == urlsplit(base).netloc:
                return self.at(name, parts.path + (f"?{parts.query}" if parts.query else ""))
        return ""

    async def upload(self, attachment: Attachment) -> str:
        """Lay one file ready and return the network's name of it.  Harmless when nothing is said afterwards."""
        raise NotImplementedError(f"{self.label} takes no files beforehand: {attachment.name}")

    def attach(self, call: Call, names: list[str]) -> Call:
        """The call with the names of files that `upload` laid ready."""
        raise NotImplementedError(f"{self.label} takes no files beforehand: {names} for {call.url}")

    @abstractmethod
    def build(self, envelope: Envelope) -> Call:
        """Translate the envelope into one call, without credentials."""

    @abstractmethod
    def sign(self, call: Call) -> Call:
        """The call with our credentials; they stand in headers, for addresses are written into logs."""

    @abstractmethod
    def receipt(self, answer: Answer) -> Receipt:
        """Read a good answer to what `build` made.  An empty id makes the outcome unknown."""

    @abstractmethod
    def refusal(self, answer: Answer) -> NetworkError | None:
        """What a bad answer means, by the network's codes and never by its words; None: only its status is known."""


def client(*, is_guarded: bool = False) -> httpx.AsyncClient:
    """The one client of the running event loop: connections are used again by every channel.

    `is_guarded`: it connects to public addresses only; for servers that people name themselves.
    """
    held = _clients.setdefault(asyncio.get_running_loop(), {})
    if is_guarded not in held:
        limits = httpx.Limits(max_connections=100, max_keepalive_connections=40, keepalive_expiry=60)
        # Where a proxy is named in the environment, it is the one who resolves names and connects.
        transport = _Guarded(limits) if is_guarded and not getproxies() else None
        held[is_guarded] = httpx.AsyncClient(
            follow_redirects=False, limits=limits, verify=_trusted(), transport=transport
        )
    return held[is_guarded]


class _Guarded(httpx.AsyncHTTPTransport):
    """httpx lets nobody choose how a connection is made, except by a pool of one's own."""

    def __init__(self, limits: httpx.Limits) -> None:
        super().__init__(verify=_trusted())
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=_trusted(),
            max_connections=limits.max_connections,
            max_keepalive_connections=limits.max_keepalive_connections,
            keepalive_expiry=limits.keepalive_expiry,
            network_backend=Guarded(None),
        )


@cache
def _trusted() -> ssl.SSLContext:
    """Whom we believe to be who they say.  Reading the authorities takes as long as twenty small requests."""
    return httpx.create_ssl_context()


async def close() -> None:
    """Let the connections of the running event loop go."""
    for held in _clients.pop(asyncio.get_running_loop(), {}).values():
        await held.aclose()


def retry_after(answer: Answer) -> timedelta | None:
    """What `Retry-After` says, in seconds or as a date measured against the answer's own `Date`; None: nothing usable."""
    said = answer.headers.get("retry-after", "").strip()
    if said.isdigit():
        return timedelta(seconds=min(int(said), 7 * 86_400))
    until, now = _date(said), _date(answer.headers.get("date", ""))
    if until is None or now is None:
        return None
    return max(until - now, timedelta(0))


def until(answer: Answer, epoch_seconds: str) -> timedelta | None:
    """How long until a moment in epoch seconds, by the network's own clock (`Date`); None where one of them is unknown."""
    now = _date(answer.headers.get("date", ""))
    if now is None or not epoch_seconds.strip().isdigit():
        return None
    return max(timedelta(seconds=int(epoch_seconds)) - (now - datetime(1970, 1, 1, tzinfo=UTC)), timedelta(0))


def settings(kind: type[msgspec.Struct], given: Mapping[str, object], label: str) -> Any:
    """The settings of a channel as the struct `kind`.

    Raises:
        BadSettings: one is unknown, missing or of the wrong type; the message names it and repeats no secret.
    """
    try:
        return msgspec.convert(dict(given), kind)
    except msgspec.ValidationError as error:
        raise BadSettings(f"{label}: {error}") from None


async def _whole(response: httpx.Response) -> Answer:
    try:
        body = bytearray()
        async for chunk in response.aiter_bytes():
            body += chunk
            if len(body) > LONGEST_ANSWER:
                raise httpx.ReadError(f"the answer is longer than {LONGEST_ANSWER:,} bytes")
    finally:
        await response.aclose()
    headers = {name.lower(): value for name, value in response.headers.items()}
    return Answer(status=response.status_code, headers=headers, body=bytes(body))


def _date(said: str) -> datetime | None:
    try:
        found = email.utils.parsedate_to_datetime(said)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _said(error: Exception) -> str:
    return str(error) or type(error).__name__


def _beginning(body: bytes) -> str:
    return " ".join(body[:300].decode("utf-8", "replace").split())
