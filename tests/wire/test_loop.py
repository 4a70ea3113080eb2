"""The loop on which networks are spoken to: it stays, it is one for a process, and it ends when it is told to."""

from __future__ import annotations

import asyncio
import os
import threading
from typing import TYPE_CHECKING

import pytest

from askfirst.networks import http
from askfirst.wire import loop

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx


@pytest.fixture(autouse=True)
def _ended() -> Iterator[None]:
    yield
    loop.end()


async def _running() -> asyncio.AbstractEventLoop:
    return asyncio.get_running_loop()


async def _client() -> httpx.AsyncClient:
    return http.client()


async def _fail() -> None:
    raise ValueError("no")


def test_two_calls_share_one_loop_and_its_connections() -> None:
    assert loop.run(_running()) is loop.run(_running())
    assert loop.run(_client()) is loop.run(_client())


def test_what_goes_wrong_is_told_to_whoever_called() -> None:
    with pytest.raises(ValueError, match="no"):
        loop.run(_fail())
    assert loop.run(asyncio.sleep(0, "still there")) == "still there"


def test_many_threads_are_served_at_once() -> None:
    meeting = asyncio.Barrier(5)
    found: list[bool] = []

    def wait() -> None:
        loop.run(asyncio.wait_for(meeting.wait(), 5))
        found.append(True)

    threads = [threading.Thread(target=wait) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 5


def test_waiting_for_itself_is_refused() -> None:
    async def inside() -> None:
        loop.run(asyncio.sleep(0))

    with pytest.raises(RuntimeError, match="await the work instead"):
        loop.run(inside())


def test_ending_breaks_off_what_is_under_way_and_closes_the_connections() -> None:
    begun, told = threading.Event(), []

    async def for_ever() -> None:
        begun.set()
        await asyncio.sleep(3600)

    def wait() -> None:
        try:
            loop.run(for_ever())
        except loop.Ended as error:
            told.append(str(error))

    held = loop.run(_client())
    thread = threading.Thread(target=wait)
    thread.start()
    assert begun.wait(5)
    loop.end()
    thread.join(5)
    assert told
    assert held.is_closed


def test_after_its_end_the_next_call_gets_a_new_one() -> None:
    first = loop.run(_running())
    loop.end()
    loop.end()
    assert loop.run(_running()) is not first
    assert first.is_closed()


def test_a_child_of_a_fork_makes_its_own() -> None:
    loop.run(_running())
    child = os.fork()
    if not child:
        os._exit(0 if loop.run(asyncio.sleep(0, 7)) == 7 else 1)
    assert os.waitpid(child, 0)[1] == 0
