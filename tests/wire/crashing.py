"""A worker that can be killed, in a process of its own (`worker_process`).

Every send on the stand-in for email is one line in its journal, written through before it is answered for.  At its point,
a name from `POINTS`, the process kills itself as `kill -9` does; without one it works until it is told to end.  All this
is patched in from here: the product knows no such thing.

Processes are forked from one that has loaded everything and opened nothing: to start Python takes longer than to die.
"""

from __future__ import annotations

import importlib
import multiprocessing
import os
import signal
import sys
import threading
import warnings
from datetime import timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.context import ForkServerProcess
    from pathlib import Path

LOADED = "tests.wire.loaded"
POINTS = (
    "before claim",
    "after claim",
    "after recheck",
    "after foretelling",
    "before send",
    "after send",
    "before settle",
    "after settle",
    "before record",
    "after record",
    "in record",
    "in routing",
    "after routing",
)


# ruff: noqa: PLC0415 -- Django must be set up first, by LOADED


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def before(module: Any, name: str) -> None:
    """Die where `name` would be called."""
    setattr(module, name, lambda *_args, **_more: die())


def after(module: Any, name: str) -> None:
    """Die where `name` has been called and did something."""
    real: Callable[..., Any] = getattr(module, name)

    def then_die(*args: Any, **more: Any) -> Any:
        found = real(*args, **more)
        if found != []:
            die()
        return found

    setattr(module, name, then_die)


def patch(point: str) -> None:
    """Put death where it belongs."""
    from askfirst.gate import outbox, release
    from askfirst.inbox import talk
    from askfirst.networks.page import Page
    from askfirst.wire import dispatch, routing
    from tests.scripted import Scripted

    where: dict[str, Callable[[], None]] = {
        "before claim": lambda: before(outbox, "_claim_channel"),
        "after claim": lambda: after(outbox, "claim"),
        "after recheck": lambda: after(release, "recheck"),
        "after foretelling": lambda: after(outbox, "foretell"),
        "before send": lambda: [before(network, "post") for network in (Page, Scripted)] and None,
        "after send": lambda: after(dispatch, "_send_all_done"),
        "before settle": lambda: before(outbox, "settle"),
        "after settle": lambda: after(outbox, "settle"),
        "before record": lambda: before(talk, "record"),
        "after record": lambda: after(talk, "record"),
        "in record": lambda: after(talk, "_append"),
        "in routing": lambda: after(talk, "_append"),
        "after routing": lambda: after(routing, "route"),
    }
    where[point]()


def work(journal: Path, point: str) -> None:
    """Work as the product's worker does, with short leases, until killed or told to end."""
    from askfirst.gate import outbox
    from askfirst.wire import dispatch, worker
    from tests import scripted

    stand_in(scripted, journal)
    outbox.LEASE, outbox.FIRST_PAUSE, worker.TIDY = timedelta(seconds=2), timedelta(0), 0.2  # type: ignore[misc]
    dispatch._send_all_done = lambda found: found  # type: ignore[attr-defined]
    send_all = dispatch._send_all

    async def send_all_then(letters: Any) -> Any:
        return dispatch._send_all_done(await send_all(letters))  # type: ignore[attr-defined]

    dispatch._send_all = send_all_then
    if point:
        patch(point)
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    worker.run(stop)


def stand_in(scripted: Any, journal: Path) -> None:
    """Email is the scripted network, and it keeps a journal."""
    from dataclasses import replace

    from askfirst.networks import catalog

    class Sent(list[Any]):
        def append(self, envelope: Any) -> None:
            with journal.open("a") as file:
                file.write(f"{envelope.text}\n")
                file.flush()
                os.fsync(file.fileno())
            super().append(envelope)

    scripted._network.sent = Sent()
    mail = catalog.NETWORKS["email"]
    catalog.NETWORKS["email"] = replace(mail, module="tests.scripted")  # type: ignore[index]


def worker_process(database: str, journal: Path, point: str) -> ForkServerProcess:
    """A started worker on the database of that name."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([LOADED])
    process = context.Process(target=_be, args=(database, journal, point))
    process.start()
    return process


def _be(database: str, journal: Path, point: str) -> None:
    importlib.import_module(LOADED)
    from django.db import connections

    warnings.simplefilter("ignore")
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())
    connections.settings["default"]["NAME"] = database
    work(journal, point)
