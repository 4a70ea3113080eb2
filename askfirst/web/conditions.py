"""A condition as its writer sees it: each mistake under the word that is wrong, and what a right one asks about."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from askfirst.policy.check import read_condition
from askfirst.policy.expressions import names_in
from askfirst.policy.facts import FACTS, REGISTRY, Fact, Kind
from askfirst.policy.lower import unguarded
from askfirst.policy.parse import ExpressionError, Trouble, place
from askfirst.policy.words import unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from askfirst.policy.expressions import Expr

WIDTH = 72
"""Characters of a condition that are shown in one line."""
_WORD = re.compile(r"'[^'\n]*'?|\w[\w.]*|[=<>!&|]+|.", re.DOTALL)
_KINDS = {
    Kind.BOOL: gettext_lazy("yes or no"),
    Kind.INT: gettext_lazy("a number"),
    Kind.TS: gettext_lazy("an instant"),
    Kind.DUR: gettext_lazy("a length of time"),
}
EXAMPLES = (
    (
        gettext_lazy("No promotion at night"),
        "purpose = 'marketing' AND (local_minute < 480 OR local_minute >= 1260)",
    ),
    (
        gettext_lazy("Long silence"),
        "form = 'direct' AND last_inbound_at IS NOT NULL AND now - last_inbound_at > days(60)",
    ),
    (gettext_lazy("Long texts"), "text_length > 1200 AND NOT is_approved"),
)


@dataclass(frozen=True, slots=True)
class Piece:
    """Some characters, marked or not."""

    text: str
    is_marked: bool = False


@dataclass(frozen=True, slots=True)
class Remark:
    """One mistake: the text before it on its line, where it stands, and what is wrong."""

    before: str
    place: str
    says: tuple[Piece, ...]
    """A sentence in which the words of the language are marked."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it is shown, with the mistakes below it."""

    pieces: tuple[Piece, ...]
    remarks: tuple[Remark, ...]


class Condition:
    """What somebody typed as a condition."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.expr: Expr | None = None
        self.troubles: tuple[Trouble, ...] = ()
        try:
            self.expr = read_condition(text) if text else None
        except ExpressionError as wrong:
            self.troubles = wrong.troubles

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The text with its mistakes; empty where it has none."""
        if not self.troubles:
            return ()
        return tuple(_line(self.text, start, end, self.troubles) for start, end in _spans(self.text))

    @property
    def count(self) -> int:
        """How many mistakes there are."""
        return len(self.troubles)

    @property
    def facts(self) -> tuple[Fact, ...]:
        """What it asks about."""
        return tuple(FACTS[name] for name in names_in(self.expr)) if self.expr else ()

    @property
    def waits_where(self) -> str:
        """`we do not know what time it is where the person is`: when the rule stops a message for want of a fact."""
        names = unguarded(self.expr) if self.expr else ()
        return unknown(names) if names else ""


@dataclass(frozen=True, slots=True)
class ShownFact:
    """One fact for whoever writes a condition."""

    name: str
    kind: str
    values: tuple[str, ...]
    doc: str
    scope: str


def all_facts() -> tuple[ShownFact, ...]:
    """Every fact, in the order of the registry."""
    return tuple(_shown(fact) for fact in REGISTRY)


def _shown(fact: Fact) -> ShownFact:
    kind = str(_KINDS.get(fact.kind, _("a text"))) if not fact.values else _("one of")
    if fact.kind is Kind.INT and fact.unit not in {"", "count"}:
        kind = (
            _("a number of minutes")
            if fact.unit == "minutes"
            else _("a number, %(unit)s") % {"unit": fact.unit}
        )
    if fact.null and not fact.values:
        null = _("it has not happened") if fact.null == "never" else _("not known")
        kind = _("%(kind)s, or NULL: %(null)s") % {"kind": kind, "null": null}
    return ShownFact(fact.name, kind, fact.values, fact.doc, fact.scope)


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Where each shown line begins and ends: at a line's end, or at the last blank that fits."""
    start = 0
    for whole in text.split("\n"):
        end = start + len(whole)
        while end - start > WIDTH:
            cut = text.rfind(" ", start, start + WIDTH) + 1 or start + WIDTH
            yield start, cut
            start = cut
        yield start, end
        start = end + 1


def _line(text: str, start: int, end: int, troubles: tuple[Trouble, ...]) -> Line:
    is_last = end == len(text)
    here = [trouble for trouble in troubles if start <= trouble.at < end or (is_last and trouble.at >= end)]
    wrong = dict.fromkeys(_word(text, trouble.at, end) for trouble in here)
    remarks = (
        Remark(text[start : trouble.at], place(text, trouble.at), _sentence(trouble.what)) for trouble in here
    )
    return Line(tuple(_pieces(text, start, end, list(wrong))), tuple(remarks))


def _sentence(what: str) -> tuple[Piece, ...]:
    """What stands between two backticks is a word of the language."""
    parts = (what[0].upper() + what[1:]).split("`")
    return tuple(Piece(part, is_marked=nth % 2 == 1) for nth, part in enumerate(parts) if part)


def _word(text: str, at: int, end: int) -> tuple[int, int]:
    match = _WORD.match(text, at, end) if at < end else None
    return (at, match.end()) if match else (end, end)


def _pieces(text: str, start: int, end: int, wrong: list[tuple[int, int]]) -> Iterator[Piece]:
    for first, last in wrong:
        if first > start:
            yield Piece(text[start:first])
        if last >= start:
            yield Piece(text[max(first, start) : last] or "\u00a0", is_marked=True)
            start = last
    if start < end:
        yield Piece(text[start:end])
