"""Turn what somebody wrote down into Facts: every mistake is reported, and all of them at once."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, timedelta
from difflib import get_close_matches
from reprlib import Repr
from typing import TYPE_CHECKING, Any

from askfirst.policy.facts import FACTS, Fact, Facts, Intent, Kind, Scope, Value, as_mapping
from askfirst.policy.model import EPOCH, microseconds

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

SAFE_TEXT = re.compile(r"[A-Za-z0-9 .:@/+_-]*", re.ASCII)
"""What a text may be made of: nothing that any database or language quotes, escapes or folds in its own way."""

LONGEST_WORD = 40
"""Looking for a word that is near takes quadratic time, and none that we know is longer."""
MOST_GIVEN = 500
"""More names than this nobody writes down; for each that is wrong a near one is looked for, which takes time."""


class FactError(ValueError):
    """The facts given cannot be used; `mistakes` holds one sentence for each thing to mend."""

    def __init__(self, mistakes: Iterable[str]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(self.mistakes))


def in_safe_letters(words: str) -> str:
    """A name as a text fact may hold it, `Zoë` as `Zoe`; empty where that would lose a letter."""
    parts = unicodedata.normalize("NFKD", words)
    bare = "".join(letter for letter in parts if not unicodedata.combining(letter))
    return bare if SAFE_TEXT.fullmatch(bare) else ""


def shown(value: Any) -> str:
    """A value as a sentence quotes it: a long one is cut in its middle."""
    return _SHORT.repr(value)


class _Short(Repr):
    def __init__(self) -> None:
        super().__init__()
        self.maxstring = self.maxother = 80

    def repr_int(self, value: int, level: int) -> str:  # noqa: ARG002  - the base class gives it
        """Python itself refuses to write down a number of thousands of digits."""
        return repr(value) if value.bit_length() <= 64 else "a number of more than 64 bits"


_SHORT = _Short()


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """` (did you mean `email`?)` where a known word is near, else nothing."""
    if len(word) > LONGEST_WORD:
        return ""
    near = get_close_matches(word, list(known), n=1)
    return f" (did you mean `{near[0]}`?)" if near else ""


def facts_from(given: Mapping[str, Any]) -> Facts:
    """Facts out of names and values.

    An instant may be an integer (microseconds UTC), an aware datetime or ISO 8601 text with an offset; a duration an
    integer (microseconds) or a timedelta.  Facts not given take the registry's default: NULL where they may be NULL.

    Raises:
        FactError: a name nobody knows, a wrong type, a value out of bounds, a fact that is missing.
    """
    known, mistakes = _tame(given, FACTS)
    if mistakes:
        raise FactError(mistakes)
    return Facts(**known)


def intent_from(given: Mapping[str, Any]) -> Intent:
    """The Intent out of names and values, as `facts_from` does it.

    Raises:
        FactError: as `facts_from`; also for a fact that does not belong to what is to be said.
    """
    known, mistakes = _tame(
        given, {name: FACTS[name] for name in FACTS if FACTS[name].scope is Scope.CAMPAIGN}
    )
    if mistakes:
        raise FactError(mistakes)
    return Intent(**known)


def facts_for(intent: Intent, at: datetime | int, known: Mapping[str, Any]) -> Facts:
    """Facts for what is to be said at an instant, given what is known about account, person and thread.

    Raises:
        FactError: as `facts_from`.
    """
    return facts_from({**known, **as_mapping(intent), "now": at})


def tamed(fact: Fact, value: Any) -> Value:
    """The value as this fact keeps it.

    Raises:
        ValueError: it has the wrong type or is out of bounds; the message is a sentence.
    """
    if value is None:
        if not fact.nullable:
            raise ValueError(f"`{fact.name}` cannot be NULL")
        return None
    return _TAMERS[fact.kind](fact, value)


def _tame(given: Mapping[str, Any], facts: Mapping[str, Fact]) -> tuple[dict[str, Value], list[str]]:
    known: dict[str, Value] = {}
    mistakes: list[str] = []
    if len(given) > MOST_GIVEN:
        return known, [f"{len(given)} facts are given; there are {len(facts)}"]
    for name, value in given.items():
        if name not in facts:
            mistakes.append(f"there is no fact `{name[:80]}` here{did_you_mean(name, facts)}")
            continue
        try:
            known[name] = tamed(facts[name], value)
        except ValueError as wrong:
            mistakes.append(str(wrong))
    mistakes += [
        f"`{fact.name}` is missing: {_expected(fact)}"
        for fact in facts.values()
        if fact.is_required and fact.name not in given
    ]
    return known, mistakes


def _expected(fact: Fact) -> str:
    if fact.values:
        return f"give one of {', '.join(fact.values)}"
    return f"give {_SHAPES[fact.kind]}"


_SHAPES = {
    Kind.BOOL: "true or false",
    Kind.INT: "a whole number",
    Kind.TS: "microseconds UTC, or a date and time with its offset",
    Kind.DUR: "microseconds",
    Kind.TEXT: "a text of letters, digits, spaces and . : @ / + _ -",
}


def _wrong(fact: Fact, value: Any) -> ValueError:
    return ValueError(f"`{fact.name}` is {shown(value)}: {_expected(fact)}")


def _tame_bool(fact: Fact, value: Any) -> Value:
    if not isinstance(value, bool):
        raise _wrong(fact, value)
    return value


def _tame_number(fact: Fact, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise _wrong(fact, value)
    if not fact.low <= value <= fact.high:
        raise ValueError(f"`{fact.name}` is {shown(value)}: it lies between {fact.low} and {fact.high}")
    return value


def _tame_instant(fact: Fact, value: Any) -> Value:
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            raise _wrong(fact, value) from None
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError(f"`{fact.name}` is {value.isoformat()}: say the offset too, such as +00:00")
        value = microseconds(value - EPOCH)
    return _tame_number(fact, value)


def _tame_duration(fact: Fact, value: Any) -> Value:
    return _tame_number(fact, microseconds(value) if isinstance(value, timedelta) else value)


def _tame_enum(fact: Fact, value: Any) -> Value:
    if not isinstance(value, str):
        raise _wrong(fact, value)
    if value not in fact.values:
        raise ValueError(f"`{fact.name}` has no value `{value[:80]}`{did_you_mean(value, fact.values)}")
    return str(value)


def _tame_text(fact: Fact, value: Any) -> Value:
    if not isinstance(value, str) or not SAFE_TEXT.fullmatch(value):
        raise _wrong(fact, value)
    return value


_TAMERS = {
    Kind.BOOL: _tame_bool,
    Kind.INT: _tame_number,
    Kind.TS: _tame_instant,
    Kind.DUR: _tame_duration,
    Kind.ENUM: _tame_enum,
    Kind.TEXT: _tame_text,
}
