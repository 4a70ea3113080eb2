"""Charts drawn on the server: places and lengths for SVG, in units of its own; the numbers stand in a table beside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH, HALF = 720, 96
"""Of the chart of days: its width, and the height above and below its line."""
GAP = 0.2
"""The part of a day's place that stays empty."""
LEVELS = 5
CELL = 26
STEPS = (1, 2, 5)


@dataclass(frozen=True, kw_only=True, slots=True)
class Bar:
    """One day: what came in stands above the line, what went out hangs below it."""

    x: float
    width: float
    top: float
    up: float
    down: float
    title: str
    label: str
    """Below the chart; empty for most days."""
    middle: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Bars:
    """The chart of days."""

    bars: list[Bar]
    most: int
    """What the whole height stands for."""
    width: int = WIDTH
    line: int = HALF
    height: int = HALF * 2


@dataclass(frozen=True, kw_only=True, slots=True)
class Spot:
    """One hour of the week."""

    x: int
    y: int
    level: int
    many: int
    title: str


def bars(days: Sequence[tuple[str, str, int, int]]) -> Bars:
    """Of each day: its full name, its short one where there is room for it, what came in and what went out."""
    most = round_up(max((max(one[2], one[3]) for one in days), default=0))
    place = WIDTH / max(len(days), 1)
    drawn = []
    for number, (name, short, theirs, ours) in enumerate(days):
        up, down = theirs / most * HALF, ours / most * HALF
        drawn.append(
            Bar(
                x=round(number * place + place * GAP / 2, 2),
                width=round(place * (1 - GAP), 2),
                top=round(HALF - up, 2),
                up=round(up, 2),
                down=round(down, 2),
                title=name,
                label=short,
                middle=round((number + 0.5) * place, 2),
            )
        )
    return Bars(bars=drawn, most=most)


def round_up(most: int) -> int:
    """The next number that is easily read: 1, 2, 5, 10, 20, 50 and so on."""
    size = 1
    while True:
        for step in STEPS:
            if step * size >= most:
                return step * size
        size *= 10


def heat(week: Sequence[Sequence[int]], names: Sequence[str], says: str) -> list[Spot]:
    """The hours of a week, the fuller the stronger.  `says` has places for the day, the hour and how many."""
    most = max((max(hours) for hours in week), default=0)
    return [
        Spot(
            x=hour * CELL,
            y=day * CELL,
            level=0 if not many else max(1, -(-many * LEVELS // most)),
            many=many,
            title=says % {"day": names[day], "hour": f"{hour:02}:00", "many": many},
        )
        for day, hours in enumerate(week)
        for hour, many in enumerate(hours)
    ]
