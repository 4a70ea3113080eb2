"""Facebook and the other networks of fans, asked on the days that matter, as a person would ask: `askfirst decide … --json`."""

from __future__ import annotations

import json
from typing import Any

import pytest
from typer.testing import CliRunner

from askfirst.cli.main import app

TODAY = "2026-11-21"
HISTORY = ("2012-01-10", "2013-10-20", "2015-05-01", "2020-03-01", "2021-08-05", "2023-07-20", TODAY)
WROTE = {"thread_opened_by": "person", "last_inbound_at": "-2h"}
LONG_AGO = {"thread_opened_by": "person", "last_inbound_at": "-30d"}
SECOND_DAY = {"thread_opened_by": "person", "last_inbound_at": "-30h"}
BY_HAND = {"message_tag": "human_agent", "has_human_agent_approval": "yes"}
COMMENT = {
    "form": "private_reply",
    "trigger_kind": "comment",
    "trigger_at": "-1h",
    "is_trigger_by_page": "no",
}
HEARD = {"can_reply_privately": "yes", "is_account_published": "yes", "person_follows": "yes"}
NOTICE = {"message_tag": "account_update", "purpose": "account"}
TEMPLATE = {
    "message_tag": "template",
    "template_status": "approved",
    "template_category": "utility",
    "purpose": "transactional",
    "consent_state": "active",
}
CALM = {
    "is_promotional": "no",
    "local_minute": 660,
    "person_country": "BR",
    "business_country": "BR",
    "shares_server": "yes",
    "has_messages_off": "no",
}
NETWORKS = (
    "facebook",
    "instagram",
    "whatsapp",
    "telegram",
    "mastodon",
    "bluesky",
    "discord",
    "tiktok",
    "matrix",
)


def asked(network: str, day: str = TODAY, **facts: Any) -> Any:
    """All that the command line says to one question; a fact of None is not given."""
    known = {"form": "direct", "purpose": "reply", **CALM, **facts}
    given = [
        part for name, value in known.items() if value is not None for part in ("--fact", f"{name}={value}")
    ]
    question = ["--network", network, "--at", f"{day}T12:00Z", "--json"]
    return json.loads(CliRunner().invoke(app, ["decide", *question, *given]).stdout)


def network_says(network: str, day: str = TODAY, **facts: Any) -> str:
    """What the network's own layer says."""
    layers = asked(network, day, **facts)["layers"]
    return next(str(one["verdict"]) for one in layers if one["layer"] == "network")


@pytest.mark.parametrize(
    ("network", "facts", "answers"),
    [
        ("facebook", {}, "deny deny deny deny deny deny deny"),
        ("facebook", WROTE, "allow allow allow allow allow allow allow"),
        ("facebook", LONG_AGO, "allow allow allow allow deny deny deny"),
        ("facebook", {**SECOND_DAY, **BY_HAND}, "allow allow allow hold allow allow allow"),
        ("facebook", {**LONG_AGO, **NOTICE}, "allow allow allow hold allow allow deny"),
        ("facebook", {**COMMENT, **HEARD}, "allow deny deny allow allow allow allow"),
        ("instagram", {}, "hold hold hold hold hold deny deny"),
        ("instagram", WROTE, "hold hold hold hold hold allow allow"),
        ("instagram", {**COMMENT, **HEARD}, "hold hold hold hold hold hold allow"),
        ("whatsapp", {}, "hold hold hold hold deny deny deny"),
        ("whatsapp", TEMPLATE, "hold hold hold hold allow allow allow"),
        ("whatsapp", WROTE, "hold hold hold hold hold hold allow"),
        ("telegram", {**LONG_AGO, "account_kind": "bot"}, "hold hold hold allow allow allow allow"),
        ("telegram", {}, "hold hold hold deny deny deny deny"),
        ("discord", WROTE, "hold hold hold hold hold allow allow"),
        ("mastodon", WROTE, "hold hold hold hold hold hold allow"),
        ("bluesky", WROTE, "hold hold hold hold hold hold allow"),
        ("tiktok", WROTE, "hold hold hold hold hold hold allow"),
        ("matrix", WROTE, "hold hold hold hold hold hold allow"),
    ],
)
def test_the_answer_is_that_of_the_day(network: str, facts: dict[str, Any], answers: str) -> None:
    assert " ".join(network_says(network, day, **facts) for day in HISTORY) == answers


