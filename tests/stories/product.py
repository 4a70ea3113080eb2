"""The running product, as its users have it: started by its own commands, driven from outside."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

import httpx
import psycopg

from tests.schema import migrated_file, migrated_on
from tests.world import zone_at

if TYPE_CHECKING:
    from collections.abc import Iterator

ASKFIRST = [sys.executable, "-m", "askfirst"]
LINKS = "sign-in-links.json"
START_SECONDS = 60
_ONE_MINUTE_LATER = "UPDATE gate_delivery SET lease_until = {past} WHERE lease_until IS NOT NULL"
_THEIR_TURN = "UPDATE campaigns_recipient SET due_at = {past} WHERE state = 'waiting'"
_NOON = "UPDATE brand_brand SET time_zone = '{zone}'"
_ITS_HOUR = "UPDATE drafts_draft SET scheduled_at = {past} WHERE state = 'scheduled'"
PEOPLE = {
    "olivia": ("Olivia Hart", "owner"),
    "caleb": ("Caleb Reed", "care"),
    "mara": ("Mara Lind", "marketing"),
}


class Service(Protocol):
    """A process that goes on: one of `subprocess.Popen`, or one that was forked."""

    pid: int

    def poll(self) -> int | None: ...
    def wait(self, timeout: float) -> int: ...
    def send_signal(self, number: int) -> None: ...


class Forge:
    """The process from which commands are forked: everything is loaded there (tests/stories/commands.py)."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.stories.commands"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, act: str, **given: Any) -> dict[str, Any]:
        """One request and its answer."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps([act, given]) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, f"the process for commands ended at {act} {given}"
        answer: dict[str, Any] = json.loads(line)
        return answer

    def close(self) -> None:
        self._process.communicate(timeout=30)


class Forked:
    """A command that goes on, forked from the forge."""

    def __init__(self, forge: Forge, words: tuple[str, ...], environ: dict[str, str], log: Path) -> None:
        self._forge = forge
        self.pid: int = forge.ask("start", words=words, environ=environ, log=str(log))["pid"]

    def poll(self) -> int | None:
        code: int | None = self._forge.ask("poll", pid=self.pid)["code"]
        return code

    def wait(self, timeout: float) -> int:
        wait_until(lambda: self.poll() is not None, f"process {self.pid} has ended", timeout)
        code = self.poll()
        assert code is not None
        return code

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)


@dataclass(frozen=True, slots=True)
class Founded:
    """An installation that nobody uses, in its folder, and the forge of those that begin as its copy."""

    home: Path
    forge: Forge


@dataclass(slots=True)
class Product:
    """One installation with the brand Harbour Coffee and three members."""

    home: Path
    address: str
    environ: dict[str, str]
    serving: Service | None = None
    forge: Forge | None = None
    """Where commands are forked, once there was one; `is_forked` says whether web and worker are forked there too."""
    is_forked: bool = False
    sessions: dict[str, Any] = field(default_factory=dict)
    """What the browsers of signed-in members keep, by first name: nobody signs in twice on one machine."""
    log: Path = field(init=False)

    def __post_init__(self) -> None:
        self.log = self.home / "serve.log"

    def run(self, *arguments: str, expect: int = 0, text: str = "") -> str:
        """Run an `askfirst` command as a person would; returns what it printed."""
        done = self._run(*arguments, text=text)
        assert done.returncode == expect, (
            f"askfirst {' '.join(arguments)}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        )
        return done.stdout

    def run_anyway(self, *arguments: str) -> str:
        """What a command printed, whatever its verdict was."""
        return self._run(*arguments).stdout

    def ask_anyway(self, *arguments: str) -> Any:
        """What a command answered, whatever its verdict was."""
        return json.loads(self.run_anyway(*arguments, "--json"))

    def complaint(self, *arguments: str) -> str:
        """What a command says that cannot be carried out."""
        done = self._run(*arguments)
        assert done.returncode, done.stdout
        return done.stderr + done.stdout

    def _run(self, *arguments: str, text: str = "") -> subprocess.CompletedProcess[str]:
        self.forge = self.forge or Forge()
        done = self.forge.ask("run", words=arguments, environ=self.environ, text=text)
        return subprocess.CompletedProcess(arguments, done["code"], done["said"], done["complained"])

    def ask(self, *arguments: str, expect: int = 0) -> Any:
        """Run a command with `--json`; returns what it answered."""
        return json.loads(self.run(*arguments, "--json", expect=expect))

    def sign_in_link(self, who: str) -> str:
        """The link that was printed when the member was added, at this product's own address."""
        links = json.loads((self.home / LINKS).read_text())
        return f"{self.address}{links[who]}"

    def serve(self, *options: str) -> None:
        """Start web and worker; returns when the page answers."""
        host = urlsplit(self.address).netloc
        self.serving = self._started("serve", "--listen", host, *options)
        wait_until(self._answers, "the page answers", START_SECONDS)

    def stop(self) -> None:
        """End it as Ctrl-C does."""
        if self.serving and self.serving.poll() is None:
            self.serving.send_signal(signal.SIGINT)
            self.serving.wait(30)
        self.serving = None

    def close(self) -> None:
        """End all that was started here."""
        self.stop()
        if self.forge and not self.is_forked:
            self.forge.close()

    def kill(self) -> None:
        """What a power cut does to web and worker."""
        assert self.serving
        for pid in (self.serving.pid, *self.workers()):
            os.kill(pid, signal.SIGKILL)
        self.serving.wait(30)
        self.serving = None

    def restart(self, *options: str) -> None:
        self.stop()
        self.serve(*options)

    @contextmanager
    def working(self) -> Iterator[Service]:
        """A worker on its own, as a team starts one beside the web process."""
        worker = self._started("worker")
        try:
            yield worker
        finally:
            worker.send_signal(signal.SIGTERM)
            worker.wait(30)

    def _started(self, *words: str) -> Service:
        if self.forge and self.is_forked:
            return Forked(self.forge, words, self.environ, self.log)
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [*ASKFIRST, *words],
                env=self.environ,
                stdout=log,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )

    def let_leases_end(self) -> None:
        """Let the minute pass after which others take over what a dead worker held."""
        self._let_pass(_ONE_MINUTE_LATER)

    def let_hours_come(self) -> None:
        """Let the time pass until all that is to be sent later is due."""
        self._let_pass(_ITS_HOUR)

    def let_turns_come(self) -> None:
        """Let the time pass until everybody to whom a campaign goes at their own hour is due."""
        self._let_pass(_THEIR_TURN)

    def be_noon(self) -> None:
        """Let it be about noon where the brand is: what nobody asked for at this moment goes out by day."""
        self._let_pass(_NOON.replace("{zone}", zone_at(12)))

    def _let_pass(self, statement: str) -> None:
        url = self.environ["DATABASE_URL"]
        if url.startswith("postgres"):
            with psycopg.connect(url) as connection:
                connection.execute(statement.format(past="now() - interval '1 minute'"))
        else:
            with closing(sqlite3.connect(url.removeprefix("sqlite:///"), timeout=30)) as file, file:
                file.execute(statement.format(past="datetime('now', '-1 minute')"))

    def workers(self) -> list[int]:
        """Process ids of the workers that belong to what we started."""
        assert self.serving
        return _children(self.serving.pid)

    def kill_workers(self) -> None:
        """What a power cut does to a worker."""
        for pid in self.workers():
            os.kill(pid, signal.SIGKILL)

    def _answers(self) -> bool:
        assert self.serving
        assert self.serving.poll() is None, self.log.read_text()
        try:
            return httpx.get(f"{self.address}/@harbour/", timeout=5).status_code == 200
        except httpx.HTTPError:
            return False


