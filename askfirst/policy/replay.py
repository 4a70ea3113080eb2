"""Past questions asked again under other rules: what would have been different?"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from askfirst.policy.engine import decide
from askfirst.policy.model import SEVERITY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from askfirst.policy.facts import Facts
    from askfirst.policy.model import Verdict
    from askfirst.policy.program import Policy


@dataclass(frozen=True, slots=True)
class Past:
    """One question of the past, under a key of the caller's, with the verdict that it had."""

    key: int
    facts: Facts
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Outcome:
    """One past question: its verdict then and now, and the rules that speak now."""

    past: Past
    now: Verdict
    rules: frozenset[str]

    @property
    def then(self) -> Verdict:
        """The verdict that it had."""
        return self.past.verdict

    @property
    def is_changed(self) -> bool:
        """The verdict is another one now."""
        return self.now is not self.then

    @property
    def is_stricter(self) -> bool:
        """Less is allowed now."""
        return SEVERITY[self.now] > SEVERITY[self.then]


@dataclass(frozen=True)
class Replay:
    """Every past question with both its verdicts."""

    outcomes: tuple[Outcome, ...]

    @cached_property
    def counts(self) -> Mapping[tuple[Verdict, Verdict], int]:
        """How many questions had the first verdict then and have the second now."""
        return Counter((outcome.then, outcome.now) for outcome in self.outcomes)

    def __len__(self) -> int:
        return len(self.outcomes)

    @cached_property
    def changed(self) -> tuple[Outcome, ...]:
        """Those whose verdict is another one, in the order in which they were given."""
        return tuple(outcome for outcome in self.outcomes if outcome.is_changed)

    def became(self, verdict: Verdict) -> int:
        """How many questions have this verdict now and had another one then."""
        return sum(
            count for (then, now), count in self.counts.items() if now is verdict and then is not verdict
        )

    def spoken(self, rule: str) -> tuple[Outcome, ...]:
        """Those about which a rule speaks now."""
        return tuple(outcome for outcome in self.outcomes if rule in outcome.rules)


def replay(past: Iterable[Past], policy: Policy) -> Replay:
    """Ask each of them again under `policy`, about the instant at which it was asked."""
    return Replay(tuple(_asked_again(one, policy) for one in past))


def answered(questions: Iterable[tuple[int, Facts]], policy: Policy) -> Iterator[Past]:
    """Questions with the verdicts of `policy`: what `replay` compares with where two policies are to be told apart."""
    for key, facts in questions:
        yield Past(key, facts, decide(policy, facts).verdict)


def _asked_again(past: Past, policy: Policy) -> Outcome:
    decision = decide(policy, past.facts)
    rules = frozenset(spoken.rule.id for layer in decision.layers for spoken in layer.spoken)
    return Outcome(past, decision.verdict, rules)
