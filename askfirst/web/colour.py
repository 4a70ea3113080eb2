"""The brand's accent: any colour may be chosen, and what stands on the screen always has the contrast that AA asks for."""

from __future__ import annotations

import colorsys
import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

AA = 4.5
# In the dark the accent also stands on a surface tinted with itself, lighter than all others (tokens.css, `--accent-soft`).
DARK_ROOM = 1.2
# The darkest of the light surfaces and the lightest of the dark ones (tokens.css, `--hover`).
LIGHT_SURFACE = "#f1ede6"
DARK_SURFACE = "#2a2621"
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_STEPS = 40
_CALM = 0.7

Rgb = tuple[int, int, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class Accent:
    """The chosen colour, a version of it that can be read on a light and on a dark surface, and what to write on each."""

    chosen: str
    light: str
    on_light: str
    dark: str
    on_dark: str

    @property
    def is_changed(self) -> bool:
        """The chosen colour is too pale for a light page and is shown darker there."""
        return self.chosen.lower() != self.light.lower()


def accent(chosen: str) -> Accent:
    """Every colour that the pages need, made from the one that was chosen.

    Raises:
        ValueError: it is not written as `#rrggbb`.
    """
    if not _COLOUR.fullmatch(chosen):
        raise ValueError(
            _("`%(chosen)s` is not a colour: write it as `#rrggbb`, as in `#0f766e`") % {"chosen": chosen}
        )
    light = readable(chosen, LIGHT_SURFACE)
    dark = readable(chosen, DARK_SURFACE, AA * DARK_ROOM)
    return Accent(chosen=chosen, light=light, on_light=_ink(light), dark=dark, on_dark=_ink(dark))


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2: 1 for equal colours, 21 for black on white."""
    high, low = sorted((_luminance(_rgb(one)), _luminance(_rgb(other))), reverse=True)
    return (high + 0.05) / (low + 0.05)


def readable(colour: str, surface: str, ratio: float = AA) -> str:
    """The nearest shade of `colour` that has this contrast on `surface`: darker on a light one, lighter on a dark one."""
    shaded = _darker if _luminance(_rgb(surface)) > 0.5 else _lighter
    shades = (shaded(_rgb(colour), step / _STEPS) for step in range(_STEPS))
    return next((shade for shade in shades if contrast(shade, surface) >= ratio), shaded(_rgb(colour), 1))


def _ink(surface: str) -> str:
    return max("#ffffff", "#12110f", key=lambda ink: contrast(ink, surface))


def _darker(rgb: Rgb, share: float) -> str:
    red, green, blue = (round(part * (1 - share)) for part in rgb)
    return _hex((red, green, blue))


def _lighter(rgb: Rgb, share: float) -> str:
    """Up in lightness and a little down in saturation: mixing with white would wash the colour out."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*(part / 255 for part in rgb))
    paler = saturation if share == 0 else saturation * _CALM
    red, green, blue = colorsys.hls_to_rgb(hue, lightness + (1 - lightness) * share, paler)
    return _hex((round(red * 255), round(green * 255), round(blue * 255)))


def _hex(rgb: Rgb) -> str:
    return "#{:02x}{:02x}{:02x}".format(*rgb)


def _rgb(colour: str) -> Rgb:
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return red, green, blue


def _luminance(rgb: Rgb) -> float:
    red, green, blue = (_linear(part / 255) for part in rgb)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
