"""How a text is read: the whole tree with its places, and of a wrong one exactly what is said and where."""

from __future__ import annotations

import pytest

from askfirst.policy.check import read_condition
from askfirst.policy.expressions import Expr, Name
from askfirst.policy.facts import Fact, Kind, Scope
from askfirst.policy.parse import DEEPEST, LONGEST, ExpressionError, parse, place


def drawn(part: object) -> str:
    """A tree on one line: each node with the offset at which it begins."""
    if isinstance(part, tuple):
        return f"[{' '.join(map(drawn, part))}]"
    if isinstance(part, Expr):
        below = (getattr(part, name) for name in part.__dataclass_fields__ if name != "at")
        return f"{type(part).__name__}@{part.at}({' '.join(map(drawn, below))})"
    return part.value if isinstance(part, Kind) else repr(part)


TREES = [
    ("is_approved", "Name@0('is_approved')"),
    ("  NOT is_approved", "Not@2(Name@6('is_approved'))"),
    ("NOT NOT is_approved", "Not@0(Not@0(Name@8('is_approved')))"),
    ("is_approved AND NOT is_anonymous", "And@0([Name@0('is_approved') Not@16(Name@20('is_anonymous'))])"),
    ("is_approved AND is_anonymous AND is_suppressed", "And@0([Name@0('is_approved') Name@16('is_anonymous') Name@33('is_suppressed')])"),
    ("(is_approved OR is_anonymous) AND is_suppressed", "And@1([Or@1([Name@1('is_approved') Name@16('is_anonymous')]) Name@34('is_suppressed')])"),
    ("text_length BETWEEN -5 AND 10", "And@0([Compare@0('>=' Name@0('text_length') Const@20(-5 int)) Compare@0('<=' Name@0('text_length') Const@27(10 int))])"),
    ("text_length NOT BETWEEN 1 AND 2", "Not@0(And@0([Compare@0('>=' Name@0('text_length') Const@24(1 int)) Compare@0('<=' Name@0('text_length') Const@30(2 int))]))"),
    ("network IN ('page', 'x')", "In@0(Name@0('network') [Const@12('page' text) Const@20('x' text)])"),
    ("network NOT IN ('page')", "Not@0(In@0(Name@0('network') [Const@16('page' text)]))"),
    ("is_approved IS NOT TRUE", "Not@0(IsTruth@0(Name@0('is_approved') True))"),
    ("is_approved IS FALSE", "IsTruth@0(Name@0('is_approved') False)"),
    ("last_inbound_at IS NULL", "IsNull@0(Name@0('last_inbound_at'))"),
    ("last_inbound_at IS NOT NULL", "Not@0(IsNull@0(Name@0('last_inbound_at')))"),
    ("now - last_inbound_at - days(2) * 3 >= hours(24) + minutes(-5)", "Compare@0('>=' Arith@0('-' Arith@0('-' Name@0('now') Name@6('last_inbound_at')) Arith@24('*' Const@24(172800000000 dur) Const@34(3 int))) Arith@39('+' Const@39(86400000000 dur) Const@51(-300000000 dur)))"),
    ("COALESCE(text_length, 3) <> 3", "Compare@0('<>' Coalesce@0(Name@9('text_length') Const@22(3 int)) Const@28(3 int))"),
    ("coalesce(is_promotional, true)", "Coalesce@0(Name@9('is_promotional') Const@25(True bool))"),
    ("1 + 2 * (3 - 4) < 5", "Compare@0('<' Arith@0('+' Const@0(1 int) Arith@4('*' Const@4(2 int) Arith@9('-' Const@9(3 int) Const@13(4 int)))) Const@18(5 int))"),
    ("'a b' = 'c'", "Compare@0('=' Const@0('a b' text) Const@8('c' text))"),
    ("  text_length NOT BETWEEN 1 AND 2", "Not@2(And@2([Compare@2('>=' Name@2('text_length') Const@26(1 int)) Compare@2('<=' Name@2('text_length') Const@32(2 int))]))"),
    ("  text_length BETWEEN 1 AND 2", "And@2([Compare@2('>=' Name@2('text_length') Const@22(1 int)) Compare@2('<=' Name@2('text_length') Const@28(2 int))])"),
    ("  is_approved IS NOT TRUE", "Not@2(IsTruth@2(Name@2('is_approved') True))"),
    ("  is_approved IS FALSE", "IsTruth@2(Name@2('is_approved') False)"),
    ("  last_inbound_at IS NULL", "IsNull@2(Name@2('last_inbound_at'))"),
    ("  network NOT IN ('page')", "Not@2(In@2(Name@2('network') [Const@18('page' text)]))"),
    ("text_length < 123456789012345678", "Compare@0('<' Name@0('text_length') Const@14(123456789012345678 int))"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "tree"), TREES)
