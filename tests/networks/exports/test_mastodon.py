from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from askfirst.networks.base import BadInput, EventKind
from askfirst.networks.exports.catalog import recognise
from askfirst.networks.exports.mastodon import Mastodon
from tests.networks.exports.making import FOLLOWING, MASTODON, packed, sorted_out

if TYPE_CHECKING:
    from pathlib import Path

    from askfirst.networks.base import Event
    from askfirst.networks.exports.base import Remark


def read(tmp_path: Path, text: str, name: str = "following_accounts.csv") -> tuple[list[Event], list[Remark]]:
    path = tmp_path / name
    path.write_text(text)
    return sorted_out(Mastodon().read(path, ("@Harbour@social.example",)))


def test_each_table_means_what_its_name_says_and_since_when_is_unknown(tmp_path: Path):
    events, remarks = sorted_out(Mastodon().read(packed(tmp_path / "m.zip", MASTODON)))
    assert [(event.kind, event.actor, event.target) for event in events] == [
        (EventKind.WE_FOLLOW, "", "ada@social.example"),
        (EventKind.KNOWN, "ada@social.example", ""),
        (EventKind.KNOWN, "jonas@other.example", ""),
        (EventKind.FOLLOW, "mara@social.example", ""),
    ]
    assert {event.occurred_at for event in events} == {None}
    assert events[1].extra == {"list": "Regulars"}
    assert "blocked_accounts.csv" in str(remarks[0])


def test_an_old_table_without_a_header_is_read_from_its_first_line(tmp_path: Path):
    events, _ = read(tmp_path, "Ada@Social.example,true\njonas@other.example,true\n")
    assert [event.target for event in events] == ["ada@social.example", "jonas@other.example"]
    assert {event.actor for event in events} == {"Harbour@social.example"}


def test_a_line_without_an_account_is_named(tmp_path: Path):
    _, remarks = read(tmp_path, f'{FOLLOWING}somewhere\n"{"x" * 140_000}\n')
    assert [str(one)[:70] for one in remarks] == [
        "following_accounts.csv, line 3: 'somewhere' is no account: left out",
        "following_accounts.csv, line 4: is no line of a table (field larger th",
    ]


def test_nobody_is_followed_and_that_is_no_mistake(tmp_path: Path):
    assert read(tmp_path, "") == ([], [])


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("people.csv", FOLLOWING, "does not say by its name what it holds"),
        ("following.txt", FOLLOWING, "does not say by its name what it holds"),
        ("followers.csv", "First Name,Last Name\n", "does not begin with the address of an account"),
        ("lists.csv", f'"{"x" * 140_000}\n', "does not begin with the address of an account"),
    ],
)
def test_something_else_is_refused_with_the_way_to_the_right_file(
    tmp_path: Path, name: str, text: str, sentence: str
):
    with pytest.raises(BadInput, match=rf"{sentence}.*Data export"):
        read(tmp_path, text, name)


def test_the_catalogue_recognises_it_by_its_name(tmp_path: Path):
    path = tmp_path / "following_accounts.csv"
    path.write_text(FOLLOWING)
    found = recognise(path)
    assert found is not None
    assert found.name == "mastodon"
    with pytest.raises(BadInput, match="has none of them"):
        Mastodon().read(packed(tmp_path / "m.zip", {"a.txt": "x"}))
