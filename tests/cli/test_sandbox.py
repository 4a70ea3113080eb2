"""`askfirst sandbox`, as a person starts and stops it."""

from __future__ import annotations

import imaplib
import json
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from askfirst.sandbox.mail import missing_packages
from tests.live.product import ROOT, free_port

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.one_database
SECONDS = 30.0


class Started:
    """A sandbox in a process of its own, and the line with which it began."""

    def __init__(self, home: Path, *options: str) -> None:
        command = [sys.executable, "-m", "askfirst", "sandbox", "--json", "--home", str(home)]
        self.process = subprocess.Popen(
            [*command, "--listen", f"127.0.0.1:{free_port()}", *options],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout
        line = self.process.stdout.readline()
        self.said: dict[str, Any] = json.loads(line) if line else {}

    def ask(self, method: str, path: str, given: Any = None) -> Any:
        with httpx.Client(trust_env=False) as client:
            return client.request(method, f"{self.said['address']}/_sandbox/{path}", json=given).json()

    def end(self, number: int = signal.SIGINT) -> tuple[int, str]:
        if self.process.poll() is None:
            self.process.send_signal(number)
        _, errors = self.process.communicate(timeout=SECONDS)
        return self.process.returncode, errors


@pytest.fixture
def started() -> Iterator[Any]:
    all_of_them: list[Started] = []

    def start(home: Path, *options: str) -> Started:
        all_of_them.append(Started(home, *options))
        return all_of_them[-1]

    yield start
    for one in all_of_them:
        one.end(signal.SIGKILL)


def test_the_next_start_goes_on_where_this_one_stopped_however_it_was_ended(
    started: Any, tmp_path: Path
) -> None:
    first = started(tmp_path, "--clock", "2013-10-16T12:00:00Z")
    assert first.said["now"].startswith("2013-10-16T12:00:0")
    assert "imap" not in first.said
    person = first.ask("POST", "people", {"name": "Zoë Krall"})
    first.ask("POST", "clock", {"frozen": True})
    now = first.ask("GET", "clock")["now"]
    assert first.end(signal.SIGINT) == (0, "")
    assert not (tmp_path / "sandbox.json").exists()
    second = started(tmp_path)
    assert second.ask("GET", "people?name=zo%C3%AB")["people"] == [person]
    assert second.ask("GET", "clock") == {"now": now, "is_frozen": True}
    other = second.ask("POST", "people", {"name": "Ödön Nagy"})
    assert second.end(signal.SIGTERM) == (0, "")
    assert not (tmp_path / "sandbox.json").exists()
    third = started(tmp_path)
    assert third.ask("GET", "people?name=zo%C3%AB")["people"] == [person]
    assert third.ask("GET", "people?name=%C3%B6d%C3%B6n")["people"] == [other]
    third.end()
    fourth = started(tmp_path, "--reset")
    assert fourth.ask("GET", "people?name=zo%C3%AB")["people"] == []
    assert fourth.ask("GET", "people?name=ana%20ferreira")["number"] == 1


@pytest.mark.skipif(
    bool(missing_packages()), reason=f"Debian packages are missing: {', '.join(missing_packages())}"
)
def test_mail_servers_come_with_it_where_they_are_wanted(started: Any, tmp_path: Path) -> None:
    box = started(tmp_path, "--mail")
    host, _, port = box.said["imap"].partition(":")
    with imaplib.IMAP4(host, int(port), timeout=10) as mailbox:
        assert mailbox.login(box.said["mailbox"], box.said["password"])[0] == "OK"
    assert box.end()[0] == 0
    with pytest.raises(OSError, match=r"refused|reset"):
        imaplib.IMAP4(host, int(port), timeout=10)


def test_two_sandboxes_do_not_share_a_folder(started: Any, tmp_path: Path) -> None:
    started(tmp_path)
    code, errors = started(tmp_path).end()
    assert code == 1
    assert "A sandbox runs already" in errors


def test_a_folder_that_holds_no_world_is_left_as_it_is(started: Any, tmp_path: Path) -> None:
    (tmp_path / "world.json").write_text("dear diary")
    code, errors = started(tmp_path).end()
    assert code == 1
    assert "holds no world" in errors
    assert "--reset" in errors
    assert (tmp_path / "world.json").read_text() == "dear diary"


@pytest.mark.parametrize("is_running", [True, False])
def test_a_crowd_comes_to_the_sandbox_that_runs_and_to_one_that_does_not(
    started: Any, tmp_path: Path, *, is_running: bool
) -> None:
    box = started(tmp_path) if is_running else None
    command = [sys.executable, "-m", "askfirst", "sandbox", "crowd", "--json", "--home", str(tmp_path)]
    done = subprocess.run(
        [*command, "--people", "40", "--days", "5", "--seed", "3"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=SECONDS,
    )
    summary = json.loads(done.stdout)
    assert summary["done"]["follow"] > 5
    box = box or started(tmp_path)
    acts = box.ask("GET", "")["numbers"]["acts"]
    assert acts >= sum(summary["done"].values())
    assert box.ask("GET", "people?limit=100")["number"] >= 40
    assert box.ask("GET", "")["mistakes"] == []


@pytest.mark.parametrize(
    ("option", "value", "remedy"),
    [("--clock", "yesterday", "no instant"), ("--name", "hooks", "HOST=ADDRESS")],
)
def test_a_wrong_option_is_told(started: Any, tmp_path: Path, option: str, value: str, remedy: str) -> None:
    code, errors = started(tmp_path, option, value).end()
    assert code == 2
    assert remedy in errors
    assert [file.name for file in tmp_path.iterdir()] == ["lock"]
