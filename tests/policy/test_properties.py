"""What must hold of every answer, over all packs and any facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from askfirst.policy import thresholds
from askfirst.policy.engine import decide, moved, next_change, next_open, valid_until, ways, what_would_help
from askfirst.policy.facts import DAY, FACTS, HOUR, MINUTE, changed
from askfirst.policy.lower import unguarded
from askfirst.policy.model import SEVERITY, Effect, Layer, Verdict
from askfirst.policy.program import Policy, bundled
from askfirst.policy.reference import truth
from askfirst.policy.taming import facts_from
from tests.policy.drawing import CALM, NETWORKS, real_facts, real_values
from tests.profiles import sized

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from askfirst.policy.facts import Facts, Value
    from askfirst.policy.model import Pack

POLICY = bundled()
FEW = settings(max_examples=sized(20, 1_000))

SKIPPED = {
    network: {
        name for rule in POLICY.rules_for(network) if rule.unknown == "skip" for name in unguarded(rule.when)
    }
    for network in NETWORKS
}
"""Facts of which a pack of that network says, with its reason, that not knowing them does not hold."""
UNKNOWABLE = [fact.name for fact in FACTS.values() if fact.null == "unknown"]


def verdict(facts: Facts) -> Verdict:
    return decide(POLICY, facts).verdict


def severity(facts: Facts) -> int:
    return SEVERITY[verdict(facts)]


@given(real_facts())
def test_the_engine_says_what_the_rules_say_one_by_one(known: dict[str, Value]) -> None:
    """A second, slow reading of the packs: each layer from its rules' truth values, the answer from its layers."""
    facts = facts_from(known)
    decision = decide(POLICY, facts)
    for answer in decision.layers:
        assert answer.verdict == _slowly(answer.layer, facts, dict(known))
    said = [answer.verdict for answer in decision.layers if answer.verdict]
    assert decision.verdict == max(said, key=SEVERITY.__getitem__)


def _slowly(layer: Layer, facts: Facts, known: dict[str, Value]) -> Verdict | None:
    packs = [pack for pack in POLICY.packs_for(facts.network) if pack.layer is layer]
    said = [_said_slowly(pack, facts, known) for pack in packs]
    return max(said, key=SEVERITY.__getitem__) if said else None


def _said_slowly(pack: Pack, facts: Facts, known: dict[str, Value]) -> Verdict:
    said: set[Verdict] = set()
    hopes = False
    for rule in (rule for rule in pack.rules if rule.is_in_force(facts.now)):
        met = truth(rule.when, known)
        if rule.effect is Effect.ADVISE or met is False or (met is None and rule.unknown == "skip"):
            continue
        if met is None and rule.effect is Effect.ALLOW:
            hopes = True
        else:
            said.add(Verdict(rule.effect.value) if met else Verdict.HOLD)
    if not said:
        said = {pack.default, Verdict.HOLD if hopes else pack.default}
    return max(said, key=SEVERITY.__getitem__)


@given(real_facts())
def test_a_suppression_never_allows_more(known: dict[str, Value]) -> None:
    facts = facts_from(known)
    assert severity(changed(facts, {"is_suppressed": True})) >= severity(facts)


@given(real_facts(), st.integers(0, 100 * DAY))
def test_an_objection_never_allows_more(known: dict[str, Value], ago: int) -> None:
    facts = facts_from(known)
    objected = max(facts.now - ago, facts.objected_at or 0)
    assert severity(changed(facts, {"objected_at": objected})) >= severity(facts)


@given(real_facts(), st.sampled_from(("left", "blocked", "none", "stale", "pending", "unproven")))
def test_consent_withdrawn_never_allows_more(known: dict[str, Value], state: str) -> None:
    facts = facts_from({**known, "consent_state": "active"})
    assert severity(changed(facts, {"consent_state": state})) >= severity(facts)


