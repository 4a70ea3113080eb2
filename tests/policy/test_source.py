"""The functions themselves: what is written for some conditions, one after the other and in branches."""

from __future__ import annotations

import pytest

from askfirst.policy.branches import FEWEST, Branch, Layout, laid_out
from askfirst.policy.check import read_condition
from askfirst.policy.expressions import FALSE, TRUE, Expr
from askfirst.policy.facts import FACTS
from askfirst.policy.lower import lowered
from askfirst.policy.printer import mask_function, mask_source, python
from tests.policy.test_moments import known


def surely(text: str) -> Expr:
    return lowered(read_condition(text))


def perhaps(text: str) -> Expr:
    return lowered(read_condition(text), when_unknown=True)


GERMAN = "person_country = 'DE' AND text_length > 5"
ASKED_OFTEN = [((n, surely(f"form = 'direct' AND text_length > {n}")),) for n in range(FEWEST)]


def test_what_is_read_twice_is_read_once() -> None:
    chains = [((0, surely(GERMAN)), (1, perhaps(GERMAN))), ((2, surely("is_approved OR is_anonymous")),)]
    assert mask_source(chains) == (
        "def fired(f):\n"
        "    m = 0\n"
        "    person_country = f.person_country\n"
        "    text_length = f.text_length\n"
        "    if person_country is not None and person_country == 'DE' and text_length > 5: m |= 1\n"
        "    elif (person_country is None or person_country == 'DE') and text_length > 5: m |= 2\n"
        "    if f.is_approved or f.is_anonymous: m |= 4\n"
        "    return m\n"
    )


def test_what_many_ask_is_asked_once() -> None:
    more = [
        "form = 'public_post' AND is_approved",
        "is_promotional IS TRUE",
        "form <> 'direct' AND is_approved",
    ]
    chains = [*ASKED_OFTEN, *(((FEWEST + n, surely(text)),) for n, text in enumerate(more))]
    assert mask_source(chains, in_branches=True).splitlines() == [
        "def fired(f):",
        "    m = 0",
        "    form = f.form",
        f"    if f.is_promotional is True: m |= {1 << FEWEST + 1}",
        "    if form == 'direct':",
        "        text_length = f.text_length",
        *(f"        if text_length > {n}: m |= {1 << n}" for n in range(FEWEST)),
        "    elif form == 'public_post':",
        "        is_approved = f.is_approved",
        f"        if is_approved: m |= {1 << FEWEST}",
        f"        if is_approved: m |= {1 << FEWEST + 2}",
        "    else:",
        f"        if f.is_approved: m |= {1 << FEWEST + 2}",
        "    return m",
    ]


def test_few_conditions_need_no_branches() -> None:
    few = tuple(ASKED_OFTEN[:-1])
    assert laid_out(few) == Layout(few)
    assert laid_out(ASKED_OFTEN).splits
    assert laid_out(ASKED_OFTEN, ()) == Layout(tuple(ASKED_OFTEN))
    assert mask_source(ASKED_OFTEN) != mask_source(ASKED_OFTEN, in_branches=True)
    assert "form == 'direct' and text_length > 1" in mask_source(ASKED_OFTEN)


def test_a_function_can_call_nothing() -> None:
    with pytest.raises(NameError):
        mask_function("def fired(f):\n    return len('a')\n")(known())


def test_branches_stand_in_branches_and_beside_them() -> None:
    both = [left(n, f"form = 'direct' AND purpose = 'reply' AND text_length > {n}") for n in range(FEWEST)]
    one = [left(FEWEST + n, f"purpose = 'reply' AND text_length > {n}") for n in range(FEWEST)]
    beside, inside = laid_out([*both, *one]).splits
    assert (beside[0], inside[0]) == ("purpose", "form")
    ((name, _),) = inside[1][0].inside.splits
    assert name == "purpose"


def test_what_is_rarely_unknown_needs_no_more_branches() -> None:
    chains = [
        ((n, perhaps(f"is_promotional AND purpose = 'reply' AND text_length > {n}")),) for n in range(FEWEST)
    ]
    ((_, (is_true, is_false, unknown)),) = laid_out(chains).splits
    assert [name for name, _ in is_true.inside.splits] == ["purpose"]
    assert is_false.inside == Layout(())
    assert unknown.inside.splits == ()
    assert len(unknown.inside.chains) == FEWEST


def left(bit: int, text: str) -> tuple[tuple[int, Expr], ...]:
    return ((bit, surely(text)),)


