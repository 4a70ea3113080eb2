"""`channel add NETWORK`, `channel list` and `channel check`: what the wizard does, for people who type."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.connectable import NAME, There, standing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytest_django.fixtures import SettingsWrapper

    from askfirst.brand.models import Channel
    from tests.cli.conftest import Said
    from tests.world import World

    Askfirst = Callable[..., Said]

GIVEN = ("--client-id", "app-9", "--client-secret", "hush", "--receives-by", "push")
HARBOUR = ("--brand", "harbour")


@pytest.fixture
def there(monkeypatch: pytest.MonkeyPatch, settings: SettingsWrapper) -> Iterator[There]:
    yield from standing(monkeypatch, settings)


def _channel() -> Channel:
    from askfirst.brand.models import Channel  # noqa: PLC0415 -- Django must be set up first

    return Channel.objects.get(network=NAME)


def _sealed() -> dict[str, str]:
    from askfirst.brand import vault  # noqa: PLC0415 -- Django must be set up first

    return vault.open_credentials(_channel())


def test_a_channel_is_connected_by_what_its_network_asks_for(
    askfirst: Askfirst, world: World, there: There
) -> None:
    said = askfirst("channel", "add", NAME, *GIVEN, "--access-token", "-", *HARBOUR, stdin="t-1\n")
    assert said.code == 0, said.complaint
    assert f"{NAME} 77 (@harbour) is connected." in said.text
    assert "good   Hook" in said.text
    assert _sealed()["access_token"] == "t-1"
    assert "t-1" not in said.text


def test_its_options_are_those_of_its_guide(askfirst: Askfirst, there: There) -> None:
    shown = askfirst("channel", "add", NAME, "--help").text
    assert "--client-secret" in shown
    assert "--refresh-token" not in shown, "nobody is asked for it"
    assert NAME in askfirst("channel", "add", "--help").text


def test_a_file_may_say_it_all(askfirst: Askfirst, world: World, there: There, tmp_path: Path) -> None:
    given = {"client_id": "a", "client_secret": "b", "receives_by": "poll", "access_token": "t-1"}
    file = tmp_path / "given.json"
    file.write_text(json.dumps(given))
    said = askfirst("channel", "add", NAME, "--from", str(file), "--client-id", "typed", *HARBOUR, "--json")
    assert (said.code, said.data["address"], said.data["state"]) == (0, "77", "ok")
    assert said.data["findings"][0] == {"what": "Account", "is_good": True, "says": "It is @harbour (77)."}
    assert _channel().settings["client_id"] == "typed"


def test_standard_input_may_say_it_all(askfirst: Askfirst, world: World, there: There) -> None:
    given = {"client_id": "a", "client_secret": "b", "receives_by": "poll", "access_token": "t-1"}
    said = askfirst("channel", "add", NAME, "--from", "-", *HARBOUR, stdin=json.dumps(given))
    assert said.code == 0


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "line 1, is not JSON"),
        ("[]", "has to be an object of texts"),
        ('{"token": 7}', "has to be an object of texts"),
        ('{"colour": "red"}', "knows no `colour`"),
        ('{"client_id": "a"}', "also needs `client_secret` (Client secret)"),
    ],
)
def test_a_file_that_cannot_be_used_is_said(
    askfirst: Askfirst, world: World, there: There, text: str, says: str
) -> None:
    said = askfirst("channel", "add", NAME, "--from", "-", *HARBOUR, stdin=text)
    assert said.code == 1
    assert said.complaint.startswith("Nothing was kept: ")
    assert says in said.complaint


def test_a_file_that_is_not_there_is_said(askfirst: Askfirst, world: World, there: There) -> None:
    said = askfirst("channel", "add", NAME, "--from", "/nowhere.json", *HARBOUR)
    assert "/nowhere.json cannot be read" in said.complaint


def test_a_secret_that_never_comes_is_said(askfirst: Askfirst, world: World, there: There) -> None:
    said = askfirst("channel", "add", NAME, *GIVEN, "--access-token", "-", *HARBOUR, stdin="")
    assert "standard input ended before `access_token` (Access token)" in said.complaint


def test_what_does_not_work_is_said_and_nothing_is_kept(
    askfirst: Askfirst, world: World, there: There
) -> None:
    said = askfirst("channel", "add", NAME, *GIVEN, "--access-token", "stranger", *HARBOUR)
    assert said.code == 1
    assert "does not accept our credentials" in said.complaint
    assert [one["network"] for one in askfirst("channel", "list", *HARBOUR, "--json").data] == ["page"]


def test_a_network_that_there_is_not_is_a_wrong_call(askfirst: Askfirst, world: World) -> None:
    assert askfirst("channel", "add", "nowhere", *HARBOUR).code == 2
    assert askfirst("channel", "add", "memory", *HARBOUR).code == 2


def test_a_channel_is_connected_again_with_what_is_new(
    askfirst: Askfirst, world: World, there: There
) -> None:
    askfirst("channel", "add", NAME, *GIVEN, "--access-token", "t-1", *HARBOUR)
    there.tokens = {"t-2": {"id": "77", "name": "@harbour"}}
    asked = ("--access-token", "t-2")
    again = askfirst("channel", "add", NAME, *asked, "--again", str(_channel().pk), *HARBOUR)
    assert again.code == 0, again.complaint
    assert (_sealed()["access_token"], _sealed()["client_secret"]) == ("t-2", "hush")
    wrong = askfirst("channel", "add", NAME, *asked, "--again", "99999", *HARBOUR)
    assert "has no channel 99999 on Harbourline" in wrong.complaint


def test_one_channel_is_checked_by_its_id_and_its_exit_code_says_how_it_is(
    askfirst: Askfirst, world: World, there: There
) -> None:
    askfirst("channel", "add", NAME, *GIVEN, "--access-token", "t-1", *HARBOUR)
    pk = str(_channel().pk)
    good = askfirst("channel", "check", pk, *HARBOUR)
    assert (good.code, good.text) == (0, f"{NAME} 77: works\n")
    there.tokens.clear()
    bad = askfirst("channel", "check", "77", *HARBOUR, "--json")
    assert bad.code == 1
    assert "does not accept our credentials" in bad.data[0]["trouble"]
    assert bad.data[0]["findings"][0]["is_good"] is False
    assert "Needs attention" in askfirst("channel", "list", *HARBOUR).text


def test_one_that_is_not_connected_yet_says_so(askfirst: Askfirst, world: World, there: There) -> None:
    from askfirst.wire import join, offers  # noqa: PLC0415 -- Django must be set up first

    join.begin(None, world.harbour, offers.choice(NAME), {})
    assert "(not connected yet)" in askfirst("channel", "list", *HARBOUR).text
