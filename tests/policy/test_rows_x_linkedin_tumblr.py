"""X, LinkedIn and Tumblr, asked on the days that matter, as a person would ask: `askfirst decide … --json`."""

from __future__ import annotations

import json
from typing import Any

import pytest
from typer.testing import CliRunner

from askfirst.cli.main import app

TODAY = "2026-11-21"


def asked(
    network: str, day: str = TODAY, *, form: str = "direct", purpose: str = "reply", **facts: Any
) -> Any:
    """All that the command line says to one question."""
    known = {"is_promotional": "no", "local_minute": 660, **facts}
    given = [part for name, value in known.items() for part in ("--fact", f"{name}={value}")]
    at = day if "T" in day else f"{day}T12:00Z"
    question = ["--network", network, "--form", form, "--purpose", purpose, "--at", at, "--json"]
    return json.loads(CliRunner().invoke(app, ["decide", *question, *given]).stdout)


def network_of(said: Any) -> str:
    """What the network's own layer says."""
    return next(str(one["verdict"]) for one in said["layers"] if one["layer"] == "network")


def rules_of(said: Any) -> set[str]:
    return {reason["rule"] for reason in said["reasons"]}


HISTORY = (
    "2012-01-10",
    "2013-10-20",
    "2013-12-01",
    "2015-05-01",
    "2020-03-01",
    "2021-08-05",
    "2023-07-20",
    TODAY,
)


@pytest.mark.row("X1")
@pytest.mark.parametrize(
    ("facts", "answers"),
    [
        ({"person_follows": "yes"}, ["allow"] * 8),
        (
            {"inbound_setting": "everyone"},
            ["deny", "deny", "deny", "allow", "allow", "allow", "hold", "hold"],
        ),
        (
            {"inbound_setting": "everyone", "is_setting_current": "yes"},
            ["deny", "deny", "deny", "allow", "allow", "allow", "allow", "allow"],
        ),
        (
            {"inbound_setting": "followers", "brand_follows": "yes"},
            ["deny", "allow", "deny", "deny", "deny", "deny", "deny", "deny"],
        ),
        (
            {"thread_opened_by": "person", "last_inbound_at": "-2h"},
            ["deny", "deny", "deny", "allow", "allow", "allow", "allow", "allow"],
        ),
    ],
    ids=["follower", "open", "open-seen-again", "open-to-followers", "wrote"],
)
def test_x_answers_as_it_did_on_that_day(facts: dict[str, Any], answers: list[str]) -> None:
    assert [network_of(asked("x", day, **facts)) for day in HISTORY] == answers


@pytest.mark.row("X1")
def test_x_says_before_2015_that_they_could_not_answer() -> None:
    day = {rule for rule in rules_of(asked("x", "2012-01-10", person_follows="yes")) if "no_answer" in rule}
    assert day == {"x.no_answer"}
    assert not [one for one in rules_of(asked("x", "2015-05-01", person_follows="yes")) if "no_answer" in one]


@pytest.mark.row("X1")
def test_a_stranger_on_x_is_answered_in_public_and_their_follow_would_open_the_rest() -> None:
    said = asked(
        "x",
        trigger_kind="mention",
        inbound_setting="none",
        is_approved="yes",
        account_tier="self_serve",
    )
    assert network_of(said) == "deny"
    assert "public_reply" in {way["id"] for way in said["ways"]}
    assert ["they_follow"] in [one["acts"] for one in said["would_help"]]


@pytest.mark.row("L1")
def test_a_free_account_on_linkedin_writes_to_connections_only() -> None:
    free: dict[str, Any] = {"account_kind": "person", "account_tier": "free"}
    assert network_of(asked("linkedin", **free, connected="yes")) == "allow"
    assert network_of(asked("linkedin", **free)) == "deny"
    assert network_of(asked("linkedin", "2013-12-01", **free)) == "deny"
    paid: dict[str, Any] = {"message_tag": "inmail", "credits_left": 3, "refuses_inmail": "no"}
    assert network_of(asked("linkedin", **free, **paid)) == "deny"


@pytest.mark.row("L2")
def test_an_inmail_needs_a_credit_and_says_when_it_comes_back() -> None:
    inmail: dict[str, Any] = {
        "account_kind": "person",
        "account_tier": "premium_business",
        "message_tag": "inmail",
        "refuses_inmail": "no",
    }
    assert network_of(asked("linkedin", **inmail, credits_left=1)) == "allow"
    assert network_of(asked("linkedin", **inmail, credits_left=0)) == "deny"
    assert network_of(asked("linkedin", **inmail)) == "hold"
    last, first = (asked("linkedin", day, **inmail, credits_left=1) for day in ("2014-12-31", "2015-01-01"))
    assert "linkedin.credit_back_on_silence" in rules_of(last) - rules_of(first)
    assert "linkedin.credit_back_on_answer" in rules_of(first) - rules_of(last)


