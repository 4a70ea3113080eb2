"""How long a text is, as each network counts.

Sources: twitter-text configuration v3 (weights, 23 for an address); app.bsky.feed.post lexicon (graphemes); Messenger
Platform, Send API (bytes on Instagram); Mastodon documentation, Instance (`characters_reserved_per_url`).
"""

from __future__ import annotations

from enum import StrEnum

import regex


class Unit(StrEnum):
    """What a network counts when it limits a text."""

    CHARACTERS = "characters"
    BYTES = "bytes"
    """Of UTF-8."""
    GRAPHEMES = "graphemes"
    """What a reader takes for one sign: a family of four is one."""
    WEIGHTED = "weighted characters"
    """X: signs outside Latin and its neighbours count two, a picture two, and every web address 23."""
    STATUS = "characters (a web address counts 23)"
    """Mastodon: graphemes, with 23 for every web address."""


ADDRESS_WEIGHT = 23
_ADDRESS = regex.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)\]}']", regex.IGNORECASE)
_GRAPHEME = regex.compile(r"\X")
_PICTURE = regex.compile(r"\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20e3")
_LIGHT = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))
"""Code points that count one."""


def measured(text: str, unit: Unit) -> int:
    """The length of `text` in `unit`."""
    if unit is Unit.CHARACTERS:
        return len(text)
    if unit is Unit.BYTES:
        return len(text.encode("utf-8", "surrogatepass"))
    if unit is Unit.GRAPHEMES:
        return len(_GRAPHEME.findall(text))
    addresses: int = len(_ADDRESS.findall(text))
    rest = _GRAPHEME.findall(_ADDRESS.sub("", text))
    weight: int = len(rest) if unit is Unit.STATUS else sum(map(_weight, rest))
    return addresses * ADDRESS_WEIGHT + weight


def _weight(sign: str) -> int:
    if _PICTURE.search(sign):
        return 2
    return sum(1 if any(low <= ord(one) <= high for low, high in _LIGHT) else 2 for one in sign)