@given(real_facts(), st.sampled_from(UNKNOWABLE))
def test_unknown_never_becomes_yes(known: dict[str, Value], name: str) -> None:
    facts = facts_from(known)
    assume(name not in SKIPPED[facts.network])
    assume(verdict(facts) is not Verdict.ALLOW)
    assert verdict(changed(facts, {name: None})) is not Verdict.ALLOW


def test_few_facts_may_stay_unknown_without_holding() -> None:
    silent = {"has_blocked_us", "has_messages_off"}
    assert {
        "bluesky": {"has_blocked_us", "can_message"},
        "discord": silent | {"quota_left"},
        "email": {"is_reachable", "complaints_per_mille", "quota_left"},
        "facebook": silent | {"can_reply_privately", "quota_left"},
        "instagram": silent | {"quota_left"},
        "linkedin": silent | {"quota_left"},
        "mastodon": silent | {"quota_left"},
        "matrix": set(),
        "page": set(),
        "telegram": silent | {"quota_left"},
        "tiktok": silent | {"quota_left"},
        "tumblr": silent | {"is_account_published", "quota_left"},
        "whatsapp": silent | {"quota_left"},
        "x": silent | {"can_message", "quota_left"},
    } == SKIPPED


@given(real_facts())
def test_no_engagement_alone_ever_permits_promotion(known: dict[str, Value]) -> None:
    engaged = {"likes_page": True, "person_follows": True, "connected": True, "is_promotional": True}
    facts = facts_from({**known, **engaged, "form": "direct", "consent_state": "none"})
    assert verdict(facts) is Verdict.DENY


@given(real_facts(), st.sampled_from(("facebook", "instagram", "whatsapp", "tiktok")))
def test_time_alone_never_opens_a_window(known: dict[str, Value], network: str) -> None:
    day = 1_795_255_200_000_000
    asked = {"network": network, "form": "direct", "message_tag": "none", "window_opener": None}
    facts = facts_from({**known, **asked, "now": day})
    layer = decide(POLICY, facts).layers[0].verdict
    later = decide(POLICY, moved(facts, day + 30 * DAY)).layers[0].verdict
    assert layer is not Verdict.DENY or later is not Verdict.ALLOW


@FEW
@given(real_facts(), st.data())
def test_no_flip_is_missed_and_none_is_invented(known: dict[str, Value], data: st.DataObject) -> None:
    walk_time(known, lambda now, end: data.draw(st.lists(st.integers(now, end), max_size=20)))


def walk_time(known: dict[str, Value], more: Callable[[int, int], list[int]]) -> None:
    """From now to the next change the verdict stays; there it turns, and not a microsecond earlier."""
    facts = facts_from(known)
    horizon = 200 * DAY
    change = next_change(POLICY, facts, horizon)
    before = verdict(facts)
    end = facts.now + horizon
    if change:
        assert verdict(moved(facts, change.at)) is change.verdict is not before
        assert verdict(moved(facts, change.at - 1)) is before
        end = change.at - 1
    assert valid_until(POLICY, facts, horizon) == (change.at if change else end)
    for at in [*_probes(facts, end), *more(facts.now, end)]:
        assert verdict(moved(facts, at)) is before


def _probes(facts: Facts, end: int) -> list[int]:
    """Instants at which a careless reader would look: some lengths after every known instant, and full hours."""
    known = [getattr(facts, name) for name, fact in FACTS.items() if fact.kind == "ts"]
    lengths = [0, 24 * HOUR, 48 * HOUR, 7 * DAY, 90 * DAY, 180 * DAY]
    marks = [at + length for at in known if at is not None for length in lengths]
    hours = [facts.now - facts.now % MINUTE + hour * HOUR for hour in range(72)]
    return [at + d for at in [*marks, *hours] for d in (-1, 0, 1) if facts.now <= at + d <= end]


def _late(node: object, known: object) -> Iterator[int]:
    return (at + 1 for at in CROSSING(node, known))  # type: ignore[arg-type]


def _nothing(*_: object) -> Iterator[int]:
    return iter(())


