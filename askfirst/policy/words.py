"""Values as people say them: `3 h 12 min ago`, `Thursday 12 March 2026, 16:40 UTC`, `5,000`."""

from __future__ import annotations

import re
from datetime import UTC, timedelta, tzinfo
from typing import TYPE_CHECKING

from askfirst.policy.facts import DAY, FACTS, HOUR, MINUTE, Fact, Kind, Value
from askfirst.policy.model import EPOCH

if TYPE_CHECKING:
    from datetime import datetime

    from askfirst.policy.facts import Facts

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def say(fact: Fact, value: Value, now: int, zone: tzinfo = UTC) -> str:  # noqa: PLR0911  - one line for each kind
    """A fact's value in words."""
    if value is None:
        return "never" if fact.null == "never" else "not known"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value.replace("_", " ")
    if fact.kind is Kind.TS:
        return when(value, now, zone)
    if fact.kind is Kind.DUR:
        return length(value)
    if fact.unit == "minutes":
        return f"{value // 60:02}:{value % 60:02}"
    return f"{value:,}"


def length(duration: int) -> str:
    """A length of time, to the two units that matter."""
    if duration < MINUTE:
        return "less than a minute"
    if duration < HOUR:
        return f"{duration // MINUTE} min"
    if duration < 2 * DAY:
        hours, minutes = duration // HOUR, duration % HOUR // MINUTE
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    return f"{duration // DAY} days"


def instant(at: int) -> datetime:
    """Microseconds UTC as an aware datetime, exactly."""
    return EPOCH + timedelta(microseconds=at)


def moment(at: int, zone: tzinfo = UTC) -> str:
    """The day and the minute, in a zone; UTC says so."""
    local = instant(at).astimezone(zone)
    return f"{local:%A} {local.day} {local:%B %Y}, {local:%H:%M}{' UTC' if zone is UTC else ''}"


def when(at: int, now: int, zone: tzinfo = UTC) -> str:
    """How long ago or how soon, and the moment itself where that is more than a day away."""
    distance = abs(at - now)
    if distance < MINUTE:
        return "just now"
    said = f"{length(distance)} ago" if at < now else f"in {length(distance)}"
    return said if distance < DAY else f"{said} ({moment(at, zone)})"


def sentence(template: str, facts: Facts, zone: tzinfo = UTC) -> str:
    """A sentence with its {facts} filled in."""

    def filled(match: re.Match[str]) -> str:
        return say(FACTS[match[1]], getattr(facts, match[1]), facts.now, zone)

    return PLACEHOLDER.sub(filled, template)


def unknown(names: tuple[str, ...]) -> str:
    """`we do not know whether the person has blocked the account`: what would have to be found out."""
    return f"we do not know {' and '.join(_question(FACTS[name]) for name in names)}"


def _question(fact: Fact) -> str:
    claim = fact.doc[0].lower() + fact.doc[1:].rstrip(".")
    return f"whether {claim}" if fact.kind is Kind.BOOL else claim
