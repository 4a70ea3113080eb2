"""The product as it is run: a data folder, a database, a server process, and a second process that commits."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import psycopg

from tests.schema import migrated_file, migrated_on

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60


class Product:
    """One installation of its own.  `environ` is what its processes are started with."""

    def __init__(self, home: Path, url: str) -> None:
        self.home = home
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.environ = {
            **os.environ,
            "ASKFIRST_HOME": str(home),
            "DATABASE_URL": url,
            "ASKFIRST_ADDRESS": self.address,
            "ASKFIRST_LISTEN": f"127.0.0.1:{self.port}",
            "NO_COLOR": "1",
            "COLUMNS": "200",
        }
        self.environ.pop("DJANGO_SETTINGS_MODULE", None)

    def run(self, *arguments: str, stdin: str = "", **more: str) -> subprocess.CompletedProcess[str]:
        """One `askfirst` command to its end."""
        return subprocess.run(
            [sys.executable, "-m", "askfirst", *arguments],
            cwd=ROOT,
            env=self.environ | more,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """One `askfirst` command that goes on."""
        return subprocess.Popen(
            [sys.executable, "-m", "askfirst", *arguments],
            cwd=ROOT,
            env=self.environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    @contextmanager
    def serving(self, *arguments: str) -> Iterator[subprocess.Popen[str]]:
        """`askfirst serve`, answering; ended by SIGTERM."""
        server = self.start("serve", *arguments)
        try:
            self.wait_until_it_answers(server)
            yield server
        finally:
            finish(server)

    def wait_until_it_answers(self, server: subprocess.Popen[str]) -> None:
        deadline = time.monotonic() + START_SECONDS
        while server.poll() is None and time.monotonic() < deadline:
            try:
                httpx.get(f"{self.address}/accounts/login/", timeout=10)
            except httpx.TransportError:
                time.sleep(0.05)
            else:
                return
        said = server.communicate(timeout=10)[0] if server.poll() is not None else "nothing"
        raise AssertionError(f"the server did not start; it said: {said}")


def finish(process: subprocess.Popen[str]) -> int:
    """End a process in order; its exit code."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    try:
        process.communicate(timeout=30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        raise
    return process.returncode


class Hands:
    """A second process that works on the same database (`hands.py`)."""

    def __init__(self, product: Product) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.live.hands"],
            cwd=ROOT,
            env=product.environ | {"DJANGO_SETTINGS_MODULE": "askfirst.config.settings"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def do(self, act: str, **arguments: Any) -> Any:
        """Let it act; committed when this returns."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps([act, arguments]) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def close(self) -> None:
        self._process.communicate(timeout=30)


@contextmanager
def installed(home: Path) -> Iterator[Product]:
    """A migrated installation on a database of its own: of the PostgreSQL that DATABASE_URL names, else SQLite."""
    with _database(home) as url:
        yield Product(home, url)


@contextmanager
def _database(home: Path) -> Iterator[str]:
    given = os.environ.get("DATABASE_URL", "")
    if not given.startswith("postgres"):
        shutil.copyfile(migrated_file(), home / "askfirst.sqlite3")
        yield f"sqlite:///{home}/askfirst.sqlite3"
        return
    name = f"askfirst_{secrets.token_hex(6)}"
    with psycopg.connect(given, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name} TEMPLATE {migrated_on(given)}")
        try:
            yield f"{given.rpartition('/')[0]}/{name}"
        finally:
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
