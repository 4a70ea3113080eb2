"""A text as it is read: the same letters however they were typed, and where each stood in the text that was written.

People hide words, by accident or not: bold letters of mathematics, letters of another script that look alike, signs without
width, one letter at a time.  All that is undone before a word is looked up, and every finding still points into the original.
Pure and deterministic; a text of plain ASCII is taken as it is.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

LONGEST = 16_000
"""Characters that are read; a message longer than this is a document."""

_PLAINER = str.maketrans(
    {**dict.fromkeys("‘’‚‛ʼ′`´", "'"), **dict.fromkeys("“”„‟«»″", '"'), **dict.fromkeys("‐‑‒–—―−", "-")}
)
_ALIKE = str.maketrans(
    "АВЕЅІЈКМНОРСТУХавеѕіјкмнорстухԁԛԝɡıΑΒΕΖΗΙΚΜΝΟΡΤΥΧαικνορτυχ",
    "ABESIJKMHOPCTYXabesijkmhopctyxdqwgiABEZHIKMNOPTYXaiknoptux",
)
"""Letters of Cyrillic and Greek that look like Latin ones (after Unicode's confusables)."""
_FIRST_COMBINING = "\u0300"
_FOREIGN = re.compile("[\u0370-\u03ff\u0400-\u052f]")
_WORD = re.compile(r"[^\W\d_]+")
_LATIN = re.compile("[A-Za-zÀ-ɏ]")


@dataclass(frozen=True, slots=True)
class Letters:
    """What is read, and the way back to what was written."""

    text: str
    begins: tuple[int, ...] = ()
    """For each letter read, where it begins in the original; empty: at the same place."""
    ends: tuple[int, ...] = ()
    is_cut: bool = False

    def place(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the original that was read as `text[start:end]`; it holds a letter at least."""
        return (self.begins[start], self.ends[end - 1]) if self.begins else (start, end)


def letters(text: str) -> Letters:
    """The first LONGEST characters of `text` in plain letters."""
    is_cut = len(text) > LONGEST
    text = text[:LONGEST]
    if text.isascii():
        return Letters(text, is_cut=is_cut)
    if not any(map(unicodedata.combining, text)):
        plain = [_read(letter) for letter in text]
        if all(map(len, plain)) and len(joined := "".join(plain)) == len(text):
            return Letters(_latin(joined), is_cut=is_cut)
    read: list[str] = []
    begins: list[int] = []
    ends: list[int] = []
    at = 0
    while at < len(text):
        end = at + 1
        while end < len(text) and text[end] >= _FIRST_COMBINING and unicodedata.combining(text[end]):
            end += 1
        for letter in _read(text[at:end]):
            read.append(letter)
            begins.append(at)
            ends.append(end)
        at = end
    return Letters(_latin("".join(read)), tuple(begins), tuple(ends), is_cut=is_cut)


def fold(word: str) -> str:
    """A word as it is looked up: small letters without accents, ß as ss."""
    if word.isascii():
        return word.lower()
    apart = unicodedata.normalize("NFD", word.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


@lru_cache(maxsize=4096)
def _read(cluster: str) -> str:
    """A letter with its accents; nothing where it has no width."""
    if cluster.isascii():
        return cluster
    plain = unicodedata.normalize("NFKC", cluster)
    return "".join(one for one in plain if unicodedata.category(one) not in {"Cf", "Mn"}).translate(_PLAINER)


def _latin(text: str) -> str:
    """Words in which another script's letters stand for Latin ones, in Latin letters; as long as before."""
    if not _FOREIGN.search(text):
        return text
    latin = len(_LATIN.findall(text))
    is_latin = latin > len(_FOREIGN.findall(text))

    def put(found: re.Match[str]) -> str:
        word = found[0]
        if not _FOREIGN.search(word):
            return word
        looks = word.translate(_ALIKE)
        is_mixed = bool(_LATIN.search(word))
        return looks if looks.isascii() and (is_mixed or is_latin) else word

    return _WORD.sub(put, text)
