"""`askfirst demo`, as a person starts and stops it."""

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
import threading
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from askfirst.sandbox.mail import missing_packages
from tests.live.product import ROOT, free_port

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

START_SECONDS = 150
PATIENCE = httpx.Timeout(30)
"""How long an answer may take: a first page makes its templates while both cores run other tests."""
CONNECTED = "Connected: Facebook, Instagram, Telegram, Bluesky, Mastodon, X."
SANDBOXES: list[str] = []
STARTED: list[subprocess.Popen[str]] = []
pytestmark = [
    pytest.mark.one_database,  # it keeps its data in SQLite, whatever DATABASE_URL names
    pytest.mark.skipif(
        bool(missing_packages()), reason=f"Debian packages are missing: {', '.join(missing_packages())}"
    ),
]


class Demo:
    """One started demo, and what it prints."""

    def __init__(self, home: Path, *options: str) -> None:
        self.port = free_port()
        self.address = f"http://localhost:{self.port}"
        self.lines: list[str] = []
        command = [sys.executable, "-m", "askfirst", "demo", "--home", str(home)]
        self.process = subprocess.Popen(
            [*command, "--listen", f"127.0.0.1:{self.port}", *options],
            cwd=ROOT,
            env={name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        STARTED.append(self.process)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def said(self) -> str:
        return "\n".join(self.lines)

    @property
    def sandbox(self) -> str:
        found = re.search(r"(http://127\.0\.0\.1:\d+)/$", self.said, re.MULTILINE)
        assert found, self.said
        return found[1]

    @property
    def links(self) -> list[str]:
        return re.findall(r"http://\S+/sign-in/\S+", self.said)

    def opened(self) -> Demo:
        assert until(lambda: len(self.links) == 3 or self.process.poll() is not None), self.said
        assert self.process.poll() is None, self.said
        return self

    def interrupt(self) -> int:
        """Ctrl-C goes to the whole process group, as from a terminal."""
        os.killpg(self.process.pid, signal.SIGINT)
        self.process.wait(40)
        self._reader.join(5)
        return self.process.returncode

    def _read(self) -> None:
        assert self.process.stdout
        with self.process.stdout as lines:
            for line in lines:
                self.lines.append(line.rstrip())


def until(condition: Callable[[], object], seconds: float = START_SECONDS) -> bool:
    deadline = time.monotonic() + seconds
    while not (done := condition()) and time.monotonic() < deadline:
        time.sleep(0.1)
    return bool(done)


def left_behind(home: Path) -> list[str]:
    """Processes that work in this folder, or were started for it."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            environ = (entry / "environ").read_bytes().decode(errors="replace")
        except OSError:
            continue
        if int(entry.name) != os.getpid() and (str(home) in command or f"ASKFIRST_HOME={home}" in environ):
            found.append(f"{entry.name} {command}")
    return found


@pytest.fixture(autouse=True)
def nothing_stays() -> Iterator[None]:
    """A story that fails half-way leaves no demo behind either."""
    yield
    while STARTED:
        process = STARTED.pop()
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGINT)
            process.wait(40)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("demo") / "home"
    yield folder
    elsewhere = folder / "mail" / "elsewhere"  # where the mail servers live when our folder is closed to them
    if elsewhere.is_symlink():
        shutil.rmtree(elsewhere.resolve(), ignore_errors=True)


def test_it_opens_plays_a_scene_and_leaves_nothing_behind(home: Path):
    demo = Demo(home).opened()
    page = f"{demo.address}/@harbour/"
    assert until(lambda: "orange cake" in httpx.get(page, timeout=PATIENCE).text)
    with httpx.Client(follow_redirects=True, timeout=PATIENCE) as browser:
        form = browser.get(demo.links[0]).text
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)
        assert token
        browser.post(demo.links[0], data={"csrfmiddlewaretoken": token[1]}, headers={"referer": demo.address})
        assert until(lambda: "Ana Ferreira" in browser.get(f"{demo.address}/inbox/").text)
        assert until(lambda: "Connected: " in demo.said), demo.said
        assert CONNECTED in demo.said, demo.said
        assert until(lambda: "leche de avena" in browser.get(f"{demo.address}/inbox/").text), "pushed"
        assert until(lambda: "koffeinfreien Espresso" in browser.get(f"{demo.address}/wall/").text), "pulled"
        assert until(lambda: "The December roast" in browser.get(f"{demo.address}/campaigns/").text)
    assert until(lambda: played(home) >= {"ana-asks", "tom-likes"})
    assert until(lambda: on_the_list(home) == ["Ana Ferreira", "Noah Becker"]), (
        home / "scene.log"
    ).read_text()
    assert "Who do you want to be?" in httpx.get(f"{demo.sandbox}/", timeout=PATIENCE).text
    made = httpx.post(f"{demo.sandbox}/_sandbox/people", json={"name": "Zoë Krall"}, timeout=PATIENCE)
    made.raise_for_status()
    SANDBOXES.append(demo.sandbox)
    assert demo.interrupt() == 0
    assert "Traceback" not in demo.said
    assert until(lambda: not left_behind(home), 10), left_behind(home)


def test_the_next_start_goes_on_where_it_was(home: Path):
    before = played(home)
    demo = Demo(home, "--no-scene").opened()
    page = httpx.get(f"{demo.address}/@harbour/", timeout=PATIENCE).text
    assert page.count("The orange cake is back") == 1
    assert played(home) == before
    assert demo.sandbox == SANDBOXES[0]
    assert "Zoë Krall" in httpx.get(f"{demo.sandbox}/?q=zo", timeout=PATIENCE).text
    assert until(lambda: "Connected: " in demo.said), demo.said
    assert CONNECTED in demo.said, demo.said
    assert "is not connected" not in demo.said
    assert sorted(channels(home)) == sorted(set(channels(home))) != []
    os.killpg(demo.process.pid, signal.SIGINT)
    time.sleep(0.05)
    assert demo.interrupt() == 0
    assert until(lambda: not left_behind(home), 10), left_behind(home)


def test_reset_begins_anew_and_killing_it_leaves_nothing_behind(home: Path):
    (home / "scene.json").write_text(json.dumps({"played": ["everything"], "cookies": {}}))
    demo = Demo(home, "--reset", "--no-scene").opened()
    assert not (home / "scene.json").exists()
    assert until(lambda: "Connected: " in demo.said), demo.said
    demo.process.kill()
    demo.process.wait()
    assert until(lambda: not left_behind(home), 20), left_behind(home)


def test_a_port_that_is_taken_is_said_and_nothing_is_started(tmp_path: Path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        command = [sys.executable, "-m", "askfirst", "demo", "--home", str(tmp_path / "h")]
        done = subprocess.run(
            [*command, "--listen", f"127.0.0.1:{port}"], cwd=ROOT, capture_output=True, text=True, check=False
        )
    assert done.returncode == 1
    assert f"Port {port} on 127.0.0.1 is taken" in done.stderr
    assert "--listen" in done.stderr
    assert not (tmp_path / "h").exists()


def test_a_folder_that_is_not_a_demo_is_never_emptied(tmp_path: Path):
    (tmp_path / "thesis.txt").write_text("years of work")
    command = [sys.executable, "-m", "askfirst", "demo", "--reset", "--home", str(tmp_path)]
    done = subprocess.run(
        [*command, "--listen", f"127.0.0.1:{free_port()}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "no demo has put there" in done.stderr
    assert (tmp_path / "thesis.txt").read_text() == "years of work"


def channels(home: Path) -> list[str]:
    with closing(sqlite3.connect(home / "askfirst.sqlite3")) as database:
        return [network for (network,) in database.execute("SELECT network FROM brand_channel")]


def on_the_list(home: Path) -> list[str]:
    asked = """SELECT people_contact.name FROM consent_membership
        JOIN people_contact ON people_contact.id = contact_id WHERE state = 'active' ORDER BY 1"""
    with closing(sqlite3.connect(home / "askfirst.sqlite3")) as database:
        return [name for (name,) in database.execute(asked)]


def played(home: Path) -> set[str]:
    try:
        return set(json.loads((home / "scene.json").read_text())["played"])
    except OSError:
        return set()
