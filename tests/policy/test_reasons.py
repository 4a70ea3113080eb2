"""A reason holds all that is known of its rule, and says only what is known of the person."""

from __future__ import annotations

from datetime import date, timedelta, timezone
from typing import Any

import pytest

from askfirst.policy import FactError, Policy, decide, facts_from, read_packs
from askfirst.policy.facts import DAY
from askfirst.policy.model import Confidence, Effect, Layer, Reason, Source
from askfirst.policy.reasons import missing_of, reasons_of
from askfirst.policy.taming import SAFE_TEXT, _Short, did_you_mean, in_safe_letters, shown
from askfirst.policy.ways import Act, Way, _act_changes, bundled_acts, bundled_ways, way
from tests.policy.test_moments import FREE, NOON, PACK, known, policy

TELLING = PACK.replace(
    'why = "No."', 'why = "First. Theirs was {{last_inbound_at}}. Last."\ninstead = ["email", "list"]'
)
DATES = "from = 2020-03-04\nuntil = 2030-01-01\nannounced = 2019-08-29\nobserved = 2020-03-05"
READ = Source(title="t", address="a", read=date(2026, 1, 1))


def told(when: str, effect: str = "deny", dates: str = "", **more: Any) -> tuple[Reason, ...]:
    text = TELLING.format(when=when, dates="").replace('"deny"', f'"{effect}"')
    text = text.replace('confidence = "high"', f'confidence = "medium"\n{dates}')
    return decide(Policy(read_packs({"x.toml": text, "free.toml": FREE})), known(**more)).reasons


def test_a_reason_carries_everything_that_its_rule_says_of_itself() -> None:
    (reason,) = told("is_suppressed", dates=DATES, is_suppressed=True, last_inbound_at=NOON)
    assert reason == Reason(
        rule="x.rule",
        layer=Layer.NETWORK,
        effect=Effect.DENY,
        says="First. Theirs was just now. Last.",
        instead=("email", "list"),
        since=date(2020, 3, 4),
        until=date(2030, 1, 1),
        announced=date(2019, 8, 29),
        observed=date(2020, 3, 5),
        confidence=Confidence.MEDIUM,
        source=READ,
    )


@pytest.mark.parametrize(("effect", "instead"), [("hold", ("email", "list")), ("allow", ()), ("advise", ())])
def test_another_way_is_named_only_where_this_one_is_shut(effect: str, instead: tuple[str, ...]) -> None:
    reason = next(
        one
        for one in told("is_suppressed", effect, is_suppressed=True, last_inbound_at=NOON)
        if one.rule == "x.rule"
    )
    assert (reason.effect, reason.instead) == (effect, instead)  # fmt: skip


def test_a_rule_that_speaks_for_want_of_a_fact_is_quoted_without_what_needs_it() -> None:
    (reason,) = told("last_inbound_at < now AND has_blocked_us", has_blocked_us=True)
    assert reason.effect is Effect.HOLD
    assert reason.missing == ("last_inbound_at",)
    assert reason.says == (
        "This waits, because we do not know when the person last wrote in this thread. The rule it may meet: “First. Last.”"
    )


def test_a_rule_all_of_whose_sentences_need_what_is_missing_is_not_quoted() -> None:
    text = PACK.format(when="last_inbound_at < now", dates="").replace("No.", "Theirs: {last_inbound_at}.")
    rules = Policy(read_packs({"x.toml": text, "free.toml": FREE}))
    (reason,) = decide(rules, known()).reasons
    assert reason.says == "This waits, because we do not know when the person last wrote in this thread."


def test_only_what_is_missing_is_named() -> None:
    rules = policy("last_inbound_at < now AND has_blocked_us")
    facts = known(last_inbound_at=NOON - 1)
    (spoken,) = decide(rules, facts).layers[0].spoken
    assert missing_of(spoken, facts) == ("has_blocked_us",)
    (certain,) = decide(rules, known(last_inbound_at=NOON - 1, has_blocked_us=True)).layers[0].spoken
    assert missing_of(certain, known()) == ()


@pytest.mark.parametrize(("default", "effect"), [("deny", Effect.DENY), ("hold", Effect.HOLD)])
def test_a_default_that_decides_is_a_reason(default: str, effect: Effect) -> None:
    text = PACK.format(when="is_suppressed", dates="").replace('default = "allow"', f'default = "{default}"')
    rules, facts = Policy(read_packs({"x.toml": text, "free.toml": FREE})), known()
    assert reasons_of(decide(rules, facts).answer, facts) == (
        Reason(rule="network.default", layer=Layer.NETWORK, effect=effect, says="Nothing stands against it."),
    )


