"""Our own connectors against the sandbox's Meta, over HTTP both ways: calls out, and pushes that are believed and read."""

from __future__ import annotations

import asyncio
import threading
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import parse_qsl, urlsplit

from askfirst.networks import catalog, http
from askfirst.networks.base import Envelope, Event, EventKind, Form
from askfirst.networks.hooks import Forged, Knock
from askfirst.sandbox.clock import Clock
from askfirst.sandbox.faces.graph import APP, SECRET
from askfirst.sandbox.server import Sandbox
from askfirst.sandbox.things import Deed, Kind
from askfirst.sandbox.world import World
from tests.sandbox.receiver import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

VERIFY = "verify-9"
NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
FACES = {
    "facebook": "askfirst.sandbox.faces.facebook:Facebook",
    "instagram": "askfirst.sandbox.faces.instagram:Instagram",
    "whatsapp": "askfirst.sandbox.faces.whatsapp:WhatsApp",
}


class Listener(ThreadingHTTPServer):
    """A hook that does what the product does: shakes hands, verifies, takes apart, reads."""

    daemon_threads = True

    def __init__(self, network: Any) -> None:
        super().__init__(("127.0.0.1", 0), _Hook)
        self.network = network
        self.bodies: list[bytes] = []
        self.pieces: dict[str, list[Event]] = {}
        self.forged: list[str] = []
        self.url = f"http://127.0.0.1:{self.server_address[1]}/hook"

    def __enter__(self) -> Self:
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()

    @property
    def events(self) -> list[Event]:
        return [event for events in list(self.pieces.values()) for event in events]


class _Hook(BaseHTTPRequestHandler):
    server: Listener

    def do_GET(self) -> None:
        self._answer("GET", b"")

    def do_POST(self) -> None:
        self._answer("POST", self.rfile.read(int(self.headers["content-length"])))

    def _answer(self, method: str, body: bytes) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        knock = Knock(
            method=method, query=dict(parse_qsl(urlsplit(self.path).query)), headers=headers, body=body
        )
        try:
            said = self._take(knock)
        except Forged as error:
            self.server.forged.append(str(error))
            self.send_response(403)
            self.end_headers()
            return
        self.send_response(200)
        self.send_header("content-length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def _take(self, knock: Knock) -> bytes:
        network = self.server.network
        if knock.method == "GET":
            return bytes(network.challenge(knock).body)
        network.verify(knock)
        self.server.bodies.append(knock.body)
        for piece in network.pieces(knock.body):
            self.server.pieces.setdefault(piece.external_id, list(network.parse(piece.raw)))
        return b""

    def log_message(self, *_: object) -> None:
        pass


class MetaStage:
    """A running sandbox with our account of one network, Ana and Ben, and our connector."""

    def __init__(self, name: str, ours: str, settings: dict[str, Any], at: datetime = NOON) -> None:
        self.name, self.ours = name, ours
        self.sandbox = Sandbox(World(clock=Clock(at)), faces=FACES)  # what it begins with is of that day too
        self.world = self.sandbox.world
        self.world.clock.freeze()
        self.move_to(at)
        self.settings = {"app_id": APP, "app_secret": SECRET, "hook_secret": VERIFY, **settings}
        self.ana = self.world.join(self.world.person("Ana Ferreira", language="pt", country="PT"), name)
        self.ben = self.world.join(self.world.person("Ben Okafor", country="US"), name)
        self.address = ""
        self.listener: Listener

    @contextmanager
    def running(self, certificates: Path | None = None) -> Iterator[Self]:
        with (
            self.sandbox.running(certificates=certificates) as self.address,
            Listener(catalog.connector(self.name, self.settings)) as self.listener,
        ):
            yield self
        assert self.sandbox.mistakes == []

    def network(self, **changes: Any) -> Any:
        return catalog.connector(self.name, {**self.settings, "through": self.address, **changes})

    def ask(self, what: Callable[[Any], Any], **changes: Any) -> Any:
        network = self.network(**changes)

        async def once() -> Any:
            try:
                return await what(network)
            finally:
                await http.close()

        return asyncio.run(once())

    def subscribe(self) -> None:
        self.ask(lambda one: one.subscribe(self.listener.url, VERIFY))

    def play(self, kind: Kind, source: Any, **more: Any) -> Any:
        with self.world.lock:
            deed = Deed(
                network=self.name, kind=kind, source=source if isinstance(source, str) else source.id, **more
            )
            return self.sandbox.faces.play(deed)

    def writes(self, text: str = "Are you open on Sunday?", who: Any = None) -> Any:
        return self.play(Kind.WRITE, who or self.ana, target=self.ours, text=text)

    def move_to(self, at: datetime) -> None:
        self.world.clock.set(at)

    def heard(self, kind: EventKind, number: int = 1) -> list[Event]:
        """The events of a kind, once there are so many."""

        def found() -> list[Event]:
            return [event for event in self.listener.events if event.kind is kind]

        wait_until(lambda: len(found()) >= number, f"{number} × {kind}; there are {self.listener.events}")
        return found()

    def envelope(self, to: str, **more: Any) -> Envelope:
        given = Envelope(key="delivery-1", form=Form.DIRECT, to=to, text="Until six.", at=self.world.now)
        return replace(given, **more)

    def send(self, to: str, **more: Any) -> Any:
        return self.ask(lambda one: one.send(self.envelope(to, **more)))
