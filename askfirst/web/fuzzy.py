"""How well a few typed letters fit the name of something that can be done."""

from __future__ import annotations

import unicodedata

WHOLE, WORDS, LETTERS = 3.0, 2.0, 1.0
"""The name begins so; each typed word begins one of its words; its letters stand in it in this order."""


def fit(typed: str, name: str) -> float:
    """How well it fits: one of the three, or 0 where it does not.  Nothing typed fits everything a little."""
    wanted, told = _plain(typed).split(), _plain(name)
    words = told.split()
    if not wanted:
        return LETTERS
    if told.startswith(" ".join(wanted)):
        return WHOLE
    if all(any(word.startswith(one) for word in words) for one in wanted):
        return WORDS
    return (
        LETTERS if any(_stands_in("".join(wanted), " ".join(words[at:])) for at in range(len(words))) else 0.0
    )


def _stands_in(letters: str, told: str) -> bool:
    """The first letter begins it, the others follow somewhere behind."""
    if len(letters) == 1 or not told.startswith(letters[0]):
        return False
    rest = iter(told)
    return all(letter in rest for letter in letters)


def _plain(text: str) -> str:
    """Small letters without marks."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(letter for letter in apart if not unicodedata.combining(letter)).split())