def test_a_text_is_read_as_it_is_meant(text: str, tree: str) -> None:
    expr, troubles = parse(text)
    assert drawn(expr) == tree
    assert troubles == []


MISTAKES = [
    ("network = 'emial'", ["1:11 network has no value `emial` (did you mean `email`?)"]),
    ("'emial' = network", ["1:1 network has no value `emial` (did you mean `email`?)"]),
    ("network IN ('page', 'mail')", ["1:21 network has no value `mail` (did you mean `email`?)"]),
    ("now - last_inbound_at > 24", ["1:1 cannot compare dur with int (write a duration as hours(24))"]),
    ("now > 24", ["1:1 cannot compare ts with int (write a duration as hours(24))"]),
    ("now > hours(24)", ["1:1 cannot compare ts with dur (write now - the instant for a duration)"]),
    ("text_length = 'x'", ["1:1 cannot compare int with text"]),
    ("network = person_country", ["1:1 cannot compare enum with text"]),
    ("network = form", ["1:1 `network` and `form` do not hold the same words"]),
    ("network < 'page'", ["1:1 `network` (enum) has no order: use = or <>"]),
    ("person_country < 'DE'", ["1:1 `person_country` (text) has no order: use = or <>"]),
    ("is_approved = TRUE", ["1:1 true and false are not compared: write the fact bare, or NOT and the fact"]),
    ("is_approved IN (TRUE)", ["1:1 true and false are not listed: write the fact bare, or NOT and the fact"]),
    ("is_aproved", ["1:1 there is no fact `is_aproved` (did you mean `is_approved`?)"]),
    ("is_aproved + 1 > 2", ["1:1 there is no fact `is_aproved` (did you mean `is_approved`?)"]),
    ("zzz IN (1)", ["1:1 there is no fact `zzz`"]),
    ("COALESCE(zzz, 1) > 2", ["1:10 there is no fact `zzz`"]),
    ("now", ["1:1 a condition is expected here, not `now` (ts)"]),
    ("NOT 5", ["1:5 a condition is expected here, not int"]),
    ("text_length", ["1:1 a condition is expected here, not `text_length` (int)"]),
    ("now IS NULL", ["1:1 `now` is never NULL"]),
    ("5 IS NULL", ["1:1 IS NULL asks about one fact"]),
    ("COALESCE(5, 6) > 7", ["1:10 COALESCE begins with a fact"]),
    ("COALESCE(local_minute, 'x') = 3", ["1:24 cannot compare int with text"]),
    ("now + now > now", ["1:1 ts + ts has no meaning"]),
    ("now - 5 > now", ["1:1 ts - int has no meaning (write a duration as hours(24))"]),
    ("text_length * text_length * text_length > 1", ["1:1 this can become larger than any database can count"]),
    ("is_approved OR is_suppressed AND is_anonymous", ["1:30 AND and OR meet here: put parentheses around what belongs together"]),
    ("is_approved AND is_suppressed OR is_anonymous", ["1:31 AND and OR meet here: put parentheses around what belongs together"]),
    ("text_length == 5", ["1:13 `=` does not belong here (write `=`)"]),
    ("text_length != 5", ["1:13 `!` does not belong here (write `<>`)"]),
    ("text_length / 5 > 1", ["1:13 `/` does not belong here (there is no division)"]),
    ("text_length % 5 > 1", ["1:13 `%` does not belong here (there is no remainder)"]),
    ("is_approved && is_anonymous", ["1:13 `&` does not belong here (write AND)"]),
    ("is_approved || is_anonymous", ["1:13 `|` does not belong here (write OR)"]),
    ("!is_approved", ["1:1 `!` does not belong here (write NOT)"]),
    ('network = "page"', ['1:11 `"` does not belong here (write text between single quotes)']),
    ("network = 'page' ge", ["1:18 `ge`: a condition ends here; join two with AND or OR"]),
    ("network = 'pa'ge'", ["1:17 `'` does not belong here (a text ends with a single quote and holds letters, digits, spaces and . : @ / + _ - only)"]),
    ("person_country = 'D;E'", ["1:18 `'` does not belong here (a text ends with a single quote and holds letters, digits, spaces and . : @ / + _ - only)"]),
    ("text_length > 1.5", ["1:15 `1.5` does not belong here"]),
    ("\xe9", ["1:1 `\xe9` does not belong here"]),
    ("lower(network) = 'page'", ["1:1 `lower`: there is no such function; there are minutes, hours, days and COALESCE"]),
    ("text_length > hours(network)", ["1:21 `network`: a fact, a number, a duration or a text is expected here"]),
    ("text_length >", ["1:14 the end: a fact, a number, a duration or a text is expected here"]),
    ("text_length NOT 5", ["1:17 `5`: after NOT comes IN or BETWEEN here"]),
    ("is_approved IS 5", ["1:16 `5`: after IS comes NULL, TRUE or FALSE"]),
    ("network IN 'page'", ["1:12 `page`: `(` is expected here"]),
    ("text_length BETWEEN 1", ["1:22 the end: `AND` is expected here"]),
    ("is_approved is_anonymous", ["1:13 `is_anonymous`: a condition ends here; join two with AND or OR"]),
    ("text_length > 1234567890123456789", ["1:15 `1234567890123456789`: a number has at most 18 digits"]),
    ("network IN (network)", ["1:13 `network`: a fact, a number, a duration or a text is expected here"]),
    ("text_length = NULL", ["1:15 `NULL`: a fact, a number, a duration or a text is expected here"]),
    ("(((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((is_approved", ["1:61 `(`: a condition is at most 60 levels deep"]),
    ("is_approved -- yes", ["1:16 `yes`: a fact, a number, a duration or a text is expected here"]),
    ("is_approved AND\n  text_length = 'x'", ["2:3 cannot compare int with text"]),
    ("is_approved AND (text_length + 'x' > 2)", ["1:18 int + text has no meaning"]),
    ("is_approved AND now", ["1:17 a condition is expected here, not `now` (ts)"]),
    ("is_approved AND NOT now", ["1:21 a condition is expected here, not `now` (ts)"]),
    ("is_approved AND network < 'x'", ["1:17 `network` (enum) has no order: use = or <>"]),
    ("is_approved AND is_anonymous IN (TRUE)", ["1:17 true and false are not listed: write the fact bare, or NOT and the fact"]),
    ("is_approved AND now IS NULL", ["1:17 `now` is never NULL"]),
    ("is_approved AND COALESCE(now, 'x') > 1", ["1:17 cannot compare ts with int (write a duration as hours(24))", "1:31 cannot compare ts with text"]),
    ("is_approved AND network IN ('page', 5)", ["1:37 cannot compare enum with int"]),
    ("is_approved AND 'emial' = network", ["1:17 network has no value `emial` (did you mean `email`?)"]),
    ("is_approved AND zzz > 1", ["1:17 there is no fact `zzz`"]),
    ("is_approved AND (1 + zzz) * 2 > yyy", ["1:22 there is no fact `zzz`", "1:33 there is no fact `yyy`"]),
    ("network = 5", ["1:1 cannot compare enum with int"]),
    ("text_length > 'x' AND now > 5", ["1:1 cannot compare int with text", "1:23 cannot compare ts with int (write a duration as hours(24))"]),
    ("text_length - -9 > 9999999999999999999", ["1:20 `9999999999999999999`: a number has at most 18 digits"]),
    ("is_approved IS NULL AND (now > 5) IS NULL", ["1:1 `is_approved` is never NULL", "1:26 cannot compare ts with int (write a duration as hours(24))", "1:26 IS NULL asks about one fact"]),
    ("text_length * 9223372036854775 * 1001 > 0", ["1:1 this can become larger than any database can count"]),
    ("now - days(99999999999) > now", ["1:1 this can become larger than any database can count"]),
    ("now - now - 9 > days(1)", ["1:1 dur - int has no meaning (write a duration as hours(24))"]),
    ("hours(5) * hours(5) > hours(1)", ["1:1 dur * dur has no meaning"]),
    ("is_approved + 1 > 2", ["1:1 bool + int has no meaning"]),
    ("(is_approved OR is_anonymous) IS TRUE AND now IS TRUE", ["1:43 a condition is expected here, not `now` (ts)"]),
    ("text_length IN (1, 'x', TRUE)", ["1:20 cannot compare int with text", "1:25 cannot compare int with bool"]),
    ("COALESCE(network, 'emial') = 'page'", ["1:19 network has no value `emial` (did you mean `email`?)"]),
    ("COALESCE(text_length, 99) * 99999999999999999 > 1", ["1:1 this can become larger than any database can count"]),
    ("local_minute BETWEEN 'a' AND 5", ["1:1 cannot compare int with text"]),
    ("is_approved AND (", ["1:18 the end: a fact, a number, a duration or a text is expected here"]),
    ("is_approved )", ["1:13 `)`: a condition ends here; join two with AND or OR"]),
    ("network = ", ["1:11 the end: a fact, a number, a duration or a text is expected here"]),
    ("hours(5", ["1:8 the end: `)` is expected here"]),
    ("hours 5 > hours(1)", ["1:7 `5`: `(` is expected here"]),
    ("COALESCE text_length", ["1:10 `text_length`: `(` is expected here"]),
    ("COALESCE(text_length 5)", ["1:22 `5`: `,` is expected here"]),
    ("COALESCE(text_length, 5 > 1", ["1:25 `>`: `)` is expected here"]),
    ("network IN ('page'", ["1:19 the end: `)` is expected here"]),
    ("network IN ('page',)", ["1:20 `)`: a fact, a number, a duration or a text is expected here"]),
    ("network IN ()", ["1:13 `)`: a fact, a number, a duration or a text is expected here"]),
    ("is_approved NOT NULL", ["1:17 `NULL`: after NOT comes IN or BETWEEN here"]),
    ("is_approved IS", ["1:15 the end: after IS comes NULL, TRUE or FALSE"]),
    ("text_length BETWEEN 1 OR 2", ["1:23 `OR`: `AND` is expected here"]),
    ("NOT", ["1:4 the end: a fact, a number, a duration or a text is expected here"]),
    ("", ["1:1 the end: a fact, a number, a duration or a text is expected here"]),
    ("AND", ["1:1 `AND`: a fact, a number, a duration or a text is expected here"]),
    ("now now", ["1:5 `now`: a condition ends here; join two with AND or OR"]),
    ("is_approved AND AND is_anonymous", ["1:17 `AND`: a fact, a number, a duration or a text is expected here"]),
    ("is_approved OR is_anonymous AND is_suppressed OR is_approved", ["1:29 AND and OR meet here: put parentheses around what belongs together"]),
    ("5", ["1:1 a condition is expected here, not int"]),
    ("'x'", ["1:1 a condition is expected here, not text"]),
    ("5a > 1", ["1:1 `5a` does not belong here"]),
    ("text_length > -", ["1:16 the end: a fact, a number, a duration or a text is expected here"]),
    ("\n\nis_approved &\nis_anonymous", ["3:13 `&` does not belong here (write AND)"]),
    ("is_approved\tAND\n zzz", ["2:2 there is no fact `zzz`"]),
    ("is_approved AND is_approvd IS NULL", ["1:17 there is no fact `is_approvd` (did you mean `is_approved`?)"]),
    ("network = '\xe9'", ["1:11 `'` does not belong here (a text ends with a single quote and holds letters, digits, spaces and . : @ / + _ - only)"]),
    ("a.b = 5", ["1:2 `.` does not belong here"]),
    ("_x", ["1:1 there is no fact `_x`"]),
    ("1.2.3 > 5", ["1:1 `1.2.3` does not belong here"]),
    ("is_approved\xa0AND is_anonymous", ["1:12 `\xa0` does not belong here (this space is not an ordinary one: write it anew)"]),
    ("is_approved\u2028AND", ["1:12 `\u2028` does not belong here"]),
    ("\t \xe9", ["1:3 `\xe9` does not belong here"]),
    ("is_approved NULL", ["1:13 `NULL`: a condition ends here; join two with AND or OR"]),
    ("is_approved IS AND", ["1:16 `AND`: after IS comes NULL, TRUE or FALSE"]),
    ("is_approved IS 'TRUE'", ["1:16 `TRUE`: after IS comes NULL, TRUE or FALSE"]),
    ("is_approved 'AND' is_anonymous", ["1:13 `AND`: a condition ends here; join two with AND or OR"]),
    ("\nis_aproved", ["2:1 there is no fact `is_aproved` (did you mean `is_approved`?)"]),
    ("'(' = network", ["1:1 `'` does not belong here (a text ends with a single quote and holds letters, digits, spaces and . : @ / + _ - only)"]),
    ("network IN '('", ["1:12 `'` does not belong here (a text ends with a single quote and holds letters, digits, spaces and . : @ / + _ - only)"]),
    ("COALESCE(network, 'page') < 'page'", ["1:1 `network` (enum) has no order: use = or <>"]),
    ("COALESCE(network, 'page') = form", ["1:1 `network` and `form` do not hold the same words"]),
    ("network < form", ["1:1 `network` and `form` do not hold the same words"]),
    ("is_approved = 5", ["1:1 cannot compare bool with int"]),
    ("network < 5", ["1:1 cannot compare enum with int"]),
    ("network < 'zzz'", ["1:11 network has no value `zzz`"]),
    ("'zzz' < network", ["1:1 network has no value `zzz`"]),
    ("network IN ('zzz', 'page')", ["1:13 network has no value `zzz`"]),
]  # fmt: skip
"""Text, and each thing that is said of it, after its line and column."""


