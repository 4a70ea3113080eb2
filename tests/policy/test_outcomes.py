"""What the team sees, in the situations that everybody meets."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from askfirst.policy import (
    Decision,
    Facts,
    Policy,
    Verdict,
    bundled,
    decide,
    facts_from,
    next_change,
    next_open,
    read_packs,
    way,
    what_would_help,
)
from askfirst.policy.engine import ways
from askfirst.policy.explain import explain
from askfirst.policy.model import Layer
from askfirst.policy.reasons import reasons_of

POLICY = bundled()
NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)
BASE: dict[str, Any] = {
    "now": NOW,
    "network": "page",
    "form": "direct",
    "purpose": "reply",
    "is_promotional": False,
    "has_blocked_us": False,
    "has_messages_off": False,
    "is_trigger_by_page": False,
    "local_minute": 660,
    "person_country": "JP",
    "business_country": "GB",
    "has_unsubscribe": True,
    "has_postal_address": True,
    "is_sender_identified": True,
}
WROTE = {"thread_opened_by": "person", "last_inbound_at": NOW - timedelta(hours=2)}
PITCH = {"purpose": "marketing", "is_promotional": True}
JOINED = {"consent_state": "active", "consent_given_at": NOW - timedelta(days=30)}


def known(**more: Any) -> Facts:
    return facts_from({**BASE, **more})


def asked(**more: Any) -> Decision:
    return decide(POLICY, known(**more))


def test_who_wrote_on_the_page_is_answered() -> None:
    decision = asked(**WROTE)
    assert decision.verdict is Verdict.ALLOW
    assert [reason.rule for reason in decision.reasons] == ["page.answer", "consent-base.answer"]


def test_a_fan_who_only_liked_the_page_is_not_written_to_and_the_reason_has_a_source() -> None:
    decision = asked(likes_page=True)
    assert decision.verdict is Verdict.DENY
    first = decision.reasons[0]
    assert first.layer is Layer.NETWORK
    assert "A like, a follow, a vote or a visit opens nothing." in first.says
    assert first.source
    assert first.source.read


def test_instead_of_writing_to_a_fan_there_are_open_ways() -> None:
    open_ways = [one.way.id for one in ways(POLICY, known(likes_page=True))]
    assert open_ways == ["invite", "public_post", "list"]


def test_a_comment_is_answered_privately_once() -> None:
    comment = {"form": "private_reply", "trigger_kind": "comment", "trigger_at": NOW - timedelta(hours=1)}
    assert asked(**comment).verdict is Verdict.ALLOW
    assert asked(**comment, private_replies_sent=1).verdict is Verdict.DENY


def test_a_pitch_by_mail_needs_consent_and_an_answer_does_not() -> None:
    mail = {"network": "email"}
    assert asked(**mail, **PITCH).verdict is Verdict.DENY
    assert asked(**mail, **PITCH, **JOINED).verdict is Verdict.ALLOW
    assert asked(**mail, **WROTE).verdict is Verdict.ALLOW


@pytest.mark.parametrize("network", ["page", "email", "facebook"])
def test_a_suppressed_person_gets_nothing_in_private(network: str) -> None:
    assert asked(network=network, is_suppressed=True, **WROTE, **JOINED).verdict is Verdict.DENY


@pytest.mark.parametrize("network", ["page", "facebook"])
def test_five_thousand_fans_cannot_be_written_to_at_once(network: str) -> None:
    decision = asked(network=network, audience_size=5000, is_approved=True, **JOINED, **WROTE)
    assert decision.verdict is Verdict.DENY
    assert "5,000 people does not exist" in decision.reasons[0].says


def test_a_network_nobody_knows_holds_and_says_so() -> None:
    decision = asked(network="sms", **WROTE)
    assert decision.verdict is Verdict.HOLD
    assert decision.reasons[0].says.startswith("We know no rules of this network")


def test_a_layer_without_a_pack_was_not_asked() -> None:
    lawless = Policy(pack for pack in POLICY.packs if pack.layer is not Layer.LAW)
    answers = {answer.layer: answer for answer in decide(lawless, known(**WROTE)).layers}
    assert not answers[Layer.LAW].is_asked
    assert answers[Layer.NETWORK].is_asked


def test_before_a_networks_first_rule_the_answer_waits() -> None:
    text = DATED.replace("[[rule]]", "from = 2020-01-01\n[[rule]]", 0)
    policy = Policy(read_packs({"x.toml": text}))
    decision = decide(policy, known(network="x", now=datetime(2019, 12, 31, tzinfo=UTC)))
    assert decision.reasons[0].says == "No rule of this network is known for that day."
    assert decision.verdict is Verdict.HOLD


DATED = """
id = "x"
layer = "network"
network = "x"
title = "X"
default = "allow"
otherwise = "Nothing stands against it."
[[rule]]
id = "x.never"
effect = "deny"
when = "TRUE"
from = 2020-01-01
confidence = "high"
why = "No."
source = { title = "t", address = "a", read = 2026-01-01 }
"""


def test_an_allow_rule_that_is_not_known_to_hold_makes_its_layer_wait() -> None:
    text = DATED.replace('effect = "deny"', 'effect = "allow"').replace('"TRUE"', '"has_blocked_us"')
    policy = Policy(read_packs({"x.toml": text}))
    layer = decide(policy, known(network="x", has_blocked_us=None)).layers[0]
    assert layer.verdict is Verdict.HOLD
    assert decide(policy, known(network="x", has_blocked_us=False)).layers[0].verdict is Verdict.ALLOW


def test_the_window_closes_exactly_when_it_says() -> None:
    inbound = datetime(2026, 11, 20, 15, tzinfo=UTC)
    facts = known(network="facebook", thread_opened_by="person", last_inbound_at=inbound)
    change = next_change(POLICY, facts)
    assert change
    assert change.verdict is Verdict.DENY
    assert (
        explain(POLICY, facts).headline
        == "You may write, closes in 5 h, Saturday 21 November 2026, 15:00 UTC"
    )


def test_a_newsletter_in_the_evening_waits_until_eight() -> None:
    facts = known(network="email", local_minute=21 * 60 + 40, **PITCH, **JOINED)
    explained = explain(POLICY, facts)
    assert explained.word == "Not now"
    assert explained.until.startswith("opens in 10 h 20 min")
    assert next_open(POLICY, facts) == explained.opens_at


def test_three_acts_together_may_be_what_helps() -> None:
    nowhere = {"person_country": None, "has_unsubscribe": None}
    helps = what_would_help(POLICY, known(**PITCH, **nowhere))
    assert ["they_write", "they_join", "name_the_sender"] in [[act.id for act in one.acts] for one in helps]


def test_what_would_help_is_said_in_acts() -> None:
    titles = [one.acts[0].id for one in what_would_help(POLICY, known(likes_page=True))]
    assert titles == ["they_write", "they_comment"]
    assert what_would_help(POLICY, known(**WROTE)) == ()


def test_where_no_single_act_is_enough_two_are_named() -> None:
    facts = known(likes_page=True, is_channel_connected=False)
    helps = what_would_help(POLICY, facts)
    assert {len(one.acts) for one in helps} == {2}
    assert "They write to you, and the owner connects the channel again." in explain(POLICY, facts).text()


def test_some_things_nothing_helps() -> None:
    facts = known(has_blocked_us=True, network="facebook", age_band="minor", is_anonymous=True, **PITCH)
    assert what_would_help(POLICY, facts) == ()


def test_another_channel_is_offered_when_its_facts_are_given_and_open() -> None:
    mail = way(
        "email",
        "Write them a mail",
        {"network": "email", "last_inbound_at": NOW, "thread_opened_by": "person"},
    )
    open_ways = ways(POLICY, known(likes_page=True), [mail])
    assert [one.way.id for one in open_ways] == ["invite", "public_post", "list", "email"]


def test_an_explanation_reads_like_a_letter() -> None:
    text = explain(POLICY, known(likes_page=True)).text().splitlines()
    assert text[0] == "DENY: Only this way: invite them in public to press the Message button"
    assert text[1].startswith("  No. A private talk on your page begins with the visitor")
    assert text[1].endswith("read on 21 November 2026]")
    assert "What would help:" in text
    assert "  They write to you." in text
    assert text[-1].startswith("  Offer your opt-in list")


def test_what_is_allowed_needs_no_other_way() -> None:
    explained = explain(POLICY, known(outbound_since_inbound=1, **WROTE), zone=timezone(timedelta(hours=1)))
    assert explained.word == "You may write"
    assert explained.ways == explained.helps == ()
    assert explained.until.endswith("Sunday 22 November 2026, 21:00")


def test_what_is_not_known_is_named_and_nothing_is_asserted() -> None:
    decision = asked(has_blocked_us=None, **WROTE)
    assert decision.verdict is Verdict.HOLD
    reason = decision.reasons[0]
    assert reason.missing == ("has_blocked_us",)
    assert reason.says == (
        "This waits, because we do not know whether the person has blocked the account."
        " The rule it may meet: “They have blocked your page. Only they can change that.”"
    )


def test_a_sentence_that_needs_the_missing_fact_is_left_out() -> None:
    says = asked(network="email", local_minute=None, **PITCH, **JOINED).reasons[0].says
    assert says.endswith("The rule it may meet: “What is not an answer goes out between 8:00 and 21:00.”")


def test_times_are_said_in_the_readers_zone() -> None:
    inbound = NOW - timedelta(days=3)
    facts = known(network="facebook", thread_opened_by="person", last_inbound_at=inbound)
    answer = decide(POLICY, facts).answer
    says = reasons_of(answer, facts, timezone(timedelta(hours=2)))[0].says
    assert "theirs was 3 days ago (Wednesday 18 November 2026, 12:00)" in says


def test_decisions_can_be_compared_and_looked_at() -> None:
    one, other = asked(**WROTE), asked(**WROTE)
    assert one == other
    assert len({one, other}) == 1
    assert one != asked(likes_page=True)
    assert repr(one) == "<Decision allow ['page.answer', 'consent-base.answer']>"
    assert one.policy_version == POLICY.version
    assert one.mask


def test_the_memory_of_answers_does_not_grow_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("askfirst.policy.program.MOST_REMEMBERED", 2)
    policy = Policy(POLICY.packs)
    for more in ({}, {"text_length": 3000}, {"outbound_since_inbound": 9}, {"is_inbound_enabled": False}):
        decide(policy, known(**more, **WROTE))
    assert len(policy.program("page", known().now).answers) <= 2


def test_the_version_changes_with_any_word_of_a_rule() -> None:
    one = Policy(read_packs({"x.toml": DATED}))
    other = Policy(read_packs({"x.toml": DATED.replace('"No."', '"Never."')}))
    assert one.version != other.version
    assert len(one.version) == 12
    assert one.version == Policy(read_packs({"x.toml": "# a remark\n" + DATED})).version


def test_a_rule_is_found_by_its_name() -> None:
    assert POLICY.rule("facebook.window").since is not None
    with pytest.raises(KeyError, match=r"no rule `facebook\.door`"):
        POLICY.rule("facebook.door")


def test_the_dates_of_a_rule_stand_beside_it() -> None:
    inbound = datetime(2019, 5, 31, 15, tzinfo=UTC)
    facts = known(
        network="facebook",
        now=datetime(2019, 6, 1, tzinfo=UTC),
        thread_opened_by="person",
        last_inbound_at=inbound,
    )
    assert (
        "[facebook.window_then: seen in force on 30 September 2018 until 4 March 2020,"
        in explain(POLICY, facts).text()
    )
    assert (
        "[facebook.open_window: since 4 March 2020,"
        in explain(POLICY, known(network="facebook", **WROTE)).text()
    )


def test_where_nothing_is_open_and_nothing_helps_only_the_reasons_are_said() -> None:
    facts = known(network="email", form="public_post", is_suppressed=True)
    assert [line.split(".")[0] for line in explain(POLICY, facts).lines()] == ["DENY: Not now", "  No"]


def test_a_clock_compared_with_something_that_is_no_constant_is_looked_at_every_minute() -> None:
    text = DATED.replace('"TRUE"', '"local_minute = audience_size"').replace(
        "from = 2020-01-01", "unknown = 'hold'"
    )
    policy = Policy(read_packs({"x.toml": text, "y.toml": FREE}))
    facts = known(network="x", audience_size=700)
    change = next_change(policy, facts)
    assert change
    assert change.at == facts.now + 40 * 60_000_000
    assert next_open(policy, known(network="x", audience_size=660)) == facts.now + 60_000_000


FREE = """
id = "free"
layer = "consent"
title = "Free"
default = "allow"
otherwise = "Nothing stands against it."
"""
