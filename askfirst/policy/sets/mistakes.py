"""What is wrong with a table of facts: every column, how many rows, and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class Trouble(StrEnum):
    """The ways in which a column can be wrong."""

    MISSING = "missing"
    UNKNOWN = "unknown"
    """No fact has this name."""
    CLASH = "clash"
    """It is given for everybody too."""
    TYPE = "type"
    NULL = "null"
    RANGE = "range"
    VALUE = "value"
    """A word that the fact does not know."""


@dataclass(frozen=True, slots=True)
class ColumnMistake:
    """One thing to mend in a table; `rows` is 0 where it is about the whole column."""

    trouble: Trouble
    column: str
    what: str
    remedy: str
    rows: int = 0

    def __str__(self) -> str:
        count = f" in {self.rows:,} {'row' if self.rows == 1 else 'rows'}" if self.rows else ""
        return f"column `{self.column}`: {self.what}{count}. {self.remedy}"


class TableError(ValueError):
    """A table that cannot be decided about; `mistakes` says what to mend."""

    def __init__(self, mistakes: Iterable[ColumnMistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(map(str, self.mistakes)))


class SourceError(Exception):
    """The table cannot be reached or read; the message says what to do."""
