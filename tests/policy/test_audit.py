"""What can be mended in packs that can be read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from askfirst.policy import bundled
from askfirst.policy.audit import Coverage, is_never, uncovered, unreachable
from askfirst.policy.cases import load_cases
from askfirst.policy.check import read_condition

POLICY = bundled()


def test_each_rule_that_no_case_touches_is_named_with_what_is_missing() -> None:
    rule = POLICY.packs[0].rules[0].id
    cases = [replace(case, speak=tuple(one for one in case.speak if one != rule)) for case in load_cases()]
    (missing,) = uncovered(POLICY, cases)
    assert (missing.rule, missing.what) == (rule, "no case where it speaks")
    assert len(uncovered(POLICY, [])) == sum(len(pack.rules) for pack in POLICY.packs)
    assert uncovered(POLICY, load_cases()) == []


def test_a_rule_is_covered_where_it_is_seen_to_speak_and_to_be_silent() -> None:
    seen = Coverage(rule="page.open", speaking=1, silent=2)
    assert seen.is_complete
    assert not replace(seen, speaking=0).is_complete
    assert not replace(seen, silent=0).is_complete


@pytest.mark.parametrize(
    ("condition", "never"),
    [
        ("FALSE", True),
        ("form = 'direct' AND form = 'public_post'", True),
        ("is_suppressed AND NOT is_suppressed", True),
        ("form = 'direct' AND is_suppressed", False),
    ],
)
def test_a_condition_that_contradicts_itself_is_known(condition: str, never: bool) -> None:  # noqa: FBT001
    assert is_never(read_condition(condition)) is never


def test_every_rule_of_ours_can_speak() -> None:
    assert [mistake for pack in POLICY.packs for mistake in unreachable(pack)] == []
