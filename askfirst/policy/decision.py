"""The answer to one question."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from askfirst.policy.reasons import reasons_of

if TYPE_CHECKING:
    from askfirst.policy.facts import Facts
    from askfirst.policy.model import Answer, LayerAnswer, Reason, Verdict


class Decision:
    """The answer to one question, with the facts it was made from.

    Its sentences are written when somebody reads them: most decisions of a large audience never are.
    """

    __slots__ = ("__dict__", "answer", "facts")

    def __init__(self, answer: Answer, facts: Facts) -> None:
        self.answer = answer
        self.facts = facts

    @property
    def verdict(self) -> Verdict:
        """The worst of the layers."""
        return self.answer.verdict

    @property
    def layers(self) -> tuple[LayerAnswer, ...]:
        """What each of the five layers said, in their order."""
        return self.answer.layers

    @property
    def mask(self) -> int:
        """One bit for each rule that fired; it means something only together with `policy_version` and the network."""
        return self.answer.mask

    @property
    def policy_version(self) -> str:
        """Which packs were in force."""
        return self.answer.policy_version

    @cached_property
    def reasons(self) -> tuple[Reason, ...]:
        """Every rule that spoke, the ones that decided first."""
        return reasons_of(self.answer, self.facts)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Decision) and (self.answer, self.facts) == (other.answer, other.facts)

    def __hash__(self) -> int:
        return hash((self.answer.mask, self.answer.policy_version, self.facts.now))

    def __repr__(self) -> str:
        return f"<Decision {self.verdict} {[reason.rule for reason in self.reasons]}>"
