"""What an import writes into the ledger as evidence, and how an export reads it again.

One line each for when, how, from where and in which words, and one for the file and its line.  Words that were told for
the whole file are kept with the import, not a million times.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from askfirst.brand.plain import plain
from askfirst.consent.joining import shortened

if TYPE_CHECKING:
    from datetime import datetime

    from askfirst.consent.models import Import, Notice
    from askfirst.networks.exports.list_lines import Line

_TOLD_ONCE = "as told for the whole file"
_PART = re.compile(r"^(how|from|words): (.*)$", re.MULTILINE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """What a line of the ledger that an import wrote says again."""

    how: str = ""
    where: str = ""
    words: str = ""
    is_of_file: bool = False
    """The words stand with the import."""


def agreed(held: Import, line: Line, notice: Notice | None) -> str:
    """That and how they agreed, as the line of the file shows it; the address of the net only as far as its network."""
    proof = line.proof
    shared = f"an address of a role, taken because: {held.shared_because}" if line.is_shared else ""
    words = _TOLD_ONCE if proof.words == held.words else _flat(proof.words)
    parts = (
        f"agreed {_when(proof.at)}",
        f"confirmed {_when(proof.confirmed_at)}" if proof.confirmed_at else "",
        f"how: {_flat(proof.how)}",
        f"from: {_flat(shortened(proof.where) or proof.where)}",
        f"words: version {notice.version} ({notice.language})" if notice else f"words: {words}",
        shared,
        source(held, line),
    )
    return plain("\n".join(filter(None, parts)))


def unproven(held: Import, line: Line, reason: str) -> str:
    """That they stood there, and what did not show that they agreed."""
    return plain(f"stood on a list that was brought along; not shown: {reason}\n{source(held, line)}")


def forbidden(held: Import, line: Line) -> str:
    """That they wanted no more there."""
    return plain("\n".join((line.told or line.standing.value, source(held, line))))


def source(held: Import, line: Line) -> str:
    """Where it stands: the file, the line, the import."""
    sheet = held.sheets[line.file]["name"] if line.file < len(held.sheets) else held.name
    return f"{sheet}, line {line.number}, import {held.pk}"


def read(evidence: str) -> Said:
    """What `agreed` wrote; empty parts where the evidence says nothing of the kind."""
    found = {part[1]: part[2] for part in _PART.finditer(evidence)}
    words = found.get("words", "")
    is_of_file = words == _TOLD_ONCE
    return Said(
        how=found.get("how", ""),
        where=found.get("from", ""),
        words="" if is_of_file or words.startswith("version ") else words,
        is_of_file=is_of_file,
    )


def _when(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S} UTC" if at else ""


def _flat(text: str) -> str:
    return " ".join(text.split())
