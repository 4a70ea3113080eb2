"""Whatever is written down as a condition, a pack or a case: it is read, or every mistake is named where it stands.

No text takes long, and none ends in an error of another kind.
"""

from __future__ import annotations

import json
import re
import time
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from askfirst.policy import FactError, PackError, bundled, facts_from, read_packs
from askfirst.policy.cases import CASES, read_cases
from askfirst.policy.check import read_condition
from askfirst.policy.facts import FACTS
from askfirst.policy.fold import fold
from askfirst.policy.lower import lowered
from askfirst.policy.packs import LONGEST_TEXT, MOST_MISTAKES, MOST_RULES, PACK_KEYS, RULE_KEYS, SOURCE_KEYS
from askfirst.policy.parse import DEEPEST, LONGEST, ExpressionError
from askfirst.policy.printer import mask_function, mask_source
from askfirst.policy.taming import LONGEST_WORD, MOST_GIVEN
from askfirst.policy.toml import DEEPEST as DEEPEST_TABLE
from askfirst.policy.toml import LONGEST as LONGEST_FILE
from askfirst.policy.toml import read_toml
from tests.policy.test_packs import GOOD
from tests.profiles import sized

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MANY = settings(max_examples=sized(20, 3_000))
ENOUGH = 5.0
"""Seconds of the processor's time; the slowest of these texts takes half of one, and while lines are counted two."""

BASE = '[base]\nnow = 2026-11-21T10:00:00Z\nnetwork = "page"\nform = "direct"\npurpose = "reply"\n'
CONDITIONS = sorted({rule.text for pack in bundled().packs for rule in pack.rules})
PACKS = [GOOD, *(text[:3_000] for text in bundled().texts.values())]
CASE_FILES = [file.read_text(encoding="utf-8")[:3_000] for file in sorted(CASES.glob("*.toml"))]
WORDS = (
    "AND", "OR", "NOT", "IN", "BETWEEN", "IS", "NULL", "TRUE", "FALSE", "COALESCE(", "hours(", "days(5)",
    "(", ")", ",", "=", "<>", "<=", "<", "-", "+", "*", "'de'", "'", '"', "0", "99999999999999999", "/", ";",
    "now", "network", "last_inbound_at", "is_promotional", "text_length", "person_country", "nobody",
    "\n", "\t", "\0", "\u2028", "\u0663", "\ud800", "é", "--", "/*", "{", "}", "%s", "\\",
)  # fmt: skip
SCRAPS = (
    "[", "]", "{", "}", "[[rule]]", "[[case]]", "[base]", "'''", '"""', "#", "=", ".", ",", "\\", "\\u", "\n",
    "0x7fffffffffffffff", "0x8000000000000000", "9" * 20, "nan", "2020-02-30", "10:00:00", "1e400", "\r", "\0",
)  # fmt: skip


@st.composite
def spoilt(draw: st.DrawFn, texts: list[str], scraps: tuple[str, ...]) -> str:
    """A good text, in which some pieces were cut out and others put in."""
    text = draw(st.sampled_from(texts))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(text)))
        gone = draw(st.integers(0, 12))
        text = text[:at] + draw(st.sampled_from(scraps) | st.text(max_size=4)) + text[at + gone :]
    return text


VALUES: st.SearchStrategy[Any] = st.recursive(
    st.one_of(
        st.booleans(),
        st.integers(),
        st.floats(allow_nan=False, allow_infinity=False),
        st.text(max_size=20),
        st.sampled_from(("tea", "tea.cup", "network", "page", "deny", "hold", "high", "email", "-3h")),
        st.sampled_from(CONDITIONS),
    ),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from((*RULE_KEYS, *SOURCE_KEYS)), inner, max_size=3)
    ),
    max_leaves=6,
)  # fmt: skip


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{key} = {_toml(one)}' for key, one in value.items())} }}"
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    return json.dumps(value)


def _lines(table: dict[str, Any]) -> str:
    return "".join(f"{key} = {_toml(value)}\n" for key, value in table.items())


TABLES = st.builds(
    lambda pack, rules: _lines(pack) + "".join(f"[[rule]]\n{_lines(rule)}" for rule in rules),
    st.dictionaries(st.sampled_from(PACK_KEYS), VALUES),
    st.lists(st.dictionaries(st.sampled_from(RULE_KEYS), VALUES), max_size=3),
)
CASE_TABLES = st.builds(
    lambda base, cases: f"[base]\n{_lines(base)}" + "".join(f"[[case]]\n{_lines(case)}" for case in cases),
    st.dictionaries(st.sampled_from(sorted(FACTS)), VALUES, max_size=6),
    st.lists(
        st.dictionaries(
            st.sampled_from(("title", "facts", "speak", "silent", "verdict", "layers", "without")), VALUES
        ),
        max_size=3,
    ),
)


