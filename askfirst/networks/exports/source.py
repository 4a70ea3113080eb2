"""Where an export lies: a file of its own, or one or more members of a zip."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, BinaryIO

from askfirst.networks.base import BadInput
from askfirst.networks.exports.archive import Archive
from askfirst.networks.exports.base import Meter, Remark, first_bytes, metered

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

MOST_NAMES = 60
ZIP = {b"PK\x03\x04", b"PK\x05\x06"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """The files to read, and those beside them that nobody asked for."""

    path: Path
    members: tuple[str, ...]
    """Members of the zip, or the empty name for a plain file."""
    left: tuple[str, ...]
    size: int
    """Bytes of all members, unpacked."""

    @classmethod
    def of(cls, path: Path, *, is_wanted: Callable[[PurePosixPath], bool], missing: str) -> Source:
        """Find what is wanted in a zip; a file that is no zip is taken as it is.

        Raises:
            BadInput: unreadable, or a damaged zip, or one without what is wanted (then `missing` says so).
        """
        if first_bytes(path, 4) not in ZIP:
            return cls(path=path, members=("",), left=(), size=path.stat().st_size)
        with Archive(path) as archive:
            names = [name for name in archive.names if not name.endswith("/")]
            members = tuple(name for name in names if is_wanted(PurePosixPath(name)))
            if not members:
                raise BadInput(f"{path} {missing}")
            left = tuple(sorted(PurePosixPath(name).name for name in set(names) - set(members)))
            return cls(path=path, members=members, left=left, size=archive.size(members))

    def label(self, member: str) -> str:
        return member or self.path.name

    def place(self, member: str) -> str:
        """Where a refusal points to: which file, in which zip."""
        return f"{member} in {self.path}" if member else str(self.path)

    def verify(self) -> None:
        """Find a damaged zip before its first line is used.

        Raises:
            BadInput: one of the members is damaged, or they are too large.
        """
        if self.members != ("",):
            with Archive(self.path) as archive:
                archive.verify(self.members)

    @contextmanager
    def opened(self, member: str, meter: Meter) -> Iterator[BinaryIO]:
        """One member, its bytes counted by the meter as they are read."""
        if not member:
            with self.path.open("rb") as file:
                yield metered(file, meter)
            return
        with Archive(self.path) as archive, archive.opened(member) as stream:
            yield metered(stream, meter)

    def remarks(self, used: str) -> Iterator[Remark]:
        """Names what was left unread; `used` says what is used instead."""
        yield from unread(self.path.name, self.left, used)


def unread(file: str, left: Sequence[str], used: str) -> Iterator[Remark]:
    """Names what an archive holds and nobody reads; `used` says what is used instead, with its verb."""
    if left:
        names = ", ".join(left[:MOST_NAMES])
        more = f" and {len(left) - MOST_NAMES:,} more" if len(left) > MOST_NAMES else ""
        yield Remark(file=file, line=None, sentence=f"left unread, since only {used} used: {names}{more}")
