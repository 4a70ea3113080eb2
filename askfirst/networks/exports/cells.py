"""Cells of tables that people open in a spreadsheet, which takes what begins with `=` for a formula."""

from __future__ import annotations

_BEGIN_FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def safe(text: object) -> str:
    """The cell as it is written: what a spreadsheet would run stands behind an apostrophe."""
    said = "" if text is None else str(text)
    return f"'{said}" if _is_formula(said) else said


def as_meant(cell: str) -> str:
    """What `safe` was given."""
    return cell[1:] if cell.startswith("'") and _is_formula(cell) else cell


def _is_formula(text: str) -> bool:
    return text.lstrip("'").startswith(_BEGIN_FORMULAS)
