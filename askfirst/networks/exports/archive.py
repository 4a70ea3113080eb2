"""Safe reading of a zip that somebody was given by a network.

Members are read as streams and are never written to disk.  Everything is looked over before the first byte is
used: size and shape of the directory, names, passwords, ratios, totals and, for the members that are wanted,
their checksums.  Each refusal is a `BadInput` that names the file, what is wrong and what to do.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, Self, cast

from askfirst.networks.base import BadInput
from askfirst.networks.exports.base import first_bytes

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path
    from types import TracebackType

CHUNK = 1 << 20
AGAIN = "Download it again from the network, and give the file unchanged."
END_OF_DIRECTORY = b"PK\x05\x06"
END_SIZE = 22
END_OF_LARGE_DIRECTORY = b"PK\x06\x06"
LARGE_END_SIZE = 56
LONGEST_COMMENT = 0xFFFF
USUAL_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
ENCRYPTED = 0x1
DRIVE = re.compile(r"[A-Za-z]:")
FOREIGN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    NotImplementedError,
    OverflowError,
    RuntimeError,
    UnicodeError,
)
"""What `zipfile` raises for broken archives, besides what it says it raises."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """Beyond these, no archive of a person's own data is believed."""

    members: int = 250_000
    directory: int = 64 << 20
    """Bytes of the list of members, which is read into memory."""
    ratio: int = 200
    """Unpacked to packed: repetitive JSON reaches about 30, a bomb about 1,000."""
    ratio_from: int = 1 << 20
    """Members that unpack to less than this many bytes may be as repetitive as they like."""
    total: int = 16 << 30
    """Bytes that the members which are read unpack to, together."""


USUAL = Limits()


class Archive:
    """A zip that was looked over.  Use it as a context manager."""

    def __init__(self, path: Path, limits: Limits = USUAL) -> None:
        """Open and check everything but the contents.

        Raises:
            BadInput: not a zip, cut short, locked, or made to do harm.
        """
        self.path = path
        self._limits = limits
        if first_bytes(path, 2) != b"PK":
            raise BadInput(
                f"{path} is not a zip file. Give the zip as it was downloaded, without unpacking it."
            )
        with self._readable(path.name):
            _check_directory(path, limits)
            self._zip = zipfile.ZipFile(path)
        try:
            self._members = _checked(path, self._zip.infolist(), limits)
        except BadInput:
            self._zip.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._members)

    def size(self, names: Collection[str]) -> int:
        """Bytes that these members unpack to, together."""
        return sum(self._members[name].file_size for name in names)

    def verify(self, names: Collection[str]) -> None:
        """Read these members through once, so that damage is found before anything is used.

        Raises:
            BadInput: one is damaged, or together they are too large.
        """
        if self.size(names) > self._limits.total:
            raise BadInput(
                f"{self.path} unpacks to {self.size(names):,} bytes, more than {self._limits.total:,}. "
                "No personal archive is that large: it looks like a zip bomb, and nothing was read."
            )
        for name in names:
            with self.opened(name) as stream:
                while stream.read(CHUNK):
                    pass

    @contextmanager
    def opened(self, name: str) -> Iterator[BinaryIO]:
        """One member as a stream of bytes.

        Raises:
            BadInput: its contents are damaged (also while it is read).
        """
        with self._readable(name), self._zip.open(self._members[name]) as stream:
            yield cast("BinaryIO", stream)

    @contextmanager
    def _readable(self, what: str) -> Iterator[None]:
        try:
            yield
        except FOREIGN as error:
            place = f"{what} in {self.path}" if what != self.path.name else str(self.path)
            raise BadInput(f"{place} is damaged or cut short ({error}). {AGAIN}") from None


def _check_directory(path: Path, limits: Limits) -> None:
    """Judge the list of members by its own size before `zipfile` takes it into memory."""
    with path.open("rb") as file:
        file.seek(0, 2)
        file.seek(max(0, file.tell() - END_SIZE - LONGEST_COMMENT))
        tail = file.read()
    at = tail.rfind(END_OF_DIRECTORY)
    if at < 0 or len(tail) - at < END_SIZE:
        raise BadInput(f"{path} is cut short: its list of members is missing. {AGAIN}")
    claimed, size = struct.unpack_from("<HL", tail, at + 10)
    large = tail.rfind(END_OF_LARGE_DIRECTORY, 0, at)
    if large >= 0 and at - large >= LARGE_END_SIZE:
        claimed, size = struct.unpack_from("<QQ", tail, large + 32)
    if claimed > limits.members or size > limits.directory:
        raise _too_many(path, limits)


def _too_many(path: Path, limits: Limits) -> BadInput:
    return BadInput(
        f"{path} lists more than {limits.members:,} members. No personal archive has so many: nothing was read."
    )


def _checked(path: Path, infos: list[zipfile.ZipInfo], limits: Limits) -> dict[str, zipfile.ZipInfo]:
    if len(infos) > limits.members:
        raise _too_many(path, limits)
    members: dict[str, zipfile.ZipInfo] = {}
    for info in infos:
        problem = _problem(info, limits) or (info.filename in members and "stands twice in the archive")
        if problem:
            raise BadInput(
                f"{info.filename!r} in {path} {problem}. A network does not make such archives: nothing was read. {AGAIN}"
            )
        members[info.filename] = info
    return members


def _problem(info: zipfile.ZipInfo, limits: Limits) -> str:
    if _leaves_folder(info.orig_filename):
        return "points outside the archive"
    if info.flag_bits & ENCRYPTED:
        return "is locked with a password"
    if info.compress_type not in USUAL_METHODS:
        return f"is packed in an unusual way (method {info.compress_type})"
    if info.file_size > limits.ratio_from and info.file_size > limits.ratio * info.compress_size:
        return f"unpacks from {info.compress_size:,} to {info.file_size:,} bytes, as a zip bomb does"
    return ""


def _leaves_folder(name: str) -> bool:
    plain = name.replace("\\", "/")
    return plain.startswith("/") or ".." in plain.split("/") or "\0" in name or bool(DRIVE.match(plain))
