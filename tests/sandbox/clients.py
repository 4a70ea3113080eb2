"""Runs what others wrote for the real networks: a script of tests/clients/ in .venv-clients, unchanged, through the TLS front.

    def test_tweepy_writes_a_message(front):
        said = run_client("tweepy_dm", front, token=…, to=…)      # tests/clients/tweepy_dm.py
        assert said["id"] == …

The script finds its arguments as JSON in `sys.argv[1]` and prints one JSON object as its last line.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from askfirst.sandbox.server import Sandbox

ROOT = Path(__file__).parent.parent.parent
PYTHON = ROOT / ".venv-clients" / "bin" / "python"
SCRIPTS = ROOT / "tests" / "clients"
SECONDS = 60.0


class ClientFailed(AssertionError):  # noqa: N818 -- a statement about the client
    """The script ended with an error; the text is all that it said."""


def environment(sandbox: Sandbox, *, is_redirected: bool) -> dict[str, str]:
    """The whole environment of a client: nothing of ours leaks into it."""
    bare = {
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUNBUFFERED": "1",
    }
    if not is_redirected:
        return bare
    assert sandbox.front is not None, "run the sandbox with certificates=…, so that it has a TLS front"
    return bare | sandbox.front.environment


def run_client(
    script: str, sandbox: Sandbox, *, is_redirected: bool = True, seconds: float = SECONDS, **given: Any
) -> Any:
    """Run a script and read what it printed last.  Skips aloud where the clients are not installed.

    Args:
        script: Name in tests/clients/, without `.py`.
        sandbox: A running one with a front.
        is_redirected: Through the TLS front; otherwise the script is given an address and goes there itself.
        seconds: How long it may take.
        given: What the script shall know; JSON values.

    Raises:
        ClientFailed: it ended with an error, or printed no JSON.
    """
    if not PYTHON.exists():
        pytest.skip("the public clients are not installed: run `make clients`")
    done = subprocess.run(
        [PYTHON, SCRIPTS / f"{script}.py", json.dumps(given)],
        env=environment(sandbox, is_redirected=is_redirected),
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )
    if done.returncode:
        raise ClientFailed(f"{script} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}")
    try:
        return json.loads(done.stdout.strip().rpartition("\n")[2])
    except ValueError:
        raise ClientFailed(f"{script} printed no JSON at its end:\n{done.stdout}\n{done.stderr}") from None
