"""Laws by the person's country, asked on the days that matter, as a person would ask: `askfirst decide … --json`."""

from __future__ import annotations

import json
from typing import Any

import pytest
from typer.testing import CliRunner

from askfirst.cli.main import app

TODAY = "2026-11-21"
COMPLETE = {
    "business_country": "GB",
    "has_unsubscribe": "yes",
    "has_postal_address": "yes",
    "is_sender_identified": "yes",
    "has_one_click_unsubscribe": "yes",
    "subscriber_kind": "individual",
    "local_minute": 660,
}
PITCH = {"purpose": "marketing", "is_promotional": "yes"}
WROTE = {"thread_opened_by": "person", "last_inbound_at": "-2h"}
JOINED = {"consent_state": "active", "consent_given_at": "-30d"}
HISTORY = ("2012-01-10", "2014-07-01", "2018-12-01", "2019-01-15", "2023-07-20", TODAY)
PACKED = ("US", "CA", "GB", "FR", "DE", "AU", "BR", None)


def asked(country: str | None, day: str = TODAY, *, network: str = "email", **facts: Any) -> Any:
    """All that the command line says to one question about somebody in a country; None: nobody knows where."""
    where = {"person_country": country} if country else {}
    known = {"form": "direct", **PITCH, **COMPLETE, **where, **facts}
    given = [part for name, value in known.items() for part in ("--fact", f"{name}={value}")]
    question = ["--network", network, "--at", f"{day}T12:00Z", "--json"]
    return json.loads(CliRunner().invoke(app, ["decide", *question, *given]).stdout)


def layer(said: Any, name: str = "law") -> str:
    return next(str(one["verdict"]) for one in said["layers"] if one["layer"] == name)


def law_says(said: Any) -> list[Any]:
    return [reason for reason in said["reasons"] if reason["layer"] == "law" and reason["effect"] != "advise"]


@pytest.mark.row("O6")
@pytest.mark.parametrize(
    ("country", "network", "answers"),
    [
        ("US", "email", ["allow"] * 6),
        ("CA", "email", ["allow", "deny", "deny", "deny", "deny", "deny"]),
        ("CA", "facebook", ["allow", "allow", "deny", "deny", "deny", "deny"]),
        ("GB", "email", ["deny"] * 6),
        ("GB", "facebook", ["allow", "allow", "allow", "allow", "deny", "deny"]),
        ("FR", "email", ["deny"] * 6),
        ("FR", "facebook", ["allow", "allow", "allow", "hold", "hold", "hold"]),
        ("DE", "facebook", ["allow", "allow", "allow", "deny", "deny", "deny"]),
        ("AU", "facebook", ["deny"] * 6),
        ("BR", "email", ["hold"] * 6),
        (None, "email", ["hold"] * 6),
    ],
)
def test_the_law_of_each_country_on_each_day_about_a_pitch_without_consent(
    country: str | None, network: str, answers: list[str]
) -> None:
    said = [asked(country, day, network=network, **WROTE) for day in HISTORY]
    assert [layer(one) for one in said] == answers
    assert {layer(one, "consent") for one in said} == {"deny"}


@pytest.mark.row("O6")
@pytest.mark.parametrize("country", PACKED)
def test_who_has_joined_and_confirmed_may_be_written_to_everywhere(country: str | None) -> None:
    assert asked(country, **JOINED)["verdict"] == "allow"


@pytest.mark.row("O6")
@pytest.mark.parametrize("country", PACKED)
def test_an_answer_is_nobodys_advertising(country: str | None) -> None:
    said = asked(country, purpose="reply", is_promotional="no", has_unsubscribe="no", **WROTE)
    assert said["verdict"] == "allow"


@pytest.mark.row("O6")
@pytest.mark.parametrize("country", ["CA", "GB", "FR", "DE", "AU"])
def test_one_line_that_promotes_makes_an_answer_advertising(country: str) -> None:
    assert layer(asked(country, purpose="reply", **WROTE)) == "deny"


@pytest.mark.row("O6")
@pytest.mark.parametrize("country", ["CA", "AU"])
def test_asking_for_consent_by_message_needs_consent(country: str) -> None:
    asking = {"purpose": "consent_request", "is_promotional": "no"}
    assert layer(asked(country, **asking)) == "deny"
    assert layer(asked(country, **asking, **WROTE)) == "allow"


@pytest.mark.row("O6")
@pytest.mark.parametrize(
    ("kind", "answers"),
    [("corporate", ["allow", "deny", "allow"]), ("sole_trader", ["deny", "deny", "allow"])],
)
def test_a_company_is_another_recipient_in_the_united_kingdom_only(kind: str, answers: list[str]) -> None:
    assert [layer(asked(one, subscriber_kind=kind)) for one in ("GB", "DE", "US")] == answers


@pytest.mark.row("O6")
def test_implied_consent_ends_on_its_day_and_the_answer_says_so() -> None:
    bought = {"consent_basis": "implied_purchase", "last_purchase_at": "2025-01-01T00:00Z"}
    assert layer(asked("CA", "2026-12-31", **bought)) == "allow"
    assert layer(asked("CA", "2027-01-01", **bought)) == "deny"


@pytest.mark.row("O6")
def test_a_text_message_waits_for_eight_in_the_morning_where_the_person_is() -> None:
    night: dict[str, Any] = {"network": "sms", "person_region": "US-TX", **JOINED}
    assert layer(asked("US", **night, local_minute=1260)) == "deny"
    assert layer(asked("US", **night, local_minute=480)) == "allow"
    assert layer(asked("US", **{**night, "person_region": "US-OK"}, local_minute=1200)) == "deny"


@pytest.mark.row("O6")
def test_a_machine_says_so_in_the_european_union_from_its_day_on() -> None:
    machine = {"purpose": "reply", "is_promotional": "no", "authored_by": "ai", "is_approved": "yes"}
    silent = {**machine, "is_automation_disclosed": "no", **WROTE}
    assert layer(asked("FR", "2026-08-01", **silent)) == "allow"
    assert layer(asked("FR", "2026-08-02", **silent)) == "deny"
    assert layer(asked("FR", "2026-08-02", **{**silent, "is_automation_disclosed": "yes"})) == "allow"
    assert layer(asked("US", "2026-08-02", **silent)) == "allow"


@pytest.mark.row("O6")
def test_every_no_of_a_law_names_its_source_and_the_day_it_was_read() -> None:
    for country in ("CA", "GB", "FR", "DE", "AU"):
        for reason in law_says(asked(country)):
            assert reason["source"]["address"]
            assert reason["source"]["read"] == TODAY


@pytest.mark.row("O6")
def test_what_is_missing_in_the_text_is_said_with_what_would_help() -> None:
    said = asked("US", **JOINED, has_postal_address="no")
    assert said["verdict"] == "deny"
    assert "postal address" in law_says(said)[0]["says"]
    assert any("postal address" in json.dumps(one) for one in said["would_help"])


def test_advertising_waits_a_week_after_complaints_were_high() -> None:
    high: dict[str, Any] = {
        **JOINED,
        "complaints_per_mille": 0,
        "complaints_high_at": "2026-11-14T12:00:00.000001Z",
    }
    said = asked("US", **high)
    assert said["verdict"] == "hold"
    assert said["opens_at"].startswith("2026-11-21T12:00:00")
    assert asked("US", **{**high, "complaints_high_at": "2026-11-14T12:00Z"})["verdict"] == "allow"
