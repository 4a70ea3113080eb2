"""The labelled texts, and the parts into which they are divided.

Families that were written by hand, and stand in files of three sorts:

- `train_<language>.txt` and `late_<language>.txt` hold families, one a line; {choices|between} words give up to three texts of one.
- `dev_`, `half_` and `locked_<language>.txt` hold texts that are each a family of its own.
- `hands/<name>.jsonl` holds the texts of one more hand each; which part a text of theirs belongs to is said by `part_of`.

In the files that end with .txt a kind stands above its texts as `# kind`.  No training sees a part that is not in TRAINED.
"""

from __future__ import annotations

import hashlib
import json
import math
import random
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = Path(__file__).parent
HANDS = FOLDER / "hands"
LANGUAGES = ("en", "de", "es")
FILES = ("train", "late", "dev", "half", "locked")
TRAINED = ("train", "late", "dev", "half", "hands")
LOCKED = ("strangers", "kin", "hard", "locked")
"""Ordinary texts of two hands that wrote nothing for training; other families of hands that did; disguised texts of one that
did not; and the yardstick of before, which has been read twice."""
PARTS = (*TRAINED, *LOCKED)
ORDINARY = ("w8", "w9", "w10", "w11", "w12", "w13")
"""Hands that wrote down what stands on pages and in mailboxes on an ordinary day; a third of what the others wrote is disguised."""
STRANGERS = ("w12", "w13")
HARD_STRANGERS = ("w7",)
KIN = 4
"""One family of so many of every other hand is locked."""
EACH = 3
"""Texts of one family, where its choices give so many."""
_CHOICE = re.compile(r"\{([^{}]*)\}")


class Text(NamedTuple):
    """One labelled text.  `part` is one of PARTS; texts of one `family` are near to each other."""

    text: str
    kind: str
    language: str
    family: str
    part: str

    @property
    def hand(self) -> str:
        """Who wrote it, where it is one of the later hands."""
        return self.family.split("-")[0]


@cache
def kept(part: str) -> list[Text]:
    """The texts of a part, in the order in which they were written."""
    if part in FILES:
        return list(_of_files(part))
    return [text for text in _of_hands() if text.part == part]


def part_of(hand: str, family: str) -> str:
    """Where a text of one of the later hands belongs.  It was fixed before any of these texts had been read by the reader."""
    if hand in STRANGERS:
        return "strangers"
    if hand in HARD_STRANGERS:
        return "hard"
    return "hands" if int(hashlib.sha256(family.encode()).hexdigest(), 16) % KIN else "kin"


@cache
def _of_hands() -> list[Text]:
    found = []
    for file in sorted(HANDS.glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            said = json.loads(line)
            part = part_of(file.stem, said["family"])
            found.append(Text(said["text"], said["kind"], said["language"], said["family"], part))
    return found


def _of_files(part: str) -> Iterator[Text]:
    for language in LANGUAGES:
        kind = ""
        file = FOLDER / f"{part}_{language}.txt"
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            if line.startswith("# "):
                kind = line[1:].strip()
            elif line.strip():
                family = f"{part}-{language}-{number}"
                yield from (Text(one, kind, language, family, part) for one in _laid_out(line, family))


def _laid_out(line: str, family: str) -> list[str]:
    if not _CHOICE.search(line):
        return [line]
    rng = random.Random(family)  # noqa: S311 -- the same three whenever they are laid out
    found: dict[str, None] = {}
    possible = math.prod(match.count("|") + 1 for match in _CHOICE.findall(line))
    while len(found) < min(EACH, possible):
        found[_CHOICE.sub(lambda match: rng.choice(match[1].split("|")), line)] = None
    return list(found)
