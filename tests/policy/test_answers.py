"""What one decision holds: each layer's answer, its sentence, its mask and the version that names the rules."""

from __future__ import annotations

import hashlib
import tomllib
from typing import Any

import pytest

from askfirst.policy import Policy, Verdict, bundled, decide, facts_from, read_packs
from askfirst.policy.facts import FACTS
from askfirst.policy.model import Layer, LayerAnswer
from askfirst.policy.packs import FOLDER, pack_texts
from askfirst.policy.parts import Part, Timeline, asks_where, signals_of
from askfirst.policy.reach import _granted, known_networks, overview
from tests.policy.test_moments import FREE, NOON, PACK, known, policy

POLICY = bundled()


def test_every_layer_answers_in_its_place() -> None:
    answers = decide(POLICY, known(network="page")).layers
    assert [answer.layer for answer in answers] == list(Layer)
    assert all(answer.is_asked for answer in answers)


def test_a_layer_that_is_not_asked_says_nothing() -> None:
    network, law, consent, house, manners = decide(policy("text_length > 5"), known()).layers
    assert network == LayerAnswer(
        layer=Layer.NETWORK, verdict=Verdict.ALLOW, otherwise="Nothing stands against it."
    )
    assert consent == LayerAnswer(
        layer=Layer.CONSENT, verdict=Verdict.ALLOW, otherwise="Nothing stands against it."
    )
    assert {law, house, manners} == {
        LayerAnswer(layer=layer, verdict=None) for layer in (Layer.LAW, Layer.HOUSE, Layer.MANNERS)
    }


def test_a_rule_that_decides_needs_no_other_sentence() -> None:
    rules = policy("TRUE")
    (spoken,) = decide(rules, known()).layers[0].spoken
    assert spoken.rule is rules.rule("x.rule")
    assert decide(rules, known()).layers[0] == LayerAnswer(
        layer=Layer.NETWORK, verdict=Verdict.DENY, spoken=(spoken,)
    )


def test_advice_is_heard_where_no_rule_decides() -> None:
    advice = PACK.format(when="TRUE", dates="").replace('"deny"', '"advise"')
    rules = Policy(read_packs({"x.toml": advice, "free.toml": FREE}))
    network = decide(rules, known()).layers[0]
    assert network.verdict is Verdict.ALLOW
    assert [spoken.rule.id for spoken in network.spoken] == ["x.rule"]
    assert network.otherwise == "Nothing stands against it."


def test_the_mask_names_what_spoke() -> None:
    facts = known(network="page", likes_page=True)
    program, decision = POLICY.program("page", NOON), decide(POLICY, facts)
    assert program.fired(facts) == decision.mask
    said = [signal.spoken.rule.id for bit, signal in enumerate(program.signals) if decision.mask & 1 << bit]
    assert set(said) == {spoken.rule.id for layer in decision.layers for spoken in layer.spoken}


def test_no_more_answers_are_remembered_than_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("askfirst.policy.program.MOST_REMEMBERED", 1)
    rules = policy("text_length > 5")
    for length in (1, 9, 1, 9):
        decide(rules, known(text_length=length))
        assert len(rules.program("x", NOON).answers) == 1


WORDS = [
    ('title = "X"', 'title = "Y"'),
    ('default = "allow"', 'default = "hold"'),
    ('"Nothing stands against it."', '"Nothing."'),
    ('"text_length > 5"', '"text_length > 6"'),
    ('"deny"', '"hold"'),
    ('"high"', '"low"'),
    ('title = "t"', 'title = "u"'),
    ('address = "a"', 'address = "b"'),
    ("2026-01-01", "2026-01-02"),
    ("from = 2026-01-05", "from = 2026-01-06"),
    ("from = 2026-01-05", "observed = 2026-01-05"),
]


@pytest.mark.parametrize(("old", "new"), WORDS)
def test_the_version_names_every_word_of_a_pack(old: str, new: str) -> None:
    text = PACK.format(when="text_length > 5", dates="from = 2026-01-05")
    assert old in text
    one, other = (Policy(read_packs({"x.toml": words})) for words in (text, text.replace(old, new, 1)))
    assert one.hash != other.hash
    assert one.hash == Policy(read_packs({"y.toml": text})).hash
    assert len(one.hash) == len(hashlib.sha256().hexdigest())


def test_a_version_stays_the_same_from_release_to_release() -> None:
    """It is stored with every decision: where this fails, `program.ENGINE` has to grow, and this number with it."""
    assert policy("text_length > 5", "from = 2026-01-05").version == "1838eb20f0a1"


def test_a_policy_without_rules_has_a_version_too() -> None:
    assert Policy(()).version != Policy(read_packs({"free.toml": FREE})).version


def test_the_texts_behind_a_policy_are_kept_where_they_were_given() -> None:
    assert policy("TRUE").texts == {}
    assert {name: text.encode() for name, text in POLICY.texts.items()} == pack_texts(FOLDER)


