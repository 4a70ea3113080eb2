"""`brand`, `member`, `channel`, `key`, `doctor`: setting up, and seeing how it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from askfirst.config import secrets

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from django.test import Client
    from pytest_django.fixtures import SettingsWrapper

    from tests.cli.conftest import Said
    from tests.world import World

    Askfirst = Callable[..., Said]


@pytest.mark.django_db
def test_a_new_brand_has_a_page_that_everybody_can_open(askfirst: Askfirst, client: Client):
    said = askfirst("brand", "add", "Corner Books", "--country", "de", "--time-zone", "Europe/Berlin")
    assert said.code == 0
    assert "/@corner-books/" in said.text
    assert client.get("/@corner-books/").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["喫茶店"], "Give one with --slug"),
        (["Books", "--country", "Germany"], "two letters"),
        (["Books", "--time-zone", "Berlin"], "Europe/Berlin"),
        (["Books", "--accent", "green"], "#0f766e"),
    ],
)
def test_a_brand_that_cannot_be_made_is_not_half_made(
    askfirst: Askfirst, arguments: list[str], sentence: str
):
    said = askfirst("brand", "add", *arguments)
    assert said.code == 1
    assert sentence in said.complaint
    assert "There is no brand yet" in askfirst("channel", "list").complaint


def test_a_short_name_is_given_once(askfirst: Askfirst, world: World):
    assert "is taken" in askfirst("brand", "add", "Other", "--slug", "harbour").complaint


def test_a_new_member_signs_in_once_by_the_link(askfirst: Askfirst, world: World, client: Client):
    made = askfirst("member", "add", "ida@harbour.test", "--name", "Ida", "--brand", "harbour", "--json")
    path = made.data["sign_in"].partition("127.0.0.1:8000")[2]
    assert client.post(path).headers["Location"] == "/inbox/"
    assert client.get("/inbox/").status_code == 200
    client.logout()
    assert client.post(path).status_code == 410


def test_a_link_can_be_made_again(askfirst: Askfirst, world: World, client: Client):
    said = askfirst("member", "link", "caleb@harbour.test")
    assert client.get(said.text.strip().partition("127.0.0.1:8000")[2]).status_code == 200
    assert "no active member" in askfirst("member", "link", "nobody@harbour.test").complaint


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nonsense", "--name", "N"], "is not an email address"),
        (["new@harbour.test", "--name", "N", "--role", "king"], "There is no role `king`"),
        (["Caleb@harbour.test", "--name", "N"], "is a member already"),
    ],
)
def test_a_member_that_cannot_be_made_is_said(
    askfirst: Askfirst, world: World, arguments: list[str], sentence: str
):
    said = askfirst("member", "add", *arguments, "--brand", "harbour")
    assert said.code == 1
    assert sentence in said.complaint


def test_a_mailbox_whose_server_does_not_answer_is_not_kept(askfirst: Askfirst, world: World):
    options = ("--smtp-host", "127.0.0.1", "--smtp-port", "9", "--smtp-security", "none")
    said = askfirst("channel", "add", "email", "hello@harbour.test", *options, "--brand", "harbour")
    assert said.code == 1
    assert said.complaint.startswith("Nothing was kept, because the mail server 127.0.0.1 ")
    listed = askfirst("channel", "list", "--brand", "harbour", "--json").data
    assert [one["network"] for one in listed] == ["page"]


def test_channels_are_checked(askfirst: Askfirst, world: World):
    said = askfirst("channel", "check", "--brand", "harbour")
    assert (said.code, said.text) == (0, "page harbour: works\n")
    assert askfirst("channel", "check", "nobody@here", "--brand", "harbour").code == 1


def test_after_a_new_key_the_credentials_still_open_with_the_new_one_alone(
    askfirst: Askfirst, world: World, settings: SettingsWrapper, tmp_path: Path
):
    from askfirst.brand import vault  # noqa: PLC0415 -- Django must be set up first

    settings.SECRETS_FILE = tmp_path / "secrets.json"
    settings.CHANNEL_KEYS = secrets.load(settings.SECRETS_FILE).channel_keys
    channel = world.page.channel
    channel.sealed_credentials = vault.seal({"password": "open sesame"})
    channel.save()
    assert askfirst("key", "rotate", "--json").data == {"channels": 1, "keys": 2}
    settings.CHANNEL_KEYS = secrets.load(settings.SECRETS_FILE).channel_keys[:1]
    channel.refresh_from_db()
    assert vault.open_credentials(channel) == {"password": "open sesame"}


def test_the_doctor_says_what_is_missing_and_how_to_mend_it(askfirst: Askfirst, world: World):
    said = askfirst("doctor", "--json")
    found = {one["what"]: one for one in said.data}
    assert said.code == 1
    assert found["worker"]["state"] == "fail"
    assert "askfirst serve" in found["worker"]["says"]
    assert found["database"]["state"] == found["migrations"]["state"] == found["clock"]["state"] == "ok"
    assert found["channel page harbour"]["state"] == "ok"
    assert {one["state"] for one in said.data} <= {"ok", "warn", "fail"}


def test_the_doctor_is_content_once_a_worker_has_spoken(askfirst: Askfirst, world: World):
    from askfirst.wire import worker  # noqa: PLC0415

    worker.beat()
    said = askfirst("doctor")
    assert "ok   worker" in said.text
    assert said.code == 0
