"""From the rules that fired to sentences about this person and this moment."""

from __future__ import annotations

import re
from datetime import UTC, tzinfo
from typing import TYPE_CHECKING

from askfirst.policy.lower import unguarded
from askfirst.policy.model import Effect, Layer, Reason, Verdict
from askfirst.policy.words import sentence, unknown

if TYPE_CHECKING:
    from askfirst.policy.facts import Facts
    from askfirst.policy.model import Answer, LayerAnswer, Spoken

SENTENCE_END = re.compile(r"(?<=\.) ")
WEIGHT = {Effect.DENY: 0, Effect.HOLD: 1, Effect.ALLOW: 2, Effect.ADVISE: 3}


def reasons_of(answer: Answer, facts: Facts, zone: tzinfo = UTC) -> tuple[Reason, ...]:
    """Every rule that spoke, the strictest first, and the defaults that decided where no rule did."""
    found: list[Reason] = []
    for layer in answer.layers:
        found += [_reason(layer.layer, spoken, facts, zone) for spoken in layer.spoken]
        found += _by_default(layer)
    return tuple(sorted(found, key=lambda reason: WEIGHT[reason.effect]))


def _reason(layer: Layer, spoken: Spoken, facts: Facts, zone: tzinfo) -> Reason:
    rule = spoken.rule
    missing = missing_of(spoken, facts)
    return Reason(
        rule=rule.id,
        layer=layer,
        effect=spoken.effect,
        says=_maybe(rule.why, missing, facts, zone) if missing else sentence(rule.why, facts, zone),
        missing=missing,
        instead=rule.instead if spoken.effect in {Effect.DENY, Effect.HOLD} else (),
        since=rule.since,
        until=rule.until,
        announced=rule.announced,
        observed=rule.observed,
        confidence=rule.confidence,
        source=rule.source,
    )


def _maybe(why: str, missing: tuple[str, ...], facts: Facts, zone: tzinfo) -> str:
    """The rule is quoted, not asserted, and without the sentences that need what is missing."""
    rest = [said for said in SENTENCE_END.split(why) if not any(f"{{{name}}}" in said for name in missing)]
    quoted = f" The rule it may meet: “{sentence(' '.join(rest), facts, zone)}”" if rest else ""
    return f"This waits, because {unknown(missing)}.{quoted}"


def missing_of(spoken: Spoken, facts: Facts) -> tuple[str, ...]:
    """The facts whose absence made a rule speak."""
    if not spoken.is_unknown:
        return ()
    return tuple(name for name in unguarded(spoken.rule.when) if getattr(facts, name) is None)


def _by_default(answer: LayerAnswer) -> list[Reason]:
    if not answer.otherwise or answer.verdict in {None, Verdict.ALLOW}:
        return []
    effect = Effect.DENY if answer.verdict is Verdict.DENY else Effect.HOLD
    return [Reason(rule=f"{answer.layer}.default", layer=answer.layer, effect=effect, says=answer.otherwise)]
