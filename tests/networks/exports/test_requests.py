from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from askfirst.networks.base import BadInput, EventKind
from askfirst.networks.exports.catalog import recognise
from askfirst.networks.exports.requests import FacebookRequests, LinkedInInvitations
from tests.networks.exports.making import CONNECTIONS, packed, sorted_out

if TYPE_CHECKING:
    from pathlib import Path

    from askfirst.networks.base import Event
    from askfirst.networks.exports.base import Remark

INVITED = """From,To,Sent At,Message,Direction,inviterProfileUrl,inviteeProfileUrl
Greta Holm,Olivia Berg,"11/20/26, 9:05 AM","We met at the fair, in hall 4.",INCOMING,https://www.linkedin.com/in/greta-holm-3,https://www.linkedin.com/in/olivia-berg
Olivia Berg,Tom Ash,"11/19/26, 7:30 PM",,OUTGOING,https://www.linkedin.com/in/olivia-berg,https://www.linkedin.com/in/tom-ash
Max Profit,Olivia Berg,yesterday,Join my team,INCOMING,https://www.linkedin.com/in/max-profit,
Closed,Olivia Berg,"11/18/26, 1:00 PM",,INCOMING,,
"""


def read(
    reader: LinkedInInvitations | FacebookRequests, path: Path, text: str
) -> tuple[list[Event], list[Remark]]:
    path.write_text(text, encoding="utf-8")
    return sorted_out(reader.read(path))


def test_an_invitation_that_came_in_is_a_request_with_its_words(tmp_path: Path):
    events, remarks = read(LinkedInInvitations(), tmp_path / "Invitations.csv", INVITED)
    greta, seller = events
    assert (greta.kind, greta.actor, greta.actor_name) == (EventKind.REQUEST, "greta-holm-3", "Greta Holm")
    assert greta.text == "We met at the fair, in hall 4."
    assert greta.occurred_at == datetime(2026, 11, 20, 9, 5, tzinfo=UTC)
    assert seller.occurred_at is None
    assert seller.remarks == ("the day 'yesterday' could not be read: kept without one",)
    assert [str(one) for one in remarks] == [
        "Invitations.csv, line 5: Closed has no profile address: cannot be known again, left out",
        "Invitations.csv: 1 invitations were sent by this account, or are of no known direction: left out",
    ]


def test_friend_requests_are_known_by_name_and_moment(tmp_path: Path):
    asked = {
        "received_requests_v2": [
            {"name": "J\u00c3\u00bcrgen Gro\u00c3\u009f", "timestamp": 1_763_000_000},
            {"name": "Ana Ferreira", "timestamp": "soon"},
            {"timestamp": 1_763_000_000},
        ]
    }
    path = tmp_path / "friend_requests_received.json"
    events, remarks = read(FacebookRequests(), path, json.dumps(asked))
    jurgen, ana = events
    assert (jurgen.kind, jurgen.actor_name) == (EventKind.REQUEST, "Jürgen Groß")
    assert jurgen.actor == "Jürgen Groß (2025-11-13 02:13)"
    assert ana.occurred_at is None
    assert [one.sentence for one in remarks] == ["a request without a name: cannot be known again, left out"]
    assert read(FacebookRequests(), path, json.dumps(asked))[0] == events, "reading twice gives the same ids"


def test_both_are_found_in_the_zips_they_come_in_and_known_from_others(tmp_path: Path):
    one = packed(tmp_path / "linkedin.zip", {"Invitations.csv": INVITED, "Skills.csv": "Name\n"})
    other = packed(
        tmp_path / "facebook.zip",
        {"connections/friends/friend_requests_received.json": '{"received_requests_v2": []}'},
    )
    assert recognise(one) is not None
    assert [type(found).__name__ for found in (recognise(one), recognise(other))] == [
        "LinkedInInvitations", "FacebookRequests",
    ]  # fmt: skip
    events, remarks = sorted_out(LinkedInInvitations().read(one))
    assert len(events) == 2
    assert "Skills.csv" in remarks[0].sentence


@pytest.mark.parametrize("text", [CONNECTIONS, "From,To\n", '{"friends_v2": [{"name": "Ana"}]}', "[1]", ""])
def test_what_is_neither_is_refused_with_what_to_do(tmp_path: Path, text: str):
    path = tmp_path / "somewhat"
    path.write_text(text, encoding="utf-8")
    for reader in (LinkedInInvitations(), FacebookRequests()):
        assert not reader.recognise(path)
        with pytest.raises(BadInput):
            list(reader.read(path))


def test_a_zip_with_two_tables_and_a_list_with_more_in_it_are_read_whole(tmp_path: Path):
    incoming = "\n".join(INVITED.splitlines()[:2]) + "\n"
    both = packed(tmp_path / "two.zip", {"a/Invitations.csv": incoming, "b/Invitations.csv": INVITED})
    events, _ = sorted_out(LinkedInInvitations().read(both))
    assert [one.actor for one in events] == ["greta-holm-3", "greta-holm-3", "max-profit"]
    asked = {"received_requests_v2": [{"name": "Ana"}], "label": "requests"}
    events, _ = read(FacebookRequests(), tmp_path / "x.json", json.dumps(asked))
    assert [one.actor_name for one in events] == ["Ana"]
