"""Receipts: what somebody agreed to, to read and for programs, made of the ledger and naming nobody."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import translation
from jsonschema import Draft202012Validator, FormatChecker
from rdflib import DCTERMS, RDF, Graph, Literal, Namespace, URIRef

from askfirst.consent import confirming, ledger, receipts
from askfirst.consent.models import Entry, Request
from tests.consent.asking import ANA, WORDS, ask, mail, news

if TYPE_CHECKING:
    from rdflib.term import Node

    from askfirst.people.models import Contact
    from tests.world import World

pytestmark = pytest.mark.row("O1")
SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "receipt.schema.json").read_text(encoding="utf-8"))
DPV = Namespace("https://w3id.org/dpv#")
# What the Data Privacy Vocabulary 2.3 (w3id.org/dpv, dpv.csv) calls each term that a receipt may use: a property, or a
# class and what it is one of.
TERMS = {
    "ConsentReceipt": "ConsentRecord", "ConsentNotice": "PrivacyNotice", "Consent": "LegalBasis",
    "ConsentGiven": "ConsentStatus", "ConsentExpired": "ConsentStatus", "ConsentRequested": "ConsentStatus", "ConsentWithdrawn": "ConsentStatus",
    "DirectMarketing": "Purpose", "Marketing": "Purpose", "CustomerRelationshipManagement": "Purpose",
    "Store": "Processing", "Use": "Processing", "PersonalData": "Data", "DataSubject": "HumanSubject", "DataController": "LegalEntity",
    "hasLegalBasis": "property", "hasConsentStatus": "property", "hasPurpose": "property", "hasProcessing": "property",
    "hasPersonalData": "property", "hasDataSubject": "property", "hasDataController": "property", "hasName": "property",
    "hasIndicationMethod": "property", "isIndicatedAtTime": "property", "hasFrequency": "property", "hasNotice": "property",
}  # fmt: skip


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
    assert given["@type"] == "dpv:ConsentReceipt"
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


# Held against the standards themselves


def every_kind(world: World, ana: Contact) -> list[receipts.Receipt]:
    """Receipts of all that can become of a consent: given, with and without words, ended, left, stopped."""
    lists = {
        name: news(world.harbour, name, purpose=purpose, months=months)
        for name, purpose, months in (
            ("Left", "event", None),
            ("Stale", "survey", 1),
            ("Paper", "survey", None),
        )
    }
    for one in (lists["Left"], lists["Stale"]):
        confirming.by_link(world.harbour, mail(ask(one))[0])
        Request.objects.all().update(mailed_at=None, asked_at=datetime(2026, 1, 1, tzinfo=UTC))
    ledger.record(ana, Entry.Act.WITHDRAWN, list=lists["Left"], purpose="event", evidence="left")
    ledger.record(ana, Entry.Act.FADED, list=lists["Stale"], purpose="survey", evidence="no sign")
    ledger.record(ana, Entry.Act.IMPORTED, list=lists["Paper"], purpose="survey", evidence="paper form 17")
    before = receipts.receipts(ana)
    ledger.stop(ana, reason="asked", evidence="wrote stop")
    return [*before, *receipts.receipts(ana)]


def test_each_receipt_keeps_to_the_schema_that_is_published_with_the_documentation(
    world: World, ana: Contact
) -> None:
    Draft202012Validator.check_schema(SCHEMA)
    validator = Draft202012Validator(SCHEMA, format_checker=FormatChecker())
    found = every_kind(world, ana)
    assert {one.state for one in found} >= {"active", "left", "stale", "blocked"}
    for one in found:
        said = json.loads(json.dumps(receipts.as_json(one)))
        assert [f"{error.json_path}: {error.message}" for error in validator.iter_errors(said)] == []


@pytest.mark.parametrize(
    "spoil",
    [
        lambda said: said.pop("record_id"),
        lambda said: said.update(name="Ana"),
        lambda said: said["event"][0].update(event_state="agreed"),
        lambda said: said["pii_processing"]["purposes"][0].update(lawful_basis="legitimate interest"),
        lambda said: said["receipt_metadata"].update(issued_at="yesterday"),
    ],
)
def test_the_schema_refuses_what_is_none(ana: Contact, spoil: Any) -> None:
    said = receipts.as_json(receipts.receipts(ana)[0])
    spoil(said)
    assert not Draft202012Validator(SCHEMA).is_valid(said)


def graph_of(one: receipts.Receipt) -> tuple[Graph, Node]:
    """The graph that a receipt says.  No document is fetched: its context stands in it."""
    said = receipts.as_jsonld(one)
    assert isinstance(said["@context"], dict)
    graph = Graph().parse(data=json.dumps(said), format="json-ld")
    return graph, URIRef(said["@id"])


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's own reader uses it
def test_read_as_a_graph_each_receipt_says_who_allowed_what_in_words_that_the_vocabulary_has(
    world: World, ana: Contact
) -> None:
    for one in every_kind(world, ana):
        graph, receipt = graph_of(one)
        assert (receipt, RDF.type, DPV.ConsentReceipt) in graph
        used = {str(node) for triple in graph for node in triple if str(node).startswith(str(DPV))}
        assert used <= {str(DPV[name]) for name in TERMS}, used
        assert all(TERMS[str(by).removeprefix(str(DPV))] == "property" for by in graph.predicates() if str(by).startswith(str(DPV)))  # fmt: skip
        kinds = {
            "hasLegalBasis": "LegalBasis",
            "hasConsentStatus": "ConsentStatus",
            "hasProcessing": "Processing",
        }
        for by, kind in kinds.items():
            for named in graph.objects(receipt, DPV[by]):
                assert TERMS[str(named).removeprefix(str(DPV))] == kind
        (purpose,) = graph.objects(receipt, DPV.hasPurpose)
        assert TERMS[str(graph.value(purpose, RDF.type)).removeprefix(str(DPV))] == "Purpose"
        assert graph.value(graph.value(receipt, DPV.hasDataController), DPV.hasName) == Literal(
            "Harbour Coffee"
        )
        notice = graph.value(receipt, DPV.hasNotice)
        if one.notice:
            assert graph.value(notice, DCTERMS.description) == Literal(
                one.notice.text, lang=one.notice.language
            )
            assert graph.value(notice, DCTERMS.language) == Literal(one.notice.language)
        assert graph.value(receipt, DCTERMS.identifier) == Literal(one.number)
