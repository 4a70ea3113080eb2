"""Whether two pictures are one: a mark of 64 bits that stays when a picture is made smaller, saved again or a little lighter.

Each bit says whether one of 8 by 8 places is darker than its right neighbour (the "difference hash").
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from PIL import Image

from askfirst.brand import pictures

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

SIDE = 96
"""Pixels of the portrait that is kept."""
NEAR = 6
"""Bits of 64 in which two copies of one picture may differ: a copy at a tenth of the size differs in 0 to 3."""
_FLATTEST = 12
"""Shades between the darkest and the lightest place: below it there is nothing by which to know it again."""


def portrait(content: bytes) -> tuple[bytes, str]:
    """The picture small and drawn anew, and its mark; the mark is empty where it shows one colour only.

    Raises:
        ValueError: it is no picture, or none that can be read; with the sentence for the team.
    """
    drawn = pictures.redraw(content, [(SIDE, SIDE)])[0]
    return drawn, mark(drawn)


def mark(picture: bytes) -> str:
    """Sixteen signs, hexadecimal; empty where it shows one colour only."""
    with Image.open(BytesIO(picture)) as read:
        small = read.convert("L").resize((9, 8), Image.Resampling.LANCZOS)
    shades = small.tobytes()
    if max(shades) - min(shades) < _FLATTEST:
        return ""
    bits = 0
    for row in range(8):
        for column in range(8):
            at = row * 9 + column
            bits = bits << 1 | (shades[at] < shades[at + 1])
    return f"{bits:016x}"


def distance(one: str, other: str) -> int:
    """In how many of the 64 bits two marks differ."""
    return (int(one, 16) ^ int(other, 16)).bit_count()


def same(mark: str, others: Iterable[tuple[int, str]]) -> Mapping[int, int]:
    """Of these (key, mark) those that show the same picture, with how many bits differ."""
    if not mark:
        return {}
    found = {key: distance(mark, other) for key, other in others if other}
    return {key: far for key, far in found.items() if far <= NEAR}
