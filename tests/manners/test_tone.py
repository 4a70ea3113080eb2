"""How a text sounds: only what says so in itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askfirst.manners.tone import Tone, tone_of


@pytest.mark.parametrize(
    "text",
    ["Thank you, I love this", "Danke, das ist großartig!", "¡Gracias, excelente!", "C'est magnifique", "Bellissimo",
     "Obrigado", "👏", "It was not bad, thanks"],
)  # fmt: skip
def test_kind_words_sound_kind_in_several_languages(text: str) -> None:
    assert tone_of(text) is Tone.KIND


@pytest.mark.parametrize(
    "text",
    ["This is terrible", "Furchtbar, ich bin enttäuscht", "Une honte, c'est nul", "😡", "That is not great"],
)
def test_cross_words_sound_cross(text: str) -> None:
    assert tone_of(text) is Tone.CROSS


@pytest.mark.parametrize(
    "text", ["", "Are you open on Sunday?", "I love the beans and hate the queue", "Wann macht ihr auf?"]
)
def test_what_says_neither_or_both_sounds_like_nothing(text: str) -> None:
    assert tone_of(text) is Tone.PLAIN


@given(st.text(max_size=200))
def test_any_text_has_an_answer(text: str) -> None:
    assert tone_of(text) in Tone
