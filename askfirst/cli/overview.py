"""The overview of all networks: to whom each is open on a day, for marketing, care and hiring."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from askfirst.cli import printing
from askfirst.cli.exits import Exit, Failed
from askfirst.networks.catalog import label
from askfirst.policy import FactError, bundled
from askfirst.policy.model import EPOCH, microseconds
from askfirst.policy.reach import known_networks, overview

if TYPE_CHECKING:
    from datetime import datetime

    from askfirst.policy.reach import Answered, Cell

WORDS = {"allow": "open", "only": "only to", "hold": "waits", "deny": "closed"}


def show(at: datetime, country: str, *, as_json: bool) -> Exit:
    """Print the overview of an instant.

    Raises:
        Failed: the country is none that the rules could read.
    """
    policy = bundled()
    try:
        found = overview(policy, microseconds(at - EPOCH), known_networks(policy), country.upper())
    except FactError as wrong:
        raise Failed(f"{wrong}. Give a country as two letters, such as US or DE.") from wrong
    cells = [cell for row in found.values() for cell in row]
    if as_json:
        printing.answer_json([_as_data(cell) for cell in cells])
    else:
        _print(found)
    if any(cell.open for cell in cells):
        return Exit.YES
    return Exit.HOLD if any(cell.kind == "hold" for cell in cells) else Exit.DENY


def _print(found: dict[str, tuple[Cell, ...]]) -> None:
    from rich.table import Table

    purposes = [cell.purpose.title for cell in next(iter(found.values()))]
    table = Table("Network", *purposes, show_lines=True)
    for network, cells in found.items():
        table.add_row(label(network), *(_in_words(cell) for cell in cells))
    printing.console().print(table)


def _in_words(cell: Cell) -> str:
    open_to = "\n".join(f"- {one.situation.title}" for one in cell.open)
    return f"{WORDS[cell.kind]}\n{open_to}".strip()


def _as_data(cell: Cell) -> dict[str, Any]:
    return {
        "network": cell.network,
        "purpose": cell.purpose.id,
        "kind": cell.kind,
        "situations": [_situation(one) for one in cell.answers],
    }


def _situation(one: Answered) -> dict[str, Any]:
    return {
        "situation": one.situation.id,
        "title": one.situation.title,
        "verdict": str(one.verdict),
        "reasons": [{"rule": reason.rule, "says": reason.says} for reason in one.against],
    }
