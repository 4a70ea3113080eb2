"""The function that is laid out in branches says what the plain one says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askfirst.policy import bundled, decide
from askfirst.policy.branches import FEWEST
from askfirst.policy.check import read_condition
from askfirst.policy.facts import changed
from askfirst.policy.model import Effect, Layer, Rule
from askfirst.policy.parts import OFTEN, Part
from askfirst.policy.taming import facts_from
from tests.policy.drawing import real_facts

if TYPE_CHECKING:
    from askfirst.policy.facts import Value

POLICY = bundled()


@given(real_facts())
def test_branches_set_the_same_bits_as_one_test_after_the_other(known: dict[str, Value]) -> None:
    facts = facts_from(known)
    program = POLICY.program(facts.network, facts.now)
    for part in (program.common, program.own):
        assert _warm(part).fired(facts) == part._plain(facts)


WARMED: dict[int, Part] = {}


def _warm(part: Part) -> Part:
    """The same part in branches, made once."""
    if id(part) not in WARMED:
        part.warm()
        WARMED[id(part)] = part
    return part


def test_what_is_asked_often_is_made_anew_and_answers_alike() -> None:
    facts = facts_from(
        {
            "now": 1_577_836_800_000_000,
            "network": "page",
            "form": "direct",
            "purpose": "marketing",
            "is_promotional": True,
            "person_country": "CA",
        }
    )
    policy = type(POLICY)(POLICY.packs)
    first = decide(policy, facts)
    part = policy.program("page", facts.now).common
    before = part.fired
    for country in ("CA", "DE", "GB", "US", "AU", None) * (OFTEN // 6 + 1):
        asked = changed(facts, {"person_country": country})
        assert decide(policy, asked).answer == decide(POLICY, asked).answer
    assert part.fired is not before
    assert decide(policy, facts).answer == first.answer


ATOMS = (
    "form = 'direct'",
    "form <> 'public_post'",
    "form IN ('private_reply', 'public_reply')",
    "COALESCE(person_country, 'XX') = 'CA'",
    "COALESCE(person_country, 'XX') = 'XX'",
    "person_country = business_country",
    "person_country <> business_country",
    "person_country IS NULL",
    "person_country IS NOT NULL",
    "person_country <> 'CA'",
    "person_country IN ('DE', 'FR', 'CA')",
    "person_country NOT IN ('DE', 'GB')",
    "is_promotional",
    "NOT is_promotional",
    "is_promotional IS NOT FALSE",
    "COALESCE(is_promotional, TRUE)",
    "purpose = 'marketing'",
    "purpose NOT IN ('reply', 'service')",
    "message_tag <> 'none'",
    "message_tag = 'inmail'",
    "text_length > 80",
)


@st.composite
def house_rules(draw: st.DrawFn) -> list[Rule]:
    """So many rules about the facts that are worth a branch that branches are made."""
    parts = st.lists(st.sampled_from(ATOMS), min_size=1, max_size=3, unique=True)
    return [
        _rule(nth, f" {draw(st.sampled_from(('AND', 'OR')))} ".join(draw(parts))) for nth in range(2 * FEWEST)
    ]


def _rule(nth: int, text: str) -> Rule:
    return Rule(
        id=f"house.{nth}",
        layer=Layer.HOUSE,
        effect=Effect.DENY,
        when=read_condition(text),
        text=text,
        why="No.",
    )


@given(house_rules(), st.lists(real_facts(), min_size=5, max_size=5))
def test_branches_say_of_any_rules_what_the_plain_function_says(
    rules: list[Rule], asked: list[dict[str, Value]]
) -> None:
    part = Part(rules)
    part.warm()
    for known in asked:
        facts = facts_from(known)
        assert part.fired(facts) == part._plain(facts)


@pytest.mark.parametrize(
    "text", ["COALESCE(person_country, 'XX') = 'CA'", "person_country = business_country"]
)
def test_a_house_rule_still_speaks_when_it_is_asked_often(text: str) -> None:
    crowd = [_rule(nth, f"person_country = 'C{nth}'") for nth in range(FEWEST)]
    part = Part([*crowd, _rule(FEWEST, f"form = 'direct' AND {text}")])
    facts = facts_from(
        {
            "now": 1_577_836_800_000_000,
            "network": "page",
            "form": "direct",
            "purpose": "marketing",
            "person_country": "CA",
            "business_country": "CA",
        }
    )
    assert {part.fired(facts) for _ in range(2 * OFTEN)} == {1 << 2 * FEWEST}
