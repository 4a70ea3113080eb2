"""A pack drawn over the years."""

from __future__ import annotations

from datetime import date
from xml.etree import ElementTree as ET

from askfirst.policy import bundled
from askfirst.policy.document import pack_page
from askfirst.policy.timeline import timeline

TODAY = date(2026, 11, 22)
PACKS = {pack.id: pack for pack in bundled().packs}
SVG = "{http://www.w3.org/2000/svg}"


def bars(pack: str) -> dict[str, ET.Element]:
    text = timeline(PACKS[pack], TODAY).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    drawn = ET.fromstring(text)  # noqa: S314 -- our own drawing
    groups = drawn.findall(f"{SVG}g")
    return {(group.findtext(f"{SVG}title") or "").partition(",")[0]: group for group in groups}


def edges(group: ET.Element) -> tuple[float, float]:
    (bar,) = group.findall(f"{SVG}rect")
    left = float(bar.get("x", ""))
    return left, left + float(bar.get("width", ""))


def test_every_rule_has_a_bar_that_says_its_sentence_and_dates() -> None:
    found = bars("facebook")
    assert set(found) == {rule.id for rule in PACKS["facebook"].rules}
    title = found["facebook.answer_any_time"].findtext(f"{SVG}title")
    assert title is not None
    assert title.startswith("facebook.answer_any_time, yes: They wrote to the page")
    assert title.endswith("(since 29 February 2012, until 30 September 2018)")


def test_a_rule_that_ends_where_another_begins_meets_it() -> None:
    found = bars("facebook")
    assert edges(found["facebook.test_answer"])[1] == edges(found["facebook.answer_any_time"])[0]


def test_what_has_no_end_reaches_further_than_what_has_one() -> None:
    found = bars("facebook")
    assert edges(found["facebook.first_word"])[1] > edges(found["facebook.answer_any_time"])[1]


def test_a_pack_without_dates_is_not_drawn() -> None:
    assert timeline(PACKS["manners-base"], TODAY) == ""
    assert "<svg" not in pack_page(PACKS["manners-base"], TODAY)


def test_the_page_of_a_pack_shows_the_drawing() -> None:
    assert '<svg class="timeline"' in pack_page(PACKS["facebook"], TODAY)
