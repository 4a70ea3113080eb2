"""The opt-in of Facebook and of Instagram, both ways: a member asks, a person presses, a campaign arrives by their ticket and by nothing else.

The network is the sandbox, which refuses by rules of its own; what it pushes is carried to our hook by hand.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db.models import Q
from django.utils import timezone

from askfirst.campaigns import access, approving, dry_run, running, writing
from askfirst.campaigns.models import Recipient
from askfirst.campaigns.writing import Words
from askfirst.consent import lists, standing
from askfirst.consent.models import Entry, List
from askfirst.gate import tickets
from askfirst.gate.models import Delivery, Ticket, TicketUse
from askfirst.gate.question import Question
from askfirst.gate.ways import explained
from askfirst.inbox import optins
from askfirst.inbox.models import Message
from askfirst.networks.catalog import label
from askfirst.people.models import Contact, Handle
from askfirst.sandbox.things import Kind
from askfirst.wire import dispatch, retention
from tests.campaigns.stage import NOON, run
from tests.web.desk import Desk as Browser
from tests.wire.test_meta import scene
from tests.world import zone_at

if TYPE_CHECKING:
    from askfirst.campaigns.models import Campaign
    from askfirst.inbox.models import Reply, Thread
    from askfirst.sandbox.things import Profile
    from tests.wire.test_meta import Scene

__all__ = ["scene"]
pytestmark = pytest.mark.parametrize("scene", ["facebook", "instagram by page"], indirect=True)
HOME = "GB"


class Desk:
    """The brand at work on its account, with a list that is sent there."""

    def __init__(self, scene: Scene, single_because: str = "") -> None:
        self.scene, self.world, self.stage = scene, scene.world, scene.stage
        self.network, self.label = scene.channel.network, label(scene.channel.network)
        brand = self.world.harbour
        brand.country, brand.time_zone, brand.postal_address = HOME, zone_at(NOON), "1 Quay, Harbour"
        brand.save()
        self.stage.world.accounts[self.network, self.stage.ours].more["country"] = HOME
        wanted = lists.Wanted(
            name="Roastery news",
            networks=[self.network, "email"],
            most=50,
            days=7,
            single_because=single_because,
        )
        self.on: List = lists.make(
            self.world.olivia, brand, wanted, {"en": f"Harbour tells you of new roasts on {self.label}."}
        )
        self.channel = type(scene.channel).objects.select_related("brand").get(pk=scene.channel.pk)

    def fan(self, profile: Profile, country: str) -> Thread:
        """Somebody who has just written, of whom the brand knows where they live."""
        self.stage.play(Kind.WRITE, profile, target=self.stage.ours, text="Are you open?")
        self.scene.carry(1)
        rows = Message.objects.select_related("thread__channel__brand", "thread__contact", "thread__handle")
        thread = rows.filter(is_ours=False).latest("pk").thread
        Contact.objects.filter(pk=thread.contact_id).update(country=country, language="en")
        thread.refresh_from_db()
        return thread

    def asks(self, thread: Thread, key: str) -> Reply:
        return optins.ask(self.world.caleb, thread, self.on, key)

    def sends(self, pushes: int = 0) -> None:
        dispatch.send_due()
        self.scene.carry(pushes)

    def press(self, profile: Profile, kind: Kind = Kind.OPT_IN) -> None:
        """What stands under the request that they got: its button."""
        asked = [one for one in self.got(profile) if one.more.get("asks")]
        self.stage.play(kind, profile, target=self.stage.ours, more=asked[-1].more["asks"])
        self.scene.carry(1)

    def got(self, profile: Profile) -> list:
        return [one for one in self.stage.world.messages.values() if one.recipient == profile.id]

    def joins(self, profile: Profile, country: str) -> Thread:
        """The whole way: asked, pressed, and said yes to the words."""
        thread = self.fan(profile, country)
        assert self.asks(thread, f"ask-{profile.id}").draft.delivery
        self.sends(1)
        self.press(profile)
        self.sends(1)
        self.stage.play(Kind.WRITE, profile, target=self.stage.ours, text="Yes")
        self.scene.carry(1)
        self.sends(1)
        return thread

    def campaign(self, text: str) -> Campaign:
        held = writing.new(self.world.wim, self.on, self.channel, text[:40])
        writing.save(self.world.wim, held, Words(text=text), based_on=0)
        version = access.version(held)
        assert version
        approving.approve(self.world.olivia, held, version.number)
        return running.start(self.world.mara, held)

    def is_on(self, contact: Contact) -> str:
        return standing.states([contact], self.on.purpose, on=self.on)[contact.pk].state


def test_a_fan_presses_and_a_campaign_arrives_once_and_the_next_waits_until_it_opens(scene: Scene) -> None:
    desk = Desk(scene)
    ana, stage = desk.stage.ana, desk.stage
    thread = desk.fan(ana, "PT")
    first = desk.asks(thread, "ask-1")
    assert first.draft.delivery, first.draft.decision.reasons
    desk.sends(1)
    (asked,) = desk.got(ana)
    assert asked.more["asks"] == {"title": "Roastery news", "topic": f"list:{desk.on.pk}"}
    second = desk.asks(thread, "ask-2").draft
    assert (second.delivery, f"{desk.network}.optin_title" in str(second.decision.reasons)) == (None, True)
    desk.press(ana)
    ticket = Ticket.objects.get()
    assert (ticket.on, ticket.title, ticket.handle) == (desk.on, "Roastery news", thread.handle)
    assert desk.is_on(thread.contact) != "active", "this list is confirmed by a second word"
    desk.sends(1)
    question = desk.got(ana)[-1].text
    assert f"Harbour tells you of new roasts on {desk.label}." in question
    stage.play(Kind.WRITE, ana, target=stage.ours, text="Yes")
    scene.carry(1)
    assert desk.is_on(thread.contact) == "active"
    joined = Entry.objects.get(list=desk.on, act=Entry.Act.CONFIRMED)
    assert joined.notice
    assert joined.notice.text == f"Harbour tells you of new roasts on {desk.label}."
    assert "Roastery news" in Entry.objects.filter(list=desk.on, act=Entry.Act.REQUESTED).get().place
    desk.sends(1)
    before = len(desk.got(ana))
    stage.move_to(
        stage.world.now + timedelta(days=2)
    )  # the window is closed by now, and the ticket opens none
    held = desk.campaign("The Kenyan is back.")
    run()
    desk.sends(1)
    (letter,) = desk.got(ana)[before:]
    assert letter.text.startswith("The Kenyan is back.")
    assert (letter.more["topic"], "messaging_type" in letter.more) == (f"list:{desk.on.pk}", False)
    use = TicketUse.objects.get()
    assert (use.state, use.delivery, use.delivery.state) == (
        "confirmed",
        Delivery.objects.latest("pk"),
        "sent",
    )
    assert held.recipients.get().delivery == use.delivery
    again = desk.campaign("And the Colombian too.")
    run()
    desk.sends()
    waiting = again.recipients.get()
    assert (waiting.state, waiting.reason) == (Recipient.State.DEFERRED, f"{desk.network}.recurring_pause")
    assert waiting.due_at == use.at + timedelta(hours=48)
    assert len(desk.got(ana)) == before + 1
    TicketUse.objects.update(at=use.at - timedelta(hours=48))
    Recipient.objects.filter(pk=waiting.pk).update(due_at=timezone.now())
    stage.move_to(stage.world.now + timedelta(hours=48))
    run()
    desk.sends(1)
    assert [one.text.split("\n")[0] for one in desk.got(ana)[before:]] == [
        "The Kenyan is back.",
        "And the Colombian too.",
    ]


def test_who_lives_where_it_has_ended_is_refused_in_the_rules_words_with_mail_instead(scene: Scene) -> None:
    desk = Desk(scene)
    ana = desk.joins(desk.stage.ana, "PT").contact
    ben = desk.joins(desk.stage.ben, "US").contact
    assert [desk.is_on(one) for one in (ana, ben)] == ["active", "active"]
    desk.world.connect_mail()
    Handle.objects.create(
        brand=ben.brand,
        contact=ben,
        network="email",
        address="ben@fans.test",
        key="ben@fans.test",
        evidence="x",
    )
    held = desk.campaign("The Kenyan is back.")
    version = access.version(held)
    assert version
    told = dry_run.summary(held, version)
    assert {str(name): number for name, number in told.verdicts.items() if number} == {"allow": 1, "deny": 1}
    run()
    desk.sends(1)
    states = dict(held.recipients.values_list("handle__contact", "state"))
    assert states == {ana.pk: Recipient.State.RELEASED, ben.pk: Recipient.State.REFUSED}
    refused = held.recipients.get(handle__contact=ben)
    (says,) = [one for one in refused.decision.reasons if one["rule"] == f"{desk.network}.recurring_country"]
    assert says["says"].startswith("These notifications ended on 10 February 2026 except in Australia")
    assert "email" in says["instead"]
    question = Question(
        channel=desk.channel, contact=Contact.objects.get(pk=ben.pk), purpose=desk.on.purpose, text="x",
        on=desk.on, message_tag="recurring", is_approved=True, authored_by="human_scheduled",
    )  # fmt: skip
    assert "email" in {way.way.id for way in explained(question).ways}


def test_a_stop_of_one_press_holds_at_once_and_a_resume_takes_it_back(scene: Scene) -> None:
    desk = Desk(scene, single_because="They press a button that says what they get.")
    ana, thread = desk.stage.ana, desk.fan(desk.stage.ana, "PT")
    desk.asks(thread, "ask-1")
    desk.sends(1)
    desk.press(ana)
    assert desk.is_on(thread.contact) == "active", "one press is enough for this list"
    entry = Entry.objects.get(list=desk.on, act=Entry.Act.JOINED)
    assert (entry.mechanism, "Roastery news" in entry.place) == (Entry.Mechanism.BUTTON, True)
    desk.sends(1)
    desk.press(ana, Kind.OPT_OUT)
    assert Ticket.objects.get().stopped_at
    refused = desk.campaign("The Kenyan is back.")
    run()
    assert not refused.recipients.exists(), "who has stopped is not among them"
    desk.press(ana)
    assert Ticket.objects.get().resumed_at
    assert tickets.standings(desk.channel, desk.on, Q(), timezone.now())[thread.handle_id].uses_left == 1
    assert tickets.good(desk.channel, desk.on, timezone.now()) == 1
    assert tickets.good(desk.channel, desk.on, timezone.now() + timedelta(days=400)) == 0
    shown = Browser(desk.world.wim).sees(f"/campaigns/{refused.pk}/dry-run/")
    assert "1 person has one for “Roastery news”" in shown
    retention.keep_to_it()
    assert Ticket.objects.get().sealed


def test_an_account_that_is_connected_otherwise_asks_nobody_and_sends_by_no_ticket(scene: Scene) -> None:
    desk = Desk(scene)
    thread = desk.fan(desk.stage.ana, "PT")
    assert (optins.can_ask(thread), tickets.tag_for(desk.channel)) == (True, "recurring")
    desk.channel.settings = {**desk.channel.settings, "login": "instagram"}
    desk.channel.save()
    thread.channel.refresh_from_db()
    is_alone = desk.network == "instagram"
    assert (optins.can_ask(thread), tickets.tag_for(desk.channel)) == (
        (False, "none") if is_alone else (True, "recurring")
    )
    assert Browser(desk.world.caleb).get(f"/inbox/{thread.pk}/lists/").status_code == (
        404 if is_alone else 200
    )


def test_only_a_list_that_people_may_join_there_can_be_asked_about(scene: Scene) -> None:
    desk = Desk(scene)
    thread = desk.fan(desk.stage.ana, "PT")
    (offer,) = optins.offers(desk.world.caleb, thread, timezone.now())
    assert (offer.on, offer.title, offer.is_on) == (desk.on, "Roastery news", False)
    assert offer.answer.decision.verdict == "allow"
    List.objects.update(networks=["email"])
    assert optins.offers(desk.world.caleb, thread, timezone.now()) == []
    with pytest.raises(optins.CannotOffer, match="Roastery news"):
        desk.asks(thread, "ask-1")
