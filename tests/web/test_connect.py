"""Connecting in the browser: what is needed, the owner's agreement, live checks, and secrets that are never shown again."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from askfirst.brand import vault
from askfirst.brand.models import Channel
from askfirst.gate.models import Delivery
from askfirst.networks.base import NetworkError
from askfirst.wire import connect, join
from tests.connectable import NAME, Harbourline, There, standing
from tests.web.guests import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpResponse
    from pytest_django.fixtures import SettingsWrapper

    from tests.scripted import Scripted
    from tests.world import World

GIVEN = {"client_id": "app-9", "client_secret": "hush-hush", "receives_by": "push", "access_token": "t-1"}
NEW = f"/settings/channels/connect/{NAME}/"


@pytest.fixture
def there(monkeypatch: pytest.MonkeyPatch, settings: SettingsWrapper) -> Iterator[There]:
    """The network, and checks that are done before the page is shown."""
    monkeypatch.setattr(connect.connection, "close", lambda: None)
    monkeypatch.setattr(connect._hands, "submit", lambda act, *given: act(*given))
    yield from standing(monkeypatch, settings)


@pytest.fixture
def olivia(world: World) -> Client:
    browser = Client()
    browser.force_login(world.olivia)
    return browser


def _connected(olivia: Client, **given: Any) -> Channel:
    answer = olivia.post(NEW, {**GIVEN, **given, "act": "connect"})
    assert answer.status_code == 302, words(answer)
    return Channel.objects.get(network=NAME)


def _page(olivia: Client, channel: Channel) -> str:
    return words(olivia.get(f"/settings/channels/{channel.pk}/"))


def _asked(olivia: Client, channel: Channel) -> dict[str, str]:
    """What the owner is asked at the network, out of the link on the page."""
    html = olivia.get(f"/settings/channels/{channel.pk}/agree/").content.decode()
    link = re.search(r'href="([^"]*/agree\?[^"]*)"', html)
    assert link
    parts = urlsplit(link[1].replace("&amp;", "&"))
    return {"path": parts.path, **{name: values[0] for name, values in parse_qs(parts.query).items()}}


def _back(browser: Client, **query: str) -> HttpResponse:
    return browser.get("/settings/channels/agreed/", query, follow=True)


def test_each_network_says_what_it_can_and_what_nobody_can_there(olivia: Client, there: There) -> None:
    said = words(olivia.get("/settings/channels/connect/"))
    assert "Harbourline" in said
    assert "Private messages, public answers" in said
    assert "Nobody can be written to first." in said
    assert f"speaks to a sandbox at {there.http.url}" in said
    assert "Email" in said


def test_the_form_says_what_is_needed_and_why(olivia: Client, there: There) -> None:
    said = words(olivia.get(NEW))
    for part in ("An app in its developer pages.", "read To read what people write.", "We answer people who"):
        assert part in said, part
    assert "/settings/channels/agreed/" in said
    assert "Account" not in re.findall(r"<label[^>]*>([^<]*)", olivia.get(NEW).content.decode())


def test_what_was_given_is_checked_and_its_page_shows_what_was_found(olivia: Client, there: There) -> None:
    channel = _connected(olivia)
    said = _page(olivia, channel)
    assert "@harbour" in said
    assert "Connected" in said
    assert join.hook_of(channel) in said
    assert str(vault.open_credentials(channel)["verify_token"]) in said
    assert "hush-hush" not in said


def test_secrets_are_never_shown_again_and_stay_where_nothing_new_is_given(
    olivia: Client, there: There
) -> None:
    channel = _connected(olivia)
    change = f"/settings/channels/{channel.pk}/change/"
    html = olivia.get(change).content.decode()
    assert "hush-hush" not in html
    assert "t-1" not in html
    assert "app-9" in html
    assert (
        olivia.post(change, {"client_id": "app-10", "receives_by": "poll", "act": "connect"}).status_code
        == 302
    )
    channel.refresh_from_db()
    assert channel.settings["client_id"] == "app-10"
    assert vault.open_credentials(channel)["client_secret"] == "hush-hush"


def test_what_cannot_work_is_said_and_what_was_typed_stays(olivia: Client, there: There) -> None:
    answer = olivia.post(NEW, {**GIVEN, "client_secret": "", "act": "connect"})
    assert answer.status_code == 422
    assert "also needs `client_secret` (Client secret). Nothing was changed." in words(answer)
    assert 'value="app-9"' in answer.content.decode()
    assert not Channel.objects.filter(network=NAME).exists()


def test_a_finding_can_be_copied_and_a_dead_attempt_taken_away(olivia: Client, there: There) -> None:
    channel = _connected(olivia, access_token="stranger")
    html = olivia.get(f"/settings/channels/{channel.pk}/").content.decode()
    assert 'data-copy-before="Harbourline, Account: "' in html or 'data-copy="finding-1"' in html
    assert "It is not connected yet" in words(olivia.get(f"/settings/channels/{channel.pk}/"))
    olivia.post(f"/settings/channels/{channel.pk}/", {"act": "discard"})
    assert not Channel.objects.filter(network=NAME).exists()


def test_the_owner_agrees_at_the_network_and_comes_back(olivia: Client, there: There) -> None:
    given = {name: value for name, value in GIVEN.items() if name != "access_token"}
    assert olivia.post(NEW, {**given, "act": "agree"}).status_code == 302
    channel = Channel.objects.get(network=NAME)
    asked = _asked(olivia, channel)
    assert asked["path"] == "/www.harbourline.test/agree"
    assert asked["client_id"] == "app-9"
    there.codes["c-1"] = {"access_token": "t-1", "expires_in": 5_184_000}
    said = words(_back(olivia, state=asked["state"], code="c-1"))
    assert "@harbour" in said
    assert Channel.objects.get(network=NAME).address == "77"


def test_an_answer_counts_once(olivia: Client, there: There) -> None:
    olivia.post(NEW, {**GIVEN, "act": "agree"})
    asked = _asked(olivia, Channel.objects.get(network=NAME))
    there.codes["c-1"] = {"access_token": "t-1"}
    _back(olivia, state=asked["state"], code="c-1")
    tried = len(there.http.asked)
    assert "does not belong to a question of this browser" in words(
        _back(olivia, state=asked["state"], code="c-1")
    )
    assert len(there.http.asked) == tried


def test_an_answer_counts_in_the_browser_that_asked_only(world: World, olivia: Client, there: There) -> None:
    olivia.post(NEW, {**GIVEN, "act": "agree"})
    asked = _asked(olivia, Channel.objects.get(network=NAME))
    other = Client()
    other.force_login(world.olivia)
    for browser, state in ((other, asked["state"]), (olivia, "guessed"), (olivia, asked["state"])):
        assert "does not belong to a question" in words(_back(browser, state=state, code="c-1"))
    assert not there.http.asked, "the network was asked nothing"


def test_an_answer_that_comes_too_late_counts_for_nothing(
    olivia: Client, there: There, monkeypatch: pytest.MonkeyPatch
) -> None:
    olivia.post(NEW, {**GIVEN, "act": "agree"})
    asked, now = _asked(olivia, Channel.objects.get(network=NAME)), time.time()
    monkeypatch.setattr("askfirst.web.settings_connect.time.time", lambda: now + 1000)
    assert "is too old" in words(_back(olivia, state=asked["state"], code="c-1"))


def test_an_owner_who_says_no_changes_nothing(olivia: Client, there: There) -> None:
    channel = _connected(olivia)
    change = f"/settings/channels/{channel.pk}/change/"
    olivia.post(change, {"client_id": "app-9", "receives_by": "push", "act": "agree"})
    asked = _asked(olivia, channel)
    said = words(_back(olivia, state=asked["state"], error="access_denied", error_description="<b>no</b>"))
    assert "Harbourline says: <b>no</b>. Nothing was changed." in said
    assert vault.open_credentials(Channel.objects.get(pk=channel.pk))["access_token"] == "t-1"


def test_who_agrees_anew_for_a_channel_gives_it_fresh_credentials(olivia: Client, there: There) -> None:
    channel = _connected(olivia)
    there.tokens["t-9"] = {"id": "77", "name": "@harbour"}
    there.codes["c-9"] = {"access_token": "t-9"}
    change = f"/settings/channels/{channel.pk}/change/"
    olivia.post(change, {"client_id": "app-9", "receives_by": "push", "act": "agree"})
    _back(olivia, state=_asked(olivia, channel)["state"], code="c-9")
    assert vault.open_credentials(Channel.objects.get(pk=channel.pk))["access_token"] == "t-9"


def test_a_network_that_makes_an_app_for_us_is_asked_before_the_owner(
    olivia: Client, there: There, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def register(self: Harbourline, back: str) -> dict[str, str]:
        assert back.endswith("/settings/channels/agreed/")
        return {"client_id": "made", "client_secret": "for-us"}

    monkeypatch.setattr(Harbourline, "register", register)
    channel = join.begin(
        None, Channel.objects.get(network="page", brand__slug="harbour").brand, _choice(), {}
    )
    join.prepare(channel, "https://here.test/settings/channels/agreed/")
    channel.refresh_from_db()
    assert channel.settings["client_id"] == "made"
    assert vault.open_credentials(channel)["client_secret"] == "for-us"
    assert not channel.checked["is_running"]

    async def refuses(self: Harbourline, back: str) -> dict[str, str]:
        raise NetworkError("no more apps today", failure=join.Failure.QUOTA)

    monkeypatch.setattr(Harbourline, "register", refuses)
    join.prepare(channel, "https://here.test/")
    assert "No more apps today" in _page(olivia, channel)


def _choice() -> Any:
    from askfirst.wire import offers  # noqa: PLC0415

    return offers.choice(NAME)


def test_a_channel_is_checked_switched_off_and_on_again(olivia: Client, there: There) -> None:
    channel = _connected(olivia)
    place = f"/settings/channels/{channel.pk}/"
    there.is_down = True
    assert "is busy" in words(olivia.post(place, {"act": "check"}, follow=True))
    there.is_down = False
    assert "Switched off" in words(olivia.post(place, {"act": "off"}, follow=True))
    assert "Connected" in words(olivia.post(place, {"act": "on"}, follow=True))
    assert olivia.get(f"{place}checks/").status_code == 200


def test_what_the_network_refused_lately_is_shown(
    world: World, olivia: Client, there: There, network: Scripted
) -> None:
    channel = world.connect_mail()
    world.posted()
    Delivery.objects.update(state="refused", state_reason="550 no such user")
    assert "550 no such user" in _page(olivia, channel)


def test_another_brand_sees_none_of_it(world: World, olivia: Client, there: There) -> None:
    channel = _connected(olivia)
    nils = Client()
    nils.force_login(world.nils)
    for part in ("", "checks/", "change/", "agree/"):
        assert nils.get(f"/settings/channels/{channel.pk}/{part}").status_code == 404
    assert nils.post(f"/settings/channels/{channel.pk}/", {"act": "off"}).status_code == 404


def test_a_check_whose_process_died_is_not_shown_for_ever(olivia: Client, there: There) -> None:
    channel = _connected(olivia)
    running = {"is_running": True, "at": "2026-01-01T00:00:00+00:00"}
    Channel.objects.filter(pk=channel.pk).update(checked=running)
    assert "It is being checked" not in _page(olivia, channel)
    join.mark_running(channel)
    assert "It is being checked" in _page(olivia, channel)


def test_a_network_that_nobody_can_connect_has_no_page(olivia: Client, there: There) -> None:
    assert olivia.get("/settings/channels/connect/nowhere/").status_code == 404
    assert olivia.get("/settings/channels/connect/memory/").status_code == 404
