"""Questions that say nearly the same stand together, in any language; others do not."""

from __future__ import annotations

import pytest

from askfirst.manners import sameness


def test_what_says_nearly_the_same_stands_together_the_largest_group_first() -> None:
    asked = [
        "Do you ship to Spain?",
        "When do you open on Sundays?",
        "do you ship to spain",
        "When do you open on sunday???",
        "Hey, do you ship to Spain?",
        "What is decaf made of?",
        "…",
        "",
    ]
    assert sameness.alike(asked) == [[0, 2, 4], [1, 3]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("¿Cuándo abrís los domingos?", "Cuando abrís los domingos"),
        ("Wann öffnet ihr am Sonntag?", "Wann öffnet ihr sonntags?"),
        ("متى تفتحون يوم الأحد؟", "متى تفتحون الأحد"),
        ("日曜日は何時に開きますか", "日曜日は何時に開く"),
        ("ok", "OK!"),
    ],
)
def test_any_language_is_compared(one: str, other: str) -> None:
    assert sameness.likeness(one, other) >= sameness.LEAST
    assert sameness.alike([one, other]) == [[0, 1]]


def test_nothing_is_like_nothing() -> None:
    assert sameness.likeness("", "...") == 0
    assert sameness.likeness("Do you ship?", "Ist heute offen?") < sameness.LEAST
    assert sameness.alike(["a long question about many things", "a"]) == []


def test_a_flood_is_compared_up_to_a_limit() -> None:
    assert sameness.alike(["Is it open?"] * (sameness.MOST + 50)) == [list(range(sameness.MOST))]
    assert len(sameness.alike([f"Is number {number} open?" for number in range(40)])) >= 1
