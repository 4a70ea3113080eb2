"""Instants written as a length before or after `now`: `-3h`, `-25h`, `-8d`, `-30m`, `+2d`, `-24h+1us`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from askfirst.policy.facts import DAY, FACTS, HOUR, MINUTE, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

RELATIVE = re.compile(r"([-+])(\d{1,9})(m|h|d)(?:([-+]\d{1,15})us)?", re.ASCII)
UNITS = {"m": MINUTE, "h": HOUR, "d": DAY}


def with_instants(given: Mapping[str, Any], now: int) -> dict[str, Any]:
    """The same facts, lengths of time in place of instants replaced by those instants; other values as they are."""
    return {name: _shifted(now, value) if _is_instant(name) else value for name, value in given.items()}


def _is_instant(name: str) -> bool:
    return name in FACTS and FACTS[name].kind is Kind.TS


def _shifted(now: int, value: Any) -> Any:
    match = RELATIVE.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        return value
    sign, count, unit, more = match.groups()
    return now + int(sign + count) * UNITS[unit] + int(more or 0)
