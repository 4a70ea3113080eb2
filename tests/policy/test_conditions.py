"""What an author may write in a condition, and what is said about the rest."""

from __future__ import annotations

import pytest

from askfirst.policy.check import read_condition
from askfirst.policy.expressions import Expr, Name, names_in
from askfirst.policy.fold import fold
from askfirst.policy.parse import DEEPEST, LONGEST, ExpressionError
from askfirst.policy.printer import python
from tests.policy.drawing import SMALL

WRONG = [
    ("network = 'emial'", "line 1 column 11: network has no value `emial` (did you mean `email`?)"),
    ("'emial' = network", "line 1 column 1: network has no value `emial` (did you mean `email`?)"),
    ("network IN ('page', 'mail')", "line 1 column 21: network has no value `mail` (did you mean `email`?)"),
    ("now - last_inbound_at > 24", "cannot compare dur with int (write a duration as hours(24))"),
    ("now > 24", "cannot compare ts with int (write a duration as hours(24))"),
    ("now > hours(24)", "cannot compare ts with dur (write now - the instant for a duration)"),
    ("text_length = 'x'", "cannot compare int with text"),
    ("network = person_country", "cannot compare enum with text"),
    ("network = form", "`network` and `form` do not hold the same words"),
    ("network < 'page'", "`network` (enum) has no order: use = or <>"),
    ("person_country < 'DE'", "`person_country` (text) has no order: use = or <>"),
    ("is_approved = TRUE", "true and false are not compared: write the fact bare, or NOT and the fact"),
    ("is_approved IN (TRUE)", "true and false are not listed: write the fact bare"),
    ("is_aproved", "there is no fact `is_aproved` (did you mean `is_approved`?)"),
    ("is_aproved + 1 > 2", "there is no fact `is_aproved`"),
    ("zzz IN (1)", "there is no fact `zzz`"),
    ("COALESCE(zzz, 1) > 2", "there is no fact `zzz`"),
    ("now", "a condition is expected here, not `now` (ts)"),
    ("NOT 5", "a condition is expected here, not int"),
    ("text_length", "a condition is expected here, not `text_length` (int)"),
    ("now IS NULL", "`now` is never NULL"),
    ("5 IS NULL", "IS NULL asks about one fact"),
    ("COALESCE(5, 6) > 7", "COALESCE begins with a fact"),
    ("COALESCE(local_minute, 'x') = 3", "cannot compare int with text"),
    ("now + now > now", "ts + ts has no meaning"),
    ("now - 5 > now", "ts - int has no meaning (write a duration as hours(24))"),
    ("text_length * text_length * text_length > 1", "this can become larger than any database can count"),
    ("is_approved OR is_suppressed AND is_anonymous", "AND and OR meet here: put parentheses around"),
    ("is_approved AND is_suppressed OR is_anonymous", "line 1 column 31: AND and OR meet here"),
    ("text_length == 5", "`=` does not belong here (write `=`)"),
    ("text_length != 5", "`!` does not belong here (write `<>`)"),
    ("text_length / 5 > 1", "`/` does not belong here (there is no division)"),
    ("text_length % 5 > 1", "there is no remainder"),
    ("is_approved && is_anonymous", "(write AND)"),
    ("is_approved || is_anonymous", "(write OR)"),
    ("!is_approved", "(write NOT)"),
    ('network = "page"', "write text between single quotes"),
    ("network = 'page' ge", "`ge`: a condition ends here"),
    ("network = 'pa'ge'", "line 1 column 17: `'` does not belong here (a text ends with a single quote"),
    ("person_country = 'D;E'", "a text ends with a single quote and holds letters"),
    ("text_length > 1.5", "`1.5` does not belong here"),
    ("é", "`é` does not belong here"),
    ("lower(network) = 'page'", "`lower`: there is no such function"),
    ("text_length > hours(network)", "`network`: a fact, a number, a duration or a text is expected here"),
    ("text_length >", "the end: a fact, a number, a duration or a text is expected here"),
    ("text_length NOT 5", "after NOT comes IN or BETWEEN here"),
    ("is_approved IS 5", "after IS comes NULL, TRUE or FALSE"),
    ("network IN 'page'", "`(` is expected here"),
    ("text_length BETWEEN 1", "`AND` is expected here"),
    ("is_approved is_anonymous", "a condition ends here; join two with AND or OR"),
    ("text_length > 1234567890123456789", "a number has at most 18 digits"),
    ("network IN (network)", "`network`: a fact, a number, a duration or a text is expected here"),
    ("text_length = NULL", "`NULL`: a fact, a number, a duration or a text is expected here"),
    ("(" * (DEEPEST + 1) + "is_approved", f"a condition is at most {DEEPEST} levels deep"),
    ("NOT " * (DEEPEST + 1) + "is_approved", f"a condition is at most {DEEPEST} levels deep"),
    ("is_approved" + " " * LONGEST, f"a condition has at most {LONGEST}"),
    ("is_approved -- yes", "a fact, a number, a duration or a text is expected here"),
]


@pytest.mark.parametrize(("text", "said"), WRONG, ids=[text[:40] for text, _ in WRONG])
def test_a_mistake_is_shown_where_it_stands_with_what_to_write(text: str, said: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        read_condition(text)
    assert said in str(caught.value)


def test_all_mistakes_of_a_text_are_shown_at_once_with_line_and_column() -> None:
    with pytest.raises(ExpressionError) as caught:
        read_condition("network = 'emial'\nAND now - last_inbound_at > 24\n  OR zzz")
    assert caught.value.mistakes == (
        "line 1 column 11: network has no value `emial` (did you mean `email`?)",
        "line 2 column 5: cannot compare dur with int (write a duration as hours(24))",
        "line 3 column 3: AND and OR meet here: put parentheses around what belongs together",
        "line 3 column 6: there is no fact `zzz`",
    )


@pytest.mark.parametrize(
    "text",
    [
        "is_approved",
        "NOT is_approved AND NOT (is_anonymous OR is_suppressed)",
        "text_length BETWEEN -5 AND 10 AND audience_size NOT BETWEEN 1 AND 2",
        "network not in ('page', 'email')",
        "COALESCE(is_promotional, TRUE) AND is_promotional IS NOT FALSE",
        "COALESCE(window_opener, 'message') = 'qr'",
        "now - last_inbound_at >= hours(24) + minutes(5) - days(1) * 2",
        "2 * hours(1) + last_inbound_at < now",
        "business_country = person_country",
        "(now - last_inbound_at) * 2 > days(1)",
        "TRUE",
    ],
)
def test_the_whole_language_is_understood(text: str) -> None:
    assert isinstance(read_condition(text), Expr)


def test_the_facts_a_condition_reads_are_known() -> None:
    assert names_in(read_condition("now - last_inbound_at > days(1) AND now > last_outbound_at")) == (
        "now",
        "last_inbound_at",
        "last_outbound_at",
    )


def test_what_is_no_node_is_refused_by_every_stage() -> None:
    class Strange(Expr):
        pass

    with pytest.raises(TypeError, match="Strange is no part of a condition"):
        fold(Strange(), {}, SMALL)
    with pytest.raises(TypeError, match="Strange is no part of a condition"):
        python(Strange())


def test_a_fact_known_to_be_null_settles_what_depends_on_it() -> None:
    expr = read_condition("now - last_inbound_at > days(1)")
    assert fold(expr, {"last_inbound_at": None}) == fold(Name("has_blocked_us"), {"has_blocked_us": None})
