"""The gate's network layer says allow exactly where the sandbox accepts.

The packs and the sandbox's rules were written apart from each other, from the same facts.  Worlds and instants are drawn;
every difference is a mistake in one of the two, and names both rules (`agreeing.Judged`).
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings

from askfirst.policy.model import Effect, Verdict
from askfirst.policy.program import Policy
from tests.profiles import sized
from tests.sandbox.agreeing import Judged, is_open, judged, policy
from tests.sandbox.drawn import DRAWN, FOLLOWED, WE_FOLLOWED
from tests.sandbox.everyday import LABELS, ago, every_day, every_label
from tests.sandbox.worlds import DAY, Situation, day

if TYPE_CHECKING:
    from askfirst.policy.model import Rule


@cache
def on_every_day(network: str) -> tuple[Judged, ...]:
    return tuple(map(judged, every_day(network)))


@cache
def under_every_label(network: str) -> tuple[Judged, ...]:
    return tuple(map(judged, every_label(network)))


@pytest.mark.parametrize("network", DRAWN)
def test_the_gate_allows_exactly_what_the_sandbox_accepts(network: str) -> None:
    @settings(max_examples=sized(60, 5_000))
    @given(DRAWN[network])
    def agree(given: Situation) -> None:
        assert judged(given).difference() == ""

    agree()


@pytest.mark.parametrize("network", DRAWN)
def test_they_agree_on_every_day_on_which_a_rule_changes_and_right_before_it(network: str) -> None:
    assert [found for one in on_every_day(network) if (found := one.difference())] == []


@pytest.mark.parametrize("network", LABELS)
def test_they_agree_on_every_label_of_a_network_on_each_of_its_days(network: str) -> None:
    assert [found for one in under_every_label(network) if (found := one.difference())] == []


@pytest.mark.parametrize(
    ("network", "date"), [("x", "2023-07-22"), ("x", "2026-11-21"), ("tumblr", "2014-05-05")]
)
def test_the_last_message_of_a_day_is_taken_and_the_next_is_not(network: str, date: str) -> None:
    for sent in (499, 500):
        past = (ago(FOLLOWED, 40 * DAY), ago(WE_FOLLOWED, 40 * DAY))
        given = Situation(network=network, at=day(date), past=past, sent=sent, is_by_hand=network == "tumblr")
        assert judged(given).difference() == ""
        assert (judged(given).refusal is None) == (sent < 500)


@pytest.mark.parametrize("network", DRAWN)
def test_both_answers_are_among_what_is_compared(network: str) -> None:
    compared = [one for one in on_every_day(network) if not is_open(one.given, None)]
    said = {one.answer().verdict is Verdict.ALLOW for one in compared}
    assert said == {True, False}


@pytest.mark.parametrize(
    "rule",
    [
        "facebook.first_word", "facebook.window", "facebook.private_reply_late", "facebook.private_reply_once",
        "facebook.plus_one", "facebook.updates", "facebook.old_tags", "facebook.tags_gone", "facebook.utility",
        "facebook.utility_country", "facebook.recurring", "facebook.recurring_pause", "facebook.recurring_country", "facebook.optin_title", "facebook.no_messages_yet", "instagram.recurring", "instagram.recurring_pause", "instagram.recurring_pause_then",
        "instagram.recurring_country", "instagram.optin_title", "instagram.optin_day", "instagram.optin_titles", "instagram.window", "instagram.human_agent", "instagram.private_reply_late",
        "whatsapp.open_window", "x.not_follower", "x.experiment_open", "x.answer", "x.requests_from_everyone", "bluesky.followed_only",
        "bluesky.answer", "mastodon.answer", "telegram.answer", "tumblr.fan_mail", "tumblr.messaging_answer",
        "matrix.answer", "linkedin.not_connected", "linkedin.answer",
    ],
)  # fmt: skip
def test_a_rule_that_says_the_opposite_is_noticed(rule: str) -> None:
    turned = Policy(
        replace(pack, rules=tuple(_turned(one, rule) for one in pack.rules)) for pack in policy().packs
    )
    network = rule.partition(".")[0]
    situations = on_every_day(network) + (under_every_label(network) if network in LABELS else ())
    assert any(one.difference(turned) for one in situations)


def _turned(one: Rule, rule: str) -> Rule:
    """The rule with its effect turned round; every other as it is."""
    if one.id != rule:
        return one
    return replace(one, effect=Effect.DENY if one.effect is Effect.ALLOW else Effect.ALLOW)
