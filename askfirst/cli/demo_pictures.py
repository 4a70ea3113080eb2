"""The two pictures of Harbour Coffee's page, drawn here: a morning at the pier, and a cup above a wave."""

from __future__ import annotations

import math
from io import BytesIO

from PIL import Image, ImageDraw

FINE = 2
"""Drawn twice as large and made smaller, so that edges are smooth."""
Colour = tuple[int, int, int]
DAWN: tuple[Colour, Colour] = ((252, 214, 170), (146, 198, 196))
SEA: tuple[Colour, ...] = ((92, 158, 158), (58, 128, 130), (33, 98, 102), (16, 70, 76))
PIER: Colour = (38, 44, 48)
TEAL: Colour = (15, 118, 110)
CREAM: Colour = (250, 240, 222)


def cover() -> bytes:
    """1600 by 480: sun, lighthouse, a boat, the pier and the sea."""
    width, height = 1600 * FINE, 480 * FINE
    picture = Image.new("RGB", (width, height))
    draw = ImageDraw.Draw(picture)
    for row in range(height):
        draw.line([(0, row), (width, row)], fill=_between(DAWN[1], DAWN[0], min(1, row / (height * 0.62))))
    _disc(draw, width * 0.71, height * 0.5, 96 * FINE, (255, 236, 200))
    _lighthouse(draw, width * 0.87, height * 0.6)
    for number, colour in enumerate(SEA):
        _wave(draw, (width, height), height * (0.58 + 0.115 * number), number, colour)
        if number == 0:
            _boat(draw, width * 0.54, height * 0.63)
    top = height * 0.66
    draw.rectangle((0, top, width * 0.34, top + 16 * FINE), fill=PIER)
    for post in range(6):
        left = width * (0.02 + post * 0.061)
        draw.rectangle((left, top - 14 * FINE, left + 12 * FINE, height), fill=PIER)
    return _written(picture)


def face() -> bytes:
    """512 by 512: a cup above a wave."""
    side = 512 * FINE
    picture = Image.new("RGB", (side, side), TEAL)
    draw = ImageDraw.Draw(picture)
    draw.ellipse((side * 0.6, side * 0.34, side * 0.8, side * 0.56), outline=CREAM, width=round(side * 0.045))
    draw.rounded_rectangle(
        (side * 0.24, side * 0.28, side * 0.68, side * 0.64), radius=side * 0.12, fill=CREAM
    )
    draw.rectangle((side * 0.24, side * 0.28, side * 0.68, side * 0.42), fill=CREAM)
    _wave(draw, (side, side), side * 0.72, 1, (9, 84, 80))
    _wave(draw, (side, side), side * 0.8, 2, (6, 62, 60))
    return _written(picture)


def _wave(draw: ImageDraw.ImageDraw, size: tuple[int, int], at: float, number: int, colour: Colour) -> None:
    width, height = size
    length, swing = width / (2.4 + number * 0.7), height * 0.018 * (1 + number * 0.3)
    crest = [
        (left, at + swing * math.sin(2 * math.pi * left / length + number * 1.7))
        for left in range(0, width + 1, 4 * FINE)
    ]
    draw.polygon([*crest, (width, height), (0, height)], fill=colour)


def _boat(draw: ImageDraw.ImageDraw, left: float, top: float) -> None:
    unit = 14 * FINE
    draw.polygon(
        [
            (left, top),
            (left + 9 * unit, top),
            (left + 7.4 * unit, top + 2.4 * unit),
            (left + 1.6 * unit, top + 2.4 * unit),
        ],
        fill=(122, 62, 44),
    )
    draw.line((left + 4 * unit, top, left + 4 * unit, top - 8 * unit), fill=PIER, width=3 * FINE)
    draw.polygon(
        [
            (left + 4.3 * unit, top - 7.8 * unit),
            (left + 4.3 * unit, top - unit),
            (left + 8 * unit, top - unit),
        ],
        fill=CREAM,
    )


def _lighthouse(draw: ImageDraw.ImageDraw, left: float, foot: float) -> None:
    unit = 10 * FINE
    for band, colour in enumerate((CREAM, (186, 74, 52), CREAM, (186, 74, 52))):
        low, high = foot - band * 4 * unit, foot - (band + 1) * 4 * unit
        wide, slim = 3.2 * unit - band * 0.3 * unit, 3.2 * unit - (band + 1) * 0.3 * unit
        draw.polygon(
            [(left - wide, low), (left + wide, low), (left + slim, high), (left - slim, high)], fill=colour
        )
    top = foot - 16 * unit
    draw.rectangle((left - 1.6 * unit, top - 2.4 * unit, left + 1.6 * unit, top), fill=(255, 226, 150))
    draw.polygon(
        [
            (left - 2.2 * unit, top - 2.4 * unit),
            (left + 2.2 * unit, top - 2.4 * unit),
            (left, top - 4.4 * unit),
        ],
        fill=PIER,
    )


def _disc(draw: ImageDraw.ImageDraw, left: float, top: float, reach: float, colour: Colour) -> None:
    draw.ellipse((left - reach, top - reach, left + reach, top + reach), fill=colour)


def _between(one: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def _written(picture: Image.Image) -> bytes:
    smaller = picture.resize((picture.width // FINE, picture.height // FINE))
    written = BytesIO()
    smaller.save(written, "PNG")
    return written.getvalue()
