"""Whether what a rule asks for holds of a conversation, at the moment at which something happened there."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from askfirst.work import hours as clock

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from askfirst.inbox.models import Thread
    from askfirst.work.models import Hours


@dataclass(frozen=True, kw_only=True, slots=True)
class Situation:
    """What happened, where and when."""

    thread: Thread
    at: datetime
    text: str
    """What they said last."""
    labels: frozenset[int]
    state: str
    """The state that it has now."""
    key: int = 0
    """The message, conversation or act that it is about, by id; 0 where nobody asks."""
    is_out: bool = False
    """It happened at no hour at which a rule would have been asked."""


def fits(conditions: Mapping[str, Any], situation: Situation, hours: Hours | None) -> bool:
    """Whether all of the conditions hold.  What is not asked for holds; a condition that nobody knows does not."""
    return not situation.is_out and all(
        _HOLDS[name](wanted, situation, hours)
        for name, wanted in conditions.items()
        if wanted not in ([], "")
    )


def _channel(wanted: Sequence[int], situation: Situation, _hours: Hours | None) -> bool:
    return situation.thread.channel_id in wanted


def _kind(wanted: Sequence[str], situation: Situation, _hours: Hours | None) -> bool:
    return situation.thread.kind in wanted


def _words(wanted: Sequence[str], situation: Situation, _hours: Hours | None) -> bool:
    said = folded(situation.text)
    return any(_pattern(word).search(said) for word in wanted)


def _labels(wanted: Sequence[int], situation: Situation, _hours: Hours | None) -> bool:
    return bool(situation.labels.intersection(wanted))


def _vip(wanted: str, situation: Situation, _hours: Hours | None) -> bool:
    is_vip = bool(situation.thread.contact and situation.thread.contact.is_vip)
    return is_vip is (wanted == "yes")


def _language(wanted: Sequence[str], situation: Situation, _hours: Hours | None) -> bool:
    spoken = situation.thread.contact.language.casefold() if situation.thread.contact else ""
    return any(spoken == one.casefold() or spoken.startswith(f"{one.casefold()}-") for one in wanted)


def _hours(wanted: str, situation: Situation, hours: Hours | None) -> bool:
    is_away = clock.absence(hours, situation.at) is not None
    return is_away is (wanted == "closed")


def _assigned(wanted: str, situation: Situation, _hours: Hours | None) -> bool:
    is_assigned = situation.thread.assignee_id is not None
    return is_assigned is (wanted == "yes")


def _state(wanted: Sequence[str], situation: Situation, _hours: Hours | None) -> bool:
    return situation.state in wanted


_HOLDS: dict[str, Callable[[Any, Situation, Hours | None], bool]] = {
    "channel": _channel,
    "kind": _kind,
    "words": _words,
    "label": _labels,
    "vip": _vip,
    "language": _language,
    "hours": _hours,
    "assigned": _assigned,
    "state": _state,
}
NAMES = tuple(_HOLDS)
"""What a rule may ask for."""


def folded(text: str) -> str:
    """As words are compared: without case, width and accents."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def _pattern(word: str) -> re.Pattern[str]:
    """A whole word or phrase; a star at its end stands for any ending."""
    stem = folded(word.rstrip("*").strip())
    parts = r"\s+".join(re.escape(part) for part in stem.split())
    end = "" if word.endswith("*") else r"(?!\w)"
    return re.compile(rf"(?<!\w){parts}{end}")