def wait_until(true: Any, what: str, seconds: float = 15) -> Any:
    """Ask again and again until it is so."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if answer := true():
            return answer
        time.sleep(0.05)
    raise AssertionError(f"after {seconds:g} seconds it is still not so that {what}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def installation(
    folder: Path, like: Founded | None = None, *, forge: Forge | None = None, **settings: str
) -> Iterator[Product]:
    """A new installation with its own data, on the kind of database that DATABASE_URL names.

    `like` is one that nobody uses: its data is copied, which is quicker than to found it all again.  With it or with a
    `forge`, web and worker are forked from what is loaded already, and not started from nothing.
    """
    address = f"http://127.0.0.1:{free_port()}"
    if like:
        forge = like.forge
        shutil.copytree(like.home, folder, dirs_exist_ok=True)
    with _database(folder, like.home if like else None) as database:
        environ = {
            **os.environ,
            "ASKFIRST_HOME": str(folder),
            "ASKFIRST_ADDRESS": address,
            "DATABASE_URL": database,
            "ASKFIRST_FORM_LIMIT": "1000",
            "ASKFIRST_UNDO_SECONDS": "0",
            **settings,
        }
        product = Product(folder, address, environ, forge=forge, is_forked=forge is not None)
        try:
            if not like:
                _found(product)
            yield product
        finally:
            product.close()


def _found(product: Product) -> None:
    product.run("brand", "add", "Harbour Coffee", "--slug", "harbour", "--country", "GB")
    links = {}
    for short, (name, role) in PEOPLE.items():
        said = product.ask("member", "add", f"{short}@harbour.test", "--name", name, "--role", role)
        links[short] = urlsplit(said["sign_in"]).path
    (product.home / LINKS).write_text(json.dumps(links))


@contextmanager
def _database(folder: Path, like: Path | None) -> Iterator[str]:
    base = os.environ.get("DATABASE_URL", "")
    if not base.startswith("postgres"):
        if not like:
            shutil.copyfile(migrated_file(), folder / "story.sqlite3")
        yield f"sqlite:///{folder / 'story.sqlite3'}"
        return
    name = _name(folder)
    template = _name(like) if like else migrated_on(base)
    with psycopg.connect(base, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        try:
            yield urlsplit(base)._replace(path=f"/{name}").geturl()
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _name(folder: Path) -> str:
    return re.sub(r"[^a-z0-9]", "_", f"story_{os.getpid()}_{folder.name}".lower())[:60]


def _children(pid: int) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
            if parent == pid:
                found += [int(entry.name), *_children(int(entry.name))]
    return found
