"""What must hold of the rules about pitches, over any facts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askfirst.policy import Verdict, bundled, decide, facts_from
from askfirst.policy.facts import FACTS, changed
from askfirst.policy.model import SEVERITY
from tests.policy.drawing import real_facts

POLICY = bundled()
PER_CENT = st.integers(0, 100)
KINDS = st.sampled_from(FACTS["text_kind"].values)


@pytest.mark.row("O2")
@given(real_facts(), PER_CENT, PER_CENT)
def test_more_of_a_pitch_never_makes_an_answer_milder(known: dict[str, object], one: int, other: int) -> None:
    facts = facts_from(known)
    less, more = (decide(POLICY, changed(facts, {"pitch": pitch})).verdict for pitch in sorted((one, other)))
    assert SEVERITY[less] <= SEVERITY[more]


@given(real_facts(), KINDS)
def test_the_kind_of_a_text_alone_changes_no_verdict(known: dict[str, object], kind: str) -> None:
    facts = facts_from(known)
    assert decide(POLICY, changed(facts, {"text_kind": kind})).verdict is decide(POLICY, facts).verdict


@given(real_facts(), PER_CENT)
def test_a_pitch_is_held_and_never_refused_and_a_yes_lifts_that(known: dict[str, object], pitch: int) -> None:
    facts = changed(facts_from(known), {"pitch": None})
    without, read = (decide(POLICY, changed(facts, {"pitch": value})).verdict for value in (None, pitch))
    assert read is without or (without, read) == (Verdict.ALLOW, Verdict.HOLD)
    approved = changed(facts, {"is_approved": True, "pitch": pitch})
    assert decide(POLICY, approved).verdict is decide(POLICY, changed(approved, {"pitch": None})).verdict