def mistakes_of_condition(text: str) -> tuple[str, ...]:
    """What is said of a condition; one that is accepted is also made into a function, in both ways."""
    try:
        expr = read_condition(text)
    except ExpressionError as wrong:
        return wrong.mistakes
    whens = [fold(expr, {"network": "page"}), expr]
    chains = [[(nth, lowered(when, when_unknown=nth > 1))] for nth, when in enumerate([*whens, *whens])]
    for in_branches in (False, True):
        mask_function(mask_source([tuple(chain) for chain in chains], in_branches=in_branches))
    return ()


def mistakes_of_pack(text: str | bytes) -> tuple[str, ...]:
    try:
        read_packs({"tea.toml": text})
    except PackError as wrong:
        return tuple(map(str, wrong.mistakes))
    return ()


@pytest.fixture(scope="session")
def case_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cases") / "tea.toml"


def mistakes_of_cases(file: Path, text: str | bytes) -> tuple[str, ...]:
    file.write_bytes(text if isinstance(text, bytes) else text.encode(errors="surrogatepass"))
    try:
        list(read_cases(file))
    except FactError as wrong:
        return wrong.mistakes
    return ()


def are_located(text: str, mistakes: tuple[str, ...]) -> bool:
    """Each begins with a line and a column that the text has, or the column after its last."""
    return all(_is_inside(text, *map(int, _place(mistake))) for mistake in mistakes)


def _place(mistake: str) -> tuple[str, ...]:
    match = re.match(r"line (\d+) column (\d+): \S", mistake)
    assert match
    return match.groups()


def _is_inside(text: str, line: int, column: int) -> bool:
    lines = text.split("\n")
    return 1 <= line <= len(lines) and 1 <= column <= len(lines[line - 1]) + 1


def name_the_file(mistakes: tuple[str, ...]) -> bool:
    """Each begins with the file, none is longer than a paragraph, and there is an end to them."""
    short = all(len(mistake) < 1_000 for mistake in mistakes) and len(mistakes) <= MOST_MISTAKES + 1
    return short and all(mistake.startswith("tea.toml") for mistake in mistakes)


def quickly(act: Callable[[], tuple[str, ...]]) -> tuple[str, ...]:
    began = time.process_time()
    said = act()
    assert time.process_time() - began < ENOUGH
    return said


@MANY
@given(st.lists(st.sampled_from(WORDS), max_size=60), st.sampled_from(("", " ", "\n")))
def test_a_soup_of_words_is_refused_where_it_is_wrong(words: list[str], between: str) -> None:
    text = between.join(words)
    assert are_located(text, mistakes_of_condition(text))


@MANY
@given(spoilt(CONDITIONS, WORDS))
def test_a_spoilt_condition_is_refused_where_it_is_wrong(text: str) -> None:
    assert are_located(text, mistakes_of_condition(text))


ALL_DEEP = {
    "sums": f"1{'+1' * 1_900} > 0",
    "products": f"1{'*1' * 1_900} > 0",
    "parentheses": f"{'(' * 1_900}is_approved{')' * 1_900}",
    "one more than may be": f"{'(' * DEEPEST}is_approved{')' * DEEPEST}",
    "every NOT": f"{'NOT ' * 990}is_approved",
    "NOT in parentheses": f"{('NOT ' * 58 + '(') * 15}is_approved{')' * 15}",
    "AND in parentheses": f"{'is_approved AND (' * 70}is_approved{')' * 70}",
    "differences": f"now{' - hours(1)' * 300} > now",
}


@pytest.mark.parametrize("text", ALL_DEEP.values(), ids=ALL_DEEP)
def test_what_is_too_deep_is_refused(text: str) -> None:
    (mistake,) = quickly(lambda: mistakes_of_condition(text))
    assert mistake.endswith(f"a condition is at most {DEEPEST} levels deep")
    assert are_located(text, (mistake,))