def test_words_that_nothing_tells_apart_share_a_branch() -> None:
    chains = [left(n, f"purpose IN ('reply', 'service') AND text_length > {n}") for n in range(FEWEST)]
    ((name, branches),) = laid_out(chains).splits
    assert name == "purpose"
    assert branches == (
        Branch(("reply", "service"), Layout(tuple(left(n, f"text_length > {n}") for n in range(FEWEST)))),
        Branch((), Layout(())),
    )
    assert "    if purpose in ('reply', 'service'):\n" in mask_source(chains, in_branches=True)


def test_a_fact_that_may_be_unknown_has_a_branch_for_that() -> None:
    chains = [((n, perhaps(f"is_promotional AND text_length > {n}")),) for n in range(FEWEST)]
    ((name, branches),) = laid_out(chains).splits
    rest = Layout(tuple(left(n, f"text_length > {n}") for n in range(FEWEST)))
    assert name == "is_promotional"
    assert branches == (Branch((True,), rest), Branch((False,), Layout(())), Branch((None,), rest))
    text = mask_source(chains, in_branches=True)
    assert "    if is_promotional is True:\n" in text
    assert "    elif is_promotional is False:\n        pass\n" in text
    assert "    elif is_promotional is None:\n" in text


def test_a_country_that_nobody_mentions_has_a_branch_too() -> None:
    chains = [
        *(left(n, f"person_country = 'DE' AND text_length > {n}") for n in range(FEWEST)),
        left(FEWEST, "person_country <> 'DE' AND is_approved"),
    ]
    ((name, branches),) = laid_out(chains).splits
    assert name == "person_country"
    assert [branch.values for branch in branches] == [("DE",), (None,), ()]
    assert branches[2].inside == Layout((left(FEWEST, "is_approved"),))


def test_where_every_word_is_mentioned_there_is_no_other_branch() -> None:
    words = FACTS["purpose"].values
    chains = [left(n, f"purpose = '{word}' AND text_length > {n}") for n, word in enumerate(words)]
    more = [left(20 + n, f"purpose = '{words[0]}' AND text_length > {n}") for n in range(FEWEST)]
    ((_, branches),) = laid_out([*chains, *more]).splits
    assert [branch.values for branch in branches] == [(word,) for word in words]


def test_after_a_condition_that_holds_the_next_are_not_asked() -> None:
    chain = ((20, surely("form = 'direct'")), (21, surely("form = 'direct' OR is_approved")))
    ((_, branches),) = laid_out([*ASKED_OFTEN, chain]).splits
    assert branches[0].inside.chains[-1] == ((20, TRUE),)
    assert branches[1].inside.chains == (((21, surely("is_approved")),),)
    assert FALSE not in [
        condition for branch in branches for one in branch.inside.chains for _, condition in one
    ]


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("text_length = 5", "f.text_length == 5"),
        ("text_length + 1 - audience_size * 2 > 5", "((f.text_length + 1) - (f.audience_size * 2)) > 5"),
        ("network IN ('x')", "f.network in ('x',)"),
        ("network NOT IN ('x', 'page')", "f.network not in ('x', 'page',)"),
        ("last_inbound_at IS NULL", "f.last_inbound_at is None"),
        ("last_inbound_at IS NOT NULL", "f.last_inbound_at is not None"),
        ("COALESCE(window_opener, 'qr') = 'qr'", "('qr' if f.window_opener is None else f.window_opener) == 'qr'"),
        ("is_approved AND (is_anonymous OR is_suppressed)", "f.is_approved and (f.is_anonymous or f.is_suppressed)"),
        ("is_approved OR (is_anonymous AND is_suppressed)", "f.is_approved or (f.is_anonymous and f.is_suppressed)"),
        ("NOT is_approved", "not f.is_approved"),
        ("has_blocked_us", "f.has_blocked_us is True"),
        ("has_blocked_us IS NOT FALSE", "f.has_blocked_us is not False"),
        ("text_length > audience_size", "f.text_length > f.audience_size"),
        ("text_length * audience_size = 1 + audience_size", "(f.text_length * f.audience_size) == (1 + f.audience_size)"),
    ],
)  # fmt: skip
def test_a_condition_is_written_so_that_python_reads_it_alike(text: str, printed: str) -> None:
    assert python(surely(text)) == printed
    for name in (
        "text_length",
        "audience_size",
        "has_blocked_us",
        "network",
        "last_inbound_at",
        "window_opener",
    ):
        assert python(surely(text), frozenset({name})) == printed.replace(f"f.{name}", name)
