"""A brand on Telegram and Mastodon, which are asked for news: connected, written to, answering, and told to stop.

The networks are the sandbox, over real HTTP.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from askfirst.brand.models import Channel
from askfirst.consent.models import Suppression
from askfirst.drafts.submit import Wish
from askfirst.gate.models import Delivery
from askfirst.inbox import talk
from askfirst.inbox.models import Message, Thread
from askfirst.sandbox.clock import Clock
from askfirst.sandbox.faces import mastodon, telegram
from askfirst.sandbox.server import Sandbox
from askfirst.sandbox.things import Deed, Kind
from askfirst.sandbox.world import World as Sand
from askfirst.wire import dispatch, join, loop, offers, pulling, routing
from askfirst.wire.models import PullCursor
from tests.world import make_world

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.databases import Database
    from tests.world import World

FACES: dict[str, Any] = {"telegram": telegram.TelegramFace, "mastodon": mastodon.MastodonFace}


class Scene:
    """One network of the sandbox, a channel of the brand there, and Ana."""

    def __init__(self, world: World, sandbox: Sandbox, name: str, address: str) -> None:
        self.world, self.sandbox, self.name = world, sandbox, name
        sand = sandbox.world
        self.ana = sand.join(sand.person("Ana Ferreira"), name, username="ana_f")
        self.ours = next(number for network, number in sand.accounts if network == name)
        one = offers.choice(name)
        full = offers.completed(one, {**self.given(), "through": address})
        channel = join.begin(world.olivia, world.harbour, one, full)
        self.findings = join.connect(channel, full)
        self.channel = Channel.objects.get(pk=channel.pk)
        pulling.enrol()

    def given(self) -> dict[str, str]:
        if self.name == "mastodon":
            return {"instance": "social.example", "access_token": mastodon.TOKEN}
        token = next(one.value for one in self.sandbox.world.tokens.values() if one.profile == self.ours)
        return {"token": token, "receives_by": "polling"}

    def does(self, kind: Kind, text: str = "") -> None:
        with self.sandbox.world.lock:
            deed = Deed(network=self.name, kind=kind, source=self.ana.id, target=self.ours, text=text)
            self.sandbox.faces.play(deed)

    def pull(self) -> None:
        """Ask for what is new, and put it into its place."""
        PullCursor.objects.update(due_at=timezone.now())
        pulling.pull_due()
        assert pulling.wait(20)
        routing.route_pending()

    def thread(self) -> Thread:
        rows = Thread.objects.select_related("channel__brand", "contact", "handle", "brand")
        return rows.get(channel=self.channel)

    def reply(self, text: str) -> Delivery | None:
        delivery = talk.reply(self.world.caleb, self.thread(), Wish(text=text)).draft.delivery
        dispatch.send_due()
        return Delivery.objects.get(pk=delivery.pk) if delivery else None


@pytest.fixture
def scene(
    request: pytest.FixtureRequest, database: Database, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Scene]:
    monkeypatch.setattr("askfirst.networks.telegram.bot.LONG_POLL", 0)
    clock = Clock()
    sandbox = Sandbox(Sand(clock=clock), faces={request.param: FACES[request.param]})
    with sandbox.running() as address:
        yield Scene(make_world(), sandbox, request.param, address)
        pulling.end()
        loop.end()
    assert sandbox.mistakes == []


networks = pytest.mark.parametrize("scene", list(FACES), indirect=True)


@networks
def test_a_person_writes_is_answered_and_stands_in_one_thread(scene: Scene) -> None:
    assert [finding for finding in scene.findings if not finding.is_good] == []
    assert scene.channel.state == Channel.State.OK
    scene.does(Kind.WRITE, "Are you open on Sunday?")
    scene.pull()
    assert Message.objects.get().text == "Are you open on Sunday?"
    assert scene.thread().contact.name == "Ana Ferreira"
    delivery = scene.reply("From nine.")
    assert delivery is not None
    assert (delivery.state, delivery.state_reason) == (Delivery.State.SENT, "")
    said = next(one for one in scene.sandbox.world.messages.values() if one.sender == scene.ours)
    assert said.text.endswith("From nine.")
    assert delivery.external_id.endswith(said.id)
    scene.pull()
    assert [(one.text, one.is_ours) for one in Message.objects.order_by("pk")] == [
        ("Are you open on Sunday?", False), ("From nine.", True),
    ]  # fmt: skip


@networks
def test_whoever_says_stop_is_not_written_to_again(scene: Scene) -> None:
    scene.does(Kind.WRITE, "Are you open on Sunday?")
    scene.does(Kind.WRITE, "STOP")
    scene.pull()
    assert Suppression.objects.get(lifted_at=None).reason == "asked"
    assert scene.reply("Please stay") is None
    assert not [one for one in scene.sandbox.world.messages.values() if one.sender == scene.ours]


@networks
def test_whoever_blocks_us_is_in_the_ledger_before_anything_leaves(scene: Scene) -> None:
    """Telegram tells a bot at once; a Mastodon server is asked before every private word."""
    scene.does(Kind.WRITE, "Are you open on Sunday?")
    scene.pull()
    scene.does(Kind.BLOCK)
    if scene.name == "telegram":
        scene.pull()
    else:
        delivery = scene.reply("From nine.")
        assert delivery is not None
        assert delivery.state == Delivery.State.REFUSED
    assert Suppression.objects.get(lifted_at=None).reason == "blocked"
    assert not [one for one in scene.sandbox.world.messages.values() if one.sender == scene.ours]
