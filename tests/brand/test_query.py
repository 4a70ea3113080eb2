"""What is typed into a search box, read: whatever it is."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askfirst.brand import highlight, query, signs
from askfirst.brand.query import Term, read

TODAY = date(2026, 11, 22)


def _term(*words: str, begun: bool = False) -> Term:
    return Term(words, begun)


@pytest.mark.parametrize(
    ("typed", "wanted", "unwanted"),
    [
        ("", (), ()),
        ("Roast", (_term("roast", begun=True),), ()),
        ("roast beans", (_term("roast"), _term("beans", begun=True)), ()),
        ("roast channel:page", (_term("roast", begun=True),), ()),
        ("roast channel:page beans", (_term("roast"), _term("beans", begun=True)), ()),
        ("roast* beans.", (_term("roast", begun=True), _term("beans")), ()),
        ('"ready on Friday"', (_term("ready", "on", "friday"),), ()),
        ('"never closed', (_term("never", "closed"),), ()),
        ("coffee -decaf", (_term("coffee"),), (_term("decaf"),)),
        ('-"no thanks" coffee', (_term("coffee", begun=True),), (_term("no", "thanks"),)),
        ("ana@fans.test", (_term("ana", "fans", "test", begun=True),), ()),
        ("http://harbour.test/x?y", (_term("http", "harbour", "test", "x", "y"),), ()),
        ("東京タワー", (_term("東", "京", "タ", "ワ", "ー"),), ()),
        ("مُحَمَّد", (_term("محمد", begun=True),), ()),
        ("👍🏽", (_term("👍"),), ()),
        ("Crème Brûlée", (_term("creme"), _term("brulee", begun=True)), ()),
        ('"" - -- * : ()', (), ()),
        (
            "a OR b NEAR(c) AND words:d",
            (
                _term("a"),
                _term("or"),
                _term("b"),
                _term("near", "c"),
                _term("and"),
                _term("words", "d"),
            ),
            (),
        ),
    ],
)
def test_words_are_read_as_they_were_meant(
    typed: str, wanted: tuple[Term, ...], unwanted: tuple[Term, ...]
) -> None:
    found = read(typed, TODAY)
    assert (found.wanted, found.unwanted) == (wanted, unwanted)


@pytest.mark.parametrize(
    ("typed", "field", "value"),
    [
        ("from:ana", "by", ("ana",)),
        ('from:"Ana Silva" from:me', "by", ("Ana Silva", "me")),
        ("CHANNEL:email", "channels", ("email",)),
        ("kind:mail kind:comment", "kinds", ("email", "comment")),
        ('kind:"wall post"', "kinds", ("wall_post",)),
        ("label:vip", "labels", ("vip",)),
        ("before:2026-02-28", "before", date(2026, 2, 28)),
        ("after:2026", "after", date(2026, 1, 1)),
        ("after:2026-03", "after", date(2026, 3, 1)),
        ("after:today", "after", TODAY),
        ("after:yesterday", "after", date(2026, 11, 21)),
        ("after:2w", "after", date(2026, 11, 8)),
        ("has:file", "has_file", True),
    ],
)
def test_filters_are_read_and_can_be_taken_off_again(typed: str, field: str, value: object) -> None:
    found = read(f"{typed} coffee", TODAY)
    assert getattr(found, field) == value
    assert found.wanted == (_term("coffee", begun=True),)
    assert found.chips[-1].without == read(f"{typed} coffee", TODAY).typed.replace(
        found.chips[-1].text + " ", ""
    )
    assert not found.remarks


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("before:2026-02-31", "is no day"),
        ("after:９９９９-01-01", "is no day"),
        ("after:9999y", "is no day"),
        ("kind:dance", "is no kind"),
        ("has:money", "has:file is"),
        ('label:""', "Write something after"),
        ("-decaf", "Say what must be there"),
        (" ".join("abcdefghijklmnopqrstuvwxyz"), "first 24 words"),
    ],
)
def test_what_cannot_be_understood_is_said(typed: str, says: str) -> None:
    assert any(says in remark for remark in read(typed, TODAY).remarks)


@given(st.text(max_size=300))
def test_nothing_that_is_typed_is_refused(typed: str) -> None:
    found = read(typed, TODAY)
    assert len(found.typed) <= query.LONGEST
    for term in (*found.wanted, *found.unwanted):
        assert term.words
        assert all(word and not set(word) & set("\"'\\ ") for word in term.words)
    shown = highlight.pieces(typed, found.wanted, shown=10_000)
    assert "".join(piece.text for piece in shown) == typed


def test_what_was_found_is_marked_where_it_stands_and_nothing_else() -> None:
    text = f"{'long ago ' * 30}the <b>Röst</b> is ready on Friday, ready for you{' and so on' * 30}"
    shown = highlight.pieces(text, read('"ready on" rös', TODAY).wanted)
    assert [piece.text for piece in shown if piece.is_found] == ["Röst", "ready on"]
    assert shown[0].text == shown[-1].text == "…"
    assert sum(len(piece.text) for piece in shown) < highlight.SHOWN + 10


def test_a_long_text_is_cut_no_further_than_it_is_read() -> None:
    assert len(signs.words("東" * 50_000)) == signs.LONGEST_READ
    assert signs.words("x" * 50_000) == ["x" * signs.LONGEST_WORD]
