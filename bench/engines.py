"""What does one decision cost here, in Cedar, in CEL and in casbin, on the same rules?

    python bench/engines.py

The rules are those that are in force for one network today.  Their conditions are printed in each language from the
tree that our own function is made of, and before anything is timed every engine must name the same rules as we do.
All get the facts ready made; what an engine can prepare beforehand is prepared.
"""

from __future__ import annotations

import json
import random
import statistics
import sys
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from askfirst.policy import as_mapping, bundled, decide
from askfirst.policy.expressions import (
    And,
    Arith,
    Coalesce,
    Compare,
    Const,
    Expr,
    In,
    IsNull,
    IsTruth,
    Name,
    Not,
    Or,
)
from askfirst.policy.facts import FACTS, changed
from bench.decision import NOW, drawn

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from askfirst.policy import Facts
    from askfirst.policy.parts import Signal
    from askfirst.policy.program import Program

NETWORK = "facebook"
OURS, THEIRS = 20_000, 300
ROUNDS = 7


@dataclass(frozen=True, kw_only=True)
class Dialect:
    """How a condition is written in another language."""

    fact: str
    is_null: str
    is_known: str
    conjunction: str
    disjunction: str
    negation: str
    member: str
    choice: str
    true: str = "true"
    false: str = "false"

    def text(self, expr: Expr) -> str:  # noqa: C901, PLR0911 -- one line for each kind of node
        """The condition; every part in parentheses, so that no precedence is trusted."""
        match expr:
            case Name(name=name):
                return self.fact.format(name)
            case Const(value=bool() as value):
                return self.true if value else self.false
            case Const(value=value):
                return json.dumps(value)
            case IsNull(operand=Name(name=name)):
                return self.is_null.format(name)
            case IsTruth(operand=Name(name=name), value=value):
                said = self.fact.format(name)
                return self._joined(
                    self.conjunction, [self.is_known.format(name), said if value else self._not(said)]
                )
            case Not(operand=operand):
                return self._not(self.text(operand))
            case And(operands=operands):
                return self._joined(self.conjunction, [self.text(one) for one in operands])
            case Or(operands=operands):
                return self._joined(self.disjunction, [self.text(one) for one in operands])
            case Compare(op=op, left=left, right=right):
                sign = {"=": "==", "<>": "!="}.get(op, op)
                return f"({self.text(left)} {sign} {self.text(right)})"
            case Arith(op=op, left=left, right=right):
                return f"({self.text(left)} {op} {self.text(right)})"
            case In(operand=operand, values=values):
                listed = ", ".join(self.text(value) for value in values)
                return self.member.format(listed=listed, one=self.text(operand))
            case Coalesce(operand=Name(name=name), other=other):
                return self.choice.format(
                    null=self.is_null.format(name), other=self.text(other), one=self.fact.format(name)
                )
        raise TypeError(expr)

    def _not(self, text: str) -> str:
        return f"{self.negation}({text})"

    def _joined(self, sign: str, parts: list[str]) -> str:
        return f"({f' {sign} '.join(parts)})"


CEDAR = Dialect(
    fact="context.{}",
    is_null="!(context has {})",
    is_known="(context has {})",
    conjunction="&&",
    disjunction="||",
    negation="!",
    member="[{listed}].contains({one})",
    choice="(if {null} then {other} else {one})",
)
CEL = Dialect(
    fact="{}",
    is_null="({} == null)",
    is_known="({} != null)",
    conjunction="&&",
    disjunction="||",
    negation="!",
    member="({one} in [{listed}])",
    choice="({null} ? {other} : {one})",
)
CASBIN = Dialect(
    fact="r.f.{}",
    is_null="(r.f.{} == None)",
    is_known="(r.f.{} != None)",
    conjunction="and",
    disjunction="or",
    negation="not ",
    member="({one} in ({listed},))",
    choice="({other} if {null} else {one})",
    true="True",
    false="False",
)


def spoken(program: Program, mask: int) -> set[int]:
    """The bits of a mask."""
    return {bit for bit in range(len(program.signals)) if mask >> bit & 1}


def first_of_each(program: Program, bits: set[int]) -> set[int]:
    """Of two signals of one rule the first counts: what is known for certain need not be suspected."""
    rules: set[str] = set()
    found = set()
    for bit in sorted(bits):
        rule = program.signals[bit].spoken.rule.id
        if rule not in rules:
            rules.add(rule)
            found.add(bit)
    return found