@pytest.mark.parametrize(
    ("person", "business", "tickets", "paid"),
    [
        ("DE", "DE", "allow", "deny"),
        ("JP", "KR", "allow", "deny"),
        ("AU", "GB", "allow", "deny"),
        ("US", "US", "deny", "allow"),
        ("US", "DE", "deny", "allow"),
        ("DE", "US", "deny", "deny"),
        (None, "DE", "hold", "hold"),
        ("DE", None, "hold", "deny"),
    ],
)
def test_facebooks_two_halves_of_the_world_have_each_what_the_other_has_not(
    person: str | None, business: str | None, tickets: str, paid: str
) -> None:
    where: dict[str, Any] = {"person_country": person, "business_country": business}
    ticket: dict[str, Any] = {"message_tag": "recurring", "token_uses_left": 5, "token_expires_at": "+30d"}
    joined: dict[str, Any] = {
        "message_tag": "marketing_api",
        "consent_state": "active",
        "has_marketing_approval": "yes",
    }
    assert network_says("facebook", **where, **LONG_AGO, **ticket) == tickets
    assert network_says("facebook", **where, **LONG_AGO, **joined) == paid


@pytest.mark.parametrize("network", NETWORKS)
def test_a_stranger_is_never_simply_written_to(network: str) -> None:
    assert asked(network)["verdict"] in {"deny", "hold"}


@pytest.mark.parametrize("network", NETWORKS)
def test_a_pitch_needs_consent_also_where_the_network_is_open(network: str) -> None:
    said = asked(
        network, **WROTE, purpose="marketing", is_promotional="yes", account_kind="bot", likes_page="yes"
    )
    assert said["verdict"] == "deny"
    assert "consent-base.none" in {reason["rule"] for reason in said["reasons"]}


@pytest.mark.row("Z2")
@pytest.mark.parametrize(
    ("network", "facts", "ways", "helps"),
    [
        ("facebook", {**SECOND_DAY, "has_human_agent_approval": "yes"}, {"human_agent"}, {"they_write", "human_agent"}),
        ("facebook", {}, {"invite", "list", "public_post"}, {"they_write"}),
        ("instagram", {"trigger_kind": "comment", "trigger_at": "-1h"}, {"private_reply", "public_reply"}, {"they_write"}),
        ("whatsapp", {**LONG_AGO, "consent_state": "active"}, set(), {"they_write", "approved_notice"}),
        ("telegram", {"account_kind": "bot"}, {"invite", "public_post"}, {"they_write"}),
        ("mastodon", {"inbound_setting": "none", "is_approved": "yes"}, {"invite", "public_post"}, {"they_write", "they_follow", "they_open"}),
        ("bluesky", {"inbound_setting": "followed_only"}, {"invite", "public_post"}, {"they_write"}),
        ("discord", {**WROTE, "shares_server": "no"}, {"public_post"}, {"they_join_server"}),
        ("tiktok", {**WROTE, "outbound_since_inbound": 10}, {"public_post"}, {"they_write"}),
        ("matrix", {"person_refusal": "blocked"}, set(), {"they_write"}),
    ],
)  # fmt: skip
def test_a_no_has_words_a_source_a_day_and_what_is_open_instead(
    network: str, facts: dict[str, Any], ways: set[str], helps: set[str]
) -> None:
    said = asked(network, **facts)
    assert said["verdict"] == "deny"
    noes = [one for one in said["reasons"] if one["layer"] == "network" and one["effect"] == "deny"]
    assert noes
    for reason in noes:
        assert reason["says"].endswith(".")
        assert reason["source"]["address"]
        assert reason["source"]["read"] == TODAY
        assert reason["since"] or reason["observed"]
    assert ways <= {way["id"] for way in said["ways"]}
    assert helps <= {act for help_ in said["would_help"] for act in help_["acts"]}


@pytest.mark.row("Z2")
@pytest.mark.parametrize("network", [one for one in NETWORKS if one != "matrix"])
def test_after_a_refusal_everything_stops_until_the_network_said(network: str) -> None:
    said = asked(network, **WROTE, account_kind="bot", last_refusal="quota", wait_until="+2h")
    assert said["verdict"] == "hold"
    assert said["opens_at"].startswith("2026-11-21T14:00:00")


@pytest.mark.parametrize(
    ("network", "until"),
    [("facebook", "2026-11-22T10:00:00"), ("instagram", "2026-11-22T10:00:00"), ("whatsapp", "2026-11-22T10:00:00"),
     ("tiktok", "2026-11-23T10:00:00")],
)  # fmt: skip
def test_the_window_closes_when_the_network_closes_it(network: str, until: str) -> None:
    change = asked(network, **WROTE)["next_change"]
    assert change["at"].startswith(until)
    assert change["verdict"] == "deny"