@pytest.mark.parametrize(("text", "said"), MISTAKES)
def test_exactly_what_is_wrong_is_said_where_it_stands(text: str, said: list[str]) -> None:
    with pytest.raises(ExpressionError) as caught:
        read_condition(text)
    assert [_short(mistake) for mistake in caught.value.mistakes] == said


def _short(mistake: str) -> str:
    where, _, what = mistake.partition(": ")
    return f"{where.removeprefix('line ').replace(' column ', ':')} {what}"


@pytest.mark.parametrize(
    ("at", "where"),
    [(0, "line 1 column 1"), (2, "line 1 column 3"), (3, "line 2 column 1"), (5, "line 3 column 1"), (6, "line 3 column 2")],
)  # fmt: skip
def test_lines_and_columns_are_counted_from_one(at: int, where: str) -> None:
    assert place("ab\nc\nd", at) == where
    assert place("\nb", 1) == "line 2 column 1"


def test_all_that_is_said_stands_on_lines_of_its_own() -> None:
    with pytest.raises(ExpressionError) as caught:
        read_condition("zzz OR yyy")
    assert str(caught.value) == (
        "line 1 column 1: there is no fact `zzz`\nline 1 column 8: there is no fact `yyy`"
    )


def test_a_text_may_be_as_long_as_is_said() -> None:
    longest = "is_approved".ljust(LONGEST)
    assert parse(longest)[0] == Name("is_approved")
    with pytest.raises(ExpressionError) as caught:
        parse(longest + " ")
    assert caught.value.mistakes == (
        f"line 1 column 1: {LONGEST + 1} characters; a condition has at most {LONGEST}",
    )