def cedar(signals: Sequence[Signal]) -> Callable[[Facts], set[int]]:
    """Every rule a permit, so that all that hold are named."""
    import cedarpy

    rules = [
        f'@id("{bit}")\npermit(principal, action, resource) when {{ {CEDAR.text(signal.condition)} }};'
        for bit, signal in enumerate(signals)
    ]
    policies = cedarpy.PolicySet.from_str("\n".join(rules))
    entities = cedarpy.Entities.from_json_str("[]")
    names = {f"policy{bit}": bit for bit in range(len(signals))}

    def ask(facts: Facts) -> set[int]:
        answer = cedarpy.is_authorized({**WHO, "context": known(facts)}, policies, entities)
        return {names.get(reason, -1) for reason in answer.diagnostics.reasons}

    return ask


WHO = {"principal": 'User::"brand"', "action": 'Action::"contact"', "resource": 'User::"person"'}


@cache
def known(facts: Facts) -> dict[str, Any]:
    """The facts that are not NULL."""
    return {name: value for name, value in as_mapping(facts).items() if value is not None}


@cache
def everything(facts: Facts) -> dict[str, Any]:
    """The facts, NULLs too."""
    return as_mapping(facts)


def cel(signals: Sequence[Signal]) -> Callable[[Facts], set[int]]:
    """One program that lists the bits: the form in which its cost per rule is least."""
    from cel import compile as compiled

    terms = [f"({CEL.text(signal.condition)} ? [{bit}] : [])" for bit, signal in enumerate(signals)]
    program = compiled(_balanced(terms))

    def ask(facts: Facts) -> set[int]:
        return set(program.execute(everything(facts)))

    return ask


def _balanced(terms: list[str]) -> str:
    """A sum as a tree: parsers have a limit to their depth."""
    if len(terms) == 1:
        return terms[0]
    middle = len(terms) // 2
    return f"({_balanced(terms[:middle])} + {_balanced(terms[middle:])})"


MODEL = """
[request_definition]
r = f
[policy_definition]
p = rule
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = {}
"""


def casbin(signals: Sequence[Signal]) -> Callable[[Facts], set[int]]:
    """It stops at the first rule that matches, so each rule is a model of its own."""
    import casbin

    enforcers = []
    for signal in signals:
        model = casbin.Model()
        model.load_model_from_text(MODEL.format(CASBIN.text(signal.condition)))
        enforcers.append(casbin.Enforcer(model))

    def ask(facts: Facts) -> set[int]:
        return {bit for bit, enforcer in enumerate(enforcers) if enforcer.enforce(facts)}

    return ask


def times(ask: Callable[[Facts], object], questions: Sequence[Facts]) -> list[float]:
    """Microseconds of each call, the best of some rounds."""
    clock, best = time.perf_counter_ns, [float("inf")] * len(questions)
    for _ in range(ROUNDS):
        for nth, facts in enumerate(questions):
            began = clock()
            ask(facts)
            best[nth] = min(best[nth], (clock() - began) / 1_000)
    return best


def median_and_worst(found: list[float]) -> tuple[float, float]:
    """The median and the 99th of a hundred."""
    return statistics.median(found), statistics.quantiles(found, n=100)[98]


def questions(count: int) -> list[Facts]:
    """Drawn at random from a fixed seed, on the one network, today."""
    rng = random.Random(7)
    return [changed(drawn(rng), {"network": NETWORK, "now": NOW}) for _ in range(count)]


def main() -> None:
    """Compare, then measure, then print a table."""
    policy = bundled()
    asked = questions(OURS)
    program = policy.program(NETWORK, NOW)
    for facts in asked:
        decide(
            policy, facts
        )  # the function is laid out in branches by now, and common answers are remembered
    signals = program.signals
    rules = {signal.spoken.rule.id for signal in signals}
    print(f"{len(rules)} rules in force on {NETWORK} ({len(signals)} conditions), {len(FACTS)} facts")
    ours = median_and_worst(times(lambda facts: decide(policy, facts), asked))
    print(f"{'engine':<44}{'median us':>12}{'p99 us':>10}{'ratio':>9}")
    print(f"{'ours, decide: verdict, layers, all rules':<44}{ours[0]:>12.2f}{ours[1]:>10.2f}{1:>9.1f}")
    mask = median_and_worst(times(program.fired, asked))
    print(f"{'ours, the mask alone':<44}{mask[0]:>12.2f}{mask[1]:>10.2f}{mask[0] / ours[0]:>9.1f}")
    some = asked[:THEIRS]
    for name, make in (
        ("Cedar (cedarpy, parsed policies kept)", cedar),
        ("CEL (one program)", cel),
        ("casbin", casbin),
    ):
        ask = make(signals)
        differing = [
            facts
            for facts in some
            if first_of_each(program, ask(facts)) != spoken(program, program.fired(facts))
        ]
        if differing:
            print(
                f"{name}: names other rules for {len(differing)} of {len(some)} questions, so it is not timed"
            )
            continue
        found = median_and_worst(times(ask, some))
        print(f"{name:<44}{found[0]:>12.1f}{found[1]:>10.1f}{found[0] / ours[0]:>9.0f}")


if __name__ == "__main__":
    main()
