"""What people say when they sell, hurry, hire, cheer or help: one module a language, the same names in each."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from askfirst.manners.letters import fold
from askfirst.manners.lexicon import de, en, es
from askfirst.manners.tokens import Phrases

if TYPE_CHECKING:
    from types import ModuleType

_MODULES: dict[str, ModuleType] = {"en": en, "de": de, "es": es}
NAMES = (
    "urgency", "offer", "trade", "buy", "self", "soft", "team", "job", "contact", "salutation", "liking", "hype", "blame", "cheer",
    "asking", "useful", "service",
)  # fmt: skip
"""Rules that look for phrases, by their ids; `me` and `you` are counted besides."""


@cache
def phrases(language: str) -> Phrases:
    """The phrases of a language for which there are rules, ready to be looked up."""
    module = _MODULES[language]
    return Phrases({name: getattr(module, name.upper()) for name in (*NAMES, "me", "you")})


def spoken_words(language: str) -> set[str]:
    """The words of its phrases, three letters and more, as they are looked up: they tell its texts from those of others."""
    module = _MODULES[language]
    lines = " ".join(getattr(module, name.upper()) for name in NAMES)
    words = {fold(word.removesuffix("?")) for part in lines.split() for word in part.split("/")}
    return {word for word in words if len(word) > 2 and word.isalpha()}
