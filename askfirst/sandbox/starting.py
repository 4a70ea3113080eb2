"""Starting a sandbox of its own: one folder with its world, its transcript and the addresses where it is reached."""

from __future__ import annotations

import contextlib
import fcntl
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from askfirst.sandbox import cast
from askfirst.sandbox.server import TRANSCRIPT_FILE, WORLD_FILE, Sandbox

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Iterator
    from pathlib import Path

ADDRESSES = "sandbox.json"
"""There while the sandbox runs."""
AUTHORITY = "authority.pem"
LOCK = "lock"


class Taken(RuntimeError):  # noqa: N818 -- a statement about the folder
    """Another sandbox runs in this folder."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Addresses:
    """Where a running sandbox is reached."""

    address: str
    """Console, control API below `/_sandbox/`, and every network below its host's name; connectors take it as `through`."""
    front: str
    """The HTTPS proxy."""
    authority: str
    """File with the certificate that the proxy's clients must trust."""


def populate(sandbox: Sandbox) -> None:
    """Let the cast move in, on every network that people join; who is there already, stays as they are."""
    world = sandbox.world
    with world.lock:
        for number, fan in enumerate(cast.CAST, 1):
            name = f"cast{number}"
            person = world.people.get(name) or world.person(
                fan.name, id=name, language=fan.language, country=fan.country
            )
            for face in sandbox.faces.all.values():
                for network in face.joined:
                    world.join(person, network)


@contextlib.contextmanager
def held(folder: Path) -> Iterator[None]:
    """The folder is ours alone while the block runs.

    Raises:
        Taken: another sandbox has it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK).open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Taken(f"a sandbox runs already in {folder}") from None
        yield


def opened(folder: Path, *, seed: int, is_reset: bool = False) -> Sandbox:
    """The sandbox of a folder; a new one where there is none yet or `is_reset` forgets the old one.

    Raises:
        ValueError: the folder's file holds no world.
    """
    if is_reset:
        for name in (WORLD_FILE, TRANSCRIPT_FILE):
            (folder / name).unlink(missing_ok=True)
    sandbox = Sandbox.opened(folder, seed=seed)
    populate(sandbox)
    return sandbox


def serve(
    sandbox: Sandbox,
    listening: socket.socket,
    folder: Path,
    *,
    front_port: int = 0,
    began: Callable[[Addresses], None],
) -> None:
    """Serve until SIGINT or SIGTERM; `began` is called once it answers."""
    host, port = listening.getsockname()[:2]
    server = sandbox.server(port, front_port=front_port, certificates=folder / AUTHORITY)

    def tell() -> None:
        front = sandbox.front.port if sandbox.front else 0
        found = Addresses(
            address=f"http://{host}:{port}",
            front=f"http://127.0.0.1:{front}",
            authority=str(folder / AUTHORITY),
        )
        (folder / ADDRESSES).write_text(json.dumps(asdict(found)), encoding="utf-8")
        began(found)

    server.began = tell
    try:
        server.run(sockets=[listening])
    finally:
        (folder / ADDRESSES).unlink(missing_ok=True)


def addresses(folder: Path) -> Addresses | None:
    """Where the sandbox of that folder is reached; `None` where none runs there."""
    if not (folder / ADDRESSES).exists():
        return None  # nor is the lock touched, which one that is just starting wants
    try:
        with held(folder):
            return None
    except Taken:
        with contextlib.suppress(OSError, ValueError, TypeError):
            return Addresses(**json.loads((folder / ADDRESSES).read_text(encoding="utf-8")))
        return None
