"""A worker of the product that can be killed, for processes that are forked from one that has loaded everything already."""

from __future__ import annotations

import signal
import threading

import django

django.setup()

# ruff: noqa: E402 -- Django must be set up first
from django.utils import timezone

from askfirst.gate.limits import stamp
from askfirst.policy.program import bundled
from askfirst.wire import worker

bundled().program("email", stamp(timezone.now()))


def work() -> None:
    """Work until it is told to end, or killed."""
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    worker.run(stop)
