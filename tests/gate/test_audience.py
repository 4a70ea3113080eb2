"""Everybody at once is asked what each would be asked alone: the same facts, the same verdicts, and few queries."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from askfirst.brand.models import Channel
from askfirst.consent import ledger
from askfirst.gate import audience, audience_facts, limits, policies, release
from askfirst.gate.facts import gather
from askfirst.gate.question import Question
from askfirst.networks.base import Form
from askfirst.networks.catalog import NETWORKS
from askfirst.people.models import Contact
from askfirst.policy import engine
from askfirst.policy.facts import FACTS, as_mapping
from askfirst.policy.model import Verdict
from askfirst.policy.sets.decode import deciding_layer
from tests.gate.crowd import NEWS, Crowd
from tests.profiles import sized

if TYPE_CHECKING:
    from pathlib import Path

    from tests.world import World

PEOPLE = sized(40, 80)


def channel_on(world: World, network: str) -> Channel:
    if network == "page":
        return world.page.channel
    if network == "email":
        return world.connect_mail()
    account = {"account": {"messaging_limit": 20}} if network == "whatsapp" else {}
    return Channel.objects.create(
        brand=world.harbour, network=network, address=f"{network}@harbour", name=network, settings=account
    )


def crowd_on(world: World, network: str, seed: int, people: int = PEOPLE) -> Crowd:
    """People who are known on that network and on another one."""
    other = "email" if network != "email" else "page"
    return Crowd(world, [channel_on(world, network), channel_on(world, other)], seed=seed, people=people)


def alone(crowd: Crowd, question: Question, at: datetime) -> dict[int, dict[str, Any]]:
    """The facts of each person, gathered one question a person."""
    asked = [replace(question, contact=person) for person in crowd.people]
    found = gather(asked, at)
    return {person.pk: as_mapping(facts) for person, facts in zip(crowd.people, found, strict=True)}


def together(question: Question, at: datetime) -> dict[int, dict[str, Any]]:
    """The same, of everybody at once: what is known of all, what the table says, and what nobody gave."""
    found = audience.facts_of(question, at)
    nobody_gave = {name: fact.default for name, fact in FACTS.items()}
    return {row.pop("person"): {**nobody_gave, **found.known, **row} for row in found.table.to_dicts()}


def assert_same(crowd: Crowd, question: Question, at: datetime) -> None:
    expected, found = alone(crowd, question, at), together(question, at)
    known = Contact.objects.filter(brand=crowd.world.harbour, merged_into=None)
    assert set(found) == set(known.values_list("pk", flat=True))
    for person, facts in expected.items():
        different = {
            name: (facts[name], found[person][name]) for name in facts if facts[name] != found[person][name]
        }
        assert not different, person


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("network", ["page", "email", "whatsapp", "x", "linkedin", "facebook"])
def test_every_fact_of_every_person_is_as_it_is_gathered_alone(
    world: World, network: str, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audience_facts, "AT_A_TIME", (100_000, 7, 7, 7)[seed])
    crowd = crowd_on(world, network, seed)
    question = Question(
        channel=crowd.channels[0],
        contact=None,
        purpose=("marketing", "reply", "event", "service")[seed],
        text=("our  BIG news", "", NEWS, NEWS)[seed],
        audience_size=(PEOPLE, 1, 2, 1)[seed],
        form=(Form.DIRECT, Form.DIRECT, Form.PRIVATE_REPLY, Form.DIRECT)[seed],
        message_tag={"linkedin": "inmail", "facebook": "recurring"}.get(network, "none"),
        on=(crowd.lists[0], None, crowd.lists[1], None)[seed],
    )
    for days in (0, -1, 31, 400):
        assert_same(crowd, question, crowd.now - timedelta(days=days))


def test_the_crowd_of_these_tests_has_people_of_every_sort(world: World) -> None:
    """A comparison of people about whom nothing is known would prove nothing."""
    crowd = crowd_on(world, "whatsapp", seed=0, people=200)
    question = Question(channel=crowd.channels[0], contact=None, purpose="marketing", text=NEWS)
    of_a_list = audience.facts_of(replace(question, on=crowd.lists[0]), crowd.now).table
    assert of_a_list.get_column("promise_opens_at").n_unique() > 5
    table = audience.facts_of(question, crowd.now).table
    dull = [name for name in table.columns if table.get_column(name).n_unique() < 2]
    assert dull == [
        "is_clock_assumed",
        "is_inmail_unanswered",
        "promise_opens_at",
    ]  # nothing is paid there, or promised of no list
    assert set(table.get_column("engagement_band").unique()) == {None, "new", "regular", "engaged", "devoted"}
    assert set(table.get_column("consent_state").unique()) == {
        "none",
        "pending",
        "active",
        "stale",
        "left",
        "blocked",
        "unproven",
    }
    assert table.get_column("suppression_reason").n_unique() == 7
    assert table.get_column("person_refusal").n_unique() == 4


def test_some_of_the_crowd_have_not_answered_a_paid_message(world: World) -> None:
    crowd = crowd_on(world, "linkedin", seed=0)
    question = Question(channel=crowd.channels[0], contact=None, message_tag="inmail")
    table = audience.facts_of(question, crowd.now).table
    assert set(table.get_column("is_inmail_unanswered")) == {True, False}


def test_some_of_the_crowd_have_a_ticket_that_is_used_or_has_ended(world: World) -> None:
    crowd = crowd_on(world, "facebook", seed=0, people=80)
    question = Question(
        channel=crowd.channels[0],
        contact=None,
        purpose="marketing",
        message_tag="recurring",
        on=crowd.lists[0],
    )
    table = audience.facts_of(question, crowd.now).table
    assert set(table.get_column("token_uses_left")) == {0, 1}
    for name in ("token_expires_at", "token_used_at"):
        assert 2 < table.get_column(name).n_unique() < 80


@pytest.mark.parametrize("network", ["page", "email", "whatsapp"])
@pytest.mark.parametrize("purpose", ["marketing", "service"])
def test_everybody_gets_the_verdict_that_they_would_get_alone(
    world: World, network: str, purpose: str
) -> None:
    crowd = crowd_on(world, network, seed=7)
    question = Question(channel=crowd.channels[0], contact=None, purpose=purpose, text=NEWS, is_approved=True)
    policy = policies.of(world.harbour.pk)
    found = {row["person"]: row for row in audience.verdicts(question, crowd.now).to_dicts()}
    asked = [replace(question, contact=person) for person in crowd.people]
    for person, facts in zip(crowd.people, gather(asked, crowd.now), strict=True):
        answer = engine.decide(policy, facts)
        assert found[person.pk]["verdict"] == str(answer.verdict)
        assert found[person.pk]["layer"] == deciding_layer(answer)
        assert found[person.pk]["policy_version"] == answer.policy_version
    someone = crowd.people[0]
    assert found[someone.pk]["verdict"] == str(
        release.ask(replace(question, contact=someone), at=crowd.now).verdict
    )


def test_the_answer_in_numbers_adds_up_and_says_what_would_help(world: World, tmp_path: Path) -> None:
    crowd = crowd_on(world, "email", seed=3)
    question = Question(channel=crowd.channels[0], contact=None, purpose="marketing", is_approved=True)
    summary = audience.decide(question, crowd.now, out=tmp_path / "verdicts")
    counts = audience.verdicts(question, crowd.now).get_column("verdict").value_counts()
    assert {str(name): n for name, n in summary.verdicts.items() if n} == dict(counts.iter_rows())
    assert summary.people == Contact.objects.filter(brand=world.harbour, merged_into=None).count()
    stopped = [one.people for one in summary.reasons if one.rule == "consent-base.suppressed"]
    table = audience.facts_of(question, crowd.now).table
    assert stopped == [table.get_column("is_suppressed").sum()]
    assert any(group.helps for group in summary.groups)
    written = pl.read_parquet(tmp_path / "verdicts")
    assert written.height == summary.people
    again = audience.decide(question, crowd.now, out=tmp_path / "verdicts")
    assert again.verdicts == summary.verdicts


def test_so_many_people_at_a_time_give_the_same_answer(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    crowd = crowd_on(world, "email", seed=3)
    question = Question(channel=crowd.channels[0], contact=None, purpose="marketing", text=NEWS)
    at_once = audience.decide(question, crowd.now)
    for module in (audience, audience_facts):
        monkeypatch.setattr(module, "AT_A_TIME", 7)
    in_pieces = audience.decide(question, crowd.now)
    assert (in_pieces.people, in_pieces.verdicts) == (at_once.people, at_once.verdicts)
    assert {one.rule: one.people for one in in_pieces.reasons} == {
        one.rule: one.people for one in at_once.reasons
    }


def test_a_word_of_theirs_changes_the_numbers(world: World) -> None:
    crowd = crowd_on(world, "page", seed=1)
    question = Question(channel=crowd.channels[0], contact=None, purpose="service")
    before = audience.decide(question, crowd.now)
    allowed = audience.verdicts(question, crowd.now).filter(pl.col("verdict") == "allow")
    assert allowed.height > 0
    for person in Contact.objects.filter(pk__in=allowed.get_column("person").to_list()):
        if person.handles.exists():
            ledger.stop(person, reason="asked", evidence="by phone")
    after = audience.decide(question, crowd.now)
    assert after.verdicts[Verdict.ALLOW] < before.verdicts[Verdict.ALLOW]
    assert after.verdicts[Verdict.DENY] > before.verdicts[Verdict.DENY]


@pytest.mark.parametrize("network", ["page", "email", "whatsapp"])
def test_many_people_cost_no_more_queries_than_few(world: World, network: str) -> None:
    counts = []
    crowd = crowd_on(world, network, seed=1, people=30)
    question = Question(channel=crowd.channels[0], contact=None, purpose="marketing", text=NEWS)
    for more in (0, 300):
        if more:
            Contact.objects.bulk_create([Contact(brand=world.harbour) for _ in range(more)])
        with CaptureQueriesContext(connection) as seen:
            audience.decide(question, crowd.now)
        counts.append(len(seen))
    assert counts[0] == counts[1]
    assert counts[0] <= 27


def test_nobody_of_another_brand_is_in_it(world: World) -> None:
    crowd = crowd_on(world, "page", seed=2)
    question = Question(channel=world.northwind_page.channel, contact=None, purpose="marketing")
    assert audience.facts_of(question, crowd.now).table.height == 0
    assert audience.decide(question, crowd.now).people == 0


def test_a_brand_that_knows_nobody_gets_an_answer_too(world: World) -> None:
    question = Question(channel=world.page.channel, contact=None, purpose="marketing", text="Hello")
    summary = audience.decide(audience.to_everybody(question), datetime.now(UTC))
    assert summary.people == 0
    assert summary.reasons == ()


@pytest.mark.parametrize("given", [{"about": "comment-1"}, {"to": "ana@fans.test"}])
def test_what_concerns_one_person_is_not_asked_about_everybody(world: World, given: dict[str, str]) -> None:
    question = Question(channel=world.page.channel, contact=None, **given)
    with pytest.raises(ValueError, match="names no person"):
        audience.facts_of(question, datetime.now(UTC))


def test_no_limit_with_a_number_is_by_thread() -> None:
    """An audience is asked about limits that all its people share; one by thread would have to be looked up for each."""
    assert [one.id for network in NETWORKS for one in limits.counted(network) if one.owner == "thread"] == []
