"""`demo`: Harbour Coffee with its page, inbox, mailbox and a few fans, all on this machine."""

from __future__ import annotations

import os
import shutil
import sys
import time
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from askfirst.cli import framework, mail_pair, printing
from askfirst.cli.exits import Failed
from askfirst.cli.serving import answer_the_web, bound, listen_address
from askfirst.cli.tether import Kept

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator

    from askfirst.sandbox.mail import MailServers

HOME = Path("var/demo")
LISTEN = "127.0.0.1:8000"
SANDBOX_PORT = 8700
SANDBOX_SECONDS = 20.0
_SAFE_TO_RESET = "demo.json"
"""This file marks a folder as one of the demo's: no other is ever emptied."""


def demo(
    *,
    reset: Annotated[
        bool, typer.Option("--reset", help="Begin anew: forget everything in var/demo.")
    ] = False,
    listen: Annotated[str, typer.Option(help="Where to listen; otherwise 127.0.0.1:8000.")] = LISTEN,
    home: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Where the demo keeps its data; otherwise var/demo.")
    ] = None,
    quiet: Annotated[
        bool, typer.Option("--no-scene", help="Let nobody play: only what you do yourself.")
    ] = False,
) -> None:
    """Start Harbour Coffee on this machine: page, inbox, mailbox, worker and a few fans. Ctrl-C ends everything.

    The next start goes on where this one stopped. Prints links with which each member signs in once.
    """
    folder = (home or HOME).absolute()
    try:
        with bound(listen_address(listen)) as listening, ExitStack() as stack:
            prepare(folder, listening, is_reset=reset)
            stack.enter_context(_one_at_a_time(folder))
            mail = _start_mail(folder, stack)
            sandbox = _start_sandbox(folder, stack)
            framework.start()
            _run(folder, listening, mail, stack, is_quiet=quiet, sandbox=sandbox)
    except KeyboardInterrupt:
        printing.say("Stopped before it was ready; the next start begins where it was.")


def prepare(folder: Path, listening: socket.socket, *, is_reset: bool) -> None:
    """Make the folder, and let the settings of this process and of its children speak of the demo only.

    Raises:
        Failed: the folder holds something that is not a demo.
    """
    mark = folder / _SAFE_TO_RESET
    if folder.exists() and any(folder.iterdir()) and not mark.exists():
        raise Failed(
            f"{folder} holds something that no demo has put there. Choose another folder with --home."
        )
    if is_reset:
        _empty(folder)
    folder.mkdir(parents=True, exist_ok=True)
    mark.touch()
    host, port = listening.getsockname()[:2]
    kept = "ASKFIRST_INSIDE"  # a blog beside the demo may be read
    ours = [name for name in os.environ if name.startswith("ASKFIRST_") and name != kept]
    for name in [*ours, "DATABASE_URL"]:
        os.environ.pop(name, None)
    os.environ["ASKFIRST_HOME"] = str(folder)
    os.environ["ASKFIRST_LISTEN"] = f"{host}:{port}"
    # Browsers know passkeys for `localhost`, and for no bare number.
    os.environ["ASKFIRST_ADDRESS"] = f"http://{'localhost' if host == '127.0.0.1' else host}:{port}"