ALL_LONG = {
    "spaces": " " * LONGEST,
    "quotes": "'" * LONGEST,
    "minus": "-" * LONGEST,
    "names": "ab " * (LONGEST // 3),
    "one name": "a" * LONGEST,
    "unknown names": " AND ".join(f"is_aproved{nth}" for nth in range(250)),
    "a function": "COALESCE(" * 440,
    "no digits": "text_length = \u0663",
    "a list": "network IN ('pagee'" + ", 'pagee'" * 400 + ")",
}


@pytest.mark.parametrize("text", ALL_LONG.values(), ids=ALL_LONG)
def test_a_long_text_is_refused_without_delay(text: str) -> None:
    mistakes = quickly(lambda: mistakes_of_condition(text))
    assert mistakes
    assert are_located(text, mistakes)


@pytest.mark.parametrize(
    "text",
    [
        f"{'is_approved AND (is_anonymous OR (' * 29}is_approved{'))' * 29}",
        f"{'NOT (is_approved AND ' * 29}has_blocked_us{')' * 29}",
        f"text_length{' + 1' * 57} > 0",
        f"{'(' * (DEEPEST - 1)}is_approved{')' * (DEEPEST - 1)}",
        f"{'NOT ' * (DEEPEST - 1)}is_approved",
        " OR ".join(["has_blocked_us"] * 220),
        "person_country IN ('DE'" + ", 'DE'" * 600 + ")",
    ],
    ids=lambda text: text[:30],
)
def test_a_condition_as_deep_or_as_long_as_may_be_still_becomes_a_function(text: str) -> None:
    assert quickly(lambda: mistakes_of_condition(text)) == ()


@MANY
@given(spoilt(PACKS, SCRAPS))
def test_a_spoilt_pack_is_refused_with_file_rule_and_key(text: str) -> None:
    assert name_the_file(mistakes_of_pack(text))


@MANY
@given(TABLES)
def test_a_pack_of_any_values_is_refused_with_file_rule_and_key(text: str) -> None:
    assert name_the_file(mistakes_of_pack(text))


@MANY
@given(spoilt(CASE_FILES, SCRAPS))
def test_a_spoilt_file_of_cases_is_refused_with_file_and_case(case_file: Path, text: str) -> None:
    assert name_the_file(mistakes_of_cases(case_file, text))


@MANY
@given(CASE_TABLES)
def test_cases_of_any_values_are_refused_with_file_and_case(case_file: Path, text: str) -> None:
    assert name_the_file(mistakes_of_cases(case_file, text))


TOO_DEEP = f"this is too deep: at most {DEEPEST_TABLE} tables or lists stand inside each other"
TOO_LARGE = "a number is too large: it has at most 64 bits"
TOO_LONG = "this is too long: a file has at most 250,000 bytes"
ROUGH = {
    "a list in lists": (f"a = {'[' * 3_000}", TOO_DEEP),
    "a list in lists, closed": (f"a = {'[' * 20}{']' * 20}", TOO_DEEP),
    "a table in tables": (f"a = {'{a=' * 3_000}", TOO_DEEP),
    "a key of many parts": (f"a{'.a' * 20_000} = 1", TOO_DEEP),
    "a key of many parts and spaces": (f"a{' . a' * 20_000} = 1", TOO_DEEP),
    "a heading of many parts": (f"[a{'.a' * 20_000}]", TOO_DEEP),
    "a key of many parts behind a text": ("a = '''x'''''\nb" + f"{'.a' * 20_000} = 1", TOO_DEEP),
    "many digits": (f"a = {'9' * 5_000}", TOO_LARGE),
    "many hexadecimal digits": (f"a = 0x{'f' * 6_000}", TOO_LARGE),
    "a number of 65 bits": ("a = [-9223372036854775809, 1]", TOO_LARGE),
    "too many bytes": ("#" * (LONGEST_FILE + 1), TOO_LONG),
    "no UTF-8": (b"\xff\xfe", "this is not text in UTF-8"),
    "a text that does not end": ('a = "' + r"\"" * 60_000, "this is not TOML: "),
    "quotes": ("'" * LONGEST_FILE, "this is not TOML: "),
    "one word": ("a" * LONGEST_FILE, "this is not TOML: "),
    "words with spaces": (("a" + " " * 1_000) * 240, "this is not TOML: "),
    "nothing but brackets": ("[]" * 120_000, "this is not TOML: "),
}  # fmt: skip


@pytest.mark.parametrize(("text", "said"), ROUGH.values(), ids=ROUGH)
def test_no_file_is_too_rough_to_be_refused(case_file: Path, text: str | bytes, said: str) -> None:
    (pack,) = quickly(lambda: mistakes_of_pack(text))
    assert pack.startswith(f"tea.toml: {said}")
    (case,) = quickly(lambda: mistakes_of_cases(case_file, text))
    assert case.startswith(f"tea.toml: {said}")


def test_what_may_be_said_at_most_may_be_said() -> None:
    assert (
        mistakes_of_pack(GOOD.replace("No tea", "x" * (LONGEST_TEXT - len(" since {last_inbound_at}."))))
        == ()
    )
    assert read_toml("a = [9223372036854775807, -9223372036854775807]")
    assert mistakes_of_pack(f"{GOOD}\n#{'.a' * 20_000}\n") == ()
    assert mistakes_of_pack(GOOD.replace("No tea", "a." * 2_000)) == ()


RULE = GOOD[GOOD.index("[[rule]]") :]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GOOD.replace("No tea", "x" * 5_000), "`why`: 5025 characters; a text has at most 5000"),
        (GOOD + RULE * MOST_RULES, f"`rule`: {MOST_RULES + 1} rules; a pack has at most {MOST_RULES}"),
        (GOOD.replace('"tea"', f'"{"t" * 65}"', 1), "`id`: is `ttt"),
        (GOOD.replace('"tea.cup"', f'"{"t" * 4_000}"', 1), "`id`: is `ttt"),
        (GOOD.replace('"deny"', f'["{"t" * 9_000}"]'), "`effect`: is ['ttt"),
        (GOOD.replace("No tea", "".join(f"{{a{nth}}}" for nth in range(700))), "there are more mistakes: mend these first"),
        ("\n".join(f"a{nth} = 1" for nth in range(20_000)), "there are more mistakes: mend these first"),
    ],
    ids=lambda text: text[-30:],
)  # fmt: skip
def test_what_is_too_much_is_refused_in_a_short_sentence(text: str, said: str) -> None:
    mistakes = quickly(lambda: mistakes_of_pack(text))
    assert any(said in mistake for mistake in mistakes)
    assert name_the_file(mistakes)


