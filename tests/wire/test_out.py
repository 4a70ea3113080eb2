"""The way out against the sandbox, with the connectors as they are: dead tokens, lost answers, people who said stop."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from askfirst.brand.models import Channel
from askfirst.consent import ledger
from askfirst.drafts.submit import Wish
from askfirst.gate.models import Attempt, Delivery
from askfirst.inbox import talk
from askfirst.sandbox.faults import Fault
from askfirst.sandbox.server import Sandbox
from askfirst.sandbox.things import Deed, Kind
from askfirst.wire import dispatch, join, loop, offers, pulling, routing, settle

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django.fixtures import SettingsWrapper

    from tests.world import World

State = Delivery.State


class Stage:
    """Harbour's account on one network, connected, and Ana who writes to it."""

    def __init__(self, world: World, network: str, sandbox: Sandbox) -> None:
        self.world, self.network, self.sandbox = world, network, sandbox
        one = offers.choice(network)
        self.given = offers.completed(one, self._asked())
        self.channel = join.begin(None, world.harbour, one, self.given)
        join.connect(self.channel, self.given)
        assert not self.channel.is_provisional, self.channel.checked
        with sandbox.world.lock:
            self.ana = sandbox.world.join(sandbox.world.person("Ana Ferreira"), network)

    def _asked(self) -> dict[str, str]:
        accounts = self.sandbox.world.accounts
        self.ours = next(name for network, name in accounts if network == self.network)
        if self.network == "telegram":
            return {"token": self.token(), "receives_by": "polling"}
        app = next(app for (network, _), app in self.sandbox.world.apps.items() if network == self.network)
        return {"page_id": self.ours, "app_id": app.id, "app_secret": app.secret, "token": self.token()}

    def token(self) -> str:
        tokens = self.sandbox.world.tokens.values()
        mine = [one for one in tokens if (one.network, one.profile) == (self.network, self.ours)]
        return next(one.value for one in mine if one.revoked_at is None)

    def writes(self, text: str) -> None:
        """Ana writes; the product asks what is new and puts it in its place."""
        with self.sandbox.world.lock:
            deed = Deed(
                network=self.network, kind=Kind.WRITE, source=self.ana.id, target=self.ours, text=text
            )
            self.sandbox.faces.play(deed)
        self.hears()

    def hears(self) -> None:
        network = join.connectors.of(Channel.objects.get(pk=self.channel.pk))
        pulled = loop.run(network.pull("", timezone.now() - timedelta(days=1)))  # type: ignore[attr-defined]
        from askfirst.wire import intake  # noqa: PLC0415

        for piece in pulled.pieces:
            intake.accept(self.channel, piece.raw, piece.external_id)
        routing.route_pending()

    def answers(self, text: str) -> Delivery:
        """Caleb answers Ana."""
        from askfirst.inbox.models import Thread  # noqa: PLC0415

        thread = Thread.objects.select_related("brand", "channel__brand", "contact", "handle").get(
            channel=self.channel
        )
        draft = talk.reply(self.world.caleb, thread, Wish(text=text)).draft
        assert draft.delivery is not None, draft.decision.reasons if draft.decision else ""
        return draft.delivery

    def said(self) -> list[str]:
        """What our account has said there."""
        messages = self.sandbox.world.messages.values()
        return [one.text for one in messages if (one.network, one.sender) == (self.network, self.ours)]


