"""What a person is to the brand, and the network that is recommended for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from askfirst.gate import recommend
from askfirst.gate.facts import gather
from askfirst.gate.question import Question
from askfirst.people import relations
from askfirst.people.models import Contact, Handle
from askfirst.policy.facts import FACTS
from tests.gate.selling import channel_on, permit, stranger

if TYPE_CHECKING:
    from tests.world import World


def known_on(contact: Contact, network: str) -> None:
    key = f"{contact.name.lower()}@{network}"
    Handle.objects.create(
        brand=contact.brand, contact=contact, network=network, address=key, key=key, evidence="x"
    )


def test_who_said_it_and_when_is_kept_and_is_a_fact(world: World) -> None:
    world.visitor("Ana", "message", "Hello")
    ana = world.contact("Ana")
    question = Question(channel=world.page.channel, contact=ana)
    assert gather([question], timezone.now())[0].relation == "unknown"
    relations.say(ana, "client", member=world.caleb)
    relations.say(ana, "client", member=world.olivia)
    ana.refresh_from_db()
    assert (ana.relation, ana.relation_by) == ("client", world.caleb)
    assert ana.relation_at is not None
    assert gather([question], timezone.now())[0].relation == "client"
    relations.say(ana, "", member=world.olivia)
    assert (ana.relation, ana.relation_by, ana.relation_at) == ("", None, None)


def test_a_viewer_or_another_brand_says_nothing_about_a_person(world: World) -> None:
    world.visitor("Ana", "message", "Hello")
    ana = world.contact("Ana")
    for member in (world.wim, world.nils):
        with pytest.raises(PermissionDenied):
            relations.say(ana, "friend", member=member)
    with pytest.raises(ValueError, match="there is no relation `boss`; there are client, friend"):
        relations.say(ana, "boss")
    assert Contact.objects.get(pk=ana.pk).relation == ""


@pytest.mark.row("P2")
def test_the_network_that_suits_best_of_those_that_are_open_is_recommended(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana = stranger(channel_on(world, "linkedin"), "Ana")
    mail = world.connect_mail()
    known_on(ana, "email")
    assert recommend.for_person(ana) is None, "nobody has said what she is"
    relations.say(ana, "client")
    permit(monkeypatch, "email")
    found = recommend.for_person(ana)
    assert found is not None
    assert (found.network, found.is_open, found.channel) == ("email", True, mail)
    assert "clients expect" in found.why
    (better,) = found.passed_over
    assert better.network == "linkedin"
    assert better.closed
    permit(monkeypatch, "email", "linkedin")
    best = recommend.for_person(ana)
    assert best is not None
    assert (best.network, best.closed, best.passed_over) == ("linkedin", "", ())


@pytest.mark.row("P2")
def test_where_nothing_is_open_the_recommendation_says_why(world: World) -> None:
    world.visitor("Ana", "like")
    ana = world.contact("Ana")
    relations.say(ana, "family")
    found = recommend.for_person(ana)
    assert found is not None
    assert (found.network, found.is_open, found.closed) == ("whatsapp", False, recommend.NO_CHANNEL)
    relations.say(ana, "client")
    page = recommend.for_person(ana)
    assert page is not None
    assert (page.network, page.is_open) == ("page", False)
    assert "never wrote" in page.closed or "conversation" in page.closed
    world.visitor("Ana", "message", "Hello")
    answered = recommend.for_person(ana, "reply")
    assert answered is not None
    assert (answered.network, answered.is_open) == ("page", True)


@pytest.mark.row("P2")
def test_a_candidate_is_met_on_linkedin_about_work_and_not_about_anything_else(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    permit(monkeypatch, "linkedin", "email")
    ana = stranger(channel_on(world, "linkedin"), "Ana")
    world.connect_mail()
    known_on(ana, "email")
    relations.say(ana, "candidate")
    found = [recommend.for_person(ana, purpose) for purpose in ("recruiting", "marketing")]
    assert [one.network for one in found if one] == ["linkedin", "email"]


def test_every_relation_has_networks_that_suit_it_and_a_sentence_why() -> None:
    assert set(recommend.bundled()) == set(Contact.Relation.values)
    for suits in recommend.bundled().values():
        assert suits
        assert all(one.network in FACTS["network"].values and one.why.endswith(".") for one in suits)
        assert all(one.purposes <= set(FACTS["purpose"].values) for one in suits)


def test_where_they_are_and_what_they_agreed_to_are_facts(world: World) -> None:
    from askfirst.consent import ledger  # noqa: PLC0415 -- only here

    world.visitor("Ana", "message", "Hello")
    ana = world.contact("Ana")
    Contact.objects.filter(pk=ana.pk).update(region="US-FL")
    ledger.record(ana, "confirmed", purpose="marketing", evidence="button")
    ana.refresh_from_db()
    asked = [
        Question(channel=world.page.channel, contact=ana, purpose=purpose, text=text)
        for purpose, text in (("marketing", "See www.harbour.test"), ("survey", "How was it?"))
    ]
    facts = [gather([one], timezone.now())[0] for one in asked]
    assert [one.consent_basis for one in facts] == ["double_opt_in", "none"]
    assert [one.has_link for one in facts] == [True, False]
    assert facts[0].person_region == "US-FL"
