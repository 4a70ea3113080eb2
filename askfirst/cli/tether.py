"""A child that is kept running while we run, and ends when we do, even when we are killed.

The child's standard input is a pipe that nobody writes to.  Its end, for whatever reason, tells the child to finish.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
import time
from contextlib import suppress
from typing import Self

log = logging.getLogger(__name__)

GRACE_SECONDS = 10.0
FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 30.0
STEADY_SECONDS = 60.0
"""A child that ran this long before it died is started again at once."""


class Kept:
    """`python -m askfirst …` as a child: started again when it dies, ended with the block."""

    def __init__(self, *arguments: str) -> None:
        self._arguments = arguments
        self._is_ending = threading.Event()
        self._child = self._start()
        self._keeper = threading.Thread(target=self._keep, name="keeper", daemon=True)

    def __enter__(self) -> Self:
        self._keeper.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Ask it to finish; after ten seconds, or a second Ctrl-C, it is made to."""
        self._is_ending.set()
        child = self._child
        with suppress(OSError):
            if child.stdin:
                child.stdin.close()
        try:
            child.wait(GRACE_SECONDS)
        except (subprocess.TimeoutExpired, KeyboardInterrupt):
            child.kill()
            child.wait()

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen([sys.executable, "-m", "askfirst", *self._arguments], stdin=subprocess.PIPE)

    def _keep(self) -> None:
        pause = FIRST_PAUSE_SECONDS
        while True:
            began = time.monotonic()
            code = self._child.wait()
            if self._is_ending.is_set():
                return
            pause = FIRST_PAUSE_SECONDS if time.monotonic() - began > STEADY_SECONDS else pause
            log.warning("the %s ended (%s); starting it again in %.0f s", self._arguments[0], code, pause)
            if self._is_ending.wait(pause):
                return
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
            self._child = self._start()


def obey(stop: threading.Event) -> None:
    """In the child: set `stop` when the parent has gone or asks us to end.  Whoever cannot stop in time is ended."""
    threading.Thread(target=_watch, args=(stop,), name="tether", daemon=True).start()


def _watch(stop: threading.Event) -> None:
    with suppress(OSError):
        while os.read(sys.stdin.fileno(), 4096):
            pass
    stop.set()
    time.sleep(GRACE_SECONDS)
    os._exit(1)
