"""A text is as long as the network says that it is."""

from __future__ import annotations

import pytest

from askfirst.networks.lengths import Unit, measured

FAMILY = "👨‍👩‍👧‍👦"


@pytest.mark.parametrize(
    ("text", "characters", "octets", "graphemes", "weighted"),
    [
        ("", 0, 0, 0, 0),
        ("Hello", 5, 5, 5, 5),
        ("Grüße", 5, 7, 5, 5),
        ("営業時間", 4, 12, 4, 8),
        ("☕", 1, 3, 1, 2),
        (FAMILY, 7, 25, 1, 2),
        ("🇵🇹", 2, 8, 1, 2),
        ("1️⃣", 3, 7, 1, 2),
        ("“quoted” — well…", 16, 24, 16, 17),
        ("see https://harbour.example/menu?day=sunday now", 47, 47, 47, 31),
        ("(https://harbour.example).", 26, 26, 26, 26),
    ],
)
def test_each_network_counts_in_its_own_way(
    text: str, characters: int, octets: int, graphemes: int, weighted: int
) -> None:
    counts = [measured(text, unit) for unit in (Unit.CHARACTERS, Unit.BYTES, Unit.GRAPHEMES, Unit.WEIGHTED)]
    assert counts == [characters, octets, graphemes, weighted]


def test_broken_letters_are_counted_and_not_choked_on() -> None:
    assert measured("\ud83d", Unit.BYTES) == 3


def test_mastodon_counts_signs_and_23_for_every_web_address() -> None:
    assert (
        measured("👩‍🍳 see https://harbour.example/a/very/long/address/that/goes/on", Unit.STATUS)
        == 1 + 5 + 23
    )
    assert measured("営業時間", Unit.STATUS) == 4
