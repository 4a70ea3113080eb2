"""What each kind of deed weighs, how its weight fades, and from where a band begins: numbers and nothing else.

A deed's weight halves every ninety days, counted in whole days of UTC.  What is kept is not the score of today but its
value as of one fixed day (`LANDMARK`), as forward decay does it (Cormode and others, 2009): then time changes no row, and
who stands before whom stays as it is.  The score of a day is the value divided by that day's `growth`.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Mapping

HALF_LIFE = 90
"""Days after which a deed counts half."""
LANDMARK = date(2000, 1, 1)
"""The day whose score is stored.  What is older counts as if it were done then: it has faded to nothing long ago."""
WORDS: Mapping[str, int] = {"message": 4, "comment": 5, "wall_post": 6, "mention": 5, "ask": 5}
"""Points of what takes words, by kind."""
LIGHT: Mapping[str, int] = {"like": 1, "reaction": 1, "vote": 2, "share": 3}
"""Points of what takes one press.  It can be bought, and scanners do it, so it counts beside words only."""
BITS: Mapping[str, int] = {kind: 1 << place for place, kind in enumerate((*WORDS, *LIGHT))}
MOST_A_DAY = 3
"""Deeds of one kind, on one channel and in one tone, that count in a day: more of them are one burst."""
LIGHT_SHARE = 0.5
"""Light deeds count up to this part of what was said in words: never more than a third of the whole."""
TONES: Mapping[int, float] = {-1: 0.5, 0: 1.0, 1: 1.25}
"""By what a deed's points are multiplied: said in anger, plainly or unknown, kindly."""
LEAST_KINDS = 2
"""From the third band on deeds of one kind are not enough, however many."""
_DOUBLINGS = 400


class Band(models.TextChoices):
    """How engaged somebody is, in a word.  The brand sets where each begins."""

    NEW = "new", _("New")
    REGULAR = "regular", _("Regular")
    ENGAGED = "engaged", _("Engaged")
    DEVOTED = "devoted", _("Devoted")


NOTABLE = (Band.ENGAGED, Band.DEVOTED)
"""Those to whom a personal note may go."""

HALVES: tuple[float, ...] = tuple(2.0 ** (day / HALF_LIFE) for day in range(HALF_LIFE))
"""By what a weight grows within a half-life.  Both databases get these very numbers, and compute none themselves."""
DOUBLES: tuple[float, ...] = tuple(2.0**times for times in range(_DOUBLINGS))


def day_of(at: datetime) -> int:
    """Whole days of UTC since the landmark; what is older counts as that day."""
    return max((at.astimezone(UTC).date() - LANDMARK).days, 0)


def day_begins(at: datetime) -> tuple[datetime, datetime]:
    """The day of UTC in which something happened: its first instant and the next day's."""
    begins = at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return begins, begins + timedelta(days=1)


def growth(day: int) -> float:
    """How many times more a deed of that day counts than the same one on the landmark."""
    times, rest = divmod(day, HALF_LIFE)
    return HALVES[rest] * DOUBLES[times]


def points_of(kind: str, tone: int | None) -> float:
    """What one deed counts on the day on which it is done; a kind that nobody has weighed counts nothing."""
    return {**WORDS, **LIGHT}.get(kind, 0) * TONES[tone or 0]


def together(words: float, light: float) -> float:
    """Both parts of a score as one number."""
    return words + min(light, words * LIGHT_SHARE)
