"""`serve`, `worker` and `migrate`: what keeps the product running."""

from __future__ import annotations

import errno
import gc
import signal
import socket
import threading
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from askfirst.cli import framework, printing
from askfirst.cli.exits import Failed
from askfirst.cli.tether import Kept, obey
from askfirst.config import environment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from askfirst.config.asgi import Front

BACKLOG = 2048
GRACE_SECONDS = 5
_ENDING = (signal.SIGINT, signal.SIGTERM)


def listen_address(text: str) -> tuple[str, int]:
    """What `--listen` was given, as host and port; what the settings say where it is empty."""
    if not text:
        address: tuple[str, int] = environment.read()["ASKFIRST_LISTEN"]
        return address
    try:
        return environment.listen(text)
    except ValueError as remedy:
        raise typer.BadParameter(f"`{text}`: {remedy}", param_hint="--listen") from None


def serve(
    listen: Annotated[
        str, typer.Option(help="Where to listen, as `127.0.0.1:8000`; otherwise what ASKFIRST_LISTEN says.")
    ] = "",
    worker: Annotated[
        bool, typer.Option("--worker/--no-worker", help="Run a worker beside the web server.")
    ] = True,
) -> None:
    """Answer the web, stream what happens, and run the worker beside it, until Ctrl-C."""
    with bound(listen_address(listen)) as listening:
        framework.start_ready()
        host, port = listening.getsockname()[:2]
        printing.say(f"Askfirst listens on http://{host}:{port}. Ctrl-C ends it.")
        with ExitStack() as stack:
            if worker:
                stack.enter_context(Kept("worker", "--tethered"))
            answer_the_web(listening)


def worker(
    tethered: Annotated[bool, typer.Option("--tethered", hidden=True)] = False,
) -> None:
    """Send what may leave, fetch what came in, and put it in its place, until Ctrl-C or SIGTERM."""
    stop = threading.Event()
    _stop_on_signals(stop, is_tethered=tethered)
    framework.start_ready()
    from askfirst.wire import worker as wire

    if tethered:
        obey(stop)
    wire.run(stop)


def migrate(as_json: printing.AsJson = False) -> None:
    """Bring the database up to date; doing it twice is harmless."""
    framework.start()
    count = framework.migrate()
    if as_json:
        printing.answer_json({"applied": count})
        return
    printing.say(
        f"The database is up to date: {count} steps were applied."
        if count
        else "The database was up to date."
    )


@contextmanager
def bound(address: tuple[str, int]) -> Iterator[socket.socket]:
    """A socket that listens there.

    Raises:
        Failed: another program has the port, or it cannot be had.
    """
    host, port = address
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # Accepted sockets inherit it; asyncio sets it only on sockets that it made, and without it small answers wait 40 ms.
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            listening.bind((host.strip("[]"), port))
            listening.listen(BACKLOG)
        except OSError as error:
            raise Failed(_not_ours(host, port, error)) from error
        yield listening


def _not_ours(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} on {host} is taken by another program. End that one, or choose another with --listen {host}:{port + 1}."
    return f"It is not possible to listen on {host}:{port} ({error.strerror or error}). Choose another with --listen."


def answer_the_web(listening: socket.socket, *, began: Callable[[], None] | None = None) -> None:
    """Run the web server on this socket until SIGINT or SIGTERM; `began` is called once it answers."""
    import uvicorn

    from askfirst.config.asgi import application

    # What is loaded by now stays as long as the process: not to be looked through again in the middle of a request.
    gc.collect()
    gc.freeze()
    config = uvicorn.Config(
        application,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,  # how far a proxy is believed is a setting of ours, and read where it matters
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    _server(config, application, began).run(sockets=[listening])


def _server(config: Any, front: Front, began: Callable[[], None] | None) -> Any:
    import uvicorn

    class Server(uvicorn.Server):
        """It ends the live streams first, since they never end by themselves, and does not raise its signal again."""

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if began:
                began()

        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            front.live.stop()
            await super().shutdown(sockets)

        @contextmanager
        def capture_signals(self) -> Iterator[None]:
            before = {number: signal.signal(number, self.handle_exit) for number in _ENDING}
            try:
                yield
            finally:
                for number, handler in before.items():
                    signal.signal(number, handler)

    return Server(config)


def _stop_on_signals(stop: threading.Event, *, is_tethered: bool) -> None:
    """Finish on SIGTERM and Ctrl-C.  On a tether Ctrl-C is for the parent, who will let us go when it is ready."""
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    signal.signal(signal.SIGINT, signal.SIG_IGN if is_tethered else lambda *_: stop.set())