CROSSING = thresholds._crossing


NOON = 1_777_240_000_000_000
HEARD: dict[str, Value] = {**CALM, "now": NOON, "network": "email", "form": "direct", "purpose": "service"}
AN_HOUR_AGO: dict[str, Value] = {**HEARD, "last_inbound_at": NOON - HOUR}
AT_NIGHT: dict[str, Value] = {**HEARD, "last_inbound_at": NOON - 300 * DAY, "local_minute": 0}
"""Answers that turn when a window closes, and when the morning comes."""


@pytest.mark.parametrize(
    ("name", "wrong", "known"),
    [
        ("_crossing", _late, AN_HOUR_AGO),
        ("_crossing", _nothing, AN_HOUR_AGO),
        ("_on_the_clock", _nothing, AT_NIGHT),
    ],
)
def test_a_mistake_in_finding_the_moments_is_caught(
    name: str, wrong: object, known: dict[str, Value], monkeypatch: pytest.MonkeyPatch
) -> None:
    walk_time(known, lambda *_: [])
    monkeypatch.setattr(thresholds, name, wrong)
    with pytest.raises(AssertionError):
        walk_time(known, lambda *_: [])


@FEW
@given(real_facts())
def test_the_opening_is_the_first_moment_at_which_it_may_be_said(known: dict[str, Value]) -> None:
    facts = facts_from(known)
    at = next_open(POLICY, facts)
    if at is None:
        assert verdict(facts) is not Verdict.ALLOW
    else:
        assert verdict(moved(facts, at)) is Verdict.ALLOW
        assert at == facts.now or verdict(moved(facts, at - 1)) is not Verdict.ALLOW


@FEW
@given(real_facts())
def test_only_what_was_asked_and_allowed_is_offered(known: dict[str, Value]) -> None:
    facts = facts_from(known)
    for other in ways(POLICY, facts):
        assert verdict(other.way.apply(facts)) is other.decision.verdict is Verdict.ALLOW
    for help_ in what_would_help(POLICY, facts):
        assert help_.decision.verdict is Verdict.ALLOW
        assert verdict(facts) is not Verdict.ALLOW


@FEW
@given(real_facts(), st.randoms(use_true_random=False))
def test_the_order_of_rules_never_matters(known: dict[str, Value], random: object) -> None:
    facts = facts_from(known)
    assert decide(SHUFFLED, facts).verdict is verdict(facts)


@given(real_facts())
def test_a_rule_speaks_only_within_its_dates(known: dict[str, Value]) -> None:
    facts = facts_from(known)
    for layer in decide(POLICY, facts).layers:
        assert all(spoken.rule.is_in_force(facts.now) for spoken in layer.spoken)


@given(real_facts())
def test_every_no_and_every_wait_has_a_reason(known: dict[str, Value]) -> None:
    decision = decide(POLICY, facts_from(known))
    effects = {reason.effect for reason in decision.reasons}
    assert decision.verdict is Verdict.ALLOW or effects & {Effect.DENY, Effect.HOLD}
    assert all(
        reason.missing and "we do not know" in reason.says
        for reason in decision.reasons
        if reason.effect is Effect.HOLD and "This waits" in reason.says
    )


def _shuffled() -> Policy:
    from dataclasses import replace  # noqa: PLC0415

    return Policy(replace(pack, rules=pack.rules[::-1]) for pack in reversed(POLICY.packs))


SHUFFLED = _shuffled()


@given(st.data())
def test_values_drawn_for_these_tests_are_values_the_registry_accepts(data: st.DataObject) -> None:
    fact = data.draw(st.sampled_from([fact for fact in FACTS.values() if fact.name != "now"]))
    value = data.draw(real_values(fact, 1_795_255_200_000_000))
    base: dict[str, Value] = {"now": 1, "network": "page", "form": "direct", "purpose": "reply"}
    assert getattr(facts_from({**base, fact.name: value}), fact.name) == value
