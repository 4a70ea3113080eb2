"""Whose an address is: written down, linked, taken away, and who may be one person, with what a merge would change."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from askfirst.consent import ledger, standing
from askfirst.consent.models import Entry, Suppression
from askfirst.gate.facts import gather
from askfirst.gate.question import Question
from askfirst.inbox.models import Thread
from askfirst.people import suggest
from askfirst.people.models import Contact, Engagement, Handle, Link, Merge
from askfirst.wire import linking, merge_preview, merging

if TYPE_CHECKING:
    from tests.scripted import Scripted
    from tests.world import World


@pytest.fixture
def ana(world: World, network: Scripted) -> Contact:
    """Ana, known on the page and by two mail addresses that a member has learned of."""
    world.connect_mail()
    world.visitor("Ana", "message", "Hello")
    ana = world.contact("Ana")
    for address in ("ana@fans.test", "ana@work.test"):
        linking.add(world.caleb, ana, "email", address, evidence="stands below her letters")
        world.event("message", actor=address, text=f"From {address}")
    return ana


def test_an_address_that_was_learned_of_is_theirs_with_what_comes_by_it(world: World, ana: Contact) -> None:
    assert Thread.objects.filter(contact=ana).count() == 3
    handle = ana.handles.get(key="ana@fans.test")
    assert (handle.evidence, handle.verified_at) == ("stands below her letters", None)
    assert {one.act for one in Link.objects.filter(contact=ana)} == {"added"}
    for network, address, why in (
        ("page", "x", "Choose the network"),
        ("email", "no mail", "whole address"),
        ("x", " ", "whole address"),
        ("email", "ANA@fans.test", "theirs already"),
    ):
        with pytest.raises(linking.CannotLink, match=why):
            linking.add(world.caleb, ana, network, address, evidence="x")
    with pytest.raises(linking.CannotLink, match="how you know"):
        linking.add(world.caleb, ana, "x", "@ana", evidence="")
    world.event("message", actor="bea@fans.test", text="Hi")
    bea = Handle.objects.get(key="bea@fans.test").contact
    with pytest.raises(linking.CannotLink, match="merge them") as refused:
        linking.add(world.caleb, ana, "email", "bea@fans.test", evidence="x")
    assert refused.value.other == bea
    with pytest.raises(PermissionDenied):
        linking.add(world.wim, ana, "x", "@ana", evidence="x")


def test_an_address_taken_away_goes_with_what_came_by_it_and_with_every_no(
    world: World, ana: Contact
) -> None:
    ledger.record(ana, Entry.Act.CONFIRMED, purpose="marketing", evidence="a form")
    ledger.record(ana, Entry.Act.OBJECTED, purpose="survey", evidence="a letter")
    work = ana.handles.get(key="ana@work.test")
    other = linking.unlink(world.caleb, work, evidence="her brother's")
    assert [thread.preview for thread in Thread.objects.filter(contact=other)] == ["From ana@work.test"]
    assert Engagement.objects.filter(contact=other).count() == 1
    assert Thread.objects.filter(contact=ana).count() == 2
    states = {purpose: standing.states([ana, other], purpose) for purpose in ("marketing", "survey")}
    assert [states["marketing"][one.pk].state for one in (ana, other)] == ["active", "none"]
    assert [states["survey"][one.pk].state for one in (ana, other)] == ["left", "left"]
    with pytest.raises(linking.CannotLink, match="only address"):
        linking.unlink(world.caleb, Handle.objects.get(pk=work.pk), evidence="x")
    with pytest.raises(linking.CannotLink, match="merge the two instead"):
        linking.link(world.caleb, Handle.objects.get(pk=work.pk), ana, evidence="x")
    with pytest.raises(PermissionDenied):
        linking.unlink(world.nils, ana.handles.get(key="ana@fans.test"), evidence="x")


def test_an_address_linked_to_somebody_brings_its_history_and_its_stop(world: World, ana: Contact) -> None:
    world.visitor("Bea", "message", "Hello")
    bea = world.contact("Bea")
    ledger.stop(ana, reason=Suppression.Reason.ASKED, evidence="a call")
    linking.link(world.caleb, ana.handles.get(key="ana@work.test"), bea, evidence="she signs as Bea")
    assert Thread.objects.filter(contact=bea).count() == 2
    assert gather([Question(channel=world.page.channel, contact=bea)], timezone.now())[0].is_suppressed
    assert Link.objects.order_by("pk").last().was == ana  # type: ignore[union-attr]


def test_who_may_be_the_same_is_said_with_the_reason_and_never_done(world: World, ana: Contact) -> None:
    Contact.objects.filter(pk=ana.pk).update(name="Ana Lopes")
    ana.refresh_from_db()
    other = Contact.objects.create(brand=world.harbour, name="ana lopes")
    Handle.objects.create(
        brand=world.harbour,
        contact=other,
        network="email",
        address="ana+news@fans.test",
        key="ana+news@fans.test",
        evidence="x",
    )
    Contact.objects.create(brand=world.northwind, name="Ana Lopes")
    (found,) = suggest.same(ana)
    assert found.contact == other
    assert found.reasons == (
        "Their mail addresses lead to one mailbox; nobody has shown that it is theirs: ana+news@fans.test.",
        "They have the same name.",
    )
    Handle.objects.filter(key__startswith="ana").update(verified_at=timezone.now())
    assert suggest.same(ana)[0].reasons[0].startswith("Both have shown that they read this mailbox")
    merging.undo(world.caleb, merging.merge(world.caleb, ana, other, evidence="x"))
    assert suggest.same(ana) == [], "somebody has looked, and said no"


def test_a_look_before_a_merge_says_what_changes_and_changes_nothing(world: World, ana: Contact) -> None:
    world.visitor("Bea", "wall_post", "A word")
    bea = world.contact("Bea")
    ledger.stop(bea, reason=Suppression.Reason.ASKED, evidence="a call")
    ledger.record(ana, Entry.Act.CONFIRMED, purpose="marketing", evidence="a form")
    seen = merge_preview.preview(world.caleb, ana, bea)
    assert (seen.is_stopped_after, Merge.objects.count()) == (True, 0)
    assert seen.moves[:2] == ["1 address", "1 conversation"]
    assert "Their name differs: “Ana” stays, “Bea” does not." in seen.conflicts
    assert "look twice" in seen.conflicts[-1]
    marketing = next(one for one in seen.agreed if one.purpose == "marketing")
    assert (marketing.kept, marketing.gone, marketing.after) == ("active", "blocked", "blocked")
    answer = next(one for one in seen.asked if (one.channel, one.purpose) == (world.page.channel, "reply"))
    assert (answer.kept, answer.after, answer.is_stricter) == ("allow", "deny", True)
    assert answer.why
    mail = next(one for one in seen.asked if one.channel == world.mail)
    assert mail.gone == "", "she has no address there"
