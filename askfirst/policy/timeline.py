"""The rules of a pack over the years, drawn as SVG: a bar for each rule from its first day to its last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from html import escape
from typing import TYPE_CHECKING

from askfirst.policy.explain import day
from askfirst.policy.model import Effect

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from askfirst.policy.model import Pack, Rule

ROW = 20
HEAD = 24
LABELS = 250
YEARS = 620
MARGIN = 10
INKS = {Effect.ALLOW: "#2b8a3e", Effect.DENY: "#c92a2a", Effect.HOLD: "#b35900", Effect.ADVISE: "#4c6ef5"}
WORDS = {Effect.ALLOW: "yes", Effect.DENY: "no", Effect.HOLD: "waits", Effect.ADVISE: "speaks"}


@dataclass(frozen=True, slots=True)
class Span:
    """The years that are drawn: from 1 January of the first to 31 December of the last."""

    first: int
    last: int

    @classmethod
    def of(cls, rules: Iterable[Rule], today: date) -> Span:
        """All dates of the rules and today, with a year of room at the end."""
        days = [one for rule in rules for one in (rule.since, rule.observed, rule.until) if one]
        return cls(
            min([one.year for one in days] + [today.year]), max([one.year for one in days] + [today.year]) + 1
        )

    def x(self, at: date | None, where_none: int) -> float:
        """How far to the right a day stands, in pixels; `where_none` is the year whose first day stands for none."""
        at = at or date(where_none, 1, 1)
        whole = (date(self.last + 1, 1, 1) - date(self.first, 1, 1)).days
        return round(LABELS + YEARS * (at - date(self.first, 1, 1)).days / whole, 1)

    @property
    def marks(self) -> Sequence[int]:
        """The years that are named: at most a dozen."""
        return range(self.first, self.last + 1, 1 + (self.last - self.first) // 12)


def timeline(pack: Pack, today: date) -> str:
    """One SVG, to be put into a page.  Empty where no rule of the pack has a date.

    What is shown also stands in words in the title of each bar.  A bar whose beginning nobody knows has an open left end.
    """
    if not any(rule.since or rule.observed or rule.until for rule in pack.rules):
        return ""
    rules = sorted(
        pack.rules, key=lambda rule: (rule.since or rule.observed or date.min, rule.until or date.max)
    )
    span = Span.of(rules, today)
    height = HEAD + ROW * len(rules) + MARGIN
    inside = [*_years(span, height), *_today(span, today, height)]
    for nth, rule in enumerate(rules):
        inside += _bar(rule, span, HEAD + ROW * nth)
    return (
        f'<svg class="timeline" viewBox="0 0 {LABELS + YEARS + MARGIN} {height}" role="img" font-size="11"'
        f' font-family="sans-serif" fill="currentColor"><title>{escape(pack.title)}: its rules over the years</title>'
        f"{''.join(inside)}</svg>"
    )


def _years(span: Span, height: int) -> Iterable[str]:
    for year in span.marks:
        x = span.x(date(year, 1, 1), span.first)
        yield f'<line x1="{x}" y1="{HEAD - 6}" x2="{x}" y2="{height}" stroke="currentColor" stroke-opacity="0.15"/>'
        yield f'<text x="{x + 2}" y="{HEAD - 10}">{year}</text>'


def _today(span: Span, today: date, height: int) -> Iterable[str]:
    x = span.x(today, span.first)
    yield f'<line x1="{x}" y1="{HEAD - 6}" x2="{x}" y2="{height}" stroke="currentColor" stroke-dasharray="3 3"/>'


def _bar(rule: Rule, span: Span, y: int) -> Iterable[str]:
    left = span.x(rule.since or rule.observed, span.first)
    right = span.x(rule.until, span.last + 1)
    ink = INKS[rule.effect]
    is_open = rule.since is None
    name = rule.id.partition(".")[2]
    yield f"<g><title>{escape(f'{rule.id}, {WORDS[rule.effect]}: {rule.why} ({period(rule)})')}</title>"
    yield f'<text x="{LABELS - 8}" y="{y + 14}" text-anchor="end">{escape(name)}</text>'
    yield (
        f'<rect x="{left}" y="{y + 3}" width="{max(2, right - left):.1f}" height="{ROW - 6}" rx="{0 if is_open else 3}"'
        f' fill="{ink}" fill-opacity="{0.4 if is_open else 0.9}"/>'
    )
    if right - left > 40:
        yield f'<text x="{left + 6}" y="{y + 14}" fill="{"currentColor" if is_open else "#ffffff"}">{WORDS[rule.effect]}</text>'
    yield "</g>"


def period(rule: Rule) -> str:
    """When a rule holds, in words."""
    begin = (
        f"since {day(rule.since)}"
        if rule.since
        else f"seen in force on {day(rule.observed)}"
        if rule.observed
        else "always"
    )
    return f"{begin}, until {day(rule.until)}" if rule.until else begin
