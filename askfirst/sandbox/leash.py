"""Run one command that ends when whoever started it ends, however that happens.

    python leash.py COMMAND [ARGUMENT …]

The starter keeps the other end of our standard input and never writes to it.  When it closes that end, on purpose or because
it was killed, the command and everything it started are asked to stop, and after five seconds made to.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from typing import IO

GRACE_SECONDS = 5.0

_PR_SET_CHILD_SUBREAPER = 36  # prctl(2)


def start(command: list[str], *, log: IO[bytes], cwd: str | None = None) -> subprocess.Popen[bytes]:
    """Start `command` on a leash: it ends with this process.

    Args:
        command: Program and arguments; the program is looked up on PATH.
        log: Where its output and errors go.
        cwd: The folder it runs in.
    """
    return subprocess.Popen(
        [sys.executable, __file__, *command],
        stdin=subprocess.PIPE,
        stdout=log,
        stderr=log,
        cwd=cwd,
        start_new_session=True,  # Ctrl-C in a terminal is for us: we then stop the command in order
    )


def let_go(process: subprocess.Popen[bytes]) -> None:
    """Ask a command started by `start` to stop and wait until it and its children are gone."""
    if process.stdin is not None:
        with suppress(OSError):
            process.stdin.close()
    process.wait()


def hold(command: list[str]) -> int:
    """Run `command` until it ends or our standard input does; its exit code."""
    _adopt_orphans()
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)
    threading.Thread(target=_stop_at_end_of_input, args=(child,), daemon=True).start()
    code = child.wait()
    _signal_group(child, signal.SIGKILL)
    with suppress(ChildProcessError):
        while True:
            os.wait()
    return code


def _adopt_orphans() -> None:
    """Let the command's own children become ours when it ends, so that none is left behind unseen (Linux)."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def _stop_at_end_of_input(child: subprocess.Popen[bytes]) -> None:
    while os.read(0, 4096):
        pass
    _signal_group(child, signal.SIGTERM)
    try:
        child.wait(GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        _signal_group(child, signal.SIGKILL)


def _signal_group(child: subprocess.Popen[bytes], number: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, number)


if __name__ == "__main__":
    sys.exit(hold(sys.argv[1:]))
