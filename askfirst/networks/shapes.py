"""Reading JSON that others wrote: what is missing or of another type is empty, and nothing breaks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


def inner(found: Mapping[str, Any], *keys: str) -> dict[str, Any]:
    """The object under `keys`, one below the other."""
    value: Any = found
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def objects(found: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    """The objects of the list under `key`."""
    value = found.get(key)
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def word(found: Mapping[str, Any], key: str) -> str:
    """The text under `key`, without the sign that no database keeps."""
    value = found.get(key)
    return value.replace("\x00", "") if isinstance(value, str) else ""
