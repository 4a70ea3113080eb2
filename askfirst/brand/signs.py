"""Text cut into the words by which it is found: the same cut for what is kept and for what is asked, in any script.

Marks above and below letters do not count, nor does case.  A sign of a script that writes without spaces, and an emoji, is a
word by itself: so any part of a Japanese sentence can be found.  `word_index` makes the databases cut in the same way.
"""

from __future__ import annotations

import sys
import unicodedata
from functools import cache
from typing import NamedTuple

LONGEST_READ = 20_000
"""Signs of one text that are cut; what stands further back is not found."""
LONGEST_WORD = 80

Range = tuple[int, int]
SINGLE: tuple[Range, ...] = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x1000, 0x109F),  # Burmese
    (0x1780, 0x17FF),  # Khmer
    (0x2190, 0x2BFF),  # arrows and pictures
    (0x2E80, 0xD7FF),  # Chinese, Japanese, Korean
    (0xF900, 0xFAFF),
    (0x1F000, 0x1F3FA),  # emoji, but for the colours of skin
    (0x1F400, 0x1FFFF),
    (0x20000, 0x3FFFF),
)
"""Signs that are words by themselves."""
DROPPED: tuple[Range, ...] = (
    (0x0300, 0x036F),  # marks on Latin, Greek and Cyrillic letters
    (0x0591, 0x05BD),  # Hebrew points
    (0x0610, 0x061A),  # Arabic marks, and the long line between letters
    (0x0640, 0x0640),
    (0x064B, 0x065F),
    (0x0670, 0x0670),
    (0x06D6, 0x06ED),
    (0x20D0, 0x20F0),
    (0xFE00, 0xFE0F),  # which form of a sign is meant
    (0x1F3FB, 0x1F3FF),  # colours of skin
)
"""Signs that do not count."""
_WORDS = frozenset({"So", "Co", "Cn"})  # beside letters, digits and their marks


class Word(NamedTuple):
    """One word as it is compared, and where it stands in the text: `text[begin:end]`."""

    word: str
    begin: int
    end: int


def words(text: str) -> list[str]:
    """The words of a text, in order."""
    return [found.word for found in cut(text)]


def cut(text: str) -> list[Word]:
    """The words of a text with their places."""
    found: list[Word] = []
    word, begin = "", 0
    for place, sign in enumerate(text[:LONGEST_READ]):
        folded = _folded(sign)
        if folded == "":
            continue
        if folded == " " or is_single(folded):
            if word:
                found.append(Word(word[:LONGEST_WORD], begin, place))
                word = ""
            if folded != " ":
                found.append(Word(folded, place, place + 1))
            continue
        if not word:
            begin = place
        word += folded
    if word:
        found.append(Word(word[:LONGEST_WORD], begin, min(len(text), LONGEST_READ)))
    return found


@cache
def is_single(sign: str) -> bool:
    """It is a word by itself."""
    return len(sign) == 1 and _lies_in(ord(sign), SINGLE)


def separators() -> list[Range]:
    """Every stretch of signs that part words and are none: for a database that cuts by itself."""
    found: list[Range] = []
    for code in range(1, sys.maxunicode + 1):
        if 0xD800 <= code <= 0xDFFF or not _parts(chr(code)):
            continue
        if found and found[-1][1] == code - 1:
            found[-1] = (found[-1][0], code)
        else:
            found.append((code, code))
    return found


@cache
def _folded(sign: str) -> str:
    """One sign as it is compared: empty where it does not count, a space where it parts words."""
    if _lies_in(ord(sign), DROPPED):
        return ""
    if _parts(sign):
        return " "
    bare = "".join(part for part in unicodedata.normalize("NFKD", sign) if not _lies_in(ord(part), DROPPED))
    folded = unicodedata.normalize("NFC", bare.lower())
    kept = "".join(part for part in folded if not _lies_in(ord(part), DROPPED) and not _parts(part))
    return kept or " "


def _parts(sign: str) -> bool:
    kind = unicodedata.category(sign)
    return kind[0] not in "LNM" and kind not in _WORDS


def _lies_in(code: int, ranges: tuple[Range, ...]) -> bool:
    return any(first <= code <= last for first, last in ranges)
