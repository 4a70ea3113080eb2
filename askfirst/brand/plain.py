"""Text from outside as every database keeps it and every screen shows it."""

from __future__ import annotations

import re

# C0 and C1 controls but tab and line feed; halves of letters (lone surrogates), which no encoding can carry.
_UNKEEPABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def plain(text: str) -> str:
    """The text with line ends as line feeds and without control characters and broken letters."""
    return _UNKEEPABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
