"""One ASGI process for all networks, routed by `Host` or by base path (`/graph.facebook.com/v24.0/me`).

    sandbox = Sandbox(World(seed=7))                  # or Sandbox.opened(folder), which goes on where it was
    with sandbox.running() as address:                # http://127.0.0.1:PORT, in a thread of this process
        ...                                           # connectors: through=address; clients: through the TLS front

Every request is written to the transcript, may meet a fault, and is answered by a face with the world's lock held.
`/_sandbox/` is the control API, `/` the console.
"""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import socket
import sys
import threading
import time
import traceback
from datetime import timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

import uvicorn
from starlette.responses import PlainTextResponse, Response

from askfirst.sandbox import saving
from askfirst.sandbox.console import Console
from askfirst.sandbox.control import Control
from askfirst.sandbox.crowd import Crowd
from askfirst.sandbox.delivering import deliver, will_send
from askfirst.sandbox.face import Face, Faces, Refused
from askfirst.sandbox.faults import Fault, Faults
from askfirst.sandbox.front import Front
from askfirst.sandbox.listening import Server, promptly
from askfirst.sandbox.memory import Unknown
from askfirst.sandbox.pushes import Pushes
from askfirst.sandbox.reading import read
from askfirst.sandbox.transcript import Transcript
from askfirst.sandbox.world import World

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from starlette.types import Receive, Scope, Send

    from askfirst.sandbox.call import Call

TICK_SECONDS = 0.05
SAVE_SECONDS = 2.0
CROWD_STEPS = 20
"""So many acts of a crowd between two looks at what shall be pushed."""
WORLD_FILE = "world.json"
TRANSCRIPT_FILE = "transcript.jsonl"


