"""What may be known, and what is said when it is written down wrong."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from askfirst.policy import FACTS, FactError, as_mapping, facts_for, facts_from, intent_from, intent_of
from askfirst.policy.facts import HOUR, REGISTRY, Fact, Kind, Scope
from askfirst.policy.taming import tamed

ASKED = {"now": 1, "network": "page", "form": "direct", "purpose": "reply"}


def mistakes_of(**given: Any) -> list[str]:
    with pytest.raises(FactError) as caught:
        facts_from({**ASKED, **given})
    return list(caught.value.mistakes)


def test_what_is_not_given_takes_its_stated_default() -> None:
    facts = facts_from(ASKED)
    assert facts.consent_state == "none"
    assert facts.audience_size == 1
    for fact in REGISTRY:
        if fact.nullable:
            assert getattr(facts, fact.name) is None


def test_all_mistakes_are_reported_at_once() -> None:
    with pytest.raises(FactError) as caught:
        facts_from(
            {
                "network": "emial",
                "form": "direct",
                "purpose": "reply",
                "is_supressed": True,
                "text_length": -1,
            }
        )
    assert caught.value.mistakes == (
        "`network` has no value `emial` (did you mean `email`?)",
        "there is no fact `is_supressed` here (did you mean `is_suppressed`?)",
        "`text_length` is -1: it lies between 0 and 1000000000",
        "`now` is missing: give microseconds UTC, or a date and time with its offset",
    )


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("is_approved", 1, "`is_approved` is 1: give true or false"),
        ("is_approved", None, "`is_approved` cannot be NULL"),
        ("audience_size", True, "`audience_size` is True: give a whole number"),
        ("audience_size", 1.5, "`audience_size` is 1.5: give a whole number"),
        ("last_inbound_at", "yesterday", "`last_inbound_at` is 'yesterday': give microseconds UTC, or"),
        ("last_inbound_at", "2026-01-01T00:00", "say the offset too, such as +00:00"),
        ("last_inbound_at", -1, "it lies between 0 and"),
        ("consent_state", 3, "`consent_state` is 3: give one of none, pending, active"),
        ("person_country", "D'E", "give a text of letters, digits, spaces and"),
        ("person_country", 49, "give a text of letters"),
    ],
)
def test_a_wrong_value_is_refused_with_what_to_give(name: str, value: Any, said: str) -> None:
    (mistake,) = mistakes_of(**{name: value})
    assert said in mistake


def test_an_instant_may_be_written_in_three_ways() -> None:
    moment = datetime(2026, 11, 21, 10, tzinfo=UTC)
    micro = 1_795_255_200_000_000
    for written in (moment, "2026-11-21T11:00:00+01:00", micro):
        assert facts_from({**ASKED, "last_inbound_at": written}).last_inbound_at == micro


def test_a_duration_is_a_timedelta_or_microseconds() -> None:
    fact = Fact(name="pause", kind=Kind.DUR, scope=Scope.PAIR, doc="A pause.", high=HOUR)
    assert tamed(fact, timedelta(minutes=1)) == tamed(fact, 60_000_000) == 60_000_000
    with pytest.raises(ValueError, match="it lies between"):
        tamed(fact, timedelta(hours=2))


def test_an_intent_is_what_is_to_be_said() -> None:
    intent = intent_from({"network": "email", "form": "direct", "purpose": "marketing"})
    facts = facts_for(intent, datetime(2026, 11, 21, tzinfo=UTC), {"is_suppressed": True})
    assert facts.purpose == "marketing"
    assert facts.is_suppressed
    assert intent_of(facts) == intent
    with pytest.raises(FactError, match="there is no fact `is_suppressed` here"):
        intent_from({"network": "email", "form": "direct", "purpose": "marketing", "is_suppressed": True})


def test_facts_survive_being_stored() -> None:
    facts = facts_from(ASKED)
    assert pickle.loads(pickle.dumps(facts)) == facts  # noqa: S301
    assert (
        facts_from({name: value for name, value in as_mapping(facts).items() if value is not None}) == facts
    )


def test_facts_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        facts_from(ASKED).now = 2


@pytest.mark.parametrize("fact", REGISTRY, ids=lambda fact: fact.name)
def test_every_fact_is_described_and_sound(fact: Fact) -> None:
    assert FACTS[fact.name] is fact
    assert fact.doc.endswith(".")
    assert fact.low <= fact.high
    assert bool(fact.values) == (fact.kind is Kind.ENUM)
    if not fact.is_required:
        assert tamed(fact, fact.default) == fact.default
