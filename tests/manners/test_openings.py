"""First sentences that quote what somebody really said."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from askfirst.manners.openings import LANGUAGES, LONGEST, MOST, Quote, suggest, telling

SAID = (
    Quote(kind="comment", text="The plum cake. It was gone by noon!"),
    Quote(kind="wall_post", text="Great roast. Do you ship to Norway? I would love some."),
    Quote(kind="ask", text="Is the terrace open in winter?"),
)


def test_questions_come_first_and_every_word_between_the_marks_is_theirs() -> None:
    assert suggest(SAID, "en-GB") == (
        "You asked: “Do you ship to Norway?”",
        "You asked us: “Is the terrace open in winter?”",
        "You wrote under our post: “The plum cake”",
    )


def test_each_language_has_words_of_its_own_and_an_unknown_one_none() -> None:
    assert len({suggest(SAID, language) for language in LANGUAGES}) == len(LANGUAGES)
    assert suggest(SAID, "fi") == suggest(SAID, "") == ()


def test_what_is_cross_short_or_a_link_is_not_quoted_back() -> None:
    for text in ("This is terrible service", "Nice one", "See https://example.com/a/b/c for more", ""):
        assert telling(text) == ""


def test_a_long_sentence_ends_at_a_word_or_at_the_length() -> None:
    assert telling("word " * 60).endswith("word…")
    assert telling("x" * 120 + " and more words") == "x" * LONGEST + "…"
    assert suggest([Quote(kind="like", text="we were there again")], "en") == (
        "You wrote to us: “we were there again”",
    )


@given(st.lists(st.text(max_size=300), max_size=6))
def test_never_more_than_three_and_never_without_their_words(texts: list[str]) -> None:
    found = suggest([Quote(kind="comment", text=text) for text in texts], "en")
    assert len(found) <= MOST
    whole = " ".join(" ".join(text.split()) for text in texts)
    for sentence in found:
        assert sentence.partition("“")[2].rstrip("”").rstrip("…") in whole
