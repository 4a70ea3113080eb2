"""The house rules in the browser: mistakes under their words, a look at last month, versions, and who may."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from askfirst.gate import house, policies, release
from askfirst.gate.house import HouseRule
from askfirst.gate.models import Decision, HouseVersion
from askfirst.gate.question import Question
from askfirst.policy.check import read_condition
from askfirst.policy.facts import REGISTRY
from askfirst.policy.packs import PackError
from askfirst.web import house_review
from askfirst.web.conditions import EXAMPLES, Condition
from tests.web.desk import SCRIPTED, Desk
from tests.web.guests import words

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tests.world import World

HOUSE = "/settings/house/"
NEW = "/settings/house/rules/new/"
RULE: dict[str, Any] = {
    "name": "No long answers",
    "effect": "hold",
    "when": "text_length > 20 AND purpose = 'reply'",
    "why": "Somebody looks at {text_length} characters first.",
    "unknown": "hold",
    "instead": ["public_post"],
    "based_on": "0",
    "note": "A quiet week",
}
QUIET = HouseRule(name="quiet", effect="deny", when="purpose = 'survey'", why="No questions this month.")


@pytest.fixture
def desk(world: World) -> Desk:
    """The owner's; last month Ana got one short and two long answers."""
    world.visitor("Ana", "message", "Are you open?")
    for text in ("Yes.", "Yes, from nine in the morning.", "And on Sundays from ten o'clock on."):
        world.reply("Ana", text)
    return Desk(world.olivia)


def press(desk: Desk, act: str, place: str = NEW, **typed: Any) -> HttpResponse:
    return desk.browser.post(place, {**RULE, "act": act, **typed}, follow=True)


def hidden(answer: HttpResponse, name: str) -> str:
    match = re.search(rf'name="{name}" value="([^"]*)"', answer.content.decode())
    assert match
    return match[1]


def saved(desk: Desk, place: str = NEW, **typed: Any) -> HttpResponse:
    looked = press(desk, "try", place, **typed)
    return press(desk, "save", place, **{**typed, "seen": hidden(looked, "seen")})


def asked(world: World, text: str = "A text that is longer than twenty.") -> Any:
    return release.ask(
        Question(channel=world.page.channel, contact=world.contact("Ana"), member=world.caleb, text=text)
    )


def test_a_rule_is_tried_then_saved_then_decides(world: World, desk: Desk) -> None:
    looked = press(desk, "try")
    said = words(looked)
    assert "It would have held 2 of 3 in the last 30 days." in said
    assert "The rule spoke in 2 of them." in said
    assert "Here it speaks" in said
    assert "Here it is silent" in said
    assert looked.content.decode().count(f'href="/people/{world.contact("Ana").pk}/"') >= 3
    assert not HouseVersion.objects.exists()
    done = press(desk, "save", seen=hidden(looked, "seen"))
    assert "Saved. Version 1 is in force from the next question on." in words(done)
    assert "house.no_long_answers" in words(done)
    assert "A quiet week" in words(done)
    answer = asked(world)
    assert answer.verdict == "hold"
    assert "Somebody looks at 34 characters first." in [reason.says for reason in answer.reasons]


def test_nothing_is_saved_that_was_not_looked_at(desk: Desk) -> None:
    assert press(desk, "save").status_code == 409
    looked = press(desk, "try")
    other = press(desk, "save", seen=hidden(looked, "seen"), when="text_length > 5")
    assert other.status_code == 409
    assert "This is not what was tried." in words(other)
    assert "It would have held 2 of 3" in words(other)
    assert not HouseVersion.objects.exists()


def test_what_somebody_else_saved_meanwhile_is_not_overwritten(world: World, desk: Desk) -> None:
    looked = press(desk, "try")
    house.save(world.olivia, [QUIET], based_on=0)
    late = press(desk, "save", seen=hidden(looked, "seen"))
    assert late.status_code == 409
    assert "Somebody saved another version in between." in words(late)
    press(desk, "save", seen=hidden(late, "seen"), based_on=hidden(late, "based_on"))
    assert [rule.name for rule in house.rules_of(HouseVersion.objects.get(number=2).pack.text)] == [
        "quiet",
        "no_long_answers",
    ]


