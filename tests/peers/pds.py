"""A real AT Protocol server (PDS, from its package) and its directory, on loopback, for tests that want an oracle.

    with server(tmp_path) as pds:
        ana = pds.register("ana")          # an account and its session
        pds.url                            # http://localhost:PORT

It has no index of the network and no chats: posts, records, files, sessions and limits are its own.
"""

from __future__ import annotations

import contextlib
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.peers.ports import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent.parent
MODULES = ROOT / ".pds"
SCRIPT = Path(__file__).parent / "pds.cjs"
PASSWORD = "pass-word"


@dataclass(frozen=True, kw_only=True)
class Registered:
    """An account and a session of it."""

    did: str
    handle: str
    access: str


@dataclass(frozen=True, kw_only=True)
class Pds:
    """One that runs."""

    url: str
    http: httpx.Client

    def register(self, name: str) -> Registered:
        """A new account."""
        given = {"handle": f"{name}.test", "email": f"{name}@harbour.test", "password": PASSWORD}
        found = self.ask(None, "com.atproto.server.createAccount", given).raise_for_status().json()
        return Registered(did=found["did"], handle=found["handle"], access=found["accessJwt"])

    def ask(self, who: Registered | None, method: str, body: Any = None, **query: str) -> httpx.Response:
        """One call for somebody, by hand: with a body it is a procedure, without one a query."""
        return self.http.request(
            "GET" if body is None else "POST",
            f"{self.url}/xrpc/{method}",
            json=body,
            params=query,
            headers={"authorization": f"Bearer {who.access}"} if who else {},
        )

    def write(self, who: Registered, text: str) -> dict[str, str]:
        """A post of somebody; its address and digest."""
        record = {"$type": "app.bsky.feed.post", "text": text, "createdAt": "2026-11-21T12:00:00.000Z"}
        body = {"repo": who.did, "collection": "app.bsky.feed.post", "record": record}
        found = self.ask(who, "com.atproto.repo.createRecord", body).raise_for_status().json()
        return {"uri": found["uri"], "cid": found["cid"]}


def require_pds() -> None:
    """Skip, and say how to get it."""
    if not (MODULES / "node_modules" / "@atproto" / "pds").exists():
        pytest.skip("NO REAL AT PROTOCOL SERVER: it is not installed, run `make peers`")


@contextlib.contextmanager
def server(folder: Path) -> Iterator[Pds]:
    """Start one in an empty folder, and end it."""
    require_pds()
    port, directory = free_port(), free_port()
    with (folder / "said.log").open("wb") as said:
        running = subprocess.Popen(
            ["node", SCRIPT, folder, str(port), str(directory)],
            cwd=MODULES,
            stdout=subprocess.PIPE,
            stderr=said,
        )
        try:
            assert running.stdout is not None
            if running.stdout.readline().strip() != b"ready":
                pytest.fail(
                    f"the AT Protocol server did not begin:\n{(folder / 'said.log').read_text()[-3_000:]}"
                )
            with httpx.Client(trust_env=False, timeout=30) as http:
                yield Pds(url=f"http://localhost:{port}", http=http)
        finally:
            running.terminate()
            try:
                running.wait(10)
            except subprocess.TimeoutExpired:
                running.kill()
                running.wait()
            if running.stdout is not None:
                running.stdout.close()
