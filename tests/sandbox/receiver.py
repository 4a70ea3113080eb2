"""Somebody who is pushed to: keeps what came, and answers as the test wants."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Self

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, kw_only=True, slots=True)
class Got:
    """One push, as it came."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return msgspec.json.decode(self.body)


class Receiver(ThreadingHTTPServer):
    """Serves while the `with` block runs."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.got: list[Got] = []
        self.knocks: list[str] = []
        self.status = 200
        self.word = b"sesame"
        self.url = f"http://127.0.0.1:{self.server_address[1]}/hook"

    def __enter__(self) -> Self:
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()

    def wait_for(self, number: int, seconds: float = 5.0) -> list[Got]:
        """What came, once it is so much."""
        wait_until(lambda: len(self.got) >= number, f"{number} pushes", seconds)
        return self.got


class _Answers(BaseHTTPRequestHandler):
    server: Receiver

    def do_GET(self) -> None:
        self.server.knocks.append(self.path)
        self._say(self.server.status, self.server.word)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.got.append(Got(path=self.path, headers=headers, body=body))
        self._say(self.server.status, b"")

    def _say(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


def wait_until(is_so: Callable[[], object], what: str, seconds: float = 5.0) -> None:
    """Look again and again, and say what did not come."""
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, f"waited {seconds} s in vain for {what}"
        time.sleep(0.005)
