"""`askfirst serve` and `askfirst worker` as processes: they start, say what is wrong, end, and leave nothing behind."""

from __future__ import annotations

import os
import re
import signal
import socket
import time
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from tests.live.product import Hands, Product, finish, installed

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Iterator

SOON = 20.0
pytestmark = pytest.mark.one_database  # the stories start it on both


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    with installed(tmp_path_factory.mktemp("home")) as one:
        yield one


def eventually(condition: Callable[[], object], seconds: float = SOON) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return False


def children(process: subprocess.Popen[str]) -> list[int]:
    listed = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    return [int(pid) for pid in listed] or _of_other_threads(process.pid)


def _of_other_threads(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for file in found for child in file.read_text().split()]


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def hears(pid: int, number: signal.Signals) -> bool:
    """Whether it has said by now what it does at that signal."""
    caught = re.search(r"^SigCgt:\s*(\w+)", Path(f"/proc/{pid}/status").read_text(), re.MULTILINE)
    return caught is not None and bool(int(caught[1], 16) >> (number - 1) & 1)


def test_it_serves_pages_and_a_worker_works_beside_it(product: Product):
    hands = Hands(product)
    brand = hands.do("found", name="Serving")
    with product.serving() as server:
        assert httpx.get(f"{product.address}/@{brand['slug']}/").status_code == 200
        assert httpx.get(f"{product.address}/static/askfirst/tokens.css").status_code == 200
        assert len(children(server)) == 1
        assert eventually(lambda: '"state": "ok"' in _line(product.run("doctor", "--json").stdout, "worker"))
        [worker] = children(server)
    assert server.returncode == 0
    assert not is_running(worker)
    hands.close()


def _line(report: str, what: str) -> str:
    start = report.find(f'"what": "{what}"')
    return report[start : start + 60] if start >= 0 else ""


def test_a_worker_that_dies_is_started_again(product: Product):
    with product.serving() as server:
        [worker] = children(server)
        os.kill(worker, signal.SIGKILL)
        assert eventually(lambda: children(server) not in ([], [worker]))


def test_when_it_is_killed_its_worker_ends_too(product: Product):
    server = product.start("serve")
    product.wait_until_it_answers(server)
    [worker] = children(server)
    server.kill()
    server.communicate()
    assert eventually(lambda: not is_running(worker))


def test_a_live_stream_does_not_keep_it_from_ending(product: Product):
    hands = Hands(product)
    brand = hands.do("found", name="Streaming")
    hands.close()
    with product.serving("--no-worker") as server, httpx.Client() as client:
        url = f"{product.address}/live/?brand={brand['slug']}"
        with client.stream("GET", url) as stream:
            assert next(stream.iter_lines()).startswith("retry:")
            began = time.monotonic()
            assert finish(server) == 0
            assert time.monotonic() - began < 8


def test_a_port_that_is_taken_is_said_in_one_sentence(product: Product):
    with socket.create_server(("127.0.0.1", product.port)):
        done = product.run("serve")
    assert done.returncode == 1
    assert f"Port {product.port} on 127.0.0.1 is taken" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_database_that_is_not_up_to_date_is_said(product: Product, tmp_path: Path):
    url = f"sqlite:///{tmp_path}/empty.sqlite3"
    done = product.run("serve", ASKFIRST_HOME=str(tmp_path), DATABASE_URL=url)
    assert done.returncode == 1
    assert "Run `askfirst migrate` first" in done.stderr


@pytest.mark.parametrize("command", ["serve", "worker", "doctor", "reach"])
def test_a_database_that_is_down_is_said_in_one_sentence(product: Product, tmp_path: Path, command: str):
    arguments = ("reach", "Ana") if command == "reach" else (command,)
    done = product.run(
        *arguments, ASKFIRST_HOME=str(tmp_path), DATABASE_URL="postgresql://nobody@127.0.0.1:9/x"
    )
    assert done.returncode == 1
    assert "The database cannot be used" in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_a_wrong_setting_is_refused_with_its_remedy(product: Product):
    done = product.run("serve", ASKFIRST_LISTEN="everywhere")
    assert done.returncode == 1
    assert "ASKFIRST_LISTEN is `everywhere`: use host and port" in done.stderr


def test_secrets_that_others_can_read_are_refused(product: Product, tmp_path: Path):
    (tmp_path / "secrets.json").write_text("{}")
    (tmp_path / "secrets.json").chmod(0o644)
    done = product.run("doctor", ASKFIRST_HOME=str(tmp_path))
    assert done.returncode == 1
    assert "chmod 600" in done.stderr


def test_a_worker_finishes_on_sigterm(product: Product):
    worker = product.start("worker")
    assert eventually(lambda: hears(worker.pid, signal.SIGTERM))
    assert worker.poll() is None
    assert finish(worker) == 0
