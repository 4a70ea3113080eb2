"""From what was found in a text to its kind: trained weights where they are there, the rules' own weights otherwise.

The weights are a logistic model over words, pairs and pieces of words, and where they stand (`kinds.json`, made by
`research/manners/train.py`).  The rules explain a reading and are not weighed: with them it was right less often.
They are plain numbers: nothing is executed that was loaded, and every answer can name the words it used.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain, pairwise
from math import exp, fsum
from pathlib import Path
from typing import TYPE_CHECKING

from askfirst.manners.language import CHECKED
from askfirst.manners.language_words import SMALL
from askfirst.manners.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from askfirst.manners.tokens import Token

SMALL_WORDS = frozenset(word for language in CHECKED for word in SMALL[language].split())
"""Words that every sentence needs are not named as what made a text a pitch."""
KINDS = ("pitch", "value", "conversation", "personal", "recruiting", "service")
FILE = Path(__file__).with_name("kinds.json")
MOST = 400
"""Words, numbers and signs that are weighed: the kind of a text shows at its beginning."""
WHOLE = "k"
"""Features that count whole, by their first letter; those of every other sort share what they count."""
PIECES = (3, 4, 5)
"""Letters of the pieces into which words are cut: they know a word's relatives."""
_LONGEST = 30
"""Letters of a word that are cut into pieces."""
_SENTENCE = re.compile(r"[.!?…]['\")»”’]*\s+|\s*\n\s*")
"""Where one sentence ends and another begins."""
_BIAS = -2.0
_BY_RULES = {
    "conversation": "asking",
    "recruiting": "job",
    "service": "service",
    "personal": "cheer",
    "value": "useful",
}


@dataclass(frozen=True, slots=True)
class Weights:
    """A trained model: for each feature a number for each of KINDS."""

    version: str
    bias: tuple[float, ...]
    by_feature: Mapping[str, Sequence[float]]
    temperature: float
    line: float
    """From this share on it is a pitch."""
    unsure: float
    """From this share on it may be one."""


@dataclass(frozen=True, slots=True)
class Scores:
    """How likely each kind is, the shares adding up to one, and which words spoke for a pitch."""

    version: str
    shares: Mapping[str, float]
    words: tuple[str, ...]
    line: float = 0.5
    unsure: float = 0.3


@cache
def weights(file: Path = FILE) -> Weights | None:
    """The weights that are shipped; None: the file is not there, and the rules alone decide."""
    try:
        # The same few hundred numbers come again and again: kept once each they take 8 MB instead of 14.
        data = json.loads(file.read_text(encoding="utf-8"), parse_float=cache(float))
    except FileNotFoundError:
        return None
    return Weights(
        version=data["version"],
        bias=tuple(data["bias"]),
        by_feature=data["weights"],
        temperature=data["temperature"],
        line=data["line"],
        unsure=data["unsure"],
    )


def features(text: str, pieces: Sequence[Token]) -> dict[str, set[str]]:
    """What is weighed of a text, by its sort, which is the first letter of each.

    Words (w), pairs of words, numbers and signs (b), the words of the first (f) and the last sentence (e), where one says what
    one wants, pieces of words (g), and a few shapes (k).
    """
    weighed = pieces[:MOST]
    terms = [_term(piece) for piece in weighed]
    words = [piece.word for piece in weighed if piece.kind == "word"]
    ends = [match.end() for match in _SENTENCE.finditer(text)]
    first = sum(piece.start < ends[0] for piece in weighed) if ends else len(terms)
    last = _place_of_last(weighed, ends)
    return {
        "w": {f"w:{word}" for word in words},
        "b": {f"b:{one} {other}" for one, other in pairwise(["^", *terms])},
        "f": {f"f:{term}" for term in terms[:first]},
        "e": {f"e:{one} {other}" for one, other in pairwise(terms[last:])}
        | {f"e:{term}" for term in terms[last:]},
        "g": set(chain.from_iterable(map(_pieces, set(words)))),
        "k": set(_shapes(weighed)),
    }


def _term(piece: Token) -> str:
    """A word as it is, a sign as one of its kind, and every number, link and name alike."""
    if piece.kind in {"word", "money"}:
        return piece.word
    return piece.word[0] if piece.kind == "sign" else f"<{piece.kind}>"


def _place_of_last(pieces: Sequence[Token], ends: Sequence[int]) -> int:
    """The first piece of the last sentence that has a word."""
    words = [place for place, piece in enumerate(pieces) if piece.kind == "word"]
    if not words:
        return 0
    begin = max((end for end in ends if end <= pieces[words[-1]].start), default=0)
    return next(place for place, piece in enumerate(pieces) if piece.start >= begin)


def _shapes(pieces: Sequence[Token]) -> Iterator[str]:
    """Neither how long a text is nor that it has a link: of texts of another sort they made pitches."""
    kinds = {piece.kind for piece in pieces}
    yield from (f"k:{kind}" for kind in kinds if kind in {"money", "number", "hash"})
    signs = "".join(piece.word for piece in pieces if piece.kind == "sign") if "sign" in kinds else ""
    if "?" in signs:
        yield "k:question"
    if "!" in signs:
        yield "k:exclaim"


@lru_cache(maxsize=20_000)
def _pieces(word: str) -> tuple[str, ...]:
    """A word and its two ends, cut into pieces; most words come again and again."""
    whole = f"^{word[:_LONGEST]}$"
    return tuple(f"g:{whole[at : at + size]}" for size in PIECES for at in range(len(whole) - size + 1))


def size(sort: str, many: int) -> float:
    """What one feature of a sort counts among so many: a long text says no more of a kind than a short one."""
    return 1.0 if sort in WHOLE else float(many**-0.5)


def score(text: str, pieces: Sequence[Token], found: Collection[str], model: Weights | None) -> Scores:
    """How likely each kind is, of a text cut into `pieces`; without a model by the rules `found` alone."""
    if model is None:
        return _by_rules(found)
    totals = list(model.bias)
    speaks: list[tuple[float, str]] = []
    weight_of = model.by_feature.get
    for sort, named in features(text, pieces).items():
        known = [(name, row) for name in named if (row := weight_of(name))]
        if not known:
            continue
        one = size(sort, len(named))
        # An exact sum, which is the same in whatever order they come.
        totals = [
            total + one * fsum(column)
            for total, column in zip(totals, zip(*(row for _, row in known), strict=True), strict=True)
        ]
        if sort == "w":
            speaks = [(row[0], name[2:]) for name, row in known if row[0] > 0.3 and _names_a_pitch(name[2:])]
    shares = _shares([total / model.temperature for total in totals])
    words = tuple(word for _weight, word in sorted(speaks, reverse=True)[:5])
    return Scores(model.version, shares, words, model.line, model.unsure)


def _names_a_pitch(word: str) -> bool:
    return len(word) > 2 and word not in SMALL_WORDS


def _by_rules(found: Collection[str]) -> Scores:
    total = _BIAS + sum(RULES[rule].weight for rule in found)
    pitch = 1 / (1 + exp(-total))
    others = {kind: 3.0 if rule in found else 1.0 for kind, rule in _BY_RULES.items()}
    rest = sum(others.values())
    return Scores(
        "rules", {"pitch": pitch, **{kind: (1 - pitch) * one / rest for kind, one in others.items()}}, ()
    )


def _shares(totals: Sequence[float]) -> dict[str, float]:
    highest = max(totals)
    raised = [exp(total - highest) for total in totals]
    whole = sum(raised)
    return {kind: one / whole for kind, one in zip(KINDS, raised, strict=True)}
