"""A real PostgreSQL for the tests: a cluster of its own in a temporary folder, on a free loopback port, ended by pid.

`DATABASE_URL`, where it names a PostgreSQL, is used instead.  `python -m tests.postgres COMMAND …` runs a command
with `DATABASE_URL` set to it.
"""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

if TYPE_CHECKING:
    from collections.abc import Iterator

ROLE = "askfirst"
START_SECONDS = 60
STOP_SECONDS = 30
TRIES = 3
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "shared_buffers": "64MB",
    "max_connections": "150",
    "timezone": "UTC",
    "lc_messages": "C",
}

NOT_DURABLE = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
    "jit": "off",
}
"""What keeps and tidies data for longer than a test lives, and compiles what is asked once."""


class NoPostgres(Exception):  # noqa: N818 -- a statement about the machine
    """There is no PostgreSQL to run; the message says what to install or why it did not start."""


@contextmanager
def database(*, is_durable: bool = True) -> Iterator[str]:
    """The address of an empty database whose role may create more, as the test runner does.

    One that is not durable waits for no disk: enough for tests, which kill our processes and never the server's.

    Raises:
        NoPostgres: the programs are missing, or the cluster does not start.
    """
    given = os.environ.get("DATABASE_URL", "")
    if given.startswith("postgres"):
        yield given
        return
    folder = Path(tempfile.mkdtemp(prefix="askfirst-postgres-"))
    try:
        with _cluster(folder, SETTINGS | ({} if is_durable else NOT_DURABLE)) as url:
            yield url
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _cluster(folder: Path, settings: dict[str, str]) -> Iterator[str]:
    password = secrets.token_urlsafe(16)
    data = _initialised(folder, password)
    for left in reversed(range(TRIES)):
        port = _free_port()
        url = f"postgresql://{ROLE}:{password}@127.0.0.1:{port}"
        server = _started(data, port, settings)
        try:
            if _answers(server, f"{url}/postgres"):
                with psycopg.connect(f"{url}/postgres", autocommit=True) as connection:
                    connection.execute(f"CREATE DATABASE {ROLE}")
                yield f"{url}/{ROLE}"
                return
        finally:
            _stop(server)
        if not left:
            log = (data / "log.txt").read_text(errors="replace")
            raise NoPostgres(f"PostgreSQL did not start. Its last words:\n{log[-2000:]}")


def _initialised(folder: Path, password: str) -> Path:
    """A new cluster, owned by the user postgres where we are root: initdb refuses root."""
    data, secret = folder / "data", folder / "password"
    secret.write_text(password)
    if os.geteuid() == 0:
        for path in (folder, secret):
            shutil.chown(path, "postgres", "postgres")
    options = ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", f"--username={ROLE}"]
    command = [program("initdb"), f"--pgdata={data}", f"--pwfile={secret}", *options]
    made = subprocess.run(_as_postgres(command), capture_output=True, text=True, cwd=folder, check=False)
    if made.returncode:
        raise NoPostgres(f"initdb could not make a cluster in {folder}:\n{made.stderr[-2000:]}")
    return data


def _started(data: Path, port: int, settings: dict[str, str]) -> subprocess.Popen[bytes]:
    given = [f"--{name}={value}" for name, value in settings.items()]
    command = [program("postgres"), "-D", str(data), "-p", str(port), "-k", str(data), *given]
    with (data / "log.txt").open("ab") as log:
        return subprocess.Popen(
            _as_postgres(command),
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
            cwd=data,
            start_new_session=True,
        )


def _answers(server: subprocess.Popen[bytes], url: str) -> bool:
    deadline = time.monotonic() + START_SECONDS
    while server.poll() is None and time.monotonic() < deadline:
        with suppress(psycopg.OperationalError), psycopg.connect(url, connect_timeout=2):
            return True
        time.sleep(0.1)
    return False


def _stop(server: subprocess.Popen[bytes]) -> None:
    """Fast shutdown, by this pid only."""
    if server.poll() is None:
        server.send_signal(signal.SIGINT)
        try:
            server.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            server.send_signal(signal.SIGQUIT)
            server.wait(STOP_SECONDS)


def _as_postgres(command: list[str]) -> list[str]:
    """The command as the user postgres where we are root; it ends with us, even when we are killed."""
    runner = ["setpriv", "--pdeathsig=INT"]
    if os.geteuid() == 0:
        runner += ["--reuid=postgres", "--regid=postgres", "--clear-groups"]
    return [*runner, "--", *command] if shutil.which("setpriv") else command


def program(name: str) -> str:
    """The newest installed one; Debian keeps these programs off the PATH."""
    found = sorted(
        Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[4].split(".")[0])
    )
    program = str(found[-1]) if found else shutil.which(name)
    if not program:
        raise NoPostgres(
            f"PostgreSQL's {name} is not installed. Install it (on Debian: apt-get install postgresql), "
            "or point DATABASE_URL at a server whose role may create databases."
        )
    return program


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def main(command: list[str]) -> int:
    """Run a command with DATABASE_URL naming a database of its own."""
    with database() as url:
        if not command:
            print(url)  # noqa: T201 -- the answer
            return 0
        return subprocess.run(command, env={**os.environ, "DATABASE_URL": url}, check=False).returncode


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except NoPostgres as reason:
        sys.exit(str(reason))
