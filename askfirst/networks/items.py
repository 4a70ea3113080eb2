"""What a blog said, and how it is said on a network: its title, its beginning and its address, as much as fits.

The words that a feed brought are a proposal.  A person reads them, changes them and presses; nothing leaves by itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from askfirst.networks.lengths import Unit, measured

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

LONGEST_TITLE = 300
LONGEST_TEXT = 5_000
"""Characters that are kept of one item: the beginning, from which a post is made."""
BEGINNING = 400
"""Characters of the text that a proposal has at the most, where the network has room for more."""
_SENTENCE = re.compile(r".+?(?:[.!?…](?=\s)|[。！？؟]|\n|$)", re.DOTALL)


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """One entry of a feed, as plain text."""

    key: str
    """By which it is known again: 40 hex digits, of what the feed calls it, else of where it lies, else of what it says."""
    title: str = ""
    text: str = ""
    """Its beginning, at most `LONGEST_TEXT`; empty where the feed has titles only."""
    link: str = ""
    """`http:` or `https:`; empty where the feed names no page."""
    at: datetime | None = None
    """When it was published, as the feed says; None: it does not say."""
    digest: str = ""
    """Of what it says: equal for two items that say the same and lie at the same place."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Feed:
    """What one answer held: its items, newest first, and what it says of itself."""

    title: str = ""
    site: str = ""
    language: str = ""
    items: tuple[Item, ...] = ()


def proposal(
    title: str, text: str, link: str, *, limit: int | None = None, unit: Unit = Unit.CHARACTERS
) -> str:
    """The words of a post: title, as many whole sentences as fit, and the address below.

    Where not even the title fits it is cut at a word, with `…`.  The address is never cut: where it alone is too long
    for the network it is left out, so that what stands there can be sent.
    """
    if link and limit is not None and measured(link, unit) > limit:
        link = ""
    head = title.strip() or next(_sentences(text), "")
    body = text.strip() if title.strip() else text.strip().removeprefix(head).lstrip()
    if not _fits(_joined(head, "", link), limit, unit):
        return _joined(_cut(head, link, limit, unit), "", link)
    taken = ""
    for sentence in _sentences(body):
        longer = f"{taken} {sentence}".strip()
        if len(longer) > BEGINNING or not _fits(_joined(head, longer, link), limit, unit):
            break
        taken = longer
    return _joined(head, taken, link)


def _joined(head: str, body: str, link: str) -> str:
    return "\n\n".join(part for part in (head, body, link) if part)


def _fits(text: str, limit: int | None, unit: Unit) -> bool:
    return limit is None or measured(text, unit) <= limit


def _cut(head: str, link: str, limit: int | None, unit: Unit) -> str:
    """The longest beginning of `head` that fits with the address below it; empty where nothing of it does."""
    words = head.split()
    while words:
        words.pop()
        cut = f"{' '.join(words)}…"
        if words and _fits(_joined(cut, "", link), limit, unit):
            return cut
    short = head
    while short and not _fits(_joined(f"{short}…", "", link), limit, unit):
        short = short[:-1]
    return f"{short}…" if short else ""


def _sentences(text: str) -> Iterator[str]:
    for found in _SENTENCE.finditer(text[: LONGEST_TEXT * 2]):
        sentence = " ".join(found[0].split())
        if sentence:
            yield sentence
