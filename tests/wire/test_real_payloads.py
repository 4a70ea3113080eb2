"""What the networks really push, as captured payloads have it: each thing finds its place, or says in words why not yet."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from askfirst.brand import vault
from askfirst.brand.models import Channel
from askfirst.networks.hooks import Hooked
from askfirst.wire import connectors, group_commit, intake, routing
from askfirst.wire.models import Event

if TYPE_CHECKING:
    from tests.world import World

PAYLOADS = Path(__file__).parents[1] / "networks" / "payloads"
CHANNELS: dict[str, tuple[str, dict[str, Any]]] = {
    "facebook": ("901", {"page_id": "901"}),
    "instagram": ("1784", {"account_id": "1784"}),
    "whatsapp": ("1060", {"phone_number_id": "1060"}),
    "x": ("10", {}),
    "linkedin": ("urn:li:organization:77", {"organization": "77"}),
    "telegram": ("7001", {"account_id": "7001"}),
}
"""The channel to which each network pushes: its address and its settings."""
FORESEEN = re.compile(r"^[A-Z]\w*(Error|Exception|Warning): ")
"""How a failure begins that nobody foresaw."""


def connected(world: World, network: str) -> Channel:
    address, settings = CHANNELS[network]
    return Channel.objects.create(
        brand=world.harbour,
        network=network,
        address=address,
        name=f"Harbour on {network}",
        settings=settings,
        sealed_credentials=vault.seal({"token": "7001:bench"}) if network == "telegram" else "",
    )


def pushes(network: str) -> list[bytes]:
    """Every captured body; a file may hold a list of them."""
    found = []
    for path in sorted((PAYLOADS / network).glob("*.json")):
        content = json.loads(path.read_bytes())
        bodies = content if isinstance(content, list) else [content]
        found += [json.dumps(body).encode() for body in bodies]
    return found


def heard(channel: Channel, bodies: list[bytes]) -> dict[str, str]:
    """Take these in and route them to the end; returns what could not be placed, with the reason."""
    network = connectors.of(channel)
    assert isinstance(network, Hooked)
    for body in bodies:
        rows = [intake.row(channel, piece.raw, piece.external_id) for piece in network.pieces(body)]
        group_commit.keep_many(rows)
        routing.route_pending()
    for _ in range(4):
        Event.objects.filter(routed_at=None).update(try_after=timezone.now())
        while Event.objects.filter(routed_at=None, try_after__lte=timezone.now()).exists():
            routing.route_pending()
    left = Event.objects.filter(channel=channel).exclude(failure="")
    return dict(left.values_list("external_id", "failure"))


@pytest.mark.parametrize("network", CHANNELS)
def test_every_captured_push_is_placed_or_says_in_words_why_not(world: World, network: str) -> None:
    channel = connected(world, network)
    bodies = pushes(network)
    random.Random(7).shuffle(bodies)
    failures = heard(channel, [*bodies, *bodies])
    assert {name: why for name, why in failures.items() if FORESEEN.match(why)} == {}
    assert Event.objects.filter(channel=channel).count() > len(bodies) // 2
