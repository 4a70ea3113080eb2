"""Reading somebody's wall: what of it sells or recruits, whether anybody else speaks there, and where its links lead."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import regex

from askfirst.manners import reading

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from askfirst.networks.requests import SeenPost

SELLS = frozenset({reading.Kind.PITCH, reading.Kind.RECRUITING})
"""What speaks for the writer's own opportunity."""
RECRUITS_SELLERS = "team"
"""The rule that finds “join my team”, which says it all however the text goes on."""
LONGEST_QUOTE = 160
_LINK = regex.compile(r"https?://[^\s<>\"']+", regex.IGNORECASE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Wall:
    """What was found on it."""

    own: int
    """Posts in their own words."""
    shared: int
    checked: int
    """Of their own, those in a language that is read."""
    pitches: tuple[str, ...]
    """Of those, the ones that sell or recruit, newest first."""
    talks: int
    """Their own answers to others."""
    answers: int | None
    """How often their posts were answered; None: nobody says."""
    site: str
    """To which most of their posts with links lead; empty: to no single one."""
    linked: int
    """Posts that lead there."""


def look(posts: Sequence[SeenPost]) -> Wall:
    """Read the posts of one wall."""
    own = [post for post in posts if not post.is_shared and post.text.strip()]
    checked, pitches = 0, []
    for post in own:
        sells = is_pitch(post.text)
        checked += sells is not None
        if sells:
            pitches.append(quote(post.text))
    told = [post.answers for post in posts if not post.is_shared and post.answers is not None]
    site, linked = _site(post.text for post in own)
    return Wall(
        own=len(own),
        shared=sum(post.is_shared for post in posts),
        checked=checked,
        pitches=tuple(pitches),
        talks=sum(post.is_answer for post in own),
        answers=sum(told) if told else None,
        site=site,
        linked=linked,
    )


def is_pitch(text: str) -> bool | None:
    """Whether a text sells or recruits; None: its language is not read, which is no yes and no no."""
    found = reading.read(text)
    if not found.is_checked:
        return None
    return found.kind in SELLS or RECRUITS_SELLERS in found.rules


def quote(text: str) -> str:
    """The beginning of what they wrote, in one line."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_QUOTE else f"{line[: LONGEST_QUOTE - 1].rstrip()}…"


def _site(texts: Iterable[str]) -> tuple[str, int]:
    """The host to which more than half of the posts with links lead, where there are some."""
    hosts: Counter[str] = Counter()
    linking = 0
    for text in texts:
        found = {_host(link) for link in _LINK.findall(text)} - {""}
        linking += bool(found)
        hosts.update(found)
    if not hosts:
        return "", 0
    host, number = hosts.most_common(1)[0]
    return (host, number) if number >= 3 and number * 2 > linking else ("", 0)


def _host(link: str) -> str:
    try:
        return (urlsplit(link).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
