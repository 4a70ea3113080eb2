"""Networks: a channel is connected in the browser, a fan writes there, the team answers, and the network has the answer.

The networks are the sandbox, reached over HTTP; what it allows and refuses it decides by its own rules.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from askfirst.sandbox.faces import bluesky
from askfirst.sandbox.server import Sandbox
from askfirst.sandbox.things import Deed, Kind
from askfirst.sandbox.world import World
from tests.stories import acts
from tests.stories.product import Product, installation, wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.stories.conftest import People

pytestmark = [pytest.mark.story, pytest.mark.one_database]


class Elsewhere:
    """The networks with Harbour's accounts and the fans."""

    def __init__(self) -> None:
        self.address = ""
        self.sandbox = Sandbox(World(seed=7))
        self.world = self.sandbox.world
        self.people = {name: self.world.person(name) for name in ("Ana Ferreira", "Tom Becker")}

    def fan(self, network: str, name: str = "Ana Ferreira") -> str:
        """The id of a fan on a network."""
        with self.world.lock:
            return self.world.join(self.people[name], network).id

    def ours(self, network: str) -> str:
        """The id of Harbour's account there."""
        return next(ours for there, ours in self.world.accounts if there == network)

    def does(self, network: str, kind: Kind, *, who: str = "Ana Ferreira", **more: Any) -> str:
        """A fan does something by hand; the id of what was made."""
        fan = self.fan(network, who)
        with self.world.lock:
            return self.sandbox.faces.play(Deed(network=network, kind=kind, source=fan, **more)).made

    def writes(self, network: str, text: str, **more: Any) -> str:
        return self.does(network, Kind.WRITE, target=self.ours(network), text=text, **more)

    def texts(self, network: str) -> list[str]:
        """What stands there in private by now, in the order in which it was said."""
        with self.world.lock:
            return [one.text for one in self.world.messages.values() if one.network == network]


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[Elsewhere]:
    there = Elsewhere()
    with there.sandbox.running() as there.address:
        yield there
    assert not there.sandbox.mistakes


@pytest.fixture(scope="module")
def product(
    tmp_path_factory: pytest.TempPathFactory, founded: Path, elsewhere: Elsewhere
) -> Iterator[Product]:
    """Harbour Coffee, whose channels speak to the sandbox."""
    folder = tmp_path_factory.mktemp("networks")
    with installation(folder, like=founded, ASKFIRST_SANDBOX_URL=elsewhere.address) as product:
        product.serve()
        yield product


@pytest.mark.row("N4")
def test_a_channel_is_connected_in_the_browser_and_a_fan_is_answered_there(
    people: People, elsewhere: Elsewhere
) -> None:
    olivia = people("olivia")
    olivia.goto("/settings/channels/")
    olivia.get_by_role("link", name="Connect a channel").click()
    olivia.get_by_role("link", name=re.compile("Bluesky")).click()
    olivia.get_by_label("Handle").fill("harbour.bsky.social")
    olivia.get_by_label("App password").fill(bluesky.PASSWORD)
    olivia.get_by_role("button", name="Check and connect").click()
    expect(olivia.get_by_role("main")).to_contain_text("Connected", timeout=20_000)
    elsewhere.does("bluesky", Kind.FOLLOW, target=elsewhere.ours("bluesky"))
    elsewhere.writes("bluesky", "Are dogs welcome?")
    caleb = people("caleb")
    expect(acts.row(caleb, "Ana Ferreira")).to_be_visible(timeout=60_000)
    said = acts.open_talk(caleb, "Ana Ferreira")
    expect(said).to_contain_text("Are dogs welcome?")
    acts.answer(caleb, "They are, on the terrace.")
    wait_until(
        lambda: "They are, on the terrace." in elsewhere.texts("bluesky"), "the answer stands on Bluesky", 30
    )
