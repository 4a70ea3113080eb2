"""Ways to reach: to whom each network was open on which day, for which purpose."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from askfirst.policy import bundled
from askfirst.policy.model import midnight
from askfirst.policy.reach import Cell, known_networks, overview, purposes, situations

POLICY = bundled()


def cell(network: str, purpose: str, day: str, country: str = "US") -> Cell:
    at = midnight(datetime.fromisoformat(day).date())
    (found,) = (one for one in overview(POLICY, at, [network], country)[network] if one.purpose.id == purpose)
    return found


def open_to(network: str, purpose: str, day: str) -> set[str]:
    return {one.situation.id for one in cell(network, purpose, day).open}


@pytest.mark.parametrize(
    ("day", "is_open", "is_closed"),
    [
        ("2012-01-10", {"wrote_before", "commented"}, {"stranger", "follower"}),
        ("2013-10-20", {"wrote_before"}, {"commented", "stranger"}),
        ("2015-09-01", {"wrote_before", "commented"}, {"stranger"}),
        ("2020-05-01", {"wrote_now", "commented"}, {"wrote_before", "stranger"}),
    ],
)
def test_facebook_was_open_to_others_on_other_days(day: str, is_open: set[str], is_closed: set[str]) -> None:
    found = open_to("facebook", "care", day)
    assert is_open <= found
    assert not found & is_closed


def test_marketing_reaches_only_who_joined_or_reads_in_public() -> None:
    for network in known_networks(POLICY):
        for day in ("2016-01-01", "2026-11-21"):
            open_here = open_to(network, "marketing", day)
            assert open_here <= {"joined", "joined_and_wrote", "public"}, (network, day)


def test_a_cell_says_in_one_word_how_open_it_is() -> None:
    assert cell("facebook", "care", "2026-11-21").kind == "only"
    assert {one.situation.id for one in cell("facebook", "care", "2026-11-21").closed} >= {
        "stranger",
        "follower",
    }
    assert cell("sms", "care", "2026-11-21").kind == "hold"


def test_who_cannot_be_written_to_is_told_what_stands_in_the_way() -> None:
    found = cell("facebook", "care", "2026-11-21")
    assert all(one.against for one in found.closed)
    assert not any(one.against for one in found.open)


def test_every_purpose_and_situation_has_its_place() -> None:
    found = overview(POLICY, midnight(datetime(2026, 11, 21, tzinfo=UTC).date()), known_networks(POLICY))
    assert {tuple(one.purpose.id for one in cells) for cells in found.values()} == {
        tuple(one.id for one in purposes())
    }
    shown = {one.situation.id for cells in found.values() for one in cells[0].answers}
    assert {one.id for one in situations() if not one.networks} <= shown


def test_the_overview_is_not_about_unknown_settings() -> None:
    """Nothing in the care column waits for want of a fact about a person who has just written."""
    for network in ("page", "email", "facebook"):
        answers = {one.situation.id: one for one in cell(network, "care", "2026-11-21").answers}
        assert not [reason for reason in answers["wrote_now"].decision.reasons if reason.missing]
