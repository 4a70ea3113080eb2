"""Harbour Coffee's accounts in a sandbox: connected by the product's own verbs, once, and one that fails fails alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from askfirst.brand import vault
from askfirst.brand.models import Channel
from askfirst.cli import demo_networks
from askfirst.sandbox import starting
from askfirst.sandbox.server import Sandbox

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytest_django.fixtures import SettingsWrapper

    from tests.world import World

HOOKED = {"facebook", "instagram", "x"}
"""They knock at our door while they are connected, and nobody opens here: tests/cli/test_demo.py has the whole."""


@pytest.fixture
def sandbox(settings: SettingsWrapper) -> Iterator[Sandbox]:
    there = Sandbox()
    starting.populate(there)
    with there.running() as settings.SANDBOX_URL:
        yield there


@pytest.mark.parametrize("network", sorted(demo_networks.ASKED))
def test_an_account_is_connected_by_what_the_sandbox_has_and_not_twice(
    world: World, sandbox: Sandbox, settings: SettingsWrapper, network: str
) -> None:
    for _ in range(2):
        there = demo_networks.seeded(settings.SANDBOX_URL)
        trouble = demo_networks.connected(world.harbour, network, there[network], settings.SANDBOX_URL)
        assert network in HOOKED or trouble == ""
    channel = Channel.objects.get(network=network)
    assert not channel.is_provisional
    assert channel.settings["through"] == settings.SANDBOX_URL
    assert any(vault.open_credentials(channel).values())


def test_a_sandbox_at_another_port_is_found_again(
    world: World, sandbox: Sandbox, settings: SettingsWrapper
) -> None:
    there = demo_networks.seeded(settings.SANDBOX_URL)["telegram"]
    demo_networks.connected(world.harbour, "telegram", there, settings.SANDBOX_URL)
    with sandbox.running() as other:
        assert demo_networks.connected(world.harbour, "telegram", there, other) == ""
    assert Channel.objects.get(network="telegram").settings["through"] == other


def test_a_channel_that_was_switched_off_stays_off(
    world: World, sandbox: Sandbox, settings: SettingsWrapper
) -> None:
    there = demo_networks.seeded(settings.SANDBOX_URL)["telegram"]
    demo_networks.connected(world.harbour, "telegram", there, settings.SANDBOX_URL)
    Channel.objects.filter(network="telegram").update(
        state=Channel.State.OFF, state_reason="switched off by Olivia"
    )
    said = demo_networks.connected(world.harbour, "telegram", there, settings.SANDBOX_URL)
    assert said == "it was switched off by Olivia."
    assert Channel.objects.get(network="telegram").state == Channel.State.OFF


def test_one_that_cannot_be_connected_is_said_in_a_line_and_leaves_nothing(
    world: World, sandbox: Sandbox, settings: SettingsWrapper
) -> None:
    token = next(one for one in sandbox.world.tokens.values() if one.network == "mastodon")
    there = demo_networks.seeded(settings.SANDBOX_URL)["mastodon"]
    sandbox.world.revoke(token, "a test")
    said = demo_networks.connected(world.harbour, "mastodon", there, settings.SANDBOX_URL)
    assert "does not accept our token any more" in said
    assert "\n" not in said
    assert not Channel.objects.filter(network="mastodon").exists()
    there = demo_networks.seeded(settings.SANDBOX_URL)["mastodon"]
    with pytest.raises(demo_networks.Lacking, match="no `access` for it any more"):
        demo_networks.connected(world.harbour, "mastodon", there, settings.SANDBOX_URL)


def test_a_sandbox_that_has_gone_is_said_and_nothing_else_fails(
    world: World, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo_networks.connection, "close", lambda: None)
    there = demo_networks.Networks(world.harbour, "http://127.0.0.1:9", tmp_path, is_quiet=False)
    there._work()
    assert "The demo goes on without its networks" in " ".join(capfd.readouterr().err.split())
