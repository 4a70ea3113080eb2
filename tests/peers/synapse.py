"""A real Matrix homeserver (Synapse, from its package) on SQLite and loopback, for tests that want an oracle.

    with homeserver(tmp_path) as home:
        ana = home.register("ana")          # an account and its access token
        home.url                            # http://127.0.0.1:PORT

It keeps no limits of its own, so that only the test decides when to wait.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from tests.peers.ports import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent.parent
PYTHON = ROOT / ".venv-synapse" / "bin" / "python"
SERVER = "harbour.test"
_SECRET = "shared with the tests alone"
_BEGIN_SECONDS = 90.0
_ENOUGH = {"per_second": 1_000, "burst_count": 1_000}


@dataclass(frozen=True, kw_only=True)
class Registered:
    """An account and the token of one of its devices."""

    user: str
    token: str


@dataclass(frozen=True, kw_only=True)
class Homeserver:
    """One that runs."""

    url: str
    http: httpx.Client

    def register(self, name: str) -> Registered:
        """A new account."""
        address = f"{self.url}/_synapse/admin/v1/register"
        nonce = self.http.get(address).json()["nonce"]
        words = b"\0".join(one.encode() for one in (nonce, name, "pass-word", "notadmin"))
        given = {
            "nonce": nonce,
            "username": name,
            "displayname": name.capitalize(),
            "password": "pass-word",
            "mac": hmac.new(_SECRET.encode(), words, hashlib.sha1).hexdigest(),
        }
        found = self.http.post(address, json=given).raise_for_status().json()
        return Registered(user=found["user_id"], token=found["access_token"])

    def ask(self, who: Registered, method: str, path: str, body: object = None) -> httpx.Response:
        """One call of the client-server API for somebody, by hand."""
        return self.http.request(
            method,
            f"{self.url}/_matrix/client/v3/{path}",
            json={} if body is None and method != "GET" else body,
            headers={"authorization": f"Bearer {who.token}"},
        )


def require_synapse() -> None:
    """Skip, and say how to get it."""
    if not PYTHON.exists():
        pytest.skip("NO REAL MATRIX HOMESERVER: Synapse is not installed, run `make peers`")


@contextlib.contextmanager
def homeserver(folder: Path) -> Iterator[Homeserver]:
    """Start one in an empty folder, and end it."""
    require_synapse()
    port = free_port()
    (folder / "homeserver.yaml").write_text(json.dumps(_config(folder, port)))
    (folder / "log.yaml").write_text(json.dumps(_LOG))
    with (folder / "said.log").open("wb") as said:
        running = subprocess.Popen(
            [PYTHON, "-m", "synapse.app.homeserver", "-c", "homeserver.yaml", "--generate-keys"],
            cwd=folder,
            stdout=said,
            stderr=said,
        )
        if running.wait(60):
            pytest.fail(f"Synapse made no keys:\n{(folder / 'said.log').read_text()[-3_000:]}")
        running = subprocess.Popen(
            [PYTHON, "-m", "synapse.app.homeserver", "-c", "homeserver.yaml"],
            cwd=folder,
            stdout=said,
            stderr=said,
        )
        try:
            with httpx.Client(trust_env=False, timeout=30) as http:
                home = Homeserver(url=f"http://127.0.0.1:{port}", http=http)
                _wait(home, running, folder)
                yield home
        finally:
            running.terminate()
            try:
                running.wait(15)
            except subprocess.TimeoutExpired:
                running.kill()
                running.wait()


def _wait(home: Homeserver, running: subprocess.Popen[bytes], folder: Path) -> None:
    until = time.monotonic() + _BEGIN_SECONDS
    while running.poll() is None and time.monotonic() < until:
        with contextlib.suppress(httpx.TransportError):
            if home.http.get(f"{home.url}/health").is_success:
                return
        time.sleep(0.1)
    pytest.fail(f"Synapse did not begin:\n{(folder / 'said.log').read_text()[-3_000:]}")


_LOG = {
    "version": 1,
    "formatters": {"plain": {"format": "%(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"level": "WARNING", "handlers": ["console"]},
    "disable_existing_loggers": False,
}


def _config(folder: Path, port: int) -> dict[str, object]:
    listener = {
        "port": port,
        "bind_addresses": ["127.0.0.1"],
        "tls": False,
        "type": "http",
        "resources": [{"names": ["client", "media"], "compress": False}],
    }
    return {
        "server_name": SERVER,
        "pid_file": str(folder / "pid"),
        "listeners": [listener],
        "database": {"name": "sqlite3", "args": {"database": str(folder / "homeserver.db")}},
        "log_config": str(folder / "log.yaml"),
        "media_store_path": str(folder / "media"),
        "signing_key_path": str(folder / "signing.key"),
        "registration_shared_secret": _SECRET,
        "macaroon_secret_key": "of the tests",
        "form_secret": "of the tests",
        "report_stats": False,
        "enable_registration": False,
        "presence": {"enabled": False},
        "trusted_key_servers": [],
        "suppress_key_server_warning": True,
        "federation_domain_whitelist": [],
        "rc_message": _ENOUGH,
        "rc_registration": _ENOUGH,
        "rc_invites": dict.fromkeys(("per_room", "per_user", "per_issuer"), _ENOUGH),
        "rc_joins": dict.fromkeys(("local", "remote"), _ENOUGH),
        "rc_login": dict.fromkeys(("address", "account", "failed_attempts"), _ENOUGH),
        "experimental_features": {"msc4155_enabled": True},
    }
