"""Reading a text before it leaves: is it a pitch, something useful, a talk, a personal note, a job, or help; and why.

Pure and deterministic, about half a millisecond for a message.  A reading decides nothing: rules of packs do, over the facts that
are made of it.  Where the language is one without rules the answer is "not checked", which is not "fine".
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from askfirst.manners import noticing
from askfirst.manners.language import CHECKED, language_of
from askfirst.manners.letters import letters
from askfirst.manners.lexicon import phrases
from askfirst.manners.rules import OF_A_PITCH, RULES
from askfirst.manners.scoring import score, weights
from askfirst.manners.tokens import tokens

if TYPE_CHECKING:
    from collections.abc import Mapping

    from askfirst.manners.letters import Letters
    from askfirst.manners.noticing import Found
    from askfirst.manners.rules import Rule
    from askfirst.manners.scoring import Scores
    from askfirst.manners.tokens import Hit, Token

VERSION = 3
"""Of the rules together: it grows with any of them."""
MOST_MARKS = 60
SHORT = 8
"""Words: a shorter text is a pitch only where a phrase of a rule stands in it."""


class Kind(StrEnum):
    """What a text is."""

    PITCH = "pitch"
    """It wants to sell something, however politely, or to win somebody for selling it."""
    VALUE = "value"
    """It is of use to whoever reads it, whether or not they buy."""
    CONVERSATION = "conversation"
    """It asks for an answer: an opinion, a memory, a choice."""
    PERSONAL = "personal"
    """It is said to a person about that person, or shows the people of the brand."""
    RECRUITING = "recruiting"
    """It speaks of a job."""
    SERVICE = "service"
    """It helps with something that was bought or asked."""


class Answer(StrEnum):
    """The short answer about a pitch."""

    PITCH = "pitch"
    UNSURE = "unsure"
    NO_PITCH = "no_pitch"
    NOT_CHECKED = "not_checked"


@dataclass(frozen=True, kw_only=True, slots=True)
class Context:
    """What is known of the talk; everything may be left out."""

    language: str = ""
    """ISO 639-1 as the brand or the person has said; believed only where the text does not say otherwise."""
    name: str = ""
    """Of the one person it is written to; empty: it is for many, or nobody knows."""
    theirs: tuple[str, ...] = ()
    """What that person wrote or did, in their own words."""
    recent: tuple[str, ...] = ()
    """Our last notes to others."""
    others: tuple[str, ...] = ()
    """Names, addresses and numbers of other contacts."""
    country: str = ""
    """ISO 3166, by which telephone numbers are read."""
    ours: tuple[str, ...] = ()
    """What the brand itself shows to everybody."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Mark:
    """One finding: `text[start:end]` of the text as it was written, and the rule that found it."""

    start: int
    end: int
    rule: str

    @property
    def about(self) -> Rule:
        """The rule itself: its title and its sentence."""
        return RULES[self.rule]


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """What was read."""

    language: str
    """ISO 639-1; empty: it cannot be told."""
    is_checked: bool
    """There are rules for its language, and it holds words."""
    kind: Kind | None
    """None where it was not checked."""
    pitch: float | None
    """How likely it is a pitch, 0 to 1; None where it was not checked."""
    answer: Answer
    marks: tuple[Mark, ...]
    """In the order of the text."""
    shares: Mapping[Kind, float] = field(default_factory=dict)
    """How likely each kind is; empty where it was not checked."""
    words: tuple[str, ...] = ()
    """What made it a pitch, as it was written, each once; empty where nothing did."""
    is_cut: bool = False
    """It is longer than what is read: what follows is unknown."""
    version: str = ""
    """Of the rules and of the weights."""

    @property
    def rules(self) -> frozenset[str]:
        """The ids of the rules that found something."""
        return frozenset(mark.rule for mark in self.marks)


_NOTHING = Context()


