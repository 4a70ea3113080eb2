"""Everything that was said to the sandbox and by it, in order: a ring in memory, and all of it in a file."""

from __future__ import annotations

from collections import deque
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping
    from io import FileIO
    from pathlib import Path

KEPT = 5_000
LONGEST = 65_536
"""Characters of a body that are kept."""
LARGEST_FILE = 64_000_000
"""Bytes; a file that has grown beyond is put aside at the next start, in the place of the one before it."""


class Entry(msgspec.Struct, kw_only=True):
    """A request and its answer.  Its secrets are the sandbox's own and open nothing elsewhere."""

    number: int
    at: datetime
    """By the world's clock."""
    really_at: datetime
    direction: str
    """in: somebody called a face; out: a push or a handshake."""
    network: str
    """Name of the face; empty where no face is there."""
    method: str
    host: str
    path: str
    query: str = ""
    headers: dict[str, str] = {}
    body: str = ""
    status: int = 0
    """0: no answer was given or came."""
    answer_headers: dict[str, str] = {}
    answer: str = ""
    fault: str = ""
    """Kind of the fault that was asked for and played here."""
    note: str = ""
    milliseconds: float = 0.0


class Transcript:
    """Grows by `add`; `find` looks at the newest entries."""

    def __init__(self, file: Path | None = None, kept: int = KEPT) -> None:
        """`file`: where every entry is added as one line of JSON."""
        self._ring: deque[Entry] = deque(maxlen=kept)
        self._number = 0
        self._path = file
        self._file: FileIO | None = None

    def add(self, **what: Any) -> Entry:
        """Write one down.  Bodies may be bytes."""
        self._number += 1
        for name in ("body", "answer"):
            if isinstance(what.get(name), bytes | bytearray):
                what[name] = readable(what[name])
        entry = Entry(number=self._number, really_at=datetime.now(UTC), **what)
        self._ring.append(entry)
        if self._path is not None:
            self._lines(self._path).write(msgspec.json.encode(entry) + b"\n")
        return entry

    def find(
        self,
        *,
        network: str = "",
        method: str = "",
        path: str = "",
        direction: str = "",
        since: int = 0,
        limit: int = 0,
    ) -> list[Entry]:
        """The entries that fit, oldest first.

        Args:
            network: Name of a face.
            method: Such as `POST`.
            path: A part of the path.
            direction: in or out.
            since: Only those with a higher number.
            limit: So many, the newest; 0: all that are kept.
        """
        found = [
            entry
            for entry in self._ring
            if entry.number > since
            and (not network or entry.network == network)
            and (not method or entry.method == method.upper())
            and (not direction or entry.direction == direction)
            and path in entry.path
        ]
        return found[-limit:] if limit else found

    def clear(self) -> None:
        """Forget what is in memory; the file stays."""
        self._ring.clear()

    def _lines(self, path: Path) -> FileIO:
        if self._file is None:
            path.parent.mkdir(parents=True, exist_ok=True)
            if path.exists() and path.stat().st_size > LARGEST_FILE:
                path.replace(path.with_name(path.name + ".before"))
            self._file = path.open("ab", buffering=0)
        return self._file

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


def readable(body: bytes) -> str:
    """A body as text, cut where it is long; what is no text is told by its length."""
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return f"<{len(body)} bytes that are no text>"
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}… ({len(text)} characters)"


def lowered(pairs: Mapping[str, str]) -> dict[str, str]:
    """Headers with their names in lower case."""
    return {name.lower(): value for name, value in pairs.items()}