HOPING = [
    ("deny", "has_blocked_us", "", ["deny", "hold"]),
    ("deny", "has_blocked_us", "unknown = 'hold'", ["deny", "hold"]),
    ("deny", "has_blocked_us", "unknown = 'skip'", ["deny"]),
    ("hold", "has_blocked_us", "", ["hold", "hold"]),
    ("allow", "has_blocked_us", "", ["allow", "hold"]),
    ("advise", "has_blocked_us", "", ["advise"]),
    ("deny", "is_approved", "", ["deny"]),
    ("deny", "network = 'x'", "", ["deny"]),
    ("deny", "network = 'page'", "", []),
    ("deny", "network = 'page' OR has_blocked_us", "", ["deny", "hold"]),
    ("deny", "has_blocked_us IS NULL", "", ["deny"]),
]


@pytest.mark.parametrize(("effect", "when", "unknown", "effects"), HOPING)
def test_a_rule_speaks_for_certain_and_for_want_of_a_fact(
    effect: str, when: str, unknown: str, effects: list[str]
) -> None:
    text = PACK.format(when=when, dates=unknown).replace('"deny"', f'"{effect}"')
    (pack,) = read_packs({"x.toml": text})
    signals = signals_of(pack.rules[0], "x")
    assert [signal.spoken.effect.value for signal in signals] == effects
    assert [signal.spoken.is_unknown for signal in signals] == [False, True][: len(effects)]
    assert asks_where(pack.rules[0]) == ("network" in when)


def test_bits_are_numbered_from_where_the_others_end() -> None:
    (pack,) = read_packs({"x.toml": PACK.format(when="has_blocked_us", dates="")})
    part = Part(pack.rules, "x", first_bit=5)
    fired = {blocked: part.fired(known(has_blocked_us=blocked)) for blocked in (True, False, None)}
    assert fired == {True: 1 << 5, False: 0, None: 1 << 6}
    part.warm()
    assert {blocked: part.fired(known(has_blocked_us=blocked)) for blocked in fired} == fired


def test_what_lies_between_two_dates_is_made_once() -> None:
    made: list[int] = []

    def make(at: int) -> str:
        made.append(at)
        return f"made at {at}"

    line: Timeline[Any] = Timeline((10, 20), make)
    assert [line.at(at) for at in (9, 5, 10, 19, 20, 99)] == [
        *["made at 9"] * 2,
        *["made at 10"] * 2,
        *["made at 20"] * 2,
    ]
    assert made == [9, 10, 20]


def test_a_question_on_an_unknown_network_is_answered_by_the_rules_for_all() -> None:
    facts = facts_from({"now": NOON, "network": "sms", "form": "direct", "purpose": "reply"})
    network, law, *_ = decide(POLICY, facts).layers
    assert network.verdict is Verdict.HOLD
    assert network.otherwise.startswith("We know no rules of this network")
    assert law.is_asked


def test_only_networks_with_rules_of_their_own_have_a_row() -> None:
    assert known_networks(policy("TRUE")) == ("x",)
    assert known_networks(POLICY) == tuple(
        name for name in FACTS["network"].values if name in {pack.network for pack in POLICY.packs}
    )


def test_the_overview_asks_about_the_country_that_was_named() -> None:
    rules = policy("COALESCE(person_country, 'none') = 'DE' OR COALESCE(business_country, 'none') = 'DE'")
    kinds = {
        country: {cell.kind for cell in overview(rules, NOON, ["x"], country)["x"]}
        for country in ("DE", "US", "")
    }
    assert kinds == {"DE": {"deny"}, "US": {"allow"}, "": {"allow"}}
    named = policy("person_country IS NOT NULL")
    assert {cell.kind for cell in overview(named, NOON, ["x"])["x"]} == {"allow"}


def test_a_cell_of_the_overview_names_its_network_and_the_open_situations_first() -> None:
    for cell in overview(policy("last_inbound_at IS NULL"), NOON, ["x"])["x"]:
        assert cell.network == "x"
        assert [one.verdict is Verdict.ALLOW for one in cell.answers] == sorted(
            (one.verdict is Verdict.ALLOW for one in cell.answers), reverse=True
        )
        assert cell.open
        assert cell.closed
        assert all(not one.situation.networks or "x" in one.situation.networks for one in cell.answers)
        assert any(not one.situation.networks for one in cell.answers)


def test_the_overview_takes_for_granted_what_a_network_needs() -> None:
    granted = {network: _granted(network) for network in known_networks(POLICY)}
    own = tomllib.loads((FOLDER.parent / "reach.toml").read_text(encoding="utf-8"))["network"]
    for network, facts in own.items():
        assert granted[network].items() >= facts.items()
        cell = overview(POLICY, NOON, [network])[network][0]
        assert all(
            getattr(one.decision.facts, name) == value
            for one in cell.answers
            for name, value in facts.items()
            if name not in one.situation.changes and name not in cell.purpose.changes
        )