@pytest.mark.parametrize(
    "facts",
    [
        'last_inbound_at = "-{}d"'.format("9" * 5_000),
        'last_inbound_at = "-{}d"'.format("9" * 20),
        'last_inbound_at = "-\u0663d"',
        f'last_inbound_at = "-3h+{"9" * 5_000}us"',
        "last_inbound_at = 9999-12-31T23:59:59-23:59",
        "last_inbound_at = 0001-01-01T00:00:00+23:59",
        f"{'a' * 200_000} = 1",
        f'network = "{"a" * 200_000}"',
        f'person_country = "{"%" * 200_000}"',
        "text_length = -9223372036854775807",
    ],
    ids=lambda facts: facts[:40],
)
def test_a_fact_that_is_too_much_is_refused_in_a_short_sentence(case_file: Path, facts: str) -> None:
    (mistake,) = quickly(lambda: mistakes_of_cases(case_file, f"{BASE}[[case]]\nfacts = {{ {facts} }}\n"))
    assert name_the_file((mistake,))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("base = 1\ncase = []", "tea.toml: `base` is 1: write { name = value }"),
        (BASE, "tea.toml: write each case under [[case]]"),
        (f"{BASE}[case]", "tea.toml: write each case under [[case]]"),
        (
            f'{BASE}[[case]]\ntitle = "odd"\nspeak = "tea"',
            "tea.toml, case `odd`: `speak` is 'tea': write a list of names",
        ),
        (f"{BASE}[[case]]\nwithout = [5]", "tea.toml, case `None`: `without` is [5]: write a list of names"),
        ("case = [{}]", "tea.toml, case `None`: `now` is missing: give the instant of which this is said"),
    ],
)
def test_what_is_no_case_is_named(case_file: Path, text: str, said: str) -> None:
    assert mistakes_of_cases(case_file, text) == (said,)


def test_too_many_facts_are_counted_and_not_read() -> None:
    given_ = {f"is_suppressed_{nth}": nth for nth in range(MOST_GIVEN + 1)}
    assert _mistakes_of_facts(given_) == (f"{MOST_GIVEN + 1} facts are given; there are {len(FACTS)}",)
    del given_["is_suppressed_0"]
    assert len(_mistakes_of_facts(given_)) > MOST_GIVEN


def test_a_number_that_python_does_not_write_is_refused_in_words() -> None:
    assert "`text_length` is a number of more than 64 bits: it lies between" in str(
        _mistakes_of_facts({"text_length": 10**5_000})
    )


def test_every_fact_is_short_enough_to_be_guessed() -> None:
    assert max(map(len, FACTS)) < LONGEST_WORD


def _mistakes_of_facts(given_: dict[str, Any]) -> tuple[str, ...]:
    with pytest.raises(FactError) as caught:
        facts_from(given_)
    return caught.value.mistakes
