"""What changed between two days, what other rules would have changed, and the situations that a condition is about."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from askfirst.policy import Facts, Policy, Verdict, decide, facts_from, read_packs
from askfirst.policy.cases import Case
from askfirst.policy.check import read_condition
from askfirst.policy.compare import diff, on_day, read_long_ago
from askfirst.policy.facts import REGISTRY, Scope
from askfirst.policy.model import microseconds
from askfirst.policy.reference import value
from askfirst.policy.replay import answered, replay
from askfirst.policy.situations import situation

PACK = """
id = "place"
layer = "network"
title = "A place"
network = "page"
default = "allow"
otherwise = "Nothing against it."
[[rule]]
id = "place.old"
effect = "deny"
when = "purpose = 'marketing'"
why = "No."
from = 2020-01-01
until = 2022-01-01
confidence = "high"
source = {{ title = "T", address = "t.test", read = {read} }}
[[rule]]
id = "place.new"
effect = "hold"
when = "last_inbound_at IS NULL OR now - last_inbound_at >= days(7)"
why = "Wait."
from = 2022-01-01
announced = 2021-06-01
confidence = "high"
source = {{ title = "T", address = "t.test", read = {read} }}
"""
YES = 'id = "y"\nlayer = "consent"\ntitle = "Y"\ndefault = "allow"\notherwise = "Fine."'


def policy(read: str = "2026-01-01", **house: str) -> Policy:
    return Policy(read_packs({"place": PACK.format(read=read), "y": YES, **house}))


def facts(
    purpose: str = "reply", days: int = 1, at: datetime = datetime(2026, 5, 1, 10, tzinfo=UTC)
) -> Facts:
    return facts_from(
        {
            "now": at,
            "network": "page",
            "form": "direct",
            "purpose": purpose,
            "last_inbound_at": at - timedelta(days=days),
        }
    )


CASES = (
    Case(title="a promotion", facts=facts("marketing"), layers={}),
    Case(title="an answer after a fortnight", facts=facts(days=14), layers={}),
    Case(title="an answer in time", facts=facts(), layers={}),
)


def test_between_two_days_rules_begin_end_and_are_announced_and_situations_turn() -> None:
    found = diff(policy(), date(2021, 1, 1), date(2023, 1, 1), CASES)
    assert [rule.id for rule in found.began] == ["place.new"]
    assert [rule.id for rule in found.ended] == ["place.old"]
    assert [rule.id for rule in found.announced] == ["place.new"]
    assert [(one.case.title, one.then, one.now) for one in found.turned] == [
        ("a promotion", Verdict.DENY, Verdict.ALLOW),
        ("an answer after a fortnight", Verdict.ALLOW, Verdict.HOLD),
    ]
    assert diff(policy(), date(2023, 1, 1), date(2021, 1, 1), CASES) == found


@pytest.mark.parametrize(
    ("first", "second", "began", "ended"),
    [
        (date(2021, 12, 30), date(2021, 12, 31), [], []),
        (date(2021, 12, 31), date(2022, 1, 1), ["place.new"], ["place.old"]),
        (date(2022, 1, 1), date(2022, 1, 2), [], []),
    ],
)
def test_a_rule_begins_with_its_day_and_ends_before_its_day(
    first: date, second: date, began: list[str], ended: list[str]
) -> None:
    found = diff(policy(), first, second)
    assert ([rule.id for rule in found.began], [rule.id for rule in found.ended]) == (began, ended)


def test_a_situation_moved_to_another_day_keeps_its_distances_and_never_leaves_time() -> None:
    moved = on_day(facts(days=3), date(2012, 1, 10))
    assert moved.now - moved.last_inbound_at == microseconds(timedelta(days=3))
    assert (
        moved.now
        == facts_from(
            {"now": "2012-01-10T10:00:00+00:00", "network": "page", "form": "direct", "purpose": "reply"}
        ).now
    )
    assert on_day(facts(days=3), date(1970, 1, 2)).last_inbound_at == 0


def test_sources_read_more_than_a_year_ago_are_named_unless_their_rule_has_ended() -> None:
    read = policy("2025-11-20")
    assert [rule.id for rule in read_long_ago(read, date(2026, 11, 21))] == ["place.new"]
    assert read_long_ago(read, date(2026, 11, 20)) == ()
    assert [rule.id for rule in read_long_ago(policy("2020-01-01"), date(2021, 12, 1))] == [
        "place.new",
        "place.old",
    ]


HOUSE = """
id = "house"
layer = "house"
title = "House"
default = "allow"
otherwise = "Fine."
[[rule]]
id = "house.quiet"
effect = "hold"
when = "purpose = 'survey'"
why = "Not now."
"""


def test_a_replay_counts_what_other_rules_would_have_changed() -> None:
    asked = [(1, facts()), (2, facts("survey")), (3, facts("survey")), (4, facts("survey", days=14))]
    found = replay(answered(asked, policy()), policy(house=HOUSE))
    assert len(found) == 4
    assert found.counts == {
        (Verdict.ALLOW, Verdict.ALLOW): 1, (Verdict.ALLOW, Verdict.HOLD): 2, (Verdict.HOLD, Verdict.HOLD): 1,
    }  # fmt: skip
    assert found.became(Verdict.HOLD) == 2
    assert [(one.past.key, one.is_stricter) for one in found.changed] == [(2, True), (3, True)]
    assert [one.past.key for one in found.spoken("house.quiet")] == [2, 3, 4]


def test_a_replay_of_the_same_rules_changes_nothing() -> None:
    asked = [(number, facts(days=number)) for number in range(1, 20)]
    found = replay(answered(asked, policy()), policy())
    assert found.changed == ()
    assert {one.now for one in found.outcomes} == {Verdict.ALLOW, Verdict.HOLD}


CONDITIONS = [
    "purpose = 'marketing' AND is_promotional",
    "form = 'direct' AND (last_inbound_at IS NULL OR now - last_inbound_at >= days(90)) AND NOT is_approved",
    "local_minute >= 1320 OR local_minute < 420",
    "person_country IN ('DE', 'FR') AND audience_size BETWEEN 10 AND 20",
    "text_length > 500 AND NOT has_attachments",
]


@pytest.mark.parametrize("text", CONDITIONS)
@pytest.mark.parametrize("is_met", [True, False])
def test_a_situation_is_found_in_which_a_condition_is_met_and_one_in_which_it_is_not(
    text: str,
    is_met: bool,  # noqa: FBT001 -- both ways
) -> None:
    when = read_condition(text)
    found = situation(when, facts(), is_met=is_met)
    assert found is not None
    assert value(when, {name: getattr(found, name) for name in found.__struct_fields__}) is is_met


def test_a_condition_that_cannot_be_met_has_no_situation() -> None:
    assert situation(read_condition("text_length > 5 AND text_length < 3"), facts(), is_met=True) is None


BOOLEANS = [fact.name for fact in REGISTRY if fact.kind == "bool" and fact.scope is not Scope.CLOCK]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.sampled_from(BOOLEANS), min_size=1, max_size=4), st.sampled_from(["hold", "deny", "advise"])
)
def test_a_rule_of_the_house_never_allows_more(names: list[str], effect: str) -> None:
    house = HOUSE.replace("purpose = 'survey'", " OR ".join(names)).replace('"hold"', f'"{effect}"')
    asked = [(number, facts(purpose)) for number, purpose in enumerate(["reply", "marketing", "survey"])]
    found = replay(answered(asked, policy()), policy(house=house))
    assert all(one.is_stricter for one in found.changed)
    assert [decide(policy(house=house), one.past.facts).verdict for one in found.outcomes] == [
        one.now for one in found.outcomes
    ]
