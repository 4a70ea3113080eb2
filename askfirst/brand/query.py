"""What somebody typed into a search box, read: a small grammar of our own, and nothing that a database would obey.

    roast "ready on Friday" -decaf ship* from:ana channel:email kind:comment label:vip after:2026-01-31 before:today has:file

Whatever is typed can be read: what looks like a filter and is none is searched for as words, and what a filter cannot
understand is said in `remarks`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from django.utils.translation import gettext as _

from askfirst.brand import signs
from askfirst.brand.plain import plain

LONGEST = 200
"""Signs of a search that are read."""
MOST_TERMS = 24
FILTERS = ("from", "channel", "kind", "label", "before", "after", "has")
KINDS = ("direct", "email", "comment", "wall_post", "mention", "ask")
KIND_WORDS = {"message": "direct", "mail": "email", "post": "wall_post", "question": "ask"}
_PART = re.compile(
    r"""(?P<minus>-?)(?:(?P<name>[A-Za-z]+):(?:"(?P<quoted>[^"]*)"?|(?P<value>[^\s"]+))|"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))"""
)
_FILTERED = "|".join(FILTERS)
_WORDS_FOLLOW = re.compile(rf"(?!(?:\s+(?:{_FILTERED}):(?:\"[^\"]*\"?|\S+))*\s*$)", re.IGNORECASE)
"""Something comes that is not a filter."""
_DAYS_BACK = re.compile(r"(\d{1,4})([dwmy])")
_DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}


@dataclass(frozen=True, slots=True)
class Term:
    """Words that stand together, in this order.  `is_begun`: the last of them may go on."""

    words: tuple[str, ...]
    is_begun: bool = False


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter as it was typed, and the search without it."""

    text: str
    without: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Query:
    """What is looked for.  Every term must be there, and none of `unwanted`."""

    typed: str = ""
    wanted: tuple[Term, ...] = ()
    unwanted: tuple[Term, ...] = ()
    by: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    before: date | None = None
    """The day is not part of it."""
    after: date | None = None
    """The day is part of it."""
    has_file: bool = False
    chips: tuple[Chip, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def has_filters(self) -> bool:
        """Something besides words is asked for."""
        return bool(self.chips)

    @property
    def is_empty(self) -> bool:
        """There is nothing to look for."""
        return not (self.wanted or self.has_filters)

    @property
    def words(self) -> str:
        """The words that must be there, as one text."""
        return " ".join(word for term in self.wanted for word in term.words)


@dataclass(slots=True)
class _Reading:
    """A search while it is read."""

    today: date
    wanted: list[Term] = field(default_factory=list)
    unwanted: list[Term] = field(default_factory=list)
    given: dict[str, list[str]] = field(default_factory=dict)
    days: dict[str, date] = field(default_factory=dict)
    spans: list[tuple[int, int]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def read(text: str, today: date) -> Query:
    """Read what was typed; `today` is the day it is for the reader.  It refuses nothing."""
    typed = plain(text).replace("\n", " ").replace("\t", " ").strip()[:LONGEST].strip()
    reading = _Reading(today)
    for part in _PART.finditer(typed):
        name = (part["name"] or "").lower()
        if name in FILTERS and not part["minus"]:
            value = (part["quoted"] if part["quoted"] is not None else part["value"]).strip()
            if _filter(reading, name, value):
                reading.spans.append(part.span())
        else:
            _term(reading, part, is_last=not _WORDS_FOLLOW.match(typed, part.end()))
    if not typed:
        return Query()
    return replace(_built(reading), typed=typed, chips=tuple(_chip(typed, span) for span in reading.spans))


def _built(reading: _Reading) -> Query:
    remarks = list(reading.remarks)
    if len(reading.wanted) + len(reading.unwanted) > MOST_TERMS:
        remarks.append(_("Only the first %(number)d words are looked for.") % {"number": MOST_TERMS})
    if reading.unwanted and not reading.wanted and not reading.spans:
        remarks.append(_("Say what must be there as well as what must not: for example, coffee -decaf"))
    given = reading.given
    return Query(
        wanted=tuple(reading.wanted[:MOST_TERMS]),
        unwanted=tuple(reading.unwanted[:MOST_TERMS]),
        by=tuple(given.get("from", ())),
        channels=tuple(given.get("channel", ())),
        kinds=tuple(given.get("kind", ())),
        labels=tuple(given.get("label", ())),
        before=reading.days.get("before"),
        after=reading.days.get("after"),
        has_file=bool(given.get("has")),
        remarks=tuple(remarks),
    )


def _term(reading: _Reading, part: re.Match[str], *, is_last: bool) -> None:
    said = part["phrase"]
    is_phrase = said is not None
    if said is None:
        said = part[0][len(part["minus"]) :]
    words = tuple(signs.words(said))
    if not words:
        return
    # What is being typed has perhaps not been typed to its end.
    is_begun = not is_phrase and (
        said.endswith("*") or (is_last and said[-1].isalnum() and not part["minus"])
    )
    can_go_on = len(words[-1]) > 1 and not signs.is_single(words[-1])
    term = Term(words, is_begun and can_go_on)
    (reading.unwanted if part["minus"] else reading.wanted).append(term)


def _filter(reading: _Reading, name: str, value: str) -> bool:
    """Take one filter.  Returns whether it holds."""
    if name in {"before", "after"}:
        day = _day(value, reading.today)
        if day is None:
            reading.remarks.append(
                _("“%(value)s” is no day: write %(name)s:2026-01-31, %(name)s:today or %(name)s:30d.")
                % {"value": value, "name": name}
            )
            return False
        reading.days[name] = day
        return True
    if name == "has" and value.lower() not in {"file", "files", "attachment"}:
        reading.remarks.append(_("“has:%(value)s” is not known: has:file is.") % {"value": value})
        return False
    if name == "kind":
        value = KIND_WORDS.get(value.lower(), value.lower()).replace(" ", "_")
        if value not in KINDS:
            reading.remarks.append(
                _("“%(value)s” is no kind: %(kinds)s are.")
                % {"value": value, "kinds": ", ".join(sorted({*KINDS, *KIND_WORDS} - {"wall_post"}))}
            )
            return False
    if not value:
        reading.remarks.append(_("Write something after “%(name)s:”.") % {"name": name})
        return False
    reading.given.setdefault(name, []).append(value)
    return True


def _day(value: str, today: date) -> date | None:
    said = value.lower()
    if said in {"today", "yesterday"}:
        return today - timedelta(days=said == "yesterday")
    back = _DAYS_BACK.fullmatch(said)
    try:
        if back:
            return today - timedelta(days=int(back[1]) * _DAYS[back[2]])
        return date(*(int(part) for part in _padded(said)))
    except (ValueError, OverflowError):
        return None


def _padded(said: str) -> tuple[int, int, int]:
    """A year, a month or a day, as its first day."""
    parts = said.split("-")
    if len(parts) > 3 or not all(part.isdecimal() and part.isascii() for part in parts) or len(parts[0]) != 4:
        raise ValueError(f"`{said}` is no day")
    numbers = [int(part) for part in parts] + [1, 1]
    return numbers[0], numbers[1], numbers[2]


def _chip(typed: str, span: tuple[int, int]) -> Chip:
    begin, end = span
    rest = f"{typed[:begin].rstrip()} {typed[end:].lstrip()}".strip()
    return Chip(typed[begin:end], rest)
