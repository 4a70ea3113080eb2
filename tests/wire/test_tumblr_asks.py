"""Questions on Tumblr: asked there, in our queue, answered there; a nameless one in public only.

The network is the sandbox, over real HTTP.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from askfirst.brand.models import Channel
from askfirst.gate.models import Delivery
from askfirst.sandbox.clock import Clock
from askfirst.sandbox.server import Sandbox
from askfirst.sandbox.things import Deed, Kind
from askfirst.sandbox.world import World as Sand
from askfirst.wall import ask_queue
from askfirst.wire import dispatch, join, loop, offers, pulling, routing
from askfirst.wire.models import PullCursor
from askfirst.work import asking
from tests.world import make_world

if TYPE_CHECKING:
    from collections.abc import Iterator

    from askfirst.wall.models import Post
    from tests.databases import Database
    from tests.world import World

GIVEN = {
    "blog": "harbourcoffee",
    "consumer_key": "harbour-tumblr-key",
    "consumer_secret": "harbour-tumblr-secret",
    "token": "harbour-tumblr-token",
    "token_secret": "harbour-tumblr-token-secret",
}


class Blog:
    """Harbour's blog in the sandbox, connected, and Ana who asks it things."""

    def __init__(self, world: World, sandbox: Sandbox, address: str) -> None:
        self.world, self.sandbox, sand = world, sandbox, sandbox.world
        self.ours = sand.profile("tumblr", next(iter(sand.accounts))[1])
        self.ana = sand.join(sand.person("Ana Ferreira"), "tumblr", username="ana")
        one = offers.choice("tumblr")
        given = offers.completed(one, {**GIVEN, "through": address})
        channel = join.begin(world.olivia, world.harbour, one, given)
        assert [finding for finding in join.connect(channel, given) if not finding.is_good] == []
        self.channel = Channel.objects.get(pk=channel.pk)
        pulling.enrol()

    def asks(self, text: str, **more: Any) -> Post:
        """Ana asks, and it is in the queue once Tumblr was asked for news."""
        deed = Deed(
            network="tumblr", kind=Kind.ASK, source=self.ana.id, target=self.ours.id, text=text, more=more
        )
        with self.sandbox.world.lock:
            self.sandbox.faces.play(deed)
        PullCursor.objects.update(due_at=timezone.now())
        pulling.pull_due()
        assert pulling.wait(20)
        routing.route_pending()
        return next(
            one for one in ask_queue.matching(self.world.caleb, ask_queue.Wanted()) if one.text == text
        )

    def answer(self, ask: Post, text: str, way: str) -> tuple[str, Delivery | None]:
        """What stands against it, and what has left."""
        draft = asking.answer(self.world.caleb, ask, text, way=way, key=f"{ask.pk}-{way}-{len(text)}")
        dispatch.send_due()
        return asking.against(draft), Delivery.objects.filter(pk=draft.delivery_id or 0).first()

    def there(self, ask: Post) -> Any:
        """The question as Tumblr knows it."""
        number = ask.external_id.removeprefix("ask:")
        return self.sandbox.world.asks["tumblr", number]


@pytest.fixture
def blog(database: Database) -> Iterator[Blog]:
    sandbox = Sandbox(Sand(clock=Clock()), faces={"tumblr": "askfirst.sandbox.faces.tumblr:Tumblr"})
    with sandbox.running() as address:
        yield Blog(make_world(), sandbox, address)
        pulling.end()
        loop.end()
    assert sandbox.mistakes == []


@pytest.mark.row("T3", "N4")
def test_a_question_by_name_is_published_there_and_another_answered_privately(blog: Blog) -> None:
    first = blog.asks("When do you ship?")
    assert first.contact is not None
    assert first.contact.name
    why, sent = blog.answer(first, "On Monday.", asking.PUBLIC)
    assert why == ""
    assert sent is not None
    assert (sent.state, sent.state_reason) == (Delivery.State.SENT, "")
    assert blog.there(first).answered_at
    first.refresh_from_db()
    assert first.published_at is not None
    second = blog.asks("Are you hiring?")
    why, sent = blog.answer(second, "Write to us in May.", asking.PRIVATE)
    assert (why, sent and sent.state) == ("", Delivery.State.SENT)
    assert blog.there(second).answered_at
    assert not ask_queue.matching(blog.world.caleb, ask_queue.Wanted()).exists()
    with pytest.raises(asking.CannotAnswer, match="answered already"):
        blog.answer(second, "Once more.", asking.PUBLIC)


@pytest.mark.row("T3")
def test_a_nameless_question_is_answered_in_public_only_and_never_with_what_is_personal(blog: Blog) -> None:
    ask = blog.asks("Where is my parcel?", is_anonymous=True)
    assert ask.is_anonymous
    why, sent = blog.answer(ask, "For you alone.", asking.PRIVATE)
    assert "They asked without a name" in why
    assert sent is None
    why, sent = blog.answer(ask, "Call Jo on +44 20 7946 0958.", asking.PUBLIC)
    assert "this one holds personal data" in why
    assert sent is None
    assert not blog.there(ask).answered_at
    why, sent = blog.answer(ask, "It comes on Monday.", asking.PUBLIC)
    assert (why, sent and sent.state) == ("", Delivery.State.SENT)
    assert blog.there(ask).answered_at
