"""Networks: a channel is connected in the browser, a fan writes there, the team answers, and the network has the answer.

The networks are the sandbox, reached over HTTP; what it allows and refuses it decides by its own rules.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from askfirst.sandbox.faces import bluesky, graph
from askfirst.sandbox.faces.facebook import PAGE, PAGE_TOKEN
from askfirst.sandbox.server import Sandbox
from askfirst.sandbox.things import Deed, Kind
from askfirst.sandbox.world import World
from tests.stories import acts
from tests.stories.product import Founded, Product, installation, wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator

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

    def comments(self, network: str) -> list[str]:
        """What was said in public there."""
        with self.world.lock:
            return [one.text for one in self.world.posts.values() if one.network == network]


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[Elsewhere]:
    there = Elsewhere()
    with there.sandbox.running() as there.address:
        yield there
    assert not there.sandbox.mistakes


@pytest.fixture(scope="module")
def product(
    tmp_path_factory: pytest.TempPathFactory, founded: Founded, elsewhere: Elsewhere
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


@pytest.fixture(scope="module")
def facebook(product: Product, elsewhere: Elsewhere) -> str:
    """Harbour's Page, connected by command; the id of one of its posts."""
    given = {
        "page-id": PAGE,
        "app-id": graph.APP,
        "app-secret": graph.SECRET,
        "token": PAGE_TOKEN,
    }
    options = [word for name, value in given.items() for word in (f"--{name}", value)]
    product.run("channel", "add", "facebook", *options)
    with elsewhere.world.lock:
        post = Deed(network="facebook", kind=Kind.POST, source=PAGE, text="New beans are in.")
        return elsewhere.sandbox.faces.play(post).made


@pytest.mark.row("F4")
@pytest.mark.usefixtures("facebook")
def test_a_comment_on_facebook_is_answered_privately_once_and_the_thread_is_told(
    people: People, elsewhere: Elsewhere, facebook: str
) -> None:
    elsewhere.does("facebook", Kind.COMMENT, about=facebook, text="My last bag was stale!")
    caleb = people("caleb")
    caleb.goto("/wall/")
    item = caleb.get_by_role("article").filter(has_text="My last bag was stale!").last
    expect(item).to_be_visible(timeout=30_000)
    expect(item).to_contain_text("Facebook")
    item.get_by_role("link", name="Answer privately").click()
    caleb.get_by_label("Your private answer").fill("I am sorry. May I send you a fresh one?")
    caleb.get_by_role("button", name="Send privately").click()
    wait_until(
        lambda: "I am sorry. May I send you a fresh one?" in elsewhere.texts("facebook"),
        "it arrived in private",
        30,
    )
    caleb.goto("/wall/")
    item.get_by_role("link", name="we have written to you").click()
    caleb.get_by_role("button", name="Say it in public").click()
    wait_until(
        lambda: any("private message" in text for text in elsewhere.comments("facebook")),
        "it is said in public",
        30,
    )
    caleb.goto("/wall/")
    expect(item.get_by_role("link", name="Answer privately")).to_have_count(0)


@pytest.mark.row("F4")
@pytest.mark.usefixtures("facebook")
def test_who_blocks_the_page_between_the_answer_and_its_sending_gets_nothing(
    people: People, elsewhere: Elsewhere
) -> None:
    elsewhere.writes("facebook", "Hello", who="Tom Becker")
    caleb = people("caleb")
    expect(acts.row(caleb, "Tom Becker")).to_be_visible(timeout=30_000)
    acts.open_talk(caleb, "Tom Becker")
    expect(acts.verdict(caleb)).to_contain_text(acts.MAY)
    elsewhere.does("facebook", Kind.BLOCK, who="Tom Becker", target=PAGE)
    acts.answer_box(caleb).fill("Hello Tom")
    acts.send(caleb).click()
    expect(acts.bubble(caleb, "Hello Tom")).to_contain_text(
        re.compile("not|Not|stopped", re.IGNORECASE), timeout=30_000
    )
    assert "Hello Tom" not in elsewhere.texts("facebook")
