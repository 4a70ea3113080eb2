"""Sentences of ours in the database, and in the reader's language.

A column keeps a Sentence as a mark and JSON: the English text with its gaps, and what fills them.  Everything else is kept
as it is, so that what people and networks said, and rows from before, are shown as they are.  The mark is a control
character, which no text from outside holds (`brand.plain`).
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.utils.formats import date_format
from django.utils.translation import get_language, get_language_bidi, gettext, ngettext, override

from askfirst.brand.plain import plain
from askfirst.sentence import Sentence, made, words_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from askfirst.brand.models import Member
    from askfirst.sentence import Gap

MARK = "\x1e"
ENGLISH = "en"
FROM_RIGHT = "\N{RIGHT-TO-LEFT MARK}"
"""Begins what is said from right to left, so that a name in Latin letters at its beginning does not turn it round."""
ALONE = "\N{FIRST STRONG ISOLATE}%s\N{POP DIRECTIONAL ISOLATE}"
"""Around a name or address within it, whose signs then stay together."""


def spoken(said: str) -> str:
    """The text in the language that is spoken now; what is no sentence of ours stays as it is."""
    if not isinstance(said, Sentence) or (get_language() or ENGLISH).startswith(ENGLISH):
        return str(said)
    text = ngettext(said.text, said.many, said.number) if said.many else said.text and gettext(said.text)
    from_right = FROM_RIGHT if text and get_language_bidi() else ""
    if not said.gaps:
        return from_right + text
    try:
        return from_right + text % {name: _filled(gap) for name, gap in said.gaps.items()}
    except (KeyError, TypeError, ValueError):  # kept by another release, whose sentence had other gaps
        return str(said)


def told(error: BaseException) -> str:
    """What an exception says, in the language that is spoken now."""
    return spoken(words_of(error))


def in_language_of(member: Member | None) -> AbstractContextManager[None]:
    """Speak this member's language for a while; English to nobody in particular, and to who never chose."""
    return override((member.language if member else "") or settings.LANGUAGE_CODE)


def _filled(gap: Gap) -> str | int:
    if isinstance(gap, datetime):
        at = gap.astimezone(UTC)
        return f"{date_format(at, 'DATE_FORMAT')}, {at:%H:%M} UTC"
    if isinstance(gap, Sentence) or not isinstance(gap, str):
        return spoken(gap) if isinstance(gap, str) else gap
    return ALONE % gap if get_language_bidi() else gap


def keep(said: str) -> str:
    """As a column keeps it; `read` is the way back."""
    if not isinstance(said, Sentence):
        return said.lstrip(MARK)
    kept: list[Any] = [said.text, {name: _gap(gap) for name, gap in said.gaps.items()}]
    if said.many:
        kept += [said.many, said.number]
    return MARK + json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def _gap(gap: Gap) -> object:
    if isinstance(gap, datetime):
        return {"at": gap.isoformat()}
    if isinstance(gap, int):
        return gap
    return keep(gap if isinstance(gap, Sentence) else plain(str(gap)))


def read(kept: str) -> str:
    """A Sentence, or the text that no sentence of ours is."""
    if not kept.startswith(MARK):
        return kept
    try:
        text, gaps, *counted = json.loads(kept[1:])
        filled = {name: _filling(gap) for name, gap in gaps.items()}
        many, number = counted or ("", 1)
        return made(text, many, number, filled)
    except (
        KeyError,
        TypeError,
        ValueError,
        AttributeError,
    ):  # cut short by hand: what can be read of it is shown
        return kept.lstrip(MARK)


def _filling(gap: object) -> Gap:
    if isinstance(gap, dict):
        return datetime.fromisoformat(gap["at"])
    if isinstance(gap, str):
        return read(gap)
    if isinstance(gap, int):
        return gap
    raise TypeError(f"a gap holds {type(gap).__name__}")


class _Ordinary:
    """Migrations see the ordinary field: what stands in the column is no business of theirs."""

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, _path, args, kwargs = super().deconstruct()  # type: ignore[misc]  # a field stands beside it
        ordinary = next(base for base in type(self).__mro__ if base.__module__.startswith("django."))
        return name, f"django.db.models.{ordinary.__name__}", args, kwargs


class _Words(_Ordinary):
    def from_db_value(self, value: str | None, *_context: object) -> str | None:
        """As it was said."""
        return value if value is None else read(value)

    def get_prep_value(self, value: Any) -> Any:
        """As it is kept."""
        prepared = super().get_prep_value(value)  # type: ignore[misc]  # a field stands beside it
        return keep(value) if isinstance(value, Sentence) else prepared

    def to_python(self, value: Any) -> Any:
        """A Sentence stays one."""
        return value if isinstance(value, Sentence) else super().to_python(value)  # type: ignore[misc]


class SpokenText(_Words, models.TextField):  # type: ignore[type-arg]
    """A text that may be a sentence of ours."""


class SpokenChar(_Words, models.CharField):  # type: ignore[type-arg]
    """A short text that may be a sentence of ours, with gaps or without: the whole must fit."""


class SpokenJSON(_Ordinary, models.JSONField):
    """JSON in which any text may be a sentence of ours."""

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """With its sentences as they were said."""
        return _each(super().from_db_value(value, expression, connection), read)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:  # noqa: FBT001, FBT002 -- Django's own signature
        """With its sentences as they are kept."""
        return super().get_db_prep_value(_each(value, keep), connection, prepared)


def _each(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list | tuple):
        return [_each(one, change) for one in value]
    if isinstance(value, dict):
        return {name: _each(one, change) for name, one in value.items()}
    return value