@pytest.mark.parametrize(
    ("when", "word", "says"),
    [
        (
            "txt_length > 5",
            "txt_length",
            "There is no fact <code>txt_length</code> (did you mean <code>text_length</code>?)",
        ),
        (
            "purpose = 'replly'",
            "'replly'",
            "Purpose has no value <code>replly</code> (did you mean <code>reply</code>?)",
        ),
        ("text_length > 5 && is_approved", "&&", "(write AND)"),
        ("text_length >", "\u00a0", "The end: a fact, a number, a duration or a text is expected here"),
    ],
)
def test_a_mistake_stands_under_its_word_and_nothing_typed_is_lost(
    desk: Desk, when: str, word: str, says: str
) -> None:
    answer = press(desk, "try", when=when)
    assert answer.status_code == 422
    html = unescape(answer.content.decode())
    assert f"<mark>{word}</mark>" in html
    assert says in html
    for kept in (RULE["name"], RULE["why"], RULE["note"]):
        assert kept in html
    live = unescape(desk.browser.post(f"{HOUSE}check/", {"when": when}, **SCRIPTED).content.decode())
    assert f"<mark>{word}</mark>" in live
    assert says in live


def test_a_right_condition_says_what_it_asks_about_and_when_it_would_wait(desk: Desk) -> None:
    live = words(desk.browser.post(f"{HOUSE}check/", {"when": "local_minute > 60"}, **SCRIPTED))
    assert "It can be read. It asks about: What time it is where the person is." in live
    assert "Where we do not know what time it is where the person is, the choice below decides." in live


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("why", "A {fct} in it", "There is no fact `fct`"),
        ("why", "", "Write the sentence that people read."),
        ("name", "???", "Use letters a to z, digits and _."),
        ("name", "..", "Begin with a letter or a digit."),
        ("name", "-quiet", "Begin with a letter or a digit."),
        ("until", "2020-01-01", "is not after"),
        ("since", "soon", "Enter a valid date."),
        ("effect", "allow", "Select a valid choice."),
        ("instead", ["by_pigeon"], "Select a valid choice."),
        ("when", "", "Write when it speaks."),
        ("when", "x" * 4001, "a condition has at most 4000"),
    ],
)
def test_every_field_says_what_is_wrong_with_it(desk: Desk, field: str, value: Any, says: str) -> None:
    answer = press(desk, "try", **{"since": "2021-01-01", field: value})
    assert answer.status_code == 422
    assert says in words(answer)
    assert not HouseVersion.objects.exists()


def test_a_name_is_taken_once(world: World, desk: Desk) -> None:
    house.save(world.olivia, [QUIET], based_on=0)
    assert "There is a rule `quiet` already." in words(press(desk, "try", name="Quiet"))


def test_a_rule_is_changed_and_removed_and_each_version_can_be_used_again(world: World, desk: Desk) -> None:
    saved(desk)
    place = f"{HOUSE}rules/change/no_long_answers/"
    assert "text_length &gt; 20" in desk.get(place).content.decode()
    saved(desk, place, effect="deny", based_on="1")
    assert asked(world).verdict == "deny"
    assert "changed no_long_answers" in words(desk.get(HOUSE))
    desk.post(f"{HOUSE}versions/1/", based_on="2")
    assert asked(world).verdict == "hold"
    gone = desk.post(place, act="remove")
    assert "removed no_long_answers" in words(gone)
    assert asked(world).verdict == "allow"
    assert "Undo: use version 3 again" in words(gone)
    desk.post(f"{HOUSE}versions/3/", based_on="4")
    assert asked(world).verdict == "hold"
    desk.post(f"{HOUSE}versions/0/", based_on="5")
    assert asked(world).verdict == "allow"
    assert HouseVersion.objects.count() == 6
    stale = desk.post(f"{HOUSE}versions/1/", based_on="5")
    assert "Nothing was changed" in words(stale)
    assert HouseVersion.objects.count() == 6


def test_a_version_shows_who_when_and_what_it_changed(world: World, desk: Desk) -> None:
    saved(desk)
    said = desk.sees(f"{HOUSE}versions/1/")
    assert "Saved by Olivia Hart" in said
    assert "added no_long_answers" in said
    assert "text_length > 20" in said
    assert "No rules" not in said
    assert "You had no rules of your own." in desk.sees(f"{HOUSE}versions/0/")
    assert desk.get(f"{HOUSE}versions/9/").status_code == 404
    assert Desk(world.nils).get(f"{HOUSE}versions/1/").status_code == 404
    for number in (2**31 - 1, 2**31, 10**20):
        assert desk.get(f"{HOUSE}versions/{number}/").status_code == 404
        assert desk.post(f"{HOUSE}versions/{number}/", based_on="1").status_code == 404


