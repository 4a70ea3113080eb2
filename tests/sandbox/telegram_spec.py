"""The public description of Telegram's Bot API, as far as a copy of it lies here, and what it says of an answer.

The copy is `api.json` of github.com/PaulSonOfLars/telegram-bot-api-spec, as `telegram.json` in the folder that the environment
variable `ASKFIRST_SPECS` names.  Without one the tests that ask it are skipped and say so.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

PLAIN: dict[str, Any] = {"String": str, "Integer": int, "Boolean": bool, "Float": (int, float), "True": bool}


class Spec:
    """Says what is wrong with a value of a named type."""

    def __init__(self, read: dict[str, Any]) -> None:
        self.types: dict[str, Any] = read["types"]
        self.methods: dict[str, Any] = read["methods"]

    def faults(self, kinds: list[str], value: Any, at: str) -> list[str]:
        """Empty where the value fits one of the types."""
        tried = [list(self._faults(kind, value, at)) for kind in kinds]
        return min(tried, key=len)

    def result(self, method: str, value: Any) -> list[str]:
        """What is wrong with the result of a method."""
        return self.faults(self.methods[method]["returns"], value, method)

    def parameters(self, method: str, given: dict[str, Any]) -> list[str]:
        """What is wrong with a call: unknown names, missing ones."""
        fields = {one["name"]: one for one in self.methods[method].get("fields", [])}
        unknown = [f"{method} takes no `{name}`" for name in given if name not in fields]
        return unknown + [
            f"{method} needs `{name}`"
            for name, one in fields.items()
            if one["required"] and name not in given
        ]

    def _faults(self, kind: str, value: Any, at: str) -> Iterator[str]:
        if kind.startswith("Array of "):
            yield from self._array(kind.removeprefix("Array of "), value, at)
        elif kind in PLAIN:
            is_bool = isinstance(value, bool)
            if not isinstance(value, PLAIN[kind]) or (is_bool and kind not in {"Boolean", "True"}):
                yield f"{at}: {value!r} is no {kind}"
        elif subtypes := self.types[kind].get("subtypes"):
            yield from self.faults(subtypes, value, at)
        else:
            yield from self._object(kind, value, at)

    def _array(self, kind: str, value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield f"{at}: {value!r} is no list"
            return
        for number, one in enumerate(value):
            yield from self.faults([kind], one, f"{at}[{number}]")

    def _object(self, kind: str, value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield f"{at}: {value!r} is no {kind}"
            return
        fields = {one["name"]: one for one in self.types[kind].get("fields", [])}
        yield from (f"{at}: a {kind} has no `{name}`" for name in value if name not in fields)
        for name, one in fields.items():
            if name in value:
                yield from self.faults(one["types"], value[name], f"{at}.{name}")
            elif one["required"]:
                yield f"{at}: a {kind} needs `{name}`"


def spec() -> Spec:
    """The description; skips aloud where there is none."""
    folder = os.environ.get("ASKFIRST_SPECS", "")
    file = Path(folder) / "telegram.json"
    if not folder or not file.is_file():
        pytest.skip("no copy of the Bot API's public description is here: see tests/sandbox/telegram_spec.py")
    return Spec(json.loads(file.read_text()))
