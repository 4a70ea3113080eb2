"""What the reader promises on texts that no training has seen, and that its page says just that."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from askfirst.manners.language import CHECKED
from askfirst.manners.reading import Answer, Kind
from askfirst.manners.scoring import FILE
from research.manners import measure, texts

pytestmark = pytest.mark.no_cover
"""Five thousand texts are read five times slower while lines are counted, and reach none that other tests do not."""


@pytest.fixture(scope="module")
def told() -> list[measure.Read]:
    return measure.answers()


@pytest.mark.row("O2")
def test_nine_of_ten_that_are_called_a_pitch_are_one_and_three_of_four_pitches_are_found(
    told: list[measure.Read],
):
    """Of ordinary texts of two hands that wrote nothing for training."""
    assert len(told) >= 1200
    assert measure.precision(told).value >= 0.90
    assert measure.recall(told).value >= 0.75


def test_of_disguised_pitches_half_are_found():
    """By a hand that wrote nothing for training: what is called a pitch is one, and not all are."""
    told = measure.answers("hard")
    assert measure.precision(told).value >= 0.80
    assert measure.recall(told).value >= 0.50


def test_of_the_pitches_that_are_not_called_one_most_are_called_unsure(told: list[measure.Read]):
    pitches = [reading.answer for text, reading in told if text.kind == "pitch"]
    assert sum(answer in {Answer.PITCH, Answer.UNSURE} for answer in pitches) >= 0.75 * len(pitches)


def test_the_page_says_what_the_weights_give():
    assert measure.PAGE.read_text(encoding="utf-8") == measure.page()


def test_no_family_and_no_text_is_on_both_sides():
    trained = [text for part in texts.TRAINED for text in texts.kept(part)]
    locked = [text for part in texts.LOCKED for text in texts.kept(part)]
    assert not {text.family for text in trained} & {text.family for text in locked}
    both = {text.text.casefold() for text in trained} & {text.text.casefold() for text in locked}
    assert len(both) <= 2, "two hands may ask one short question"
    card = json.loads(FILE.read_text(encoding="utf-8"))["card"]
    assert card["by_part"] == dict(Counter(text.part for text in trained))


def test_the_strangers_wrote_as_much_of_each_kind_in_each_language():
    found = Counter((text.kind, text.language) for text in texts.kept("strangers"))
    assert set(found) == {(str(kind), language) for kind in Kind for language in CHECKED}
    assert min(found.values()) >= 60


def test_an_interval_of_nothing_is_everything():
    assert measure.Share(0, 0).interval == (0.0, 1.0)
    low, high = measure.Share(9, 10).interval
    assert 0.55 < low < 0.6
    assert 0.98 < high < 0.99