class Sandbox:
    """The whole: world, faces, pushes, faults, transcript.  It is an ASGI application."""

    def __init__(
        self,
        world: World | None = None,
        *,
        faces: Mapping[str, str | type[Face]] | None = None,
        folder: Path | None = None,
    ) -> None:
        """`faces`: the wanted ones, otherwise all; `folder`: where world and transcript are kept, otherwise nowhere."""
        self.world = world or World()
        self.folder = folder
        self.transcript = Transcript(folder / TRANSCRIPT_FILE if folder else None)
        self.faults = Faults()
        self.pushes = Pushes(self.world, self.transcript)
        self.faces = Faces(self.world, self.pushes, faces)
        self.control = Control(self)
        self.console = Console(self)
        self.own_paths = [*self.control.paths, *self.console.paths]
        self.mistakes: list[str] = []
        """Tracebacks of faces that broke: each is a bug of the sandbox."""
        self.front: Front | None = None
        """The TLS front, where `running` or `prepare` was asked for one."""
        self._ports = (0, 0)
        self.crowd: Crowd | None = None
        """The latest one."""
        self.is_crowded = False
        self._saved = -1
        self._tasks: list[asyncio.Task[None]] = []

    @classmethod
    def opened(
        cls, folder: Path, *, seed: int = 7, faces: Mapping[str, str | type[Face]] | None = None
    ) -> Sandbox:
        """The world of a folder, or a new one there.

        Raises:
            ValueError: the folder's file holds no world.
        """
        file = folder / WORLD_FILE
        return cls(saving.load(file) if file.exists() else World(seed), faces=faces, folder=folder)

    def save(self) -> None:
        """Write the world to its folder, where it has one and something has changed."""
        if self.folder is not None and self._saved != self.world.changes:
            self._saved = self.world.changes
            saving.save(self.world, self.folder / WORLD_FILE)

    def spawn(self, task: Any) -> None:
        """Run a coroutine beside the calls, until the sandbox ends."""
        self._tasks.append(asyncio.create_task(self._watched(task)))

    async def _watched(self, task: Any) -> None:
        try:
            await task
        except Exception:  # noqa: BLE001 -- kept for whoever asks
            self._mistake()

    def reset(self) -> None:
        """Forget everybody and everything; the clock stays."""
        with self.world.lock:
            self.world.forget()
            self.faults.clear()
            self.transcript.clear()
            self.mistakes.clear()
            self.faces.seed()

    async def play_crowd(self, *, people: int, days: int, seed: int, pace: float = 0.0) -> None:
        """Let a crowd live through so many days; its course is `crowd`, whose clock is the world's.

        Args:
            people: How many.
            days: How long, by the world's clock.
            seed: The same on the same world makes the same acts.
            pace: Real seconds for one of their days; 0: as fast as pushes go out.
        """
        self.is_crowded = True
        try:
            with self.world.lock:
                self.crowd = Crowd(self, people=people, days=days, seed=seed)
            await self._live_through(self.crowd, pace)
        finally:
            self.is_crowded = False

    async def _live_through(self, crowd: Crowd, pace: float) -> None:
        try:
            goes_on = True
            while goes_on:
                with self.world.lock:
                    wait = (crowd.next_at - self.world.now) / timedelta(days=1) * pace
                if wait > 0:
                    await asyncio.sleep(wait)
                with self.world.lock:
                    goes_on = all(crowd.step() for _ in range(1 if pace else CROWD_STEPS))
                await self.pushes.turn()
                await asyncio.sleep(0)
        finally:
            crowd.close()

    # -- ASGI ------------------------------------------------------------------------------------------------------

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1000})

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self._tasks = [asyncio.create_task(self._push()), asyncio.create_task(self._keep())]
                if self.front is not None:
                    await self.front.start(*self._ports)
                await send({"type": "lifespan.startup.complete"})
            else:
                for task in self._tasks:
                    task.cancel()
                await asyncio.gather(*self._tasks, return_exceptions=True)
                if self.front is not None:
                    await self.front.stop()
                await self.pushes.close()
                self.save()
                self.transcript.close()
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def _push(self) -> None:
        loop, woken = asyncio.get_running_loop(), asyncio.Event()

        def wake() -> None:
            with contextlib.suppress(RuntimeError):  # the loop has ended
                loop.call_soon_threadsafe(woken.set)

        self.pushes.wake = wake
        self.world.clock.when_moved(wake)
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(woken.wait(), TICK_SECONDS)
            woken.clear()
            try:
                await self.pushes.turn()
            except Exception:  # noqa: BLE001 -- one bad push must not end the sender; the traceback is kept
                self._mistake()

    async def _keep(self) -> None:
        while True:
            await asyncio.sleep(SAVE_SECONDS)
            try:
                self.save()
            except OSError as error:  # a full disk: the next look may find room
                sys.stderr.write(f"sandbox: the world could not be saved: {error}\n")
                self._saved = -1

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = time.perf_counter()
        call = await read(scope, receive, self.is_host)
        faces = self.faces.at(call.host)
        if not faces:
            await (await self._own(call))(scope, receive, send)
            return
        fault = self.faults.take(call)
        face = next((one for one in faces if one.claims(call)), faces[0])
        answer = await self._act(face, call, fault)
        status, body = will_send(answer, fault)
        self.transcript.add(
            at=self.world.now,
            direction="in",
            network=face.name,
            method=call.method,
            host=call.host,
            path=call.path,
            query=call.raw_query,
            headers=dict(call.headers),
            body=call.body,
            status=status,
            answer_headers={} if answer is None else dict(answer.headers),
            answer=body,
            fault=fault.kind if fault else "",
            milliseconds=(time.perf_counter() - begun) * 1000,
        )
        # After the entry, so that whoever has the answer finds it there.
        await deliver(answer, fault, self._date(fault), (scope, receive, send))

    async def _act(self, face: Face, call: Call, fault: Fault | None) -> Response | None:
        """What is answered; `None`: the connection is closed before anything is done."""
        if fault is not None and fault.kind in {"refuse", "hang"}:
            return None
        if fault is not None and fault.kind == "answer":
            return Response(fault.body, fault.status, fault.headers)
        try:
            if fault is not None and fault.kind == "row":
                return face.finish(call, face.row(fault.row, call, fault.more))
            answer = await self._ask(face, call)
            if self.pushes.manner.echo == "before":
                await self.pushes.flush(only_echoes=True)
        except Exception:  # noqa: BLE001 -- a broken face must not end the sandbox; the traceback is kept
            self._mistake()
            return PlainTextResponse("the sandbox's own mistake; see its log\n", 500)
        return answer

    async def _ask(self, face: Face, call: Call) -> Response:
        for path in face.paths:
            caught = path.match(call.method, call.path)
            if caught is not None:
                call.params = caught
                return await self._handle(face, call, path.handler)
        return face.finish(call, face.missing(call))

    async def _handle(self, face: Face, call: Call, handler: Any) -> Response:
        try:
            answer = await self._run(handler, call)
        except Refused as no:
            answer = face.row(no.row, call, no.more)
        except Unknown as error:
            answer = face.row("unknown", call, {"says": str(error)})
        return face.finish(call, answer)

    async def _run(self, handler: Any, call: Call) -> Response:
        if inspect.iscoroutinefunction(handler):
            return cast("Response", await handler(call))
        with self.world.lock:
            return cast("Response", handler(call))

    async def _own(self, call: Call) -> Response:
        """What is no network's: control API and console.  Only under names of this machine, and not for other sites' pages."""
        origin = call.headers.get("origin", "")
        if urlsplit(f"//{call.host}").hostname not in {"127.0.0.1", "localhost", "::1"}:
            return PlainTextResponse(f"no network of this sandbox is at {call.host}{call.path}\n", 404)
        if origin and urlsplit(origin).netloc != call.headers.get(
            "host"
        ):  # `null` is a page of nobody knows whom
            return PlainTextResponse("pages of other sites have no say here\n", 403)
        try:
            for path in self.own_paths:
                caught = path.match(call.method, call.path)
                if caught is not None:
                    call.params = caught
                    return await self._run(path.handler, call)
        except (Refused, Unknown, ValueError) as error:
            is_program = call.path.startswith("/_sandbox/")
            return self.control.complain(error) if is_program else self.console.complain(call, error)
        except Exception:  # noqa: BLE001 -- as for a face
            self._mistake()
            return PlainTextResponse("the sandbox's own mistake; see its log\n", 500)
        return PlainTextResponse(f"there is nothing at {call.path}\n", 404)

    def is_host(self, host: str) -> bool:
        """Whether a face answers there."""
        return bool(self.faces.at(host))

    def _date(self, fault: Fault | None) -> str:
        skew = fault.seconds if fault is not None and fault.kind == "skew" else 0.0
        return format_datetime(self.world.now + timedelta(seconds=skew), usegmt=True)

    def _mistake(self) -> None:
        text = traceback.format_exc()
        self.mistakes.append(text)
        sys.stderr.write(text)

    # -- running ---------------------------------------------------------------------------------------------------

    def server(self, port: int, *, front_port: int | None = None, certificates: Path | None = None) -> Server:
        """A server for it; `run(sockets=[…])` with a socket that listens at `port`.

        Args:
            port: Where the sandbox itself is reached.
            front_port: Where the TLS front listens, 0 for any; `None`: no front.
            certificates: Where the front's authority is written.
        """
        self._ports = (port, front_port or 0)
        if front_port is not None and certificates is not None:
            self.front = Front(self.is_host, certificates)
        config = uvicorn.Config(
            self,
            log_level="warning",
            access_log=False,
            date_header=False,
            server_header=False,
            proxy_headers=False,
            lifespan="on",
            timeout_graceful_shutdown=1,
        )
        return Server(config)

    @contextlib.contextmanager
    def running(self, port: int = 0, *, certificates: Path | None = None) -> Iterator[str]:
        """Serve in a thread while the block runs; the address, without a slash at its end.

        `certificates`: a file for the authority of a TLS front, which then is `front`; otherwise there is none.
        """
        listening = socket.create_server(("127.0.0.1", port))
        promptly(listening)
        port = listening.getsockname()[1]
        server = self.server(port, front_port=0 if certificates else None, certificates=certificates)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        try:
            while not server.started and thread.is_alive():
                time.sleep(0.005)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.should_exit = True
            thread.join()
            listening.close()
