"""One fan of the crowd: what they are like, when they are awake, what they make of what they get.

Whatever a fan draws comes from a source of their own, so that what is done to one changes nothing for the others.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from askfirst.sandbox.crowd.words import PITCHES, TONGUES, Tongue, name_of

if TYPE_CHECKING:
    from askfirst.sandbox.things import Person

AWAKE = (0, 0, 0, 0, 0, 0, 1, 3, 5, 5, 4, 4, 6, 5, 4, 4, 4, 5, 7, 9, 10, 9, 6, 2)
"""How many act in each hour of their own day."""
MOOD = "mood"


@dataclass(slots=True)
class Fan:
    """Somebody of the crowd.  What lasts of their mood stands with the person (`Person.more`)."""

    number: int
    person: Person
    tongue: Tongue
    chance: random.Random
    chattiness: float
    """Acts a day when they begin."""
    patience: float
    """So much of what they did not ask for until they end it."""
    warmth: float
    """How likely they are to follow and to thank."""
    sentences: int = 0
    networks: list[str] = field(default_factory=list)

    @property
    def annoyance(self) -> float:
        return float(self.person.more.get(MOOD, 0.0))

    def annoy(self, by: float) -> float:
        """It sticks; how annoyed they are now."""
        self.person.more[MOOD] = round(self.annoyance + by, 3)
        return self.annoyance

    @property
    def has_had_enough(self) -> bool:
        return self.annoyance >= self.patience

    def say(self, what: str) -> str:
        """A sentence in their language; they seldom repeat themselves."""
        self.sentences += 1
        return self.tongue.pick(what, self.number * 3 + self.sentences)

    def awake_on(self, day: datetime) -> datetime:
        """An instant of that day when they are awake, in UTC."""
        hour = self.chance.choices(range(24), AWAKE)[0]
        minutes = (hour - self.tongue.hours) % 24 * 60 + self.chance.randrange(60)
        begin = day.replace(hour=0, minute=0, second=0, microsecond=0)
        return begin + timedelta(minutes=minutes, seconds=self.chance.randrange(60))

    def soon(self, least: float, most: float) -> timedelta:
        """Between so many minutes and so many."""
        return timedelta(minutes=self.chance.uniform(least, most))


def tongue_of(number: int, chance: random.Random) -> Tongue:
    """Every other fan speaks English, the others one of the rest."""
    return TONGUES[0] if number % 2 == 0 else chance.choice(TONGUES[1:])


def character(number: int, seed: int) -> tuple[random.Random, Tongue, str]:
    """The source of somebody's chances, their language and name."""
    chance = random.Random(f"{seed} fan {number}")  # noqa: S311 -- repeatable, no secret
    tongue = tongue_of(number, chance)
    return chance, tongue, name_of(tongue, chance.randrange(1_000))


def fan(number: int, person: Person, chance: random.Random, tongue: Tongue) -> Fan:
    """Their temper, drawn in a fixed order."""
    return Fan(
        number=number,
        person=person,
        tongue=tongue,
        chance=chance,
        chattiness=min(1.5, chance.expovariate(6.0)),
        patience=chance.uniform(0.4, 2.5),
        warmth=chance.betavariate(4, 2),
    )


def is_pitch(text: str) -> bool:
    """Whether it reads like an advertisement to somebody in a hurry."""
    lowered = text.lower()
    return any(word in lowered for word in PITCHES)
