"""What to mend in packs that can be read: rules that can never speak, and rules that no case touches."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from askfirst.policy.expressions import FALSE, names_in
from askfirst.policy.facts import FACTS, Kind
from askfirst.policy.fold import fold
from askfirst.policy.lower import lowered
from askfirst.policy.model import Mistake

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from askfirst.policy.cases import Case
    from askfirst.policy.expressions import Expr
    from askfirst.policy.facts import Fact, Value
    from askfirst.policy.model import Pack
    from askfirst.policy.program import Policy


@dataclass(frozen=True, kw_only=True, slots=True)
class Coverage:
    """How many cases show one rule speaking, and how many name it as silent."""

    rule: str
    speaking: int
    silent: int

    @property
    def is_complete(self) -> bool:
        """True where the rule is seen both ways."""
        return self.speaking > 0 and self.silent > 0


def coverage(policy: Policy, cases: Iterable[Case]) -> tuple[Coverage, ...]:
    """Each rule of the policy with the cases that name it, in the order of the packs.

    A rule that speaks in passing, in a case that is about another one, is not covered by it.
    """
    cases = tuple(cases)
    speaking = Counter(rule for case in cases for rule in case.speak)
    silent = Counter(rule for case in cases for rule in case.silent)
    rules = (rule.id for pack in policy.packs for rule in pack.rules)
    return tuple(Coverage(rule=rule, speaking=speaking[rule], silent=silent[rule]) for rule in rules)


def uncovered(policy: Policy, cases: Iterable[Case]) -> list[Mistake]:
    """What is missing in the case files, one line for each rule."""
    found = []
    for one in coverage(policy, cases):
        missing = [word for word, count in (("speaks", one.speaking), ("is silent", one.silent)) if not count]
        if missing:
            pack = one.rule.partition(".")[0]
            found.append(Mistake(pack, f"no case where it {' and none where it '.join(missing)}", one.rule))
    return found


def unreachable(pack: Pack) -> list[Mistake]:
    """Rules that can never speak, whatever the facts: their condition contradicts itself or their network."""
    known = {"network": pack.network} if pack.network else {}
    return [
        Mistake(pack.id, "this can never be true, so the rule never speaks", rule.id, "when")
        for rule in pack.rules
        if is_never(fold(rule.when, known))
    ]


def is_never(condition: Expr) -> bool:
    """True where no values of any one word or yes-no fact leave the condition a chance.

    It finds `form = 'direct' AND form = 'public_post'`, not every contradiction: that two instants cannot stand
    so to each other is left to the author's cases.
    """
    if _is_false(condition):
        return True
    facts = (FACTS[name] for name in names_in(condition))
    return any(
        all(_is_false(fold(condition, {fact.name: value})) for value in _values(fact))
        for fact in facts
        if fact.kind in {Kind.BOOL, Kind.ENUM}
    )


def _is_false(condition: Expr) -> bool:
    return lowered(condition) == FALSE and lowered(condition, when_unknown=True) == FALSE


def _values(fact: Fact) -> Iterator[Value]:
    yield from fact.values if fact.kind is Kind.ENUM else (True, False)
    if fact.nullable:
        yield None
