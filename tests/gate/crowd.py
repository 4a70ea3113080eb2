"""Many different people of one brand, drawn at random: whatever rows there can be about somebody, some of them have."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from askfirst.consent import ledger
from askfirst.consent.models import Entry, List, Preference, Suppression
from askfirst.gate import credits, tickets  # noqa: A004 -- the word for it
from askfirst.gate.models import (
    Attempt,
    Counter,
    CreditEntry,
    Decision,
    Delivery,
    Receipt,
    Refusal,
    Slot,
    Ticket,
    TicketUse,
)
from askfirst.gate.question import Question
from askfirst.people import scores
from askfirst.people.models import Contact, Engagement, Handle, Link, Relationship

if TYPE_CHECKING:
    from datetime import datetime

    from askfirst.brand.models import Channel
    from tests.world import World

NEWS = "Our big NEWS"
COUNTRIES = ("", "DE", "GB", "US", "AU")
REGIONS = ("", "US-FL", "US-CA")
ZONES = ("", "Europe/Berlin", "Asia/Tokyo", "America/New_York", "Asia/Kathmandu", "Mars/Olympus")
STATES = ("queued", "sent", "delivered", "failed", "uncertain", "stopped", "expired", "refused")
MEANINGS = ("window_closed", "blocked", "not_reachable")


class Crowd:
    """Draws people and what there is about them; a few of another brand do the same on a channel of theirs."""

    def __init__(self, world: World, channels: list[Channel], *, seed: int, people: int) -> None:
        self.world, self.channels, self.random = world, channels, Random(seed)
        self.seed = seed
        self.now = timezone.now()
        brand = world.harbour
        self.people = Contact.objects.bulk_create(
            [
                Contact(
                    brand=brand,
                    name=f"P{nth}",
                    country=self.one(COUNTRIES),
                    region=self.one(REGIONS),
                    time_zone=self.one(ZONES),
                    relation=self.one(["", *Contact.Relation.values]),
                )
                for nth in range(people)
            ]
        )
        self.networks = sorted({channel.network for channel in channels})
        self._handles()
        self._taken_away()
        self._edges()
        self._engagements()
        self._entries()
        self._suppressions()
        self._deliveries()
        self._lists()
        self._on_lists()
        self._wishes()
        self._credits()
        self._refusals()
        self._slots()
        self._bands()
        self._tickets()

    def one(self, values: Any) -> Any:
        return self.random.choice(list(values))

    def when(self, days: float = 120) -> datetime:
        """An instant in the past; now and then one that many share, the very instant that is asked about, or a later one."""
        kind = self.random.random()
        if kind < 0.12:
            return self.one([self.now, self.now - timedelta(days=7)])
        if kind < 0.17:
            return self.now + timedelta(hours=self.random.randint(1, 50))
        whole = timedelta(days=self.random.randint(0, int(days)), hours=self.random.randint(0, 30))
        odd = (
            timedelta(microseconds=self.random.randint(0, 10**6))
            if self.random.random() < 0.5
            else timedelta()
        )
        moment = self.now - whole - odd
        return moment.replace(microsecond=0) if self.random.random() < 0.3 else moment

    def some(self, most: int) -> range:
        return range(self.random.randint(0, most))

    def _handles(self) -> None:
        dead = (None, None, self.now - timedelta(days=3))
        rows = [
            Handle(
                brand=self.world.harbour,
                contact=person,
                network=network,
                address=f"P{person.pk}-{nth}@Fans.test",
                key=f"p{person.pk}-{nth}@fans.test",
                evidence="drawn",
                unreachable_since=self.one(dead),
            )
            for person in self.people
            for network in self.networks
            for nth in self.some(2)
        ]
        self.random.shuffle(rows)
        self.handles = Handle.objects.bulk_create(rows)

    def _taken_away(self) -> None:
        """Of some it was thought that an address of somebody else was theirs."""
        Link.objects.bulk_create(
            [
                Link(
                    brand=self.world.harbour,
                    handle=handle,
                    contact=handle.contact,
                    was=self.one(self.people),
                    act=Link.Act.UNLINKED,
                )
                for handle in self.handles[::6]
            ]
        )

    def _edges(self) -> None:
        rows = []
        for person in self.people:
            for kind in Relationship.Kind:
                for channel in self.channels:
                    draw = self.random.random()
                    if draw < 0.5:
                        since = self.one([None, self.when()])
                        until = None if draw < 0.3 else self.when()
                        rows.append(self._edge(person, channel, kind, since, until))
                    if draw < 0.1:
                        until = self.now + timedelta(days=1)
                        rows.append(self._edge(person, channel, kind, self.when(), until))
        Relationship.objects.bulk_create(rows)

    def by(self, person: Contact, channel: Channel) -> Handle | None:
        """By which of their addresses there something was done; now and then nobody knows."""
        theirs = [one for one in self.handles if one.contact == person and one.network == channel.network]
        return self.one([None, *theirs, *theirs])

    def to(self, person: Contact, channel: Channel) -> str:
        found = self.by(person, channel)
        return self.one([found.address, found.key]) if found else ""

    def _edge(self, person: Contact, channel: Channel, kind: str, since: Any, until: Any) -> Relationship:
        return Relationship(
            brand=self.world.harbour,
            contact=person,
            handle=self.by(person, channel),
            channel=channel,
            kind=kind,
            since=since,
            until=until,
            source="drawn",
        )

    def _engagements(self) -> None:
        Engagement.objects.bulk_create(
            [
                Engagement(
                    brand=self.world.harbour,
                    contact=person,
                    channel=channel,
                    handle=self.by(person, channel),
                    kind=self.one(["message", "message", "comment", "like", "reaction"]),
                    reference=f"{person.pk}-{nth}",
                    occurred_at=self.when(),
                )
                for person in self.people
                for nth in self.some(4)
                for channel in [self.one(self.channels)]
            ]
        )

    def _bands(self) -> None:
        """Bands so near each other that there is somebody in each."""
        brand = self.world.harbour
        brand.regular_from, brand.engaged_from, brand.devoted_from = 2, 5, 9
        brand.save()
        for channel in self.channels:
            channel.brand = brand
        scores.rescore_everybody(brand)

    def _entries(self) -> None:
        ledger.write(
            [
                Entry(
                    brand=self.world.harbour,
                    contact=person,
                    act=self.one(Entry.Act.values),
                    purpose=self.one(["", "marketing", "marketing", "event"]),
                    actor="person",
                    evidence="drawn",
                    occurred_at=self.one([self.when(), self.now - timedelta(days=7)]),
                    expires_at=self.one([None, self.when(), self.now + timedelta(days=9)]),
                )
                for person in self.people
                for _ in self.some(6)
            ]
        )

    def _suppressions(self) -> None:
        listed = {}
        for handle in self.handles:
            if self.random.random() < 0.2:
                reason = self.one(Suppression.Reason.values)
                key = ledger.digest(handle.network, handle.address)
                listed[handle.network, key] = Suppression(
                    brand=self.one([self.world.harbour] * 4 + [self.world.northwind]),
                    network=handle.network,
                    digest=key,
                    reason=reason,
                    member=self.one([None, self.world.caleb, self.world.mara])
                    if reason == "member"
                    else None,
                    evidence="drawn",
                    since=self.one([self.when(), self.now - timedelta(days=7)]),
                    lifted_at=self.one([None, None, self.now]),
                )
        Suppression.objects.bulk_create(listed.values())

    def decision(self, person: Contact, channel: Channel) -> Decision:
        return Decision(
            brand=self.world.harbour,
            contact=person,
            channel=channel,
            stage="release",
            verdict="allow",
            facts={},
            layers=[],
            reasons=[],
            policy_version="drawn",
            decided_at=self.now,
        )

    def _credits(self) -> None:
        """Some messages cost a credit; of some it is known that they left or were given back."""
        kinds = CreditEntry.Kind
        for channel in self.channels:
            if not credits.is_paid(channel.network):
                continue
            credits._append(channel, kinds.PURCHASE, 10_000, at=self.now - timedelta(days=500))
            for delivery in self.deliveries:
                if delivery.channel_id != channel.pk or self.random.random() < 0.5:
                    continue
                credits._append(channel, kinds.USE, -1, delivery=delivery, at=self.when())
                if self.random.random() < 0.6:
                    kind, amount = self.one([(kinds.CONFIRMED, 0), (kinds.RELEASED, 1)])
                    credits._append(channel, kind, amount, delivery=delivery, at=self.when())

    def _deliveries(self) -> None:
        pairs = [(person, self.one(self.channels)) for person in self.people for _ in self.some(5)]
        decisions = Decision.objects.bulk_create([self.decision(*pair) for pair in pairs])
        self.deliveries = Delivery.objects.bulk_create(
            [
                Delivery(
                    brand=self.world.harbour,
                    decision=decision,
                    channel=decision.channel,
                    contact=decision.contact,
                    to=self.to(decision.contact, decision.channel),
                    form=self.one(["direct", "direct", "private_reply", "public_reply"]),
                    purpose=self.one(["reply", "marketing", "service"]),
                    text_digest=self._digest(self.one([NEWS, "Something else"])),
                    key=f"drawn-{decision.pk}",
                    state=self.one(STATES),
                    created_at=self.when(),
                )
                for decision in decisions
            ]
        )
        self._first_words_at_once(self.deliveries[:5])

    def _lists(self) -> None:
        """Two lists of the brand; some of what was sent was one of theirs, and some of it left later than it was let go."""
        draw = Random(self.seed + 1)
        self.lists = [
            List.objects.create(
                brand=self.world.harbour,
                slug=f"list-{most}-{days}",
                name=f"List {most} in {days}",
                most=most,
                days=days,
            )
            for most, days in ((1, 30), (2, 120))
        ]
        for one in self.deliveries:
            one.on = draw.choice([None, *self.lists])
            if one.state in {"sent", "delivered"}:
                one.sent_at = one.created_at + timedelta(minutes=draw.choice([0, 3, 3000]))
        Delivery.objects.bulk_update(self.deliveries, ["on", "sent_at"])

    def _on_lists(self) -> None:
        """What some said about a list."""
        draw = Random(self.seed + 3)
        ledger.write(
            [
                Entry(
                    brand=self.world.harbour,
                    contact=person,
                    act=draw.choice(Entry.Act.values),
                    purpose="marketing",
                    list=draw.choice(self.lists),
                    actor="person",
                    evidence="drawn",
                    occurred_at=self.now - timedelta(days=draw.randint(0, 90)),
                    expires_at=draw.choice([None, self.now + timedelta(days=draw.randint(-9, 9))]),
                )
                for person in self.people
                for _ in range(draw.randint(0, 3))
            ]
        )

    def _wishes(self) -> None:
        """What some wish, for all or for one list; some of those whom they turned out to be wished something, too."""
        draw = Random(self.seed + 2)
        gone = [
            Contact(brand=self.world.harbour, merged_into=person, merged_at=self.now - timedelta(days=20))
            for person in self.people[::9]
        ]
        Contact.objects.bulk_create(gone)
        hours = (None, 0, 300, 700, 1320, 1439)
        Preference.objects.bulk_create(
            Preference(
                brand=self.world.harbour,
                contact=person,
                list=on,
                networks=draw.choice([[], [], [self.networks[0]], self.networks]),
                most=draw.choice([None, 0, 1, 2, 5]),
                days=draw.choice([7, 30]),
                quiet_from=draw.choice(hours),
                quiet_until=draw.choice(hours),
                paused_until=draw.choice([None, self.now, self.now + timedelta(days=draw.randint(-9, 9))]),
            )
            for person in [*self.people, *gone]
            for on in [None, *self.lists]
            if draw.random() < 0.3
        )

    def _first_words_at_once(self, deliveries: list[Delivery]) -> None:
        """They wrote first at the very instant at which we did."""
        at = self.now - timedelta(days=500)
        mine = Delivery.objects.filter(pk__in=[one.pk for one in deliveries])
        mine.update(form="direct", state="sent", created_at=at)
        Engagement.objects.bulk_create(
            [
                Engagement(
                    brand=self.world.harbour,
                    contact=one.contact,
                    channel=one.channel,
                    kind="message",
                    reference=f"at-once-{one.pk}",
                    occurred_at=at,
                )
                for one in deliveries
            ]
        )

    def _digest(self, text: str) -> str:
        return Question(channel=self.channels[0], contact=None, text=text).text_digest

    def _tickets(self) -> None:
        """Some have pressed a button for a list of ours, or for something else; some stopped it, and some had a message by it."""
        draw = Random(self.seed + 5)
        made = Ticket.objects.bulk_create(
            Ticket(
                channel=channel,
                handle=handle,
                topic=f"list:{on.pk}" if on else "other",
                on=on,
                frequency=draw.choice(["", "", "weekly"]),
                sealed=draw.choice(["sealed", "sealed", ""]),
                given_at=draw.choice([None, self._ago(draw), self._ago(draw)]),
                expires_at=draw.choice([None, self.now + timedelta(days=draw.randint(-40, 40))]),
                stopped_at=draw.choice([None, None, self._ago(draw)]),
                resumed_at=draw.choice([None, self._ago(draw)]),
            )
            for channel in self.channels
            if tickets.has_tickets(channel.network)
            for handle in self.handles
            if handle.network == channel.network
            for on in (None, *self.lists)
            if draw.random() < 0.6
        )
        free = {one.pk for one in made}
        sent = [one for one in self.deliveries if tickets.has_tickets(one.channel.network)]
        for delivery in sent:
            ticket, state = draw.choice(made), draw.choice(TicketUse.State.values)
            if state == TicketUse.State.RESERVED and ticket.pk not in free:
                continue
            free -= {ticket.pk} if state == TicketUse.State.RESERVED else set()
            TicketUse.objects.create(ticket=ticket, delivery=delivery, state=state, at=self._ago(draw))

    def _ago(self, draw: Random) -> datetime:
        return self.now - timedelta(hours=draw.randint(-30, 24 * 60))

    def _refusals(self) -> None:
        told = self.random.sample(self.deliveries, len(self.deliveries) // 5)
        for delivery in told:
            Attempt.objects.create(delivery=delivery, started_at=self.now)
            at = self.when()
            receipt = Receipt.objects.create(delivery=delivery, kind="refused", at=at)
            Refusal.objects.create(
                channel=delivery.channel,
                contact=delivery.contact,
                receipt=receipt,
                meaning=self.one(MEANINGS),
                at=at,
                lifted_at=self.one([None, None, self.when()]),
            )

    def _slots(self) -> None:
        """Some were written to on WhatsApp within the day, where people are counted."""
        there = [one for one in self.deliveries if one.channel.network == "whatsapp"]
        if there:
            owner = f"portfolio:whatsapp:brand {self.world.harbour.pk}"
            counter = Counter.objects.create(owner=owner, limit="whatsapp.people")
            Slot.objects.bulk_create(
                [
                    Slot(
                        counter=counter,
                        delivery=one,
                        contact=one.contact,
                        state=self.one(Slot.State.values),
                        at=self.when(2),
                    )
                    for one in there[::2]
                ]
            )
