"""A network knows addresses, not persons: what two addresses did stays apart, whoever holds them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from askfirst.brand.models import Channel
from askfirst.consent import ledger
from askfirst.consent.models import Suppression
from askfirst.drafts.submit import Wish
from askfirst.gate import audience, policies, refusals, release
from askfirst.gate.facts import gather
from askfirst.gate.models import Decision, Delivery, Receipt, Refusal
from askfirst.gate.question import Question
from askfirst.gate.ways import glance
from askfirst.inbox import asking, talk
from askfirst.inbox.models import Thread
from askfirst.networks.base import Form
from askfirst.people import resolve
from askfirst.people.models import Engagement, Handle, Relationship
from askfirst.policy import engine
from askfirst.policy.facts import as_mapping
from askfirst.wall.models import Comment, Post
from askfirst.wire import linking, merging
from tests.profiles import sized

if TYPE_CHECKING:
    from datetime import datetime

    from askfirst.policy.facts import Facts
    from tests.world import World

PERSON_WIDE = {
    "last_unasked_at",
    "unasked_90d",
    "outbound_7d",
    "identical_recent",
    "quota_left",
    "engagement_band",
}
"""What is counted for the person, and for the account."""


def channel_on(world: World, network: str) -> Channel:
    if network == "page":
        return world.page.channel
    return Channel.objects.create(brand=world.harbour, network=network, address="901", name=network)


class Pair:
    """Two people on one channel, each with whatever can happen between an address and a brand, drawn at random."""

    def __init__(self, channel: Channel, seed: int) -> None:
        self.channel, self.random, self.now = channel, Random(seed), timezone.now()
        self.handles = [
            resolve.resolve(channel, resolve.Seen(address=f"Fan-{nth}", evidence="drawn")) for nth in (1, 2)
        ]
        self.questions: list[Question] = []
        for handle in self.handles:
            self._draw(handle)

    def when(self) -> datetime:
        return self.now - timedelta(hours=self.random.choice([1, 20, 30, 100, 200, 2000]))

    def happens(self) -> bool:
        return self.random.random() < 0.5

    def _draw(self, handle: Handle) -> None:
        for kind in ("message", "reaction", "comment", "message"):
            if self.happens():
                self._did(handle, kind, f"{kind}-{handle.pk}-{self.random.random()}")
        for edge in Relationship.Kind:
            if self.happens():
                resolve.relate(self.channel, handle, edge, since=self.when(), source="drawn")
        for _ in range(self.random.randint(0, 3)):
            sent = self._sent(handle)
            if self.happens():
                self._refused(sent)
        for purpose in ("reply", "service", "marketing"):
            self._asked(handle, purpose=purpose)

    def _did(self, handle: Handle, kind: str, reference: str) -> None:
        resolve.engage(self.channel, handle, kind, reference=reference, at=self.when())
        if kind == "comment":
            self._asked(handle, form=Form.PRIVATE_REPLY, about=reference)

    def _asked(self, handle: Handle, **more: object) -> None:
        self.questions.append(
            Question(channel=self.channel, contact=handle.contact, to=handle.address, text="Hello", **more)  # type: ignore[arg-type]
        )

    def _sent(self, handle: Handle) -> Delivery:
        decision = Decision.objects.create(
            brand=self.channel.brand,
            contact=handle.contact,
            channel=self.channel,
            stage="release",
            verdict="allow",
            facts={},
            layers=[],
            reasons=[],
            policy_version="drawn",
            decided_at=self.now,
        )
        return Delivery.objects.create(
            brand=self.channel.brand,
            decision=decision,
            channel=self.channel,
            contact=handle.contact,
            form="direct",
            purpose=self.random.choice(["reply", "service"]),
            to=handle.address,
            text_digest="drawn",
            key=f"drawn-{decision.pk}",
            state="sent",
            created_at=self.when(),
        )

    def _refused(self, sent: Delivery) -> None:
        receipt = Receipt.objects.create(delivery=sent, kind="refused", at=self.when())
        Refusal.objects.create(
            channel=self.channel,
            contact=sent.contact,
            receipt=receipt,
            meaning=self.random.choice(["window_closed", "not_reachable"]),
            at=receipt.at,
        )

    def facts(self) -> list[Facts]:
        """Of each question, asked about whoever holds its address by now."""
        holders = {one.address: one.contact for one in Handle.objects.select_related("contact")}
        asked = [replace(one, contact=holders[one.to]) for one in self.questions]
        return gather(asked, self.now)


def network_says(facts: Facts, brand: int) -> str:
    layers = engine.decide(policies.of(brand), facts).layers
    return next(str(one.verdict) for one in layers if str(one.layer) == "network")


def own(facts: Facts) -> dict[str, object]:
    return {name: value for name, value in as_mapping(facts).items() if name not in PERSON_WIDE}


@pytest.mark.parametrize("seed", range(sized(6, 40)))
@pytest.mark.parametrize("network", ["facebook", "page", "linkedin", "instagram"])
def test_of_each_address_the_network_is_asked_what_it_was_asked_before_the_two_were_one(
    world: World, network: str, seed: int
) -> None:
    pair = Pair(channel_on(world, network), seed)
    first, second = (handle.contact for handle in pair.handles)
    before = pair.facts()
    held = merging.merge(world.caleb, first, second, evidence="she said so")
    merged = pair.facts()
    brand = world.harbour.pk
    assert [own(one) for one in merged] == [own(one) for one in before]
    assert [network_says(one, brand) for one in merged] == [network_says(one, brand) for one in before]
    merging.undo(world.caleb, held)
    assert [own(one) for one in pair.facts()] == [own(one) for one in before]
    merging.merge(world.caleb, second, first, evidence="she said so again")
    linking.unlink(world.caleb, Handle.objects.get(pk=pair.handles[0].pk), evidence="her sister's")
    assert [own(one) for one in pair.facts()] == [own(one) for one in before]


@pytest.mark.parametrize("network", ["facebook", "page", "linkedin"])
def test_everybody_at_once_is_asked_by_the_address_known_longest(world: World, network: str) -> None:
    pair = Pair(channel_on(world, network), seed=3)
    first, second = (handle.contact for handle in pair.handles)
    merging.merge(world.caleb, second, first, evidence="she said so")
    nowhere = Question(channel=pair.channel, contact=second, purpose="service")
    alone = gather([nowhere], pair.now)[0]
    assert gather([replace(nowhere, to="fan-1")], pair.now) == [alone]
    found = audience.facts_of(replace(nowhere, contact=None), pair.now)
    row = next(one for one in found.table.to_dicts() if one.pop("person") == second.pk)
    assert row.items() <= as_mapping(alone).items()


def test_what_names_no_address_counts_only_for_who_never_had_another_there(world: World) -> None:
    channel = channel_on(world, "facebook")
    ana, bea = (resolve.resolve(channel, resolve.Seen(address=one, evidence="test")) for one in "ab")
    at = timezone.now() - timedelta(hours=1)
    for handle in (ana, bea):
        Engagement.objects.create(
            brand=channel.brand,
            contact=handle.contact,
            channel=channel,
            kind="message",
            reference=handle.key,
            occurred_at=at,
        )
    Relationship.objects.create(
        brand=channel.brand, contact=bea.contact, channel=channel, kind="likes", source="old"
    )

    def written(handle: Handle) -> datetime | None:
        held = Handle.objects.select_related("contact").get(pk=handle.pk)
        question = Question(channel=channel, contact=held.contact, to=held.address)
        return as_mapping(gather([question], timezone.now())[0])["last_inbound_at"]  # type: ignore[return-value]

    assert written(ana) == written(bea) is not None
    merging.merge(world.caleb, ana.contact, bea.contact, evidence="she said so")
    assert set(Engagement.objects.values_list("reference", "handle")) == {("a", ana.pk), ("b", bea.pk)}
    assert Relationship.objects.get().handle == bea, "it was the only address that could have done it"
    assert written(ana) == written(bea) is not None
    Engagement.objects.update(handle=None)  # as what came in before addresses were written down
    assert written(ana) is written(bea) is None
    linking.unlink(world.caleb, Handle.objects.get(pk=bea.pk), evidence="her sister's")
    assert written(ana) is written(bea) is None, "by which of the two it was done is still unknown"


def test_what_is_asked_for_a_list_and_on_release_names_the_conversation_s_own_address(world: World) -> None:
    for name in ("Ana", "Bea"):
        world.visitor(name, "message", f"{name} here")
    ana, bea = world.thread("Ana"), world.thread("Bea")
    merging.merge(world.caleb, ana.them, bea.them, evidence="she said so")
    threads = list(
        Thread.objects.filter(post=0).select_related("channel__brand", "contact", "handle").order_by("pk")
    )
    asked = [asking.question(one) for one in threads]
    assert [(one.contact, one.to) for one in asked] == [
        (ana.contact, "visitor-ana"),
        (ana.contact, "visitor-bea"),
    ]
    told = [as_mapping(one)["last_inbound_at"] for one in gather(asked, timezone.now())]
    assert len(set(told)) == 2
    for thread, expected in zip(threads, told, strict=True):
        said = talk.reply(world.caleb, thread, Wish(text=f"Hello {thread.theirs}"))
        assert said.draft.decision is not None
        assert said.draft.decision.facts["last_inbound_at"] == expected
        assert said.draft.delivery is not None
        assert said.draft.delivery.to == thread.theirs.address
        assert release.recheck(said.draft.delivery) is None


def test_two_addresses_cost_no_more_queries_than_one(world: World) -> None:
    pair = Pair(channel_on(world, "linkedin"), seed=1)
    first, second = (handle.contact for handle in pair.handles)

    def count() -> int:
        asked = [replace(one, contact=first) for one in pair.questions]
        with CaptureQueriesContext(connection) as seen:
            glance(asked, at=pair.now)
        return len(seen)

    before = count()
    merging.merge(world.caleb, first, second, evidence="she said so")
    assert count() == before


def test_a_stop_by_one_address_is_a_stop_for_both(world: World) -> None:
    pair = Pair(channel_on(world, "facebook"), seed=2)
    first, second = (handle.contact for handle in pair.handles)
    ledger.stop(second, reason=Suppression.Reason.ASKED, evidence="she wrote stop")
    merging.merge(world.caleb, first, second, evidence="she said so")
    assert {as_mapping(one)["is_suppressed"] for one in pair.facts()} == {True}


def test_what_goes_to_one_address_lifts_no_refusal_of_the_other(world: World) -> None:
    pair = Pair(channel_on(world, "facebook"), seed=2)
    Refusal.objects.all().delete()
    one, other = (pair._sent(handle) for handle in pair.handles)
    for sent in (one, other):
        pair._refused(sent)
    first, second = (handle.contact for handle in pair.handles)
    merging.merge(world.caleb, first, second, evidence="she said so")
    one.refresh_from_db()
    refusals.lift([(one, pair.now)], pair.now)
    assert [held.receipt.delivery_id for held in Refusal.objects.filter(lifted_at=None)] == [other.pk]


def test_a_comment_goes_with_the_address_by_which_it_was_made(world: World) -> None:
    world.visitor("Yusuf", "wall_post", "Who was there?")
    post = Post.objects.get()
    for name in ("Ana", "Bea"):
        world.visitor(name, "comment", f"{name} was", target=post.external_id)
    ana, bea = world.contact("Ana"), world.contact("Bea")
    merging.merge(world.caleb, ana, bea, evidence="she said so")
    said = Comment.objects.get(text="Bea was")
    found = resolve.who_did(world.page.channel, ana, said.external_id)
    assert found is not None
    assert found.key == "visitor-bea", "a private answer goes to whoever said it"
    apart = linking.unlink(world.caleb, found, evidence="her sister's")
    assert set(Comment.objects.values_list("text", "contact")) == {("Ana was", ana.pk), ("Bea was", apart.pk)}
    assert set(
        Thread.objects.filter(post=post.pk, contact__in=[ana, apart]).values_list("contact", "preview")
    ) == {
        (ana.pk, "Ana was"),
        (apart.pk, "Bea was"),
    }