def read(text: str, context: Context = _NOTHING) -> Reading:
    """What `text` is, by itself and held against what is known of the talk."""
    seen = evidence(text, context)
    return _reading(seen) if seen.is_checked else _unchecked(seen)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a reading rests on; training rests on the same."""

    plain: Letters
    pieces: list[Token]
    language: str
    is_checked: bool
    found: list[Found]

    @property
    def rules(self) -> set[str]:
        """Which rules found something."""
        return {rule for rule, _start, _end in self.found}


def evidence(text: str, context: Context = _NOTHING) -> Evidence:
    """Everything that is found in a text, before it is weighed."""
    plain = letters(text)
    pieces = tokens(plain.text)
    spoken = [piece for piece in pieces if piece.kind in {"word", "number", "money"}]
    language = language_of(plain.text, spoken, context.language)
    is_checked = language in CHECKED and any(piece.kind == "word" for piece in pieces)
    found = [*noticing.of_writing(plain.text, pieces), *_held_against(plain, spoken, context)]
    if is_checked:
        hits = list(phrases(language).find(spoken))
        found += _said(hits, spoken)
        found += noticing.about_us(hits, spoken)
    return Evidence(plain, pieces, language, is_checked, found)


def _held_against(plain: Letters, spoken: list[Token], context: Context) -> list[Found]:
    return [
        *noticing.personal_data(plain.text, context.country, context.ours),
        *noticing.other_people(plain.text, context.others),
        *noticing.said_before(plain.text, context.recent),
        *noticing.research_gap(plain.text, spoken, context.name, context.theirs),
    ]


def _said(hits: list[Hit], spoken: list[Token]) -> list[Found]:
    """The phrases as stretches of the text; of those that overlap under one name the longest."""
    kept: dict[str, list[Found]] = {}
    for hit in hits:
        if hit.name in {"me", "you"}:
            continue
        start, end = spoken[hit.first].start, spoken[hit.end - 1].end
        of_name = kept.setdefault(hit.name, [])
        if of_name and start < of_name[-1][2]:
            if end > of_name[-1][2]:
                of_name[-1] = (hit.name, of_name[-1][1], end)
            continue
        of_name.append((hit.name, start, end))
    return [one for found in kept.values() for one in found]


def _unchecked(seen: Evidence) -> Reading:
    return Reading(
        language=seen.language,
        is_checked=False,
        kind=None,
        pitch=None,
        answer=Answer.NOT_CHECKED,
        marks=_marks(seen.plain, seen.found),
        is_cut=seen.plain.is_cut,
        version=str(VERSION),
    )


def _reading(seen: Evidence) -> Reading:
    plain, found = seen.plain, seen.found
    scores = score(seen.plain.text, seen.pieces, seen.rules, weights())
    shares = {Kind(kind): share for kind, share in scores.shares.items()}
    answer = _answer(scores, shares[Kind.PITCH])
    if answer is Answer.PITCH and not seen.rules & OF_A_PITCH and _words_of(seen) < SHORT:
        answer = Answer.UNSURE  # in a few words each may mean anything
    if answer in {Answer.PITCH, Answer.UNSURE}:
        found = [*found, *_words(seen.pieces, scores, found)]
        kind = Kind.PITCH if answer is Answer.PITCH else max(shares, key=shares.__getitem__)
    else:
        kind = max((one for one in shares if one is not Kind.PITCH), key=shares.__getitem__)
    return Reading(
        language=seen.language,
        is_checked=True,
        kind=kind,
        pitch=shares[Kind.PITCH],
        answer=answer,
        marks=_marks(plain, found),
        shares=shares,
        words=_made_it(plain, found) if answer is not Answer.NO_PITCH else (),
        is_cut=plain.is_cut,
        version=f"{VERSION}/{scores.version}",
    )


def _words_of(seen: Evidence) -> int:
    return sum(piece.kind == "word" for piece in seen.pieces)


def _answer(scores: Scores, pitch: float) -> Answer:
    if pitch >= scores.line:
        return Answer.PITCH
    return Answer.UNSURE if pitch >= scores.unsure else Answer.NO_PITCH


def _words(pieces: list[Token], scores: Scores, found: list[Found]) -> list[Found]:
    """The words that weighed most, where no rule has marked them."""
    marked = sorted((start, end) for rule, start, end in found if rule in OF_A_PITCH)
    kept: list[Found] = []
    at = reached = 0
    for piece in pieces:
        while at < len(marked) and marked[at][0] <= piece.start:
            reached = max(reached, marked[at][1])
            at += 1
        if piece.word in scores.words and piece.start >= reached:
            kept.append(("words", piece.start, piece.end))
    return kept


def _made_it(plain: Letters, found: list[Found]) -> tuple[str, ...]:
    said = sorted((start, end) for rule, start, end in found if rule in OF_A_PITCH)
    return tuple(dict.fromkeys(plain.text[start:end] for start, end in said))[:8]


def _marks(plain: Letters, found: list[Found]) -> tuple[Mark, ...]:
    """The findings that are shown, pointing into the text as it was written."""
    marks = []
    for rule, first, last in sorted(found, key=lambda one: (one[1], -one[2])):
        if RULES[rule].is_shown and last > first:
            start, end = plain.place(first, last)
            marks.append(Mark(start=start, end=end, rule=rule))
    return tuple(marks[:MOST_MARKS])