def _empty(folder: Path) -> None:
    """The mail servers' own place outside goes with it."""
    pointer = folder / "mail" / "elsewhere"
    if pointer.is_symlink():
        shutil.rmtree(pointer.resolve(), ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _one_at_a_time(folder: Path) -> Iterator[None]:
    """Two demos in one folder would fight about the mail servers."""
    import fcntl

    with (folder / _SAFE_TO_RESET).open("a") as mark:
        try:
            fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Failed(
                f"The demo in {folder} runs already. Stop it first, or choose another folder with --home."
            ) from None
        yield


def _start_mail(folder: Path, stack: ExitStack) -> MailServers | None:
    """The mail servers; without their Debian packages the demo goes on without mail."""
    from askfirst.sandbox import cast
    from askfirst.sandbox.mail import MailUnavailable

    try:
        servers = mail_pair.start(folder, stack)
    except MailUnavailable as reason:
        printing.complain(f"The demo goes on without mail: {reason}")
        return None
    user, password = cast.TEAM_MAILBOX
    os.environ["ASKFIRST_MAIL"] = f"smtp://{user}:{password}@{servers.host}:{servers.smtp_port}"
    os.environ["ASKFIRST_MAIL_FROM"] = user
    return servers


def _start_sandbox(folder: Path, stack: ExitStack) -> str:
    """The networks' imitations, at the same address each time; the demo goes on without them where they do not start."""
    from askfirst.sandbox import leash, starting

    home = folder / "sandbox"
    home.mkdir(exist_ok=True)
    (home / starting.ADDRESSES).unlink(missing_ok=True)
    command = [sys.executable, "-m", "askfirst", "sandbox", "--json", "--home", str(home)]
    command += ["--listen", f"127.0.0.1:{_sandbox_port(folder)}"]
    with (folder / "sandbox.log").open("ab") as log:
        process = leash.start(command, log=log)
    stack.callback(leash.let_go, process)
    end = time.monotonic() + SANDBOX_SECONDS
    while (found := starting.addresses(home)) is None:
        if process.poll() is not None or time.monotonic() > end:
            printing.complain(f"The demo goes on without other networks; {folder / 'sandbox.log'} says why.")
            return ""
        time.sleep(0.05)
    (folder / "sandbox-port").write_text(found.address.rpartition(":")[2])
    os.environ["ASKFIRST_SANDBOX_URL"] = found.address
    return found.address


def _sandbox_port(folder: Path) -> int:
    """The port of the last time, which connected channels know; the usual one at the first; any where these are taken."""
    file = folder / "sandbox-port"
    wanted = [int(file.read_text())] if file.exists() else []
    for port in (*wanted, SANDBOX_PORT, 0):
        with suppress(Failed), bound(("127.0.0.1", port)) as free:
            found: int = free.getsockname()[1]
            return found
    raise Failed("There is no free port on this machine.")


def _run(
    folder: Path,
    listening: socket.socket,
    mail: MailServers | None,
    stack: ExitStack,
    *,
    is_quiet: bool,
    sandbox: str,
) -> None:
    import logging

    from askfirst.cli import demo_brand, demo_networks

    framework.migrate()
    brand = demo_brand.found(mail)
    stack.enter_context(Kept("worker", "--tethered"))
    logging.getLogger("django.request").setLevel(logging.ERROR)  # a page that is not there is no news here

    rows = demo_brand.welcome(brand, mail)
    if sandbox:
        rows.append(("Play a fan on Facebook, Instagram, Telegram and others at", f"{sandbox}/"))

    def began() -> None:
        _show(brand.name, rows)
        if sandbox:
            stack.enter_context(demo_networks.Networks(brand, sandbox, folder, is_quiet=is_quiet))
        if not is_quiet:
            stack.enter_context(_scene(folder, brand.slug, mail))

    answer_the_web(listening, began=began)
    printing.say("Stopping …")


def _show(name: str, rows: list[tuple[str, str]]) -> None:
    """One screen, with every address whole on a line of its own, so that it can be pressed or copied."""
    from rich.panel import Panel
    from rich.text import Text

    console = printing.console()
    console.print(
        Panel(f"[bold]{name} is open.[/] Fans write for the next two minutes. Ctrl-C ends everything."),
        soft_wrap=False,
    )
    for title, address in rows:
        console.print(Text.assemble((f"  {title}", "bold"), f"\n    {address}"))
    printing.say("\n  Each of the links signs that member in, once.")


@contextmanager
def _scene(folder: Path, slug: str, mail: MailServers | None) -> Iterator[None]:
    """The fans act in a process of their own, on a leash: they end with us."""
    from askfirst.sandbox import leash

    command = [sys.executable, "-m", "askfirst.sandbox.scene"]
    command += [
        "--address",
        # By number: Python's cookie jar knows `localhost` under another name.
        f"http://{os.environ['ASKFIRST_LISTEN']}",
        "--page",
        slug,
        "--state",
        str(folder / "scene.json"),
    ]
    if mail:
        command += ["--smtp", f"{mail.host}:{mail.smtp_port}", "--imap", f"{mail.host}:{mail.imap_port}"]
    with (folder / "scene.log").open("ab") as log:
        players = leash.start(command, log=log)
        try:
            yield
        finally:
            with suppress(KeyboardInterrupt):
                leash.let_go(players)
