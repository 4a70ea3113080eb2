"""Facts as a person gives them on the command line."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from askfirst.cli.exits import Failed
from askfirst.policy.facts import FACTS, Kind
from askfirst.policy.taming import FactError, facts_from

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from askfirst.policy.facts import Fact, Facts

DEFAULTS = {"form": "direct", "purpose": "reply"}
_LENGTH = re.compile(r"([+-]?)(\d{1,6})([mhd])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_YES_NO = {"true": True, "yes": True, "false": False, "no": False}
_NOTHING = frozenset({"", "unknown", "never", "null"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Given:
    """Where facts may come from.  A later source wins: the file, then the named options, then the pairs."""

    options: Mapping[str, str] = field(default_factory=dict)
    at: str = ""
    pairs: list[str] = field(default_factory=list)
    file: Path | None = None


def facts_out_of(given: Given) -> Facts:
    """The facts, tamed.

    Raises:
        Failed: the file is not a JSON object; an instant is none; or all that the registry of facts objects to, at once.
    """
    now = datetime.now(UTC)
    said: dict[str, Any] = {**DEFAULTS, **_from_file(given.file)}
    said |= {name: value for name, value in given.options.items() if value}
    moment = instant(given.at, now) if given.at else said.get("now", now)
    said |= {name: _value(name, text, moment) for name, text in map(_pair, given.pairs)}
    said.setdefault(
        "is_promotional", said["purpose"] == "marketing"
    )  # as senders declare it, unless it is said
    try:
        return facts_from(said | {"now": moment})
    except FactError as error:
        raise Failed("\n".join(f"{mistake}." for mistake in error.mistakes)) from error


def known_of_all(options: Mapping[str, str], at: str, pairs: list[str]) -> dict[str, Any]:
    """What holds for everybody of a table, as it was said; whoever asks the question checks it.

    Raises:
        Failed: an instant is none, or a pair is none.
    """
    moment = instant(at, datetime.now(UTC)) if at else datetime.now(UTC)
    said: dict[str, Any] = {name: value for name, value in options.items() if value}
    said |= {name: _value(name, text, moment) for name, text in map(_pair, pairs)}
    if "purpose" in said:
        said.setdefault("is_promotional", said["purpose"] == "marketing")
    return said | {"now": moment}


def instant(text: str, now: datetime) -> datetime:
    """A day, a date and time, or a length of time before or after `now`, such as `-3h`; UTC where no offset is given.

    Raises:
        Failed: it is none of these.
    """
    if match := _LENGTH.fullmatch(text):
        length = timedelta(**{_UNITS[match[3]]: int(match[2])})
        return now - length if match[1] == "-" else now + length
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise Failed(
            f"`{text}` is not an instant: write a day (2014-03-12), a date and time (2014-03-12T16:40+01:00), or -3h, -2d."
        ) from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _from_file(path: Path | None) -> dict[str, Any]:
    if path is None:
        return {}
    try:
        found = json.loads(sys.stdin.read() if str(path) == "-" else path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise Failed(f"{path} cannot be read as JSON: {error}.") from error
    if not isinstance(found, dict):
        raise Failed(f'{path} does not hold a JSON object such as {{"network": "page", "likes_page": true}}.')
    return found


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise Failed(f"`{text}` is not a fact: write its name, `=`, and its value, as in likes_page=yes.")
    return name.strip(), value.strip()


def _value(name: str, text: str, moment: Any) -> Any:
    """The text as what the fact is; whatever does not fit is left for the registry to object to."""
    fact = FACTS.get(name)
    if fact is None:
        return text
    if text.lower() in _NOTHING and fact.nullable:
        return None
    return _read(fact, text, moment)


def _read(fact: Fact, text: str, moment: Any) -> Any:
    if fact.kind is Kind.BOOL:
        return _YES_NO.get(text.lower(), text)
    if fact.kind is Kind.TS and not text.isdecimal():
        return instant(text, moment if isinstance(moment, datetime) else datetime.now(UTC))
    if fact.kind is Kind.DUR and (match := _LENGTH.fullmatch(text)):
        return timedelta(**{_UNITS[match[3]]: int(match[2])})
    if fact.kind in {Kind.INT, Kind.TS, Kind.DUR} and text.lstrip("-").isdecimal():
        return int(text)
    return text
