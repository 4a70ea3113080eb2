"""Connecting an account: tried before it is kept, sealed, found out about, and looked at again when somebody asks."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from askfirst.brand import vault
from askfirst.brand.models import Channel, Notification
from askfirst.gate import accounts
from askfirst.networks.base import BadSettings, NetworkError
from askfirst.wire import agreeing, connect, join, offers, pulling
from tests.connectable import GUIDE, NAME, There, standing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django.fixtures import SettingsWrapper

    from tests.world import World

GIVEN = {"client_id": "app-9", "client_secret": "s-1", "receives_by": "push", "access_token": "t-1"}


@pytest.fixture
def there(monkeypatch: pytest.MonkeyPatch, settings: SettingsWrapper) -> Iterator[There]:
    yield from standing(monkeypatch, settings)


def _connected(world: World, **given: Any) -> Channel:
    one = offers.choice(NAME)
    full = offers.completed(one, {**GIVEN, **given})
    channel = join.begin(world.olivia, world.harbour, one, full)
    join.connect(channel, full)
    return Channel.objects.get(pk=channel.pk)


def _findings(channel: Channel) -> dict[str, str]:
    channel.refresh_from_db()
    return {row["what"]: row["says"] for row in channel.checked["findings"] if not row["is_good"]}


def test_whose_account_it_is_is_found_out_and_kept(world: World, there: There) -> None:
    channel = _connected(world)
    assert (channel.address, channel.name, channel.state) == ("77", "@harbour", Channel.State.OK)
    assert channel.settings["account_id"] == "77"
    assert accounts.said_of(channel) == {"kind": "page", "portfolio": "b-1", "app": "app-9"}
    assert "t-1" not in str(channel.settings) + channel.sealed_credentials
    sealed = vault.open_credentials(channel)
    assert (sealed["access_token"], sealed["client_secret"]) == ("t-1", "s-1")
    assert there.pushes_to == join.hook_of(channel)
    assert there.secret == sealed["verify_token"] != ""
    assert channel.settings["through"] == there.http.url


def test_a_token_that_nobody_knows_is_said_and_the_rest_is_kept_for_another_try(
    world: World, there: There
) -> None:
    channel = _connected(world, access_token="stranger")
    assert channel.is_provisional
    assert channel.state == Channel.State.ATTENTION
    assert "does not accept our credentials" in _findings(channel)["Account"]
    assert not Notification.objects.exists(), "nobody else needs to know of a try"
    there.tokens["stranger"] = {"id": "77", "name": "@harbour"}
    join.check(channel)
    channel.refresh_from_db()
    assert (channel.address, channel.state) == ("77", Channel.State.OK)


def test_what_is_not_connected_yet_is_not_asked_for_news(
    world: World, there: There, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pulling, "_polled", lambda _: True)
    _connected(world, access_token="stranger")
    assert pulling.enrol() == 0
    _connected(world)
    assert pulling.enrol() == 1


def test_one_that_never_became_a_channel_can_be_taken_away_and_others_cannot(
    world: World, there: There
) -> None:
    assert join.discard(world.olivia, _connected(world, access_token="stranger"))
    assert not join.discard(world.olivia, _connected(world))
    assert Channel.objects.filter(network=NAME).count() == 1
    with pytest.raises(PermissionDenied):
        join.discard(world.caleb, Channel.objects.get(network=NAME))


def test_a_role_that_may_not_connect_begins_nothing(world: World, there: There) -> None:
    with pytest.raises(PermissionDenied):
        join.begin(world.caleb, world.harbour, offers.choice(NAME), GIVEN)
    with pytest.raises(PermissionDenied):
        join.begin(world.nils, world.harbour, offers.choice(NAME), GIVEN)


def test_new_credentials_of_another_account_change_nothing(world: World, there: There) -> None:
    channel = _connected(world)
    there.tokens["t-2"] = {"id": "88", "name": "@northwind"}
    join.connect(channel, {**offers.given_of(channel), "access_token": "t-2"})
    channel = Channel.objects.get(pk=channel.pk)
    assert "connect the other account as a channel of its own" in _findings(channel)["Account"]
    assert (channel.address, vault.open_credentials(channel)["access_token"]) == ("77", "t-1")
    assert channel.state == Channel.State.OK, "what it has works"


@pytest.mark.parametrize(
    ("network", "given", "place"),
    [
        ("bluesky", {"identifier": "harbour.test", "password": "s-1"}, "server"),
        (
            "matrix",
            {"homeserver": "https://a.example", "user_id": "@h:a.example", "access_token": "s-1"},
            "homeserver",
        ),
        ("mastodon", {"instance": "a.example"}, "instance"),
    ],
)
def test_kept_secrets_are_shown_to_no_other_server(
    world: World, network: str, given: dict[str, str], place: str
) -> None:
    one = offers.choice(network)
    channel = join.begin(world.olivia, world.harbour, one, {**given, "client_secret": "s-1"})
    assert "s-1" in offers.kept_of(channel, one.guide, given).values()
    moved = {**offers.open_of(channel, one.guide), place: "elsewhere.example"}
    assert not set(offers.kept_of(channel, one.guide, moved)) & offers.secret_names(one.guide)


def test_an_account_is_one_channel_of_a_brand(world: World, there: There) -> None:
    _connected(world)
    second = _connected(world)
    assert second.is_provisional
    assert "is connected already" in _findings(second)["Account"]


def test_a_channel_that_is_connected_again_keeps_what_the_team_said_and_its_hook(
    world: World, there: There
) -> None:
    channel = _connected(world)
    accounts.say(channel, {"zone": "Europe/London"})
    there.tokens = {"t-3": {"id": "77", "name": "@harbour"}}
    assert "Account" in {one.what for one in join.check(channel) if not one.is_good}
    channel.refresh_from_db()
    assert channel.state == Channel.State.ATTENTION
    assert Notification.objects.get(member=world.olivia).link == f"/settings/channels/{channel.pk}/"
    asked = {"client_id": "app-9", "receives_by": "poll", "access_token": "t-3"}
    kept = offers.kept_of(channel, GUIDE, asked)
    join.connect(channel, offers.completed(offers.choice(NAME), asked, kept))
    again = Channel.objects.get(pk=channel.pk)
    assert (again.state, again.hook_key, again.settings["receives_by"]) == ("ok", channel.hook_key, "poll")
    assert accounts.said_of(again)["zone"] == "Europe/London"
    sealed = vault.open_credentials(again)
    assert (sealed["access_token"], sealed["client_secret"]) == ("t-3", "s-1")


@pytest.mark.parametrize("kept", ["t-1", "typed anew"])
def test_what_was_exchanged_is_not_lost_when_the_next_question_fails(
    world: World, there: There, kept: str
) -> None:
    channel = _connected(world, refresh_token="r-1")
    assert vault.open_credentials(channel)["refresh_token"] == "r-1", "nothing was to be had for it yet"
    there.refreshes["r-1"] = {"access_token": "t-5", "refresh_token": "r-5", "expires_in": 7200}
    given = offers.given_of(channel) | ({} if kept == "t-1" else {"access_token": kept})
    join.connect(channel, given)
    channel = Channel.objects.get(pk=channel.pk)
    assert "does not accept our credentials" in _findings(channel)["Account"]
    assert vault.open_credentials(channel)["refresh_token"] == ("r-5" if kept == "t-1" else "r-1")


def test_an_agreement_gives_credentials_that_are_good_for_a_time(world: World, there: There) -> None:
    one = offers.choice(NAME)
    given = {name: value for name, value in GIVEN.items() if name != "access_token"}
    full = offers.completed(one, given, will_agree=True)
    channel = join.begin(world.olivia, world.harbour, one, full)
    there.codes["c-1"] = {
        "access_token": "t-1",
        "refresh_token": "r-1",
        "expires_in": 5_184_000,
        "scope": "read",
    }
    join.connect(channel, full, agreeing.Agreed(code="c-1", verifier="v" * 50, back="https://here.test/"))
    channel = Channel.objects.get(pk=channel.pk)
    assert channel.address == "77"
    assert channel.credentials_until is not None
    assert abs(channel.credentials_until - timezone.now() - timedelta(days=60)) < timedelta(minutes=1)
    assert vault.open_credentials(channel)["refresh_token"] == "r-1"
    assert _findings(channel) == {"Permission write": "It was not given. To answer."}
    asked = next(one for one in there.http.asked if one.path.endswith("/token"))
    assert asked.form() | {"redirect_uri": ""} == {
        "grant_type": "authorization_code",
        "code": "c-1",
        "redirect_uri": "",
        "code_verifier": "v" * 50,
        "client_id": "app-9",
        "client_secret": "s-1",
    }


def test_credentials_that_end_sooner_than_they_would_be_renewed_are_renewed_at_once(
    world: World, there: There
) -> None:
    one = offers.choice(NAME)
    channel = join.begin(None, world.harbour, one, GIVEN)
    there.codes["c-1"] = {"access_token": "short", "refresh_token": "r-1", "expires_in": 3600}
    there.refreshes["r-1"] = {"access_token": "t-1", "refresh_token": "r-2", "expires_in": 5_184_000}
    full = offers.completed(one, GIVEN)
    join.connect(channel, full, agreeing.Agreed(code="c-1", verifier="v", back=""))
    assert vault.open_credentials(Channel.objects.get(pk=channel.pk))["refresh_token"] == "r-2"


def test_an_agreement_that_is_too_old_is_said(world: World, there: There) -> None:
    one = offers.choice(NAME)
    channel = join.begin(None, world.harbour, one, GIVEN)
    join.connect(channel, offers.completed(one, GIVEN), agreeing.Agreed(code="old", verifier="v", back=""))
    assert _findings(channel)["Account"] == "the agreement is too old or was used before (invalid_grant)"


def test_the_question_to_the_owner_names_what_is_asked_and_hides_the_verifier(there: There) -> None:
    from urllib.parse import parse_qs, urlsplit  # noqa: PLC0415

    network = _network(there)
    asked = agreeing.ask(network, GUIDE.oauth, {"client_id": "app-9"}, "https://here.test/back/")  # type: ignore[arg-type]
    query = parse_qs(urlsplit(asked.address).query)
    assert query["scope"] == ["read write"]
    assert query["redirect_uri"] == ["https://here.test/back/"]
    assert query["code_challenge_method"] == ["S256"]
    assert query["state"] == [asked.state]
    assert asked.verifier not in asked.address
    other = agreeing.ask(network, GUIDE.oauth, {"client_id": "app-9"}, "https://here.test/back/")  # type: ignore[arg-type]
    assert {asked.state, asked.verifier}.isdisjoint({other.state, other.verifier})


def _network(there: There) -> Any:
    from askfirst.networks.catalog import connector  # noqa: PLC0415

    return connector(NAME, {"through": there.http.url})


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"colour": "red"}, "Harbourline knows no `colour`; there are `client_id`"),
        ({"client_id": ""}, "Harbourline also needs `client_id` (Client ID)"),
        ({"access_token": ""}, "`access_token` (Access token)"),
    ],
)
def test_what_is_unknown_or_missing_is_named(there: There, given: dict[str, str], says: str) -> None:
    with pytest.raises(BadSettings) as wrong:
        offers.completed(offers.choice(NAME), {**GIVEN, **given})
    assert says in str(wrong.value)
    assert "s-1" not in str(wrong.value)


def test_a_network_without_a_guide_cannot_be_connected_this_way(there: There) -> None:
    with pytest.raises(BadSettings, match=f"`memory` cannot be connected; these can: .*`{NAME}`"):
        offers.choice("memory")
    assert NAME in {one.name for one in offers.choices()}


def test_an_address_that_no_network_can_reach_is_said(
    world: World, there: There, settings: SettingsWrapper
) -> None:
    channel = _connected(world)
    assert _findings(channel) == {}
    hook = join.hook_of(channel)
    assert "set ASKFIRST_ADDRESS" in join._reachable(hook)[0].says
    settings.ADDRESS = "https://talk.harbour.test"
    assert join._reachable(join.hook_of(channel)) == []


def test_a_network_that_is_down_is_said_and_the_channel_recovers(world: World, there: There) -> None:
    channel = _connected(world)
    there.is_down = True
    join.check(channel)
    assert "is busy" in _findings(channel)["Account"]
    there.is_down = False
    join.check(channel)
    assert _findings(channel) == {}
    channel.refresh_from_db()
    assert channel.state == Channel.State.OK


def test_a_hook_that_cannot_be_entered_is_a_finding_of_its_own(
    world: World, there: There, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(there, "_hook", lambda _: _refused())
    channel = _connected(world)
    assert set(_findings(channel)) == {"Events", "Harbourline"}
    assert channel.address == "77"


def _refused() -> Any:
    from tests.networks.scripted_http import Says  # noqa: PLC0415

    return Says(403, body={"why": "no"})


def test_a_check_that_breaks_is_not_waited_for_for_ever(
    world: World, there: There, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel = _connected(world)
    monkeypatch.setattr(join, "check", _breaks)
    monkeypatch.setattr(connect.connection, "close", lambda: None)
    monkeypatch.setattr(connect._hands, "submit", lambda act, *given: act(*given))
    connect.check_soon(channel)
    assert "broke off" in _findings(channel)["The check"]
    assert not channel.checked["is_running"]


def _breaks(*_: object) -> None:
    raise RuntimeError("unforeseen")


def test_a_network_that_does_not_say_whose_account_it_is_connects_nothing(world: World, there: There) -> None:
    there.tokens["t-1"] = {"name": "nobody"}
    assert "does not say whose account" in _findings(_connected(world))["Account"]
    with pytest.raises(NetworkError):
        agreeing._granted({}, GUIDE.oauth, "Harbourline")  # type: ignore[arg-type]
