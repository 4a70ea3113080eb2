"""`sandbox`: imitations of the networks on this machine, in one process, with people and a clock that can be moved."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from askfirst.cli import printing
from askfirst.cli.exits import Failed
from askfirst.cli.serving import bound, listen_address

if TYPE_CHECKING:
    from collections.abc import Iterator

    from askfirst.sandbox.server import Sandbox
    from askfirst.sandbox.starting import Addresses

HOME = Path("var/sandbox")
LISTEN = "127.0.0.1:8700"

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
    listen: Annotated[str, typer.Option(help="Where to listen; otherwise 127.0.0.1:8700.")] = LISTEN,
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
    mail: Annotated[
        bool,
        typer.Option("--mail", help="Start mail servers too, with a mailbox for each fan who writes mails."),
    ] = False,
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
    with _held(folder), bound(listen_address(listen)) as listening, ExitStack() as stack:
        box = _opened(folder, seed, is_reset=reset)
        _set(box, clock, names or [])
        post = _start_mail(folder, stack) if mail else {}
        starting.serve(
            box,
            listening,
            folder,
            front_port=front,
            began=lambda found: _show(box, found, post, is_json=as_json),
        )


@app.command()
def crowd(
    *,
    people: Annotated[int, typer.Option(min=1, help="How many fans.")] = 2_000,
    days: Annotated[int, typer.Option(min=1, help="How many days they live through.")] = 30,
    seed: Seed = 7,
    pace: Annotated[
        float, typer.Option(min=0, help="Real seconds for one of their days; 0: as fast as possible.")
    ] = 0.0,
    home: Home = None,
    as_json: printing.AsJson = False,
) -> None:
    """Let fans follow, like, comment, ask, write, answer, grow tired, complain and block, day by day.

    They act in the sandbox that runs in that folder, otherwise in one that is started for it. The product hears of them by pushes and
    when it asks, as of everybody. The same seed on the same world makes the same acts.
    """
    from askfirst.sandbox import starting

    folder = (home or HOME).absolute()
    asked = {"people": people, "days": days, "seed": seed, "pace": pace}
    found = starting.addresses(folder)
    if found is not None:
        summary = _follow(found.address, asked, is_json=as_json)
    else:
        with _held(folder):
            box = _opened(folder, seed, is_reset=False)
            with box.running() as address:
                summary = _follow(address, asked, is_json=as_json)
    if as_json:
        printing.answer_json(summary)
        return
    done = ", ".join(f"{number} {kind.replace('_', ' ')}" for kind, number in summary["done"].items())
    printing.say(f"The crowd has gone. It did: {done or 'nothing'}.")
    printing.say(f"  The world's clock says {datetime.fromisoformat(summary['now']):%A %d %B %Y, %H:%M} UTC.")
    for rule, number in summary["refused"].items():
        printing.say(f"  The networks refused {number} of their deeds by {rule}.")


def _follow(address: str, asked: dict[str, Any], *, is_json: bool) -> dict[str, Any]:
    """Begin it and wait until it is over, with a bar on a screen."""
    import time

    import httpx
    from rich.progress import Progress

    with httpx.Client(base_url=f"{address}/_sandbox/", trust_env=False, timeout=60) as client:
        begun = client.post("crowd", json=asked)
        if not begun.is_success:
            raise Failed(f"The crowd did not come: {begun.json()['error']}.")
        with Progress(console=printing.console(is_error=True), disable=is_json, transient=True) as bar:
            task = bar.add_task("Days go by", total=asked["days"])
            while True:
                state: dict[str, Any] = client.get("crowd").json()
                if not state["is_playing"]:
                    return state
                if "begin" in state:
                    lived = datetime.fromisoformat(state["now"]) - datetime.fromisoformat(state["begin"])
                    bar.update(task, completed=lived.days)
                time.sleep(0.2)


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


def _start_mail(folder: Path, stack: ExitStack) -> dict[str, str]:
    """Where mail is sent and read, and the brand's own mailbox there."""
    from askfirst.cli import mail_pair
    from askfirst.sandbox import cast
    from askfirst.sandbox.mail import MailUnavailable

    try:
        servers = mail_pair.start(folder, stack)
    except MailUnavailable as reason:
        raise Failed(f"The mail servers did not start: {reason} Or leave --mail out.") from reason
    user, password = cast.TEAM_MAILBOX
    smtp, imap = f"{servers.host}:{servers.smtp_port}", f"{servers.host}:{servers.imap_port}"
    return {"smtp": smtp, "imap": imap, "mailbox": user, "password": password}


def _set(box: Sandbox, clock: str, names: list[str]) -> None:
    from askfirst.sandbox.pushes import is_here

    if clock:
        try:
            box.world.clock.set(datetime.fromisoformat(clock))
        except ValueError as error:
            raise typer.BadParameter(f"`{clock}` is no instant: {error}", param_hint="--clock") from None
    for given in names:
        host, _, address = given.partition("=")
        if not host or not is_here(address):
            raise typer.BadParameter(
                f"`{given}`: use HOST=ADDRESS with a loopback address", param_hint="--name"
            )
        box.pushes.names[host] = address


def _show(box: Sandbox, found: Addresses, post: dict[str, str], *, is_json: bool) -> None:
    if is_json:
        import json
        import sys

        networks = {name: list(face.hosts) for name, face in box.faces.all.items()}
        line = {**asdict(found), **post, "networks": networks, "now": box.world.now.isoformat()}
        sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
        sys.stdout.flush()
        return
    printing.say(f"The sandbox listens on {found.address}: open it and play a fan.")
    printing.say(
        f"  Connectors reach every network through it; unchanged clients use the proxy {found.front}"
    )
    printing.say(f"  and trust {found.authority}.")
    if post:
        printing.say(
            f"  Mail is sent to {post['smtp']} and read at {post['imap']}; the brand is {post['mailbox']}, password {post['password']}."
        )
    printing.say(f"  Its clock says {box.world.now:%A %d %B %Y, %H:%M} UTC. Ctrl-C ends it.")
