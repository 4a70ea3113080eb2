"""Pages for the documentation, written from the packs and the registry themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from askfirst.policy.explain import day
from askfirst.policy.facts import REGISTRY, Fact, Kind, Scope
from askfirst.policy.timeline import timeline

if TYPE_CHECKING:
    from datetime import date

    from askfirst.policy.model import Pack, Rule, Source

VERBS = {"allow": "says yes", "deny": "says no", "hold": "waits", "advise": "only speaks"}

SCOPES = {
    Scope.CLOCK: "The moment",
    Scope.CAMPAIGN: "What is to be said",
    Scope.ACCOUNT: "The account that would say it",
    Scope.PERSON: "The person",
    Scope.PAIR: "The person and the brand",
    Scope.THREAD: "The thread, and what set it off",
}


def pack_page(pack: Pack, today: date | None = None) -> str:
    """One pack as Markdown: what it is about, and every rule with its sentence, dates, condition and source.

    With `today`, its rules are also drawn over the years.
    """
    lines = [f"# {pack.title}", "", f"Pack `{pack.id}`, layer {pack.layer}."]
    if pack.about:
        lines += ["", pack.about]
    lines += ["", f"Where none of its rules decides, it answers **{pack.default}**: {pack.otherwise}"]
    if drawn := timeline(pack, today) if today else "":
        lines += [
            "",
            drawn,
            "",
            "A pale bar begins on the day on which the rule was first seen; the dotted line is today.",
        ]
    for rule in pack.rules:
        lines += ["", *_rule(rule)]
    return "\n".join(lines) + "\n"


def facts_page() -> str:
    """The registry as Markdown: one table for each scope."""
    lines = [
        "# Facts",
        "",
        "All that a rule may ask about. Times are microseconds since 1970 in UTC.",
        "*Never* means that it has not happened; *unknown* means that it may be so or not, and in doubt the answer waits.",
    ]
    for scope, title in SCOPES.items():
        lines += ["", f"## {title}", "", "| fact | type | without a value | meaning |", "|---|---|---|---|"]
        lines += [_row(fact) for fact in REGISTRY if fact.scope is scope]
    return "\n".join(lines) + "\n"


def _rule(rule: Rule) -> list[str]:
    lines = [f"## {rule.id}", "", f"*{VERBS[rule.effect]}*{_period(rule)}", "", f"> {rule.why}", ""]
    lines += ["```sql", *rule.text.splitlines(), "```", ""]
    if rule.unknown == "skip":
        lines += ["Where a fact is not known, this rule stays silent.", ""]
    if rule.instead:
        lines += [f"Instead: {', '.join(f'`{way}`' for way in rule.instead)}.", ""]
    if rule.note:
        lines += [f"Note: {rule.note}", ""]
    if rule.source:
        lines += [f"Source: {_source(rule.source)}. Confidence: {rule.confidence}.", ""]
    return lines[:-1]


def _period(rule: Rule) -> str:
    said = []
    if rule.since:
        said.append(f"since {day(rule.since)}")
    if rule.observed:
        said.append(f"seen in force on {day(rule.observed)}, its beginning is not known")
    if rule.until:
        said.append(f"until {day(rule.until)}")
    if rule.announced:
        said.append(f"announced on {day(rule.announced)}")
    return f" ({', '.join(said)})" if said else ""


def _source(source: Source) -> str:
    read = f", read on {day(source.read)}" if source.read else ""
    return f"{source.title}, `{source.address}`{read}"


def _row(fact: Fact) -> str:
    return f"| `{fact.name}` | {_type(fact)} | {_default(fact)} | {fact.doc} |"


def _type(fact: Fact) -> str:
    if fact.values:
        return "one of " + ", ".join(f"`{value}`" for value in fact.values)
    names = {Kind.BOOL: "yes or no", Kind.INT: "number", Kind.TS: "instant", Kind.DUR: "duration"}
    return names.get(fact.kind, fact.unit)


def _default(fact: Fact) -> str:
    if fact.is_required:
        return "must be given"
    if fact.null:
        return fact.null
    return f"`{str(fact.default).lower()}`"