def test_parentheses_that_are_closed_are_not_counted() -> None:
    side_by_side = " AND ".join(["(is_approved)"] * (DEEPEST + 40))
    assert parse(side_by_side)[1] == []
    deep = f"{'(' * DEEPEST}is_approved{')' * DEEPEST}"
    with pytest.raises(ExpressionError, match="levels deep"):
        parse(f"{side_by_side} AND {deep}")


HALF = 2**62
LARGEST = 2**63 - 1
BOUNDS = [
    ("a + b > 0", (0, HALF), (0, HALF - 1), True),
    ("a + b > 0", (0, HALF), (0, HALF), False),
    ("a + b > 0", (-HALF, 0), (-HALF + 1, 0), True),
    ("a + b > 0", (-HALF, 0), (-HALF, 0), False),
    ("a - b > 0", (0, HALF), (-HALF + 1, 0), True),
    ("a - b > 0", (0, HALF), (-HALF, 0), False),
    ("a - b > 0", (-HALF, 0), (0, HALF - 1), True),
    ("a - b > 0", (-HALF, 0), (0, HALF), False),
    ("a * b > 0", (0, HALF), (0, 1), True),
    ("a * b > 0", (0, HALF), (-1, 2), False),
    ("a * b > 0", (-HALF, 0), (0, 3), False),
    ("a * b > 0", (-HALF, 0), (-2, 0), False),
    ("a + a + a > 0", (0, HALF - 1), (0, 0), False),
    ("a + 0 > b", (0, LARGEST), (0, 0), True),
    ("a - 0 + 1 > b", (0, LARGEST), (0, 0), False),
    ("a + 9 > b", (0, LARGEST - 8), (0, 0), False),
    ("a + -9 > b", (-LARGEST + 8, 0), (0, 0), False),
    ("a + -9 > b", (-LARGEST + 9, 0), (0, 0), True),
    ("COALESCE(a, 9) + 1 > b", (0, 5), (0, 0), True),
    ("COALESCE(a, 9) * b > 0", (0, 5), (0, HALF // 4), False),
    ("COALESCE(a, -9) * b > 0", (0, 5), (0, HALF // 4), False),
]


@pytest.mark.parametrize(("text", "a", "b", "fits"), BOUNDS)
def test_what_could_become_too_large_to_count_is_refused(
    text: str, a: tuple[int, int], b: tuple[int, int], *, fits: bool
) -> None:
    facts = {
        name: Fact(name=name, kind=Kind.INT, scope=Scope.PERSON, doc="", null="unknown", low=low, high=high)
        for name, (low, high) in (("a", a), ("b", b))
    }
    if fits:
        read_condition(text, facts)
        return
    with pytest.raises(ExpressionError, match="this can become larger than any database can count"):
        read_condition(text, facts)
