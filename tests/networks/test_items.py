"""What is proposed for a network: as much as fits there, whole sentences, and an address that is never cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askfirst.networks.items import BEGINNING, proposal
from askfirst.networks.lengths import Unit, measured

TITLE, LINK = "The orange cake is back", "https://harbour.example/cake"
TEXT = "It is on the counter from Saturday. We bake it as long as there are oranges. Come early."


def test_title_beginning_and_address() -> None:
    assert proposal(TITLE, TEXT, LINK) == f"{TITLE}\n\n{TEXT}\n\n{LINK}"
    assert proposal(TITLE, "", "") == TITLE
    assert proposal("", TEXT, LINK).startswith("It is on the counter from Saturday.\n\nWe bake")


def test_only_whole_sentences_and_not_the_whole_article() -> None:
    assert (
        proposal(TITLE, TEXT, LINK, limit=100) == f"{TITLE}\n\nIt is on the counter from Saturday.\n\n{LINK}"
    )
    assert len(proposal(TITLE, "A sentence of words. " * 100, LINK)) < BEGINNING + 100


def test_a_long_title_is_cut_at_a_word_and_at_a_letter_only_where_it_must() -> None:
    assert proposal(TITLE, TEXT, "", limit=12) == "The orange…"
    assert proposal("Donaudampfschifffahrt", "", "", limit=8) == "Donauda…"


def test_an_address_that_alone_is_too_long_is_left_out() -> None:
    assert proposal("Cake", "", LINK, limit=10) == "Cake"
    assert proposal("Cake", "", LINK, limit=len(LINK)) == LINK
    assert proposal(TITLE, "", LINK, limit=45, unit=Unit.WEIGHTED).endswith(LINK), (
        "an address counts 23 there"
    )


@given(
    st.text(max_size=80),
    st.text(max_size=200),
    st.sampled_from(["", LINK]),
    st.integers(1, 300),
    st.sampled_from(list(Unit)),
)
def test_it_always_fits(title: str, text: str, link: str, limit: int, unit: Unit) -> None:
    said = proposal(title, text, link, limit=limit, unit=unit)
    assert measured(said, unit) <= limit or said == ""


@pytest.mark.parametrize("text", ["", " \n ", "…"])
def test_nothing_gives_nothing_much(text: str) -> None:
    assert proposal("", text, "") in {"", "…"}
