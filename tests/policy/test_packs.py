"""The packs themselves, and what is said about packs with mistakes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from askfirst.policy import FactError, PackError, bundled, load_packs, read_packs
from askfirst.policy.cases import Case, load_cases, read_cases
from askfirst.policy.document import facts_page, pack_page
from askfirst.policy.facts import FACTS
from askfirst.policy.packs import warnings
from askfirst.policy.ways import bundled_acts, bundled_ways

if TYPE_CHECKING:
    from pathlib import Path

    from askfirst.policy.model import Pack

POLICY = bundled()
CASES = load_cases()
RULES = [rule for pack in POLICY.packs for rule in pack.rules]

GOOD = """
id = "tea"
layer = "network"
network = "x"
title = "Tea"
default = "hold"
otherwise = "Nothing is known."

[[rule]]
id = "tea.cup"
effect = "deny"
when = "form = 'direct'"
from = 2020-01-01
until = 2021-01-01
confidence = "high"
why = "No tea since {last_inbound_at}."
instead = ["email"]
source = { title = "Tea", address = "tea.example", read = 2026-11-21 }
"""


@pytest.mark.parametrize("case", CASES, ids=[case.title for case in CASES])
def test_a_case_is_answered_as_its_file_says(case: Case) -> None:
    assert case.failures(POLICY) == []


@pytest.mark.parametrize("rule", [rule.id for rule in RULES])
def test_every_rule_has_a_case_where_it_speaks_and_one_where_it_is_silent(rule: str) -> None:
    assert any(rule in case.speak for case in CASES)
    assert any(rule in case.silent for case in CASES)


def test_cases_name_only_rules_that_exist() -> None:
    named = {rule for case in CASES for rule in (*case.speak, *case.silent)}
    assert named <= {rule.id for rule in RULES}


@pytest.mark.parametrize("pack", POLICY.packs, ids=[pack.id for pack in POLICY.packs])
def test_every_missing_fact_that_could_hold_a_message_was_thought_of(pack: Pack) -> None:
    assert warnings(pack) == []


def test_a_nullable_fact_without_a_guard_is_warned_about() -> None:
    (pack,) = read_packs({"tea.toml": GOOD.replace("form = 'direct'", "has_blocked_us")})
    (warning,) = warnings(pack)
    assert str(warning) == (
        "tea, rule `tea.cup`, `when`: `has_blocked_us` may be NULL: guard it with IS NULL or COALESCE,"
        " or say unknown = 'hold' or 'skip'"
    )


def test_facebooks_answer_differs_with_the_day() -> None:
    titles = {"2012: answers only, at any time", "the first day without", "the labels are gone"}
    assert titles <= {case.title for case in CASES}


WRONG = [
    ("form = 'direct'", "fomr = 'direct'", "tea.toml, rule `tea.cup`, `when`: line 1 column 1: there is no fact `fomr`"),
    ("form = 'direct'", "form = 5", "`when`: line 1 column 1: cannot compare enum with int"),
    ('why = "No tea', 'wyh = "No tea', "`wyh`: nobody knows this key (did you mean `why`?)"),
    ('why = "No tea', 'wyh = "No tea', "`why`: is missing"),
    ("from = 2020-01-01", "from = 2020-02-30", "tea.toml: this is not TOML: "),
    ("from = 2020-01-01", 'from = "2020-01-01"', "`from`: '2020-01-01' is no date: write 2020-03-04, without quotes"),
    ("from = 2020-01-01", "from = 2020-01-01T00:00:00Z", "is no date"),
    ("until = 2021-01-01", "until = 2020-01-01", "`until`: 2020-01-01 is not after 2020-01-01, when the rule begins"),
    ("{last_inbound_at}", "{last_inbuond_at}", "there is no fact `last_inbuond_at` for {last_inbuond_at} (did you"),
    ("{last_inbound_at}", "{last_inbound_at", "a brace stands alone: write {fact}"),
    ('effect = "deny"', 'effect = "forbid"', "`effect`: is 'forbid': choose one of allow, hold, deny, advise"),
    ('effect = "deny"\n', "", "`effect`: is missing"),
    ('effect = "deny"', "effect = 3", "`effect`: is 3"),
    ('confidence = "high"\n', "", "`confidence`: is missing"),
    ('["email"]', '["emial"]', "`instead`: there is no way `emial` (did you mean `email`?)"),
    ('["email"]', '"email"', "`instead`: write a list of ways"),
    ('id = "tea.cup"', 'id = "coffee.cup"', "rule `number 1`, `id`: is `coffee.cup`: it must look like tea."),
    ('id = "tea.cup"', "id = 5", "`id`: is 5: write a text"),
    ("source = {", "sauce = {", "`source`: is missing: say where the rule was read, and when"),
    ('source = { title = "Tea", address = "tea.example", read = 2026-11-21 }', 'source = "Tea"', "`source`: write {"),
    (", read = 2026-11-21", "", "`read`: is missing: the day on which the source was read"),
    ('title = "Tea", address', 'tilte = "Tea", address', "`tilte`: nobody knows this key (did you mean `title`?)"),
    ('layer = "network"', 'layer = "netwrok"', "`layer`: is 'netwrok': choose one of network, law, consent, house"),
    ('network = "x"', 'network = "twitter"', "`network`: there is no network `twitter`"),
    ('network = "x"\n', "", "`network`: is missing"),
    ('default = "hold"', 'default = "advise"', "`default`: is 'advise': choose one of allow, hold, deny"),
    ('confidence = "high"', 'confidence = "high"\nunknown = "maybe"', "`unknown`: is 'maybe': choose skip or hold"),
    ("[[rule]]", "[rule]", "`rule`: write each rule under [[rule]]"),
    ('title = "Tea"\ndefault', "title = ''\ndefault", "`title`: is '': write a text"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "said"), WRONG, ids=[new[:40] for _, new, _ in WRONG])
def test_a_mistake_in_a_pack_is_named_with_file_rule_and_key(old: str, new: str, said: str) -> None:
    assert old in GOOD
    with pytest.raises(PackError) as caught:
        read_packs({"tea.toml": GOOD.replace(old, new, 1)})
    assert said in str(caught.value)


def test_all_mistakes_of_all_files_are_shown_at_once() -> None:
    bad = GOOD.replace("form = 'direct'", "fomr = 5").replace('"email"', '"emial"')
    with pytest.raises(PackError) as caught:
        read_packs({"one.toml": bad, "two.toml": b"\xff\xfe", "three.toml": GOOD.replace('"deny"', '"no"')})
    files = [mistake.file for mistake in caught.value.mistakes]
    assert files.count("one.toml") == 2
    assert {"two.toml", "three.toml"} < set(files)


ODD = ["5", "true", "[]", "[1]", "[[1]]", "{}", "{ a = 1 }", "''", "'x'", "2020-01-01", "1.5", "10:00:00"]
KEYS = re.findall(r"(?m)^(\w+) = ", GOOD)


@pytest.mark.parametrize("value", ODD)
@pytest.mark.parametrize("key", [*KEYS, "unknown", "note", "about", "observed", "announced", "rule"])
def test_no_value_of_any_key_ends_in_anything_but_a_sentence(key: str, value: str) -> None:
    text = re.sub(rf"(?m)^{key} = .*$", f"{key} = {value}", GOOD)
    if text == GOOD:
        text = f"{key} = {value}\n{GOOD}" if key in {"rule", "about"} else f"{GOOD}{key} = {value}\n"
    assert all(mistake.startswith("tea.toml") for mistake in _mistakes_of(text))


def _mistakes_of(text: str) -> list[str]:
    try:
        read_packs({"tea.toml": text})
    except PackError as wrong:
        return [str(mistake) for mistake in wrong.mistakes]
    return []


def test_two_rules_of_one_name_are_refused_also_across_files() -> None:
    twice = GOOD + GOOD[GOOD.index("[[rule]]") :]
    with pytest.raises(PackError, match=r"rule `tea.cup`, `id`: the name is taken already, in tea.toml"):
        read_packs({"tea.toml": twice})
    with pytest.raises(PackError, match=r"b.toml, rule `tea`, `id`: the name is taken already, in a.toml"):
        read_packs({"a.toml": GOOD, "b.toml": GOOD})


def test_a_folder_without_packs_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="there is no pack here"):
        load_packs(tmp_path)


def test_a_rule_of_the_house_needs_no_source() -> None:
    house = GOOD.replace('"network"', '"house"').replace('network = "x"\n', "")
    house = house.replace('confidence = "high"\n', "").split("source")[0]
    (pack,) = read_packs({"tea.toml": house})
    assert pack.rules[0].source is None
    assert pack.network == ""


def test_a_case_that_fails_says_how() -> None:
    case = Case(
        title="a stranger",
        facts=CASES[0].facts,
        speak=("page.answer",),
        silent=tuple(rule.id for rule in RULES),
        verdict="wrong",
        layers={"network": "wrong"},
    )
    said = "\n".join(case.failures(POLICY))
    assert "should speak" in said
    assert "speaks and should be silent" in said
    assert "and should be wrong" in said
    assert "and should say wrong" in said


def test_a_case_file_with_a_mistake_names_file_and_case(tmp_path: Path) -> None:
    file = tmp_path / "tea.toml"
    base = '[base]\nnow = 2026-11-21T10:00:00Z\nnetwork = "page"\nform = "direct"\npurpose = "reply"\n'
    file.write_text(base + '[[case]]\ntitle = "odd"\nfacts = { last_inbound_at = "-3w" }\n')
    with pytest.raises(FactError, match=r"tea.toml, case `odd`: `last_inbound_at` is '-3w'"):
        list(read_cases(file))
    file.write_text(base + '[[case]]\ntitle = "odd"\nlayers = { weather = "deny" }\n')
    with pytest.raises(FactError, match="there is no layer `weather`"):
        list(read_cases(file))


@pytest.mark.parametrize("pack", POLICY.packs, ids=[pack.id for pack in POLICY.packs])
def test_a_pack_has_a_page_with_every_rule_its_condition_and_its_source(pack: Pack) -> None:
    page = pack_page(pack)
    assert page.startswith(f"# {pack.title}\n")
    for rule in pack.rules:
        assert f"## {rule.id}\n" in page
        assert rule.why in page
        assert rule.text in page
        assert rule.source is None or rule.source.address in page


def test_a_pack_that_says_nothing_about_itself_has_a_page_too() -> None:
    (pack,) = read_packs({"tea.toml": GOOD})
    assert "Pack `tea`, layer network.\n\nWhere none of its rules decides" in pack_page(pack)


def test_a_rules_dates_stand_on_its_page() -> None:
    (facebook,) = (pack for pack in POLICY.packs if pack.id == "facebook")
    page = pack_page(facebook)
    assert "(since 4 March 2020, announced on 29 August 2019)" in page
    assert "(seen in force on 30 September 2018, its beginning is not known, until 4 March 2020)" in page
    assert "Where a fact is not known, this rule stays silent." in page


def test_every_fact_stands_on_the_page_of_facts() -> None:
    page = facts_page()
    for fact in FACTS.values():
        assert f"| `{fact.name}` |" in page
        assert fact.doc in page


def test_ways_and_acts_are_sentences() -> None:
    assert all(way.title[0].isupper() for way in bundled_ways().values())
    assert {act.by for act in bundled_acts()} == {"person", "team"}
