"""What is already known disappears from a condition, and what cannot be unknown is not asked about again."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import pytest

from askfirst.policy.check import read_condition
from askfirst.policy.expressions import FALSE, TRUE, Compare, Const, Name, names_in
from askfirst.policy.facts import DAY, HOUR, Kind
from askfirst.policy.fold import fold
from askfirst.policy.lower import lowered, nullable_names, unguarded
from askfirst.policy.printer import python
from tests.policy.drawing import SMALL, differs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from askfirst.policy.facts import Value

UNKNOWN = Const(None, Kind.BOOL)
SETTLED = [
    ("text_length > 5", {"text_length": 6}, TRUE),
    ("text_length > 5", {"text_length": 5}, FALSE),
    ("last_inbound_at < now", {"last_inbound_at": None}, UNKNOWN),
    ("now - last_inbound_at > hours(23)", {"now": 2 * DAY, "last_inbound_at": DAY}, TRUE),
    ("now - last_inbound_at > hours(24)", {"now": 2 * DAY, "last_inbound_at": DAY}, FALSE),
    ("COALESCE(is_promotional, TRUE)", {"is_promotional": None}, TRUE),
    ("COALESCE(is_promotional, TRUE)", {"is_promotional": False}, FALSE),
    ("COALESCE(window_opener, 'message') = 'qr'", {"window_opener": None}, FALSE),
    ("COALESCE(window_opener, 'message') = 'qr'", {"window_opener": "qr"}, TRUE),
    ("network IN ('page', 'x')", {"network": "page"}, TRUE),
    ("network NOT IN ('page', 'x')", {"network": "page"}, FALSE),
    ("person_country IN ('DE')", {"person_country": None}, UNKNOWN),
    ("last_inbound_at IS NULL", {"last_inbound_at": None}, TRUE),
    ("last_inbound_at IS NULL", {"last_inbound_at": 1}, FALSE),
    ("is_promotional IS TRUE", {"is_promotional": None}, FALSE),
    ("is_promotional IS NOT FALSE", {"is_promotional": None}, TRUE),
    ("NOT has_blocked_us", {"has_blocked_us": None}, UNKNOWN),
    ("NOT has_blocked_us", {"has_blocked_us": False}, TRUE),
    ("is_promotional AND has_blocked_us", {"is_promotional": False}, FALSE),
    ("is_promotional OR has_blocked_us", {"is_promotional": True}, TRUE),
    ("is_promotional OR has_blocked_us", {"is_promotional": False}, Name("has_blocked_us")),
    (
        "text_length + 1 > audience_size",
        {"text_length": 4},
        Compare(">", Const(5, Kind.INT), Name("audience_size")),
    ),
]


@pytest.mark.parametrize(("text", "known", "left"), SETTLED)
def test_what_is_known_settles_what_depends_on_it(text: str, known: dict[str, Value], left: object) -> None:
    assert fold(read_condition(text), known) == left


EXACT = (
    "maybe",
    "NOT maybe",
    "flag AND maybe",
    "NOT (flag AND maybe)",
    "NOT (flag OR maybe)",
    "flag AND (maybe OR tally > 1)",
    "maybe IS TRUE",
    "maybe IS NOT TRUE",
    "maybe IS FALSE",
    "NOT (maybe IS FALSE)",
    "(NOT maybe) IS TRUE",
    "(maybe AND perhaps) IS TRUE",
    "(maybe AND perhaps) IS NOT TRUE",
    "(maybe OR perhaps) IS FALSE",
    "(maybe OR perhaps) IS NOT FALSE",
    "((maybe OR perhaps) IS TRUE) IS FALSE",
    "(tally > 1) IS NOT TRUE",
    "(tally > 1) IS FALSE",
    "COALESCE(maybe, TRUE)",
    "COALESCE(maybe, FALSE) AND perhaps",
    "NOT COALESCE(maybe, TRUE)",
    "NOT COALESCE(maybe, FALSE)",
    "COALESCE(tally, 1) > 0",
    "NOT (COALESCE(tally, 1) > 0)",
    "COALESCE(shade, 'red') = 'red'",
    *(f"tally {sign} 1" for sign in ("=", "<>", "<", "<=", ">", ">=")),
    *(f"NOT (tally {sign} 1)" for sign in ("=", "<>", "<", "<=", ">", ">=")),
    "tally BETWEEN 0 AND 1",
    "tally NOT BETWEEN 0 AND 1",
    "tally IN (1, 2)",
    "tally IN (1)",
    "tally NOT IN (1, 2)",
    "NOT (tally IN (1) OR maybe)",
    "shade = colour",
    "shade <> 'red'",
    "tally IS NULL",
    "tally IS NOT NULL",
    "tally IS NULL OR tally > 1",
    "tally > 1 OR tally IS NULL",
    "tally IS NOT NULL AND tally > 1",
    "tally > 1 AND tally IS NOT NULL",
    "tally IS NOT NULL OR maybe",
    "NOT (tally > 1 AND tally IS NOT NULL)",
    "NOT (tally > 1 OR tally IS NULL)",
    "tally + count > 1",
    "tally - count = 0",
    "tally * count <> 1",
    "seen + pause > heard",
    "TRUE",
    "FALSE OR maybe",
    "NOT TRUE",
)
"""Each kind of part on its own, wanted true and wanted false, with a guard on either side."""
SOME: dict[Kind, tuple[Value, ...]] = {
    Kind.BOOL: (True, False),
    Kind.INT: (0, 1, 2),
    Kind.TS: (0, HOUR),
    Kind.DUR: (0, HOUR),
    Kind.ENUM: ("red", "blue"),
}


def everybody(names: tuple[str, ...]) -> Iterator[dict[str, Value]]:
    """All that some facts may be, NULL included."""
    facts = [SMALL[name] for name in names]
    choices = [(*SOME[fact.kind], *([None] if fact.nullable else [])) for fact in facts]
    return (dict(zip(names, values, strict=True)) for values in product(*choices))


@pytest.mark.parametrize("text", EXACT)
def test_a_condition_means_the_same_of_everybody_whatever_is_known_of_them(text: str) -> None:
    expr = read_condition(text, SMALL)
    names = names_in(expr)
    for row in everybody(names):
        for known in (set(), {*names}, {*names[:1]}, {*names[1:]}):
            assert not differs(expr, row, known)


def test_the_facts_that_may_be_unknown_are_those_of_the_registry() -> None:
    unknown = {"maybe", "perhaps", "tally", "seen", "heard", "pause", "shade", "place"}
    assert nullable_names(SMALL) == unknown


UNGUARDED = [
    ("has_blocked_us AND text_length > 5", ("has_blocked_us",)),
    ("text_length > 5 AND is_approved", ()),
    ("last_inbound_at < now OR last_outbound_at < now", ("last_inbound_at", "last_outbound_at")),
    ("last_inbound_at IS NULL", ()),
    ("last_inbound_at IS NULL OR now - last_inbound_at > days(1)", ()),
    ("last_inbound_at IS NOT NULL AND last_inbound_at < now", ()),
    ("last_inbound_at IS NULL AND last_inbound_at < now", ("last_inbound_at",)),
    ("last_inbound_at IS NOT NULL OR last_inbound_at < now", ("last_inbound_at",)),
    ("last_inbound_at IS NULL OR last_outbound_at < now", ("last_outbound_at",)),
    ("last_inbound_at IS NULL OR (is_approved AND last_inbound_at < now)", ()),
    ("COALESCE(has_blocked_us, FALSE)", ()),
    ("NOT has_blocked_us", ("has_blocked_us",)),
]


@pytest.mark.parametrize(("text", "names"), UNGUARDED)
def test_what_nobody_guards_is_named(text: str, names: tuple[str, ...]) -> None:
    assert unguarded(read_condition(text)) == names


ASKED = [
    ("is_approved", "f.is_approved", "f.is_approved"),
    ("NOT is_approved", "not f.is_approved", "not f.is_approved"),
    ("has_blocked_us", "f.has_blocked_us is True", "f.has_blocked_us is not False"),
    ("NOT has_blocked_us", "f.has_blocked_us is False", "f.has_blocked_us is not True"),
    ("has_blocked_us IS TRUE", "f.has_blocked_us is True", "f.has_blocked_us is True"),
    ("COALESCE(has_blocked_us, TRUE)", "f.has_blocked_us is not False", "f.has_blocked_us is not False"),
    ("text_length <> 5", "f.text_length != 5", "f.text_length != 5"),
    ("NOT (text_length < 5)", "f.text_length >= 5", "f.text_length >= 5"),
    ("person_country = 'DE'", "f.person_country is not None and f.person_country == 'DE'", "f.person_country is None or f.person_country == 'DE'"),
    ("person_country IN ('DE')", "f.person_country is not None and f.person_country in ('DE',)", "f.person_country is None or f.person_country in ('DE',)"),
    ("person_country IS NULL OR person_country = 'DE'", "f.person_country is None or f.person_country == 'DE'", "f.person_country is None or f.person_country == 'DE'"),
    ("TRUE", "True", "True"),
    ("FALSE", "False", "False"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "surely", "perhaps"), ASKED)
def test_no_more_is_asked_than_is_needed(text: str, surely: str, perhaps: str) -> None:
    expr = read_condition(text)
    assert python(lowered(expr)) == surely
    assert python(lowered(expr, when_unknown=True)) == perhaps


@pytest.mark.parametrize(("text", "left"), [("TRUE", TRUE), ("FALSE", FALSE), ("NOT TRUE", FALSE)])
def test_what_is_settled_is_seen_to_be_settled(text: str, left: object) -> None:
    assert lowered(read_condition(text)) == left
    assert lowered(read_condition(text), when_unknown=True) == left