def test_the_strictest_reason_comes_first() -> None:
    rule = PACK[PACK.index("[[rule]]") :].format(when="TRUE", dates="")
    more = [
        rule.replace("x.rule", f"x.{effect}").replace('"deny"', f'"{effect}"')
        for effect in ("advise", "allow", "hold")
    ]
    text = PACK.format(when="TRUE", dates="") + "".join(more)
    rules = Policy(read_packs({"x.toml": text, "free.toml": FREE}))
    assert [reason.effect for reason in decide(rules, known()).reasons] == [
        Effect.DENY,
        Effect.HOLD,
        Effect.ALLOW,
        Effect.ADVISE,
    ]


def test_a_way_is_open_only_on_its_networks() -> None:
    facts = known()
    changes = {"form": "public_post"}
    everywhere, elsewhere, here = (way("w", "Way", changes, nets) for nets in ((), ("page",), ("page", "x")))
    assert everywhere == Way(id="w", title="Way", changes=changes, networks=())
    assert (everywhere.apply(facts).form, here.apply(facts).form) == ("public_post", "public_post")
    assert elsewhere.apply(facts) is facts
    assert elsewhere.networks == ("page",)


def test_an_act_happens_now() -> None:
    act = Act(id="a", title="A", by="person", changes={"last_inbound_at": "now", "text_length": 3})
    after = act.apply(known())
    assert (after.last_inbound_at, after.text_length) == (NOON, 3)
    elsewhere = Act(id="a", title="A", by="person", changes={"text_length": 3}, networks=("page",))
    assert elsewhere.apply(known()) == known()


def test_ways_and_acts_come_with_words_and_facts_that_exist() -> None:
    for one in (*bundled_ways().values(), *bundled_acts()):
        assert one.id
        assert one.title
        assert facts_from(
            {**_asked(), **{name: value for name, value in one.changes.items() if value != "now"}}
        )
    assert bundled_ways()["public_reply"].id == "public_reply"
    assert any(act.changes.get("last_inbound_at") == "now" for act in bundled_acts())


def _asked() -> dict[str, Any]:
    return {"now": NOON, "network": "x", "form": "direct", "purpose": "reply"}


def test_a_word_that_is_near_is_suggested() -> None:
    assert did_you_mean("emial", ["page", "email"]) == " (did you mean `email`?)"
    assert did_you_mean("zzz", ["page", "email"]) == ""
    assert did_you_mean("e" * 40, ["e" * 40]) == f" (did you mean `{'e' * 40}`?)"
    assert did_you_mean("e" * 41, ["e" * 41]) == ""


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("word", "'word'"),
        ("a" * 100, f"'{'a' * 37}...{'a' * 38}'"),
        (2**64 - 1, "18446744073709551615"),
        (2**64, "a number of more than 64 bits"),
        ([2**64], "[a number of more than 64 bits]"),
        (date(2026, 1, 1), "datetime.date(2026, 1, 1)"),
        (True, "True"),
    ],
)
def test_a_value_is_shown_short(value: object, said: str) -> None:
    assert shown(value) == _Short().repr(value) == said


def test_a_name_is_written_in_letters_that_every_database_reads_alike() -> None:
    assert in_safe_letters("Zoë") == "Zoe"
    assert in_safe_letters("Ōsaka 2") == "Osaka 2"
    assert in_safe_letters("日本") == ""
    assert SAFE_TEXT.fullmatch(in_safe_letters("a.b:c@d/e+f_g-h"))


def test_what_is_quoted_is_said_of_this_person_in_the_readers_zone() -> None:
    why = "Ours was {last_outbound_at}. Theirs was {last_inbound_at}."
    text = PACK.format(when="last_inbound_at < last_outbound_at", dates="").replace("No.", why)
    facts = known(last_outbound_at=NOON - 3 * DAY)
    answer = decide(Policy(read_packs({"x.toml": text, "free.toml": FREE})), facts).answer
    (reason,) = reasons_of(answer, facts, timezone(timedelta(hours=2)))
    assert reason.says.endswith(
        "The rule it may meet: “Ours was 3 days ago (Wednesday 18 November 2026, 14:00).”"
    )


def test_an_act_of_the_list_brings_the_facts_that_it_names() -> None:
    acts = {act.id: act for act in bundled_acts()}
    joined = acts["they_join"].apply(known())
    assert (joined.consent_state, joined.consent_given_at) == ("active", NOON)
    assert _act_changes({"last_inbound_at": 5, "consent_state": "active", "consent_given_at": "now"}) == {
        "last_inbound_at": 5,
        "consent_state": "active",
        "consent_given_at": "now",
    }


def test_a_wrong_fact_is_shown_as_it_was_given() -> None:
    with pytest.raises(FactError) as caught:
        facts_from({**_asked(), "a" * 100: 1, "person_country": "%", "form": "b" * 100})
    assert str(caught.value) == "\n".join(
        (
            f"`form` has no value `{'b' * 80}`",
            f"there is no fact `{'a' * 80}` here",
            "`person_country` is '%': give a text of letters, digits, spaces and . : @ / + _ -",
        )
    )