@pytest.fixture
def sandbox(settings: SettingsWrapper, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    monkeypatch.setattr("askfirst.networks.telegram.bot.LONG_POLL", 0)
    there = Sandbox()
    with there.running() as settings.SANDBOX_URL:
        yield there


def test_a_dead_token_keeps_the_queue_and_it_leaves_by_itself_after_a_new_connection(
    world: World, sandbox: Sandbox
) -> None:
    stage = Stage(world, "facebook", sandbox)
    stage.writes("Are you open?")
    with sandbox.world.lock:
        dead = sandbox.world.tokens[stage.token()]
        sandbox.world.revoke(dead, "password")
    delivery = stage.answers("Yes.")
    dispatch.send_due()
    delivery.refresh_from_db()
    held = Channel.objects.get(pk=stage.channel.pk)
    assert (delivery.state, held.state) == (State.FAILED, Channel.State.ATTENTION)
    assert "connect" in held.state_reason
    assert stage.said() == []
    with sandbox.world.lock:
        fresh = sandbox.world.issue("facebook", stage.ours, app=dead.app)
    join.connect(held, {**offers.given_of(held), "token": fresh.value})
    dispatch.send_due()
    delivery.refresh_from_db()
    assert (delivery.state, stage.said()) == (State.SENT, ["Yes."])
    assert "sending" not in Channel.objects.get(pk=stage.channel.pk).troubles


def test_what_was_carried_out_without_an_answer_is_found_there_and_said_once(
    world: World, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = Stage(world, "facebook", sandbox)
    stage.writes("Are you open?")
    delivery = stage.answers("Yes, from nine.")
    sandbox.faults.add(Fault(kind="no_answer", path="*/messages", times=1))
    dispatch.send_due()
    delivery.refresh_from_db()
    assert delivery.state == State.UNCERTAIN
    tried = Attempt.objects.latest("pk").started_at
    monkeypatch.setattr(settle.timezone, "now", lambda: tried + timedelta(seconds=31))
    assert settle.look_due() == 1
    delivery.refresh_from_db()
    assert (delivery.state, stage.said()) == (State.SENT, ["Yes, from nine."])
    assert delivery.external_id


def test_what_the_network_never_got_is_sent_again(
    world: World, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = Stage(world, "facebook", sandbox)
    stage.writes("Are you open?")
    delivery = stage.answers("Yes, from nine.")
    sandbox.faults.add(Fault(kind="hang", path="*/messages", times=1))
    dispatch.send_due()
    tried = Attempt.objects.latest("pk").started_at
    for seconds in (31, 121, 601):
        monkeypatch.setattr(settle.timezone, "now", lambda later=seconds: tried + timedelta(seconds=later))
        assert settle.look_due() == 1
    Delivery.objects.update(not_before=tried)
    dispatch.send_due()
    delivery.refresh_from_db()
    assert (delivery.state, stage.said()) == (State.SENT, ["Yes, from nine."])


def test_who_blocked_the_bot_is_on_the_stop_list_before_anything_else_is_said(
    world: World, sandbox: Sandbox
) -> None:
    stage = Stage(world, "telegram", sandbox)
    stage.writes("Hi")
    delivery = stage.answers("Hello.")
    with sandbox.world.lock:
        block = Deed(network="telegram", kind=Kind.BLOCK, source=stage.ana.id, target=stage.ours)
        sandbox.faces.play(block)
    dispatch.send_due()
    delivery.refresh_from_db()
    assert delivery.state == State.REFUSED
    assert delivery.contact is not None
    assert ledger.suppressed(world.harbour, delivery.contact.handles.all())
    assert stage.said() == []


def test_a_time_that_the_network_names_is_kept(world: World, sandbox: Sandbox) -> None:
    stage = Stage(world, "telegram", sandbox)
    stage.writes("Hi")
    delivery = stage.answers("Hello.")
    body = '{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 77","parameters":{"retry_after":77}}'
    sandbox.faults.add(Fault(kind="answer", path="*/sendMessage", status=429, body=body))
    dispatch.send_due()
    delivery.refresh_from_db()
    wait = (delivery.not_before - timezone.now()).total_seconds()
    assert (delivery.state, 70 < wait <= 77) == (State.FAILED, True), delivery.state_reason


def test_a_channel_that_is_connected_again_is_asked_for_news_at_once(world: World, sandbox: Sandbox) -> None:
    stage = Stage(world, "telegram", sandbox)
    pulling.enrol()
    cursor = stage.channel.pull  # type: ignore[attr-defined]
    cursor.due_at = timezone.now() + timedelta(hours=1)
    cursor.save()
    join.check(stage.channel)
    cursor.refresh_from_db()
    assert cursor.due_at <= timezone.now()
