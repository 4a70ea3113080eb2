"""The function that is laid out in branches says what the plain one says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given

from askfirst.policy import bundled, decide
from askfirst.policy.facts import changed
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