def test_a_hold_that_no_approval_lifts_is_noticed(desk: Desk) -> None:
    assert "No approval lifts this" in words(press(desk, "try"))
    for typed in ({"when": "NOT is_approved"}, {"effect": "deny"}):
        assert "No approval lifts this" not in words(press(desk, "try", **typed))


def test_a_rule_that_can_never_speak_is_noticed(desk: Desk) -> None:
    said = words(press(desk, "try", when="text_length > 9 AND text_length < 3"))
    assert "No situation was found in which it speaks." in said
    assert "It would have changed none of 3 answers" in said


def test_a_rule_that_did_not_speak_last_month_shows_a_made_up_situation(desk: Desk) -> None:
    said = words(press(desk, "try", when="purpose = 'marketing' AND audience_size >= 500"))
    assert "Made up from the condition: it did not happen last month." in said
    assert "500" in said


def test_a_rule_of_tomorrow_is_tried_as_if_it_had_been_in_force(desk: Desk) -> None:
    later = (timezone.localdate() + timedelta(days=3)).isoformat()
    assert "It would have held 2 of 3" in words(press(desk, "try", since=later))
    assert f"begins {timezone.localdate() + timedelta(days=3):%-d}" in words(saved(desk, since=later))


def test_old_and_foreign_decisions_are_not_asked_again(
    world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(house_review, "MONTH", timedelta(0))
    assert "Nothing was to leave in the last 30 days" in words(press(desk, "try"))
    monkeypatch.undo()
    assert "Nothing was to leave" in words(press(Desk(world.nils), "try"))


def test_only_the_newest_of_a_very_long_month_are_asked_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(house_review, "MOST_REPLAYED", 2)
    said = words(press(desk, "try"))
    assert "It would have held 2 of 2" in said
    assert "the newest 2 answers" in said


def test_a_replay_costs_the_same_however_long_the_month_was(world: World, desk: Desk) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert press(desk, "try").status_code == 200
        return len(queries)

    few = cost()
    for number in range(12):
        world.reply("Ana", f"And one more answer of some length, number {number}.")
    assert cost() == few
    assert few <= 16


def test_the_list_costs_the_same_however_many_rules_and_versions(world: World, desk: Desk) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(HOUSE).status_code == 200
        return len(queries)

    house.save(world.olivia, [QUIET], based_on=0)
    few = cost()
    for number in range(1, 25):
        rules = [
            HouseRule(name=f"rule{one}", effect="hold", when="is_approved", why="Wait.")
            for one in range(number)
        ]
        house.save(world.olivia, rules, based_on=number)
    assert cost() == few
    assert few <= 10


def test_an_old_source_is_announced_where_rules_are_kept(
    world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "more than a year ago" not in desk.sees("/settings/")
    monkeypatch.setattr("askfirst.web.house_rules.timezone.localdate", lambda: date(2028, 3, 1))
    for place in ("/settings/", HOUSE):
        assert re.search(r"\d+ rules of networks and laws were last compared", desk.sees(place))
    assert "more than a year ago" not in Desk(world.caleb).sees("/settings/")
    assert "page.first_word" in desk.sees(f"{HOUSE}sources/")
    assert "more than a year ago" not in desk.sees("/inbox/")


def test_who_may_not_write_rules_is_told(world: World) -> None:
    care = Desk(world.caleb)
    assert "Your role, Care, may not write the house rules. Ask an owner." in care.sees("/settings/")
    assert care.get(HOUSE).status_code == 403
    assert care.browser.post(f"{HOUSE}check/", {"when": "x"}).status_code == 403


def test_every_fact_and_every_way_is_offered(desk: Desk) -> None:
    page = desk.get(NEW).content.decode()
    assert [fact.name for fact in REGISTRY if f'data-insert="{fact.name}"' not in page] == []
    assert 'value="public_post"' in page
    assert not re.search(r"<script(?![^>]*src=)|\sstyle=|\son[a-z]+=", page)


@pytest.mark.parametrize("text", [text for _, text in EXAMPLES])
def test_the_examples_can_be_used(text: str) -> None:
    read_condition(text)


def test_a_broken_version_still_opens_and_can_be_mended(world: World, desk: Desk) -> None:
    text = house.text_of([QUIET]).replace("purpose", "a_fact_of_the_past")
    HouseVersion.objects.create(
        brand=world.harbour, number=1, pack_id=policies.keep_text(text), author=world.olivia
    )
    assert "cannot be read any more" in desk.sees(HOUSE)
    page = desk.get(f"{HOUSE}rules/change/quiet/")
    assert "<mark>a_fact_of_the_past</mark>" in page.content.decode()
    saved(desk, f"{HOUSE}rules/change/quiet/", based_on="1")
    assert asked(world).verdict == "hold"
    assert Decision.objects.count() == 3
    again = desk.post(f"{HOUSE}versions/1/", based_on="2")
    assert "This version cannot be used any more, and nothing was changed" in words(again)
    assert HouseVersion.objects.count() == 2


def broken_by_an_update(world: World, *others: HouseRule) -> None:
    """Version 1: two rules that this version of the product cannot read, one of them for its sentence alone."""
    loud = HouseRule(name="loud", effect="hold", when="purpose = 'survey'", why="Not {a_fact_of_the_past}.")
    text = house.text_of([QUIET, loud, *others]).replace("purpose = 'survey'", "a_fact_of_the_past", 1)
    HouseVersion.objects.create(
        brand=world.harbour, number=1, pack_id=policies.keep_text(text), author=world.olivia
    )


def change(name: str) -> str:
    return f"{HOUSE}rules/change/{name}/"


def test_two_broken_rules_are_mended_one_after_the_other(world: World, desk: Desk) -> None:
    broken_by_an_update(world)
    assert desk.sees(HOUSE).count("cannot be read any more") == 2
    looked = words(press(desk, "try", change("quiet"), name="quiet", based_on="1"))
    assert "loud cannot be read any more and was left out here." in looked
    first = words(saved(desk, change("quiet"), name="quiet", based_on="1"))
    assert "Saved as version 2. Everything still waits: mend or remove loud, which cannot be read." in first
    assert asked(world, "Short.").verdict == "hold"
    second = words(saved(desk, change("loud"), name="loud", based_on="2"))
    assert "Version 3 is in force from the next question on." in second
    assert asked(world, "Short.").verdict == "allow"
    assert asked(world).verdict == "hold"


def test_two_broken_rules_are_removed_one_after_the_other(world: World, desk: Desk) -> None:
    broken_by_an_update(world)
    assert "mend or remove loud" in words(desk.post(change("quiet"), act="remove"))
    desk.post(change("loud"), act="remove")
    assert asked(world).verdict == "allow"


def test_beside_a_broken_rule_others_are_tried_and_saved_but_no_new_mistake(world: World, desk: Desk) -> None:
    sound = HouseRule(name="sound", effect="deny", when="text_length > 9999", why="Too long.")
    broken_by_an_update(world, sound)
    looked = words(press(desk, "try", change("sound"), name="sound", based_on="1"))
    assert "quiet, loud cannot be read any more and were left out here." in looked.replace(" ,", ",")
    assert "mend or remove quiet, loud" in words(saved(desk, based_on="1"))
    held = house.rules_of(HouseVersion.objects.get(number=2).pack.text)
    wrong = replace(QUIET, when="another_fact_of_the_past")
    for rules in ([*held[1:], wrong], [*held, replace(wrong, name="third")], [*held, held[0]]):
        with pytest.raises(PackError):
            house.save(world.olivia, rules, based_on=2)
    assert HouseVersion.objects.count() == 2


def test_a_form_that_came_too_late_gives_back_what_was_typed(world: World) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(world.olivia)
    answer = browser.post(NEW, RULE)
    assert answer.status_code == 403
    assert RULE["why"] in words(answer)
    assert RULE["when"] in words(answer)


def test_a_long_condition_keeps_each_mistake_on_the_line_of_its_word() -> None:
    text = " AND ".join(["is_approved"] * 12 + ["is_aproved"] + ["is_approved"] * 3)
    lines = Condition(text).lines
    assert "".join(piece.text for line in lines for piece in line.pieces) == text
    (marked,) = [line for line in lines if line.remarks]
    assert [piece.text for piece in marked.pieces if piece.is_marked] == ["is_aproved"]
    assert marked.remarks[0].before + "is_aproved" in "".join(piece.text for piece in marked.pieces)
