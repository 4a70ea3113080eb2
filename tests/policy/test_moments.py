"""When does an answer change?  Exactly: a pack of one rule, one question, and the instant at which it turns."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from askfirst.policy import (
    Policy,
    Verdict,
    bundled,
    decide,
    facts_from,
    next_change,
    next_open,
    read_packs,
    way,
)
from askfirst.policy.compare import diff, read_long_ago
from askfirst.policy.engine import HORIZON, moved, valid_until, ways, what_would_help
from askfirst.policy.facts import DAY, HOUR, MINUTE
from askfirst.policy.model import Change, midnight
from askfirst.policy.relative import with_instants
from askfirst.policy.thresholds import Timetable, thresholds

if TYPE_CHECKING:
    from askfirst.policy.facts import Facts

NOON = int(datetime(2026, 11, 21, 12, 0, 30, tzinfo=UTC).timestamp()) * 1_000_000 + 5
"""Half a minute and five microseconds past twelve."""
PACK = """
id = "x"
layer = "network"
network = "x"
title = "X"
default = "allow"
otherwise = "Nothing stands against it."
[[rule]]
id = "x.rule"
effect = "deny"
when = "{when}"
confidence = "high"
why = "No."
source = {{ title = "t", address = "a", read = 2026-01-01 }}
{dates}
"""
FREE = 'id = "free"\nlayer = "consent"\ntitle = "Free"\ndefault = "allow"\notherwise = "Nothing stands against it."\n'


def policy(when: str, dates: str = "") -> Policy:
    """One rule that denies, and nothing else."""
    return Policy(read_packs({"x.toml": PACK.format(when=when, dates=dates), "free.toml": FREE}))


def known(**more: Any) -> Facts:
    asked = {"now": NOON, "network": "x", "form": "direct", "purpose": "reply", "local_minute": 13 * 60}
    return facts_from({**asked, **more})


TURNS = [
    ("now - last_inbound_at > hours(24)", {"last_inbound_at": NOON - 5 * HOUR}, 19 * HOUR + 1, Verdict.DENY),
    ("now - last_inbound_at >= hours(24)", {"last_inbound_at": NOON - 5 * HOUR}, 19 * HOUR, Verdict.DENY),
    ("now - last_inbound_at < hours(24)", {"last_inbound_at": NOON - 5 * HOUR}, 19 * HOUR, Verdict.ALLOW),
    ("now - last_inbound_at <= hours(24)", {"last_inbound_at": NOON - 5 * HOUR}, 19 * HOUR + 1, Verdict.ALLOW),
    ("hours(24) < now - last_inbound_at", {"last_inbound_at": NOON - 5 * HOUR}, 19 * HOUR + 1, Verdict.DENY),
    ("now - last_inbound_at = hours(24)", {"last_inbound_at": NOON - 5 * HOUR}, 19 * HOUR, Verdict.DENY),
    ("now - last_inbound_at <> hours(24)", {"last_inbound_at": NOON - 5 * HOUR}, 19 * HOUR, Verdict.ALLOW),
    ("(now - last_inbound_at) * 2 > hours(24)", {"last_inbound_at": NOON - 5 * HOUR}, 7 * HOUR + 1, Verdict.DENY),
    ("(now - last_inbound_at) * 7 > hours(24) + hours(12)", {"last_inbound_at": NOON - 3}, 36 * HOUR // 7 - 3 + 1, Verdict.DENY),
    ("last_inbound_at + days(2) <= now", {"last_inbound_at": NOON - DAY}, DAY, Verdict.DENY),
    ("last_outbound_at < last_inbound_at", {"last_inbound_at": NOON, "last_outbound_at": NOON - 1}, None, None),
    ("now - last_inbound_at > hours(24)", {"last_inbound_at": None}, None, None),
    ("now - last_inbound_at > hours(24)", {"last_inbound_at": NOON - 25 * HOUR}, None, None),
    ("now - now > days(1)", {}, None, None),
    ("local_minute >= 1260", {}, 8 * HOUR - 30_000_005, Verdict.DENY),
    ("local_minute > 1260", {}, 8 * HOUR + MINUTE - 30_000_005, Verdict.DENY),
    ("local_minute < 480", {}, 11 * HOUR - 30_000_005, Verdict.DENY),
    ("local_minute = 780", {}, MINUTE - 30_000_005, Verdict.ALLOW),
    ("local_minute IN (1439)", {}, 10 * HOUR + 59 * MINUTE - 30_000_005, Verdict.DENY),
    ("local_minute BETWEEN 0 AND 1", {}, 11 * HOUR - 30_000_005, Verdict.DENY),
    ("COALESCE(local_minute, 0) >= 1260", {}, 8 * HOUR - 30_000_005, Verdict.DENY),
    ("COALESCE(local_minute, 0) >= 1260", {"local_minute": None}, None, None),
    ("local_minute = audience_size", {"audience_size": 782}, 2 * MINUTE - 30_000_005, Verdict.DENY),
    ("text_length = 5", {"text_length": 5}, None, None),
]  # fmt: skip


@pytest.mark.parametrize(("when", "more", "after", "verdict"), TURNS)
def test_an_answer_turns_at_the_microsecond(
    when: str, more: dict[str, Any], after: int | None, verdict: Verdict | None
) -> None:
    rules, facts = policy(when), known(**more)
    change = None if after is None or verdict is None else Change(at=NOON + after, verdict=verdict)
    assert next_change(rules, facts) == change
    assert valid_until(rules, facts) == (change.at if change else NOON + HORIZON)
    if change:
        assert next_change(rules, facts, horizon=after or 0) == change
        assert next_change(rules, facts, horizon=(after or 0) - 1) is None
        assert valid_until(rules, facts, horizon=1) == NOON + 1


TOMORROW = midnight(datetime(2026, 11, 22, tzinfo=UTC).date())


@pytest.mark.parametrize(
    ("dates", "verdict"), [("from = 2026-11-22", Verdict.DENY), ("until = 2026-11-22", Verdict.HOLD)]
)
def test_a_rule_begins_and_ends_at_midnight(dates: str, verdict: Verdict) -> None:
    """After its last rule nothing is known of a network."""
    assert next_change(policy("TRUE", dates), known()) == Change(at=TOMORROW, verdict=verdict)


def test_of_several_moments_the_first_that_turns_the_answer_counts() -> None:
    rules = policy("now - last_inbound_at > hours(24) AND now - last_outbound_at > hours(24)")
    facts = known(last_inbound_at=NOON - 20 * HOUR, last_outbound_at=NOON - HOUR)
    assert next_change(rules, facts) == Change(at=NOON + 23 * HOUR + 1, verdict=Verdict.DENY)
    assert thresholds(rules.timetable("x"), facts, NOON + 30 * HOUR) == [
        NOON + length for length in (4 * HOUR, 4 * HOUR + 1, 23 * HOUR, 23 * HOUR + 1)
    ]


def test_a_moment_on_the_clock_after_another_moment_is_not_missed() -> None:
    """It opens in two days, and then not before eight."""
    rules = policy("now - last_inbound_at < hours(48) OR local_minute < 480 OR local_minute > 500")
    facts = known(last_inbound_at=NOON)
    eight = NOON - NOON % MINUTE + 2 * DAY + 19 * HOUR
    assert next_open(rules, facts) == eight
    assert valid_until(rules, facts) == eight
    assert decide(rules, moved(facts, eight - 1)).verdict is Verdict.DENY


def test_nothing_depends_on_time_where_no_rule_names_it() -> None:
    table = Timetable.of(policy("text_length > 5 AND network IN ('x')").rules_for("x"))
    assert (table.dates, table.crossings, table.marks) == ((), (), frozenset())


def test_only_some_minutes_of_the_day_are_looked_at() -> None:
    table = Timetable.of(policy("local_minute < 480 OR local_minute > 1439").rules_for("x"))
    assert table.marks == {0, 480, 481, 1439}
    assert Timetable.of(policy("COALESCE(local_minute, 5) < 480").rules_for("x")).marks == {0, 480, 481}
    assert Timetable.of(policy("local_minute + 1 < 480").rules_for("x")).marks == set(range(1440))


def test_hours_that_a_person_has_named_are_looked_at_too() -> None:
    rules = policy("own_quiet_from IS NOT NULL AND local_minute >= own_quiet_from")
    table = Timetable.of(rules.rules_for("x"))
    assert (table.marks, table.marking) == (frozenset({0}), frozenset({"own_quiet_from"}))
    at_one = NOON - NOON % MINUTE  # the person's clock shows 13:00
    assert next_change(rules, known(own_quiet_from=840)).at == at_one + 60 * MINUTE  # type: ignore[union-attr]
    assert next_change(rules, known(own_quiet_from=780)).at == at_one + 660 * MINUTE  # type: ignore[union-attr]
    assert next_change(rules, known()) is None


def test_the_clock_of_the_person_moves_with_the_time() -> None:
    facts = known()
    assert moved(facts, NOON).local_minute == 13 * 60
    assert moved(facts, NOON + 29_999_994).local_minute == 13 * 60
    assert moved(facts, NOON + 29_999_995).local_minute == 13 * 60 + 1
    assert moved(facts, NOON + 11 * HOUR).local_minute == 0
    assert moved(facts, NOON - 14 * HOUR).local_minute == 23 * 60
    assert moved(facts, NOON + DAY).now == NOON + DAY
    assert type(moved(facts, NOON + 1).local_minute) is int


def test_a_clock_that_nobody_knows_stays_unknown() -> None:
    later = moved(known(local_minute=None), NOON + DAY)
    assert (later.now, later.local_minute) == (NOON + DAY, None)


def test_the_first_opening_may_be_now() -> None:
    rules = policy("now - last_inbound_at > hours(24)")
    assert next_open(rules, known(last_inbound_at=NOON)) == NOON
    assert next_open(rules, known(last_inbound_at=NOON - 25 * HOUR)) is None
    closed = policy("now - last_inbound_at < hours(24)")
    assert next_open(closed, known(last_inbound_at=NOON)) == NOON + DAY
    assert next_open(closed, known(last_inbound_at=NOON), horizon=DAY) == NOON + DAY
    assert next_open(closed, known(last_inbound_at=NOON), horizon=DAY - 1) is None


def test_what_is_offered_was_asked_and_allowed() -> None:
    rules = policy("form = 'direct' OR text_length = 0")
    empty = way("empty", "Say nothing", {"form": "public_post", "text_length": 0})
    public = way("public", "Say it in public", {"form": "public_post", "text_length": 9})
    found = {one.way.id: one.decision for one in ways(rules, known(), [empty, public])}
    assert "public" in found
    assert "empty" not in found
    assert found["public"] == decide(rules, public.apply(known()))


def test_what_would_help_says_what_would_then_be_answered() -> None:
    rules = policy("last_inbound_at IS NULL", "unknown = 'hold'")
    (help_,) = [
        one for one in what_would_help(rules, known()) if [act.id for act in one.acts] == ["they_write"]
    ]
    assert help_.decision == decide(rules, help_.acts[0].apply(known()))
    assert help_.decision.verdict is Verdict.ALLOW


def test_the_same_answer_is_made_once() -> None:
    rules = bundled()
    one, other = (decide(rules, known(network="page", text_length=length)) for length in (7, 8))
    assert one.answer is other.answer


def test_the_days_that_are_compared_are_named_in_their_order() -> None:
    early, late = date(2021, 1, 1), date(2023, 1, 1)
    found = diff(policy("TRUE"), late, early)
    assert (found.first, found.second) == (early, late)


def test_a_rule_that_ended_today_need_not_be_read_again() -> None:
    rules = policy("TRUE", "until = 2028-01-01")
    assert [rule.id for rule in read_long_ago(rules, date(2027, 12, 31))] == ["x.rule"]
    assert read_long_ago(rules, date(2028, 1, 1)) == ()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("-3h", -3 * HOUR),
        ("-30m", -30 * MINUTE),
        ("+2d", 2 * DAY),
        ("-24h+1us", 1 - DAY),
        ("-24h-2us", -2 - DAY),
    ],
)
def test_an_instant_may_be_a_length_from_now(written: str, meant: int) -> None:
    assert with_instants({"last_inbound_at": written}, NOON) == {"last_inbound_at": NOON + meant}
    for untouched in ({"network": written}, {"last_inbound_at": meant}, {"last_inbound_at": f"{written} "}):
        assert with_instants(untouched, NOON) == untouched
