"""Values as people say them."""

from __future__ import annotations

from datetime import timedelta, timezone

import pytest

from askfirst.policy.facts import DAY, FACTS, HOUR, MINUTE, Fact, Kind, Scope, Value
from askfirst.policy.words import length, moment, say, unknown, when

NOW = 1_795_255_200_000_000


@pytest.mark.parametrize(
    ("duration", "said"),
    [
        (0, "less than a minute"),
        (MINUTE, "1 min"),
        (3 * HOUR + 12 * MINUTE, "3 h 12 min"),
        (24 * HOUR, "24 h"),
        (47 * HOUR + 59 * MINUTE, "47 h 59 min"),
        (2 * DAY, "2 days"),
        (90 * DAY + HOUR, "90 days"),
    ],
)
def test_a_length_of_time(duration: int, said: str) -> None:
    assert length(duration) == said


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("last_inbound_at", None, "never"),
        ("has_blocked_us", None, "not known"),
        ("has_blocked_us", True, "yes"),
        ("has_blocked_us", False, "no"),
        ("message_tag", "human_agent", "human agent"),
        ("local_minute", 22 * 60 + 5, "22:05"),
        ("audience_size", 5000, "5,000"),
        ("last_inbound_at", NOW - 3 * HOUR, "3 h ago"),
        ("last_inbound_at", NOW + 3 * HOUR, "in 3 h"),
        ("last_inbound_at", NOW - 5, "just now"),
    ],
)
def test_a_fact(name: str, value: Value, said: str) -> None:
    assert say(FACTS[name], value, NOW) == said


def test_a_duration_that_is_a_fact() -> None:
    fact = Fact(name="pause", kind=Kind.DUR, scope=Scope.PAIR, doc="A pause.")
    assert say(fact, 2 * HOUR, NOW) == "2 h"


def test_a_moment_far_away_is_also_dated() -> None:
    assert when(NOW - 3 * DAY, NOW) == "3 days ago (Wednesday 18 November 2026, 10:00 UTC)"
    assert moment(NOW, timezone(timedelta(hours=9))) == "Saturday 21 November 2026, 19:00"


def test_what_is_not_known_reads_as_a_question() -> None:
    assert unknown(("has_blocked_us", "local_minute")) == (
        "we do not know whether the person has blocked the account and what time it is where the person is"
    )
