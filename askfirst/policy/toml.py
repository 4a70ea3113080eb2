"""TOML that anybody may have written, read within bounds: never too long, never too deep, no endless number."""

from __future__ import annotations

import re
import tomllib
from typing import Any

LONGEST = 250_000
"""Bytes of a file; six times the longest of ours."""
DEEPEST = 16
"""Tables and lists inside each other, and parts of a key with dots."""

TEXTS = re.compile(
    r"""
      \'{3}.*?(?:\'{3,5}|\Z) | "{3}(?:\\.|.)*?(?:"{3,5}|\Z)
    | '[^'\n]*+'? | "(?:\\.|[^"\\\n])*+"?
    | \#[^\n]*+
    """,
    re.DOTALL | re.VERBOSE,
)
"""What is not structure: texts and comments.  One that does not end takes the rest along: there the reading ends too."""
LONG_KEY = re.compile(rf"(?<![\w-])(?:[\w-]++[ \t]*+\.[ \t]*+){{{DEEPEST}}}")


class TomlError(ValueError):
    """A file that cannot be read; the message is a sentence."""


def read_toml(written: str | bytes) -> dict[str, Any]:
    """The table of a file.

    Raises:
        TomlError: it is too long, not UTF-8, not TOML, too deep, or holds a number of more than 64 bits.
    """
    if len(written) > LONGEST:
        raise TomlError(f"this is too long: a file has at most {LONGEST:,} bytes")
    text = _decoded(written)
    _stay_shallow(text)
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        raise TomlError(f"this is not TOML: {wrong}") from None
    except RecursionError:  # Python's reader calls itself for each bracket
        raise _too_deep() from None
    except ValueError:  # Python reads no number of more than 4,300 digits
        raise _too_large() from None
    _stay_small(table)
    return table


def _decoded(written: str | bytes) -> str:
    try:
        return written.decode() if isinstance(written, bytes) else written
    except UnicodeDecodeError:
        raise TomlError("this is not text in UTF-8") from None


def _stay_shallow(text: str) -> None:
    """Python's reader takes quadratic time over keys with many dots."""
    if LONG_KEY.search(TEXTS.sub("x", text)):
        raise _too_deep()


def _stay_small(table: dict[str, Any]) -> None:
    level: list[Any] = [table]
    for _ in range(DEEPEST):
        level = [inner for one in level for inner in _inside(one)]
        if any(type(one) is int and one.bit_length() > 63 for one in level):
            raise _too_large()
    if level:
        raise _too_deep()


def _inside(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def _too_deep() -> TomlError:
    return TomlError(f"this is too deep: at most {DEEPEST} tables or lists stand inside each other")


def _too_large() -> TomlError:
    return TomlError("a number is too large: it has at most 64 bits")
