"""The wizard with the connectors as they are, against the sandbox: signing in, tokens, and what is found out."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

import httpx
import pytest
from django.test import Client
from django.utils import timezone

from askfirst.brand import vault
from askfirst.brand.models import Channel
from askfirst.drafts.submit import Wish
from askfirst.gate.models import Delivery
from askfirst.inbox import talk
from askfirst.people import resolve
from askfirst.people.models import Engagement
from askfirst.sandbox.faces import mastodon_shapes as mastodon
from askfirst.sandbox.faces import matrix
from askfirst.sandbox.server import Sandbox
from askfirst.wire import connect, dispatch, offers, renew
from tests.web.guests import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django.fixtures import SettingsWrapper

    from tests.world import World

X = {
    "consumer_secret": "harbour-x-secret",
    "app_token": "harbour-x-app",
    "client_id": "harbour-x-client",
    "client_secret": "harbour-x-client-secret",
}


@pytest.fixture
def sandbox(monkeypatch: pytest.MonkeyPatch, settings: SettingsWrapper) -> Iterator[Sandbox]:
    monkeypatch.setattr(connect.connection, "close", lambda: None)
    monkeypatch.setattr(connect._hands, "submit", lambda act, *given: act(*given))
    there = Sandbox()
    with there.running() as settings.SANDBOX_URL:
        yield there


@pytest.fixture
def olivia(world: World) -> Client:
    browser = Client()
    browser.force_login(world.olivia)
    return browser


def _agree(olivia: Client, network: str, given: dict[str, str]) -> Channel:
    """Fill in the form, go to the network, agree there, come back."""
    answer = olivia.post(f"/settings/channels/connect/{network}/", {**given, "act": "agree"})
    assert answer.status_code == 302, words(answer)
    page = olivia.get(answer.headers["Location"]).content.decode()
    link = re.search(r'<a class="button primary" href="([^"]*)" rel="noreferrer"', page)
    assert link, page
    away = httpx.get(html.unescape(link[1]), follow_redirects=False)
    if away.status_code == 200:  # a page with a button
        hidden = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', away.text)
        given = {name: html.unescape(value) for name, value in hidden}
        away = httpx.post(away.url.copy_with(query=None), data=given, follow_redirects=False)
    assert away.status_code == 302, away.text
    back = httpx.URL(away.headers["location"])
    olivia.get(back.path, dict(back.params))
    return Channel.objects.exclude(network="page").get()


def _good(channel: Channel) -> dict[str, bool]:
    return {row["what"]: row["is_good"] for row in channel.checked["findings"]}


def test_signing_in_at_x_connects_the_account_and_its_token_is_renewed_in_time(
    world: World, olivia: Client, sandbox: Sandbox
) -> None:
    channel = _agree(olivia, "x", X)
    assert channel.name == "@harbourcoffee", channel.checked
    assert channel.settings["user_id"] == channel.address
    sealed = vault.open_credentials(channel)
    assert sealed["access_token"]
    assert sealed["consumer_secret"] == X["consumer_secret"]
    assert channel.credentials_until is not None
    assert renew.renew_due() == 0
    Channel.objects.filter(pk=channel.pk).update(
        credentials_until=channel.credentials_until.replace(year=2020)
    )
    assert renew.renew_due() == 1
    fresh = vault.open_credentials(Channel.objects.get(pk=channel.pk))
    assert fresh["refresh_token"] != sealed["refresh_token"]
    assert fresh["access_token"] != sealed["access_token"]


def test_signing_in_at_facebook_ends_with_the_token_of_the_page(
    world: World, olivia: Client, sandbox: Sandbox
) -> None:
    app = next(app for (network, _), app in sandbox.world.apps.items() if network == "facebook")
    page = next(name for network, name in sandbox.world.accounts if network == "facebook")
    channel = _agree(olivia, "facebook", {"page_id": page, "app_id": app.id, "app_secret": app.secret})
    assert (channel.address, channel.name) == (page, "Harbour Coffee"), channel.checked
    token = sandbox.world.tokens[vault.open_credentials(channel)["token"]]
    assert token.profile == page
    assert _good(channel)["Account"]


def test_a_bot_of_telegram_is_connected_and_speaks(world: World, olivia: Client, sandbox: Sandbox) -> None:
    token = next(one.value for one in sandbox.world.tokens.values() if one.network == "telegram")
    given = {"token": token, "receives_by": "polling"}
    olivia.post("/settings/channels/connect/telegram/", {**given, "act": "connect"})
    channel = Channel.objects.get(network="telegram")
    assert (channel.state, channel.name) == (Channel.State.OK, "@harbour_bot"), channel.checked
    assert all(_good(channel).values())
    assert token not in words(olivia.get(f"/settings/channels/{channel.pk}/"))
    told = _sent_to_nobody(world, channel)
    assert "a person has to write to it first" in told.state_reason
    assert told.state == Delivery.State.REFUSED


def _sent_to_nobody(world: World, channel: Channel) -> Delivery:
    """A reply to somebody of whom Telegram knows nothing."""
    handle = resolve.resolve(channel, resolve.Seen(address="404", name="Nobody", evidence="a test"))
    said = talk.Said(external_id="m-1", at=timezone.now(), author="Nobody", text="Are you open?")
    message = talk.receive(channel, handle, said)
    assert message is not None
    resolve.engage(channel, handle, Engagement.Kind.MESSAGE, reference="m-1", at=timezone.now())
    talk.reply(world.caleb, message.thread, Wish(text="Yes."))
    dispatch.send_due()
    return Delivery.objects.get()


PASTED = {
    "instagram": {
        "login": "instagram",
        "account_id": "17841400000000001",
        "app_id": "1200340056007",
        "app_secret": "5a1db0c0ffee5a1db0c0ffee5a1db0c0",
        "token": "IGAASandboxToken",
    },
    "whatsapp": {
        "phone_number_id": "106540352242922",
        "waba_id": "102290129340398",
        "app_id": "1200340056007",
        "app_secret": "5a1db0c0ffee5a1db0c0ffee5a1db0c0",
        "token": "EAASandboxWhatsApp",
    },
    "tumblr": {
        "blog": "harbourcoffee",
        "consumer_key": "harbour-tumblr-key",
        "consumer_secret": "harbour-tumblr-secret",
        "token": "harbour-tumblr-token",
        "token_secret": "harbour-tumblr-token-secret",
    },
    "matrix": {
        "homeserver": f"https://{matrix.HOST}",
        "user_id": "@harbour:harbour.example",
        "access_token": "syt_harbour_sandbox",
        "joins": "direct",
    },
    "bluesky": {
        "identifier": "harbour.bsky.social",
        "password": "harbour-app-pass",
        "chats": "yes",
    },
}


@pytest.mark.parametrize("network", sorted(PASTED))
def test_each_network_is_connected_by_what_its_guide_asks_for(
    olivia: Client, sandbox: Sandbox, network: str
) -> None:
    answer = olivia.post(f"/settings/channels/connect/{network}/", {**PASTED[network], "act": "connect"})
    assert answer.status_code == 302, words(answer)
    channel = Channel.objects.get(network=network)
    assert not channel.is_provisional, channel.checked
    ours = {name for kind, name in sandbox.world.accounts if kind == network}
    assert channel.address in ours | {PASTED["tumblr"]["blog"]}
    page = words(olivia.get(f"/settings/channels/{channel.pk}/"))
    secret = offers.secret_names(offers.choice(network).guide) - set(offers.MADE)
    assert not [name for name in secret if PASTED[network].get(name) and PASTED[network][name] in page]


AGREED = {
    "instagram": {name: value for name, value in PASTED["instagram"].items() if name != "token"},
    "linkedin": {
        "organization": "464577521349039",
        "app_id": "1",
        "client_id": "harbour-linkedin-client",
        "client_secret": "harbour-linkedin-secret",
    },
    "mastodon": {"instance": mastodon.HOST, "public_replies": "public"},
}


@pytest.mark.parametrize("network", sorted(AGREED))
def test_the_owner_of_an_account_agrees_at_each_network_that_asks_them(
    olivia: Client, sandbox: Sandbox, network: str
) -> None:
    channel = _agree(olivia, network, AGREED[network])
    assert not channel.is_provisional, channel.checked
    ours = {name for kind, name in sandbox.world.accounts if kind == network}
    assert channel.address in ours | {"harbour@social.example"}
    assert any(vault.open_credentials(channel).values())
