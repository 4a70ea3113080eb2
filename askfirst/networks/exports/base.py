"""What every reader of an export has in common.

An export is a source of Events with stable ids, so that importing it twice changes nothing.
Whatever a reader cannot use becomes a `Remark`: nothing is dropped in silence, and nothing is invented.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, Protocol

from askfirst.networks.base import BadInput, Event

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from pathlib import Path

    from _typeshed import WriteableBuffer

UNSTORABLE = re.compile("[\0\ud800-\udfff]")
"""Characters that no database keeps: NUL, and halves of a pair that JSON can spell but UTF-8 cannot."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Remark:
    """One thing that could not be used as it was: where it stands, and a sentence for a person."""

    file: str
    line: int | None
    """Counted from 1; None where the remark is about the whole file."""
    sentence: str

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}, line {self.line:,}"
        return f"{place}: {self.sentence}"


Item = Event | Remark


@dataclass(slots=True)
class Meter:
    """How far a reader has come, in bytes as they are after unpacking."""

    total: int
    done: int = 0


class Reading(Iterator[Item]):
    """One pass over one export; `done` of `total` bytes were read, for a progress bar."""

    def __init__(self, meter: Meter, items: Iterable[Item]) -> None:
        self._meter = meter
        self._items = iter(items)

    def __next__(self) -> Item:
        return next(self._items)

    @property
    def total(self) -> int:
        return self._meter.total

    @property
    def done(self) -> int:
        return self._meter.done


class Export(Protocol):
    """One kind of export."""

    name: str
    """How the command line calls it, such as `x-archive`."""
    label: str
    network: str
    """The network whose channel these events belong to."""

    def recognise(self, path: Path) -> bool:
        """Whether this file looks like one.  Never raises."""
        ...

    def read(self, path: Path, owner: Collection[str] = ()) -> Reading:
        """Look the whole file over, then read it in bounded memory.

        Args:
            path: the file as it was downloaded.
            owner: handles under which the brand itself speaks there; each reader says what it needs them for.

        Raises:
            BadInput: not this kind of export, or damaged; names the file, what is wrong and what to do.
                A zip is checked before the first item; a plain file may also break off while it is read.
        """
        ...


class _Metered(io.RawIOBase):
    def __init__(self, inner: BinaryIO, meter: Meter) -> None:
        super().__init__()
        self._inner = inner
        self._meter = meter

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        view = memoryview(buffer).cast("B")
        chunk = self._inner.read(len(view))
        view[: len(chunk)] = chunk
        self._meter.done += len(chunk)
        return len(chunk)


def metered(inner: BinaryIO, meter: Meter) -> io.BufferedReader:
    """The same bytes, counted as they are read."""
    return io.BufferedReader(_Metered(inner, meter), buffer_size=1 << 16)


def storable(text: str) -> str:
    """The text with what no database can keep shown as a replacement sign."""
    return UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def first_bytes(path: Path, count: int) -> bytes:
    """How a plain file begins.

    Raises:
        BadInput: there is no such file, it is a folder, or it may not be read.
    """
    if path.is_dir():
        raise BadInput(f"{path} is a folder. Give the file as it was downloaded, without unpacking it.")
    try:
        with path.open("rb") as file:
            return file.read(count)
    except OSError as error:
        raise BadInput(
            f"{path} cannot be read ({error.strerror}). Check the name and your right to read it."
        ) from None
