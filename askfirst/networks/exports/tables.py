"""Tables as people download them: comma separated, now and then saved again by a spreadsheet.

The header may stand below a few lines of notes; the delimiter may be a comma, a semicolon or a tab; letters that are
not UTF-8 are kept until `readable` reads them as Windows-1252; a table that begins with the mark of UTF-16 is read as that.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import TYPE_CHECKING, BinaryIO, cast

from askfirst.networks.base import BadInput
from askfirst.networks.exports.base import Remark, storable

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST_LINE = 1 << 20
ESCAPED = re.compile("[\udc80-\udcff]")
RECODED = "was not UTF-8: read as Windows-1252"


@dataclass(frozen=True, kw_only=True, slots=True)
class Shape:
    """How one kind of table is known."""

    needed: tuple[str, ...]
    """Columns without which it is not this kind, in lower case."""
    described: str
    """The same in words, for a refusal: `no line with …`."""
    remedy: str
    preamble: int = 1
    """Within how many lines the header stands."""
    is_bare_taken: bool = False
    """Whether a table without a header, of which the first line holds an address, is one too: `column 1`, `column 2` …"""


@dataclass(frozen=True, slots=True)
class Row:
    """One line below the header."""

    file: str
    line: int
    cells: dict[str, str] = field(repr=False)
    """By the lower-case name of the column, trimmed."""

    def text(self, column: str) -> str:
        """What stands in this column, fit for a database; empty where the column is missing."""
        return readable(self.cells.get(column, ""))

    def is_recoded(self) -> bool:
        """Whether some letter was not UTF-8."""
        return any(ESCAPED.search(cell) for cell in self.cells.values())

    def remark(self, sentence: str) -> Remark:
        return Remark(file=self.file, line=self.line, sentence=sentence)


class Table:
    """The rows below the header; a line that cannot be read comes as a `Remark` in its place."""

    def __init__(self, stream: BinaryIO, file: str, shape: Shape) -> None:
        """Find the header.

        Raises:
            BadInput: there is none of this shape (also while reading: a line is too long to be one).
        """
        self._file = file
        self._lines: Iterator[str] = _lines(stream, file, shape.remedy)
        self._offset = 0
        for header in islice(self._lines, shape.preamble):
            self._offset += 1
            self.columns, delimiter = _header(header)
            if all(name in self.columns for name in shape.needed):
                break
        else:
            raise BadInput(f"{file} has no line with {shape.described}. {shape.remedy}")
        self.has_header = not (shape.is_bare_taken and any("@" in name for name in self.columns))
        if not self.has_header:
            self.columns = [f"column {number}" for number in range(1, len(self.columns) + 1)]
            self._lines, self._offset = chain([header], self._lines), 0
        self._rows = csv.reader(self._lines, delimiter=delimiter)

    def __iter__(self) -> Iterator[Row | Remark]:
        for line, cells in _numbered(self._rows, self._file, self._offset):
            if isinstance(cells, Remark):
                yield cells
            else:
                yield Row(self._file, line, dict(zip(self.columns, cells, strict=False)))


def bare_rows(stream: BinaryIO, file: str, remedy: str) -> Iterator[tuple[int, list[str]] | Remark]:
    """The lines of a table without a header, each with its number and its trimmed cells.

    Raises:
        BadInput: a line is too long to be one of a table.
    """
    for line, cells in _numbered(csv.reader(_lines(stream, file, remedy)), file, 0):
        yield cells if isinstance(cells, Remark) else (line, [readable(cell) for cell in cells])


def readable(text: str) -> str:
    """Text without leftovers of a foreign encoding: a spreadsheet saves Windows-1252 where UTF-8 was."""
    if text.isascii() and "\0" not in text:
        return text
    if ESCAPED.search(text):
        text = text.encode("utf-8", "surrogateescape").decode("cp1252", "replace")
    return storable(text)


def _numbered(rows: Iterator[list[str]], file: str, offset: int) -> Iterator[tuple[int, list[str] | Remark]]:
    """Every row that is not blank, trimmed, with the number of its first line."""
    while True:
        line = offset + rows.line_num + 1  # type: ignore[attr-defined]
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield line, Remark(file=file, line=line, sentence=f"is no line of a table ({error}): left out")
            continue
        if any(cell.strip() for cell in cells):
            yield line, [cell.strip() for cell in cells]


def _lines(stream: BinaryIO, file: str, remedy: str) -> Iterator[str]:
    buffered = io.BufferedReader(cast("io.RawIOBase", stream))
    is_wide = buffered.peek(2)[:2] in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}
    encoding, errors = ("utf-16", "replace") if is_wide else ("utf-8-sig", "surrogateescape")
    text = io.TextIOWrapper(buffered, encoding=encoding, errors=errors, newline="")
    while line := text.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE:
            raise BadInput(
                f"{file} has a line of more than {LONGEST_LINE:,} characters: it is not a table. {remedy}"
            )
        yield line


def _header(line: str) -> tuple[list[str], str]:
    delimiter = max(",;\t", key=line.count)
    try:
        cells = next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        cells = []
    return [cell.strip().casefold() for cell in cells], delimiter
