"""JSON in exports, read record by record: only one is held in memory, however long the file is.

`records` reads the JavaScript files of an X archive, `window.YTD.follower.part0 = [ {…}, … ]`; `pieces` reads plain JSON.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from json import JSONDecodeError, JSONDecoder
from typing import TYPE_CHECKING, Any, BinaryIO

from askfirst.networks.base import BadInput

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

CHUNK = 1 << 16
LARGEST_RECORD = 64 << 20
"""Characters: a conversation of a hundred thousand messages still fits."""
ASSIGNMENT = re.compile(r"\s*(?:window\.)?YTD\.\w+\.part\d+\s*=\s*")
SPACE = re.compile(r"[\s,]*")
DECODER = JSONDecoder()
REMEDY = "Download the archive again and give it unchanged."


@dataclass(frozen=True, slots=True)
class Record:
    """One element, and the line of the file on which it begins."""

    line: int
    value: Any


def records(stream: BinaryIO, file: str) -> Iterator[Record]:
    """Every element of the file's array, in order.

    Raises:
        BadInput: the file is not of this shape; names the file and the line.
    """
    window = Window(stream, file)
    window.skip_assignment()
    window.skip("[")
    while not window.ends_with("]"):
        yield Record(window.line, window.decode())


@dataclass(frozen=True, slots=True)
class Piece:
    """One value of a JSON document, under which key of the document it stands, and on which line it begins."""

    line: int
    key: str
    """Empty for the elements of a document that is one list."""
    value: Any


def pieces(stream: BinaryIO, file: str, lists: Collection[str] = ()) -> Iterator[Piece]:
    """What a JSON document holds: the elements of a list; of an object its values, and of those in `lists` each element.

    Raises:
        BadInput: the file is no such JSON; names the file and the line.
    """
    window = Window(stream, file)
    if window.begins_with("["):
        yield from _elements(window, "")
        return
    window.skip("{")
    while not window.ends_with("}"):
        key = str(window.decode())
        window.skip(":")
        if window.begins_with("[") and key in lists:
            yield from _elements(window, key)
        else:
            yield Piece(window.line, key, window.decode())


def _elements(window: Window, key: str) -> Iterator[Piece]:
    window.skip("[")
    while not window.ends_with("]"):
        yield Piece(window.line, key, window.decode())
    window.skip("]")


class Window:
    """The part of the text that is in memory, refilled on demand."""

    def __init__(self, stream: BinaryIO, file: str, remedy: str = REMEDY) -> None:
        """`remedy`: what to do where it cannot be read."""
        self.line = 1
        self._remedy = remedy
        self._text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="\n")
        self._file = file
        self._held = ""
        self._at = 0
        self._refill()

    def skip_assignment(self) -> None:
        match = ASSIGNMENT.match(self._held)
        if match is None:
            raise self._refusal("does not begin with 'window.YTD.… =', as the files of an X archive do")
        self._advance(match.end())

    def skip(self, sign: str) -> None:
        if not self.begins_with(sign):
            raise self._refusal(f"has no {sign!r} where one must stand")
        self._advance(self._at + 1)

    def begins_with(self, sign: str) -> bool:
        """Whether this sign comes next."""
        self._skip_space()
        return self._held.startswith(sign, self._at)

    def ends_with(self, sign: str) -> bool:
        """Whether the list ends here; a text that ends without its sign was cut short."""
        self._skip_space()
        if self._at >= len(self._held):
            raise self._refusal(f"ends without its closing {sign!r}: it was cut short")
        return self._held.startswith(sign, self._at)

    def decode(self) -> Any:
        while True:
            try:
                value, end = DECODER.raw_decode(self._held, self._at)
            except JSONDecodeError as error:
                if not self._refill():
                    self._advance(min(error.pos, len(self._held)))
                    raise self._refusal(f"is not JSON ({error.msg})") from None
            except (ValueError, RecursionError):
                raise self._refusal(
                    "holds a record that cannot be read (a number too long, or nested too deep)"
                ) from None
            else:
                if end == len(self._held) and self._refill():
                    continue  # a number may go on where the text in memory ends
                self._advance(end)
                return value

    def _skip_space(self) -> None:
        while True:
            match = SPACE.match(self._held, self._at)
            self._advance(match.end() if match else self._at)
            if self._at < len(self._held) or not self._refill():
                return

    def _advance(self, to: int) -> None:
        self.line += self._held.count("\n", self._at, to)
        self._at = to

    def _refill(self) -> bool:
        """Hold twice as much as is not yet understood; False at the end of the text."""
        rest = self._held[self._at :]
        if len(rest) > LARGEST_RECORD:
            raise self._refusal(f"holds a record of more than {LARGEST_RECORD:,} characters")
        try:
            more = self._text.read(max(CHUNK, len(rest)))
        except UnicodeDecodeError:
            raise self._refusal("is not UTF-8 text") from None
        self._held, self._at = rest + more, 0
        return bool(more)

    def _refusal(self, problem: str) -> BadInput:
        return BadInput(f"{self._file}, line {self.line:,}: the file {problem}. {self._remedy}")
