"""Channels on networks with credits and limits, and the smallest policies under which messages leave there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from askfirst.brand.models import Channel
from askfirst.gate import limits, policies, release
from askfirst.gate.question import Parcel, Question
from askfirst.people.models import Contact, Handle
from askfirst.policy.packs import read_packs
from askfirst.policy.program import Policy

if TYPE_CHECKING:
    import pytest

    from askfirst.gate.models import Decision, Delivery
    from tests.world import World

PACKS = """
id = "{network}"
layer = "network"
network = "{network}"
title = "A network for tests"
default = "allow"
otherwise = "Nothing is against it."

[[rule]]
id = "{network}.used_up"
effect = "deny"
when = "(message_tag = 'inmail' AND credits_left <= 0) OR quota_left <= 0"
unknown = "skip"
confidence = "high"
why = "There is none left."
source = {{ title = "Tests", address = "example.test", read = 2026-11-21 }}

[[rule]]
id = "{network}.refused"
effect = "deny"
when = "last_refusal = 'quota' AND (wait_until IS NULL OR now < wait_until)"
unknown = "skip"
confidence = "high"
why = "It refused us."
source = {{ title = "Tests", address = "example.test", read = 2026-11-21 }}
"""
CONSENT = """
id = "consent"
layer = "consent"
title = "Nobody is asked"
default = "allow"
otherwise = "Nothing is against it."
"""


def permit(monkeypatch: pytest.MonkeyPatch, *networks: str) -> None:
    """Everything is allowed on these networks but what is used up or was refused."""
    texts = {"consent.toml": CONSENT} | {f"{name}.toml": PACKS.format(network=name) for name in networks}
    policy = Policy(read_packs(texts), texts)
    monkeypatch.setattr(policies, "of", lambda _brand: policy)


def limit(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """These are all the limits there are."""
    found = limits.read(text)
    monkeypatch.setattr(limits, "bundled", lambda: found)
    limits.counted.cache_clear()
    limits.applying.cache_clear()


def channel_on(world: World, network: str, **account: Any) -> Channel:
    """A channel of Harbour's there."""
    return Channel.objects.create(
        brand=world.harbour,
        network=network,
        address="@harbour",
        name=f"Harbour on {network}",
        settings={"account": account},
        sends_per_minute=6000,
    )


def stranger(channel: Channel, name: str) -> Contact:
    """Somebody with an address there who never wrote to us."""
    contact = Contact.objects.create(brand=channel.brand, name=name)
    key = f"{name.lower()}@gmail.com"
    Handle.objects.create(
        brand=channel.brand, contact=contact, network=channel.network, address=key, key=key, evidence="x"
    )
    return contact


def sent(channel: Channel, contact: Contact, key: str, **question: Any) -> Decision:
    """That person is written to, as far as the gate lets it."""
    asked = Question(channel=channel, contact=contact, **{"purpose": "service", "text": key, **question})
    return release.release(asked, Parcel(key=key, to=contact.handles.get().address))


def delivery_of(decision: Decision) -> Delivery:
    """What was put into the outbox, as it is now."""
    delivery = decision.delivery
    delivery.refresh_from_db()
    return delivery
