"""A brand on Facebook, Instagram and WhatsApp: connected, written to, answering, and told what became of it.

The networks are the sandbox; what it pushes is carried to our hook by hand, so that all of ours runs in this thread.
"""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone

from askfirst.brand.models import Channel
from askfirst.consent.models import Suppression
from askfirst.drafts.submit import Wish
from askfirst.gate.models import Delivery
from askfirst.inbox import talk
from askfirst.inbox.models import Message
from askfirst.sandbox.faces import facebook, instagram, whatsapp
from askfirst.sandbox.faces.graph import APP, SECRET
from askfirst.sandbox.things import Kind
from askfirst.wire import dispatch, join, offers, routing
from tests.sandbox.meta_stage import MetaStage
from tests.sandbox.receiver import wait_until
from tests.wire.test_hooks import Caller
from tests.world import make_world

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django.fixtures import SettingsWrapper

    from tests.databases import Database
    from tests.world import World

GIVEN = {
    "facebook": (facebook.PAGE, {"page_id": facebook.PAGE, "token": facebook.PAGE_TOKEN}),
    "instagram": (instagram.ACCOUNT, {"login": "instagram", "token": instagram.ACCOUNT_TOKEN}),
    "whatsapp": (
        whatsapp.NUMBER_ID,
        {"phone_number_id": whatsapp.NUMBER_ID, "waba_id": whatsapp.WABA, "token": whatsapp.NUMBER_TOKEN},
    ),
}
BY_PAGE = {"login": "facebook", "page_id": facebook.PAGE, "token": facebook.PAGE_TOKEN}
LINKED = {"instagram by page": (instagram.ACCOUNT, BY_PAGE)}
"""The same network, connected in another way."""


class Front(ThreadingHTTPServer):
    """Stands where our hook is reached: says the challenge back, and keeps what is pushed."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Door)
        self.pushed: list[tuple[bytes, dict[str, str]]] = []
        self.address = f"http://127.0.0.1:{self.server_address[1]}"


class _Door(BaseHTTPRequestHandler):
    server: Front

    def do_GET(self) -> None:
        self._say(parse_qs(urlsplit(self.path).query)["hub.challenge"][0].encode())

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.pushed.append((body, {name.lower(): value for name, value in self.headers.items()}))
        self._say(b"")

    def _say(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


class Scene:
    """One network of the sandbox, a channel of the brand there, and the way between them."""

    def __init__(self, world: World, stage: MetaStage, front: Front, given: dict[str, str]) -> None:
        self.world, self.stage, self.front = world, stage, front
        given = {**given, "app_id": APP, "app_secret": SECRET, "through": stage.address}
        one = offers.choice(stage.name)
        full = offers.completed(one, given)
        channel = join.begin(world.olivia, world.harbour, one, full)
        self.findings = join.connect(channel, full)
        self.channel = Channel.objects.get(pk=channel.pk)
        self.caller = Caller(self.channel)
        self.carried = 0

    def carry(self, number: int) -> None:
        """Bring so many more pushes to our hook, and put what they tell in its place."""
        until = self.carried + number
        wait_until(lambda: len(self.front.pushed) >= until, f"{number} more pushes")
        for body, headers in self.front.pushed[self.carried : until]:
            assert self.caller.push(body, headers) == 200
        self.carried = until
        routing.route_pending()

    def reply(self, text: str) -> Delivery:
        rows = Message.objects.select_related("thread__channel__brand", "thread__contact", "thread__handle")
        thread = rows.filter(is_ours=False, thread__channel=self.channel).latest("pk").thread
        delivery = talk.reply(self.world.caleb, thread, Wish(text=text)).draft.delivery
        assert delivery is not None
        dispatch.send_due()
        return Delivery.objects.get(pk=delivery.pk)


@pytest.fixture
def scene(request: pytest.FixtureRequest, database: Database, settings: SettingsWrapper) -> Iterator[Scene]:
    ours, given = (GIVEN | LINKED)[request.param]
    stage, front = MetaStage(request.param.partition(" ")[0], ours, dict(given)), Front()
    if request.param in LINKED:
        stage.world.accounts["facebook", facebook.PAGE].more["instagram"] = ours
        stage.world.accounts["instagram", ours].more["login"] = "facebook"
    stage.move_to(timezone.now())
    stage.world.clock.run()
    threading.Thread(target=front.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    settings.ADDRESS = front.address
    with stage.sandbox.running() as stage.address:
        made = Scene(make_world(), stage, front, given)
        yield made
        made.caller.app.stop()
        made.caller.app._threads.shutdown(wait=True)
    front.shutdown()
    front.server_close()
    assert stage.sandbox.mistakes == []


networks = pytest.mark.parametrize("scene", list(GIVEN), indirect=True)


@networks
def test_a_person_writes_is_answered_and_stands_in_one_thread(scene: Scene) -> None:
    stage = scene.stage
    assert [finding for finding in scene.findings if not finding.is_good] == []
    assert (scene.channel.state, scene.channel.address) == (Channel.State.OK, stage.ours)
    stage.writes("Are you open on Sunday?")
    scene.carry(1)
    assert Message.objects.get().text == "Are you open on Sunday?"
    delivery = scene.reply("From nine.")
    assert (delivery.state, delivery.state_reason) == (Delivery.State.SENT, "")
    assert stage.world.messages[stage.name, delivery.external_id].text == "From nine."
    scene.carry(1)
    assert [(one.text, one.is_ours) for one in Message.objects.order_by("pk")] == [
        ("Are you open on Sunday?", False), ("From nine.", True),
    ]  # fmt: skip
    stage.play(Kind.RECEIVE, stage.ana, target=stage.ours)
    stage.play(Kind.READ, stage.ana, target=stage.ours)
    scene.carry(1 if stage.name == "instagram" else 2)
    delivery.refresh_from_db()
    assert delivery.state == Delivery.State.DELIVERED
    assert delivery.receipts.filter(kind="read").exists()


@networks
def test_whoever_says_stop_is_not_written_to_again(scene: Scene) -> None:
    scene.stage.writes("Are you open on Sunday?")
    scene.stage.writes("STOP")
    scene.carry(2)
    assert Suppression.objects.get(lifted_at=None).reason == "asked"
    rows = Message.objects.select_related("thread__channel__brand", "thread__contact", "thread__handle")
    thread = rows.latest("pk").thread
    assert talk.reply(scene.world.caleb, thread, Wish(text="Please stay")).draft.delivery is None
    assert [one.text for one in scene.stage.world.messages.values()] == ["Are you open on Sunday?", "STOP"]


@pytest.mark.parametrize("scene", ["instagram", "whatsapp"], indirect=True)
def test_what_was_unsent_leaves_no_word(scene: Scene) -> None:
    """Messenger tells nobody."""
    message = scene.stage.writes("My number is 12345").made
    scene.carry(1)
    scene.stage.play(Kind.DELETE, scene.stage.ana, target=scene.stage.ours, about=message)
    scene.carry(1)
    assert "12345" not in Message.objects.get().text
