"""What a network tells without a word of theirs, by captured pushes: a block stops everything, an unfollow what was joined there."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from askfirst.consent import ledger, lists, standing
from askfirst.consent.models import Entry, Membership, Suppression
from askfirst.gate import policies, release
from askfirst.gate.models import Delivery, Signal
from askfirst.gate.question import Parcel, Question
from askfirst.networks.base import Event, EventKind
from askfirst.networks.hooks import Hooked
from askfirst.people.models import Contact, Handle
from askfirst.policy import packs
from askfirst.policy.program import Policy
from askfirst.wire import connectors, group_commit, intake, routing
from askfirst.wire.dispatch import record_left
from tests.consent.asking import WORDS
from tests.gate import selling
from tests.wire import letters
from tests.wire.test_real_payloads import connected

if TYPE_CHECKING:
    from askfirst.brand.models import Channel
    from askfirst.consent.models import List
    from tests.world import World

pytestmark = pytest.mark.row("O1", "Z4")
PAYLOADS = Path(__file__).parents[1] / "networks" / "payloads"
_number = count(1)


def pushed(channel: Channel, name: str) -> None:
    """The captured body comes in at the hook, and is put in its place."""
    network = connectors.of(channel)
    assert isinstance(network, Hooked)
    body = json.dumps(json.loads((PAYLOADS / channel.network / f"{name}.json").read_bytes())).encode()
    group_commit.keep_many(
        [intake.row(channel, piece.raw, piece.external_id) for piece in network.pieces(body)]
    )
    routing.route_pending()


def says(channel: Channel, who: str, text: str) -> None:
    told = Event(
        kind=EventKind.MESSAGE,
        external_id=f"said-{next(_number)}",
        occurred_at=datetime.now(UTC),
        actor=who,
        actor_name="Ben",
        text=text,
    )
    routing.apply(channel, told)


def joins(channel: Channel, who: str) -> None:
    """They write the list's word, are shown the words, and say yes."""
    for text in ("roast", "yes"):
        says(channel, who, text)
        for delivery in Delivery.objects.filter(state=Delivery.State.QUEUED):
            Delivery.objects.filter(pk=delivery.pk).update(
                state=Delivery.State.SENT, sent_at=datetime.now(UTC), external_id=f"d{delivery.pk}"
            )
        record_left()


def permit(monkeypatch: pytest.MonkeyPatch, network: str) -> None:
    """Nothing of the network stands against a message; what they agreed to and forbade does, by the real rules."""
    texts = {
        f"{network}.toml": selling.PACKS.format(network=network),
        "consent-base.toml": packs.pack_texts()["consent-base.toml"].decode(),
    }
    policy = Policy(packs.read_packs(texts), texts)
    monkeypatch.setattr(policies, "of", lambda _brand: policy)


def news(world: World, *networks: str, name: str = "Roastery news", keyword: str = "roast") -> List:
    wanted = lists.Wanted(name=name, keyword=keyword, networks=networks)
    return lists.make(world.olivia, world.harbour, wanted, WORDS)


def waiting(channel: Channel, who: str, on: List) -> Delivery:
    """A message of the list to them, let out and not sent yet."""
    contact = Handle.objects.select_related("contact").get(network=channel.network, key=who).contact
    question = Question(channel=channel, contact=contact, purpose="marketing", text="The July roast.", on=on)
    decision = release.release(question, Parcel(key=f"test:{next(_number)}", to=who))
    assert decision.verdict == "allow", decision.reasons
    return Delivery.objects.get(decision=decision)


def state(contact: Contact, on: List) -> str:
    kept = Membership.objects.get(contact=contact, list=on).state
    assert kept == standing.states([contact], on.purpose, on=on)[contact.pk].state
    return kept


def test_who_blocks_the_bot_gets_nothing_that_waited_and_the_ledger_says_by_what(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    permit(monkeypatch, "telegram")
    telegram, on = connected(world, "telegram"), news(world, "telegram")
    joins(telegram, "42")
    letter = waiting(telegram, "42", on)
    pushed(telegram, "blocked")
    line = Entry.objects.latest("number")
    assert (line.act, line.mechanism, line.place, line.actor) == (
        "suppressed",
        "signal",
        "Harbour on telegram",
        "person",
    )
    assert line.endpoint == ledger.digest("telegram", "42")
    assert "809" in line.evidence
    assert Suppression.objects.get().reason == "blocked"
    assert state(letter.contact, on) == "blocked"  # type: ignore[arg-type]
    world.work()
    letter.refresh_from_db()
    assert letter.state == Delivery.State.STOPPED


def test_who_blocks_and_unblocks_is_not_written_to_by_that(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    permit(monkeypatch, "telegram")
    telegram, on = connected(world, "telegram"), news(world, "telegram")
    joins(telegram, "42")
    pushed(telegram, "blocked")
    pushed(telegram, "unblocked")
    assert state(Contact.objects.get(handles__key="42"), on) == "blocked"


def test_who_unfollows_leaves_what_they_joined_by_that_account(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    permit(monkeypatch, "x")
    channel, on = connected(world, "x"), news(world, "x", "email")
    joins(channel, "30")
    letter = waiting(channel, "30", on)
    pushed(channel, "unfollow")
    line = Entry.objects.latest("number")
    assert (line.act, line.mechanism, line.list, line.place) == ("withdrawn", "signal", on, "Harbour on x")
    assert line.endpoint == ledger.digest("x", "30")
    assert "unfollowed us" in line.evidence
    assert not Suppression.objects.exists(), "an answer to them remains possible"
    world.work()
    letter.refresh_from_db()
    assert letter.state == Delivery.State.STOPPED
    pushed(channel, "unfollow")
    assert Entry.objects.latest("number") == line, "told twice it is one line"


def test_an_unfollow_leaves_what_was_joined_elsewhere_as_it_is(world: World) -> None:
    channel = connected(world, "x")
    by_mail = news(world, "x", "email")
    ana = letters.joined(by_mail)
    Handle.objects.create(
        brand=world.harbour, contact=ana, network="x", address="30", key="30", evidence="said so"
    )
    pushed(channel, "follow")
    pushed(channel, "unfollow")
    assert state(ana, by_mail) == "active"


def test_an_unfollow_of_before_they_joined_says_nothing_of_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    permit(monkeypatch, "x")
    channel, on = connected(world, "x"), news(world, "x")
    joins(channel, "30")
    contact = Contact.objects.get(handles__key="30")
    long_ago = Event(
        kind=EventKind.UNFOLLOW, external_id="old", occurred_at=datetime(2024, 1, 1, tzinfo=UTC), actor="30"
    )
    routing.apply(channel, long_ago)
    without_a_day = Event(kind=EventKind.UNFOLLOW, external_id="export", actor="30")
    routing.apply(channel, without_a_day, is_history=True)
    assert state(contact, on) == "active"
    routing.apply(channel, without_a_day)
    assert state(contact, on) == "left"


def test_an_unfollow_after_a_message_of_the_list_counts_as_one_who_leaves(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    permit(monkeypatch, "x")
    channel, on = connected(world, "x"), news(world, "x")
    joins(channel, "30")
    letter = waiting(channel, "30", on)
    Delivery.objects.filter(pk=letter.pk).update(state=Delivery.State.SENT, sent_at=datetime.now(UTC))
    pushed(channel, "unfollow")
    assert Signal.objects.get().kind == Signal.Kind.UNSUBSCRIBE
