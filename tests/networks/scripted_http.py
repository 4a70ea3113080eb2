"""A network that does as it is told, over real HTTP on loopback.  Every connector reaches it by `through`.

with ScriptedHttp() as there:
    there.answers.append(Says(429, {"retry-after": "7"}))
    …
    there.asked[0].path
"""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Self


@dataclass(frozen=True)
class Says:
    """One answer.  `body` that is no text or bytes is sent as JSON."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Any = b""
    at: str = ""
    """The moment of its `Date`, as HTTP writes it; now where empty."""

    @property
    def content(self) -> bytes:
        if isinstance(self.body, bytes):
            return self.body
        return self.body.encode() if isinstance(self.body, str) else json.dumps(self.body).encode()


class Breaks:
    """Read the request, then close the connection without a word."""


class Truncates(Says):
    """Announce a whole answer and send half of it."""


class Hangs:
    """Read the request and say nothing until the test is over."""


Told = Says | Breaks | Hangs


@dataclass(frozen=True)
class Asked:
    """One request as it came."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)

    def form(self) -> dict[str, str]:
        return {name: values[-1] for name, values in parse_qs(self.body.decode(), True).items()}


class ScriptedHttp:
    """Answers first come, first served; then by `otherwise`, a function of the request."""

    def __init__(self) -> None:
        self.answers: list[Told] = []
        self.otherwise: Callable[[Asked], Told] = lambda _: Says(404, body={"error": "nothing was told"})
        self.asked: list[Asked] = []
        self._over = threading.Event()

    def __enter__(self) -> Self:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        ).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def next(self, asked: Asked) -> Told:
        self.asked.append(asked)
        return self.answers.pop(0) if self.answers else self.otherwise(asked)

    def wait_for_the_end(self) -> None:
        self._over.wait(30)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        there = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_one_request(self) -> None:
                self.raw_requestline = self.rfile.readline(65_537)
                if not self.raw_requestline or not self.parse_request():
                    self.close_connection = True
                    return
                self._answer(there.next(self._asked()))

            def _asked(self) -> Asked:
                parts = urlsplit(self.path)
                length = int(self.headers.get("content-length") or 0)
                return Asked(
                    method=self.command,
                    path=parts.path,
                    query={name: values[-1] for name, values in parse_qs(parts.query, True).items()},
                    headers={name.lower(): value for name, value in self.headers.items()},
                    body=self.rfile.read(length),
                )

            def _answer(self, told: Told) -> None:
                if isinstance(told, Hangs):
                    there.wait_for_the_end()
                if not isinstance(told, Says):
                    self.close_connection = True
                    return
                content = told.content
                self.send_response_only(told.status)
                self.send_header("Date", told.at or formatdate(usegmt=True))
                for name, value in {"content-type": "application/json", **told.headers}.items():
                    self.send_header(name, value)
                self.send_header("content-length", str(len(content)))
                self.end_headers()
                is_cut = isinstance(told, Truncates)
                self.wfile.write(content[: len(content) // 2] if is_cut else content)
                self.close_connection = is_cut or self.close_connection

        return Handler
