"""`sandbox`: imitations of the networks on this machine, in one process, with people and a clock that can be moved."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from askfirst.cli import printing
from askfirst.cli.exits import Failed
from askfirst.cli.serving import bound, listen_address

if TYPE_CHECKING:
    from collections.abc import Iterator

    from askfirst.sandbox.server import Sandbox
    from askfirst.sandbox.starting import Addresses

HOME = Path("var/sandbox")
LISTEN = "127.0.0.1:8100"

Home = Annotated[
    Path | None,
    typer.Option(metavar="FOLDER", help="Where the sandbox keeps its world; otherwise var/sandbox."),
]
Seed = Annotated[int, typer.Option(help="A new world with the same seed has the same ids.")]

app = typer.Typer(invoke_without_command=True)


@app.callback()
def sandbox(
    context: typer.Context,
    *,
    listen: Annotated[str, typer.Option(help="Where to listen; otherwise 127.0.0.1:8100.")] = LISTEN,
    front: Annotated[
        int, typer.Option(metavar="PORT", help="Port of the HTTPS proxy; 0: any that is free.")
    ] = 0,
    home: Home = None,
    seed: Seed = 7,
    clock: Annotated[
        str, typer.Option(metavar="INSTANT", help="Set the clock, as in 2013-10-16T12:00:00Z.")
    ] = "",
    names: Annotated[
        list[str] | None,
        typer.Option(
            "--name",
            metavar="HOST=ADDRESS",
            help="Which loopback address stands for a public host of a hook, as in hooks.harbour.test=127.0.0.1:8000.",
        ),
    ] = None,
    reset: Annotated[
        bool, typer.Option("--reset", help="Forget the world that is there and begin anew.")
    ] = False,
    as_json: printing.AsJson = False,
) -> None:
    """Run the networks' imitations until Ctrl-C: their APIs, their pushes, a console to play a fan, a clock to move.

    The next start goes on where this one stopped. Nothing ever leaves this machine.
    """
    if context.invoked_subcommand is not None:
        return
    from askfirst.sandbox import starting

    folder = (home or HOME).absolute()
    with _held(folder), bound(listen_address(listen)) as listening:
        box = _opened(folder, seed, is_reset=reset)
        _set(box, clock, names or [])
        starting.serve(
            box, listening, folder, front_port=front, began=lambda found: _show(box, found, is_json=as_json)
        )


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    """The folder, as long as the block runs; one that is in use is told in a sentence."""
    from askfirst.sandbox import starting

    with ExitStack() as stack:
        try:
            stack.enter_context(starting.held(folder))
        except starting.Taken:
            raise Failed(
                f"A sandbox runs already in {folder}. Stop it first, or choose another folder with --home."
            ) from None
        yield


def _opened(folder: Path, seed: int, *, is_reset: bool) -> Sandbox:
    from askfirst.sandbox import starting

    try:
        return starting.opened(folder, seed=seed, is_reset=is_reset)
    except ValueError as error:
        raise Failed(f"{error}. Begin anew with --reset, or choose another folder with --home.") from error


def _set(box: Sandbox, clock: str, names: list[str]) -> None:
    from datetime import datetime

    if clock:
        try:
            box.world.clock.set(datetime.fromisoformat(clock))
        except ValueError as error:
            raise typer.BadParameter(f"`{clock}` is no instant: {error}", param_hint="--clock") from None
    for given in names:
        host, _, address = given.partition("=")
        if not host or not address:
            raise typer.BadParameter(f"`{given}`: use HOST=ADDRESS", param_hint="--name")
        box.pushes.names[host] = address


def _show(box: Sandbox, found: Addresses, *, is_json: bool) -> None:
    if is_json:
        import json
        import sys

        networks = {name: list(face.hosts) for name, face in box.faces.all.items()}
        line = {**asdict(found), "networks": networks, "now": box.world.now.isoformat()}
        sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
        sys.stdout.flush()
        return
    printing.say(f"The sandbox listens on {found.address}: open it and play a fan.")
    printing.say(
        f"  Connectors reach every network through it; unchanged clients use the proxy {found.front}"
    )
    printing.say(f"  and trust {found.authority}.")
    printing.say(f"  Its clock says {box.world.now:%A %d %B %Y, %H:%M} UTC. Ctrl-C ends it.")