@pytest.mark.row("L2")
def test_only_the_claim_of_2013_lets_a_free_account_spend_ten_bought_inmails() -> None:
    bought: dict[str, Any] = {
        "account_kind": "person",
        "account_tier": "free",
        "message_tag": "inmail",
        "refuses_inmail": "no",
        "credits_left": 10,
    }
    then = asked("linkedin", "2013-12-01", **bought)
    assert network_of(then) == "allow"
    (claim,) = (one for one in then["reasons"] if one["rule"] == "linkedin.inmail_seed")
    assert claim["confidence"] == "low"
    assert network_of(asked("linkedin", "2020-03-01", **bought)) == "hold"
    assert network_of(asked("linkedin", **bought)) == "deny"


@pytest.mark.row("L3")
def test_hiring_and_marketing_get_different_answers_about_the_same_stranger() -> None:
    seat: dict[str, Any] = {
        "account_kind": "employee_profile",
        "account_tier": "recruiter",
        "message_tag": "inmail",
        "credits_left": 30,
        "refuses_inmail": "no",
        "is_approved": "yes",
        "person_country": "US",
        "business_country": "US",
    }
    hiring = asked("linkedin", purpose="recruiting", **seat)
    marketing = asked("linkedin", purpose="marketing", **{**seat, "is_promotional": "yes"})
    assert network_of(hiring) == "allow"
    assert hiring["verdict"] == "allow"
    assert network_of(marketing) == "hold"
    assert marketing["verdict"] == "deny"
    assert {"linkedin.recruiter_seat", "consent-base.none"} <= rules_of(marketing) - rules_of(hiring)


@pytest.mark.row("L3")
def test_a_page_does_not_begin_a_talk_about_a_job_but_a_person_may() -> None:
    said = asked("linkedin", purpose="recruiting", account_kind="page", connected="yes", is_approved="yes")
    assert network_of(said) == "deny"
    person = asked("linkedin", purpose="recruiting", account_kind="employee_profile", connected="yes")
    assert network_of(person) == "allow"


@pytest.mark.row("T1")
def test_fan_mail_opens_exactly_two_days_after_following() -> None:
    following: dict[str, Any] = {
        "brand_follows": "yes",
        "is_approved": "yes",
        "person_country": "US",
        "business_country": "US",
        "local_minute": 900,
    }
    early = asked("tumblr", "2013-12-01", **following, brand_follows_since="2013-11-30T08:00:00Z")
    assert network_of(early) == "deny"
    assert early["opens_at"].startswith("2013-12-02T08:00:00")
    late = asked("tumblr", "2013-12-02T08:00:00Z", **following, brand_follows_since="2013-11-30T08:00:00Z")
    assert late["verdict"] == "allow"


@pytest.mark.row("T1")
def test_fan_mail_ended_when_messaging_replaced_it() -> None:
    followed: dict[str, Any] = {"brand_follows": "yes", "brand_follows_since": "-30d"}
    limited: dict[str, Any] = {**followed, "inbound_setting": "followed_only"}
    days = ("2012-01-04", "2012-01-10", "2015-11-09", "2020-03-01", TODAY)
    assert [network_of(asked("tumblr", day, **limited)) for day in days] == [
        "hold",
        "allow",
        "allow",
        "deny",
        "deny",
    ]
    assert network_of(asked("tumblr", **{**limited, "person_follows": "yes"})) == "allow"


@pytest.mark.row("T2")
def test_a_fan_who_follows_is_not_written_to_before_the_blog_follows_back() -> None:
    fan: dict[str, Any] = {"person_follows": "yes", "person_follows_since": "-300d"}
    said = asked("tumblr", "2013-10-20", **fan)
    assert network_of(said) == "deny"
    assert "tumblr.fan_mail_follow" in rules_of(said)
    back = asked("tumblr", "2013-10-20", **fan, brand_follows="yes", brand_follows_since="-1h")
    assert "tumblr.fan_mail_48h" in rules_of(back)
    assert (
        network_of(asked("tumblr", "2013-10-20", **fan, brand_follows="yes", brand_follows_since="-48h"))
        == "allow"
    )


@pytest.mark.row("T3")
def test_who_asks_by_name_is_answered_either_way_and_who_does_not_only_in_public() -> None:
    named: dict[str, Any] = {"trigger_kind": "ask"}
    anonymous: dict[str, Any] = {"trigger_kind": "ask_anonymous", "is_anonymous": "yes"}
    assert network_of(asked("tumblr", form="private_reply", **named)) == "allow"
    assert network_of(asked("tumblr", form="public_reply", **named)) == "allow"
    assert network_of(asked("tumblr", form="private_reply", **anonymous)) == "deny"
    assert network_of(asked("tumblr", form="public_reply", **anonymous)) == "allow"


@pytest.mark.row("T3")
@pytest.mark.parametrize("form", ["direct", "private_reply", "public_reply", "public_post"])
def test_personal_data_for_somebody_without_a_name_has_no_open_way(form: str) -> None:
    said = asked(
        "tumblr", form=form, trigger_kind="ask_anonymous", is_anonymous="yes", has_personal_data="yes"
    )
    assert said["verdict"] == "deny"
    assert said["ways"] == []
