"""The one event loop of a process for everything that speaks to networks: connections stay open from one call to the next.

Whoever calls `run` waits in their own thread; nothing that waits for the database may run on the loop itself.
"""

from __future__ import annotations

import asyncio
import os
import threading
from concurrent.futures import CancelledError, ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

from django.db import connection

from askfirst.networks import http
from askfirst.networks.email import lines

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from concurrent.futures import Future
    from typing import Any

T = TypeVar("T")
R = TypeVar("R")

GOODBYE_SECONDS = 5.0
THREADS = 4
NAME = "network loop"


class Ended(RuntimeError):  # noqa: N818 -- it says what the matter is
    """The loop was ended before this was done: nobody knows how far it came."""


class _Loop(threading.Thread):
    """The thread on which the loop runs."""

    def __init__(self) -> None:
        super().__init__(name=NAME, daemon=True)
        self.pid = os.getpid()
        self.loop = asyncio.new_event_loop()

    def run(self) -> None:
        asyncio.set_event_loop(self.loop)
        lines.keep(self.loop)
        self.loop.run_forever()
        self.loop.run_until_complete(_put_down())
        self.loop.run_until_complete(self.loop.shutdown_default_executor())
        self.loop.close()


_threads = ThreadPoolExecutor(THREADS, thread_name_prefix="beside the loop")
_lock = threading.Lock()
_thread: _Loop | None = None


def begin(work: Coroutine[Any, Any, T]) -> Future[T]:
    """Let `work` begin on the loop of this process and do not wait for it.  `end` breaks it off."""
    with _lock:  # `end` cannot come between: what was handed over is either done or broken off
        return asyncio.run_coroutine_threadsafe(work, _of_this_process().loop)


def run(work: Coroutine[Any, Any, T]) -> T:
    """Carry out `work` on the loop of this process and return what it returns.  From any thread but the loop's own.

    Raises:
        Ended: the process ends; `work` was cancelled.
        RuntimeError: called on the loop itself, which would wait for ever.
        Exception: whatever `work` raises.
    """
    if threading.current_thread().name == NAME:
        work.close()
        raise RuntimeError("`run` waits, so it cannot be called on the loop: await the work instead")
    return outcome(begin(work))


def outcome(future: Future[T]) -> T:
    """Wait for what was begun and return what it returns.  From any thread but the loop's own.

    Raises:
        Ended: the process ends; it was cancelled.
        Exception: whatever it raises.
    """
    try:
        return future.result()
    except CancelledError as error:
        raise Ended("the process ends: this was broken off") from error
    except BaseException:
        future.cancel()  # whoever waited is gone (a signal in the main thread): nothing goes on behind their back
        raise


async def aside(act: Callable[..., R], *arguments: object) -> R:
    """On the loop: what asks the database is done in a thread, whose connection is given back afterwards."""
    return await asyncio.get_running_loop().run_in_executor(_threads, _alone, act, *arguments)


def _alone(act: Callable[..., R], *arguments: object) -> R:
    try:
        return act(*arguments)
    finally:
        connection.close()


def end() -> None:
    """Break off what is under way, let the connections go and end the loop.  The next `run` gets a new one."""
    global _thread
    with _lock:
        thread, _thread = _thread, None
        if thread and thread.pid == os.getpid():
            thread.loop.call_soon_threadsafe(thread.loop.stop)
    if thread and thread.pid == os.getpid():
        thread.join(GOODBYE_SECONDS)


def _of_this_process() -> _Loop:
    """The loop's thread; a child of a fork has none of its own yet."""
    global _thread  # noqa: PLW0603 -- one for each process, made when it is first needed
    if _thread is None or _thread.pid != os.getpid() or not _thread.is_alive():
        _thread = _Loop()
        _thread.start()
    return _thread


async def _put_down() -> None:
    """Cancel every task of this loop but this one, and close what they held."""
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    await asyncio.wait_for(asyncio.gather(*tasks, return_exceptions=True), GOODBYE_SECONDS)
    lines.close()
    await http.close()
