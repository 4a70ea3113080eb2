"""The page that shows how a channel is received: numbers against limits, what happened when, and letting it run again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from askfirst.gate import health
from askfirst.gate.models import Health, Signal, Turn
from askfirst.wire import domains
from tests.gate.readers import letter, sent

if TYPE_CHECKING:
    from django.test import Client

    from tests.world import World


def address(world: World) -> str:
    assert world.mail
    return f"/settings/health/{world.mail.pk}/"


def stopped(world: World) -> None:
    on = letter(world)
    delivery = sent(world, on)
    assert world.mail
    health.signal(world.mail, Signal.Kind.COMPLAINT, key=f"delivery:{delivery.pk}", delivery=delivery)
    Health.objects.update_or_create(
        channel=world.mail, defaults={"state": "stopped", "why": "2 of 300 messages: too many complaints."}
    )


def test_the_team_sees_each_channel_and_what_stands_against_it(world: World, client: Client) -> None:
    stopped(world)
    client.force_login(world.olivia)
    shown = client.get("/settings/health/").content.decode()
    assert "Harbour&#x27;s mail" in shown
    assert "Stopped" in shown
    page = client.get(address(world)).content.decode()
    assert "2 of 300 messages" in page
    assert "1 of 1 in 7 days" in page
    assert "too few to say" in page
    assert "Gmail: email sender guidelines" in page
    assert "fans.test" not in page, "numbers, and no names"


def test_only_a_reason_lets_it_run_again(world: World, client: Client) -> None:
    stopped(world)
    client.force_login(world.olivia)
    refused = client.post(address(world), {"why": " "})
    assert refused.status_code == 422
    assert "say in a sentence what has changed" in refused.content.decode()
    assert Health.objects.get().state == "stopped"
    assert client.post(address(world), {"why": "The form is gone."}).status_code == 302
    assert Health.objects.get().state == "ok"
    assert "The form is gone." in client.get(address(world)).content.decode()
    assert Turn.objects.latest("pk").member == world.olivia


def test_who_may_not_connect_channels_sees_nothing_of_it(world: World, client: Client) -> None:
    letter(world)
    client.force_login(world.wim)
    assert client.get(address(world)).status_code == 403
    client.force_login(world.nils)
    assert client.get(address(world)).status_code in {403, 404}


def test_what_the_domain_has_published_is_said_honestly(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter(world)
    client.force_login(world.olivia)
    asked: list[Any] = []
    monkeypatch.setattr(domains, "check_soon", lambda member, channel: asked.append((member, channel)))
    assert client.post(address(world), {"act": "check"}).status_code == 302
    assert asked == [(world.olivia, world.mail)]
    assert world.mail
    domains.check(world.mail, lambda _name, _kind: [])
    page = client.get(address(world)).content.decode()
    assert "Nothing is published. Receivers cannot tell" in page
    assert page.count("Not checked") >= 2
    assert "v=DMARC1; p=none" in page


@pytest.mark.parametrize("language", ["en", "ar"])
def test_it_can_be_read_before_anything_was_sent(world: World, client: Client, language: str) -> None:
    letter(world)
    client.force_login(world.olivia)
    page = client.get(address(world), headers={"accept-language": language})
    assert page.status_code == 200
