"""Receipts: what somebody agreed to, to read and for programs, made of the ledger and naming nobody."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from django.utils import translation

from askfirst.consent import confirming, ledger, receipts
from askfirst.consent.models import Entry
from tests.consent.asking import ANA, WORDS, ask, mail, news

if TYPE_CHECKING:
    from askfirst.people.models import Contact
    from tests.world import World

pytestmark = pytest.mark.row("O1")


@pytest.fixture
def ana(world: World) -> Contact:
    one = news(world.harbour, months=12)
    return confirming.by_link(world.harbour, mail(ask(one, name="Ana"))[0]).contact


def test_a_receipt_says_in_words_who_was_allowed_what_when_and_how_it_is_taken_back(ana: Contact) -> None:
    (one,) = receipts.receipts(ana)
    said = receipts.as_text(one)
    for words in ("Harbour Coffee", "Roastery news (News and offers)", "At most 1 message a week.", "Sent by: Email",
                  "How: a button", "/@harbour/preferences/", WORDS["en"], one.number):  # fmt: skip
        assert words in said
    with translation.override("de"):
        assert receipts.as_text(one) != said


def test_the_json_has_the_names_of_the_standard_and_the_words_and_seal_of_the_ledger(ana: Contact) -> None:
    (one,) = receipts.receipts(ana)
    said = json.loads(json.dumps(receipts.as_json(one)))
    assert set(said) == {"schema_version", "receipt_id", "record_id", "pii_principal_id", "pii_processing",
                         "party_identification", "event", "receipt_metadata"}  # fmt: skip
    purpose = said["pii_processing"]["purposes"][0]
    assert (purpose["lawful_basis"], purpose["purpose_type"], purpose["retention_period"]) == (
        "consent",
        "marketing",
        "P12M",
    )
    assert said["pii_processing"]["privacy_notice"]["text"] == WORDS["en"]
    assert [event["event_state"] for event in said["event"]] == ["requested", "given"]
    assert said["receipt_metadata"]["ledger_seal"] == Entry.objects.get(act="confirmed").seal
    assert said["party_identification"][0]["party_name"] == "Harbour Coffee"


def test_no_receipt_for_programs_names_anybody(ana: Contact) -> None:
    (one,) = receipts.receipts(ana)
    for said in (json.dumps(receipts.as_json(one)), json.dumps(receipts.as_jsonld(one))):
        assert ANA not in said
        assert '"Ana"' not in said


def test_the_json_ld_says_given_and_later_withdrawn(ana: Contact) -> None:
    given = receipts.as_jsonld(receipts.receipts(ana)[0])
    assert given["@type"] == "dpv:ConsentRecord"
    assert given["dpv:hasConsentStatus"] == {"@id": "dpv:ConsentGiven"}
    assert given["dpv:hasNotice"]["dct:description"] == {"@value": WORDS["en"], "@language": "en"}
    assert "dct:valid" in given
    ledger.record(ana, Entry.Act.WITHDRAWN, evidence="left everything")
    (one,) = receipts.receipts(ana)
    left = receipts.as_jsonld(one)
    assert left["dpv:hasConsentStatus"] == {"@id": "dpv:ConsentWithdrawn"}
    assert "dct:modified" in left
    assert receipts.as_json(one)["event"][-1]["event_state"] == "withdrawn"


def test_there_is_one_receipt_for_each_list_and_none_for_a_request(world: World, ana: Contact) -> None:
    other, third = (
        news(world.harbour, "Events", purpose="event"),
        news(world.harbour, "Polls", purpose="survey"),
    )
    confirming.by_link(world.harbour, mail(ask(other))[0])
    ledger.record(ana, Entry.Act.REQUESTED, list=third, purpose="survey", evidence="asked")
    ledger.record(ana, Entry.Act.IMPORTED, list=third, purpose="survey", evidence="paper form 17")
    found = receipts.receipts(ana)
    assert [one.on.name for one in found] == ["Polls", "Events", "Roastery news"]
    assert found[0].notice is None
    assert receipts.as_json(found[0])["pii_processing"]["privacy_notice"] == {}
    assert "dpv:hasNotice" not in receipts.as_jsonld(found[0])
    assert receipts.as_text(found[0]).endswith("\n")
