"""Settings and signing in: the page's words, the team, the channels, the links, and the doors that stay shut."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from askfirst.brand import vault
from askfirst.brand.models import Change, Channel, Member
from askfirst.web import colour, sign_in
from askfirst.wire import connect
from tests.web.guests import words

if TYPE_CHECKING:
    from tests.world import World

PAGE = {
    "name": "Harbour Coffee",
    "tagline": "By the sea",
    "about": "We roast.",
    "greeting": "Hi!",
    "help_email": "",
    "help_phone": "",
    "accent": "#aa3300",
}
PASSWORD = "correct horse battery"
MAIL = {
    "address": "hello@harbour.test",
    "smtp_host": "127.0.0.1",
    "smtp_security": "none",
    "imap_security": "none",
}


def _as(member: Member) -> Client:
    browser = Client()
    browser.force_login(member)
    return browser


def _path(link: str) -> str:
    return "/" + link.split("/", 3)[3]


@pytest.fixture(autouse=True)
def _checks_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connect._hands, "submit", lambda _, pk: connect.check(Channel.objects.get(pk=pk)))


# The page


def test_the_pages_words_are_changed_and_visitors_are_told(world: World) -> None:
    assert _as(world.olivia).post("/settings/page/", PAGE).status_code == 302
    seen = Client().get("/@harbour/")
    assert "By the sea" in words(seen)
    assert Change.objects.filter(kind="page", is_public=True).exists()


@pytest.mark.parametrize("chosen", ["red", "#fff", "#12345g", "url(x)", "#0f766e;}*{}"])
def test_a_colour_that_is_none_is_refused_and_the_words_stay(world: World, chosen: str) -> None:
    answer = _as(world.olivia).post("/settings/page/", {**PAGE, "accent": chosen})
    assert answer.status_code == 422
    assert "By the sea" in answer.content.decode()


@pytest.mark.parametrize("chosen", ["#ffffff", "#000000", "#ffff00", "#0f766e", "#7f7f7f", "#ff00ff"])
def test_every_accent_can_be_read_on_light_and_on_dark(chosen: str) -> None:
    made = colour.accent(chosen)
    assert colour.contrast(made.light, colour.LIGHT_SURFACE) >= colour.AA
    assert colour.contrast(made.dark, colour.DARK_SURFACE) >= colour.AA
    assert colour.contrast(made.light, made.on_light) >= colour.AA
    assert colour.contrast(made.dark, made.on_dark) >= colour.AA


def test_the_switch_says_what_it_did(world: World) -> None:
    answer = _as(world.olivia).post("/settings/page/open/messages/", {"on": "no"}, follow=True)
    assert "Messages are off. The button on your page says so already." in words(answer)
    assert "Messages are off" in words(Client().get("/@harbour/"))


# The team


def test_who_came_in_by_a_link_is_here_also_without_a_password(world: World) -> None:
    browser = Client()
    browser.post(_path(sign_in.sign_in_link(world.caleb)))
    team = words(_as(world.olivia).get("/settings/team/"))
    assert "Caleb Reed not here yet" not in team
    assert "Mara Lind not here yet" in team


def test_an_invitation_is_a_link_behind_which_they_choose_a_password(world: World) -> None:
    typed = {"name": "Ines Roy", "email": "Ines@Harbour.test", "role": "care"}
    answer = _as(world.olivia).post("/settings/team/invite/", typed)
    made = Member.objects.get(email="ines@harbour.test")
    assert not made.has_usable_password()
    link = answer.content.decode().split('readonly value="')[1].split('"')[0]
    browser = Client()
    form = browser.get(_path(link), follow=True)
    assert form.status_code == 200
    browser.post(
        form.request["PATH_INFO"], {"password1": "a long new phrase", "password2": "a long new phrase"}
    )
    assert browser.login(email="ines@harbour.test", password="a long new phrase")
    assert "used" in words(Client().get(_path(link), follow=True)).lower()


@pytest.mark.parametrize(
    "email", ["caleb@harbour.test", "CALEB@harbour.test", "nils@northwind.test", "x", ""]
)
def test_nobody_is_invited_twice_or_without_an_address(world: World, email: str) -> None:
    before = Member.objects.count()
    answer = _as(world.olivia).post("/settings/team/invite/", {"name": "X", "email": email, "role": "care"})
    assert answer.status_code in {409, 422}
    assert Member.objects.count() == before


def _change(by: Member, whom: Member, **typed: Any) -> str:
    answer = _as(by).post(f"/settings/team/{whom.pk}/", typed, follow=True)
    return words(answer)


def test_a_brand_is_never_left_without_an_owner(world: World) -> None:
    assert "is the only owner" in _change(world.olivia, world.olivia, role="care", is_active="on")
    assert "your own access" in _change(world.olivia, world.olivia, role="owner")
    world.olivia.refresh_from_db()
    assert (world.olivia.role, world.olivia.is_active) == ("owner", True)


def test_only_an_owner_makes_owners(world: World) -> None:
    Member.objects.filter(pk=world.mara.pk).update(role="admin")
    admin = Member.objects.get(pk=world.mara.pk)
    assert "Only an owner" in _change(admin, admin, role="owner", is_active="on")
    assert "Only an owner" in _change(admin, world.olivia, role="owner")
    assert "is saved" in _change(world.olivia, world.caleb, role="owner", is_active="on")
    world.caleb.refresh_from_db()
    assert world.caleb.role == "owner"


def test_who_loses_access_is_out_at_once(world: World) -> None:
    browser = _as(world.caleb)
    assert browser.get("/wall/").status_code == 200
    _change(world.olivia, world.caleb, role="care")
    assert browser.get("/wall/").status_code == 302


def test_a_member_of_another_brand_does_not_exist_here(world: World) -> None:
    answer = _as(world.olivia).post(f"/settings/team/{world.nils.pk}/", {"role": "viewer"})
    assert answer.status_code == 404


# Channels


def test_a_mailbox_is_kept_with_its_password_sealed_and_never_shown(world: World) -> None:
    typed = {**MAIL, "username": "hello", "password": "tide & salt"}
    assert _as(world.olivia).post("/settings/channels/email/", typed).status_code == 302
    channel = Channel.objects.get(network="email")
    assert "tide" not in channel.sealed_credentials + str(channel.settings)
    assert vault.open_credentials(channel) == {"username": "hello", "password": "tide & salt"}
    page = _as(world.olivia).get(f"/settings/channels/email/{channel.pk}/").content.decode()
    assert "tide" not in page
    _as(world.olivia).post(
        f"/settings/channels/email/{channel.pk}/", {**MAIL, "username": "hello", "password": ""}
    )
    assert vault.open_credentials(Channel.objects.get(pk=channel.pk))["password"] == "tide & salt"
    moved = {**MAIL, "username": "hello", "password": "", "smtp_host": "127.0.0.2"}
    answer = _as(world.olivia).post(f"/settings/channels/email/{channel.pk}/", moved)
    assert "127.0.0.2 is another server than before: give the password again" in answer.content.decode()
    assert Channel.objects.get(pk=channel.pk).settings["smtp_host"] == MAIL["smtp_host"]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"smtp_host": "smtp example"}, "not a server"),
        ({"address": "nobody"}, "address"),
        ({"smtp_host": "smtp.example.org", "password": "secret-word"}, "travel readable"),
        ({"smtp_port": "70000"}, "65535"),
    ],
)
def test_a_setting_that_cannot_work_is_named_and_nothing_is_kept(
    world: World, wrong: dict[str, str], sentence: str
) -> None:
    answer = _as(world.olivia).post("/settings/channels/email/", {**MAIL, **wrong})
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert "secret-word" not in answer.content.decode()
    assert not Channel.objects.filter(network="email").exists()


def test_a_server_that_is_not_there_is_said_in_a_sentence(world: World) -> None:
    _as(world.olivia).post("/settings/channels/email/", {**MAIL, "smtp_port": "1"})
    trouble = connect.check(Channel.objects.get(network="email"))
    assert "127.0.0.1, port 1, cannot be used for sending" in trouble


def test_a_channel_is_switched_off_and_on(world: World) -> None:
    _as(world.olivia).post("/settings/channels/email/", MAIL)
    channel = Channel.objects.get(network="email")
    for act, state in (("off", "off"), ("on", "attention")):
        _as(world.olivia).post(f"/settings/channels/email/{channel.pk}/", {"act": act})
        channel.refresh_from_db()
        assert channel.state == state


# Signing in


def test_a_sign_in_link_needs_a_press_and_works_once(world: World) -> None:
    path = _path(sign_in.sign_in_link(world.caleb))
    browser = Client()
    assert "Hello Caleb Reed" in words(browser.get(path))
    assert browser.get("/wall/").status_code == 302
    assert browser.post(path).status_code == 302
    assert browser.get("/wall/").status_code == 200
    assert Client().post(path).status_code == 410


def test_a_sign_in_link_that_is_old_forged_or_for_somebody_who_left_opens_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _path(sign_in.sign_in_link(world.caleb))
    assert Client().get(path[:-4] + "AAA/").status_code == 410
    Member.objects.filter(pk=world.caleb.pk).update(is_active=False)
    assert Client().post(path).status_code == 410
    Member.objects.filter(pk=world.caleb.pk).update(is_active=True)
    monkeypatch.setattr(sign_in, "LIFE", timedelta(seconds=-1))
    assert "does not work any more" in words(Client().get(path))


def test_a_new_password_ends_every_older_link(world: World) -> None:
    path = _path(sign_in.sign_in_link(world.caleb))
    world.caleb.set_password("another long phrase")
    world.caleb.save()
    assert Client().post(path).status_code == 410


def test_nobody_signs_up_by_themselves(db: None) -> None:
    assert "Members are invited" in words(Client().get("/accounts/signup/"))
    Client().post("/accounts/signup/", {"email": "x@example.org", "password1": "a long new phrase"})
    assert not Member.objects.filter(email="x@example.org").exists()


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/login/", "/accounts/password/reset/", "/accounts/2fa/", "/accounts/2fa/totp/activate/",
        "/accounts/2fa/webauthn/add/", "/accounts/password/change/", "/accounts/logout/",
    ],
)  # fmt: skip
def test_allauths_pages_are_in_our_clothes_and_under_our_policy(world: World, path: str) -> None:
    browser = Client()
    if "login" not in path and "reset" not in path:
        browser.post("/accounts/login/", {"login": "olivia@harbour.test", "password": PASSWORD})
        browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    answer = browser.get(path, follow=True)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert answer.request["PATH_INFO"] == path
    assert "door-card" in html
    assert "style=" not in html
    assert all("src=" in part or "json" in part for part in html.split("<script")[1:])
